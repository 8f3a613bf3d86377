"""The text of one page with its geometry: glyphs, pieces of line, and the order in which the file draws them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from councilqa.reading.glyphs import Glyph, from_upright
from councilqa.reading.tracks import Track, plain

_GAP = 1.0
"""A line is cut where words stand this many times their size apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """Words that stand side by side on one line with no wide gap between them."""

    glyphs: tuple[int, ...]
    """Positions among the page's glyphs, from left to right."""
    track: Track
    quarter: int
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


class PageText:
    """What is searched on a page; made once for all its quotations."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self.glyphs = tuple(glyphs)
        lines = [piece for group in _lines(self.glyphs) for piece in _cut_at_gaps(self.glyphs, group)]
        self._ends = {line[-1] for line in lines}
        self.fragments = tuple(_fragment(self.glyphs, line, self._ends) for line in lines)
        self.stream = self.along(range(len(self.glyphs)))
        self.home = {glyph: number for number, each in enumerate(self.fragments) for glyph in each.glyphs}
        """Which fragment a glyph stands in."""
        self.place = {glyph: place for each in self.fragments for place, glyph in enumerate(each.glyphs)}
        """At which place in its fragment."""
        self.middles = tuple(from_upright(glyph.quarter, glyph.x, glyph.y) for glyph in self.glyphs)
        """Of each glyph, in PDF space."""

    def along(self, order: Iterable[int]) -> Track:
        """The glyphs in this order as they are compared."""
        return _track(self.glyphs, order, self._ends)


def _track(glyphs: Sequence[Glyph], order: Iterable[int], ends: set[int]) -> Track:
    chars: list[str] = []
    sources: list[int] = []
    starts: list[bool] = []
    soft: list[bool] = []
    after_letter = False
    for position in order:
        folded = plain(glyphs[position].text)
        begins = glyphs[position].starts_word
        chars += folded
        sources += [position] * len(folded)
        starts += [begins and place == 0 for place in range(len(folded))]
        soft += [folded == "-" and after_letter and not begins and position in ends] * len(folded)
        after_letter = folded.isalnum()
    return Track(chars="".join(chars), sources=sources, starts=starts, soft=soft)


# --- lines ----------------------------------------------------------------------


def _lines(glyphs: Sequence[Glyph]) -> Iterator[list[list[int]]]:
    """The words of each line across the page, of each direction of writing, from the top down."""
    for quarter in range(4):
        words = [word for word in _words(glyphs) if glyphs[word[0]].quarter == quarter]
        yield from _baselines(glyphs, words)


def _words(glyphs: Sequence[Glyph]) -> list[list[int]]:
    words: list[list[int]] = []
    for position, glyph in enumerate(glyphs):
        if glyph.starts_word or not words:
            words.append([])
        words[-1].append(position)
    return words


def _band(glyphs: Sequence[Glyph], word: Sequence[int]) -> tuple[float, float]:
    base = max((glyphs[position] for position in word), key=lambda glyph: glyph.size)
    return base.baseline - 0.8 * base.size, base.baseline + 0.2 * base.size


def _baselines(glyphs: Sequence[Glyph], words: list[list[int]]) -> list[list[list[int]]]:
    groups: list[list[list[int]]] = []
    bands: list[tuple[float, float]] = []
    for top, bottom, word in sorted((*_band(glyphs, word), word) for word in words):
        home = _home(bands, top, bottom)
        if home is None:
            groups.append([word])
            bands.append((top, bottom))
            continue
        groups[home].append(word)
        if bottom - top > bands[home][1] - bands[home][0]:
            bands[home] = (top, bottom)
    for group in groups:
        group.sort(key=lambda word: glyphs[word[0]].x0)
    return groups


def _home(bands: Sequence[tuple[float, float]], top: float, bottom: float) -> int | None:
    """The line among the last few that shares more than half its height with a word."""
    best, best_share = None, 0.5
    for index in range(len(bands) - 1, max(len(bands) - 6, -1), -1):
        shared = min(bands[index][1], bottom) - max(bands[index][0], top)
        share = shared / max(min(bands[index][1] - bands[index][0], bottom - top), 0.1)
        if share > best_share:
            best, best_share = index, share
    return best


def _cut_at_gaps(glyphs: Sequence[Glyph], line: Sequence[list[int]]) -> list[list[int]]:
    pieces: list[list[int]] = []
    reach = size = 0.0
    for word in line:
        first = glyphs[word[0]]
        if not pieces or first.x0 - reach > _GAP * max(first.size, size):
            pieces.append([])
            reach = first.x1
        pieces[-1] += word
        reach, size = max(reach, *(glyphs[position].x1 for position in word)), first.size
    return pieces


def _fragment(glyphs: Sequence[Glyph], line: Sequence[int], ends: set[int]) -> Fragment:
    top, bottom = _band(glyphs, line)
    return Fragment(
        glyphs=tuple(line),
        track=_track(glyphs, line, ends),
        quarter=glyphs[line[0]].quarter,
        x0=min(glyphs[position].x0 for position in line),
        x1=max(glyphs[position].x1 for position in line),
        top=top,
        bottom=bottom,
    )
