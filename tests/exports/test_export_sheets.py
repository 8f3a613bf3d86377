"""Tables as CSV and Excel files."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest

from councilqa.exports.sheets import Cell, Sheet, csv_text, excel_bytes

SHEET = Sheet(
    title="Money: 2022/23",
    columns=("What", "Amount"),
    rows=[
        (Cell("Chief Executive\tpost", "https://intranet.example.org/papers/1?start=2"), Cell(Decimal("-41184.50"))),
        (Cell("to be confirmed"), Cell(None)),
    ],
)
FORMULAS = ["=HYPERLINK(A1)", "+1", "-1 post", "@SUM(A1)", "  =1", "\t=1"]


def page_of(sheet: Sheet) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(excel_bytes([sheet]))).worksheets[0]


def test_excel_holds_numbers_as_numbers_and_leads_to_the_source() -> None:
    page = page_of(SHEET)
    assert [cell.value for cell in page[1]] == ["What", "Amount"]
    assert page["B2"].value == -41184.5 and page["B3"].value is None
    assert page["A2"].hyperlink.target == "https://intranet.example.org/papers/1?start=2"


def test_title_that_excel_refuses_is_made_fit() -> None:
    assert page_of(SHEET).title == "Money  2022 23"


@pytest.mark.parametrize("text", FORMULAS)
def test_text_of_a_paper_is_never_a_formula(text: str) -> None:
    sheet = Sheet(title="x", columns=("Text",), rows=[(Cell(text),)])
    assert page_of(sheet)["A2"].data_type == "s"
    written = list(csv.reader(io.StringIO(csv_text(sheet))))[1][0]
    assert written == f"'{text}"


def test_csv_keeps_commas_quotes_and_line_breaks() -> None:
    sheet = Sheet(title="x", columns=("A", "B"), rows=[(Cell('say "no", twice'), Cell("one\ntwo"))])
    assert list(csv.reader(io.StringIO(csv_text(sheet), newline=""))) == [["A", "B"], ['say "no", twice', "one\ntwo"]]


def test_empty_table_is_its_header() -> None:
    sheet = Sheet(title="Risks", columns=("Risk",), rows=[])
    assert csv_text(sheet) == "Risk\r\n"
    assert [cell.value for cell in page_of(sheet)[1]] == ["Risk"]
