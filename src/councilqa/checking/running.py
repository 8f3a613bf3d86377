"""Whether a cumulative total follows from the years beside it, and how they would have to be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from councilqa.checking.grids import Cell, Grid, Line
from councilqa.checking.totals import is_total

_CUMULATIVE = re.compile(r"\bcumulative\b|\brunning total\b", re.IGNORECASE)
_NOT_CUMULATIVE = re.compile(r"\bnon[\s-]*cumulative\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b|\byears? (?:\d|one|two|three)\b|\byr\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A cumulative figure that is not simply the sum of the years beside it."""

    line: Line
    years: tuple[Cell, ...]
    total: Cell
    expected: Decimal | None
    """What it should be, read as the other rows have to be; None where it does follow, read so."""
    example: Line | None = None
    """A row that shows how the table has to be read: its first year's figure, once for every year."""
    example_total: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    years: tuple[int, ...]
    total: int


def running(grid: Grid, one_offs: Collection[Decimal]) -> Iterator[Running]:
    """`one_offs`: sums that the paper says are spent or saved once, in pounds."""
    columns = _columns(grid)
    if columns is not None:
        yield from _across(grid, columns, one_offs)
    yield from _rows(grid)


def _columns(grid: Grid) -> _Columns | None:
    total = [place for place, name in enumerate(grid.columns) if place and _is_cumulative(name)]
    if len(total) != 1:
        return None
    years = tuple(place for place in range(1, total[0]) if _YEAR.search(grid.columns[place]))
    return _Columns(years=years, total=total[0]) if len(years) >= 2 else None


def _is_cumulative(name: str) -> bool:
    return bool(_CUMULATIVE.search(_NOT_CUMULATIVE.sub("", name)))


def _across(grid: Grid, columns: _Columns, one_offs: Collection[Decimal]) -> Iterator[Running]:
    lines = [line for line in grid.lines if _number(line.cells[columns.total]) and _known_years(line, columns)]
    recurring = [line for line in lines if _recurs(line, columns)]
    if not recurring:
        return
    example = next((line for line in recurring if len(_known_years(line, columns)) == 1), recurring[0])
    for line in lines:
        years, total = _known_years(line, columns), line.cells[columns.total]
        plain = sum((_number(cell) for cell in years), Decimal(0))
        if is_total(line.label):
            if abs(plain - _number(total)) > _rounding(years, total):
                yield _running(line, years, total, expected=None, example=example, columns=columns)
        elif not (_recurs(line, columns) or _follows(years, total) or _is_one_off(line, columns, one_offs)):
            expected = _if_recurring(line, columns)
            yield _running(line, years, total, expected=expected, example=example, columns=columns)


def _running(
    line: Line, years: tuple[Cell, ...], total: Cell, *, expected: Decimal | None, example: Line, columns: _Columns
) -> Running:
    return Running(
        line=line,
        years=years,
        total=total,
        expected=expected,
        example=example,
        example_total=example.cells[columns.total],
    )


def _known_years(line: Line, columns: _Columns) -> tuple[Cell, ...]:
    return tuple(line.cells[place] for place in columns.years if line.cells[place].filled)


def _follows(years: tuple[Cell, ...], total: Cell) -> bool:
    """The sum of the years, or the last of running totals."""
    plain = sum((_number(cell) for cell in years), Decimal(0))
    return any(abs(each - _number(total)) <= _rounding(years, total) for each in (plain, _number(years[-1])))


def _if_recurring(line: Line, columns: _Columns) -> Decimal:
    """What the years make if each figure goes on in the years after it."""
    count = len(columns.years)
    return sum((_number(line.cells[place]) * (count - at) for at, place in enumerate(columns.years)), Decimal(0))


def _recurs(line: Line, columns: _Columns) -> bool:
    years, total = _known_years(line, columns), line.cells[columns.total]
    rounding = _rounding(years, total) * len(columns.years)
    return not _follows(years, total) and abs(_if_recurring(line, columns) - _number(total)) <= rounding


def _is_one_off(line: Line, columns: _Columns, one_offs: Collection[Decimal]) -> bool:
    """Whether a sum that comes once makes the difference: it is counted once for every later year too many."""
    difference = abs(abs(_if_recurring(line, columns)) - abs(_number(line.cells[columns.total])))
    later = range(1, len(columns.years))
    return any(difference == once * times for once in one_offs for times in later)


def _rows(grid: Grid) -> Iterator[Running]:
    """A row of running totals below the row of the years."""
    for line in grid.lines:
        if not _is_cumulative(line.label) or any(cell.percent for cell in line.cells):
            continue
        for other in grid.lines:
            if other is not line and not _is_cumulative(other.label):
                yield from _wrong_in_row(grid, line, other)


def _wrong_in_row(grid: Grid, line: Line, other: Line) -> Iterator[Running]:
    places = [
        place for place in range(1, grid.width) if _both(line, other, place) and not is_total(grid.columns[place])
    ]
    sums, reached = [], Decimal(0)
    for place in places:
        reached += _number(other.cells[place])
        sums.append(reached)
    wrong = [
        at for at, place in enumerate(places) if abs(sums[at] - _number(line.cells[place])) > _slack(line, place, at)
    ]
    if len(places) < 3 or 0 in wrong or len(wrong) != 1:
        return
    at = wrong[0]
    years = tuple(other.cells[place] for place in places[: at + 1])
    yield Running(line=line, years=years, total=line.cells[places[at]], expected=sums[at])


def _both(line: Line, other: Line, place: int) -> bool:
    return line.cells[place].filled and other.cells[place].filled and not other.cells[place].percent


def _slack(line: Line, place: int, at: int) -> Decimal:
    return line.cells[place].step * (at + 2) / 2 if at else Decimal(0)


def _number(cell: Cell) -> Decimal:
    return cell.number if cell.number is not None else Decimal(0)


def _rounding(years: tuple[Cell, ...], total: Cell) -> Decimal:
    return sum((cell.step for cell in (*years, total)), Decimal(0)) / 2
