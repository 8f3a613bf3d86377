"""What a paragraph of a Word file says once its tracked changes are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from councilqa.ingest.blocks import COVERED
from councilqa.ingest.docx_fields import FieldNumbers, OpenField, open_field
from councilqa.ingest.docx_notes import NoteMark
from councilqa.ingest.docx_package import W
from councilqa.ingest.docx_styles import Look, Styles, look_of, value
from councilqa.ingest.marks import Raised, leading_mark, without_marks

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_LEFT_OUT = frozenset(
    {
        W + name
        for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText")
    }
    | {W + name for name in ("tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "rt", "ffData", "binData")}
    | {_MATH + name for name in ("ctrlPr", "rPr", "oMathParaPr")}
)
_CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
# Ticked and empty boxes of Wingdings, the only symbols that say something in a form.
_SYMBOLS = {"F0FE": "☒", "F0FD": "☒", "F078": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓", "F0B7": "•"}
_EDGES = re.compile(rf"\A[\s{COVERED}]+|[\s{COVERED}]+\Z")
"""A gap shows only between words."""
_OBJECTS = frozenset(W + name for name in ("drawing", "pict", "object"))
_LONGEST_CODE = 1_000
_CONTENTS_ENTRY = re.compile(r"\s*PAGEREF\s+_Toc", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """The text of one paragraph and what hangs on it, gathered while walking through it."""

    pieces: list[str] = field(default_factory=list)
    plain: bool = False
    """Whether any of the text is not bold."""
    notes: list[NoteMark] = field(default_factory=list)
    """In their order in the text."""
    boxes: list[etree._Element] = field(default_factory=list)
    """Text boxes anchored here."""
    in_contents: bool = False
    """Whether it is a line of a table of contents."""
    unseen: int = 0
    """Words that are left out because nobody can see them."""
    struck: int = 0
    """Words that are left out because they are struck through."""
    drawn: bool = False
    """Whether it holds a picture or another object."""
    fields: list[OpenField] = field(default_factory=list)
    awaits_mark: bool = False
    """Whether the mark of a note that has one of its own is still to come."""

    @property
    def empty(self) -> bool:
        """Whether nothing at all stands in it."""
        noted = any(note.kind for note in self.notes)
        return not (any(self.pieces) or noted or self.boxes or self.unseen or self.drawn)

    @property
    def note_number(self) -> str | None:
        """The raised mark that a note typed as a paragraph begins with."""
        return leading_mark(self.pieces)

    @property
    def text(self) -> str:
        text = without_marks(self.pieces)
        return _EDGES.sub("", text) if self.unseen else text

    @property
    def bold(self) -> bool:
        return bool(self.text.strip()) and not self.plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What decides how a paragraph's text is read, beside the text."""

    styles: Styles
    style_id: str | None
    on_paper: bool
    """Whether nothing lies behind it, so that white letters cannot be seen."""
    numbers: FieldNumbers
    heading: int | None
    """The level of heading its style gives it, 0 for the topmost."""


def read_line(paragraph: etree._Element, setting: Setting) -> Line:
    """The visible text of a paragraph, with its notes and text boxes."""
    line = Line()
    look = look_of(paragraph.find(W + "pPr")).over(setting.styles.look(setting.style_id))
    _walk(paragraph, line, look, setting)
    return line


def _walk(element: etree._Element, line: Line, look: Look, setting: Setting) -> None:
    for child in branches(element):
        if child.tag == W + "r":
            _walk(child, line, _run_look(child, setting.styles, look), setting)
        elif child.tag == W + "txbxContent":
            line.boxes.append(child)
        elif child.tag == W + "instrText":
            _take_code(line, child.text or "")
        elif child.tag == W + "fldChar":
            _take_field_mark(line, child, look, setting)
        elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
            _take_note(line, child)
        elif child.tag == W + "lastRenderedPageBreak":
            line.notes.append(NoteMark())
        elif child.tag in _LEFT_OUT:
            continue
        elif child.tag in (W + "t", _MATH + "t"):
            _add(line, child.text or "", look, setting)
        elif child.tag in _CHARACTERS:
            _add(line, _CHARACTERS[child.tag], look, setting)
        elif child.tag == W + "sym":
            _add(line, _SYMBOLS.get(child.get(W + "char", "").upper(), ""), look, setting)
        else:  # links, fields, insertions, content controls, drawings: what matters is in them
            line.drawn |= child.tag in _OBJECTS
            _walk(child, line, look, setting)
            if child.tag == W + "fldSimple" and not len(child):
                _number(line, child.get(W + "instr", ""), look, setting)


def _take_code(line: Line, code: str) -> None:
    line.in_contents |= _CONTENTS_ENTRY.match(code) is not None
    if line.fields and line.fields[-1].in_code:
        line.fields[-1].code += code[:_LONGEST_CODE]


def _take_field_mark(line: Line, mark: etree._Element, look: Look, setting: Setting) -> None:
    kind = mark.get(W + "fldCharType")
    if kind == "begin":
        line.fields.append(open_field(mark))
    elif kind == "separate" and line.fields:
        line.fields[-1].in_code = False
    elif kind == "end" and line.fields:
        ended = line.fields.pop()
        if ended.chosen and not ended.shown:
            _add(line, ended.chosen, look, setting)
        elif not ended.shown:
            _number(line, ended.code, look, setting)


def _number(line: Line, code: str, look: Look, setting: Setting) -> None:
    text = setting.numbers.text(code, heading=setting.heading)
    if text is not None:
        begins = not "".join(line.pieces).strip()
        _add(line, f"{text} " if begins else text, look, setting)


def _take_note(line: Line, reference: etree._Element) -> None:
    kind = "footnotes" if reference.tag == W + "footnoteReference" else "endnotes"
    own = reference.get(W + "customMarkFollows", "0").lower() not in ("0", "false", "off")
    line.notes.append(NoteMark(kind, reference.get(W + "id", ""), "" if own else None))
    line.awaits_mark = own


def branches(element: etree._Element) -> Iterator[etree._Element]:
    """Children, and of alternatives for different versions of Word only the first."""
    for child in element.iterchildren("*"):
        if child.tag == _MC + "AlternateContent":
            chosen = next(child.iterchildren(_MC + "Choice", _MC + "Fallback"), None)
            if chosen is not None:
                yield from branches(chosen)
        else:
            yield child


def _run_look(run: etree._Element, styles: Styles, around: Look) -> Look:
    """By itself, its style or its paragraph."""
    properties = run.find(W + "rPr")
    if properties is None:
        return around
    return look_of(properties).over(styles.look(value(properties.find(W + "rStyle")))).over(around)


def _add(line: Line, text: str, look: Look, setting: Setting) -> None:
    if any(outer.in_code for outer in line.fields[:-1]):  # the result of a field within the code of another
        return
    for each in line.fields:
        each.shown |= bool(text)
    blank = not text.strip()
    if line.awaits_mark and not blank:
        line.notes[-1] = NoteMark(line.notes[-1].kind, line.notes[-1].key, text.strip())
        line.awaits_mark = False
    elif look.hidden:
        line.unseen += len(text.split())
    elif look.struck and not blank:
        line.struck += len(text.split())
    elif not blank and (look.tiny or (look.white and setting.on_paper and not look.shaded)):
        line.unseen += len(text.split())
        if line.pieces[-1:] != [COVERED]:
            line.pieces.append(COVERED)
    else:
        line.pieces.append(Raised(text) if look.raised else text)
        line.plain |= not blank and not look.bold
