"""What a reader can see of a page's text: what leaves no trace on the drawn page was put there for machines.

Text may be drawn in no ink, in white on white, or under a box that was laid over it; a quotation of it could not be
checked by anybody, and what lies under a box was not meant to be read. So each word is looked for on the page as it is
drawn. Text under the picture of a scan stays: there the picture shows it.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF space."""

_TRACE = 16
"""Steps, of 255, between the least and the most of one colour in a word that shows."""
_COLOURS = 3
_PIXELS_A_POINT = 1.0
_MOST_PIXELS = 2_000
"""Along the longer side."""
_FINE = 1 << 20
_PAGE_SECONDS = 2.0
_LEAST_HEIGHT = 1.2
"""Points of a word that can be read, from its lowest to its highest edge."""
_LIGHT = 200
"""Of 255: ink that shows on dark ground only."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What the letters of a text object are drawn with."""

    drawn: bool
    """Whether they are filled or outlined at all."""
    light: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A word with what it is drawn with."""

    text: str
    box: Box
    ink: Ink


class Eyes:
    """Looks at the pages of one file, for so many seconds in all: some take long to draw, maps above all."""

    def __init__(self, *, seconds: float) -> None:
        self._left = seconds

    def hidden(self, page: pdfium.PdfPage, words: Sequence[Seen]) -> frozenset[int]:
        """Places of the words that do not show; none where the page cannot be drawn in time."""
        if not words or self._left <= 0:
            return frozenset()
        started = time.monotonic()
        try:
            drawn = _draw(page, min(self._left, _PAGE_SECONDS))
            return _hidden(drawn, _pictures(page), words) if drawn is not None else frozenset()
        except (pdfium.PdfiumError, MemoryError, ValueError):
            return frozenset()
        finally:
            self._left -= time.monotonic() - started


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page, three bytes a pixel."""

    pixels: bytes
    stride: int
    width: int
    height: int
    origin: tuple[float, float]
    along_x: tuple[float, float]
    along_y: tuple[float, float]
    """Pixels right and down for a point along each axis of PDF space, which may be turned."""

    def contrast(self, box: Box) -> int | None:
        """Between the least and the most of a colour in a stretch, with a pixel more on both sides; None off the page.

        Not of grey: green on purple may be as dark as its ground."""
        left, bottom, right, top = box
        corners = [self._place(x, y) for x in (left, right) for y in (bottom, top)]
        x0, x1 = int(min(x for x, _ in corners)) - 1, int(max(x for x, _ in corners)) + 2
        y0, y1 = int(min(y for _, y in corners)), int(max(y for _, y in corners)) + 1
        x0, x1, y0, y1 = max(x0, 0), min(x1, self.width), max(y0, 0), min(y1, self.height)
        if x0 >= x1 or y0 >= y1:
            return None
        starts = [y * self.stride for y in range(y0, y1)]
        rows = [self.pixels[start + _COLOURS * x0 : start + _COLOURS * x1] for start in starts]
        found = b"".join(rows)
        return max(max(found[colour::_COLOURS]) - min(found[colour::_COLOURS]) for colour in range(_COLOURS))

    def _place(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.origin[0] + x * self.along_x[0] + y * self.along_y[0],
            self.origin[1] + x * self.along_x[1] + y * self.along_y[1],
        )


def ink_of(text_object: object) -> Ink:
    """Of one of PDFium's text objects."""
    mode = raw.FPDFTextObj_GetTextRenderMode(text_object)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(text_object, red, green, blue, alpha):
        return Ink(drawn=True, light=False)
    seen = mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    filled = mode not in (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    grey = 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value
    return Ink(drawn=seen and (alpha.value > 0 or not filled), light=filled and grey >= _LIGHT)


def _hidden(drawn: _Drawn, pictures: Sequence[Box], words: Sequence[Seen]) -> frozenset[int]:
    unseen = {at for at, word in enumerate(words) if any(map(str.isalnum, word.text)) and not _shows(word, drawn)}
    scanned = {
        at for at in unseen if not words[at].ink.drawn and any(_lies_in(words[at].box, each) for each in pictures)
    }
    plain = {at for at in unseen - scanned if words[at].ink.drawn and not words[at].ink.light}
    if 2 * len(plain) > len(words):  # rather a page that PDFium cannot draw than one that is blacked out
        return frozenset(unseen - scanned - plain)
    return frozenset(unseen - scanned)


def _shows(word: Seen, drawn: _Drawn) -> bool:
    _, bottom, _, top = word.box
    contrast = drawn.contrast(word.box)
    if contrast is None:
        return True  # what lies beyond the page's edge is left out where words are made of letters
    return contrast >= _TRACE and top - bottom >= _LEAST_HEIGHT


def _lies_in(box: Box, other: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def _pictures(page: pdfium.PdfPage) -> list[Box]:
    return [each.get_bounds() for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)]


def _draw(page: pdfium.PdfPage, seconds: float) -> _Drawn | None:
    """The page as readers see it, notes with it; None where that takes longer."""
    width, height = page.get_size()
    scale = min(_PIXELS_A_POINT, _MOST_PIXELS / max(width, height, 1.0))
    columns, lines = max(int(width * scale), 1), max(int(height * scale), 1)
    bitmap = pdfium.PdfBitmap.new_native(columns, lines, raw.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, lines)
        if not _rendered(page, bitmap, columns, lines, raw.FPDF_ANNOT, time.monotonic() + seconds):
            return None
        pixels, stride = bytes(bitmap.buffer), bitmap.stride
    finally:
        bitmap.close()
    origin, x, y = (_on_bitmap(page, columns, lines, at) for at in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)))
    along_x, along_y = (x[0] - origin[0], x[1] - origin[1]), (y[0] - origin[0], y[1] - origin[1])
    return _Drawn(pixels, stride, columns, lines, origin, along_x, along_y)


def _rendered(
    page: pdfium.PdfPage, bitmap: pdfium.PdfBitmap, columns: int, lines: int, flags: int, until: float
) -> bool:
    """Drawn piece by piece, so that it can be given up."""
    asked = dict(raw.IFSDK_PAUSE._fields_)["NeedToPauseNow"]
    pause = raw.IFSDK_PAUSE(version=1, NeedToPauseNow=asked(lambda _: int(time.monotonic() > until)))
    try:
        state = raw.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, columns, lines, 0, flags, pause)
        return bool(state == raw.FPDF_RENDER_DONE)
    finally:
        raw.FPDF_RenderPage_Close(page)


def _on_bitmap(page: pdfium.PdfPage, columns: int, lines: int, point: tuple[float, float]) -> tuple[float, float]:
    """PDFium gives whole numbers, so it is asked for a far larger bitmap."""
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, *point, x, y)
    return x.value * columns / _FINE, y.value * lines / _FINE
