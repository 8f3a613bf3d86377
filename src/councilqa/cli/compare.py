"""`councilqa compare`: one question to every partnership, standing fields side by side, precedents in the papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from councilqa.cli.ask import Chosen
from councilqa.cli.codes import FAILED, NOT_FOUND
from councilqa.cli.files import OutFile, linked, write_file
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Batch, Index, InDocument, Partnership, Since, Until
from councilqa.cli.terminal import out, plain, print_json, waiting

if TYPE_CHECKING:
    from councilqa.domain.comparisons import Comparison, Grid, Precedents, Row
    from councilqa.exports.parts import Part
    from councilqa.exports.sheets import Sheet
    from councilqa.service import CouncilQA

_WAITING = "Looking through the papers …"


def compare(
    question: Annotated[
        str | None,
        typer.Argument(metavar="QUESTION", help="In a sentence, in quotation marks.", show_default=False),
    ] = None,
    fields: Annotated[
        bool, typer.Option("--fields", help="Instead of a question: model, legal basis, costs, savings and so on.")
    ] = False,
    named: Annotated[
        bool,
        typer.Option("--named", help="Instead of a question: other councils that the papers name, what they saved."),
    ] = False,
    partnership: Partnership = None,
    document: InDocument = None,
    since: Since = None,
    until: Until = None,
    batch: Batch = None,
    out_file: OutFile = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Put a question to each partnership on its own.

    One row each, with citations, or that its papers do not state it."""
    if [question is not None, fields, named, batch is not None].count(True) != 1:
        raise typer.BadParameter("give one of QUESTION, --batch FILE.jsonl, --fields and --named")
    if batch is not None and out_file is not None:
        raise typer.BadParameter("--batch prints JSON lines; leave --out away")
    chosen = Chosen(partnership=partnership, document=document, since=since, until=until)
    with opened(index) as service:
        if batch is not None:
            _batch(service, batch, chosen)
            return
        shown = _shown(service, question, chosen, fields=fields)
        public_url = service.settings.serve.public_url
    if out_file is not None:
        shown.write(out_file, public_url)
    elif as_json:
        print_json(shown.json())
    else:
        shown.print(out())
    if not shown.found:
        raise typer.Exit(NOT_FOUND)


class _Shown:
    """One result, as each way to show it takes it."""

    def __init__(
        self,
        *,
        found: bool,
        title: str,
        json: Callable[[], dict[str, Any]],
        show: Callable[[Console], None],
        parts: Callable[[dt.datetime], Iterator[Part]],
        sheets: Callable[[Callable[..., str | None]], Sequence[Sheet]],
    ) -> None:
        self.found = found
        self.json = json
        self.print = show
        self._title = title
        self._parts = parts
        self._sheets = sheets

    def write(self, file: Path, public_url: str | None) -> None:
        """In the format that the file's ending names."""
        made_at = dt.datetime.now().astimezone()
        sheets = self._sheets(lambda citation: linked(citation, public_url))
        write_file(file, self._formats(made_at, sheets))

    def _formats(self, made_at: dt.datetime, sheets: Sequence[Sheet]) -> Mapping[str, Callable[[], bytes]]:
        from councilqa.exports.comparisons import word
        from councilqa.exports.conversation import markdown
        from councilqa.exports.sheets import csv_text, excel_bytes

        return {
            ".md": lambda: markdown(self._parts(made_at)).encode(),
            ".docx": lambda: word(self._parts(made_at), title=self._title, made_at=made_at),
            ".xlsx": lambda: excel_bytes(sheets),
            # Excel takes CSV for UTF-8 only where it begins with a byte order mark.
            ".csv": lambda: csv_text(sheets[0]).encode("utf-8-sig"),
        }


def _shown(service: CouncilQA, question: str | None, chosen: Chosen, *, fields: bool) -> _Shown:
    with waiting(_WAITING):
        if question is not None:
            return _of_comparison(service.compare(question, **chosen))
        if fields:
            return _of_grid(service.compare_fields(**chosen))
        return _of_precedents(service.precedents(**chosen))


def _of_comparison(comparison: Comparison) -> _Shown:
    from councilqa.contract import comparison_json
    from councilqa.exports.comparisons import comparison_parts, comparison_sheets

    return _Shown(
        found=any(row.stated for row in comparison.rows),
        title=comparison.question,
        json=lambda: comparison_json(comparison),
        show=lambda console: _print_comparison(console, comparison),
        parts=lambda made_at: comparison_parts(comparison, made_at=made_at),
        sheets=lambda link: comparison_sheets(comparison, link),
    )


def _of_grid(grid: Grid) -> _Shown:
    from councilqa.contract import grid_json
    from councilqa.exports.comparisons import GRID, grid_parts, grid_sheets

    return _Shown(
        found=any(row.stated for _, comparison in grid.fields for row in comparison.rows),
        title=GRID,
        json=lambda: grid_json(grid),
        show=lambda console: _print_grid(console, grid),
        parts=lambda made_at: grid_parts(grid, made_at=made_at),
        sheets=lambda link: grid_sheets(grid, link),
    )


def _of_precedents(precedents: Precedents) -> _Shown:
    from councilqa.contract import precedents_json
    from councilqa.exports.comparisons import NAMED, precedents_parts, precedents_sheets

    return _Shown(
        found=bool(precedents.found),
        title=NAMED,
        json=lambda: precedents_json(precedents),
        show=lambda console: _print_precedents(console, precedents),
        parts=lambda made_at: precedents_parts(precedents, made_at=made_at),
        sheets=lambda link: precedents_sheets(precedents, link),
    )


def _batch(service: CouncilQA, file: Path, chosen: Chosen) -> None:
    from councilqa.cli.batch import run_batch
    from councilqa.contract import comparison_json

    with waiting("Loading the model …"):
        service.warm()
    if run_batch(file, keys=("question",), respond=lambda text: comparison_json(service.compare(text, **chosen))):
        raise typer.Exit(FAILED)


def _print_comparison(console: Console, comparison: Comparison) -> None:
    from councilqa.cli.views import print_citation
    from councilqa.exports.comparisons import figure_in_words

    if comparison.asked != comparison.question:
        console.print(plain(f"Asked of each: {comparison.asked}", "dim"))
        console.print()
    for row in comparison.rows:
        _print_row(console, row.party.name, row)
        for citation in row.answer.citations:
            print_citation(console, citation)
        console.print()
    for figure in comparison.figures:
        console.print(plain(figure_in_words(figure, [row.party for row in comparison.rows]), "yellow"))


def _print_grid(console: Console, grid: Grid) -> None:
    from councilqa.domain.answers import whereabouts

    for field, comparison in grid.fields:
        console.print(plain(field.name, "bold cyan"))
        for row in comparison.rows:
            _print_row(console, row.party.name, row, reason=False)
            for each in row.answer.citations:
                where = whereabouts(each.paragraph, each.page, each.printed_page) or " > ".join(each.section[-1:])
                console.print(plain(f"    [{each.label}] {each.title}, {where}", "dim"))
        console.print()


def _print_row(console: Console, name: str, row: Row, *, reason: bool = True) -> None:
    from councilqa.exports.comparisons import NOT_STATED

    console.print(plain(name, "bold"))
    if row.stated:
        console.print(plain(row.answer.text))
    else:
        console.print(plain(f"{NOT_STATED}. {row.answer.reason}" if reason else NOT_STATED, "yellow"))


def _print_precedents(console: Console, precedents: Precedents) -> None:
    from councilqa.cli.views import print_citation
    from councilqa.exports.comparisons import saved_in_words

    for each in precedents.found:
        years = f"; when: {', '.join(each.years)}" if each.years else ""
        console.print(plain(each.name, "bold") + plain(f"  saved: {saved_in_words(each)}{years}", "cyan"))
        for citation in each.citations:
            print_citation(console, citation)
        console.print()
    if not precedents.found:
        console.print(plain(f"No other councils were found in: {'; '.join(precedents.searched)}", "yellow"))
