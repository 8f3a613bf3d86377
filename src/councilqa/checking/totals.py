"""Whether the rows and columns of a table add up to what is given as their total."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from councilqa.checking.effort import Allowance, TooMuchError
from councilqa.checking.grids import Cell, Grid, Line, Part, parts_of

_TOTAL = re.compile(
    r"\W*(?:(?:grand|overall|net|gross|combined|annual|revised|sub|overall|estimated|proposed|current|approximate)[\s-]*)*"
    r"total(?:s|led)?\b(?!\s+(?:number|population) of)|\W*sub-?\s?total|\W*sum\W*$|.{1,60}\btotals?\W*$",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:combined|both (?:councils|authorities|areas)|all (?:councils|authorities))\b", re.IGNORECASE
)
_CUMULATIVE = re.compile(r"cumulative|running total|to date|over \d+[\s-]*years?", re.IGNORECASE)
_NOT_ADDED = re.compile(
    r"\b(?:average|avg|mean|median|rate|ratio|rank(?:ing)?|score|decile|index|grade|band|percent(?:age)?|proportion|"
    r"change|year|date|ref(?:erence)?|no|number|id|code|priority|weighting|weight|target|"
    r"per (?:head|capita|week|hour|day|dwelling|household|unit|person|employee|resident|property|tonne))\b|%",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\W*(?:of which|including|incl\b|memo|note)", re.IGNORECASE)
_TAKEN_OFF = re.compile(
    r"\b(?:less|income|grants?|fees|receipts?|contributions?|funding|funded|reserves?|savings?|reductions?|recharges?|"
    r"offset|deduct(?:ed|ions?)?|charges)\b",
    re.IGNORECASE,
)
MOST_APART = Decimal("0.5")
"""A lone total that is further than this share from its parts is more likely to be the total of something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A row or column of cells that are added up, all the cells in their order."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One way of adding up: the lanes of a table, and the places along them with their names."""

    direction: Literal["down", "across"]
    names: tuple[str, ...]
    """Of the places: the rows' labels for "down", the columns' names for "across"."""
    lanes: tuple[Lane, ...]

    @cached_property
    def totals(self) -> tuple[bool, ...]:
        """By place, whether its name is that of a total."""
        return tuple(is_total(name, self.direction) for name in self.names)

    @cached_property
    def parts(self) -> tuple[bool, ...]:
        """By place, whether any lane has something there."""
        return tuple(any(lane.cells[place].filled for lane in self.lanes) for place in range(len(self.names)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongTotal:
    """A total and what it adds up to."""

    lane: str
    """Name of the row or column."""
    total: Cell
    parts: tuple[Cell, ...]
    reckoned: Decimal
    written: tuple[str, ...]
    """The parts as they are written."""
    stated: str
    suspect: Cell | None = None
    """The cell that another sum, out by as much, has in common with this one."""

    @property
    def difference(self) -> Decimal:
        assert self.total.number is not None
        return self.total.number - self.reckoned

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


def wrong_totals(grid: Grid, allowance: Allowance) -> tuple[WrongTotal, ...]:
    """One for each total that its parts do not make; a cell that spoils two totals is told with the first of them.

    Once the allowance is spent, the totals that are left are not added up.
    """
    found: list[WrongTotal] = []
    try:
        for each in _each_wrong(grid, allowance):
            allowance.spend(len(found))  # that it is compared with the others below
            found.append(each)
    except TooMuchError:
        allowance.is_spent = True
    return tuple(_once(found))


def _each_wrong(grid: Grid, allowance: Allowance) -> Iterator[WrongTotal]:
    spread = _spread(grid)
    down = [_down(grid), *([_down(spread)] if spread != grid else [])]
    for runs in (down, [_across(grid)]):
        sums = [_Sums(run, allowance) for run in runs]
        totals = _totals(runs[0])
        for total in totals:
            others = [other for other in totals if other != total]
            yield from _wrong(sums, total) or _wrong_among(sums[0], total, others)


def _spread(grid: Grid) -> Grid:
    """With the one number of a row in each of its columns: a cell that spans them is read as the first of them."""
    return replace(grid, lines=tuple(_spread_line(line) for line in grid.lines))


def _spread_line(line: Line) -> Line:
    filled = [place for place, cell in enumerate(line.cells) if place and cell.filled]
    if len(filled) != 1 or any(cell.slice.text.strip() for cell in line.cells[filled[0] + 1 :]):
        return line
    only = line.cells[filled[0]]
    return replace(line, cells=tuple(only if place >= filled[0] else cell for place, cell in enumerate(line.cells)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cause:
    """What two wrong totals have in common that one wrong cell spoils."""

    wrong: WrongTotal
    starts: frozenset[int]
    """Of its cells."""
    out_by: Decimal
    steps: Decimal

    @classmethod
    def of(cls, wrong: WrongTotal) -> _Cause:
        return cls(
            wrong=wrong,
            starts=frozenset(cell.slice.start for cell in wrong.cells),
            out_by=abs(wrong.difference),
            steps=sum((cell.step for cell in wrong.cells), Decimal(0)),
        )

    def is_that_of(self, other: _Cause) -> bool:
        return abs(self.out_by - other.out_by) <= (self.steps + other.steps) / 2 and bool(self.starts & other.starts)


def _once(found: Sequence[WrongTotal]) -> Iterator[WrongTotal]:
    """One wrong cell spoils its row, its column and every total above: the same difference is told once.

    It is told where the wrong cell is the total rather than one of the parts.
    """
    elsewhere = Counter(start for wrong in found for start in {part.slice.start for part in wrong.parts})
    causes = [_Cause.of(wrong) for wrong in found]
    told: list[WrongTotal] = []
    before: list[_Cause] = []
    for each in sorted(causes, key=lambda cause: elsewhere[cause.wrong.total.slice.start], reverse=True):
        if not any(each.is_that_of(other) for other in before):
            before.append(each)
            told.append(replace(each.wrong, suspect=_suspect(each, causes)))
    yield from sorted(told, key=lambda wrong: wrong.total.slice.start)


def _suspect(cause: _Cause, causes: Sequence[_Cause]) -> Cell | None:
    others = [other for other in causes if other is not cause and cause.is_that_of(other)]
    shared = {start for other in others for start in cause.starts & other.starts}
    return next((cell for cell in cause.wrong.cells if len(shared) == 1 and cell.slice.start in shared), None)


def _down(grid: Grid) -> Run:
    names = tuple(line.label for line in grid.lines)
    lanes = tuple(
        Lane(name=name, cells=tuple(line.cells[place] for line in grid.lines))
        for place, name in enumerate(grid.columns)
        if place and not _NOT_ADDED.search(name)
    )
    return Run(direction="down", names=names, lanes=lanes)


def _across(grid: Grid) -> Run:
    """Only the columns that hold numbers, by most of their cells."""
    lines = [line for line in grid.lines if line.has_numbers]
    places = [place for place in range(1, grid.width) if _is_numeric([line.cells[place] for line in lines])]
    lanes = tuple(
        Lane(name=line.label, cells=tuple(line.cells[place] for place in places))
        for line in lines
        if not _NOT_ADDED.search(line.label)
    )
    return Run(direction="across", names=tuple(grid.columns[place] for place in places), lanes=lanes)


def _is_numeric(cells: Sequence[Cell]) -> bool:
    return 2 * sum(cell.number is not None or bool(parts_of(cell)) for cell in cells) >= len(cells) and any(
        cell.filled or parts_of(cell) for cell in cells
    )


def _totals(run: Run) -> list[int]:
    """Places that are given as the total of others."""
    found = [place for place, named in enumerate(run.totals) if named]
    last = len(run.names) - 1
    if run.direction == "down" and last > 1 and not run.names[last] and all(run.names[:last]):
        found.append(last)
    return found


def is_total(name: str, direction: Literal["down", "across"] = "down") -> bool:
    """ "Total budget", "Sub-total", for a column also "both councils combined"; not what is cumulative."""
    if _CUMULATIVE.search(name) and direction == "across":
        return False
    return bool(_TOTAL.match(name)) or (direction == "across" and bool(_TOGETHER.search(name)))


class _Sums:
    """The sums of a run, by total: each way of adding up is tried once, and none after one that leaves none wrong."""

    def __init__(self, run: Run, allowance: Allowance) -> None:
        self.run = run
        self._allowance = allowance
        self._verdicts: dict[int, tuple[_Verdict, ...] | None] = {}
        self._is_right: dict[int, bool] = {}

    def verdicts(self, total: int) -> tuple[_Verdict, ...] | None:
        """Of the usual ways and of the best stretch; None where some way leaves none wrong."""
        if total not in self._verdicts:
            self._verdicts[total] = self._try(total)
        return self._verdicts[total]

    def _try(self, total: int) -> tuple[_Verdict, ...] | None:
        ways, found = [], []
        for way in _ways(self.run, total):
            ways.append(way)
            verdict = self._judge(total, way, natural=True)
            if verdict.says:
                if not verdict.wrong:
                    return None
                found.append(verdict)
        best: tuple[int, tuple[int, ...]] | None = None
        for stretch in _stretches(self.run, total, ways, self._allowance):
            if not stretch.wrong:
                return None
            if best is None or stretch.right > best[0]:
                best = stretch.right, tuple(stretch.way)
        return (*found, *([] if best is None else [self._judge(total, best[1], natural=False)]))

    def is_right(self, total: int) -> bool:
        """Whether it is right in some usual way."""
        if total not in self._is_right:
            verdicts = (self._judge(total, way, natural=True) for way in _ways(self.run, total))
            self._is_right[total] = any(verdict.right and not verdict.wrong for verdict in verdicts)
        return self._is_right[total]

    def _judge(self, total: int, way: tuple[int, ...], *, natural: bool) -> _Verdict:
        self._allowance.spend(len(way) * len(self.run.lanes) + total)
        return _judge(self.run, total, way, natural=natural)


def _wrong(runs: Sequence[_Sums], total: int) -> tuple[WrongTotal, ...]:
    """The wrong totals of the way of adding up that most lanes bear out; none where some way leaves none wrong."""
    verdicts: list[_Verdict] = []
    for sums in runs:
        if (found := sums.verdicts(total)) is None:
            return ()
        verdicts += found
    if not verdicts:
        return ()
    best = max(verdicts, key=lambda verdict: (len(verdict.right), verdict.natural, -len(verdict.way)))
    if _is_borne_out(best, runs[0].run.direction):
        return best.wrong
    alone = {(verdict.way, verdict.wrong[0].reckoned): verdict for verdict in verdicts if verdict.natural}
    return _alone(runs[0].run, *alone.values()) if len(alone) == 1 else ()


def _wrong_among(sums: _Sums, total: int, others: Sequence[int]) -> tuple[WrongTotal, ...]:
    """In a table of one column: a total that is wrong while its subtotals, or the total of them all, are right."""
    verdicts = sums.verdicts(total) if sums.run.direction == "down" else None
    if not verdicts or not any(sums.is_right(other) for other in others):
        return ()
    lone = [verdict for verdict in verdicts if verdict.natural and len(verdict.wrong) == 1 and not verdict.right]
    of_parts = [verdict for verdict in lone if len(verdict.wrong[0].parts) >= 2]
    nearest = min(of_parts, key=lambda verdict: abs(verdict.wrong[0].difference), default=None)
    if nearest is None or _is_of_others(nearest.wrong[0], sums.run, nearest.way):
        return ()
    return nearest.wrong


def _alone(run: Run, verdict: _Verdict) -> tuple[WrongTotal, ...]:
    """A wrong total in the only lane there is, unless it may well be of something else."""
    if len(verdict.wrong) != 1 or verdict.right:
        return ()
    only = verdict.wrong[0]
    too_far = abs(only.difference) > MOST_APART * max(abs(_number(only.total)), abs(only.reckoned))
    if too_far or len(only.parts) < 2 or _is_of_others(only, run, verdict.way):
        return ()
    return verdict.wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What comes of one way of adding up."""

    way: tuple[int, ...]
    natural: bool
    """Whether tables are usually added up in this way."""
    right: tuple[str, ...]
    """Names of the lanes in which it holds, by at least two figures."""
    plain: int
    """In how many it holds as there is but one figure."""
    wrong: tuple[WrongTotal, ...]

    @property
    def says(self) -> bool:
        """Whether any lane can be added up so."""
        return bool(self.right or self.wrong or self.plain)


def _is_borne_out(verdict: _Verdict, direction: Literal["down", "across"]) -> bool:
    """Whether so many other lanes add up in this way that those that do not are mistakes."""
    right, wrong = len(verdict.right), len(verdict.wrong)
    least = 1 if verdict.natural and (direction == "down" or right + wrong <= 2) else 2
    return right >= max(least, wrong)


def _ways(run: Run, total: int) -> Iterator[tuple[int, ...]]:
    """The ways in which tables are usually added up, likeliest first, each once."""
    earlier = [place for place in range(total) if run.totals[place]]
    leaves = [place for place in range(total) if not run.totals[place] and not _PART_OF.match(run.names[place])]
    last = earlier[-1] if earlier else -1
    since = [place for place in leaves if place > last]
    heading = max((place for place in range(total) if _is_heading(run, place)), default=-1)
    before = [place for place in earlier if place < last and "sub" not in run.names[place].lower()]
    ways = [
        since,
        [place for place in leaves if place > heading],
        leaves,
        [*earlier, *since],
        earlier,
        *([[last, *since]] if earlier else []),
        *([[place for place in (*earlier, *since) if place > before[-1]]] if before else []),
        _following(run, total),
    ]
    yield from dict.fromkeys(tuple(sorted(way)) for way in ways if way)


def _following(run: Run, total: int) -> list[int]:
    """What comes after a total that stands first."""
    if any(run.parts[:total]):
        return []
    following = []
    for place in range(total + 1, len(run.names)):
        if run.totals[place]:
            break
        following.append(place)
    return following


@dataclass(slots=True)
class _Stretch:
    """Some places right before a total that are no totals, and in how many lanes they add up to it."""

    way: deque[int]
    right: int = 0
    wrong: int = 0


def _stretches(run: Run, total: int, ways: Sequence[tuple[int, ...]], allowance: Allowance) -> Iterator[_Stretch]:
    """Any that can be added up, the shortest first; those that are one of the `ways` left out.

    Each goes on from the one before, so that all of them together cost no more than the longest.
    """
    known = {way[0] for way in ways if _is_stretch(run, way, total)}
    sums = [_Reached.of(lane.cells[total]) for lane in run.lanes]
    open_sums = [(lane, reached) for lane, reached in zip(run.lanes, sums, strict=True) if reached is not None]
    stretch = _Stretch(way=deque())
    for start in (place for place in range(total - 1, -1, -1) if not run.totals[place]):
        stretch.way.appendleft(start)
        open_sums = [(lane, reached) for lane, reached in open_sums if reached.add(lane.cells[start])]
        allowance.spend(len(open_sums) + 1)
        if not open_sums:
            return
        if len(stretch.way) < 2 or start in known or not any(reached.parts for _, reached in open_sums):
            continue
        stretch.right, stretch.wrong = _held([reached for _, reached in open_sums if reached.parts])
        yield stretch


def _is_stretch(run: Run, way: tuple[int, ...], total: int) -> bool:
    return way[-1] < total and way == tuple(place for place in range(way[0], total) if not run.totals[place])


def _held(sums: Sequence[_Reached]) -> tuple[int, int]:
    """(lanes in which a sum of at least two figures holds, lanes in which it does not), as `_judge` has it."""
    rounded = any(not each.are_counts and Decimal(0) < each.out_by <= each.rounding() for each in sums)
    right = wrong = 0
    for each in sums:
        exact = not rounded and each.are_counts
        if each.out_by > (Decimal(0) if exact else each.rounding()):
            wrong += 1
        elif each.figures >= 2:
            right += 1
    return right, wrong


@dataclass(slots=True, kw_only=True)
class _Reached:
    """What the cells before a total in a lane come to, and how far they may be out, one cell after the other."""

    stated: Cell
    reached: Decimal = Decimal(0)
    parts: int = 0
    figures: int = 0
    """Parts that are not nought."""
    are_counts: bool = True
    _rounded: int = 0
    """Cells that may be rounded: the figures and the total."""
    _steps: Decimal = Decimal(0)
    _first_step: Decimal | None = None
    _one_step: bool = True
    _whole: bool = True
    _common: Decimal = Decimal(1000)

    @classmethod
    def of(cls, stated: Cell) -> _Reached | None:
        """None for a total that nothing can be added up to."""
        if not stated.filled or (stated.percent and stated.number != 100):
            return None
        new = cls(stated=stated)
        new._note(stated)
        return new

    def add(self, part: Cell) -> bool:
        """Whether the lane can still be added up."""
        if part.number is None or (part.filled and part.percent != self.stated.percent):
            return False
        if part.filled:
            self.parts += 1
            self.reached += part.number
            self.figures += part.number != 0
            self._note(part)
        return True

    def _note(self, cell: Cell) -> None:
        self.are_counts = self.are_counts and _are_counts((cell,))
        if cell.number == 0:
            return
        self._rounded += 1
        self._steps += cell.step
        self._first_step = cell.step if self._first_step is None else self._first_step
        self._one_step = self._one_step and cell.step == self._first_step
        self._whole = self._whole and cell.step == 1
        if self._whole:
            self._common = min(self._common, _trailing(_number(cell)))

    @property
    def out_by(self) -> Decimal:
        return abs(_number(self.stated) - self.reached)

    def rounding(self) -> Decimal:
        """As `_rounding` has it for all the cells."""
        if 1 <= self._rounded <= 2 and self._one_step:
            return Decimal(0)
        return (self._common * self._rounded if self._whole else self._steps) / 2


def _is_heading(run: Run, place: int) -> bool:
    return run.direction == "down" and bool(run.names[place]) and not run.parts[place]


def _judge(run: Run, total: int, way: tuple[int, ...], *, natural: bool) -> _Verdict:
    right, plain, wrong = [], 0, []
    sums = [each for lane in run.lanes if (each := _sum_of(lane, total, way)) is not None]
    rounded = any(
        Decimal(0) < abs(each.difference) <= _rounding(each.cells) for each in sums if not _are_counts(each.cells)
    )
    for each in sums:
        exact = not rounded and _are_counts(each.cells)
        if abs(each.difference) <= (Decimal(0) if exact else _rounding(each.cells)):
            if sum(part.number != 0 for part in each.parts) >= 2:
                right.append(each.lane)
            else:
                plain += 1
        else:
            wrong.append(each)
    return _Verdict(way=way, natural=natural, right=tuple(right), plain=plain, wrong=tuple(wrong))


def _sum_of(lane: Lane, total: int, way: Sequence[int]) -> WrongTotal | None:
    """What a lane adds up to, right or wrong; None where it cannot be added up."""
    parts, stated = [lane.cells[place] for place in way], lane.cells[total]
    if not _can_be_added(parts, stated):
        return None
    filled = tuple(part for part in parts if part.filled)
    return WrongTotal(
        lane=lane.name,
        total=stated,
        parts=filled,
        reckoned=sum((_number(part) for part in filled), Decimal(0)),
        written=tuple(part.slice.text.strip() for part in filled),
        stated=stated.slice.text.strip(),
    )


def _can_be_added(parts: Sequence[Cell], stated: Cell) -> bool:
    """All known, of one kind, and some there: what is to be confirmed makes no sum."""
    if not stated.filled or any(part.number is None for part in parts):
        return False
    filled = [part for part in parts if part.filled]
    if not filled or any(part.percent != stated.percent for part in filled):
        return False
    return not stated.percent or stated.number == 100


def _number(cell: Cell) -> Decimal:
    return cell.number if cell.number is not None else Decimal(0)


def _rounding(cells: Sequence[Cell]) -> Decimal:
    """Half a unit of the last place of each; thousands where all of a column end in 000."""
    filled = [cell for cell in cells if cell.filled and cell.number != 0]
    if len(filled) <= 2 and len({cell.step for cell in filled}) == 1:
        return Decimal(0)
    whole = all(cell.step == 1 for cell in filled)
    common = min((_trailing(_number(cell)) for cell in filled), default=Decimal(1)) if whole else Decimal(0)
    return sum((max(cell.step, common) for cell in filled), Decimal(0)) / 2


def _trailing(number: Decimal) -> Decimal:
    """100 for 97,600; 1 where fewer than two zeros stand at the end; no more than 1,000, to which sums are rounded."""
    digits = str(abs(int(number)))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(10) ** min(zeros, 3) if zeros >= 2 else Decimal(1)


def _are_counts(cells: Sequence[Cell]) -> bool:
    return all(cell.step == 1 and not cell.money and not cell.percent and abs(_number(cell)) < 100 for cell in cells)


def _is_of_others(wrong: WrongTotal, run: Run, way: Sequence[int]) -> bool:
    """Whether a total may be of something else than its parts: with one of them left out, or some taken off."""
    stated, rounding = _number(wrong.total), _rounding(wrong.cells)
    lane = next(lane for lane in run.lanes if lane.name == wrong.lane)
    taken_off = sum((_number(lane.cells[place]) for place in way if _TAKEN_OFF.search(run.names[place])), Decimal(0))
    left_out = [_number(part) for part in wrong.parts]
    others = [*left_out, *(2 * part for part in left_out), *([2 * taken_off] if taken_off else [])]
    return any(abs(wrong.reckoned - other - stated) <= rounding for other in others)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPart:
    """A second number in the cell of a total, to be added to the first, that is not the sum of its like."""

    label: str
    total: Cell
    parts: tuple[Cell, ...]
    stated: Part
    reckoned: Decimal
    written: tuple[str, ...]
    first: Part
    """The number before it in the total's cell."""


def wrong_parts(grid: Grid) -> Iterator[WrongPart]:
    """ "£18.1m (+ HRA £25.3m)" as the total of "£13.3m" and "£4.8m (+ HRA £7.2m)"."""
    run = _across(grid)
    for total in _totals(run):
        way = next(_ways(run, total), None)
        if way is None or not _holds(run, total, way):
            continue
        for lane in run.lanes:
            yield from _wrong_parts(lane, total, way)


def _holds(run: Run, total: int, way: tuple[int, ...]) -> bool:
    verdict = _judge(run, total, way, natural=True)
    return len(verdict.right) >= 2 and not verdict.wrong


def _wrong_parts(lane: Lane, total: int, way: Sequence[int]) -> Iterator[WrongPart]:
    stated, parts = parts_of(lane.cells[total]), [parts_of(lane.cells[place]) for place in way]
    if len(stated) != 2 or not stated[1].added or not all(1 <= len(each) <= 2 for each in parts):
        return
    sums = [sum((each[place].number for each in parts if len(each) > place), Decimal(0)) for place in (0, 1)]
    if sums[0] == stated[0].number and sums[1] and sums[1] != stated[1].number:
        yield WrongPart(
            label=lane.name,
            total=lane.cells[total],
            parts=tuple(lane.cells[place] for place in way),
            stated=stated[1],
            reckoned=sums[1],
            written=tuple(each[1].written for each in parts if len(each) > 1),
            first=stated[0],
        )
