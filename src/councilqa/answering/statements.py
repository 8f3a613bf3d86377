"""What can be said as one statement with one quotation: a sentence, a row, a list with what leads in to it.

Statements are true on their own: one that leans on the sentence before has it with it, an item what introduces it, a
bare figure what it is of; what only points on to something else is no statement without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

import numpy as np

from councilqa.answering.bare import is_bare, what_it_is_of
from councilqa.answering.evidence import Evidence
from councilqa.domain.passages import Hit, Unit
from councilqa.retrieval.late import Floats
from councilqa.text import comparable

Shape = Literal["unit", "item", "pair", "triple", "list", "rows"]

MOST_CHARACTERS = 460
"""Of two or three sentences together."""
MOST_LISTED = 900
"""Of a list or some rows: a list is given whole."""
MOST_ROWS = 8
MOST_GAP = 12
"""Characters between two units that one quotation holds."""
_LEANS = re.compile(
    r"^(?:as such|this|these|that|those|therefore|consequently|however|it|they|such|hence|thus|accordingly|he|she|"
    r"the (?:former|latter)|both of these|instead|in doing so|again|similarly|likewise|also|but|and|so)\b",
    re.IGNORECASE,
)
_POINTS_ON = re.compile(r"(?::|\bbelow\b.?|\bas follows\b.?)\s*$", re.IGNORECASE)


def announces(text: str) -> bool:
    """Whether a sentence only points on to what follows: "the key risks are:"."""
    return _POINTS_ON.search(text) is not None


def asks(text: str) -> bool:
    """Whether a sentence is a question of the paper's own: it says nothing without what answers it."""
    return text.rstrip("\"'”’)*_ ").endswith("?")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statement:
    """Units of one passage in reading order, each beside the next."""

    units: tuple[Evidence, ...]
    shape: Shape
    of: int
    """Place among `units` of the one that it was made for."""

    def __post_init__(self) -> None:
        if not self.units:
            raise ValueError("a statement says something")

    @property
    def hit(self) -> Hit:
        return self.units[0].hit

    @property
    def positions(self) -> tuple[int, ...]:
        return tuple(each.position for each in self.units)

    @property
    def length(self) -> int:
        """Characters, roughly."""
        return sum(len(each.said) + 1 for each in self.units)

    @property
    def met(self) -> Floats:
        """(question tokens,) best match of each in any of the units."""
        return np.asarray(np.max([each.met for each in self.units], axis=0), dtype=np.float32)

    def shares(self, other: Statement) -> bool:
        """Whether both hold the same unit, or words of one are those of the other."""
        if self.hit.passage.id == other.hit.passage.id:
            return not set(self.positions).isdisjoint(other.positions)
        own = {comparable(each.unit.text) for each in self.units}
        return any(comparable(each.unit.text) in own for each in other.units)


def statements(evidence: Sequence[Evidence]) -> tuple[Statement, ...]:
    """Everything that the units can be said as, by passage and in reading order."""
    ordered = sorted(evidence, key=lambda each: (each.hit.rank, each.position))
    found: dict[tuple[int, tuple[int, ...]], Statement] = {}
    for _, group in groupby(ordered, key=lambda each: each.hit.rank):
        for each in _of_passage(list(group)):
            found.setdefault((each.hit.rank, each.positions), each)
    return tuple(found.values())


def _of_passage(units: Sequence[Evidence]) -> Iterator[Statement]:
    by_place = {each.position: each for each in units}
    for each in units:
        whole = _with_what_it_needs(each, by_place)
        if whole is not None:
            shape: Shape = "item" if each.unit.kind == "item" else "unit"
            yield Statement(units=whole, shape=shape, of=whole.index(each))
        if whole is None or len(whole) == 1:
            yield from _runs(each, by_place)
        yield from _lists(each, by_place)


def _with_what_it_needs(each: Evidence, by_place: dict[int, Evidence]) -> tuple[Evidence, ...] | None:
    """A unit with those it cannot be understood without; None where it says nothing of its own."""
    if says_nothing(each.unit):
        return None
    needed = [each]
    if is_bare(each.unit):
        places = what_it_is_of(each.hit.passage, each.position)
        needed = [by_place[place] for place in places if place in by_place] + needed
    while needed[0].unit.kind == "sentence" and leans(needed[0].unit) and len(needed) < 3:
        before = by_place.get(needed[0].position - 1)
        if before is None or not beside(before, needed[0]):
            break
        needed.insert(0, before)
    return tuple(needed) if _joined(needed) else None


def _runs(first: Evidence, by_place: dict[int, Evidence]) -> Iterator[Statement]:
    """Two and three sentences of a paragraph in a row; a question of the paper's own with its answer."""
    run = [first]
    for shape in ("pair", "triple"):
        following = by_place.get(run[-1].position + 1)
        if following is None or not _goes_on(run[-1], following):
            return
        run.append(following)
        if not _joined(run) or sum(len(each.said) for each in run) > MOST_CHARACTERS:
            return
        if not announces(following.unit.text):
            yield Statement(units=tuple(run), shape=shape, of=0)


def _goes_on(one: Evidence, other: Evidence) -> bool:
    """Whether a sentence belongs to the same paragraph as the unit before it, or answers what that asks."""
    if other.unit.kind != "sentence" or one.unit.kind == "row":
        return False
    passage = one.hit.passage
    between = passage.text[one.unit.end - passage.start : other.unit.start - passage.start]
    same = one.unit.paragraph == other.unit.paragraph and one.unit.page == other.unit.page and "\n\n" not in between
    return asks(one.unit.text) or (same and one.unit.kind == "sentence")


def _lists(first: Evidence, by_place: dict[int, Evidence]) -> Iterator[Statement]:
    """What leads in to a list or a table with all of it; a list without that, where it stands in another passage."""
    leads = first.unit.kind != "row" and announces(first.unit.text)
    before = by_place.get(first.position - 1)
    begins = first.unit.kind in ("item", "row") and (before is None or not _same_list(before, first))
    if not leads and not begins:
        return
    run = [first]
    place = first.position + 1
    while place in by_place and by_place[place].unit.kind in ("item", "row"):
        following = by_place[place]
        if len(run) > 1 and not _same_list(run[-1], following):
            break
        run.append(following)
        place += 1
    while len(run) > 1 and run[-1].unit.kind == "item" and announces(run[-1].unit.text):
        run.pop()  # what it points on to is not of this list
    rows = sum(each.unit.kind == "row" for each in run)
    if len(run) > 1 and rows <= MOST_ROWS and _joined(run) and sum(len(each.said) for each in run) <= MOST_LISTED:
        yield Statement(units=tuple(run), shape="rows" if rows else "list", of=0)


def _same_list(one: Evidence, other: Evidence) -> bool:
    return one.unit.kind == other.unit.kind and one.unit.lead_in == other.unit.lead_in


def _joined(units: Sequence[Evidence]) -> bool:
    return all(beside(one, other) for one, other in pairwise(units))


def beside(one: Evidence, other: Evidence) -> bool:
    """Whether one quotation can hold both, the first before the second."""
    here, there = one.unit, other.unit
    return one.hit.passage.id == other.hit.passage.id and 0 <= there.start - here.end <= MOST_GAP


def leans(unit: Unit) -> bool:
    """Whether a sentence begins with a word for something said before it."""
    return _LEANS.search(unit.text) is not None


def says_nothing(unit: Unit) -> bool:
    """Whether a unit only points on, asks, or heads the rows below it."""
    if unit.kind == "row":
        return len(unit.cells) > 1 and sum(bool(cell.strip()) for cell in unit.cells) == 1
    return announces(unit.text) or asks(unit.text)
