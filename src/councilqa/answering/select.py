"""Which units answer: the best for each part, then what adds to them, within the length of an answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from councilqa.answering.bare import is_bare, what_it_is_of
from councilqa.answering.compose import Lengths
from councilqa.answering.doubt import QUANTITIES, holds_kind
from councilqa.answering.evidence import Evidence
from councilqa.answering.parts import parts
from councilqa.answering.wanted import Wanted
from councilqa.answering.worth import Asked, announces, asks, points_on, worth
from councilqa.retrieval.retriever import Query
from councilqa.text import comparable, content_words

SLACK = 0.5
"""A unit that scores so much less than the best adds nothing worth reading."""
LONGEST_LABEL = 70
"""Characters of a bold name before a statement."""
SHORTEST = 24
"""Characters; what is shorter is a label, worth quoting only in a list or for its figure."""
PART_BONUS = 0.4
"""Weight of a part's own tokens when a unit for that part is looked for."""
PART_SLACK = 0.05
"""A unit with the kind of thing a part asks for may score so much less than the best one without."""
_LIST_QUESTION = re.compile(
    r"\b(?:which|what|list|name|give)\b.{0,40}?\b(?:two|three|four|five|six|seven|eight|nine|ten|\w{3,}s)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the answer is made of."""

    chosen: tuple[Evidence, ...]
    """The best first."""
    missing: tuple[str, ...]
    """Parts of the question for which nothing fitting was found, as asked."""
    passed: tuple[Passed, ...] = ()
    """Units that were worth more than the last one chosen, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A unit that was passed over when its turn came."""

    evidence: Evidence
    why: str
    """In a few words, for `--explain`."""


def select(
    query: Query,
    evidence: Sequence[Evidence],
    *,
    first: Sequence[Evidence] = (),
    unknown: Collection[str] = (),
    lengths: Lengths,
) -> Selection:
    """Choose units; `first` are those that must lead the answer, `unknown` words that the papers do not speak of."""
    asked = [query.text[start:end].strip() for start, end in parts(query.text)]
    whole = Asked.by(query.text)
    values = {each: worth(each, whole) for each in evidence if not _names_a_group(each)}
    ranked = sorted(values, key=lambda each: -values[each])
    taken = _Taken(lengths, evidence)
    for each in first[:1]:
        taken.add(each)
    missing = [part for part in asked if not _lead(part, query, ranked, taken, unknown)] if len(asked) > 1 else []
    least = values[ranked[0]] - SLACK if ranked else 0.0
    siblings = _with_siblings(ranked, query)
    for each in (*siblings, *(each for each in ranked if _says_something(each, whole.kinds))):
        if values[each] >= least and taken.add(each):
            for needed in _needed(each, evidence):
                taken.add(needed)
    chosen = _without_empty_promises(taken.chosen)
    return Selection(chosen=chosen, missing=tuple(missing), passed=taken.passed(chosen))


def _without_empty_promises(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Units less those that only announce, or ask, what did not make it into the answer: "the key risks are:"."""
    kept = tuple(
        each
        for each in chosen
        if not (announces(each.unit) or asks(each.unit)) or any(_follows(other, each) for other in chosen)
    )
    return kept or tuple(chosen)


def _names_a_group(evidence: Evidence) -> bool:
    """Whether a row has one cell only: it heads the rows below it and says nothing itself."""
    cells = evidence.unit.cells
    return evidence.unit.kind == "row" and len(cells) > 1 and sum(bool(cell.strip()) for cell in cells) == 1


def _follows(other: Evidence, evidence: Evidence) -> bool:
    """Whether a unit stands in what another announces."""
    lead_in = other.unit.lead_in
    if other.hit.passage.document_id != evidence.hit.passage.document_id:
        return False
    if lead_in is not None and lead_in.strip() in evidence.unit.text:
        return True
    needed = _places_before(other)
    return other.hit.passage.id == evidence.hit.passage.id and evidence.position in (*needed, other.position - 1)


def _places_before(evidence: Evidence) -> Sequence[int]:
    """Places in its passage of what says of what a bare unit is; of another there are none."""
    return what_it_is_of(evidence.hit.passage, evidence.position) if is_bare(evidence.unit) else ()


class _Taken:
    """Units chosen so far, none that repeats another, within the length."""

    def __init__(self, lengths: Lengths, evidence: Sequence[Evidence]) -> None:
        self._evidence = evidence
        self.chosen: list[Evidence] = []
        self._texts: list[str] = []
        self._refused: dict[Evidence, tuple[str, int]] = {}
        """Why, and how many were chosen then."""
        self._lengths = lengths
        self._used = 0
        self._quotations = 0

    def add(self, evidence: Evidence) -> bool:
        """Take a unit, with what says of what it is where it does not itself; False where it is not taken."""
        places, passage = _places_before(evidence), evidence.hit.passage
        found = (each for each in self._evidence if each.hit.passage.id == passage.id and each.position in places)
        before = sorted(found, key=lambda each: each.position)
        return all(each in self.chosen or self._add(each) for each in before) and self._add(evidence)

    def _add(self, evidence: Evidence) -> bool:
        said = evidence.said
        text = comparable(said)
        apart = not any(adjoins(evidence, other) for other in self.chosen)
        length = len(said) + (6 if apart else 2)
        against = self._against(text, length, apart=apart)
        if against:
            self._refused.setdefault(evidence, (against, len(self.chosen)))
            return False
        self._used += length
        self._quotations += apart
        self._texts.append(text)
        self.chosen.append(evidence)
        return True

    def _against(self, text: str, length: int, *, apart: bool) -> str:
        """Why a unit cannot be taken; empty where it can."""
        if any(text == known or (len(text) > 40 and text in known) for known in self._texts):
            return "it repeats another"
        if self._used + length > self._lengths.most_characters:
            return "no room for it"
        if self._quotations + apart > self._lengths.most_quotations:
            return "too many quotations"
        return ""

    def passed(self, kept: Collection[Evidence]) -> tuple[Passed, ...]:
        """What was refused before another unit was taken, and what was taken but is not kept.

        What was refused after the last one is worth less than all of the answer: it was not passed over.
        """
        refused = [
            Passed(evidence=each, why=why)
            for each, (why, chosen) in self._refused.items()
            if chosen < len(self.chosen) and each not in self.chosen
        ]
        left_out = [Passed(evidence=each, why="it announces or asks only") for each in self.chosen if each not in kept]
        return (*refused, *left_out)


def adjoins(one: Evidence, other: Evidence) -> bool:
    """Whether two units stand side by side in a paragraph, so that one quotation holds both."""
    if one.hit.passage.id != other.hit.passage.id or abs(one.position - other.position) != 1:
        return False
    here, there = one.unit, other.unit
    if here.paragraph != there.paragraph or here.page != there.page:
        return False
    return "row" not in (here.kind, there.kind)


def _lead(part: str, query: Query, ranked: Sequence[Evidence], taken: _Taken, unknown: Collection[str]) -> bool:
    """Take the best unit for one part of the question; False where none holds the kind of thing it asks for."""
    asked = Asked.by(part)
    if not ranked:
        return False
    if QUANTITIES & set(asked.kinds) and set(content_words(part)) & set(unknown):
        return False
    start = query.text.find(part)
    own = [
        token
        for token, (first, last) in enumerate(query.tokens.offsets)
        if first >= start and last <= start + len(part)
    ]
    weights = query.tokens.weights[: query.tokens.own][own]
    total = float(weights.sum()) or 1.0

    def fit(evidence: Evidence) -> float:
        return worth(evidence, asked) + PART_BONUS * float(evidence.met[own] @ weights) / total

    best = max(ranked, key=fit)
    needed = [kind for kind in asked.kinds if kind in QUANTITIES]
    holding = [each for each in ranked if any(holds_kind(kind, each) for kind in needed)]
    fitting = max(holding, key=fit, default=best)
    answered = not needed or (bool(holding) and fit(fitting) >= fit(best) - PART_SLACK)
    taken.add(fitting if answered and needed else best)
    return answered


_LEANS = re.compile(
    r"^(?:as such|this|these|that|those|therefore|consequently|however|it|they|such|hence|thus|accordingly)\b",
    re.IGNORECASE,
)


def _needed(chosen: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """What a unit cannot be read without: the sentence it leans on, or what it points on to."""
    near = {each.position: each for each in evidence if each.hit.passage.id == chosen.hit.passage.id}
    found: list[Evidence] = []
    before = near.get(chosen.position - 1)
    if before is not None and chosen.unit.kind != "row" and (_leans(chosen) or _is_label_of(before, chosen)):
        found.append(before)
    if asks(chosen.unit) and chosen.position + 1 in near:
        found.append(near[chosen.position + 1])
    if points_on(chosen.unit):
        place = chosen.position + 1
        while place in near and len(found) < 8 and near[place].unit.kind != "sentence":
            found.append(near[place])
            place += 1
    return found


def _leans(evidence: Evidence) -> bool:
    return evidence.unit.kind == "sentence" and _LEANS.search(evidence.unit.text) is not None


def _is_label_of(before: Evidence, evidence: Evidence) -> bool:
    """Whether the unit before is the bold or short name of what this one says: "**Lower costs.** Doubled work …"."""
    short = len(before.unit.text) < LONGEST_LABEL and before.unit.kind == evidence.unit.kind
    return short and before.unit.text.startswith(("**", "__")) and before.unit.paragraph == evidence.unit.paragraph


def _with_siblings(ranked: Sequence[Evidence], query: Query) -> list[Evidence]:
    """For a question for a list: the best unit, with the items that stand beside it."""
    if not ranked or not _LIST_QUESTION.search(query.text):
        return []
    return [ranked[0], *sorted(_siblings(ranked[0], ranked), key=lambda other: other.position)]


def _says_something(evidence: Evidence, kinds: Sequence[Wanted]) -> bool:
    """Whether a unit is more than a label: long enough for a statement, or of the kind asked for."""
    return len(evidence.said) >= SHORTEST or any(holds_kind(kind, evidence) for kind in kinds)


def _siblings(evidence: Evidence, ranked: Sequence[Evidence]) -> list[Evidence]:
    """Items under the same lead-in in the same passage, or under this unit if it is a lead-in itself."""
    unit = evidence.unit
    if unit.kind == "item" and unit.lead_in:
        lead_in = unit.lead_in
    elif unit.text.rstrip().endswith(":"):
        lead_in = unit.text
    else:
        return []
    return [
        other
        for other in ranked
        if other.hit.passage.id == evidence.hit.passage.id
        and other.unit.kind == "item"
        and other.unit.lead_in is not None
        and (other.unit.lead_in in lead_in or lead_in in other.unit.lead_in)
    ]
