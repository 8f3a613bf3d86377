"""The picture of a page: the highlight lies on the words of the quotation and nowhere else."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import page_makers as make
import pytest
from page_makers import Sheet, area, assert_marked, document, picture, span_of
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.pagesizes import A4

from councilqa.errors import DocumentError, PasswordError, UnknownDocumentError
from councilqa.reading import pictures
from councilqa.reading.pictures import PageRenderer, quotes_on_page

ONE = "The shared Chief Executive will cost each of the two councils about"
TWO = "eighty thousand pounds a year. The saving is shared in equal parts"
THREE = "and will be reviewed by both Cabinets at the end of the first year."
SAVING = "The saving is shared in equal parts and will be reviewed by both Cabinets at the end of the first year."


@pytest.fixture(scope="module")
def renderer() -> Iterator[PageRenderer]:
    with PageRenderer() as made:
        yield made


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "paper.pdf")


def paragraph(sheet: Sheet) -> Path:
    sheet.lines(72, 100, [ONE, TWO, THREE])
    return sheet.saved()


SAVING_AREAS = [area(72, 115, TWO, "The saving is shared in equal parts"), area(72, 130, THREE)]


def test_sentence_over_two_lines(renderer: PageRenderer, sheet: Sheet) -> None:
    path = paragraph(sheet)
    shown = picture(renderer, path, span_of(document(path), SAVING))
    assert (shown.width, shown.marked, len(shown.boxes)) == (1100, 1, 2)
    assert_marked(shown, SAVING_AREAS)
    assert all(0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1 for box in shown.boxes)
    assert shown.boxes[0].top * A4[1] == pytest.approx(115 - 9, abs=3)


def test_page_without_quotation_has_no_mark(renderer: PageRenderer, sheet: Sheet) -> None:
    shown = picture(renderer, paragraph(sheet), None)
    assert (shown.marked, shown.boxes) == (0, ())
    assert_marked(shown, [])


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_the_right_one_of_identical_sentences(renderer: PageRenderer, sheet: Sheet, nth: int) -> None:
    said = "No decision was taken."
    lines = [f"1.1 The first matter was discussed. {said}", f"1.2 {said}", f"1.3 {said}"]
    for number, line in enumerate(lines):
        sheet.line(72, 100 + 40 * number, line)
    path = sheet.saved()
    shown = picture(renderer, path, span_of(document(path), said, nth=nth))
    assert_marked(shown, [area(72, 100 + 40 * nth, lines[nth], said)])


def ruled(sheet: Sheet, columns: list[float], rows: list[float]) -> None:
    for x in columns:
        sheet.drawn.line(x, A4[1] - rows[0], x, A4[1] - rows[-1])
    for top in rows:
        sheet.drawn.line(columns[0], A4[1] - top, columns[-1], A4[1] - top)


def test_table_row_whose_cells_wrap(renderer: PageRenderer, sheet: Sheet) -> None:
    """The file draws the table column by column, so that no two cells of a row follow one another."""
    columns, rows = [72.0, 250.0, 330.0, 520.0], [90.0, 120.0, 170.0, 220.0]
    ruled(sheet, columns, rows)
    first = (["Post"], ["Chief Executive", "and Head of Paid", "Service"], ["Director of Place"])
    for texts, top in zip(first, (110, 135, 185), strict=True):
        sheet.lines(77, top, texts, pitch=14)
    for text, top in (("Cost", 110), ("£88k", 135), ("£88k", 185)):
        sheet.line(255, top, text)
    for texts, top in ((["Note"], 110), (["shared by both", "councils"], 135), (["shared by both", "councils"], 185)):
        sheet.lines(335, top, texts, pitch=14)
    path = sheet.saved()
    paper = document(path)
    shown = picture(renderer, path, span_of(paper, "Director of Place\t£88k\tshared by both councils"))
    assert shown.marked == 1
    marked = [(77, 185, "Director of Place"), (255, 185, "£88k"), (335, 185, "shared by both"), (335, 199, "councils")]
    assert_marked(shown, [area(*place) for place in marked])


def test_two_rows_are_two_quotations(renderer: PageRenderer, sheet: Sheet) -> None:
    ruled(sheet, [72, 250, 330], [90, 120, 150, 180])
    for top, (name, cost) in zip((110, 140, 170), (("Post", "Cost"), ("Clerk", "£1k"), ("Dean", "£2k")), strict=True):
        sheet.line(77, top, name)
        sheet.line(255, top, cost)
    path = sheet.saved()
    shown = picture(renderer, path, span_of(document(path), "Clerk\t£1k\nDean\t£2k"))
    assert shown.marked == 2
    assert_marked(shown, [area(77, 140, "Clerk"), area(255, 140, "£1k"), area(77, 170, "Dean"), area(255, 170, "£2k")])


def test_word_hyphenated_at_a_line_end(renderer: PageRenderer, sheet: Sheet) -> None:
    lines = ["The new structure will need careful imple-", "mentation over two years. More follows."]
    sheet.lines(72, 100, lines)
    path = sheet.saved()
    paper = document(path)
    said = "The new structure will need careful implementation over two years."
    assert said in paper.text
    shown = picture(renderer, path, span_of(paper, said))
    assert_marked(shown, [area(72, 100, lines[0]), area(72, 115, lines[1], "mentation over two years.")])


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_rotated_page(renderer: PageRenderer, sheet: Sheet, tmp_path: Path, quarters: int) -> None:
    writer = PdfWriter(clone_from=PdfReader(paragraph(sheet)))
    writer.pages[0].rotate(90 * quarters)
    writer.write(tmp_path / "turned.pdf")
    path = tmp_path / "turned.pdf"
    shown = picture(renderer, path, span_of(document(path), SAVING))
    width, height = A4
    areas = SAVING_AREAS
    for _ in range(quarters):
        areas = [(height - bottom, left, height - top, right) for left, top, right, bottom in areas]
        width, height = height, width
    assert_marked(shown, areas, width=width)


def test_cropped_page_with_an_origin_of_its_own(renderer: PageRenderer, sheet: Sheet, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(paragraph(sheet)))
    page = writer.pages[0]
    page.mediabox = RectangleObject((-50, -80, A4[0] + 20, A4[1] + 30))
    page.cropbox = RectangleObject((40, 500, 560, 800))
    path = tmp_path / "cropped.pdf"
    writer.write(path)
    shown = picture(renderer, path, span_of(document(path), SAVING))
    down = A4[1] - 800
    areas = [(left - 40, top - down, right - 40, bottom - down) for left, top, right, bottom in SAVING_AREAS]
    assert_marked(shown, areas, width=520)


FILLER = "This line only fills the page so that it looks like any other of its kind."


def test_sentence_over_a_page_break(renderer: PageRenderer, sheet: Sheet) -> None:
    sheet.lines(72, 80, [FILLER] * 44)
    first = "Another sentence ends. The councils will share their most senior officers and the"
    second = "savings that come of it from the first of April. A last sentence ends the page."
    sheet.line(72, 80 + 44 * 15, first)
    sheet.next_page()
    sheet.line(72, 80, second)
    path = sheet.saved()
    paper = document(path)
    start = paper.text.index("The councils will share")
    span = make.Span(start=start, end=paper.text.index("first of April.") + len("first of April."))
    one, two = (picture(renderer, path, span, page=number, paper=paper) for number in (1, 2))
    assert_marked(one, [area(72, 80 + 44 * 15, first, "The councils will share their most senior officers and the")])
    assert_marked(two, [area(72, 80, second, "savings that come of it from the first of April.")])


def test_word_cut_by_the_page_break_is_marked_on_both(renderer: PageRenderer, sheet: Sheet) -> None:
    sheet.lines(72, 80, ["The implementation is told below in full, and takes up the page to its very end."] * 44)
    first, second = "They agreed a joint plan that is ready for its full and timely imple-", "mentation next year. End."
    sheet.line(72, 80 + 44 * 15, first)
    sheet.next_page()
    sheet.line(72, 80, second)
    path = sheet.saved()
    paper = document(path)
    said = "They agreed a joint plan that is ready for its full and timely implementation next year."
    span = span_of(paper, said)
    one, two = (picture(renderer, path, span, page=number, paper=paper) for number in (1, 2))
    assert_marked(one, [area(72, 80 + 44 * 15, first)])
    assert_marked(two, [area(72, 80, second, "mentation next year.")])


def test_two_columns_drawn_line_by_line_across(renderer: PageRenderer, sheet: Sheet) -> None:
    left = [f"Column one has line number {count} here and" for count in range(20)]
    right = [f"the second column has line {count} there and" for count in range(20)]
    left[19], right[0] = "it ends. The last sentence of this column", "goes on at the top of the other. Then on"
    for count in range(20):
        sheet.line(60, 100 + 15 * count, left[count])
        sheet.line(315, 100 + 15 * count, right[count])
    path = sheet.saved()
    paper = document(path)
    said = "The last sentence of this column goes on at the top of the other."
    shown = picture(renderer, path, span_of(paper, said))
    assert_marked(
        shown,
        [
            area(60, 100 + 15 * 19, left[19], "The last sentence of this column"),
            area(315, 100, right[0], "goes on at the top of the other."),
        ],
    )


def test_words_that_are_not_on_the_page_are_not_marked(renderer: PageRenderer, sheet: Sheet, tmp_path: Path) -> None:
    path = paragraph(sheet)
    other = Sheet(tmp_path / "other.pdf")
    other.lines(72, 100, [ONE, TWO.replace("equal", "unequal"), THREE])
    paper = document(other.saved())
    quotes = quotes_on_page(paper, span_of(paper, SAVING.replace("equal", "unequal")), 1)
    shown = renderer.page(path, 1, sha256=make.sha256(path), quotes=quotes)
    assert (shown.marked, shown.boxes) == (0, ())


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 20), (20, 14_400), (3, 3), (595, 842)])
def test_size_of_the_picture_is_bounded(renderer: PageRenderer, tmp_path: Path, size: tuple[float, float]) -> None:
    sheet = Sheet(tmp_path / "odd.pdf", size)
    sheet.line(1, 1, "x")
    path = sheet.saved()
    shown = renderer.page(path, 1, sha256=make.sha256(path), width_px=4_000)
    assert 1 <= shown.width <= 4_000 and 1 <= shown.height <= 4_000
    assert shown.width * shown.height <= 16_000_000


# --- files that cannot be drawn ----------------------------------------------------


def test_page_that_is_not_there(renderer: PageRenderer, sheet: Sheet) -> None:
    path = paragraph(sheet)
    for number in (0, 2):
        with pytest.raises(UnknownDocumentError, match=f"has no page {number}"):
            renderer.page(path, number, sha256=make.sha256(path))


def test_encrypted_file_needs_its_password(renderer: PageRenderer, sheet: Sheet, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(paragraph(sheet)))
    writer.encrypt("secret")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    with pytest.raises(PasswordError):
        renderer.page(path, 1, sha256=make.sha256(path), passwords=["wrong"])
    assert renderer.page(path, 1, sha256=make.sha256(path), passwords=["wrong", "secret"]).width == 1100
    with pytest.raises(PasswordError):
        renderer.page(path, 1, sha256=make.sha256(path))


def test_file_that_is_gone_or_changed(renderer: PageRenderer, sheet: Sheet) -> None:
    path = paragraph(sheet)
    before = make.sha256(path)
    renderer.page(path, 1, sha256=before)
    path.write_bytes(path.read_bytes() + b"\n% changed")
    with pytest.raises(DocumentError, match="has changed since it was indexed"):
        renderer.page(path, 1, sha256=before)
    path.unlink()
    with pytest.raises(DocumentError, match="cannot read"):
        renderer.page(path, 1, sha256=before)


def test_file_that_is_no_pdf(renderer: PageRenderer, tmp_path: Path) -> None:
    path = tmp_path / "no.pdf"
    path.write_text("not a PDF")
    with pytest.raises(DocumentError, match="damaged"):
        renderer.page(path, 1, sha256=make.sha256(path))


# --- the worker ----------------------------------------------------------------------


def worker_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, does: str) -> None:
    """A worker that does this once, and is the real one when it is started again."""
    flag = tmp_path / "started"
    script = tmp_path / "worker.py"
    script.write_text(
        "import os, sys, time, pathlib\n"
        f"flag = pathlib.Path({str(flag)!r})\n"
        "if flag.exists():\n    from councilqa.reading.picture_worker import main\n    main(); sys.exit()\n"
        f"flag.touch(); sys.stdin.readline(); sys.stdin.readline()\n{does}\n"
    )
    monkeypatch.setattr(pictures, "_WORKER", [sys.executable, str(script)])
    monkeypatch.setattr(pictures, "_START_SECONDS", 1.0)


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("time.sleep(60)", "takes longer to draw"),
        ("os.abort()", "stopped the PDF library"),
        ("print('nonsense', flush=True)", "stopped the PDF library"),
    ],
)
def test_worker_that_hangs_or_crashes_is_replaced(
    monkeypatch: pytest.MonkeyPatch, sheet: Sheet, tmp_path: Path, does: str, message: str
) -> None:
    path = paragraph(sheet)
    worker_that(monkeypatch, tmp_path, does)
    with PageRenderer(seconds=1.0) as own:
        with pytest.raises(DocumentError, match=message) as caught:
            own.page(path, 1, sha256=make.sha256(path))
        assert caught.value.hint
        assert own.page(path, 1, sha256=make.sha256(path)).width == 1100


def test_worker_killed_between_pages_is_not_noticed(sheet: Sheet) -> None:
    path = paragraph(sheet)
    with PageRenderer(cache_bytes=0) as own:
        own.page(path, 1, sha256=make.sha256(path))
        assert own._worker is not None
        own._worker.kill()
        own._worker.wait()
        assert own.page(path, 1, sha256=make.sha256(path)).width == 1100


def test_threads_share_one_worker(sheet: Sheet) -> None:
    sheet.lines(72, 100, [ONE, TWO, THREE])
    sheet.next_page()
    sheet.line(72, 100, "Another page.")
    path = sheet.saved()
    paper = document(path)
    quotes = quotes_on_page(paper, span_of(paper, SAVING), 1)
    marked: dict[int, int] = {}
    with PageRenderer(cache_bytes=0) as own:

        def draw(turn: int) -> None:
            shown = own.page(path, turn % 2 + 1, sha256=make.sha256(path), quotes=quotes if turn % 2 == 0 else ())
            marked[turn] = shown.marked

        threads = [threading.Thread(target=draw, args=(turn,)) for turn in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert marked == {turn: int(turn % 2 == 0) for turn in range(8)}


def test_closing_ends_the_worker(sheet: Sheet) -> None:
    path = paragraph(sheet)
    own = PageRenderer()
    own.close()
    with pytest.raises(ValueError):
        own.page(path, 1, sha256=make.sha256(path))
    own = PageRenderer()
    own.page(path, 1, sha256=make.sha256(path))
    assert own._worker is not None
    process = own._worker
    own.close()
    assert process.poll() is not None


def test_pictures_are_kept_within_bounds(sheet: Sheet) -> None:
    path = paragraph(sheet)
    with PageRenderer() as own:
        first = own.page(path, 1, sha256=make.sha256(path))
        assert own.page(path, 1, sha256=make.sha256(path)) is first
    with PageRenderer(cache_bytes=len(first.png) + 100) as own:
        one = own.page(path, 1, sha256=make.sha256(path))
        own.page(path, 1, sha256=make.sha256(path), width_px=1_090)
        assert own.page(path, 1, sha256=make.sha256(path)) is not one


def test_worker_starts_quickly(sheet: Sheet) -> None:
    path = paragraph(sheet)
    begun = time.monotonic()
    with PageRenderer() as own:
        own.page(path, 1, sha256=make.sha256(path))
    assert time.monotonic() - begun < (5 if os.environ.get("CI") else 3)
