"""A paragraph and a row that give the same sums for the same councils, but for one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from councilqa.checking.amounts import Amount, agree, amounts, apart
from councilqa.checking.grids import Cell, Line, parts_of
from councilqa.checking.papers import BOTH, Paper, PlacedGrid, Sentence
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind
from councilqa.figures import POUNDS

LEAST_SAME = 2
"""Sums that are the same, with which a third is no other quantity by chance."""
NEAR = Decimal("0.25")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Of:
    """A sum of a council."""

    amount: Amount
    council: str
    sentence: Sentence


def compared(paper: Paper) -> Iterator[Discrepancy]:
    """ "£4.8m compared to Oakshire's £11.6m" beside a row with £4.8m and £13.3m, and another sum that is the same."""
    paragraphs: dict[int, list[_Of]] = defaultdict(list)
    for sentence in paper.sentences:
        for amount in amounts(sentence.quote.text, sentence.quote.start):
            council = paper.scope_of(sentence, amount.quote.start, amount.quote.end)
            if amount.unit == POUNDS and council and council != BOTH:
                paragraphs[sentence.position].append(_Of(amount=amount, council=council, sentence=sentence))
    lines = ((line, _by_council(paper, placed, line)) for placed in paper.grids for line in placed.grid.lines)
    rows = [(line, row) for line, row in lines if sum(map(len, row.values())) > LEAST_SAME]
    told: set[tuple[Decimal, str]] = set()
    for said in paragraphs.values():
        for line, row in paper.effort.timed(rows):
            differing = _differing(said, row)
            if differing is not None and (differing[0].amount.value, differing[1].written) not in told:
                told.add((differing[0].amount.value, differing[1].written))
                yield _told(paper, line, *differing)


@dataclass(frozen=True, slots=True, kw_only=True)
class _InRow:
    value: Decimal
    written: str
    cell: Cell


def _differing(said: list[_Of], row: dict[str, list[_InRow]]) -> tuple[_Of, _InRow] | None:
    """The one sum of a council in a paragraph that the row has otherwise; None where more or fewer fit."""
    same = {each.amount.value for each in said for own in row.get(each.council, ()) if own.value == each.amount.value}
    if len(same) < LEAST_SAME:
        return None
    pairs = [
        (each, own)
        for each in said
        for own in row.get(each.council, ())
        if own.value not in same and each.amount.value not in same and _is_near(each.amount, own)
    ]
    return pairs[0] if len(pairs) == 1 else None


def _is_near(amount: Amount, own: _InRow) -> bool:
    other = Amount(quote=own.cell.slice, value=own.value, step=amount.step, unit=amount.unit)
    return not agree(amount, other) and apart(amount, other) <= NEAR


def _by_council(paper: Paper, placed: PlacedGrid, line: Line) -> dict[str, list[_InRow]]:
    found: dict[str, list[_InRow]] = defaultdict(list)
    for column, cell in zip(placed.grid.columns[1:], line.cells[1:], strict=True):
        council = paper.names.of(column) if "£" in cell.slice.text else None
        if council is None or council == BOTH:
            continue
        found[council] += [_InRow(value=part.number, written=part.written, cell=cell) for part in parts_of(cell)]
    return found


def _told(paper: Paper, line: Line, said: _Of, own: _InRow) -> Discrepancy:
    row = paper.slice(line.row.start, line.row.end)
    written = " ".join(said.amount.quote.text.split())
    return Discrepancy(
        kind=DiscrepancyKind.TEXT_AND_TABLE,
        severity="medium",
        sides=(paper.side(said.sentence.quote), paper.side(row)),
        values=(written, own.written),
        arithmetic="",
        sentence=(
            f"For {said.council} the text says {written} {paper.where(said.sentence.quote.start)}, where the table "
            f"{paper.where(row.start)} has {own.written} (“{line.label}”); the other figures of both are the same."
        ),
    )
