"""Whether a table writes its savings as negative numbers, and what each sum then does to a council's purse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from councilqa.domain.registers import Sum, SumKind
from councilqa.registers.sums.kinds import is_level, is_level_column


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A sum of a table on its way into the register."""

    sum: Sum
    line: int
    column: int


def settle(entries: Sequence[Entry]) -> Iterator[Sum]:
    """Tell savings from costs by the signs of the table, and give each its effect."""
    operands = _operands(entries)
    sign = _sign_of_savings(entries)
    for entry in entries:
        yield _settled(entry, sign, is_operand=(entry.line, entry.column) in operands)


def effect_of(entry: Sum) -> Decimal | None:
    """Of a sum in prose, where a saving is a saving whatever its sign."""
    if entry.amount is None:
        return None
    if entry.kind is SumKind.SAVING:
        return abs(entry.amount)
    return -abs(entry.amount) if entry.kind is SumKind.COST and not is_level(entry.what) else None


def is_example(words: str) -> bool:
    """Whether a sum belongs to a made-up council: "Council A"."""
    return re.search(r"\b(?:[Cc]ouncil|[Aa]uthority|[Pp]artner) [A-DXYZ]\b", words) is not None


def _settled(entry: Entry, sign: int, *, is_operand: bool) -> Sum:
    found, amount = entry.sum, entry.sum.amount
    if amount is None or is_operand or any(is_example(quote.text) for quote in found.quotes):
        return found
    if found.kind is SumKind.SAVING:
        effect = amount * sign + 0  # no "-0"
        return replace(found, kind=SumKind.SAVING if effect >= 0 else SumKind.COST, effect=effect)
    if found.kind is not SumKind.COST or _is_level(found):
        return found
    if sign < 0:
        return replace(found, kind=SumKind.SAVING if amount < 0 else SumKind.COST, effect=-amount)
    return replace(found, effect=-abs(amount))


def _is_level(entry: Sum) -> bool:
    column = entry.column or ""
    return is_level(entry.row or entry.what) or is_level(column) or is_level_column(column)


def _sign_of_savings(entries: Sequence[Entry]) -> int:
    """-1 where savings are written as negative numbers."""
    savings = [entry for entry in entries if entry.sum.kind is SumKind.SAVING and entry.sum.amount]
    differences = _differences(entries)
    if any((entry.line, entry.column) in differences for entry in savings):
        return 1
    negative = sum(1 for entry in savings if entry.sum.amount is not None and entry.sum.amount < 0)
    return -1 if negative * 2 > len(savings) else 1


def _operands(entries: Sequence[Entry]) -> set[tuple[int, int]]:
    """Cells of which a saving below is the difference: what something costs before and after."""
    return {cell for pair in _differences(entries).values() for cell in pair}


def _differences(entries: Sequence[Entry]) -> dict[tuple[int, int], tuple[tuple[int, int], tuple[int, int]]]:
    """Savings that are one row less another, sign and all."""
    found: dict[tuple[int, int], tuple[tuple[int, int], tuple[int, int]]] = {}
    for column in dict.fromkeys(entry.column for entry in entries):
        cells = [entry for entry in entries if entry.column == column and entry.sum.amount is not None]
        for entry in cells:
            if entry.sum.kind is not SumKind.SAVING or not entry.sum.amount:
                continue
            above = [each for each in cells if each.line < entry.line and each.sum.kind is not SumKind.SAVING]
            for one, other in pairwise(above):
                if _is_difference(one.sum.amount, other.sum.amount, entry.sum.amount):
                    found[entry.line, column] = ((one.line, column), (other.line, column))
    return found


def _is_difference(one: Decimal | None, other: Decimal | None, saving: Decimal) -> bool:
    if one is None or other is None:
        return False
    return abs((one - other) - saving) <= max(abs(saving) / 100, Decimal(1))
