"""What a letter looks like counts: raised, struck through, large, in the margin, sideways; in each kind of file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx_files import abstract, cell, level, num, paragraph, part, row, run, table, write_docx
from fpdf import FPDF
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from councilqa.domain.documents import Draft, Footnote, Heading, Paragraph, Table
from councilqa.errors import DocumentError, NeedsOCRError
from councilqa.ingest.files import read_draft
from councilqa.ingest.marks import is_note_mark

CASES = Path(__file__).parents[2].parent / "shared" / "cases"


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def rows(draft: Draft) -> list[str]:
    return [" | ".join(cell.text for cell in row.cells) for row in only_table(draft).rows]


def only_table(draft: Draft) -> Table:
    (found,) = (block for block in draft.blocks if isinstance(block, Table))
    return found


def numbers(draft: Draft) -> list[str | None]:
    return [block.number for block in draft.blocks if isinstance(block, Paragraph)]


def pdf(path: Path, draw: Callable[[canvas.Canvas], None]) -> Draft:
    page = canvas.Canvas(str(path / "a.pdf"), pagesize=A4)
    page.setFont("Helvetica", 11)
    draw(page)
    page.save()
    return read_draft(path / "a.pdf")


def docx(path: Path, body: str, **more: str) -> Draft:
    return read_draft(write_docx(path / "a.docx", body, **more))


def html(path: Path, body: str) -> Draft:
    (path / "a.html").write_text(f"<!doctype html><html><body><h1>Depot</h1>{body}</body></html>", encoding="utf-8")
    return read_draft(path / "a.html")


# --- raised note marks -----------------------------------------------------------

BEFORE_AND_MARK = [
    ("£320,000", "1"),
    ("25", "3"),
    ("15%", "5"),
    ("£1.2m", "2"),
    ("1 April 2025", "7"),
    ("savings", "4"),
]
KEPT = [("1", "st"), ("450 m", "2"), ("CO", "2")]


@pytest.mark.parametrize(("before", "mark"), BEFORE_AND_MARK)
def test_raised_mark_is_no_part_of_what_it_stands_behind(tmp_path: Path, before: str, mark: str) -> None:
    wanted = f"The report says {before} of it."

    def draw(page: canvas.Canvas) -> None:
        line = page.beginText(72, 700)
        line.textOut(f"The report says {before}")
        line.setRise(4)
        line.setFont("Helvetica", 7)
        line.textOut(mark)
        line.setRise(0)
        line.setFont("Helvetica", 11)
        line.textOut(" of it.")
        page.drawText(line)

    raised = run(mark, '<w:vertAlign w:val="superscript"/>')
    assert texts(pdf(tmp_path, draw)) == [wanted]
    assert texts(docx(tmp_path, paragraph(run(f"The report says {before}") + raised + run(" of it.")))) == [wanted]
    assert texts(html(tmp_path, f"<p>The report says {before}<sup>{mark}</sup> of it.</p>"))[1:] == [wanted]


@pytest.mark.parametrize(("before", "raised"), KEPT)
def test_raised_part_of_a_word_stays(tmp_path: Path, before: str, raised: str) -> None:
    assert texts(html(tmp_path, f"<p>It is {before}<sup>{raised}</sup> of it.</p>"))[1:] == [
        f"It is {before}{raised} of it."
    ]
    assert not is_note_mark(raised, before=f"It is {before}")


def test_paragraphs_that_begin_with_a_raised_mark_are_notes(tmp_path: Path) -> None:
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    body = paragraph(run("It costs £85") + raised + run(".")) + paragraph(raised + run(" At 2026 prices."))
    for draft in (
        docx(tmp_path, body),
        html(tmp_path, "<p>It costs £85<sup>1</sup>.</p><p><sup>1</sup> At 2026 prices.</p>"),
        html(tmp_path, "<p>It costs £85<sup>1</sup>.</p><p>1 At 2026 prices.</p>"),
    ):
        note = draft.blocks[-1]
        assert isinstance(note, Footnote)
        assert (note.number, note.text) == ("1", "1 At 2026 prices.")
        assert numbers(draft) == [None]


# --- struck through ----------------------------------------------------------------


def test_struck_out_words_are_left_out_and_told(tmp_path: Path) -> None:
    def draw(page: canvas.Canvas) -> None:
        page.drawString(72, 700, "The saving is £1.2m£1.5m a year.")
        start, end = (
            72 + page.stringWidth(text, "Helvetica", 11) for text in ("The saving is ", "The saving is £1.2m")
        )
        page.setLineWidth(0.5)
        page.line(start, 703.4, end, 703.4)
        page.line(72, 698.5, 200, 698.5)  # underlined, not struck
        page.drawString(72, 660, "It stands.")

    struck = run("£1.2m", "<w:strike/>")
    drafts = [
        pdf(tmp_path, draw),
        docx(tmp_path, paragraph(run("The saving is ") + struck + run("£1.5m a year.")) + paragraph("It stands.")),
        html(tmp_path, "<p>The saving is <del>£1.2m</del>£1.5m a year.</p><p>It stands.</p>"),
    ]
    for draft in drafts:
        assert texts(draft)[-2:] == ["The saving is £1.5m a year.", "It stands."]
        assert any("struck through was left out (1 words)" in note for note in draft.notes)


def test_style_sheet_that_strikes_through_counts(tmp_path: Path) -> None:
    draft = html(tmp_path, "<style>.gone{text-decoration:line-through}</style><p>A <span class=gone>B</span> C</p>")
    assert texts(draft)[1:] == ["A C"]


# --- large letters -------------------------------------------------------------------


def test_pull_figure_stands_before_the_small_lines_beside_it(tmp_path: Path) -> None:
    def draw(page: canvas.Canvas) -> None:
        page.drawString(72, 760, "The year in figures, as they were reported to the committee in June.")
        page.setFont("Helvetica-Bold", 40)
        page.drawString(72, 690, "2,350")
        page.setFont("Helvetica", 11)
        for place, text in enumerate(("households helped", "in 2025/26 with their", "energy bills")):
            page.drawString(190, 716 - 13 * place, text)

    assert texts(pdf(tmp_path, draw))[1] == "2,350 households helped in 2025/26 with their energy bills"


def test_drop_cap_begins_its_word(tmp_path: Path) -> None:
    def draw(page: canvas.Canvas) -> None:
        page.setFont("Helvetica", 30)
        page.drawString(72, 690, "T")
        page.setFont("Helvetica", 11)
        page.drawString(92, 704, "he council has agreed to share its waste service with its neighbour from the")
        page.drawString(92, 690, "first of April, and both will keep their own depots until then.")
        page.drawString(72, 676, "A review follows in the autumn, and its findings will be reported to both councils.")

    assert pdf(tmp_path, draw).text.startswith("The council has agreed to share its waste service with its neighbour")


@pytest.mark.parametrize("angle", [30, 45, 60])
def test_watermark_across_the_page_leaves_its_lines_alone(tmp_path: Path, angle: int) -> None:
    lines = [
        "The Executive is asked to:",
        "(a) award the contract to the second bidder; and",
        "(b) delegate its signing.",
    ]

    def draw(page: canvas.Canvas) -> None:
        for place, text in enumerate(lines):
            page.drawString(72, 500 - 30 * place, text)
        page.saveState()
        page.translate(200, 380)
        page.rotate(angle)
        page.setFillGray(0.8)
        page.setFont("Helvetica-Bold", 110)
        page.drawString(0, 0, "DRAFT")
        page.restoreState()

    draft = pdf(tmp_path, draw)
    assert texts(draft)[:3] == lines
    assert "DRAFT" in texts(draft)


# --- order of the page -----------------------------------------------------------------


def test_headings_in_the_margin_head_their_paragraphs(tmp_path: Path) -> None:
    sections = {
        "Purpose": ["To seek agreement to share a monitoring officer between the two", "councils from July."],
        "Financial implications": [
            "The shared post costs £98,500 a year with on-costs, split into",
            "two equal parts.",
        ],
        "Consultation": ["Both group leaders and the trade unions were consulted in the", "spring of this year."],
    }

    def draw(page: canvas.Canvas) -> None:
        y = 700
        for heading, lines in sections.items():
            page.drawString(72, y, heading)
            for line in lines:
                page.drawString(220, y, line)
                y -= 14
            y -= 12

    draft = pdf(tmp_path, draw)
    assert [block.text for block in draft.blocks if isinstance(block, Heading)] == list(sections)
    assert [block.text for block in draft.blocks if isinstance(block, Paragraph)] == [
        " ".join(lines) for lines in sections.values()
    ]


TABLE = [["Service", "Year 1", "Year 2"], ["Planning", "21", "48"], ["Housing", "35", "52"], ["Legal", "9", "18"]]


def ruled(page: canvas.Canvas, cells: list[list[str]], *, left: float = 0, top: float = 0, wide: float = 110) -> None:
    for down, texts in enumerate(cells):
        for across, text in enumerate(texts):
            page.rect(left + wide * across, top - 20 * (down + 1), wide, 20)
            page.drawString(left + 4 + wide * across, top - 20 * down - 14, text)


def test_table_drawn_sideways_is_read_as_it_is_turned(tmp_path: Path) -> None:
    def draw(page: canvas.Canvas) -> None:
        for place in range(5):
            page.drawString(
                72, 780 - 14 * place, "The table below shows the savings that the two councils expect of it."
            )
        page.translate(200, 300)
        page.rotate(90)
        ruled(page, TABLE)

    draft = pdf(tmp_path, draw)
    assert rows(draft) == [" | ".join(each) for each in TABLE]
    assert only_table(draft).header_rows == 1


def test_row_that_the_page_cuts_is_whole(tmp_path: Path) -> None:
    def draw(page: canvas.Canvas) -> None:
        head = ["Ref", "Risk", "Mitigation"]
        ruled(
            page,
            [head, ["R1", "Staff leave", "Briefings"], ["R2", "Costs rise", "A joint ledger with"]],
            left=72,
            top=160,
        )
        page.showPage()
        page.setFont("Helvetica", 11)
        ruled(page, [["", "", "monthly checks"], ["R3", "Partner leaves", "A notice"]], left=72, top=780)

    assert rows(pdf(tmp_path, draw))[2:] == [
        "R2 | Costs rise | A joint ledger with monthly checks",
        "R3 | Partner leaves | A notice",
    ]


def test_row_that_goes_on_over_two_pages_is_whole(tmp_path: Path) -> None:
    def draw(page: canvas.Canvas) -> None:
        head = ["Ref", "Risk", "Mitigation"]
        parts = (["R2", "Costs rise", "A joint ledger with"], ["", "", "monthly checks by"], ["", "", "both auditors"])
        ruled(page, [head, ["R1", "Staff leave", "Briefings"], parts[0]], left=72, top=160)
        for rest in ([parts[1]], [parts[2], ["R3", "Partner leaves", "A notice"]]):
            page.showPage()
            page.setFont("Helvetica", 11)
            ruled(page, [head, *rest], left=72, top=780)

    assert rows(pdf(tmp_path, draw))[2:] == [
        "R2 | Costs rise | A joint ledger with monthly checks by both auditors",
        "R3 | Partner leaves | A notice",
    ]


def test_both_numbers_of_a_page_are_kept_the_reports_own_first(tmp_path: Path) -> None:
    def draw(page: canvas.Canvas) -> None:
        for number in range(1, 5):
            page.setFont("Helvetica", 11)
            page.drawString(
                72, 700, f"On this page the matter number {'one two three four'.split()[number - 1]} is set out."
            )
            page.drawString(300, 50, str(number))
            page.drawString(300, 30, f"Page {244 + number}")
            page.showPage()

    assert [page.label for page in pdf(tmp_path, draw).pages] == [f"{n}, pack {244 + n}" for n in range(1, 5)]


def stamped(tmp_path: Path, *, typed: bool) -> Draft:
    from PIL import Image

    picture = ImageReader(Image.new("L", (60, 80), 120))

    def draw(page: canvas.Canvas) -> None:
        if typed:
            page.drawString(72, 700, "The report that follows was scanned.")
            page.showPage()
        for number in range(3):
            page.drawImage(picture, 0, 60, width=595, height=780)
            page.drawString(300, 30, f"Page {245 + number}")
            page.showPage()

    return pdf(tmp_path, draw)


def test_scanned_pages_with_only_a_stamp_need_ocr(tmp_path: Path) -> None:
    assert any("pages 2-4" in note and "OCR" in note for note in stamped(tmp_path, typed=True).notes)
    with pytest.raises(NeedsOCRError) as refused:
        stamped(tmp_path, typed=False)
    assert "redo" in str(refused.value.hint)


@pytest.mark.parametrize(
    ("first", "rest", "joined"),
    [("It is out-of-", "hours work", "out-of-hours"), ("It costs £1.2m-", "£1.5m a year", "£1.2m-£1.5m"),
     ("The co-oper-", "ative runs it", "co-operative"), ("About 10%-", "15% of it", "10%-15%")],
)  # fmt: skip
def test_compounds_and_ranges_over_a_line_end(tmp_path: Path, first: str, rest: str, joined: str) -> None:
    page = FPDF(format="A4")
    page.add_page()
    page.set_font("Helvetica", size=11)
    for text in (f"The two councils have agreed on what follows, as members of both were told. {first}",
                 f"{rest} and so on. The hours of work are those of the co-operative until it ends."):  # fmt: skip
        page.cell(0, 5, text.replace("£", chr(163)), new_x="LMARGIN", new_y="NEXT")
    page.output(str(tmp_path / "a.pdf"))
    assert joined in read_draft(tmp_path / "a.pdf").text


# --- names of rows and columns ------------------------------------------------------------


def test_label_holds_for_the_rows_below_but_a_figure_counts_once(tmp_path: Path) -> None:
    head = row("Service", "Year", "Saving £000", "Cost £000", header=True)
    merged = table(
        head,
        row(cell("Waste", merge="restart"), "2025/26", "60", cell("£90", merge="restart")),
        row(cell(merge="continue"), "2026/27", "110", cell(merge="continue")),
    )
    blank = table(
        head, row("Waste", "2025/26", "60", "£90"), row("", "2026/27", "110", "£40"), row("", "Total", "170", "£130")
    )
    assert rows(docx(tmp_path, merged))[1:] == ["Waste | 2025/26 | 60 | £90", "Waste | 2026/27 | 110 | "]
    assert rows(docx(tmp_path, blank))[2:] == ["Waste | 2026/27 | 110 | £40", " | Total | 170 | £130"]


def test_band_over_the_names_of_columns_names_each_of_them(tmp_path: Path) -> None:
    bands = row("", cell("2025/26", span=2), cell("2026/27", span=2))
    body = table(bands, row("Service", "Budget", "Actual", "Budget", "Actual"), row("Parks", "1", "2", "3", "4"))
    markup = (
        "<table><tr><td><td colspan=2>2025/26<td colspan=2>2026/27"
        "<tr><td>Service<td>Budget<td>Actual<td>Budget<td>Actual<tr><td>Parks<td>1<td>2<td>3<td>4</table>"
    )
    for draft in (docx(tmp_path, body), html(tmp_path, markup)):
        assert only_table(draft).header_rows == 2
        assert rows(draft)[0] == " | 2025/26 | 2025/26 | 2026/27 | 2026/27"


def test_table_in_a_cell_keeps_the_names_of_its_columns(tmp_path: Path) -> None:
    inner = table(row("Source", "2026/27", "2027/28"), row("Penmere", "45", "38"), row("Holt", "29", "24"))
    body = table(
        row("Service:", "Contact centre"), row("Funding:", cell(inner + paragraph())), row("Lead:", "The leader")
    )
    draft = docx(tmp_path, body)
    outer, found, after = draft.blocks
    assert isinstance(found, Table)
    assert (found.caption, found.header_rows, found.rows[2].cells[2].text) == ("Funding:", 1, "24")
    assert (outer.text, after.text) == ("Service:\tContact centre\nFunding:\t", "Lead:\tThe leader")


# --- Word ---------------------------------------------------------------------------------

LIST = abstract("0", level(0, "%1.")) + num("1", "0")


def item(text: str, more: str = "") -> str:
    made = paragraph(text, num="1", level=0)
    return made.replace("<w:pPr>", f"<w:pPr>{more}", 1)


SECTION = "<w:sectPr/>"


def test_empty_paragraph_that_carries_a_section_break_is_not_counted(tmp_path: Path) -> None:
    body = item("One") + item(run(""), SECTION) + item("Two") + item(run("")) + item("Four") + item("Five", SECTION)
    assert numbers(docx(tmp_path, body, numbering=LIST)) == ["1", "2", "4", "5"]


def test_other_look_of_a_level_goes_on_counting(tmp_path: Path) -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "%1)")}</w:lvlOverride>'
    body = item("One") + item("Two") + paragraph("Three", num="2", level=0)
    assert numbers(docx(tmp_path, body, numbering=LIST + num("2", "0", other))) == ["1", "2", "3"]


def test_start_override_holds_with_a_level_of_its_own_and_without(tmp_path: Path) -> None:
    for own in ("", level(0, "%1)")):
        restart = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>{own}</w:lvlOverride>'
        body = item("One") + item("Two") + paragraph("One again", num="2", level=0)
        assert numbers(docx(tmp_path, body, numbering=LIST + num("2", "0", restart))) == ["1", "2", "1"]


def reference(key: int, more: str = "", text: str = "") -> str:
    return f'<w:r><w:footnoteReference w:id="{key}"{more}/>{text}</w:r>'


def test_notes_with_a_mark_of_their_own_are_not_counted_and_sections_begin_anew(tmp_path: Path) -> None:
    restart = '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'
    own = reference(2, ' w:customMarkFollows="1"', "<w:t>*</w:t>")
    first = paragraph(run("It costs £400") + own + reference(3)).replace("<w:pPr>", f"<w:pPr>{restart}", 1)
    body = first + paragraph(run("And £5") + reference(4)) + restart
    notes = part(
        "footnotes", "".join(f'<w:footnote w:id="{n}">{paragraph(f"Note {n}")}</w:footnote>' for n in (2, 3, 4))
    )
    path = write_docx(tmp_path / "a.docx", body, parts={"word/footnotes.xml": notes})
    found = [(block.number, block.text) for block in read_draft(path).blocks]
    assert found == [(None, "It costs £400"), (None, "And £5"), ("*", "Note 2"), ("1", "Note 3"), ("1", "Note 4")]


def field(code: str) -> str:
    ends = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end")]
    return f'{ends[0]}<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>{ends[1]}'


@pytest.mark.parametrize("code", [" LISTNUM LegalDefault \\l 1 ", " AUTONUMLGL ", "AUTONUM"])
def test_numbers_that_fields_make_are_read(tmp_path: Path, code: str) -> None:
    body = "".join(paragraph(field(code) + run(f" {name}")) for name in ("Alpha", "Beta"))
    draft = docx(tmp_path, body)
    assert (numbers(draft), texts(draft)) == (["1", "2"], ["1. Alpha", "2. Beta"])


def choice(data: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        + field("")[field("").rindex("<w:r><w:fldChar") :]
    )


def test_choices_of_a_form_are_read(tmp_path: Path) -> None:
    entries = "".join(f'<w:listEntry w:val="{text}"/>' for text in ("Choose", "Open", "Exempt"))
    ticked = choice("<w:checkBox><w:checked/></w:checkBox>") + run(" Yes ")
    clear = choice('<w:checkBox><w:default w:val="0"/></w:checkBox>') + run(" No")
    body = paragraph(choice(f'<w:ddList><w:result w:val="2"/>{entries}</w:ddList>')) + paragraph(ticked + clear)
    assert texts(docx(tmp_path, body)) == ["Exempt", "☒ Yes ☐ No"]


def control(properties: str, text: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{paragraph(text)}</w:sdtContent></w:sdt>"


def test_control_shows_the_property_it_is_bound_to_and_no_prompt(tmp_path: Path) -> None:
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    binding = (
        f"<w:dataBinding w:prefixMappings=\"xmlns:a='http://purl.org/dc/elements/1.1/' xmlns:b='{core}'\" "
        'w:xpath="/b:coreProperties[1]/a:title[1]" w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/><w:text/>'
    )
    properties = f'<p:coreProperties xmlns:p="{core}"><d:title xmlns:d="http://purl.org/dc/elements/1.1/">Final</d:title></p:coreProperties>'
    body = control(binding, "Draft") + control("<w:showingPlcHdr/>", "Click here to enter text.") + paragraph("End.")
    path = write_docx(tmp_path / "a.docx", body, parts={"docProps/core.xml": properties})
    assert texts(read_draft(path)) == ["Final", "End."]


@pytest.mark.parametrize(
    ("head", "read"), [(["Date: 12 March 2026", "Report to: Cabinet"], True), (["Marsham Council"], False)]
)
def test_page_head_is_read_where_it_says_what_paper_it_is(tmp_path: Path, head: list[str], read: bool) -> None:
    ids = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>'
        "</Relationships>"
    )
    body = paragraph("The text.") + f'<w:sectPr><w:headerReference {ids} w:type="default" r:id="r1"/></w:sectPr>'
    parts: dict[str, str | bytes] = {
        "word/header1.xml": part("hdr", "".join(map(paragraph, head))), "word/_rels/document.xml.rels": relations,
    }  # fmt: skip
    assert texts(read_draft(write_docx(tmp_path / "a.docx", body, parts=parts))) == [
        *(head if read else []),
        "The text.",
    ]


# --- Markdown, mail, XML ---------------------------------------------------------------------

MARKDOWN = """---
title: Sharing business support
date: 2026-05-19
---

# Support

1.1 It costs **£243,000**[^1]. See [the case](https://example.org/a.pdf) and save \\£58,000.

| Team | Fenwick £000 | Astbury £000 |
|:-----|----:|----:|
| Post room | 22[^1] | 17 |

It was ~~£1m~~ agreed.

[^1]: Without pensions.
"""


def test_markdown_is_read_as_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(MARKDOWN, encoding="utf-8")
    draft = read_draft(tmp_path / "a.md")
    assert draft.title == "Sharing business support"
    assert rows(draft) == ["Team | Fenwick £000 | Astbury £000", "Post room | 22 | 17"]
    assert "1.1 It costs **£243,000**. See the case and save £58,000." in texts(draft)
    assert "£1m" not in draft.text
    assert isinstance(draft.blocks[-1], Footnote)
    assert all(draft.text[block.start : block.start + len(block.text)] == block.text for block in draft.blocks)


MAIL = (
    "From: a@example.org\nSubject: Report\nMIME-Version: 1.0\nContent-Type: {}\n\n<html><body><p>x</p></body></html>\n"
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (MAIL.format('multipart/alternative; boundary="b"'), "mail message"),
        (MAIL.format('multipart/related; boundary="b"'), "web archive"),
        ('<?xml version="1.0"?><akomaNtoso xmlns="x"><act><body><p>1</p></body></act></akomaNtoso>', "XML data"),
        ('<Legislation xmlns="x"><body>1</body></Legislation>', "XML data"),
    ],
)
def test_what_is_no_paper_is_refused_by_name_with_what_to_do(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=re.escape(what)) as refused:
        read_draft(tmp_path / "a.txt")
    assert "add that" in str(refused.value.hint)


# --- the cases kept for measuring ---------------------------------------------------------------

RIGHT: list[tuple[str, str, tuple[str, ...]]] = [
    ("empty-section-break", "progress.docx", ("numbers 1 2 3 4",)),
    ("bound-title-control", "q16b.docx", ("Final budget",)),
    ("footnote-mark-on-a-sum", "q5b.pdf", ("£400 in", "£1.5m over", "£95 an", "£12 million on", "£1,250.", "45 posts")),
    ("superscript-figures", "depot.docx", ("£320,000 each", "25 crews", "Rent\t85\t40")),
    ("superscript-figures", "depot.pdf", ("£320,000 each", "25 crews", "Rent\t85\t40")),
    ("struck-out-text", "strike.docx", ("The annual saving is £1.5m in each year.",)),
    ("struck-out-text", "millrace.html", ("capital spending of £380,000 for", "the Director of Place")),
    ("tracked-deletion-printed", "q15.pdf", ("1. Approve.\n\n[3.] Publish.",)),
    ("numbers-that-are-fields", "q16c.docx", ("1. Alpha\n\n2. Beta",)),
    ("nested-word-table", "form.docx", ("Holt Valley\t29\t24",)),
    ("nested-word-table", "options.docx", ("Year 2: £54,000",)),
    ("merged-first-column", "savings.pdf", ("Waste and recycling\t2027/28\t140\tLow",)),
    ("merged-first-column", "blank.docx", ("Building control\t2027/28\t24\tLow",)),
    ("word-form-fields", "form.docx", ("Classification\tPart 2 exempt", "☒ Yes ☐ No")),
    ("word-page-header", "header.docx", ("Overview and Scrutiny Committee", "12 March 2026")),
    ("line-end-hyphens", "nursery.pdf", ("out-of-hours", "£1.2m-£1.5m", "Stoke-on-Marsh", "co-operative")),
    ("large-letters", "infographic.pdf", ("2,350 households helped in 2025/26 with their energy bills",)),
    ("large-letters", "w45.pdf", ("(a) award the leisure contract to Bidder 2; and",)),
    ("markdown-tables", "support.md", ("Business support\t128\t115\t243", "saves £58,000 a year")),
    ("row-over-page-break", "risks-plain.pdf", ("with monthly reconciliation and sign-off by both",)),
    ("two-header-rows", "budget.docx", ("\t2025/26\t2025/26\t2026/27\t2026/27",)),
    ("two-header-rows", "budget.pdf", ("\t2025/26\t2025/26\t2026/27\t2026/27",)),
    ("sideways-table", "rotated4.pdf", ("Planning\t21\t48\t77\tHead of Place",)),
    ("side-headings", "monitoring.pdf", ("Financial implications\n\nThe shared post costs",)),
]


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside this checkout")
@pytest.mark.parametrize(("case", "name", "wanted"), RIGHT, ids=lambda value: value if isinstance(value, str) else "")
def test_case(case: str, name: str, wanted: tuple[str, ...]) -> None:
    draft = read_draft(CASES / case / name)
    for text in wanted:
        if text.startswith("numbers "):
            assert numbers(draft) == text.split()[1:]
        else:
            assert text in draft.text
