"""What a paragraph of a Word file says once its tracked changes are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from councilqa.ingest.blocks import COVERED
from councilqa.ingest.docx_package import W
from councilqa.ingest.docx_styles import Look, Styles, look_of, value

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
_CONTENTS_ENTRY = re.compile(r"\s*PAGEREF\s+_Toc", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """The text of one paragraph and what hangs on it, gathered while walking through it."""

    pieces: list[str] = field(default_factory=list)
    plain: bool = False
    """Whether any of the text is not bold."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """("footnotes" or "endnotes", id) in the order of their marks."""
    boxes: list[etree._Element] = field(default_factory=list)
    """Text boxes anchored here."""
    in_contents: bool = False
    """Whether it is a line of a table of contents."""
    unseen: int = 0
    """Words that are left out because nobody can see them."""

    @property
    def text(self) -> str:
        text = "".join(self.pieces)
        return _EDGES.sub("", text) if self.unseen else text

    @property
    def bold(self) -> bool:
        return bool(self.text.strip()) and not self.plain


def read_line(paragraph: etree._Element, *, styles: Styles, style_id: str | None, on_paper: bool) -> Line:
    """The visible text of a paragraph, with its notes and text boxes.

    `on_paper` where nothing lies behind it, so that white letters cannot be seen."""
    line = Line()
    look = look_of(paragraph.find(W + "pPr")).over(styles.look(style_id))
    _walk(paragraph, line, styles=styles, look=look, on_paper=on_paper)
    return line


def _walk(element: etree._Element, line: Line, *, styles: Styles, look: Look, on_paper: bool) -> None:
    for child in branches(element):
        if child.tag == W + "r":
            _walk(child, line, styles=styles, look=_run_look(child, styles, look), on_paper=on_paper)
        elif child.tag == W + "txbxContent":
            line.boxes.append(child)
        elif child.tag == W + "instrText":
            line.in_contents |= _CONTENTS_ENTRY.match(child.text or "") is not None
        elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
            kind = "footnotes" if child.tag == W + "footnoteReference" else "endnotes"
            line.notes.append((kind, child.get(W + "id", "")))
        elif child.tag in _LEFT_OUT:
            continue
        elif child.tag in (W + "t", _MATH + "t"):
            _add(line, child.text or "", look, on_paper=on_paper)
        elif child.tag in _CHARACTERS:
            _add(line, _CHARACTERS[child.tag], look, on_paper=on_paper)
        elif child.tag == W + "sym":
            _add(line, _SYMBOLS.get(child.get(W + "char", "").upper(), ""), look, on_paper=on_paper)
        else:  # links, fields, insertions, content controls, drawings: what matters is in them
            _walk(child, line, styles=styles, look=look, on_paper=on_paper)


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


def _add(line: Line, text: str, look: Look, *, on_paper: bool) -> None:
    blank = not text.strip()
    if look.hidden:
        line.unseen += len(text.split())
    elif not blank and (look.tiny or (look.white and on_paper and not look.shaded)):
        line.unseen += len(text.split())
        if line.pieces[-1:] != [COVERED]:
            line.pieces.append(COVERED)
    else:
        line.pieces.append(text)
        line.plain |= not blank and not look.bold
