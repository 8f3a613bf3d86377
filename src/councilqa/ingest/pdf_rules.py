"""The ruling lines of a page, whatever drawing commands they are made of."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from councilqa.ingest.pdf_frame import Clock, Frame

MAX_PATHS = 6_000
"""A map or a drawing has more; then its lines are no table's."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis."""

    x0: float
    top: float
    x1: float
    bottom: float
    shade: bool = False
    """It is the edge of a coloured area, not a line drawn for its own sake."""


_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_rules(page: pdfium.PdfPage, frame: Frame, clock: Clock) -> list[Rule]:
    """The straight lines drawn on a page, edges of coloured areas among them."""
    rules: list[Rule] = []
    for seen, (path, matrix) in enumerate(_paths(page, clock)):
        if seen >= MAX_PATHS or len(rules) > 4 * MAX_PATHS:
            return []
        lines = list(_lines_of(path, matrix, frame))
        rules.extend(lines if _is_line(path, lines) else (replace(line, shade=True) for line in lines))
    return rules


def _paths(page: pdfium.PdfPage, clock: Clock) -> Iterator[tuple[object, _Matrix]]:
    for index in range(raw.FPDFPage_CountObjects(page)):
        if index % 500 == 0:
            clock()
        yield from _paths_in(raw.FPDFPage_GetObject(page, index), _UNIT, depth=0)


def _paths_in(item: object, outer: _Matrix, *, depth: int) -> Iterator[tuple[object, _Matrix]]:
    kind = raw.FPDFPageObj_GetType(item)
    if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
        return
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, own)
    matrix = _times((own.a, own.b, own.c, own.d, own.e, own.f), outer)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        if _is_drawn(item):
            yield item, matrix
    elif depth < 4:
        for index in range(raw.FPDFFormObj_CountObjects(item)):
            yield from _paths_in(raw.FPDFFormObj_GetObject(item, index), matrix, depth=depth + 1)


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _is_drawn(path: object) -> bool:
    """White counts too: between coloured cells the borders are white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(path, fill, stroke)) and bool(stroke.value or fill.value)


def _is_line(path: object, lines: Sequence[Rule]) -> bool:
    """Whether a path is stroked, or so thin an area that it stands for a line, as Word draws them."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if stroke.value or not lines:
        return True
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    height = max(line.bottom for line in lines) - min(line.top for line in lines)
    return min(width, height) <= 3


def _lines_of(path: object, matrix: _Matrix, frame: Frame) -> Iterator[Rule]:
    a, b, c, d, e, f = matrix
    px, py = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(min(raw.FPDFPath_CountSegments(path), 2_000)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, px, py)
        kind = raw.FPDFPathSegment_GetType(segment)
        x, y = px.value, py.value
        here = frame.place(a * x + c * y + e, b * x + d * y + f)
        if kind == raw.FPDF_SEGMENT_LINETO:
            yield from _rule(last, here)
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        last = here
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _rule(here, start)


def _rule(one: tuple[float, float], two: tuple[float, float]) -> Iterator[Rule]:
    (xa, ya), (xb, yb) = one, two
    if max(abs(xa), abs(xb), abs(ya), abs(yb)) > 20_000:
        return
    if abs(xa - xb) <= 0.6 < abs(ya - yb) or abs(ya - yb) <= 0.6 < abs(xa - xb):
        yield Rule(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
