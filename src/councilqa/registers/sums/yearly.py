"""Savings and costs by council and year, each with the sums that make it up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from councilqa.domain.registers import Recurrence, Sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """What the tables of a paper give for one council and one year."""

    council: str
    year: int
    """In which it begins: 2023 for 2023/24."""
    savings: Decimal
    costs: Decimal
    """Not negative."""
    sums: tuple[Sum, ...]
    """Those that are added up."""
    pending: tuple[Sum, ...] = ()
    """Those that the paper leaves open ("TBC")."""

    @property
    def net(self) -> Decimal:
        return self.savings - self.costs


def by_council_and_year(sums: Sequence[Sum]) -> tuple[Yearly, ...]:
    """By council as the paper first names them, then by year; without totals, and each sum once.

    Only cells of tables count: prose mostly repeats them. A table that gives a council's sum of a year again, as a
    summary and the chapter behind it do, adds nothing.
    """
    cells = [each for each in sums if _is_of_one_year(each)]
    counted = [each for each in cells if each.effect is not None]
    kept = _once(counted)
    keys = dict.fromkeys((each.council, each.period.first_year) for each in kept if each.period)
    councils = list(dict.fromkeys(council for council, _ in keys))
    ordered = sorted(keys, key=lambda key: (councils.index(key[0]), key[1] or 0))
    return tuple(
        _yearly(
            council, year, _of(kept, council, year), _of((each for each in cells if each.amount is None), council, year)
        )
        for council, year in ordered
        if council is not None and year is not None
    )


def _is_of_one_year(entry: Sum) -> bool:
    period = entry.period
    return (
        entry.row is not None
        and not entry.total
        and entry.council is not None
        and entry.recurrence is not Recurrence.CUMULATIVE
        and period is not None
        and period.first_year is not None
        and period.first_year == period.last_year
    )


def _once(sums: Sequence[Sum]) -> list[Sum]:
    """Without what a table before has given for the same council and year."""
    kept: list[Sum] = []
    tables = _tables(sums)
    given: dict[tuple[str | None, int | None, Decimal | None], int] = {}
    for entry, table in zip(sums, tables, strict=True):
        key = (entry.council, entry.period.first_year if entry.period else None, entry.effect)
        if given.setdefault(key, table) == table:
            kept.append(entry)
    return kept


def _tables(sums: Sequence[Sum]) -> list[int]:
    """The table of each, by where the words over its column begin."""
    return [min((quote.start for quote in entry.quotes), default=0) for entry in sums]


def _of(sums: Iterable[Sum], council: str | None, year: int | None) -> tuple[Sum, ...]:
    return tuple(each for each in sums if each.council == council and each.period and each.period.first_year == year)


def _yearly(council: str, year: int, sums: tuple[Sum, ...], pending: tuple[Sum, ...]) -> Yearly:
    effects = [each.effect for each in sums if each.effect is not None]
    return Yearly(
        council=council,
        year=year,
        savings=sum((effect for effect in effects if effect > 0), Decimal(0)),
        costs=-sum((effect for effect in effects if effect < 0), Decimal(0)),
        sums=sums,
        pending=pending,
    )
