"""`councilqa check` and `councilqa brief`: figures that do not agree, and a paper on two pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.console import Console

from councilqa.cli.files import OutFile, write_file
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Index, Partnership, Since, Until
from councilqa.cli.papers import DocumentName
from councilqa.cli.terminal import count, err, out, plain, print_json, waiting
from councilqa.domain.briefings import Briefing, BriefingLine
from councilqa.domain.discrepancies import CitedDiscrepancy

_STYLES = {"high": "bold red", "medium": "yellow", "low": "dim"}


def check(
    document: Annotated[
        str | None,
        typer.Argument(
            metavar="[DOCUMENT]", help="The start of its id, or a part of its path or title.", show_default=False
        ),
    ] = None,
    partnership: Partnership = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Say which figures, dates and references do not agree.

    In a paper, and between the papers of a partnership; each finding with its places."""
    with opened(index) as service, waiting("Reckoning …"):
        found = service.discrepancies(document=document, partnership=partnership, since=since, until=until)
        unchecked = service.unchecked(document=document, partnership=partnership, since=since, until=until)
    for title, sentence in unchecked:
        err().print(plain(f"Not all was checked in “{title}”: {sentence}"), soft_wrap=True)
    if as_json:
        from councilqa.contract import discrepancies_json

        print_json(discrepancies_json(found))
        return
    console = out()
    for each in found:
        _print_discrepancy(console, each)
    console.print(plain(count(len(found), "finding")))


def brief(
    document: DocumentName,
    out_file: OutFile = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Put a paper on two pages for a member, every line cited."""
    with opened(index) as service, waiting("Reading the paper …"):
        found = service.brief(document)
    if out_file is not None:
        from councilqa.exports.briefing import briefing_docx, briefing_markdown

        made_at = dt.datetime.now().astimezone()
        write_file(
            out_file,
            {
                ".md": lambda: briefing_markdown(found, made_at=made_at).encode(),
                ".docx": lambda: briefing_docx(found, made_at=made_at),
            },
        )
    elif as_json:
        from councilqa.contract import briefing_json

        print_json(briefing_json(found))
    else:
        _print_briefing(out(), found)


def _print_discrepancy(console: Console, cited: CitedDiscrepancy) -> None:
    from councilqa.cli.views import indented
    from councilqa.exports.wording import citation_in_words

    found = cited.discrepancy
    head = plain(f"{found.severity}, {found.kind}: ", _STYLES[found.severity])
    console.print(head + plain(found.sentence))
    if found.arithmetic:
        console.print(indented(found.arithmetic, "bold"))
    for citation in cited.citations:
        console.print(indented(f"“{citation.quote}”"))
        console.print(indented(citation_in_words(citation), "cyan", by=6))
    console.print()


def _print_briefing(console: Console, found: Briefing) -> None:
    from councilqa.cli.views import indented

    console.print(plain(found.title, "bold"))
    for part in found.parts:
        console.print()
        console.print(plain(part.heading, "bold"))
        for line in part.lines:
            console.print(indented(_line(line), by=2))
        for text in filter(None, (f"{part.more} more are not shown here." if part.more else "", part.without)):
            console.print(indented(text, "dim", by=2))


def _line(line: BriefingLine) -> str:
    from councilqa.exports.wording import place_in_words

    about = f"{line.about}: " if line.about else ""
    places = "; ".join(place_in_words(each) for each in line.citations)
    return f"{about}{line.text}" + (f" ({places})" if places else "")
