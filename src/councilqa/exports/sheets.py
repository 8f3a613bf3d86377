"""Tables as files for a spreadsheet: CSV, and Excel with links."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from councilqa.exports.escaping import clean

_FORMULA = re.compile(r"^\s*[=+\-@]|^[\t\r]")
_MOST_CHARACTERS = 32_767
"""Excel's own limit for a cell."""
_WIDEST, _NARROWEST = 60, 10
_TITLE_CHARACTERS = re.compile(r"[\\/*?:\[\]]")


@dataclass(frozen=True, slots=True)
class Cell:
    value: str | Decimal | int | None
    link: str | None = None
    """An address or the name of a file, where a click leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    """Each as long as `columns`."""


def csv_text(sheet: Sheet) -> str:
    """Rows under the names of the columns; a text that a spreadsheet would take for a formula begins with a quote."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(sheet.columns)
    writer.writerows([_plain(cell.value) for cell in row] for row in sheet.rows)
    return target.getvalue()


def excel_bytes(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx file; numbers are numbers, every text is text, whatever it begins with."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(_sheet_title(sheet.title)), sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for column, (name, width) in enumerate(zip(sheet.columns, _widths(sheet), strict=True), start=1):
        _write(page, 1, column, Cell(name))
        page.cell(1, column).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for row, cells in enumerate(sheet.rows, start=2):
        for column, cell in enumerate(cells, start=1):
            _write(page, row, column, cell)
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"


def _write(page: Worksheet, row: int, column: int, cell: Cell) -> None:
    written = page.cell(row, column)
    if isinstance(cell.value, str):
        written.value = clean(cell.value)[:_MOST_CHARACTERS]
        written.data_type = "s"  # "=1+1" in a paper is what it says and no formula
    else:
        written.value = cell.value
    if cell.link:
        written.hyperlink = cell.link
        written.style = "Hyperlink"
    written.alignment = Alignment(wrap_text=True, vertical="top")


def _plain(value: str | Decimal | int | None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = clean(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _widths(sheet: Sheet) -> list[int]:
    columns = zip(*[[Cell(name) for name in sheet.columns], *sheet.rows], strict=True)
    longest = [max(len(_plain(cell.value)) for cell in column) for column in columns]
    return [min(max(each + 2, _NARROWEST), _WIDEST) for each in longest]


def _sheet_title(title: str) -> str:
    return _TITLE_CHARACTERS.sub(" ", clean(title))[:31] or "Sheet"
