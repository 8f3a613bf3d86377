"""Which sums answer a question for a total: the one that the paper gives, or years of one row that can be added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from councilqa.answering.reckoning import Basis, amounts
from councilqa.answering.registered.asked import Asked
from councilqa.domain.names import short_name
from councilqa.domain.registers import Recurrence, Sum
from councilqa.text import fold

_TOTAL = re.compile(r"\btotals?\b|\ball\b|\boverall\b", re.IGNORECASE)
_HEADER_UNIT = re.compile(r"£\s?'?(?:000(?:'?s)?|k|m(?:illion)?)\b")


def total(asked: Asked, sums: Sequence[Sum], *, question: str) -> tuple[Sum, ...]:
    """One sum that the paper gives as the total, or several to be added, or none.

    `question` is the folded question. Sums are only added where they stand in one row for one council, each for one
    year and every year asked for once, and are neither totals of one another nor running ones.
    """
    councils = _councils(sums, question)
    if len(councils) > 1:
        return ()
    council = next(iter(councils), None)
    fitting = [
        each
        for each in sums
        if each.kind is asked.sum_kind and each.council == council and each.amount is not None and each.row
    ]
    return _given(asked, fitting) or _parts(asked, fitting)


def basis(entry: Sum) -> Basis:
    """The cell that holds a sum, with the unit over its column."""
    found = (match[0] for head in entry.quotes[2:] if (match := _HEADER_UNIT.search(head.text)))
    cell = entry.quotes[1] if len(entry.quotes) > 1 else entry.quotes[0]
    return Basis(quote=cell, unit=next(found, None))


def _councils(sums: Sequence[Sum], question: str) -> frozenset[str]:
    """The councils of the sums that a question names."""
    known = {each.council for each in sums if each.council}
    return frozenset(
        council for council in known if re.search(rf"\b{re.escape(fold(short_name(council)))}\b", question)
    )


def _given(asked: Asked, sums: Sequence[Sum]) -> tuple[Sum, ...]:
    """The total of all rows for the time asked for, where the paper gives one and the same wherever it does."""
    found = [each for each in sums if each.total and _TOTAL.search(each.row or "") and _for_time(asked, each)]
    values = {abs(each.amount) for each in found if each.amount is not None}
    return tuple(found[:1]) if len(values) == 1 else ()


def _for_time(asked: Asked, entry: Sum) -> bool:
    period = entry.period
    if period is None:
        return not asked.years and asked.year_count is None
    first, last = period.first_year, period.last_year
    if asked.years:
        return (first, last) == (asked.years[0], asked.years[-1])
    if asked.year_count is not None:
        return period.years == asked.year_count
    return entry.recurrence is Recurrence.CUMULATIVE


def _parts(asked: Asked, sums: Sequence[Sum]) -> tuple[Sum, ...]:
    """The years of the one row that has each of those asked for."""
    if len(asked.years) < 2:
        return ()
    rows: dict[int, list[Sum]] = {}
    for each in sums:
        if _is_one_year(each) and each.period and each.period.first_year in asked.years:
            rows.setdefault(each.quotes[0].start, []).append(each)
    whole = [row for row in rows.values() if sorted(_year(each) for each in row) == list(asked.years)]
    values = {tuple(_pounds(each) for each in row) for row in whole}
    return tuple(sorted(whole[0], key=_year)) if len(values) == 1 and len(rows) == len(whole) else ()


def _is_one_year(entry: Sum) -> bool:
    """Whether a sum is one year's own: no running total, no range, as it is written in its cell."""
    running = entry.recurrence is Recurrence.CUMULATIVE or "cumulative" in (entry.column or "").lower()
    one = entry.period is not None and entry.period.years == 1
    exact = entry.upper is None and not entry.approximate and entry.recurrence is not Recurrence.ANNUAL
    return one and exact and not running and _pounds(entry) in amounts(basis(entry))


def _year(entry: Sum) -> int:
    return entry.period.first_year or 0 if entry.period else 0


def _pounds(entry: Sum) -> Decimal:
    return abs(entry.amount) if entry.amount is not None else Decimal(0)
