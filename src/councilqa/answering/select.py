"""Which units answer: the best for each part, then what adds to them, within the length of an answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from councilqa.answering.compose import Lengths, spoken
from councilqa.answering.doubt import QUANTITIES, holds_kind
from councilqa.answering.evidence import Evidence
from councilqa.answering.parts import parts
from councilqa.answering.wanted import Wanted, wanted
from councilqa.retrieval.retriever import Query
from councilqa.text import comparable, content_words

KIND_BONUS = 0.06
"""Added to a unit's score for each kind of thing asked for that it holds."""
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
    kinds = wanted(query.text)
    ranked = sorted((each for each in evidence if not _names_a_group(each)), key=lambda each: -_score(each, kinds))
    taken = _Taken(lengths)
    for each in first[:1]:
        taken.add(each)
    missing = [part for part in asked if not _lead(part, query, ranked, taken, unknown)] if len(asked) > 1 else []
    least = _score(ranked[0], kinds) - SLACK if ranked else 0.0
    siblings = _with_siblings(ranked, query)
    for each in (*siblings, *(each for each in ranked if _says_something(each, kinds))):
        if _score(each, kinds) >= least and taken.add(each):
            for needed in _needed(each, evidence):
                taken.add(needed)
    return Selection(chosen=_without_empty_promises(taken.chosen), missing=tuple(missing))


def _without_empty_promises(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Units less those that only announce what did not make it into the answer: "the key risks are:"."""
    kept = tuple(each for each in chosen if not _announces(each) or any(_follows(other, each) for other in chosen))
    return kept or tuple(chosen)


def _names_a_group(evidence: Evidence) -> bool:
    """Whether a row has one cell only: it heads the rows below it and says nothing itself."""
    cells = evidence.unit.cells
    return evidence.unit.kind == "row" and len(cells) > 1 and sum(bool(cell.strip()) for cell in cells) == 1


def _announces(evidence: Evidence) -> bool:
    return evidence.unit.kind != "row" and _POINTS_ON.search(evidence.unit.text) is not None


def _follows(other: Evidence, evidence: Evidence) -> bool:
    """Whether a unit stands in what another announces."""
    same = other.hit.passage.document_id == evidence.hit.passage.document_id
    under = other.unit.lead_in is not None and other.unit.lead_in.strip() in evidence.unit.text
    return same and (
        under or (other.hit.passage.id == evidence.hit.passage.id and other.position == evidence.position + 1)
    )


class _Taken:
    """Units chosen so far, none that repeats another, within the length."""

    def __init__(self, lengths: Lengths) -> None:
        self.chosen: list[Evidence] = []
        self._texts: list[str] = []
        self._lengths = lengths
        self._used = 0
        self._quotations = 0

    def add(self, evidence: Evidence) -> bool:
        text = comparable(spoken(evidence.unit))
        if any(text == known or (len(text) > 40 and text in known) for known in self._texts):
            return False
        apart = not any(adjoins(evidence, other) for other in self.chosen)
        length = len(spoken(evidence.unit)) + (6 if apart else 2)
        if self._used + length > self._lengths.most_characters:
            return False
        if self._quotations + apart > self._lengths.most_quotations:
            return False
        self._used += length
        self._quotations += apart
        self._texts.append(text)
        self.chosen.append(evidence)
        return True


def adjoins(one: Evidence, other: Evidence) -> bool:
    """Whether two units stand side by side in a paragraph, so that one quotation holds both."""
    if one.hit.passage.id != other.hit.passage.id or abs(one.position - other.position) != 1:
        return False
    here, there = one.unit, other.unit
    if here.paragraph != there.paragraph or here.page != there.page:
        return False
    return "row" not in (here.kind, there.kind)


def _score(evidence: Evidence, kinds: Sequence[Wanted]) -> float:
    return evidence.score + KIND_BONUS * sum(holds_kind(kind, evidence) for kind in kinds)


def _lead(part: str, query: Query, ranked: Sequence[Evidence], taken: _Taken, unknown: Collection[str]) -> bool:
    """Take the best unit for one part of the question; False where none holds the kind of thing it asks for."""
    kinds = wanted(part)
    if not ranked:
        return False
    if QUANTITIES & set(kinds) and set(content_words(part)) & set(unknown):
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
        return _score(evidence, kinds) + PART_BONUS * float(evidence.met[own] @ weights) / total

    best = max(ranked, key=fit)
    needed = [kind for kind in kinds if kind in QUANTITIES]
    holding = [each for each in ranked if any(holds_kind(kind, each) for kind in needed)]
    fitting = max(holding, key=fit, default=best)
    answered = not needed or (bool(holding) and fit(fitting) >= fit(best) - PART_SLACK)
    taken.add(fitting if answered and needed else best)
    return answered


_LEANS = re.compile(
    r"^(?:as such|this|these|that|those|therefore|consequently|however|it|they|such|hence|thus|accordingly)\b",
    re.IGNORECASE,
)
_POINTS_ON = re.compile(r"(?::|\bbelow\b.?|\bas follows\b.?)\s*$", re.IGNORECASE)


def _needed(chosen: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """What a unit cannot be read without: the sentence it leans on, or what it points on to."""
    near = {each.position: each for each in evidence if each.hit.passage.id == chosen.hit.passage.id}
    found: list[Evidence] = []
    before = near.get(chosen.position - 1)
    if before is not None and chosen.unit.kind != "row" and (_leans(chosen) or _is_label_of(before, chosen)):
        found.append(before)
    if _POINTS_ON.search(chosen.unit.text):
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
    """For a question for a list: the best two units, each with the items that stand beside it."""
    if not _LIST_QUESTION.search(query.text):
        return []
    ordered: list[Evidence] = []
    for each in ranked[:2]:
        ordered.append(each)
        ordered.extend(sorted(_siblings(each, ranked), key=lambda other: other.position))
    return ordered


def _says_something(evidence: Evidence, kinds: Sequence[Wanted]) -> bool:
    """Whether a unit is more than a label: long enough for a statement, or of the kind asked for."""
    return len(spoken(evidence.unit)) >= SHORTEST or any(holds_kind(kind, evidence) for kind in kinds)


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
