"""`councilqa register`: what the papers list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from councilqa.cli.codes import NOT_FOUND
from councilqa.cli.files import OutFile, linked, write_file
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Index, InDocument, Partnership, Since, Until
from councilqa.cli.terminal import count, out, plain, print_json
from councilqa.domain.registers import CitedEntry, Register, RegisterKind

if TYPE_CHECKING:
    from councilqa.exports.sheets import Sheet

FORMATS = (".csv", ".xlsx")
_LEADING = {
    RegisterKind.RECOMMENDATIONS: ("Number", "Recommendation"),
    RegisterKind.RISKS: ("Number", "Risk"),
    RegisterKind.MONEY: ("As written", "What"),
    RegisterKind.MILESTONES: ("When", "What"),
}
"""Columns that head an entry in the terminal; the others stand below it by their names."""
_FOR_PROGRAMS = ("From", "To", "Pounds", "To pounds")


def register(
    kind: Annotated[RegisterKind, typer.Argument(metavar="recommendations|risks|money|milestones")],
    partnership: Partnership = None,
    document: InDocument = None,
    since: Since = None,
    until: Until = None,
    out_file: OutFile = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """List recommendations, risks, sums of money or milestones.

    Each entry with the words of the paper that it was read from."""
    with opened(index) as service:
        found = service.register(kind, partnership=partnership, document=document, since=since, until=until)
        public_url = service.settings.serve.public_url
    if out_file is not None:
        _write(out_file, found, public_url)
    elif as_json:
        from councilqa.contract import register_json

        print_json(register_json(found))
    else:
        _print(out(), found)
    if not found.entries:
        raise typer.Exit(NOT_FOUND)


def _write(file: Path, found: Register, public_url: str | None) -> None:
    from councilqa.exports.registers import register_sheet

    sheet = register_sheet(found, lambda citation: linked(citation, public_url))
    write_file(file, {".csv": lambda: _csv(sheet), ".xlsx": lambda: _excel(sheet)})


def _csv(sheet: Sheet) -> bytes:
    from councilqa.exports.sheets import csv_text

    # Excel takes CSV for UTF-8 only where it begins with a byte order mark.
    return csv_text(sheet).encode("utf-8-sig")


def _excel(sheet: Sheet) -> bytes:
    from councilqa.exports.sheets import excel_bytes

    return excel_bytes([sheet])


def _print(console: Console, found: Register) -> None:
    title = None
    for each in found.entries:
        if each.citations[0].title != title:
            title = each.citations[0].title
            console.print(plain(title, "bold"))
            console.print()
        _print_entry(console, found.kind, each)
    name = "entry" if len(found.entries) == 1 else "entries"
    papers = count(len(found.searched), "paper")
    console.print(plain(f"{len(found.entries):,} {name} of the {found.kind} register in {papers}"))
    if found.without:
        console.print(plain(f"None was recognised in: {'; '.join(found.without)}", "yellow"))


def _print_entry(console: Console, kind: RegisterKind, cited: CitedEntry) -> None:
    from councilqa.cli.views import indented
    from councilqa.exports.registers import values
    from councilqa.exports.wording import place_in_words

    held = values(kind, cited)
    head = "  ".join(str(held[name]) for name in _LEADING[kind] if held[name])
    console.print(indented(head, "bold", by=2))
    for name, value in held.items():
        if value and name not in _LEADING[kind] and name not in _FOR_PROGRAMS:
            console.print(indented(f"{name}: {value}"))
    console.print(indented(place_in_words(cited.citations[0]), "cyan"))
    console.print()
