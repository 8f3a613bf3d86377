"""What does not add up in the tables of a paper, as findings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from councilqa.checking.amounts import amounts
from councilqa.checking.effort import Allowance
from councilqa.checking.grids import Cell
from councilqa.checking.papers import Paper, PlacedGrid
from councilqa.checking.reckoning import percent, sum_of, written
from councilqa.checking.running import Running, running
from councilqa.checking.shares import WrongShare, wrong_shares
from councilqa.checking.totals import WrongPart, WrongTotal, wrong_parts, wrong_totals
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind, Severity
from councilqa.domain.documents import Row, Slice
from councilqa.figures import POUNDS

_ONE_OFF = re.compile(r"\bone[\s-]?off\b|\bnon[\s-]?recurr(?:ing|ent)\b", re.IGNORECASE)
HIGH = Decimal("0.05")
"""From this share of the total on, money that does not add up is told first."""


def in_tables(paper: Paper) -> Iterator[Discrepancy]:
    one_offs = _one_offs(paper)
    for placed in paper.effort.timed(paper.grids):
        allowance = Allowance.of(sum(len(line.cells) for line in placed.grid.lines))
        for total in wrong_totals(placed.grid, allowance):
            yield _of_total(paper, placed, total)
        if allowance.is_spent:
            paper.effort.leave_out(
                f"Not all totals of the table {paper.where(placed.placed.block.start)} were added up."
            )
        for part in wrong_parts(placed.grid):
            yield _of_part(paper, placed, part)
        for _, shares in groupby(wrong_shares(placed.grid), key=lambda share: _row_of(placed, share.share).start):
            yield _of_shares(paper, placed, tuple(shares))
        for found in running(placed.grid, one_offs):
            yield _of_running(paper, placed, found)


def _one_offs(paper: Paper) -> frozenset[Decimal]:
    said = (sentence.quote.text for sentence in paper.sentences if _ONE_OFF.search(sentence.quote.text))
    return frozenset(abs(amount.value) for text in said for amount in amounts(text) if amount.unit == POUNDS)


def _row_of(placed: PlacedGrid, cell: Cell) -> Row:
    lines = placed.grid.lines
    return lines[bisect_right(lines, cell.slice.start, key=lambda line: line.row.start) - 1].row


def row_quote(paper: Paper, row: Row) -> Slice:
    """A row from its first to its last word."""
    return paper.slice(row.start, row.end)


def _of_total(paper: Paper, placed: PlacedGrid, wrong: WrongTotal) -> Discrepancy:
    rows = _distinct([(_row_of(placed, cell), _text(cell)) for cell in wrong.cells])
    added = sum_of(wrong.parts, wrong.reckoned, wrong.total)
    row = _row_of(placed, wrong.total)
    label = _label(placed, row)
    names = f"“{label}”, “{_column(placed, wrong.total)}”" if len(rows) > 1 else f"“{wrong.lane or label}”"
    return Discrepancy(
        kind=DiscrepancyKind.SUM,
        severity=_severity(wrong.difference, wrong.total),
        sides=tuple(paper.side(row_quote(paper, each)) for each, _ in rows),
        values=tuple(value for _, value in rows),
        arithmetic=f"{added}, not {_text(wrong.total)}",
        sentence=(
            f"The table {paper.where(row.start)} does not add up: for {names} it gives a total of "
            f"{_text(wrong.total)}, but {added}.{_query(wrong)}"
        ),
    )


def _query(wrong: WrongTotal) -> str:
    if wrong.suspect is None:
        return ""
    return f" Another sum is out by as much, so that the figure to query is {_text(wrong.suspect)}."


def _of_part(paper: Paper, placed: PlacedGrid, wrong: WrongPart) -> Discrepancy:
    row = _row_of(placed, wrong.total)
    made = f"£{wrong.reckoned:,f}" if len(wrong.written) > 1 else wrong.written[0]
    parts = f"{' + '.join(wrong.written)} makes {made}" if len(wrong.written) > 1 else made
    arithmetic = f"{parts}, not {wrong.stated.written}"
    together = wrong.first.number + wrong.reckoned
    hint = (
        f" {wrong.stated.written} would be right for the two together ({wrong.first.written} + {made})."
        if together == wrong.stated.number
        else ""
    )
    return Discrepancy(
        kind=DiscrepancyKind.SUM,
        severity="high",
        sides=(paper.side(row_quote(paper, row)),),
        values=(wrong.stated.written,),
        arithmetic=arithmetic,
        sentence=(
            f"The table {paper.where(row.start)} gives “{_text(wrong.total)}” for “{wrong.label}”, "
            f"but what is to be added comes to {made}, not {wrong.stated.written}.{hint}"
        ),
    )


def _of_shares(paper: Paper, placed: PlacedGrid, wrong: Sequence[WrongShare]) -> Discrepancy:
    rows = _distinct(
        [(_row_of(placed, cell), _text(cell)) for each in wrong for cell in (each.share, each.part, each.whole)]
    )
    arithmetic = "; ".join(map(_division, wrong))
    first = wrong[0].share
    row = _row_of(placed, first)
    label = _label(placed, row)
    named = f" (“{label}”)" if len(label) > 1 else ""
    stated = " and ".join(_text(each.share) for each in wrong)
    reckoned = " and ".join(percent(each.reckoned / 100, each.share.step) for each in wrong)
    return Discrepancy(
        kind=DiscrepancyKind.SHARE,
        severity="medium",
        sides=tuple(paper.side(row_quote(paper, each)) for each, _ in rows),
        values=tuple(value for _, value in rows),
        arithmetic=arithmetic,
        sentence=(
            f"The table {paper.where(row.start)} says {stated}{named}, "
            f"but by the figures beside it it should be {reckoned} ({arithmetic})."
        ),
    )


def _division(wrong: WrongShare) -> str:
    part, whole = _text(wrong.part).lstrip("-–−"), _text(wrong.whole).lstrip("-–−")
    exact = percent(wrong.reckoned / 100, wrong.share.step / 10)
    reckoning = f"({part} - {whole}) / {whole}" if wrong.change else f"{part} / {whole}"
    return f"{reckoning} = {exact}, not {_text(wrong.share)}"


def _of_running(paper: Paper, placed: PlacedGrid, found: Running) -> Discrepancy:
    row = found.line.row
    plain = sum((cell.number or Decimal(0) for cell in found.years), Decimal(0))
    added = sum_of(found.years, plain, found.total)
    arithmetic = f"{added}, not {_text(found.total)}"
    sides, values = [paper.side(row_quote(paper, row))], [_text(found.total)]
    says = f"The table {paper.where(row.start)} gives {_text(found.total)} in all for “{found.line.label}”"
    if found.expected is not None:
        arithmetic = f"by the years it is {written(found.expected, found.total)}, not {_text(found.total)}"
        sentence = f"{says}, but {arithmetic}."
    else:
        sentence = f"{says}, but the years beside it make {added}."
    if found.example is not None and found.example_total is not None:
        sides.append(paper.side(row_quote(paper, found.example.row)))
        values.append(_text(found.example_total))
        sentence += f" {_reading(found)}"
    return Discrepancy(
        kind=DiscrepancyKind.CUMULATIVE,
        severity="medium" if found.expected is not None else "low",
        sides=tuple(sides),
        values=tuple(values),
        arithmetic=arithmetic,
        sentence=sentence,
    )


def _reading(found: Running) -> str:
    """How the years have to be read."""
    assert found.example is not None and found.example_total is not None
    first = next(cell for cell in found.example.cells[1:] if cell.filled)
    shown = f"“{found.example.label}”: {_text(first)} becomes {_text(found.example_total)}"
    if found.expected is not None:
        return f"Other rows count each year's figure again in the years after it ({shown})."
    return (
        "It only follows if each year's figure is counted again in the years after it, "
        f"though the table leaves them empty ({shown})."
    )


def _distinct(rows: Iterable[tuple[Row, str]]) -> list[tuple[Row, str]]:
    """Each row once, with the first figure that is taken from it."""
    first: dict[int, tuple[Row, str]] = {}
    for row, value in rows:
        first.setdefault(row.start, (row, value))
    return list(first.values())


def _label(placed: PlacedGrid, row: Row) -> str:
    return next((line.label for line in placed.grid.lines if line.row is row and line.label), "Total")


def _column(placed: PlacedGrid, cell: Cell) -> str:
    row = _row_of(placed, cell)
    for line in (line for line in placed.grid.lines if line.row is row):
        for place, each in enumerate(line.cells):
            if each.slice.start == cell.slice.start and each.slice.text == cell.slice.text:
                return placed.grid.columns[place] or f"column {place + 1}"
    return ""


def _text(cell: Cell) -> str:
    return " ".join(cell.slice.text.split())


def _severity(difference: Decimal, total: Cell) -> Severity:
    return "high" if abs(difference) >= HIGH * abs(total.number or Decimal(1)) else "medium"
