"""What PDFium tells of a character of a page, for reading a paper and for marking a quotation in its picture."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

MAX_CHARACTERS = 400_000
"""On one page; past it the rest is left out."""
_ASKEW = 0.2
"""Of a quarter turn; scans are set straight to within a few degrees."""
REPLACEMENT = "\ufffd"
_LINE_END_HYPHEN = (0x02, 0xFFFE)
"""PDFium puts one of these for a hyphen at a line's end."""


def characters(textpage: pdfium.PdfTextPage, count: int) -> Iterator[tuple[int, str]]:
    """The first so many of a page, each with its index; empty for a gap. PDFium gives UTF-16 halves for rare ones."""
    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        yield index, _character(code, high)
        high = 0


def text_object(textpage: pdfium.PdfTextPage, index: int) -> tuple[object, int | None]:
    """What a character is drawn with, and a key that all characters drawn with it have."""
    found = raw.FPDFText_GetTextObject(textpage, index)
    return found, ctypes.cast(found, ctypes.c_void_p).value


def size_and_quarter(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, int]:
    """Size in points, and quarter turns anticlockwise of the writing direction."""
    return set_how(textpage, index)[:2]


def set_how(textpage: pdfium.PdfTextPage, index: int) -> tuple[float, int, bool]:
    """Its size and quarter turns, and whether it runs along no edge of the page, as a watermark across it does."""
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(textpage, index)
    quarter, askew = 0, False
    if raw.FPDFText_GetMatrix(textpage, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
        size = size * scale if scale > 0 else size
        quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        quarter, askew = round(quarters) % 4, abs(quarters - round(quarters)) > _ASKEW
    return min(max(abs(size), 1.0), 400.0), quarter, askew


def _character(code: int, high: int) -> str:
    if code in _LINE_END_HYPHEN or code == 0xAD:
        return "-"
    if 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)) if high else REPLACEMENT
    if code < 0x20 or 0x7F <= code < 0xA0 or code > 0x10FFFF:
        return ""
    character = chr(code)
    return "" if character.isspace() or character in "\u200b\u2060\ufeff" else character
