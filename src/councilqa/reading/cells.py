"""A table row on a page: every cell in its own column, all of them in one band."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from councilqa.reading.page_text import Fragment, PageText
from councilqa.reading.tracks import Pattern, follow

_MOST_STEPS = 20_000
_LINE_STEP = 2.2
"""Line heights from one line of a cell to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """Where the text of a cell may stand."""

    glyphs: tuple[int, ...]
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2


def rows_on(page: PageText, parts: Sequence[Pattern]) -> Iterator[tuple[int, ...]]:
    """The places where the parts stand side by side, from left to right."""
    budget = _Budget()
    places = [list(_places(page, part, budget)) for part in parts]
    if not all(places):
        return
    rarest = min(range(len(parts)), key=lambda number: len(places[number]))
    for anchor in places[rarest]:
        columns = [[anchor] if number == rarest else _in_band(each, anchor) for number, each in enumerate(places)]
        row = _row(columns, (), budget)
        if row is not None:
            yield tuple(glyph for cell in row for glyph in cell.glyphs)


def is_row(page: PageText, found: Sequence[int], parts: Sequence[Pattern]) -> bool:
    """Whether glyphs that read like the parts also stand like them, side by side."""
    track = page.along(found)
    row: list[_Cell] = []
    at = 0
    for part in parts:
        end, _ = follow(track, at, part, 0)
        while end < len(track.chars) and track.soft[end]:
            end += 1
        row.append(_cell(page, tuple(dict.fromkeys(track.sources[at:end]))))
        at = end
    return _in_one_band(row) and all(one.x < two.x for one, two in itertools.pairwise(row))


@dataclass(slots=True)
class _Budget:
    left: int = field(default=_MOST_STEPS)

    def spent(self) -> bool:
        self.left -= 1
        return self.left < 0


# --- one cell ---------------------------------------------------------------------


def _places(page: PageText, part: Pattern, budget: _Budget) -> Iterator[_Cell]:
    for fragment in page.fragments:
        for at in _word_starts(fragment, part.chars[0]):
            glyphs = _lines(page, part, (fragment, at), 0, (), budget)
            if glyphs is not None:
                yield _cell(page, glyphs)


def _word_starts(fragment: Fragment, char: str) -> Iterator[int]:
    track = fragment.track
    return (at for at, each in enumerate(track.chars) if each == char and track.is_edge(at, strict=True))


def _lines(
    page: PageText, part: Pattern, place: tuple[Fragment, int], done: int, taken: tuple[int, ...], budget: _Budget
) -> tuple[int, ...] | None:
    """The rest of a cell's text from a place in a line on, line under line."""
    fragment, at = place
    track = fragment.track
    if budget.spent():
        return None
    end, reached = follow(track, at, part, done)
    if reached == len(part.chars):
        whole = track.is_edge(end, strict=True)
        return taken + tuple(dict.fromkeys(track.sources[at:end])) if whole else None
    if end == at:
        return None
    # What follows on the line may belong to the next cell, if a word begins there.
    for stop in itertools.islice(_stops(fragment, at, end), 2):
        _, so_far = follow(track, at, part, done, until=stop)
        own = taken + tuple(dict.fromkeys(track.sources[at:stop]))
        for below in _below(page, own, fragment, part.chars[so_far]):
            found = _lines(page, part, below, so_far, own, budget)
            if found is not None:
                return found
    return None


def _stops(fragment: Fragment, at: int, end: int) -> Iterator[int]:
    return (stop for stop in range(end, at, -1) if fragment.track.is_edge(stop, strict=True))


def _below(page: PageText, own: Sequence[int], fragment: Fragment, char: str) -> Iterator[tuple[Fragment, int]]:
    """Where the next line of the cell may begin: under what there is of it, nearest first."""
    x0 = min(page.glyphs[position].x0 for position in own)
    x1 = max(page.glyphs[position].x1 for position in own)
    reach = _LINE_STEP * fragment.height
    near = [
        other
        for other in page.fragments
        if other.quarter == fragment.quarter and 0.3 * fragment.height < other.y - fragment.y <= reach
    ]
    for other in sorted(near, key=lambda each: each.y):
        for at in _word_starts(other, char):
            glyph = page.glyphs[other.track.sources[at]]
            if x0 - 3 * glyph.size <= glyph.x0 <= x1 + glyph.size:
                yield other, at


def _cell(page: PageText, glyphs: tuple[int, ...]) -> _Cell:
    lines = [page.fragments[page.home[position]] for position in glyphs]
    return _Cell(
        glyphs=glyphs,
        x0=min(page.glyphs[position].x0 for position in glyphs),
        x1=max(page.glyphs[position].x1 for position in glyphs),
        top=min(line.top for line in lines),
        bottom=max(line.bottom for line in lines),
    )


# --- the row ----------------------------------------------------------------------


def _in_band(cells: Sequence[_Cell], anchor: _Cell) -> list[_Cell]:
    """Those beside the anchor, the ones that begin at its height first."""
    beside = [cell for cell in cells if _beside(cell, anchor)]
    return sorted(beside, key=lambda cell: (round(abs(cell.top - anchor.top)), cell.x0))


def _in_one_band(row: Sequence[_Cell]) -> bool:
    tallest = max(row, key=lambda cell: cell.bottom - cell.top)
    return all(_beside(cell, tallest) for cell in row)


def _beside(one: _Cell, two: _Cell) -> bool:
    shared = min(one.bottom, two.bottom) - max(one.top, two.top)
    return shared >= 0.5 * min(one.bottom - one.top, two.bottom - two.top)


def _row(columns: Sequence[Sequence[_Cell]], row: tuple[_Cell, ...], budget: _Budget) -> tuple[_Cell, ...] | None:
    """One cell of each column, each to the right of the one before."""
    if not columns:
        return row if _in_one_band(row) else None
    for cell in columns[0]:
        if budget.spent():
            return None
        if not row or (cell.x > row[-1].x and not set(cell.glyphs) & set(row[-1].glyphs)):
            found = _row(columns[1:], (*row, cell), budget)
            if found is not None:
                return found
    return None
