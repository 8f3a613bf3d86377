"""`councilqa documents`, `show` and `remove`: what is in the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Index
from councilqa.cli.terminal import clean, count, out, plain, print_json
from councilqa.domain.documents import Document, Heading, ListItem, Page, Placed, Table
from councilqa.errors import UnknownDocumentError

if TYPE_CHECKING:
    from councilqa.store.records import DocumentSummary

DocumentName = Annotated[
    str, typer.Argument(metavar="DOCUMENT", help="The start of its id, or a part of its path or title.")
]


def documents(as_json: AsJson = False, index: Index = None) -> None:
    """List what is indexed."""
    with opened(index) as service:
        found = service.documents()
    if as_json:
        from councilqa.contract import documents_json

        print_json(documents_json(found))
        return
    console = out()
    for summary in found:
        _print_summary(console, summary)
    console.print(plain(f"{count(len(found), 'paper')}, {count(sum(each.passages for each in found), 'passage')}"))


def show(
    document: DocumentName,
    page: Annotated[
        int | None, typer.Option("--page", min=1, metavar="N", help="This page, as a viewer counts.")
    ] = None,
    paragraph: Annotated[
        str | None, typer.Option("--paragraph", metavar="NUMBER", help="This paragraph, for example 5.11.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="The whole paper.")] = False,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Show a paper or a part of it.

    Its headings and paragraph numbers, unless a page, a paragraph or the whole text is asked for."""
    if sum((page is not None, paragraph is not None, text)) > 1:
        raise typer.BadParameter("give one of --page, --paragraph and --text")
    with opened(index) as service:
        paper = service.document(document)
        if page is not None:
            _show_page(paper, page, as_json=as_json)
        elif paragraph is not None:
            _show_blocks(paper, service.paragraph(document, paragraph), as_json=as_json)
        elif text:
            _show_blocks(paper, paper.placed, as_json=as_json)
        else:
            headings = [placed for placed in paper.placed if isinstance(placed.block, Heading)]
            _show_outline(paper, headings, as_json=as_json)


def remove(
    document: DocumentName,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Take a paper out of the index.

    Its file stays where it is."""
    with opened(index) as service:
        paper = service.document(document)
        if not yes:
            typer.confirm(f"Remove {clean(paper.metadata.title)!r} ({clean(paper.source)})?", abort=True, err=True)
        summary = service.remove(paper.id)
    if as_json:
        from councilqa.contract import summary_json

        print_json({"removed": summary_json(summary)})
    else:
        out().print(plain(f"Removed {summary.metadata.title!r}. Its file stays: {summary.source}"), soft_wrap=True)


def _print_summary(console: Console, summary: DocumentSummary) -> None:
    metadata = summary.metadata
    console.print(plain(f"{summary.id[:8]}  ", "cyan") + plain(metadata.title, "bold"))
    facts = [
        ("councils", ", ".join(metadata.councils)),
        ("partnership", metadata.partnership),
        ("body", metadata.body),
        ("date", metadata.date.isoformat() if metadata.date else None),
        ("kind", str(metadata.kind)),
        ("portfolio", metadata.portfolio),
        ("contact", metadata.contact),
        ("key decision", None if metadata.key_decision is None else "yes" if metadata.key_decision else "no"),
        ("length", _length(summary)),
        ("restriction", metadata.restriction),
        ("file", summary.source),
    ]
    _print_facts(console, facts)
    console.print()


def _length(summary: DocumentSummary) -> str:
    pages = f"{count(summary.pages, 'page')}, " if summary.pages else ""
    return f"{pages}{count(summary.passages, 'passage')}"


def _print_facts(console: Console, facts: Sequence[tuple[str, str | None]]) -> None:
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True, min_width=14)
    grid.add_column(overflow="fold")
    for name, value in facts:
        if value:
            grid.add_row(plain(f"  {name}"), plain(value))
    console.print(grid)


def _show_page(paper: Document, number: int, *, as_json: bool) -> None:
    page = _page(paper, number)
    if as_json:
        from councilqa.contract import page_json

        print_json(page_json(paper, page))
        return
    printed = f", printed {page.label}" if page.label and page.label != str(number) else ""
    console = out()
    console.print(plain(f"{paper.metadata.title}, page {number} of {len(paper.draft.pages)}{printed}", "bold"))
    console.print(plain(paper.text[page.start : page.end].strip()))


def _page(paper: Document, number: int) -> Page:
    found = next((page for page in paper.draft.pages if page.number == number), None)
    if found is None:
        title, pages = paper.metadata.title, len(paper.draft.pages)
        has = f"has {count(pages, 'page')}" if pages else "has no pages"
        raise UnknownDocumentError(
            f"{title!r} {has}", hint="Ask for one of them." if pages else "Use --paragraph or --text."
        )
    return found


def _show_blocks(paper: Document, placed: Iterable[Placed], *, as_json: bool) -> None:
    if as_json:
        from councilqa.contract import blocks_json

        print_json(blocks_json(paper, placed))
        return
    console = out()
    console.print(plain(paper.metadata.title, "bold"))
    section: tuple[str, ...] | None = None
    for each in placed:
        if each.section != section and each.section and not isinstance(each.block, Heading):
            console.print(plain(" > ".join(each.section), "dim"))
        section = each.section
        _print_block(console, paper, each)


def _print_block(console: Console, paper: Document, placed: Placed) -> None:
    block = placed.block
    number = getattr(block, "number", None)
    lead = f"{number}  " if number and not block.text.lstrip("#* \t(").startswith(number.lstrip("(")) else ""
    match block:
        case Heading():
            console.print()
            console.print(plain(lead + block.text, "bold"))
        case ListItem():
            console.print(plain(f"{'  ' * (block.depth + 1)}{lead}{block.text}"))
        case Table():
            _print_table(console, block)
        case _:
            console.print(plain(lead + block.text))


def _print_table(console: Console, block: Table) -> None:
    table = RichTable(show_lines=True, show_header=False, title=plain(block.caption) if block.caption else None)
    for _ in range(max(len(row.cells) for row in block.rows)):
        table.add_column(overflow="fold")
    for position, row in enumerate(block.rows):
        style = "bold" if position < block.header_rows else ""
        table.add_row(*(plain(cell.text, style) for cell in row.cells))
    console.print(table)


def _show_outline(paper: Document, headings: Sequence[Placed], *, as_json: bool) -> None:
    numbers = list(dict.fromkeys(placed.paragraph for placed in paper.placed if placed.paragraph))
    if as_json:
        from councilqa.contract import blocks_json

        print_json({**blocks_json(paper, headings), "paragraphs": numbers, "pages": len(paper.draft.pages)})
        return
    console = out()
    console.print(plain(paper.metadata.title, "bold"))
    console.print(plain(paper.source, "dim"))
    for placed in headings:
        page = paper.draft.page_at(placed.block.start)
        where = f"  page {page.number}" if page else ""
        indent = "  " * (len(placed.section) + 1)
        heading = " ".join(placed.block.text.lstrip("#").replace("**", "").split())
        console.print(plain(f"{indent}{heading}") + plain(where, "dim"))
    if numbers:
        console.print(plain(f"Paragraphs: {', '.join(numbers)}"))
