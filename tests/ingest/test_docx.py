from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document as WordDocument
from docx_files import abstract, cell, level, num, paragraph, part, row, run, style, table, write_docx

from councilqa.domain.documents import Block, Draft, Footnote, Heading, ListItem, Paragraph, Table
from councilqa.errors import DocumentError, PasswordError, TooLargeError
from councilqa.ingest.docx import read_docx
from councilqa.ingest.docx_numbering import citable
from councilqa.ingest.docx_package import DocxLimits
from councilqa.ingest.numbering import leading_number

REAL = Path(__file__).parents[2].parent / "shared" / "real" / "docx"
BULLETS = abstract("0", level(0, "•", format="bullet"), level(1, "o", format="bullet")) + num("1", "0")


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def only_table(draft: Draft) -> Table:
    (found,) = (block for block in draft.blocks if isinstance(block, Table))
    return found


def test_a_file_written_by_python_docx(tmp_path: Path) -> None:
    word = WordDocument()
    word.core_properties.title = "Shared Chief Executive"
    word.add_heading("Purpose", level=1)
    word.add_paragraph("To consider the business case.")
    word.add_heading("Costs", level=2)
    word.add_paragraph("Salary", style="List Bullet")
    grid = word.add_table(rows=2, cols=2)
    for index, text in enumerate(["Item", "£000", "Saving", "88"]):
        grid.cell(index // 2, index % 2).text = text
    word.save(str(tmp_path / "a.docx"))
    draft = read_docx(tmp_path / "a.docx")
    assert draft.title == "Shared Chief Executive"
    assert draft.text == "Purpose\n\nTo consider the business case.\n\nCosts\n\nSalary\n\nItem\t£000\nSaving\t88"
    assert [type(block) for block in draft.blocks] == [Heading, Paragraph, Heading, ListItem, Table]
    assert [block.level for block in draft.blocks if isinstance(block, Heading)] == [1, 2]
    assert draft.pages == ()


def test_bullets_are_items_with_their_depth(tmp_path: Path) -> None:
    body = paragraph("Costs", num="1", level=0) + paragraph("one-off", num="1", level=1)
    draft = read_docx(write_docx(tmp_path / "a.docx", body, numbering=BULLETS))
    assert [(b.text, b.depth, b.number) for b in draft.blocks if isinstance(b, ListItem)] == [
        ("Costs", 0, None),
        ("one-off", 1, None),
    ]


def test_items_under_a_numbered_paragraph(tmp_path: Path) -> None:
    numbering = abstract("0", level(0, "%1."), level(1, "%2)", format="lowerLetter")) + num("1", "0")
    body = paragraph("It is recommended:", num="1", level=0) + paragraph("to agree", num="1", level=1)
    first, second = read_docx(write_docx(tmp_path / "a.docx", body, numbering=numbering)).blocks
    assert isinstance(first, Paragraph) and first.number == "1"
    assert isinstance(second, ListItem) and (second.number, second.depth) == ("a", 1)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("5.11 Both Councils agreed.", Paragraph, "5.11"),
        ("(ii) to note the report", ListItem, "(ii)"),
        ("• to note the report", ListItem, None),
        ("£1.5 million was saved.", Paragraph, None),
        ("T. Clegg", Paragraph, None),
    ],
)
def test_typed_numbers_and_bullets(tmp_path: Path, text: str, kind: type[Block], number: str | None) -> None:
    (block,) = read_docx(write_docx(tmp_path / "a.docx", paragraph(text))).blocks
    assert isinstance(block, kind) and not isinstance(block, Table)
    assert block.number == number
    assert block.text == text.removeprefix("• ")


STYLES = (
    style("berschrift1", "heading 1")
    + style("Mine", "Council section", based_on="berschrift1")
    + style("Outlined", "Outlined", properties='<w:outlineLvl w:val="2"/>')
    + style("Body", "Body", based_on="berschrift1", properties='<w:outlineLvl w:val="9"/>')
    + style("Top", "Title")
    + style("TOC1", "toc 1")
)


@pytest.mark.parametrize(
    ("used", "expected"),
    [("berschrift1", 1), ("Mine", 1), ("Outlined", 3), ("Top", 1), ("Body", None), ("", None)],
)
def test_headings_by_style(tmp_path: Path, used: str, expected: int | None) -> None:
    (block,) = read_docx(write_docx(tmp_path / "a.docx", paragraph("Purpose", style=used), styles=STYLES)).blocks
    assert (block.level if isinstance(block, Heading) else None) == expected


def test_prose_in_the_style_of_a_heading_is_prose(tmp_path: Path) -> None:
    text = "The two councils have shared a chief executive since the spring of last year."
    (block,) = read_docx(write_docx(tmp_path / "a.docx", paragraph(text, style="Outlined"), styles=STYLES)).blocks
    assert isinstance(block, Paragraph)


def test_short_bold_paragraph_is_a_heading_below_the_last_one(tmp_path: Path) -> None:
    bold = run("Financial implications", "<w:b/>")
    body = paragraph("Purpose", style="Mine") + paragraph(bold) + paragraph(bold + run(" none"))
    first, second, third = read_docx(write_docx(tmp_path / "a.docx", body, styles=STYLES)).blocks
    assert isinstance(first, Heading) and isinstance(second, Heading) and second.level == 2
    assert isinstance(third, Paragraph)


def test_table_of_contents_is_left_out(tmp_path: Path) -> None:
    entry = run("Purpose 3") + "<w:r><w:instrText> PAGEREF _Toc12 \\h </w:instrText></w:r>"
    body = paragraph("1 Purpose 3", style="TOC1") + paragraph(entry) + paragraph("Text")
    assert texts(read_docx(write_docx(tmp_path / "a.docx", body, styles=STYLES))) == ["Text"]


def test_tracked_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    runs = (
        run("Save ")
        + '<w:del w:id="1"><w:r><w:delText>£41k</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2">{run("£88k")}</w:ins>'
        + f'<w:moveFrom w:id="3">{run(" from here")}</w:moveFrom><w:moveTo w:id="4">{run(" to here")}</w:moveTo>'
    )
    assert read_docx(write_docx(tmp_path / "a.docx", paragraph(runs))).text == "Save £88k to here"


def test_fields_hidden_text_and_breaks(tmp_path: Path) -> None:
    runs = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("Table 1")
        + run("secret", "<w:vanish/>")
        + "<w:r><w:tab/><w:t>of\u00a0all</w:t><w:br/><w:t>co</w:t><w:softHyphen/><w:t>sts</w:t></w:r>"
        + f"<w:hyperlink>{run(' link')}</w:hyperlink>"
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' field')}</w:sdtContent></w:sdt>"
    )
    assert read_docx(write_docx(tmp_path / "a.docx", paragraph(runs))).text == "Table 1 of all\ncosts link field"


WHITE = '<w:color w:val="FFFFFF" w:themeColor="background1"/>'


@pytest.mark.parametrize(
    "hidden",
    [
        run("it saves £9m", WHITE),
        run("it saves £9m", '<w:color w:val="fefeff"/>'),
        run("it saves £9m", '<w:sz w:val="2"/>'),
        run("it saves £9m", '<w:rStyle w:val="Ghost"/>'),
    ],
)
def test_what_cannot_be_seen_is_left_out_and_told(tmp_path: Path, hidden: str) -> None:
    styles = style("Ghost", "Ghost", run_properties=WHITE)
    alone, within = paragraph(hidden), paragraph(run("A payment to ") + hidden + run(" was agreed."))
    draft = read_docx(write_docx(tmp_path / "a.docx", alone + within, styles=styles))
    assert texts(draft) == ["A payment to █ was agreed."]
    assert draft.notes == ("text that cannot be seen was left out (6 words)",)


@pytest.mark.parametrize(
    "visible",
    [
        paragraph(run("Total saving", f'{WHITE}<w:shd w:val="clear" w:fill="1F3864"/>')),
        paragraph(run("Total saving", f'{WHITE}<w:highlight w:val="black"/>')),
        paragraph(run("Total saving", WHITE), style="Banner"),
        paragraph(run("Total saving", '<w:rStyle w:val="Ghost"/><w:color w:val="C00000"/>')),
        paragraph(run("Total saving", f"{WHITE}<w:outline/>")),
        table(row(cell(paragraph(run("Total saving", WHITE))))),
        paragraph(
            f"<w:r><w:pict><w:txbxContent>{paragraph(run('Total saving', WHITE))}</w:txbxContent></w:pict></w:r>"
        ),
        paragraph(run("Total saving", WHITE) + '<w:r><w:drawing><wp:anchor behindDoc="1"/></w:drawing></w:r>'),
    ],
)
def test_white_letters_on_a_ground_are_read(tmp_path: Path, visible: str) -> None:
    styles = style("Ghost", "Ghost", run_properties=WHITE)
    styles += style("Banner", "Banner", properties='<w:shd w:val="clear" w:fill="7030A0"/>')
    draft = read_docx(write_docx(tmp_path / "a.docx", visible, styles=styles))
    assert texts(draft) == ["Total saving"] and not draft.notes


@pytest.mark.parametrize(
    "header",
    [part("hdr", '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="z-index:-25"/>'), "<w:hdr"],
    ids=["behind", "damaged"],
)
def test_white_letters_are_read_where_a_header_may_have_a_picture_behind_the_text(tmp_path: Path, header: str) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}" Target="header1.xml"/>'
        f'<Relationship Id="r2" Type="{relation}" Target="header2.xml"/></Relationships>'
    )
    parts = {
        "word/_rels/document.xml.rels": relations,
        "word/header1.xml": part("hdr", ""),
        "word/header2.xml": header,
    }
    draft = read_docx(write_docx(tmp_path / "a.docx", paragraph(run("Cover", WHITE)), parts=parts))
    assert texts(draft) == ["Cover"]


def test_text_box_is_read_once(tmp_path: Path) -> None:
    def box(text: str) -> str:
        return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"

    drawing = (
        "<w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing>{box('In the box')}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box('In the box')}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    draft = read_docx(write_docx(tmp_path / "a.docx", paragraph(run("Before") + drawing) + paragraph("After")))
    assert texts(draft) == ["Before", "In the box", "After"]


def test_notes_stand_at_the_end_with_their_numbers(tmp_path: Path) -> None:
    def reference(key: str) -> str:
        return f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'

    notes = "".join(
        f'<w:footnote w:id="{key}">{paragraph(text)}</w:footnote>' for key, text in (("3", "b"), ("2", "a"))
    )
    body = paragraph(run("One") + reference("2")) + paragraph(run("Two") + reference("3"))
    draft = read_docx(write_docx(tmp_path / "a.docx", body, parts={"word/footnotes.xml": part("footnotes", notes)}))
    assert [(b.number, b.text) for b in draft.blocks if isinstance(b, Footnote)] == [("1", "a"), ("2", "b")]
    assert draft.text.startswith("One\n\nTwo\n\n")


def test_merged_label_holds_for_each_row_and_headers_name_each_column(tmp_path: Path) -> None:
    body = table(
        row("Theme", cell("Saving", span=2), header=True),
        row(cell("People", merge="restart"), "Posts", "£41k"),
        row(cell(merge="continue"), "Agency", "£88k"),
    )
    found = only_table(read_docx(write_docx(tmp_path / "a.docx", body)))
    assert found.header_rows == 1
    assert found.text == "Theme\tSaving\tSaving\nPeople\tPosts\t£41k\nPeople\tAgency\t£88k"


def test_cells_are_slices_of_the_text(tmp_path: Path) -> None:
    body = paragraph("Before") + table(row("a", ""), row("", "b")) + paragraph("After")
    draft = read_docx(write_docx(tmp_path / "a.docx", body))
    for table_row in only_table(draft).rows:
        for table_cell in table_row.cells:
            assert draft.text[table_cell.start : table_cell.end] == table_cell.text


def test_cell_holds_lists_and_inner_tables_as_one_line(tmp_path: Path) -> None:
    inner = table(row("x", "y"))
    bullet = paragraph("Staff leave", num="1", level=0)
    body = table(row("1", cell("Risk:", bullet, bullet)), row("2", cell(inner + paragraph())))
    draft = read_docx(write_docx(tmp_path / "a.docx", body, numbering=BULLETS))
    assert only_table(draft).text == "1\tRisk: • Staff leave • Staff leave\n2\tx: y"


def test_number_word_gives_to_a_cell_is_written_out(tmp_path: Path) -> None:
    numbering = abstract("0", level(0, "%1.")) + num("1", "0")
    number = cell(paragraph(" ", num="1", level=0))
    body = table(row("No", "Risk"), row(number, "Staff leave"), row(number, "Costs rise"))
    draft = read_docx(write_docx(tmp_path / "a.docx", body, numbering=numbering))
    assert only_table(draft).text == "No\tRisk\n1\tStaff leave\n2\tCosts rise"


def test_form_of_labels_has_no_header(tmp_path: Path) -> None:
    body = table(row("Report of:", "The Leader"), row("Key decision:", "Yes"))
    assert only_table(read_docx(write_docx(tmp_path / "a.docx", body))).header_rows == 0


def test_frame_around_prose_is_prose(tmp_path: Path) -> None:
    body = table(row(cell("RECOMMENDATION", "1. That Cabinet agrees.")))
    first, second = read_docx(write_docx(tmp_path / "a.docx", body)).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph) and second.number == "1"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Budget 2026/27", "Budget 2026/27"),
        ("Microsoft Word - foo", None),
        ("report.docx", None),
        ("Report template 2023", None),
        ("", None),
    ],
)
def test_title_from_the_properties_only_if_a_real_one(tmp_path: Path, given: str, expected: str | None) -> None:
    core = f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{given}</dc:title></c>'
    path = write_docx(tmp_path / "a.docx", paragraph("Text"), parts={"docProps/core.xml": core})
    assert read_docx(path).title == expected


def test_main_part_may_have_another_name(tmp_path: Path) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="/word/document2.xml"/></Relationships>'
    )
    moved = part("document", f"<w:body>{paragraph('Moved')}</w:body>")
    path = write_docx(tmp_path / "a.docx", "", parts={"_rels/.rels": rels, "word/document2.xml": moved})
    assert read_docx(path).text == "Moved"


def archive(**parts: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(f"word/{name}.xml", data)
    return buffer.getvalue()


_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + part("document", "&b;").split("?>", 1)[1]
_DEEP = part("document", "<w:sdt>" * 5000 + "</w:sdt>" * 5000)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", DocumentError),
        (b"plain text", DocumentError),
        (b"PK\x03\x04 not an archive", DocumentError),
        (archive(styles="<x/>"), DocumentError),
        (archive(document="<w:document"), DocumentError),
        (archive(document=b"\x00\xff\xfe"), DocumentError),
        (archive(document=_LAUGHS), DocumentError),
        (archive(document=_LAUGHS.encode("utf-16")), DocumentError),
        (archive(document=_DEEP), TooLargeError),
        (archive(document=part("document", "<w:body/>"))[:-30], DocumentError),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), PasswordError),
        (_OLE + "WordDocument".encode("utf-16-le"), DocumentError),
    ],
)
def test_hostile_files_end_as_a_document_error(tmp_path: Path, data: bytes, error: type[DocumentError]) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(error):
        read_docx(tmp_path / "a.docx")


def test_old_word_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(_OLE + "WordDocument".encode("utf-16-le"))
    with pytest.raises(DocumentError, match="old Word file") as raised:
        read_docx(tmp_path / "a.doc")
    assert ".docx" in raised.value.hint


def test_missing_file_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"nowhere\.docx"):
        read_docx(tmp_path / "nowhere.docx")


def test_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    limits = DocxLimits(max_part_bytes=100_000)
    path = write_docx(tmp_path / "a.docx", " " * 200_000)
    with pytest.raises(TooLargeError, match="max_part_bytes"):
        read_docx(path, limits=limits)


def test_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", " " * 200_000)
    data = path.read_bytes()
    size = (200_000 + len(part("document", "<w:body></w:body>"))).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (50_000).to_bytes(4, "little")))
    with pytest.raises(DocumentError):
        read_docx(path, limits=DocxLimits(max_part_bytes=100_000))


def test_too_many_tags_are_refused(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", "<w:p/>" * 2000)
    with pytest.raises(TooLargeError, match="max_tags"):
        read_docx(path, limits=DocxLimits(max_tags=1000))


def test_absurd_span_is_cut(tmp_path: Path) -> None:
    body = table(row("a", cell("b", span=2_000_000_000), "c", header=True), row("d", "e"))
    assert len(read_docx(write_docx(tmp_path / "a.docx", body)).text) < 1000


def test_names_that_lead_outside_are_never_followed(tmp_path: Path) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="x/styles" Target="../../../../etc/passwd"/></Relationships>'
    )
    parts: dict[str, str | bytes] = {"word/_rels/document.xml.rels": rels, "../../outside.xml": "<x/>"}
    assert read_docx(write_docx(tmp_path / "a.docx", paragraph("Text"), parts=parts)).text == "Text"
    assert not (tmp_path.parent / "outside.xml").exists()


def test_damaged_bytes_never_raise_anything_else(tmp_path: Path) -> None:
    data = bytearray(write_docx(tmp_path / "a.docx", paragraph("Text") * 20, numbering=BULLETS).read_bytes())
    for position in range(0, len(data), 7):
        broken = bytearray(data)
        broken[position] ^= 0xFF
        (tmp_path / "b.docx").write_bytes(broken)
        try:
            read_docx(tmp_path / "b.docx")
        except DocumentError:
            continue


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _begins(block: Block, starts: str) -> bool:
    """Whether a block is the one the publisher's list means; it runs on over notes and following paragraphs."""
    typed = leading_number(block.text)
    for text in (block.text, block.text[typed[1] :] if typed else block.text):
        length = min(len(text := _squeezed(text)), len(starts), 24)
        if length >= 3 and text[:length] == starts[:length]:
            return True
    return False


@pytest.mark.skipif(not REAL.exists(), reason="real papers are not here")
def test_numbers_of_real_reports() -> None:
    right = total = 0
    for report in json.loads((REAL / "numbering.json").read_text(encoding="utf-8")):
        left = [b for b in read_docx(REAL / report["docx"]).blocks if not isinstance(b, Table | Footnote)]
        for entry in report["numbered"]:
            total += 1
            starts, number = _squeezed(entry["starts"]), citable(entry["num"])
            found = next((b for b in left if b.number == number and _begins(b, starts)), None)
            if found is not None:
                left.remove(found)
                right += 1
    assert total == 1130
    assert right / total >= 0.99
