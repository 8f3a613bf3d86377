"""Reading PDFs: made here, and real ones where the shared folder is at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from pypdf import PdfWriter
from reportlab.pdfgen import canvas

from councilqa.domain.documents import Draft, Footnote, Heading, ListItem, Paragraph, Table
from councilqa.errors import CouncilQAError, DocumentError, NeedsOCRError, PasswordError, TooLargeError
from councilqa.ingest.pdf import PdfLimits, read_pdf

SHARED = Path(__file__).parents[2].parent / "shared" / "real"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared real papers are not here")


class Report(FPDF):
    """A page with margins of 20 mm and Helvetica 11, as council reports have."""

    running_head: str | None = None
    page_label: str | None = None

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_margin(20)
        self.set_auto_page_break(True, 25)
        self.set_font("Helvetica", size=11)

    def header(self) -> None:
        if self.running_head:
            self.set_font("Helvetica", size=9)
            self.cell(0, 8, self.running_head, new_x="LMARGIN", new_y="NEXT")
            self.set_font("Helvetica", size=11)

    def footer(self) -> None:
        if self.page_label:
            self.set_y(-18)
            self.set_font("Helvetica", size=9)
            self.cell(0, 8, self.page_label.format(self.page_no()), align="C")

    def headline(self, text: str) -> None:
        self.set_font("Helvetica", style="B", size=14)
        self.multi_cell(0, 8, text, new_x="LMARGIN", new_y="NEXT")
        self.set_font("Helvetica", size=11)

    def para(self, text: str, *, number: str = "", indent: float = 0) -> None:
        left = 20 + indent
        self.set_x(left)
        if number:
            self.cell(12, 5, number)
        self.set_left_margin(left + (12 if number else 0))
        self.multi_cell(0, 5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_left_margin(20)
        self.set_xy(20, self.get_y() + 3)

    def saved(self, folder: Path, name: str = "report.pdf") -> Path:
        path = folder / name
        self.output(str(path))
        return path


LONG = (
    "Both Councils have agreed that the shared services should be reviewed each year, and that the savings of "
    "£88k a year be shared between them in proportion to the budgets of the services that are shared."
)


def kinds(draft: Draft) -> list[str]:
    return [block.kind for block in draft.blocks]


def pages_of(draft: Draft) -> list[str]:
    return [draft.text[page.start : page.end] for page in draft.pages]


def test_headings_numbered_paragraphs_and_items(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.headline("5 Financial implications")
    pdf.para(LONG, number="5.11")
    pdf.para("The risks are:", number="5.12")
    pdf.para("that costs rise;", number="(i)", indent=12)
    pdf.para("that staff leave.", number="(ii)", indent=12)
    draft = read_pdf(pdf.saved(tmp_path))

    heading, first, second, item, _ = draft.blocks
    assert isinstance(heading, Heading)
    assert (heading.number, heading.text) == ("5", "5 Financial implications")
    assert isinstance(first, Paragraph)
    assert (first.number, first.text) == ("5.11", f"5.11 {LONG}")
    assert isinstance(second, Paragraph)
    assert isinstance(item, ListItem)
    assert (item.number, item.text) == ("(i)", "(i) that costs rise;")


def test_plain_line_with_a_number_is_a_heading_where_its_paragraphs_follow(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.para("Financial implications", number="5")
    pdf.para(LONG, number="5.1")
    pdf.para(LONG, number="5.2")
    draft = read_pdf(pdf.saved(tmp_path))
    assert kinds(draft) == ["heading", "paragraph", "paragraph"]
    assert [block.text[:3] for block in draft.blocks] == ["5 F", "5.1", "5.2"]


def test_number_alone_on_its_line_begins_the_paragraph_below(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    for number in ("37.", "38."):
        pdf.multi_cell(0, 5, f"{number}\n{LONG}", align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    blocks = read_pdf(pdf.saved(tmp_path)).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", f"37. {LONG}"),
        ("paragraph", f"38. {LONG}"),
    ]
    assert [block.number for block in blocks if isinstance(block, Paragraph)] == ["37", "38"]


def test_bullets_have_the_depth_of_their_indent(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.para("The options are:", number="6.1")
    for depth, text in ((0, "sharing staff"), (1, "in part"), (1, "in full"), (0, "doing nothing")):
        pdf.para(text, number="\x95", indent=12 + 10 * depth)
    items = [block for block in read_pdf(pdf.saved(tmp_path)).blocks if isinstance(block, ListItem)]
    assert [(item.depth, item.text) for item in items] == [
        (0, "• sharing staff"), (1, "• in part"), (1, "• in full"), (0, "• doing nothing"),
    ]  # fmt: skip


def test_contents_are_no_numbered_paragraphs(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    for number, title in (("1.1", "Background"), ("1.2", "Purpose"), ("2", "Options")):
        pdf.para(title + " " + "." * 60 + " 7", number=number)
    blocks = read_pdf(pdf.saved(tmp_path)).blocks
    assert [(block.kind, getattr(block, "number", None)) for block in blocks] == [("paragraph", None)] * 3


def test_running_lines_go_and_their_number_becomes_the_label(tmp_path: Path) -> None:
    pdf = Report()
    pdf.running_head, pdf.page_label = "Cabinet 24 November 2022", "Page 3.{}"
    for number in range(1, 4):
        pdf.add_page()
        pdf.para(f"Paragraph on sheet {'abc'[number - 1]} ends here.")
    draft = read_pdf(pdf.saved(tmp_path))

    assert "Cabinet" not in draft.text
    assert "Page" not in draft.text
    assert [page.label for page in draft.pages] == ["3.1", "3.2", "3.3"]
    assert [page.number for page in draft.pages] == [1, 2, 3]


def test_sentence_cut_by_a_page_is_one_paragraph_with_the_boundary_inside(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.set_y(-45)
    pdf.para(LONG + " " + LONG + " " + LONG, number="5.1")
    draft = read_pdf(pdf.saved(tmp_path))

    assert kinds(draft) == ["paragraph"]
    assert draft.text == f"5.1 {LONG} {LONG} {LONG}"
    boundary = draft.pages[1].start
    assert 0 < boundary < len(draft.text)
    assert draft.text[boundary - 1] == " "


def test_pages_partition_the_text(tmp_path: Path) -> None:
    pdf = Report()
    for word in ("First", "Second", "Third"):
        pdf.add_page()
        pdf.para(f"{word}, {LONG}")
        pdf.add_page()
    draft = read_pdf(pdf.saved(tmp_path))

    assert "".join(pages_of(draft)) == draft.text
    assert [bool(text) for text in pages_of(draft)] == [True, False] * 3
    assert draft.notes == ("pages 2, 4, 6 have no text",)


@pytest.mark.parametrize(
    ("first", "rest", "joined"),
    [
        ("The imple-", "mentation of it.", "The implementation of it."),
        ("A high-", "quality service.", "A high-quality service."),
        ("The 2022-", "23 budget.", "The 2022-23 budget."),
        ("The Hart-", "Rushmoor plan.", "The Hart-Rushmoor plan."),
    ],
)
def test_hyphen_at_a_line_end(tmp_path: Path, first: str, rest: str, joined: str) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.text(20, 40, first)
    pdf.text(20, 45, rest)
    assert read_pdf(pdf.saved(tmp_path)).text == joined


def table_report(rows: list[tuple[str, ...]]) -> Report:
    pdf = Report()
    pdf.add_page()
    pdf.para("Table 3: Savings by council")
    with pdf.table(first_row_as_headings=True) as table:
        for row in rows:
            cells = table.row()
            for text in row:
                cells.cell(text)
    return pdf


def test_ruled_table(tmp_path: Path) -> None:
    pdf = table_report([("Council", "2022/23", "2023/24"), ("Hart", "£88k", ""), ("Rushmoor", "£41k", "£50k")])
    pdf.ln(5)
    pdf.para("The savings are recurring.")
    draft = read_pdf(pdf.saved(tmp_path))

    caption, table, after = draft.blocks
    assert isinstance(table, Table)
    assert table.text == "Council\t2022/23\t2023/24\nHart\t£88k\t\nRushmoor\t£41k\t£50k"
    assert table.header_rows == 1
    assert table.caption == caption.text == "Table 3: Savings by council"
    assert table.rows[1].cells[2].text == ""
    assert all(draft.text[c.start : c.end] == c.text for row in table.rows for c in row.cells)
    assert after.text == "The savings are recurring."


def test_table_over_a_page_break_is_one_with_one_header(tmp_path: Path) -> None:
    rows = [("Ref", "Risk", "Score"), *((f"R{n}", f"Risk {n} comes true", str(n)) for n in range(1, 61))]
    draft = read_pdf(table_report(rows).saved(tmp_path))

    (table,) = (block for block in draft.blocks if isinstance(block, Table))
    assert len(draft.pages) > 1
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == rows
    second = draft.pages[1]
    assert draft.text[second.start :].startswith("R")


def test_figures_set_in_columns_without_lines(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.para("The savings by year are these.")
    rows = [("", "2022/23", "2023/24"), ("Shared chief executive", "88", "176"), ("Waste", "(41)", "1,250")]
    rows += [("Legal services", "12.5", "-")]
    for n, row in enumerate(rows):
        for x, text in zip((20, 100, 140), row, strict=True):
            pdf.text(x, 45 + 6 * n, text)
    table = read_pdf(pdf.saved(tmp_path)).blocks[1]
    assert isinstance(table, Table)
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == rows


def test_label_grid_without_lines(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    rows = [
        ("Report of:", "Leader"),
        ("Key decision:", "Yes"),
        ("Contact officer:", "A. Smith, 01234 567890"),
    ]
    for n, row in enumerate(rows):
        for x, text in zip((20, 80), row, strict=True):
            pdf.text(x, 45 + 6 * n, text)
    (table,) = read_pdf(pdf.saved(tmp_path)).blocks
    assert isinstance(table, Table)
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == rows
    assert table.header_rows == 0


def test_frame_around_prose_leaves_it_prose(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.rect(18, 18, 174, 60)
    pdf.para(LONG, number="1.1")
    pdf.para(LONG, number="1.2")
    assert kinds(read_pdf(pdf.saved(tmp_path))) == ["paragraph", "paragraph"]


def test_report_set_as_a_table_of_numbers_and_prose(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    with pdf.table(first_row_as_headings=False, col_widths=(1, 10)) as table:
        for number in ("1.1", "1.2", "1.3"):
            row = table.row()
            row.cell(number)
            row.cell(LONG)
    draft = read_pdf(pdf.saved(tmp_path))
    assert [block.text for block in draft.blocks] == [f"{n} {LONG}" for n in ("1.1", "1.2", "1.3")]


def test_two_columns_of_prose_in_a_frame_are_read_one_after_the_other(tmp_path: Path) -> None:
    one, two = "First of all. " + 3 * (LONG + " "), "Secondly. " + 3 * (LONG + " ")
    pdf = Report()
    pdf.add_page()
    with pdf.table(first_row_as_headings=False) as table:
        row = table.row()
        row.cell(one)
        row.cell(two)
    assert read_pdf(pdf.saved(tmp_path)).text.split() == (one + two).split()


def test_columns_are_not_interleaved(tmp_path: Path) -> None:
    left = [f"left column line {n} runs on and" for n in range(12)]
    right = [f"right column line {n} runs on and" for n in range(12)]
    pdf = Report()
    pdf.add_page()
    for n, (one, two) in enumerate(zip(left, right, strict=True)):
        pdf.text(20, 40 + 5 * n, one)
        pdf.text(115, 40 + 5 * n, two)
    text = read_pdf(pdf.saved(tmp_path)).text
    assert text.split() == " ".join(left + right).split()


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages_read_like_upright_ones(tmp_path: Path, angle: int) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.headline("Purpose of report")
    pdf.para(LONG, number="1.1")
    upright = pdf.saved(tmp_path)
    turned = pdfium.PdfDocument(upright)
    turned[0].set_rotation(angle)
    turned.save(tmp_path / "turned.pdf")
    assert read_pdf(tmp_path / "turned.pdf").text == read_pdf(upright).text


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_text_set_sideways_reads_like_upright_text(tmp_path: Path, angle: int) -> None:
    pdf = Report()
    pdf.add_page()
    with pdf.rotation(angle, 105, 148):
        for n, line in enumerate(["The first line of it stands here,", "the second below it."]):
            pdf.text(60, 140 + 5 * n, line)
    assert read_pdf(pdf.saved(tmp_path)).text == "The first line of it stands here, the second below it."


def test_footnote(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.para(LONG)
    pdf.set_y(-35)
    pdf.set_font("Helvetica", size=8)
    pdf.para("1 Local Government Act 1972, Schedule 12A.")
    note = read_pdf(pdf.saved(tmp_path)).blocks[-1]
    assert isinstance(note, Footnote)
    assert note.number == "1"


def test_progress_is_told(tmp_path: Path) -> None:
    pdf = Report()
    for _ in range(2):
        pdf.add_page()
        pdf.para(LONG)
    heard: list[tuple[int, int]] = []
    read_pdf(pdf.saved(tmp_path), on_page=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 2), (2, 2)]


def test_labels_of_the_file_come_first(tmp_path: Path) -> None:
    pdf = Report()
    pdf.page_label = "Page {}"
    for word in ("First", "Second", "Third"):
        pdf.add_page()
        pdf.para(f"{word}, {LONG}")
    writer = PdfWriter(clone_from=pdf.saved(tmp_path))
    writer.set_page_label(0, 1, style="/r")
    writer.set_page_label(2, 2, style="/D", prefix="A-", start=1)
    writer.write(tmp_path / "labelled.pdf")
    assert [page.label for page in read_pdf(tmp_path / "labelled.pdf").pages] == ["i", "ii", "A-1"]


def test_attachments_are_noted_and_left_alone(tmp_path: Path) -> None:
    pdf = Report()
    pdf.add_page()
    pdf.para(LONG)
    writer = PdfWriter(clone_from=pdf.saved(tmp_path))
    writer.add_attachment("secret.txt", b"not to be read")
    writer.write(tmp_path / "attached.pdf")
    draft = read_pdf(tmp_path / "attached.pdf")
    assert draft.notes == ("1 attachment not read",)
    assert "not to be read" not in draft.text


def test_values_of_form_fields_stand_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    page = canvas.Canvas(str(path))
    page.drawString(60, 700, "Officer:")
    page.acroForm.textfield(name="officer", value="Alison Brown", x=120, y=695, width=200, height=18)
    page.drawString(60, 660, "Key decision")
    page.acroForm.checkbox(name="key", checked=True, x=140, y=657, size=14)
    page.save()
    text = read_pdf(path).text
    assert "Officer: Alison Brown" in text
    assert "Key decision ☒" in text


# --- files that cannot be read ------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<html>not a pdf</html>", "not a PDF"),
        (b"%PDF-1.7\n%%EOF", "damaged"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 500, "damaged"),
    ],
)
def test_what_is_no_pdf_is_refused_with_a_reason(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=words):
        read_pdf(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot read"):
        read_pdf(tmp_path / "none.pdf")


def test_limits(tmp_path: Path) -> None:
    pdf = Report()
    for _ in range(3):
        pdf.add_page()
        pdf.para(LONG)
    path = pdf.saved(tmp_path)
    for limits in (PdfLimits(max_pages=2), PdfLimits(max_bytes=100), PdfLimits(seconds=0)):
        with pytest.raises(TooLargeError):
            read_pdf(path, limits=limits)


def test_blank_pages_only(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.output(str(tmp_path / "blank.pdf"))
    with pytest.raises(DocumentError):
        read_pdf(tmp_path / "blank.pdf")


def test_password(tmp_path: Path) -> None:
    pdf = Report()
    pdf.set_encryption(owner_password="owner", user_password="user")
    pdf.add_page()
    pdf.para(LONG)
    path = pdf.saved(tmp_path)
    with pytest.raises(PasswordError):
        read_pdf(path)
    with pytest.raises(PasswordError):
        read_pdf(path, passwords=["wrong"])
    assert LONG in read_pdf(path, passwords=["wrong", "user"]).text


def test_every_cut_of_a_file_ends_well(tmp_path: Path) -> None:
    pdf = Report()
    for _ in range(2):
        pdf.add_page()
        pdf.para(LONG, number="1.1")
    data = pdf.saved(tmp_path).read_bytes()
    path = tmp_path / "cut.pdf"
    for length in range(0, len(data), max(1, len(data) // 15)):
        path.write_bytes(data[:length])
        told = "read"
        try:
            read_pdf(path)
        except CouncilQAError as error:
            told = str(error)
        assert told


def test_page_made_to_keep_the_library_busy_is_given_up(tmp_path: Path) -> None:
    """Forms that each draw the next one ten times: 10^12 drawings on one page."""
    path = tmp_path / "bomb.pdf"
    path.write_bytes(_nested_forms(12))
    with pytest.raises(DocumentError):
        read_pdf(path, limits=PdfLimits(seconds=0.5, max_memory=600_000_000))


def _nested_forms(depth: int) -> bytes:
    last = 3 + depth
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 600 800] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        _stream(b"/X Do", b""),
    ]
    for number in range(5, last + 1):
        draws = b"/X Do " * 10 if number < last else b"0 0 m 9 9 l S"
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800]"
        bodies.append(_stream(draws, form + b" /Resources << /XObject << /X %d 0 R >> >>" % (number + 1)))
    objects = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, body) for n, body in enumerate(bodies, start=1))
    return b"%PDF-1.7\n" + objects + b"trailer\n<< /Root 1 0 R /Size %d >>\n%%%%EOF" % (last + 1)


def _stream(data: bytes, entries: bytes) -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


# --- real papers --------------------------------------------------------------


def _nasty() -> list[dict[str, str | None]]:
    if not SHARED.exists():
        return []
    entries = json.loads((SHARED / "INDEX.json").read_text())
    return [entry for entry in entries if entry["file"].startswith("nasty/")]


@needs_shared
@pytest.mark.parametrize("entry", _nasty(), ids=lambda entry: Path(str(entry["file"])).stem)
def test_nasty_files_end_as_they_should(entry: dict[str, str | None]) -> None:
    path = SHARED / str(entry["file"])
    what, password = entry["what"], entry["password"]
    if what == "encrypted-user-pw":
        with pytest.raises(PasswordError):
            read_pdf(path)
        assert read_pdf(path, passwords=[str(password)]).text
        return
    if what in ("image-only-scan", "odd-fonts"):
        with pytest.raises(NeedsOCRError):
            read_pdf(path)
        return
    try:
        draft = read_pdf(path)
    except CouncilQAError:
        assert what in ("corrupt", "not-a-pdf", "zero-pages", "tables-hard")
        return
    assert draft.text.strip()
    assert draft.text.count("\ufffd") < 0.01 * len(draft.text)


@needs_shared
def test_text_page_among_three_thousand_blank_ones() -> None:
    draft = read_pdf(SHARED / "nasty/blank_3001_pages_text_on_1501.pdf")
    assert len(draft.pages) == 3001
    assert [page.number for page in draft.pages if page.end > page.start] == [1501]
    assert draft.notes == ("pages 1-1500, 1502-3001 have no text",)


@needs_shared
@pytest.mark.parametrize("name", ["gloucester-finance-team-resources", "kingston-manorgate-petition"])
def test_every_block_of_a_real_report_stands_on_its_page(name: str) -> None:
    path = SHARED / "council" / f"{name}.pdf"
    draft = read_pdf(path)
    pdf = pdfium.PdfDocument(path)
    for block in draft.blocks:
        first, last = draft.page_at(block.start), draft.page_at(block.end - 1)
        assert first is not None
        assert last is not None
        pages = "".join(pdf[n - 1].get_textpage().get_text_bounded() for n in range(first.number, last.number + 1))
        parts = [c.text for r in block.rows for c in r.cells] if isinstance(block, Table) else [block.text]
        assert all(_letters(part) in _letters(pages) for part in parts)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


@needs_shared
def test_gloucester_report() -> None:
    draft = read_pdf(SHARED / "council/gloucester-finance-team-resources.pdf")
    headings = [block.text for block in draft.blocks if isinstance(block, Heading)]
    numbers = [block.number for block in draft.blocks if isinstance(block, Paragraph) and block.number]
    assert headings[1:4] == ["1.0 Purpose of Report", "2.0 Recommendations", "3.0 Background and Key Issues"]
    assert numbers[:6] == ["2.1", "2.1", "3.1", "3.2", "3.3", "3.4"]
    (grid,) = (block for block in draft.blocks if isinstance(block, Table))
    assert [cell.text for cell in grid.rows[0].cells] == ["Meeting:", "Cabinet", "Date:", "11 March 2026"]


@needs_shared
def test_kingston_report_keeps_its_three_series() -> None:
    draft = read_pdf(SHARED / "council/kingston-manorgate-petition.pdf")
    numbers = [block.number for block in draft.blocks if not isinstance(block, Table) and block.number]
    assert numbers == ["1", "2", "3", "A", "B", "C", *(str(n) for n in range(1, 32))]
