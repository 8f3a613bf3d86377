"""Rows that are the sum of those above though nothing calls them a total: "Net cost", a last row without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from councilqa.registers.sums.signs import Entry

_LEAST_PARTS = 2


def with_totals(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a table, with those of the rows marked that add up the rows above them."""
    lines = list(dict.fromkeys(entry.line for entry in entries))
    found: set[int] = set()
    for line in lines:
        if not _is_marked(entries, line) and _adds_up(entries, line, since=max(found, default=-1)):
            found.add(line)
    unnamed_last = [line for line in lines[-1:] if len(lines) > _LEAST_PARTS and not _label(entries, line)]
    return [
        replace(entry, sum=replace(entry.sum, total=True)) if entry.line in {*found, *unnamed_last} else entry
        for entry in entries
    ]


def _is_marked(entries: Sequence[Entry], line: int) -> bool:
    return all(entry.sum.total for entry in entries if entry.line == line)


def _label(entries: Sequence[Entry], line: int) -> str | None:
    return next((entry.sum.row for entry in entries if entry.line == line), None)


def _adds_up(entries: Sequence[Entry], line: int, *, since: int) -> bool:
    """Whether every sum of a row is the sum of at least two above it, in every column that it has."""
    own = [entry for entry in entries if entry.line == line and entry.sum.amount]
    parts = {entry.column: _above(entries, entry, since) for entry in own}
    if not own or not any(len(each) >= _LEAST_PARTS for each in parts.values()):
        return False
    return all(sum(parts[entry.column], Decimal(0)) == entry.sum.amount for entry in own)


def _above(entries: Sequence[Entry], entry: Entry, since: int) -> list[Decimal]:
    """Amounts over a cell that are not nought, without those of rows that are totals themselves."""
    return [
        each.sum.amount
        for each in entries
        if each.column == entry.column
        and since < each.line < entry.line
        and each.sum.amount
        and not _is_marked(entries, each.line)
    ]
