"""Which rows of a comparison give the same figure and which another: only figures of one unit and one sort."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from councilqa.domain.comparisons import FigureCompared, Given, Row
from councilqa.figures import FTE, PERCENT, POUNDS, Found, figures, singular
from councilqa.text import fold

_SORTS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})")
    for name, words in {
        "saving": r"sav(?:e|es|ed|ing|ings)\b|efficienc(?:y|ies)\b",
        "salary": r"salar(?:y|ies)\b|pay (?:band|scale|range|grade)s?\b|remuneration\b|wages?\b",
        "deficit": r"deficits?\b|shortfalls?\b|(?:budget|funding) gaps?\b|overspends?\b",
        "reserve": r"reserves?\b",
        "income": r"income\b|receipts?\b|grants?\b|revenue\b",
        "budget": r"budgets?\b|set aside\b|allocat\w+|fund(?:s|ed|ing)?\b",
        "cost": r"costs?\b|spend(?:s|ing)?\b|spent\b|expenditure\b|fees?\b|prices?\b|pays?\b|paid\b",
    }.items()
}
"""What a sum is of, by the words near it; the first that fits a question is what it asks for."""
_COUNTED: Mapping[str, frozenset[str]] = {
    "people": frozenset("people person resident inhabitant population citizen customer".split()),
    "staff": frozenset("staff employee headcount worker officer workforce fte".split()),
    "posts": frozenset("post job role position head director executive manager fte".split()),
    "services": frozenset("service function area team".split()),
    "months": frozenset("month year week day".split()),
}
_HOW_MANY = re.compile(r"\b(?:how many|what number of|number of|how large|what(?:'s| is) the)\b(.{0,60})")
_SHARES = re.compile(r"\b(?:percentage|per ?cent|proportion|share|split|divided|apportion\w*)\b")
_MARKER = re.compile(r"\s*\[\d+\]\s*$")


def compared(asked: str, rows: Sequence[Row]) -> tuple[FigureCompared, ...]:
    """The figures of the sort that a question asks for, where two rows or more give one; else nothing."""
    found: list[FigureCompared] = []
    for unit, sort in _asked_for(fold(asked)):
        given = [each for row in rows if row.stated and (each := _given(row, unit, sort)) is not None]
        if len(given) > 1:
            agreeing = _agreeing(given)
            found.append(FigureCompared(unit=unit, sort=sort, given=tuple(given), agreeing=agreeing))
    return tuple(found)


def _asked_for(question: str) -> Iterator[tuple[str, str]]:
    """(unit, sort)"""
    for said in _HOW_MANY.findall(question)[:1]:
        words = {singular(word) for word in re.findall(r"[a-z]+", said)}
        for sort, nouns in _COUNTED.items():
            if words & nouns:
                yield (FTE if "fte" in words else ""), sort
                return
    if _SHARES.search(question):
        yield PERCENT, "share"
    asked = next((name for name, pattern in _SORTS.items() if pattern.search(question)), None)
    if asked is not None:
        yield POUNDS, asked


def _given(row: Row, unit: str, sort: str) -> Given | None:
    """Those of the first statement alone: figures further down may well be of another matter."""
    written: dict[Decimal, str] = {}
    text = _MARKER.sub("", next(iter(row.answer.text.splitlines()), ""))
    for figure in figures(text):
        if figure.unit == unit and _is_of(sort, figure, text):
            written.setdefault(abs(figure.value), _written(figure, text))
    if not written:
        return None
    return Given(party=row.party.key, written=tuple(written.values()), values=tuple(written))


def _written(figure: Found, text: str) -> str:
    """As it stands there; with its unit where a column's heading has that: "£315,000" for 315 under "£000"."""
    as_it_stands = text[figure.start : figure.end].strip(" (")
    if figure.unit == POUNDS and POUNDS not in as_it_stands:
        return f"{POUNDS}{abs(figure.value):,f}"
    return (
        f"{as_it_stands}%" if figure.unit == PERCENT and not re.search(r"%|per ?cent", as_it_stands) else as_it_stands
    )


def _is_of(sort: str, figure: Found, text: str) -> bool:
    if sort == "share":
        return True
    if sort in _COUNTED:
        return bool(_COUNTED[sort] & set(figure.nouns)) or _population(sort, figure, text)
    return _nearest(figure, _lower(text)) == sort


def _population(sort: str, figure: Found, text: str) -> bool:
    """ "a population of 149,000": what is counted stands before."""
    before = text[max(0, figure.start - 25) : figure.start].lower()
    return sort == "people" and "population" in before


def _nearest(figure: Found, text: str) -> str | None:
    """The sort of sum whose word stands nearest in the same sentence, before or behind the figure."""
    start = max(text.rfind(mark, 0, figure.start) for mark in (". ", "; ", "\n")) + 1
    stops = [at for mark in (". ", "; ", "\n") if (at := text.find(mark, figure.end)) >= 0]
    end = min(stops, default=len(text))
    near: list[tuple[int, str]] = []
    for name, pattern in _SORTS.items():
        for match in pattern.finditer(text, start, end):
            distance = figure.start - match.end() if match.end() <= figure.start else match.start() - figure.end
            near.append((max(distance, 0), name))
    return min(near)[1] if near else None


def _lower(text: str) -> str:
    """Lower case with every character in its place."""
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _agreeing(given: Sequence[Given]) -> tuple[tuple[str, ...], ...]:
    by_value: dict[Decimal, tuple[str, ...]] = {}
    for value in dict.fromkeys(value for each in given for value in each.values):
        by_value[value] = tuple(each.party for each in given if value in each.values)
    groups = dict.fromkeys(group for group in by_value.values() if len(group) > 1)
    return tuple(sorted(groups, key=lambda group: -len(group)))
