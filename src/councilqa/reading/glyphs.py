"""The characters of a PDF page, each with its place, as PDFium gives them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from councilqa.pdf_characters import MAX_CHARACTERS, characters, size_and_quarter, text_object


@dataclass(frozen=True, slots=True)
class Glyph:
    """A visible character; its place is given upright, x along the text and y down, whatever way it runs."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    quarter: int
    """Quarter turns anticlockwise of the writing direction."""
    starts_word: bool

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


def upright(quarter: int, x: float, y: float) -> tuple[float, float]:
    """A point of PDF space in the frame of text that runs that way."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[quarter]


def from_upright(quarter: int, along: float, down: float) -> tuple[float, float]:
    return ((along, -down), (down, along), (-along, down), (-down, -along))[quarter]


def glyphs_of(page: pdfium.PdfPage) -> list[Glyph]:
    """The visible characters of a page in the order in which the file draws them."""
    edges = page.get_bbox()
    textpage = page.get_textpage()
    try:
        taken = _take(textpage, min(textpage.count_chars(), MAX_CHARACTERS))
        return [glyph for glyph in taken if _shows(glyph, edges)]
    finally:
        textpage.close()


def _shows(glyph: Glyph, edges: tuple[float, float, float, float]) -> bool:
    x, y = from_upright(glyph.quarter, glyph.x, glyph.y)
    left, bottom, right, top = edges
    return left <= x <= right and bottom <= y <= top


def _take(textpage: pdfium.PdfTextPage, count: int) -> Iterator[Glyph]:
    types: dict[int | None, tuple[float, int]] = {}
    last: Glyph | None = None
    for index, text in characters(textpage, count):
        if not text:
            last = None
            continue
        _, key = text_object(textpage, index)
        if key not in types:
            types[key] = size_and_quarter(textpage, index)
        last = _glyph(textpage, index, text, types[key], last)
        yield last


def _glyph(textpage: pdfium.PdfTextPage, index: int, text: str, kind: tuple[float, int], last: Glyph | None) -> Glyph:
    size, quarter = kind
    x, y = ctypes.c_double(), ctypes.c_double()
    box = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharOrigin(textpage, index, x, y)
    raw.FPDFText_GetCharBox(textpage, index, *box)
    left, right, bottom, top = (edge.value for edge in box)
    (xa, ya), (xb, yb) = upright(quarter, left, bottom), upright(quarter, right, top)
    begin, baseline = upright(quarter, x.value, y.value)
    x0, x1 = min(xa, xb), max(xa, xb)
    apart = last is None or _jumps(last, quarter=quarter, begin=begin, baseline=baseline, size=size)
    return Glyph(text, x0, x1, min(ya, yb), max(ya, yb), baseline, size, quarter, apart)


def _jumps(last: Glyph, *, quarter: int, begin: float, baseline: float, size: float) -> bool:
    """Whether a glyph stands apart from the one before without a space between them."""
    size = max(last.size, size)
    gap = begin - last.x1
    return last.quarter != quarter or abs(baseline - last.baseline) > 0.7 * size or not -2.0 * size <= gap <= 0.6 * size
