"""What stands on one page of a PDF: words with place and type, ruling lines, form values.

Everything is given upright: x to the right, y downwards, as the text on the page runs,
whatever way the page or its text is turned.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

from councilqa.ingest.blocks import COVERED
from councilqa.ingest.pdf_frame import Clock, Frame
from councilqa.ingest.pdf_glyphs import Glyph, Run, Type, is_leading_mark, runs_of, step, without_struck
from councilqa.ingest.pdf_rules import Rule, read_rules
from councilqa.ingest.pdf_sight import Eyes, Ink, Seen, ink_of
from councilqa.pdf_characters import MAX_CHARACTERS, REPLACEMENT, characters, set_how, text_object

_CLOCK_EVERY = 2_000
_FEW_WORDS = 20


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    raised: bool = False
    """Whether it is the mark that a note begins with."""

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Turned:
    """A word that runs another way than the page's text, upright in its own frame."""

    word: Word
    x: float
    y: float
    """Its middle in the frame of the page's main text."""
    turns: int | None = None
    """Quarter turns from that text; None for what runs across it."""


@dataclass(frozen=True, slots=True)
class PageContent:
    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    turned: tuple[Turned, ...]
    rules: tuple[Rule, ...]
    unreadable: bool
    """It has text, but its fonts do not say which characters it is."""
    cut: bool
    """It holds more characters than are read."""
    broken: bool = False
    """PDFium cannot load it."""
    hidden: int = 0
    """Words that are left out since no reader can see them."""
    struck: int = 0
    """Words that are left out since they are struck through."""
    marks: frozenset[str] = frozenset()
    """Numbers of the notes that raised marks on it refer to."""
    pictured: bool = False
    """Whether a picture with few words beside it fills most of it."""


def read_page(page: pdfium.PdfPage, *, number: int, clock: Clock, eyes: Eyes) -> PageContent:
    """Take words and ruling lines from a loaded page, less what a reader cannot see on it."""
    left, bottom, right, top = page.get_bbox()
    textpage = page.get_textpage()
    try:
        total = textpage.count_chars()
        glyphs = list(_glyphs(textpage, count=min(total, MAX_CHARACTERS), clock=clock))
    finally:
        textpage.close()
    quarter = _main_direction(glyphs)
    frame = Frame(quarter, left, bottom, right, top)
    marks: set[str] = set()
    runs, hidden = _seen(page, list(runs_of(glyphs, marks)), eyes)
    rules = read_rules(page, frame, clock) if runs else []
    runs, struck = without_struck(runs, [*rules, *_struck_by_notes(page, frame)], frame)
    words, turned = _words(runs, frame)
    words += _form_values(page, frame)
    printed = sum(len(word.text) for word in words)
    unknown = sum(_is_unknown(char) for word in words for char in word.text)
    unreadable = printed > 0 and unknown > 0.3 * printed
    return PageContent(
        number=number,
        width=frame.width,
        height=frame.height,
        words=() if unreadable else tuple(words),
        turned=() if unreadable else tuple(turned),
        rules=tuple(rules) if words or turned else (),
        unreadable=unreadable,
        cut=total > MAX_CHARACTERS,
        hidden=hidden,
        struck=struck,
        marks=frozenset(marks),
        pictured=len(words) <= _FEW_WORDS and _is_pictured(page),
    )


def _is_pictured(page: pdfium.PdfPage) -> bool:
    left, bottom, right, top = page.get_bbox()
    area = (right - left) * (top - bottom)
    bounds = (each.get_bounds() for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5))
    return bool(sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in bounds) > 0.4 * area)


def _is_unknown(char: str) -> bool:
    """Whether nobody but the font's maker knows what is meant."""
    return char == REPLACEMENT or "\ue000" <= char <= "\uf8ff"


# --- characters ---------------------------------------------------------------


def _glyphs(textpage: pdfium.PdfTextPage, *, count: int, clock: Clock) -> Iterator[Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    box = [ctypes.c_double() for _ in range(4)]
    types: dict[int | None, Type] = {}
    blank = Type(0.0, False, 0, Ink(drawn=True, light=False))
    for read, (index, text) in enumerate(characters(textpage, count)):
        if read % _CLOCK_EVERY == 0:
            clock()
        if not text:
            yield Glyph("", 0, 0, 0, 0, blank)
            continue
        drawn, key = text_object(textpage, index)
        kind = types.get(key)
        if kind is None:
            kind = types[key] = _type_of(textpage, index, drawn)
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        raw.FPDFText_GetCharBox(textpage, index, *box)
        left, right, bottom, top = (edge.value for edge in box)
        far = (right, top, left, bottom)[kind.quarter]
        yield Glyph(text, x.value, y.value, right, far, kind, (left, bottom, right, top))


def _type_of(textpage: pdfium.PdfTextPage, index: int, drawn: object) -> Type:
    size, quarter, askew = set_how(textpage, index)
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, index, name, 128, flags)
    lower = name.value.decode("latin-1").lower()
    weight = raw.FPDFText_GetFontWeight(textpage, index)
    bold = any(mark in lower for mark in ("bold", "black", "heavy", "-semib", "demi")) or weight >= 600
    return Type(size, bold, quarter, ink_of(drawn), askew)


def _main_direction(glyphs: list[Glyph]) -> int:
    counts = Counter(glyph.type.quarter for glyph in glyphs if glyph.text and not glyph.type.askew)
    return counts.most_common(1)[0][0] if counts else 0


def _seen(page: pdfium.PdfPage, runs: list[list[Glyph]], eyes: Eyes) -> tuple[list[list[Glyph]], int]:
    """The runs that show on the page, and how many do not; one mark for those within a line that does."""
    hidden = eyes.hidden(page, [_as_seen(run) for run in runs])
    if not hidden:
        return runs, 0
    kept: list[list[Glyph]] = []
    for gone, group in groupby(range(len(runs)), key=hidden.__contains__):
        stretch = list(group)
        if not gone:
            kept += [runs[at] for at in stretch]
        elif _within_a_line(runs, stretch):
            first, last = runs[stretch[0]][0], runs[stretch[-1]][-1]
            kept.append([replace(first, text=COVERED, right=last.right, far=last.far)])
    return kept, len(hidden)


def _within_a_line(runs: list[list[Glyph]], stretch: list[int]) -> bool:
    """Whether what is hidden goes on from a word that shows, or one goes on from it."""
    before, after = stretch[0] - 1, stretch[-1] + 1
    return (before >= 0 and _goes_on(runs[before][-1], runs[stretch[0]][0])) or (
        after < len(runs) and _goes_on(runs[stretch[-1]][-1], runs[after][0])
    )


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    gap, across, size = step(last, glyph)
    return across <= 0.5 * size and abs(gap) <= 2 * size


def _as_seen(run: list[Glyph]) -> Seen:
    lefts, bottoms, rights, tops = zip(*(glyph.box for glyph in run), strict=True)
    box = (min(lefts), min(bottoms), max(rights), max(tops))
    return Seen("".join(glyph.text for glyph in run), box, run[0].type.ink)


def _words(runs: list[list[Glyph]], frame: Frame) -> tuple[list[Word], list[Turned]]:
    words: list[Word] = []
    turned: list[Turned] = []
    leading = {at for at, (run, after) in enumerate(pairwise(runs)) if _is_leading(run, after)}
    for at, run in enumerate(runs):
        quarter, askew = run[0].type.quarter, run[0].type.askew
        own = frame if quarter == frame.quarter else _other(frame, quarter)
        word = _word(run, own, raised=at in leading)
        if quarter == frame.quarter and not askew:
            if _inside(word, frame):
                words.append(word)
        else:
            turns = None if askew else (quarter - frame.quarter) % 4
            turned.append(Turned(word, *frame.place(*own.back(word.x, word.y)), turns))
    return words, turned


def _is_leading(run: Run, after: Run) -> bool:
    """Whether a run is the raised mark of a note, whose text comes next on the line."""
    if len(run) > 5 or not is_leading_mark(run, after[0]):
        return False
    gap, across, size = step(run[-1], after[0])
    return -0.5 <= gap / size <= 1.2 and across <= 0.75 * size


def _other(frame: Frame, quarter: int) -> Frame:
    return Frame(quarter, frame.left, frame.bottom, frame.right, frame.top)


def _inside(word: Word, frame: Frame) -> bool:
    """Whether any of it shows: text beyond the page's edge does not."""
    return word.x1 > 0 and word.x0 < frame.width and word.bottom > 0 and word.top < frame.height


def _word(run: Run, frame: Frame, *, raised: bool) -> Word:
    base = max(run, key=lambda glyph: glyph.type.size)
    first, last, size = run[0], run[-1], base.type.size
    x0 = frame.place(first.x, first.y)[0]
    baseline = frame.place(base.x, base.y)[1]
    end = (last.far, last.y) if frame.quarter % 2 == 0 else (last.x, last.far)
    x1 = max(frame.place(*end)[0], x0 + 0.1)
    bold = 2 * sum(glyph.type.bold for glyph in run) >= len(run)
    text = "".join(glyph.text for glyph in run)
    return Word(text, x0, x1, baseline - 0.8 * size, baseline + 0.2 * size, size, bold, raised)


def _struck_by_notes(page: pdfium.PdfPage, frame: Frame) -> Iterator[Rule]:
    """The lines that a reviewer's strike-out notes draw through words."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_STRIKEOUT:
                yield from _middles(annotation, frame)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _middles(annotation: object, frame: Frame) -> Iterator[Rule]:
    quad = raw.FS_QUADPOINTSF()
    for place in range(raw.FPDFAnnot_CountAttachmentPoints(annotation)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, place, quad):
            corners = [(quad.x1, quad.y1), (quad.x2, quad.y2), (quad.x3, quad.y3), (quad.x4, quad.y4)]
            xs, ys = zip(*(frame.place(*corner) for corner in corners), strict=True)
            yield Rule(min(xs), sum(ys) / 4, max(xs), sum(ys) / 4)


# --- form fields --------------------------------------------------------------


def _form_values(page: pdfium.PdfPage, frame: Frame) -> list[Word]:
    """The values typed into fields, as words at their place; scripts are never run."""
    if page.formenv is None:
        return []
    words: list[Word] = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            words.extend(_field_words(page.formenv, annotation, frame))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return words


def _field_words(formenv: pdfium.PdfFormEnv, annotation: object, frame: Frame) -> Iterator[Word]:
    if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
        return
    rect = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, rect):
        return
    value = _field_value(formenv, annotation)
    (xa, ya), (xb, yb) = frame.place(rect.left, rect.top), frame.place(rect.right, rect.bottom)
    x0, top, width, height = min(xa, xb), min(ya, yb), abs(xb - xa), abs(yb - ya)
    lines = [line.split() for line in value.splitlines() if line.strip()]
    pitch = min(12.0, height / max(len(lines), 1))
    for row, line in enumerate(lines):
        step = min(width / max(len(line), 1), 60.0)
        for column, text in enumerate(line):
            x = x0 + column * step
            y = top + row * pitch + (height - pitch * len(lines)) / 2
            yield Word(text, x, x + 0.9 * step, y, y + pitch, pitch, False)


def _field_value(formenv: pdfium.PdfFormEnv, annotation: object) -> str:
    kind = raw.FPDFAnnot_GetFormFieldType(formenv, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "☒" if raw.FPDFAnnot_IsChecked(formenv, annotation) else ""
    if kind not in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return ""
    length = raw.FPDFAnnot_GetFormFieldValue(formenv, annotation, None, 0)
    if length <= 2:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFAnnot_GetFormFieldValue(formenv, annotation, buffer, length)
    value = bytes(buffer)[: length - 2].decode("utf-16-le", errors="replace")
    return "".join(char if char.isprintable() or char in "\r\n" else " " for char in value)
