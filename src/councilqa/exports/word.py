"""The parts of a conversation as a Word file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable

from docx import Document
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from councilqa.exports.escaping import clean, one_line
from councilqa.exports.parts import Heading, Line, Part, Quotation, Reference, Table

_LANGUAGE = "en-GB"
_TABLE_POINTS = 9


def word_bytes(parts: Iterable[Part], *, title: str, made_at: dt.datetime, wide: bool = False) -> bytes:
    """A .docx with Word's own heading styles; all text goes in as runs, never as fields or markup.

    `wide` lays the pages across, for tables of many columns.
    """
    file = Document()
    _describe(file, title, made_at)
    if wide:
        page = file.sections[0]
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(297), Mm(210)
        page.left_margin = page.right_margin = Mm(15)
    for part in parts:
        _add(file, part)
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def _describe(file: WordFile, title: str, made_at: dt.datetime) -> None:
    about = file.core_properties
    about.title = one_line(title)[:255]  # Word's own limit
    about.language = _LANGUAGE
    about.author = "councilqa"
    about.comments = ""
    about.created = about.modified = made_at.astimezone(dt.UTC) if made_at.tzinfo else made_at
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)


def _add(file: WordFile, part: Part) -> None:
    match part:
        case Heading():
            file.add_heading(one_line(part.text), level=part.level - 1)
        case Line():
            paragraph = file.add_paragraph()
            if part.name:
                paragraph.add_run(f"{part.name}: ").bold = True
            paragraph.add_run(clean(part.text))
        case Quotation():
            paragraph = file.add_paragraph(style="List Paragraph")
            if part.marker:
                paragraph.add_run(f"{one_line(part.marker)} ").bold = True
            paragraph.add_run(f"“{clean(part.text).strip()}”")
            paragraph.add_run(f"\n{one_line(part.where)}")
        case Reference():
            paragraph = file.add_paragraph(style="List Number")
            paragraph.add_run(f"{one_line(part.paper)} ({one_line(part.file)})")
        case Table():
            _add_table(file, part)


def _add_table(file: WordFile, part: Table) -> None:
    table = file.add_table(rows=1, cols=len(part.columns), style="Table Grid")
    header = table.rows[0]
    # Word repeats the names of the columns on every page.
    header._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, name in zip(header.cells, part.columns, strict=True):
        cell.paragraphs[0].add_run(one_line(name)).bold = True
    for row in part.rows:
        for place, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            run = cell.paragraphs[0].add_run(clean(text))
            run.font.size = Pt(_TABLE_POINTS)
            run.bold = place == 0
