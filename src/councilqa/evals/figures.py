"""Whether a text states a gold figure: the number within its tolerance, of its unit, at its scale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from councilqa.evals.cases import Figure
from councilqa.figures import FTE, PERCENT, POUNDS, Found, figures, scale_of, singular

_MEASURES = frozenset(
    "mile kilometre metre hectare acre year month week day hour minute tonne litre percent point kg km".split()
)
_PEOPLE = frozenset("people person resident inhabitant population member staff employee".split())
_WORD = re.compile(r"[a-z]+(?:'s)?")


def stands(wanted: Figure, text: str) -> bool:
    """Whether a text states a figure: the number within its tolerance, of its unit, at its scale."""
    return any(_same(wanted, found) for found in figures(text))


def any_stands(alternatives: Sequence[Figure], text: str) -> bool:
    return any(stands(each, text) for each in alternatives)


def shown(figure: Figure) -> str:
    """A figure in words: "£41,000", "5%", "163 employees"."""
    number = f"{figure.number.normalize():,f}"
    off = f" ± {figure.tolerance.normalize():,f}" if figure.tolerance else ""
    if figure.unit == POUNDS:
        return f"£{number}{off}"
    return f"{number}{off}%" if figure.unit == PERCENT else f"{number}{off} {figure.unit}".strip()


def _same(wanted: Figure, found: Found) -> bool:
    unit, times, nouns = _canonical(wanted.unit)
    number = wanted.number * times
    # "saves £88k" and "-£88k" in a column of changes say the same sum; elsewhere the sign counts.
    value = abs(found.value) if unit == POUNDS and number >= 0 else found.value
    if abs(value - number) > wanted.tolerance * times:
        return False
    if unit in (POUNDS, PERCENT):
        return found.unit == unit
    if unit == FTE:
        return found.unit == FTE or (found.unit == "" and bool({"post", "role", "employee", "staff"} & {*found.nouns}))
    if found.unit == FTE:
        return bool({"post", "role", "employee", "staff", "people", "officer"} & nouns)
    return found.unit == "" and _counts(nouns, found)


def _counts(nouns: frozenset[str], found: Found) -> bool:
    """A bare number beside no noun of its own may count anything: the cell of a table, a one-word answer."""
    return not nouns or not found.nouns or bool(nouns & _alike(found.nouns)) or not _measured(nouns)


def _measured(nouns: frozenset[str]) -> bool:
    """Whether a wrong noun makes a wrong figure for sure: 10 miles is not 10 years.

    What is counted is named in many ways ("163 employees", "163 people", "163 in shared teams"), measures are not.
    """
    return bool(nouns & _MEASURES)


def _alike(nouns: Sequence[str]) -> frozenset[str]:
    given = frozenset(nouns)
    return given | _PEOPLE if given & _PEOPLE else given


@lru_cache(maxsize=512)
def _canonical(unit: str) -> tuple[str, Decimal, frozenset[str]]:
    """(unit, how many base units it stands for, nouns that name it) of a gold figure's unit."""
    scale = scale_of(unit)
    if scale is not None:
        return scale.unit, scale.times, frozenset()
    folded = unit.strip().lower()
    named = {"gbp": POUNDS, "pounds": POUNDS, "pound": POUNDS, "percentage points": PERCENT, "percent": PERCENT}
    if folded in named:
        return named[folded], Decimal(1), frozenset()
    return "", Decimal(1), frozenset(singular(word) for word in _WORD.findall(folded))
