"""Draws pages in a process of its own: one order a line on standard input, one picture after each on standard output.

PDFium is native code: it allows no threads, and a page can be made so that it works for hours or crashes.
This module imports little, so that a new worker is there at once after one has been killed.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import math
import sys
from collections.abc import Iterator, Sequence
from ctypes import byref, c_int
from pathlib import Path
from typing import IO, Any

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw

from councilqa.errors import CouncilQAError, DocumentError, PasswordError, UnknownDocumentError
from councilqa.reading.boxes import Rect, boxes_of
from councilqa.reading.glyphs import glyphs_of
from councilqa.reading.locate import find
from councilqa.reading.page_text import PageText
from councilqa.reading.quotes import QuoteOnPage

MAX_BYTES = 200_000_000
MAX_SIDE = 4_000
MAX_PIXELS = 16_000_000
YELLOW = (255, 236, 100)
EDGE = (176, 96, 0)
"""Dark enough to be seen on white and on the yellow, so that the mark does not depend on colour alone."""
_HEADER_WITHIN = 1_000_000
"""Bytes of mail or web headers that may stand before the PDF itself."""
_FINE = 1_000_000

Fractions = tuple[float, float, float, float]
"""Left, top, right and bottom of a box, as shares of the picture's width and height."""


def main() -> None:
    """Serve orders until standard input ends; the first says how much memory may be taken."""
    _bound_memory(int(sys.stdin.readline()))
    for line in sys.stdin:
        try:
            head, png = _serve(json.loads(line))
        except CouncilQAError as error:
            head, png = {"error": type(error).__name__, "message": str(error), "hint": error.hint}, b""
        _send(head, png, sys.stdout.buffer)


def _send(head: dict[str, Any], png: bytes, out: IO[bytes]) -> None:
    out.write(json.dumps({**head, "bytes": len(png)}).encode() + b"\n" + png)
    out.flush()


def _bound_memory(most: int) -> None:
    """Hold this process to so many bytes; Windows has no such limit."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _serve(order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    path = Path(order["path"])
    quotes = [QuoteOnPage(**{**each, "parts": tuple(each["parts"])}) for each in order["quotes"]]
    pdf = _open(path.name, _bytes(path, order["sha256"]), order["passwords"])
    try:
        count = len(pdf)
        if not 1 <= order["page"] <= count:
            raise UnknownDocumentError(
                f"{path.name!r} has no page {order['page']}", hint=f"It has pages 1 to {count}." if count else None
            )
        if pdf.get_formtype() in (raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND):
            pdf.init_forms()
        return _picture(pdf[order["page"] - 1], quotes, order["width"])
    except pdfium.PdfiumError as error:
        raise DocumentError(f"page {order['page']} of {path.name!r} is damaged and cannot be drawn") from error
    finally:
        pdf.close()


# --- the file ---------------------------------------------------------------------


def _bytes(path: Path, sha256: str) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError(f"{path.name!r} has more than {MAX_BYTES:,} bytes and is not drawn")
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"cannot read {path.name!r}: {error.strerror or error}",
            hint="Put the file back where it was, or ingest it again from where it is now.",
        ) from error
    if not hashlib.sha256(data).hexdigest().startswith(sha256):
        raise DocumentError(
            f"{path.name!r} has changed since it was indexed", hint="Run `councilqa ingest` to read it again."
        )
    return data


def _open(name: str, data: bytes, passwords: Sequence[str]) -> pdfium.PdfDocument:
    data = data[max(data.find(b"%PDF-", 0, _HEADER_WITHIN), 0) :]
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if error.err_code != raw.FPDF_ERR_PASSWORD:
                raise DocumentError(
                    f"{name!r} is damaged: its pages cannot be drawn",
                    hint="Read its text instead, or save the file again in its own program and ingest that.",
                ) from error
    tried = "none of the passwords given opens it" if passwords else "no password was given"
    raise PasswordError(f"{name!r} is protected by a password, and {tried}")


# --- the picture ------------------------------------------------------------------


def _picture(page: pdfium.PdfPage, quotes: Sequence[QuoteOnPage], width: int) -> tuple[dict[str, Any], bytes]:
    located = list(_located(page, quotes)) if quotes else []
    boxes = [box for each in located for box in each]
    image = page.render(scale=scale_for(*page.get_size(), width_px=width)).to_pil().convert("RGB")
    out = io.BytesIO()
    highlighted(image, boxes).save(out, "PNG")
    head = {"width": image.width, "height": image.height, "marked": len(located), "boxes": boxes}
    return head, out.getvalue()


def scale_for(width: float, height: float, *, width_px: int) -> float:
    """Pixels for each point, so that the picture is as wide as asked for, within the limits."""
    width, height = max(width, 0.1), max(height, 0.1)
    # One pixel less than the limit: PDFium rounds up.
    sides = (MAX_SIDE - 1) / max(width, height)
    return min(width_px / width, sides, math.sqrt(MAX_PIXELS / (width * height)) * 0.999)


def _located(page: pdfium.PdfPage, quotes: Sequence[QuoteOnPage]) -> Iterator[list[Fractions]]:
    text = PageText(glyphs_of(page))
    for quote in quotes:
        found = find(text, quote)
        boxes = boxes_of(text, found) if found else None
        if boxes:
            yield [_fractions(page, box) for box in boxes]


def _fractions(page: pdfium.PdfPage, box: Rect) -> Fractions:
    """Where the box lies in the picture, whatever way the page is turned and wherever it is cropped."""
    x, y = c_int(), c_int()
    corners = []
    for point in ((box.left, box.top), (box.right, box.bottom)):
        raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, *point, byref(x), byref(y))
        corners.append((min(max(x.value / _FINE, 0.0), 1.0), min(max(y.value / _FINE, 0.0), 1.0)))
    (xa, ya), (xb, yb) = corners
    return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def highlighted(image: Image.Image, boxes: Sequence[Fractions]) -> Image.Image:
    """The picture with the boxes as a text marker leaves them: the text stays black, an edge and a line below."""
    if not boxes:
        return image
    areas = [_pixels(image, box) for box in boxes]
    wash = Image.new("RGB", image.size, "white")
    brush = ImageDraw.Draw(wash)
    for area in areas:
        brush.rectangle(area, fill=YELLOW)
    marked = ImageChops.multiply(image, wash)
    pen = ImageDraw.Draw(marked)
    line = max(1, round(image.width / 1_000))
    for left, top, right, bottom in areas:
        pen.rectangle((left - line, top - line, right + line, bottom + line), outline=EDGE, width=line)
        pen.rectangle((left - line, bottom + line, right + line, bottom + 2 * line), fill=EDGE)
    return marked


def _pixels(image: Image.Image, box: Fractions) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return (
        math.floor(left * image.width), math.floor(top * image.height),
        max(math.ceil(right * image.width) - 1, math.floor(left * image.width)),
        max(math.ceil(bottom * image.height) - 1, math.floor(top * image.height)),
    )  # fmt: skip


if __name__ == "__main__":
    main()
