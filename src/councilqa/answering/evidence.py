"""Every unit of the passages read, with how well it meets the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from councilqa.answering.addressed import addresses_model
from councilqa.answering.bare import is_bare, what_it_is_of
from councilqa.answering.shorten import stems
from councilqa.answering.spoken import spoken
from councilqa.answering.subject import Subject
from councilqa.domain.passages import Hit, Unit
from councilqa.retrieval.late import Floats, unit_matches, unit_means
from councilqa.retrieval.retriever import Query
from councilqa.store.encoded import TokenVectors

CONTEXT_SHARE = 0.9
"""Of a match in the passage's title, section or lead-in, beside one in the unit itself."""
_WORD = re.compile(r"[^\W\d_]{3}")
PASSAGE_SHARE = 1.0
"""Weight of what the whole passage meets beside what the unit does."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """One unit of one hit."""

    hit: Hit
    position: int
    """Place among the passage's units."""
    unit: Unit
    score: float
    """Of the unit and its passage together; higher is better."""
    near: float
    """How well the unit meets the question, with a little less of its context."""
    own_score: float
    """The same without its context."""
    context: float
    """How well what stands above the unit meets it."""
    whole: float
    """How well its passage does."""
    mean: float
    """Cosine of the mean of the unit's token vectors and the question's, weighted by their rarity."""
    focus: float
    """Mean over the unit's tokens of the best match in the question: how much of it is to the point."""
    met: Floats
    """(question tokens,) best match of each in the unit, or a little less in its context."""
    own: Floats
    """(question tokens,) the same with half the weight for the context: what the unit itself holds."""
    said: str
    """The unit as an answer says it."""


def weigh(query: Query, hits: Sequence[Hit], vectors: Sequence[TokenVectors]) -> tuple[Evidence, ...]:
    """All units of the hits but headings and what is said to language models, the best first."""
    found: list[Evidence] = []
    about = asked_about(query)
    for hit, tokens in zip(hits, vectors, strict=True):
        best, context = unit_matches(query.tokens, tokens, len(hit.passage.units))
        means, focus = unit_means(query.tokens, tokens, len(hit.passage.units))
        whole = float(query.tokens.combine(np.vstack((best, context)).max(axis=0)))
        for position, unit in enumerate(hit.passage.units):
            if unit.kind == "heading" or addresses_model(unit.text) or not says_of_what(unit):
                continue
            places = what_it_is_of(hit.passage, position) if is_bare(unit) else ()
            around = np.vstack((context, *(best[place] for place in places))).max(axis=0)
            near = np.maximum(best[position], CONTEXT_SHARE * around)
            nearness = float(query.tokens.combine(near))
            own = query.tokens.met(np.maximum(best[position], (CONTEXT_SHARE * around) if places else (0.5 * context)))
            found.append(
                Evidence(
                    hit=hit,
                    position=position,
                    unit=unit,
                    score=nearness + PASSAGE_SHARE * whole,
                    near=nearness,
                    own_score=float(query.tokens.combine(best[position])),
                    context=float(query.tokens.combine(context)),
                    whole=whole,
                    mean=float(means[position]),
                    focus=float(focus[position]),
                    met=query.tokens.met(near),
                    own=own,
                    said=spoken(unit, about),
                )
            )
    return tuple(sorted(found, key=lambda evidence: -evidence.score))


def says_of_what(unit: Unit) -> bool:
    """Whether a unit has a word beside its figures, a row a name; "82nd" and "% – 2023: 37" may be of anything.

    An item may stand under a sentence that says it.
    """
    said = spoken(unit)
    if unit.kind == "row" and not any(map(str.isalnum, said.split(" – ")[0])):
        return False
    return _WORD.search(said) is not None or (unit.kind == "item" and bool(unit.lead_in))


def asked_about(query: Query) -> frozenset[str]:
    """Stems of the question's words, and of the words that reports use for them."""
    return stems((query.text, *(each.written for each in query.alternatives)))


def coverage(evidence: Evidence, subject: Subject) -> float:
    """How much of the question's topic the unit itself meets, 0 to 1."""
    return float(evidence.own @ subject.topic_weights)
