"""Rows that are the sum of those above though nothing calls them a total: "Net cost", a last row without a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from councilqa.registers.sums.signs import Entry

_LEAST_PARTS = 2


@dataclass(slots=True)
class _Column:
    """What of a column is not yet added up: the amounts since the last total, those of marked rows left out."""

    parts: int = 0
    reached: Decimal = field(default_factory=Decimal)

    def add(self, amount: Decimal) -> None:
        self.parts += 1
        self.reached += amount


def with_totals(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a table, with those of the rows marked that add up the rows above them."""
    lines: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        lines[entry.line].append(entry)
    found = set(_adding_up(lines.values()))
    if len(lines) > _LEAST_PARTS and not lines[last := max(lines)][0].sum.row:
        found.add(last)
    return [replace(entry, sum=replace(entry.sum, total=True)) if entry.line in found else entry for entry in entries]


def _adding_up(lines: Iterable[Sequence[Entry]]) -> Iterator[int]:
    """Lines whose every sum is that of at least two above it since the last such line, in every column they have."""
    columns: dict[int, _Column] = defaultdict(_Column)
    for line in lines:
        if all(entry.sum.total for entry in line):
            continue
        if _adds_up(line, columns):
            columns.clear()
            yield line[0].line
        else:
            for entry in line:
                if entry.sum.amount:
                    columns[entry.column].add(entry.sum.amount)


def _adds_up(line: Sequence[Entry], columns: dict[int, _Column]) -> bool:
    own = [(entry.sum.amount, columns[entry.column]) for entry in line if entry.sum.amount]
    if not any(column.parts >= _LEAST_PARTS for _, column in own):
        return False
    return all(column.reached == amount for amount, column in own)
