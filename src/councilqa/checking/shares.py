"""Whether the percentages of a table follow from the figures beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from councilqa.checking.grids import Cell, Grid, Line
from councilqa.checking.totals import is_total
from councilqa.text import content_words

MOST_LINES = 15
"""In a longer table some ratio of two rows is near any percentage."""
FEW = 12
"""Among no more ways of reckoning one that fits is no chance."""
NEAR = Decimal(2)
"""Percentage points: a share that is further off is likely to be of something else."""
VERY_NEAR = Decimal(1)
_SCALED = re.compile(r"£\s?(?:'?000|k|m\b|million)|\(?'?000'?s?\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongShare:
    """A percentage and the two figures that it should follow from."""

    share: Cell
    part: Cell
    whole: Cell
    reckoned: Decimal
    """In per cent, without sign."""
    change: bool = False
    """Whether it is the change from `whole` to `part`."""


_Shares = tuple[tuple[Cell, Cell, Cell], ...]
"""(percentage, part, whole) for each percentage of a row or column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One way in which a row or column of percentages may have been reckoned."""

    shares: _Shares
    change: bool = False
    about: str = ""
    """Label of the row that the parts are from."""


def wrong_shares(grid: Grid) -> tuple[WrongShare, ...]:
    rounded = _is_scaled(grid)
    found: list[WrongShare] = []
    for label, ways in _families(grid):
        found += _wrong(label, ways, rounded=rounded)
    return tuple(found)


def _is_scaled(grid: Grid) -> bool:
    """Whether its whole numbers are rounded: thousands in a column of £000."""
    return bool(
        _SCALED.search(" ".join((*grid.columns, *(line.label for line in grid.lines), grid.table.caption or "")))
    )


def _families(grid: Grid) -> Iterator[tuple[str, list[_Way]]]:
    """Each row and each column of percentages, with the ways in which it may have been reckoned."""
    lines = [line for line in grid.lines if line.has_numbers]
    if len(lines) > MOST_LINES:
        return
    for line in lines:
        if any(cell.percent and cell.filled for cell in line.cells[1:]):
            yield line.label, [way for way in _ways_for_row(grid, line, lines) if way.shares]
    for place in range(1, grid.width):
        if sum(line.cells[place].percent for line in lines) >= 2:
            yield grid.columns[place], [way for way in _ways_for_column(grid, place, lines) if way.shares]


def _ways_for_row(grid: Grid, line: Line, lines: Sequence[Line]) -> Iterator[_Way]:
    others = [other for other in lines if other is not line]
    for part in others:
        for whole in others:
            if whole is not part:
                yield _Way(shares=_of_rows(line, part, whole), about=part.label)
    totals = [place for place in range(1, grid.width) if is_total(grid.columns[place], "across")]
    for part in others:
        for total in totals:
            yield _Way(shares=_of_own_total(line, part, total), about=part.label)


def _of_rows(line: Line, part: Line, whole: Line) -> _Shares:
    """Part and whole above the percentage; a row with one number has it for all of its columns."""
    return _known(
        (cell, numerator, denominator)
        for place, cell in enumerate(line.cells)
        for numerator, denominator in _above(line, part, whole, place)
        if place
    )


def _above(line: Line, part: Line, whole: Line, place: int) -> Iterator[tuple[Cell, Cell]]:
    only = _only(part)
    if only is None or _only(line) is None:
        yield part.cells[place], whole.cells[place]
    elif _only(whole) is None:
        # Spread over all columns, it may well be of their total.
        yield only, whole.cells[-1]


def _only(line: Line) -> Cell | None:
    filled = [cell for cell in line.cells[1:] if cell.filled]
    return filled[0] if len(filled) == 1 and len(line.cells) > 2 else None


def _of_own_total(line: Line, part: Line, total: int) -> _Shares:
    return _known(
        (cell, part.cells[at], part.cells[total]) for at, cell in enumerate(line.cells) if at not in (0, total)
    )


def _ways_for_column(grid: Grid, place: int, lines: Sequence[Line]) -> Iterator[_Way]:
    numeric = [at for at in range(1, grid.width) if at != place]
    for part in numeric:
        for whole in numeric:
            if whole != part:
                both = partial(_triple, share=place, part=part, whole=whole)
                yield _Way(shares=_known(map(both, lines)))
                yield _Way(shares=_known(map(both, lines)), change=True)
        for total in (line for line in lines if is_total(line.label)):
            yield _Way(shares=_known((line.cells[place], line.cells[part], total.cells[part]) for line in lines))


def _triple(line: Line, *, share: int, part: int, whole: int) -> tuple[Cell, Cell, Cell]:
    return line.cells[share], line.cells[part], line.cells[whole]


def _known(shares: Iterator[tuple[Cell, Cell, Cell]] | map[tuple[Cell, Cell, Cell]]) -> _Shares:
    return tuple(each for each in shares if _can_be_reckoned(*each))


def _can_be_reckoned(share: Cell, part: Cell, whole: Cell) -> bool:
    numbers = (share.filled and share.percent, part.filled and not part.percent, whole.filled and not whole.percent)
    return all(numbers) and bool(whole.number) and part is not whole


def _wrong(label: str, ways: Sequence[_Way], *, rounded: bool) -> list[WrongShare]:
    judged = [(way, *_judge(way, rounded=rounded)) for way in ways]
    if any(right and not wrong for _, right, wrong in judged):
        return []
    for _, right, wrong in sorted(judged, key=lambda each: -each[1]):
        sure = right >= 2 or (right == 1 and len(ways) <= FEW)
        if sure and right >= len(wrong) and all(_off(each) <= NEAR for each in wrong):
            return wrong
    near = [
        (way, wrong) for way, right, wrong in judged if not right and wrong and all(_is_very_near(w) for w in wrong)
    ]
    if len(near) == 1 and len(ways) <= FEW and set(content_words(near[0][0].about)) & set(content_words(label)):
        return near[0][1]
    return []


def _judge(way: _Way, *, rounded: bool) -> tuple[int, list[WrongShare]]:
    """How many of its percentages follow, those of nothing and of everything aside, and those that do not."""
    right, wrong = 0, []
    for share, part, whole in way.shares:
        reckoned = _reckoned(part, whole, change=way.change)
        stated = abs(share.number or Decimal(0))
        if abs(reckoned - stated) <= _tolerance(share, part, whole, reckoned, rounded=rounded):
            right += stated not in (0, 100)
        else:
            wrong.append(WrongShare(share=share, part=part, whole=whole, reckoned=reckoned, change=way.change))
    return right, wrong


def _reckoned(part: Cell, whole: Cell, *, change: bool) -> Decimal:
    assert part.number is not None and whole.number
    difference = part.number - whole.number if change else part.number
    return abs(difference / whole.number) * 100


def _tolerance(share: Cell, part: Cell, whole: Cell, reckoned: Decimal, *, rounded: bool) -> Decimal:
    """Half of the last place shown, and what the rounding of part and whole can make of it."""
    spread: Callable[[Cell], Decimal] = partial(_spread, rounded=rounded)
    return share.step / 2 + reckoned * (spread(part) + spread(whole))


def _spread(cell: Cell, *, rounded: bool) -> Decimal:
    if not cell.number or (cell.step == 1 and not rounded):
        return Decimal(0)
    return cell.step / 2 / abs(cell.number)


def _off(wrong: WrongShare) -> Decimal:
    return abs(wrong.reckoned - abs(wrong.share.number or Decimal(0)))


def _is_very_near(wrong: WrongShare) -> bool:
    return _off(wrong) <= VERY_NEAR and (wrong.share.number or 0) not in (0, 100)
