"""Words of a page to lines in reading order, column after column."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from councilqa.ingest.pdf_page import Word

MAX_PIECES = 1_500
"""A page with more pieces of line than this is no page of prose columns."""


@dataclass(frozen=True, slots=True)
class Line:
    words: tuple[Word, ...]
    left: float
    right: float
    """The edges of the column it stands in."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return self._largest.top

    @property
    def bottom(self) -> float:
        return self._largest.bottom

    @property
    def _largest(self) -> Word:
        return max(self.words, key=lambda word: word.size)

    @property
    def size(self) -> float:
        """The size most of its characters have."""
        weight: dict[float, int] = {}
        for word in self.words:
            weight[word.size] = weight.get(word.size, 0) + len(word.text)
        return max(weight, key=lambda size: (weight[size], size))

    @property
    def bold(self) -> bool:
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) for word in self.words if word.bold) >= 0.9 * letters


def baseline_groups(words: Iterable[Word]) -> list[list[Word]]:
    """Words that stand on one line across the whole page, from the top down, left to right."""
    groups: list[list[Word]] = []
    bands: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: (word.y, word.x0)):
        home = _home(bands, word)
        if home is None:
            groups.append([word])
            bands.append((word.top, word.bottom))
            continue
        largest = max(groups[home], key=lambda other: other.size)
        if word.size > largest.size:
            bands[home] = (word.top, word.bottom)
        groups[home].append(word)
    for group in groups:
        group.sort(key=lambda word: word.x0)
    return groups


def _home(bands: Sequence[tuple[float, float]], word: Word) -> int | None:
    """The band among the last few that shares more than half its height with the word."""
    best, best_share = None, 0.5
    for index in range(len(bands) - 1, max(len(bands) - 5, -1), -1):
        top, bottom = bands[index]
        shared = min(bottom, word.bottom) - max(top, word.top)
        share = shared / max(min(bottom - top, word.bottom - word.top), 0.1)
        if share > best_share:
            best, best_share = index, share
    return best


def text_of(words: Iterable[Word]) -> list[str]:
    """The lines of a cell or an aside as plain strings."""
    return [" ".join(word.text for word in group) for group in baseline_groups(words)]


def split_at_gaps(group: Sequence[Word], *, gap: float = 1.0) -> list[list[Word]]:
    """Cut a line where words stand more than `gap` times their size apart."""
    pieces: list[list[Word]] = [[group[0]]]
    reach = group[0].x1
    for word in group[1:]:
        if word.x0 - reach > gap * max(word.size, pieces[-1][-1].size):
            pieces.append([])
        pieces[-1].append(word)
        reach = max(reach, word.x1)
    return pieces


def reading_order(words: Iterable[Word]) -> list[Line]:
    """The lines of a stretch of page; where it has columns of prose, one column after another."""
    pieces = [_line(piece) for group in baseline_groups(words) for piece in split_at_gaps(group)]
    return _arrange(pieces, depth=0)


def _line(words: Sequence[Word]) -> Line:
    line = Line(tuple(words), 0.0, 0.0)
    return replace(line, left=line.x0, right=line.x1)


def _arrange(pieces: list[Line], *, depth: int) -> list[Line]:
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
