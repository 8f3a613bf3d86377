"""The parts of a conversation as a Word file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable

from docx import Document
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.shared import Mm

from councilqa.exports.escaping import clean, one_line
from councilqa.exports.parts import Heading, Line, Part, Quotation, Reference

_LANGUAGE = "en-GB"


def word_bytes(parts: Iterable[Part], *, title: str, made_at: dt.datetime) -> bytes:
    """A .docx with Word's own heading styles; all text goes in as runs, never as fields or markup."""
    file = Document()
    _describe(file, title, made_at)
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
