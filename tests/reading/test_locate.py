"""Finding a quotation among the characters of a page, however the file orders them."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pypdfium2 as pdfium
import pytest
from page_makers import Sheet, document
from reportlab.lib.pagesizes import A4

from councilqa.domain.documents import Table
from councilqa.reading.boxes import boxes_of
from councilqa.reading.glyphs import glyphs_of
from councilqa.reading.locate import find
from councilqa.reading.page_text import PageText
from councilqa.reading.places import Span
from councilqa.reading.quotes import QuoteOnPage, quotes_on_page

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "real"
WORDS = ["Yes", "No", "0", "5", "15", "5.11", "£88k", "–", "shared", "shared by both councils each year", "not shared"]


def page_of(path: Path) -> PageText:
    pdf = pdfium.PdfDocument(path.read_bytes())
    try:
        return PageText(glyphs_of(pdf[0]))
    finally:
        pdf.close()


def quote(*parts: str, before: str = "", after: str = "", occurrence: int = 0, occurrences: int = 1) -> QuoteOnPage:
    return QuoteOnPage(parts=parts, before=before, after=after, occurrence=occurrence, occurrences=occurrences)


def said(page: PageText, found: tuple[int, ...] | None) -> str | None:
    return None if found is None else "".join(page.glyphs[position].text for position in found)


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "paper.pdf")


@pytest.mark.parametrize("seed", range(12))
def test_row_of_a_table_drawn_in_any_order(sheet: Sheet, seed: int) -> None:
    """Wherever a row is marked, the marks lie in its own band, though most of its cells stand in others too."""
    chance = random.Random(seed)
    columns, rows = [72.0, 180.0, 280.0, 400.0, 520.0], [90.0 + 40 * count for count in range(9)]
    for x in columns:
        sheet.drawn.line(x, A4[1] - rows[0], x, A4[1] - rows[-1])
    for top in rows:
        sheet.drawn.line(columns[0], A4[1] - top, columns[-1], A4[1] - top)
    places = []
    for top in rows[:-1]:
        for x in columns[:-1]:
            words = chance.choice(WORDS).split()
            lines = [" ".join(words[:3]), " ".join(words[3:])]
            places += [(x + 4, top + 14 + 14 * count, line) for count, line in enumerate(lines) if line]
    chance.shuffle(places)
    for x, top, line in places:
        sheet.line(x, top, line)
    path = sheet.saved()
    paper, page = document(path), page_of(path)
    (table,) = (block for block in paper.draft.blocks if isinstance(block, Table))
    assert len(table.rows) == len(rows) - 1
    located = 0
    for number, row in enumerate(table.rows):
        (asked,) = quotes_on_page(paper, Span(start=row.start, end=row.end), 1)
        found = find(page, asked)
        boxes = boxes_of(page, found) if found else None
        located += boxes is not None
        for box in boxes or ():
            assert rows[number] < A4[1] - box.top < A4[1] - box.bottom < rows[number + 1]
        assert boxes is None or sorted(said(page, found) or "") == sorted("".join(row_text(asked)))
    assert located >= 6


def row_text(asked: QuoteOnPage) -> str:
    return "".join("".join(part.split()) for part in asked.parts)


@pytest.mark.parametrize("seed", range(4))
def test_lines_drawn_in_any_order(sheet: Sheet, seed: int) -> None:
    lines = [f"This is line {count} of a paragraph that goes on from line to line" for count in range(20)]
    order = list(range(20))
    random.Random(seed).shuffle(order)
    for count in order:
        sheet.line(72, 100 + 15 * count, lines[count])
    page = page_of(sheet.saved())
    wanted = "line 7 of a paragraph that goes on from line to line This is line 8 of a paragraph"
    assert said(page, find(page, quote(wanted))) == wanted.replace(" ", "")


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("a budget of 15 posts", "5 posts"),
        ("see 5.11 below", "5.1"),
        ("The Council agreed", "the council agreed"),
        ("costs of £1,500 a year", "costs of £1,500 a month"),
        ("well-being of staff", "wellbeing of staff"),
        ("wellbeing of staff", "well-being of staff"),
        ("one two three", "one three"),
        ("part of the plan", "art of the plan"),
    ],
)
def test_what_is_only_like_it_is_not_found(sheet: Sheet, printed: str, wanted: str) -> None:
    sheet.line(72, 100, printed)
    assert find(page_of(sheet.saved()), quote(wanted)) is None


def test_spaces_quotation_marks_and_look_alikes_do_not_matter(sheet: Sheet) -> None:
    sheet.line(72, 100, 'MBC said it\'s "not  now" - and so on')
    page = page_of(sheet.saved())
    assert find(page, quote("МВС said it’s “not now” – and so on")) is not None


def test_cells_are_not_run_together(sheet: Sheet) -> None:
    """A row of 1 and 2 is not the figure 12."""
    sheet.line(72, 100, "12")
    assert find(page_of(sheet.saved()), quote("1", "2")) is None


def test_one_place_for_two_occurrences_needs_the_words_around_it(sheet: Sheet) -> None:
    sheet.line(72, 100, "Some other words. No decision was taken. The meeting then went on.")
    page = page_of(sheet.saved())
    asked = {"occurrence": 1, "occurrences": 2}
    assert find(page, quote("No decision was taken.", after="It closed at noon.", occurrence=1, occurrences=2)) is None
    with_context = quote("No decision was taken.", after="The meeting then went on.", **asked)  # type: ignore[arg-type]
    assert find(page, with_context) is not None


def test_letters_at_the_edge_of_a_watermark_do_not_hinder(sheet: Sheet) -> None:
    sheet.drawn.saveState()
    sheet.drawn.setFont("Helvetica-Bold", 90)
    sheet.drawn.drawString(60, A4[1] - 130, "DRAFT")
    sheet.drawn.restoreState()
    sheet.line(72, 100, "The saving is shared in equal parts by both of the councils.")
    page = page_of(sheet.saved())
    found = find(page, quote("The saving is shared in equal parts by both of the councils."))
    assert found is not None and boxes_of(page, found) is not None


@pytest.mark.skipif(not SHARED.exists(), reason="the shared real papers are not here")
@pytest.mark.parametrize("name", ["gloucester-finance-team-resources.pdf", "kingston-manorgate-petition.pdf"])
def test_every_unit_of_a_real_report_is_found(name: str) -> None:
    tool = _marked()
    tally = tool.measured(*tool.read(SHARED / "council" / name, []))
    assert tally.located.total() == tally.right == tally.asked.total() > 70
    assert tally.shared == 0


def _marked() -> ModuleType:
    spec = importlib.util.spec_from_file_location("marked", ROOT / "tools" / "marked.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["marked"] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module
