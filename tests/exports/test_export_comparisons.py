"""Comparisons, grids and precedents as files."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
from docx import Document
from export_makers import CITATION, OTHER

from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.domain.comparisons import (
    Comparison,
    Field,
    FigureCompared,
    Given,
    Grid,
    Party,
    Precedent,
    Precedents,
    Row,
)
from councilqa.exports.comparisons import (
    comparison_parts,
    comparison_sheets,
    figure_in_words,
    grid_parts,
    grid_sheets,
    precedents_parts,
    precedents_sheets,
    word,
)
from councilqa.exports.conversation import markdown
from councilqa.exports.sheets import csv_text, excel_bytes

NOON = dt.datetime(2024, 3, 5, 12, 0, tzinfo=dt.UTC)


def _party(handle: str, name: str) -> Party:
    return Party(handle=handle, name=name, councils=(), document_ids=("a" * 16,), titles=("Working Together",))


ELM, OAK = _party("elm-fir", "Elm and Fir"), _party("oak-ash", "Oak and Ash")


def _stated(party: Party, text: str, *citations: Citation) -> Row:
    answer = Answer(question="What is saved?", status=AnswerStatus.ANSWERED, text=text, citations=citations)
    return Row(party=party, answer=answer)


def _silent(party: Party) -> Row:
    reason = "Searched: Working Together. The papers of Oak and Ash say more of ‘savings’."
    answer = Answer(
        question="What is saved?", status=AnswerStatus.NOT_FOUND, text=f"Not found. {reason}", reason=reason
    )
    return Row(party=party, answer=answer)


FIGURE = FigureCompared(
    unit="£",
    sort="saving",
    given=(
        Given(party="elm-fir", written=("£88k",), values=(Decimal(88000),)),
        Given(party="oak-ash", written=("£88,000",), values=(Decimal(88000),)),
    ),
    agreeing=(("elm-fir", "oak-ash"),),
)
COMPARISON = Comparison(
    question="What is saved?",
    asked="What is saved?",
    rows=(_silent(ELM), _stated(OAK, "=SUM(A1) | £88,000 [1]\nEach keeps its website. [2]", CITATION, OTHER)),
    figures=(FIGURE,),
)
GRID = Grid(
    parties=(ELM, OAK),
    fields=(
        (
            Field(name="Savings expected", questions=("What is saved?",)),
            replace(COMPARISON, rows=(_stated(ELM, "£88,000 [1]", CITATION), _silent(OAK))),
        ),
        (
            Field(name="Governance", questions=("Who decides?",)),
            replace(
                COMPARISON,
                rows=(_stated(ELM, "Own site. [2]", OTHER), _stated(OAK, "£88,000 again [1]", CITATION)),
            ),
        ),
    ),
)
NAMED = Precedents(
    found=(
        Precedent(
            councils=("Adlington District Council", "Worsley Borough Council"),
            document_id="a" * 16,
            citations=(CITATION,),
            saved=("£12.2m",),
            years=("2008-2018",),
        ),
    ),
    searched=("Working Together",),
)


def test_markdown_has_a_row_for_each_party_and_the_references_below() -> None:
    lines = markdown(comparison_parts(COMPARISON, made_at=NOON)).splitlines()
    assert lines[0] == "# What is saved?"
    rows = [line for line in lines if line.startswith("| ") and "---" not in line]
    assert rows[0] == "| Partnership | What its papers say |"
    assert rows[1].startswith("| Elm and Fir | Not stated. Searched: Working Together.")
    assert rows[2].endswith(r"\[1\]<br>Each keeps its website. \[2\] |")
    references = lines[lines.index("## References") :]
    assert any("Working Together" in line and "paragraph 5.11, page 12 (printed 9)" in line for line in references)


def test_a_bar_in_a_paper_does_not_end_a_cell_of_a_markdown_table() -> None:
    row = next(line for line in markdown(comparison_parts(COMPARISON, made_at=NOON)).splitlines() if "SUM" in line)
    assert r"\| £88,000" in row


def test_references_of_a_grid_are_numbered_through_and_one_place_has_one_number() -> None:
    text = markdown(grid_parts(GRID, made_at=NOON))
    assert r"| Savings expected | £88,000 \[1\] | Not stated |" in text
    assert r"| Governance | Own site. \[2\] | £88,000 again \[1\] |" in text
    assert text.count("- \\[") == 2


def test_word_has_the_grid_as_a_table_whose_header_repeats() -> None:
    file = Document(io.BytesIO(word(grid_parts(GRID, made_at=NOON), title="Grid", made_at=NOON)))
    (table,) = file.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == ["", "Elm and Fir", "Oak and Ash"]
    assert cells[1] == ["Savings expected", "£88,000 [1]", "Not stated"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert any("“The shared team saves" in paragraph.text for paragraph in file.paragraphs)
    page = file.sections[0]
    assert page.page_width is not None and page.page_height is not None and page.page_width > page.page_height


def test_excel_writes_what_begins_like_a_formula_as_text_and_links_to_the_source() -> None:
    sheets = comparison_sheets(COMPARISON, lambda citation: f"https://example.org/{citation.document_id}")
    book = openpyxl.load_workbook(io.BytesIO(excel_bytes(sheets)))
    cell = book["Comparison"]["C3"]
    assert cell.data_type == "s" and str(cell.value).startswith("=SUM(A1)")
    assert cell.hyperlink is not None and cell.hyperlink.target == f"https://example.org/{'a' * 16}"
    assert book["Comparison"]["C2"].hyperlink is None
    assert [row[0].value for row in book["References"].iter_rows(min_row=2)] == [1, 2]


def test_a_grid_in_a_sheet_has_fields_by_partnerships() -> None:
    sheet, references = grid_sheets(GRID, lambda citation: None)
    assert sheet.columns == ("Field", "Elm and Fir", "Oak and Ash")
    assert [cell.value for cell in sheet.rows[1]] == ["Governance", "Own site. [2]", "£88,000 again [1]"]
    assert len(references.rows) == 2


def test_csv_of_a_comparison_escapes_formulas() -> None:
    found = replace(COMPARISON, rows=(_stated(OAK, "=1+1 [1]", CITATION),))
    sheet, _ = comparison_sheets(found, lambda citation: None)
    assert "'=1+1 [1]" in csv_text(sheet)


def test_precedents_are_listed_with_sums_and_years() -> None:
    text = markdown(precedents_parts(NAMED, made_at=NOON))
    assert "| Adlington and Worsley | £12.2m | 2008-2018 |" in text
    (sheet,) = precedents_sheets(NAMED, lambda citation: None)
    assert [cell.value for cell in sheet.rows[0]][:4] == [
        "Adlington and Worsley",
        "£12.2m",
        "2008-2018",
        "Working Together",
    ]


def test_figures_are_told_in_words() -> None:
    parties = [ELM, OAK]
    assert figure_in_words(FIGURE, parties) == (
        "Figures (saving), one value given alike by Elm and Fir and Oak and Ash: Elm and Fir £88k; Oak and Ash £88,000."
    )
    apart = replace(FIGURE, agreeing=())
    assert figure_in_words(apart, parties).startswith("Figures (saving) differ, and need not be of the same thing: ")
