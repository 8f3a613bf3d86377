"""Answers and passages as they are read in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from councilqa.cli.terminal import plain
from councilqa.contract import paper_of
from councilqa.domain.answers import Answer, AnswerStatus, Citation, whereabouts
from councilqa.domain.passages import Hit
from councilqa.store.records import DocumentSummary

SHOWN_CHARACTERS = 280
"""Of a related passage; the whole of it is in `search`."""


def print_answer(
    console: Console, answer: Answer, papers: Mapping[str, DocumentSummary], *, more: bool = False
) -> None:
    """The answer, then what is missing, then where each quotation stands; with `more`, what else comes near."""
    if answer.text:
        console.print(plain(answer.text, "bold" if answer.status is AnswerStatus.NOT_FOUND else ""))
    if answer.reason and answer.reason not in answer.text:
        console.print(plain(answer.reason, "yellow"))
    for warning in answer.warnings:
        console.print(plain(f"Note: {warning}", "yellow"))
    if answer.looked_for:
        console.print(plain(f"Also looked for: {'; '.join(answer.looked_for)}", "dim"))
    if answer.note:
        console.print(plain(answer.note, "yellow"))
    if answer.citations:
        console.print()
        console.print(plain("Sources", "bold"))
        for citation in answer.citations:
            print_citation(console, citation)
    if answer.more and more:
        console.print()
        console.print(plain("More from the papers", "bold"))
        for each in answer.more:
            console.print(plain(f"{each.text} [{each.citation.label}]"))
            print_citation(console, each.citation)
    if answer.related and more:
        console.print()
        console.print(plain("Nearest passages (not an answer)", "bold"))
        for hit in answer.related:
            _print_hit(console, hit, paper_of(hit, papers), most=SHOWN_CHARACTERS)
    if not more and (answer.more or answer.related):
        console.print()
        console.print(plain("More from the papers: --more" if answer.more else "Nearest passages: --more", "dim"))


def print_hits(console: Console, hits: Iterable[Hit], papers: Mapping[str, DocumentSummary]) -> None:
    """Ranked passages with their whole text."""
    for hit in hits:
        _print_hit(console, hit, paper_of(hit, papers), most=None)


def print_trace(console: Console, answer: Answer) -> None:
    """Every stage of the way to the answer, and the claims that were dropped."""
    table = Table(title="How this answer came about", title_justify="left", show_lines=True)
    table.add_column("Stage", style="bold")
    table.add_column("What happened", overflow="fold")
    for stage, what in answer.trace:
        table.add_row(plain(stage), plain(what))
    for claim in answer.dropped:
        table.add_row(plain("dropped"), plain(claim))
    console.print()
    console.print(table)


def print_citation(console: Console, citation: Citation) -> None:
    """Where a quotation stands, and its words."""
    where = whereabouts(citation.paragraph, citation.page, citation.printed_page)
    head = plain(f"[{citation.label}] ", "bold") + plain(citation.title)
    console.print(head + plain(f", {where}" if where else "", "cyan"))
    if citation.section:
        console.print(indented(" > ".join(citation.section), "dim"))
    console.print(indented(f"“{citation.quote}”"))
    console.print(indented(citation.source, "dim"))


def _print_hit(console: Console, hit: Hit, paper: DocumentSummary, *, most: int | None) -> None:
    passage = hit.passage
    where = whereabouts(passage.paragraph, passage.page, passage.printed_page)
    head = (
        plain(f"{hit.rank:>3}. ", "bold") + plain(paper.metadata.title) + plain(f", {where}" if where else "", "cyan")
    )
    console.print(head + plain(f"  {hit.score:.3f} {'+'.join(hit.found_by)}", "dim"))
    if passage.section:
        console.print(indented(" > ".join(passage.section), "dim", by=5))
    text = passage.text if most is None or len(passage.text) <= most else passage.text[:most].rstrip() + " …"
    console.print(indented(text, by=5))


def indented(text: str, style: str = "", *, by: int = 4) -> Padding:
    """Text of a paper, set in."""
    return Padding(plain(text, style), (0, 0, 0, by))
