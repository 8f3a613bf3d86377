"""The same quantity with another value, in one paper or in two."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from councilqa.checking.amounts import Amount, agree, apart, shown_step
from councilqa.checking.papers import BOTH, Paper
from councilqa.checking.statements import Statement, can_be_one, likeness
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind, Severity, Side
from councilqa.domain.documents import Placed
from councilqa.figures import POUNDS

NEAR = Decimal("0.12")
"""Figures that lie further apart are of other things more often than not."""
NEAR_OF_ONE_YEAR = Decimal("0.35")
"""The same, where family, council and year are the same by a table."""
MOST_PAIRS, MOST_PAIRS_EACH = 20_000, 100
"""Pairs of figures that are compared in any paper, and so many more for each figure."""
_WHOLE = frozenset({"population", "households"})
"""What there is but one of, once it is said to be of both councils together."""
LEAST_FORMS = 3
"""So many sections that have one sentence, each with a figure of its own, fill in a form."""
SAME = Decimal("0.01")
"""c149,000 and 149,400 are the same figure."""
_UPDATED = re.compile(
    r"\b(?:(?:has|have|had|was|were|been) (?:since )?(?:updated|revised|refreshed|restated|superseded)|since then|"
    r"(?:revised|updated|latest|refreshed) (?:projections?|forecasts?|estimates?|figures?|position)|"
    r"now (?:estimated|forecast(?:ed)?|projected|stands?|expected)|"
    r"previously (?:reported|estimated|forecast(?:ed)?))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement in its paper."""

    paper: Paper
    statement: Statement


def restated(said: Sequence[Said]) -> Iterator[Discrepancy]:
    """One for each two values of a quantity, from the places that are most alike."""
    best: dict[tuple[str, str, str, str], tuple[tuple[bool, int, float], Said, Said]] = {}
    if not said:
        return
    tabled, forms, effort = _tabled(said), _forms(said), said[0].paper.effort
    most = MOST_PAIRS + MOST_PAIRS_EACH * len(said)
    for one, other in effort.first(most, _pairs(said), what="pairs of figures that may be one"):
        alike = _likeness(one, other)
        if alike is None or _are_told_apart(one, other, tabled) or _form(one) == _form(other) in forms:
            continue
        key = _values(one, other)
        if key not in best or alike > best[key][0]:
            best[key] = (alike, one, other)
    kin = _by_kin(said)
    for _, one, other in effort.timed(best.values()):
        yield _told(one, other, [said[at] for at in kin[_kin(one)]])


def _kin(said: Said) -> tuple[str, str | None, str]:
    """What two figures that can be one have in common."""
    return said.statement.family, said.statement.scope, said.statement.amount.unit


def _by_kin(said: Sequence[Said]) -> dict[tuple[str, str | None, str], list[int]]:
    kin: dict[tuple[str, str | None, str], list[int]] = defaultdict(list)
    for at, each in enumerate(said):
        kin[_kin(each)].append(at)
    return kin


def _pairs(said: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Those of one kin that lie near enough to be of one thing, in reading order."""
    values = [abs(each.statement.amount.value) for each in said]
    ordered = {kin: sorted(places, key=lambda at: (values[at], at)) for kin, places in _by_kin(said).items()}
    for at, one in enumerate(said):
        places = ordered[_kin(one)]
        first = bisect_left(places, values[at] * (1 - NEAR_OF_ONE_YEAR), key=values.__getitem__)
        last = bisect_right(places, values[at] / (1 - NEAR_OF_ONE_YEAR), key=values.__getitem__)
        yield from ((one, said[other]) for other in sorted(places[first:last]) if other > at)


_Tabled = dict[tuple[str, Decimal], set[tuple[str, int]]]
"""The tables (paper, place) that have a figure, by its unit and value."""


def _tabled(said: Sequence[Said]) -> _Tabled:
    tables: _Tabled = defaultdict(set)
    for each in said:
        if each.statement.in_table:
            amount = each.statement.amount
            tables[amount.unit, abs(amount.value)].add((each.paper.document.id, each.statement.position))
    return tables


def _are_told_apart(one: Said, other: Said, tabled: _Tabled) -> bool:
    """Whether one table has both figures, each in a cell of its own."""
    first, second = (tabled.get((amount.unit, abs(amount.value)), set()) for amount in _amounts(one, other))
    return bool(first & second)


def _form(said: Said) -> str:
    """A sentence with a gap for its figure."""
    quote, amount = said.statement.quote, said.statement.amount.quote
    start = amount.start - quote.start
    gap = f"{quote.text[:start]}…{quote.text[start + len(amount.text) :]}"
    return " ".join(gap.split()).lstrip("0123456789.() ")


def _forms(said: Sequence[Said]) -> frozenset[str]:
    """Sentences that each of several sections says of its own subject: its figures do not contradict one another."""
    filled: dict[str, dict[tuple[str, ...], Decimal]] = defaultdict(dict)
    for each in said:
        if not each.statement.in_table:
            filled[_form(each)][(each.paper.document.id, *each.statement.section)] = each.statement.amount.value
    return frozenset(form for form, values in filled.items() if len(set(values.values())) >= LEAST_FORMS)


def _amounts(one: Said, other: Said) -> tuple[Amount, Amount]:
    return one.statement.amount, other.statement.amount


def _values(one: Said, other: Said) -> tuple[str, str, str, str]:
    """The same two values told once: £1.1m and £1,115,840 count as one beside £1.2m."""
    first, second = sorted(_amounts(one, other), key=lambda amount: abs(amount.value))
    return (one.statement.family, one.statement.scope or "", f"{abs(first.value):.2g}", f"{abs(second.value):.2g}")


def _likeness(one: Said, other: Said) -> tuple[bool, int, float] | None:
    """How sure it is that two figures are of one thing, and yet differ; None where it is not."""
    first, second = one.statement, other.statement
    if first.family != second.family or first.amount.unit != second.amount.unit:
        return None
    if first.scope is None or first.scope != second.scope or not can_be_one(first, second):
        return None
    if agree(first.amount, second.amount) or (one.paper is other.paper and first.position == second.position):
        return None
    shared, share = likeness(first, second)
    if not _is_enough(first, second, shared, share):
        return None
    if _are_parallel(first, second, share) and not (_is_revised(one) or _is_revised(other)):
        return None
    return (not (first.in_table and second.in_table), shared, share)


def _is_enough(one: Statement, other: Statement, shared: int, share: float) -> bool:
    distance = apart(one.amount, other.amount)
    if one.in_table and other.in_table:
        return bool(one.years & other.years) and shared >= 2 and distance <= NEAR_OF_ONE_YEAR
    if distance > NEAR:
        return False
    if one.family in _WHOLE and one.scope == BOTH:
        return True
    if one.scope == "" or one.section[-1:] == other.section[-1:]:
        return shared >= 5 and share >= 0.6
    if one.in_table or other.in_table:
        return shared >= 3 and share >= 0.5
    return shared >= 3 and share >= 0.34


def _are_parallel(one: Statement, other: Statement, share: float) -> bool:
    """Whether two sentences say the same of two things: "the cost to business is", "the cost to households is"."""
    in_prose = not (one.in_table or other.in_table)
    return (
        in_prose
        and share >= 0.6
        and one.family not in _WHOLE
        and bool(one.words - other.words)
        and bool(other.words - one.words)
    )


def _told(one: Said, other: Said, said: Sequence[Said]) -> Discrepancy:
    revised = _is_revised(one) or _is_revised(other)
    places = [one, other, *_again(one, other, said)]
    sides = [each.paper.side(each.statement.quote) for each in places]
    values = [" ".join(each.statement.amount.quote.text.split()) for each in places]
    row = None if one.statement.in_table or other.statement.in_table else _row_with(one, other)
    if row is not None:
        sides.append(row[0])
        values.append(row[1])
    in_table = row is not None or one.statement.in_table != other.statement.in_table
    kind = DiscrepancyKind.TEXT_AND_TABLE if in_table else DiscrepancyKind.RESTATED
    return Discrepancy(
        kind=DiscrepancyKind.REVISED if revised else kind,
        severity="low" if revised else _severity(one.statement),
        sides=tuple(sides),
        values=tuple(values),
        arithmetic="",
        sentence=_sentence(one, other, revised=revised),
    )


def _again(one: Said, other: Said, said: Sequence[Said]) -> Iterator[Said]:
    """Other places that give one of the two values for the same quantity."""
    told = {each.statement.quote.text for each in (one, other)}
    for each in said:
        place = each.statement.quote.text
        if place not in told and any(_is_same(each.statement, value.statement) for value in (one, other)):
            told.add(place)
            yield each


def _is_same(one: Statement, other: Statement) -> bool:
    if (one.family, one.scope, one.amount.unit) != (other.family, other.scope, other.amount.unit):
        return False
    return agree(one.amount, other.amount) and apart(one.amount, other.amount) <= SAME and can_be_one(one, other)


def _row_with(one: Said, other: Said) -> tuple[Side, str] | None:
    """The row of a table that has one of the two figures to the pound."""
    for said in (one, other):
        amount = said.statement.amount
        if amount.unit != POUNDS or shown_step(amount) >= 100 or abs(amount.value) < 1000:
            continue
        for placed in said.paper.grids:
            for line in placed.grid.lines:
                for cell in line.cells:
                    if cell.money and abs(cell.number or 0) == abs(amount.value):
                        return said.paper.side(said.paper.slice(line.row.start, line.row.end)), cell.slice.text.strip()
    return None


def _severity(statement: Statement) -> Severity:
    return "high" if statement.family in ("saving", "deficit", "cost", "budget", "population") else "medium"


def _sentence(one: Said, other: Said, *, revised: bool) -> str:
    what = f"the {one.statement.family}"
    whom = one.statement.scope
    of = " of both councils together" if whom == "both" else f" of {whom}" if whom else ""
    places = [each.paper.where(each.statement.amount.quote.start) for each in (one, other)]
    if one.paper is not other.paper:
        places = [
            f"{place} of “{each.paper.document.metadata.title}”"
            for place, each in zip(places, (one, other), strict=True)
        ]
    says = " and ".join(
        f"{_figure(each.statement.amount)} {place}" for each, place in zip((one, other), places, strict=True)
    )
    if revised:
        return f"T{what[1:]}{of} was revised in the meantime: it is given as {says}."
    return f"T{what[1:]}{of} is given as {says}, and nothing says why they differ."


def _figure(amount: Amount) -> str:
    """As it is written, or in pounds where its unit stands above its column."""
    text = " ".join(amount.quote.text.split())
    if amount.unit != POUNDS or "£" in text:
        return text
    for scale, letter in ((Decimal(10**6), "m"), (Decimal(1000), "k")):
        if amount.step >= scale / 1000 and abs(amount.value) >= scale / 10:
            return f"£{(abs(amount.value) / scale).normalize():f}{letter}"
    return f"£{abs(amount.value):,f}"


def _is_revised(said: Said) -> bool:
    """Whether the paper says there, or in the words that introduce it, that a figure was updated."""
    paper, statement = said.paper, said.statement
    return any(_UPDATED.search(text) for text in _near(paper, statement))


def _near(paper: Paper, statement: Statement) -> Iterator[str]:
    yield statement.quote.text
    if not statement.in_table:
        return
    placed = paper.document.placed[statement.position]
    for before in reversed(paper.document.placed[max(statement.position - 3, 0) : statement.position]):
        if _introduces(before, placed):
            yield before.block.text


def _introduces(before: Placed, placed: Placed) -> bool:
    return before.paragraph == placed.paragraph and placed.paragraph is not None
