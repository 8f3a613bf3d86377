"""Lines in reading order: column after column, a heading in the margin before its paragraph."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import replace

from councilqa.ingest.pdf_large import beside_figures, settle
from councilqa.ingest.pdf_lines import Line, baseline_groups, split_at_gaps
from councilqa.ingest.pdf_page import Word
from councilqa.ingest.pdf_side import find_side_column

MAX_PIECES = 1_500
"""A page with more pieces of line than this is no page of prose columns."""


def reading_order(words: Iterable[Word]) -> list[Line]:
    """The lines of a stretch of page; where it has columns of prose, one column after another."""
    words = list(words)
    within, over = settle(words)
    pieces = [_line(piece) for group in baseline_groups(within) for piece in split_at_gaps(group)]
    lines = _beside_figures(_arrange(pieces, depth=0), beside_figures(words, within))
    return lines + [_line(group) for group in baseline_groups(over)]


def _beside_figures(lines: list[Line], columns: Sequence[Sequence[Word]]) -> list[Line]:
    """The lines with the edge of the narrow column that those beside a large figure make."""
    broken = {id(word) for column in columns for word in column[1:]}
    return [
        replace(line, right=line.x1) if broken and any(id(word) in broken for word in line.words) else line
        for line in lines
    ]


def _line(words: Sequence[Word]) -> Line:
    line = Line(tuple(words), 0.0, 0.0)
    return replace(line, left=line.x0, right=line.x1)


def _arrange(pieces: list[Line], *, depth: int) -> list[Line]:
    side = find_side_column(pieces) if depth == 0 and len(pieces) <= MAX_PIECES else None
    if side is not None:
        lines = _arrange(list(side.above), depth=1)
        for heading, beside in side.sections:
            lines += [*heading, *_in_column(beside)]
        return lines + _arrange(list(side.below), depth=0)
    gutter = _gutter(pieces) if depth < 3 and len(pieces) <= MAX_PIECES else None
    if gutter is None:
        return _rows(pieces)
    ordered: list[Line] = []
    band: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: piece.top):
        if piece.x0 < gutter - 1 and piece.x1 > gutter + 1:
            ordered += _side_by_side(band, gutter, depth=depth)
            ordered.append(replace(piece, left=min(p.x0 for p in pieces), right=max(p.x1 for p in pieces)))
            band = []
        else:
            band.append(piece)
    return ordered + _side_by_side(band, gutter, depth=depth)


def _in_column(pieces: Sequence[Line]) -> list[Line]:
    """Lines of a column that keeps its edges."""
    rows = _rows(pieces)
    return [replace(line, left=pieces[0].left, right=pieces[0].right) for line in rows]


def _side_by_side(band: list[Line], gutter: float, *, depth: int) -> list[Line]:
    left = [p for p in band if p.x0 < gutter]
    right = [p for p in band if p.x0 >= gutter]
    if min(len(left), len(right)) < 2:
        return _rows(band)
    return _arrange(left, depth=depth + 1) + _arrange(right, depth=depth + 1)


def _rows(pieces: Sequence[Line]) -> list[Line]:
    """Pieces on one baseline joined again to full lines."""
    if not pieces:
        return []
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    words = [word for piece in pieces for word in piece.words]
    return [Line(tuple(group), left, right) for group in baseline_groups(words)]


def _gutter(pieces: Sequence[Line]) -> float | None:
    """Where the space between two columns of prose lies, if there are two."""
    if len(pieces) < 10:
        return None
    x0, x1 = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    prose = [p for p in pieces if p.x1 - p.x0 >= 0.18 * (x1 - x0) and len(p.words) >= 3]
    best, best_score = None, 0
    for edge in sorted({round(piece.x1, 1) for piece in prose}):
        gutter = edge + 2.0
        score = _gutter_score(pieces, prose, gutter, (x0, x1))
        if score > best_score:
            best, best_score = gutter, score
    return best


def _gutter_score(pieces: Sequence[Line], prose: Sequence[Line], gutter: float, extent: tuple[float, float]) -> int:
    left = [p for p in prose if p.x1 <= gutter]
    right = [p for p in prose if p.x0 >= gutter]
    score = min(len(left), len(right))
    if score < 5:
        return 0
    crossing = sum(1 for p in pieces if p.x0 < gutter < p.x1)
    if crossing > 0.5 * (len(left) + len(right)):
        return 0
    full_left = statistics.median(p.x1 - p.x0 for p in left) >= 0.6 * (gutter - extent[0])
    start = min(p.x0 for p in right)
    full_right = statistics.median(p.x1 - p.x0 for p in right) >= 0.4 * (extent[1] - start)
    return score if full_left and full_right else 0
