"""How likely units and statements are to answer: three logistic models, fitted on questions about other papers.

The first tells of each sentence, item and row whether it answers; its features compare a question with a unit in its
context. The second tells of a statement, which may be of several units, whether it holds all of the answer, the third
whether another one completes it. Nothing in them names a paper or a subject. How they were fitted:
`tools/training/fit_reader.py`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

import numpy as np

from councilqa.answering.doubt import holds_kind
from councilqa.answering.evidence import Evidence
from councilqa.answering.parts import parts
from councilqa.answering.shorten import stems
from councilqa.answering.statements import Statement, announces, asks, statements
from councilqa.answering.wanted import Wanted, wanted
from councilqa.retrieval.late import Floats
from councilqa.retrieval.retriever import Query
from councilqa.text import content_words, fold, stem

Column = Mapping[str, float]
_FILE = "reader.json"
_ASKS_REASON = re.compile(r"\bwhy\b|\bhow come\b|\breasons?\b")
_GIVES_REASON = re.compile(
    r"\b(?:because|due to|so that|in order to|as a result|therefore|since|reasons?|given (?:that|the)|owing to|"
    r"means that|to (?:enable|ensure|allow|avoid|reduce|provide|improve|support|prevent))\b"
)
_ASKS_FIGURE = re.compile(r"\bhow (?:much|many|big|large|far|long|old)\b|\bpercentage\b|\bproportion\b|\bwhat share\b")
_ASKS_SEVERAL = re.compile(
    r"\b(?:which|what|list|name|give)\b.{0,40}?\b(?:two|three|four|five|six|seven|eight|nine|ten|\w{3,}s)\b"
)
LEAST, MOST = 1e-5, 1 - 1e-5
LEAST_FURTHER = 0.02
"""A unit less likely to answer than this completes nothing."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """Probabilities of a weighted sum of features."""

    bias: float
    weights: Mapping[str, float]

    def __call__(self, columns: Sequence[Column]) -> Floats:
        """(n,) for n mappings of names to values; a name without a weight counts nothing."""
        sums = [self.bias + sum(weight * column[name] for name, weight in self.weights.items()) for column in columns]
        return np.asarray(1 / (1 + np.exp(-np.clip(sums, -30, 30))), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scored:
    """A statement with how likely it is to answer."""

    statement: Statement
    probability: float
    """That it holds all of the answer."""
    best: float
    """That its best unit answers, in whole or in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The fitted models."""

    units: Logistic
    statements: Logistic
    following: Logistic
    """Whether a further statement completes what was said."""

    def read(self, query: Query, evidence: Sequence[Evidence]) -> tuple[Scored, ...]:
        """Every statement that the evidence allows, the likeliest first."""
        if not evidence:
            return ()
        answers = np.clip(self.units(features(query, evidence)), LEAST, MOST)
        said = statements(evidence)
        columns = statement_features(query, evidence, answers, said)
        place = _places(evidence)
        scored = [
            Scored(
                statement=each,
                probability=float(probability),
                best=max(float(answers[place[unit.hit.rank, unit.position]]) for unit in each.units),
            )
            for each, probability in zip(said, self.statements(columns), strict=True)
        ]
        return tuple(sorted(scored, key=lambda each: -each.probability))

    def completes(self, query: Query, said: Scored, others: Sequence[Scored]) -> list[tuple[float, Scored]]:
        """How likely each other statement holds what is missing from one, the likeliest first."""
        columns = [(column, each) for each in others if (column := following(query, said, each)) is not None]
        if not columns:
            return []
        found = zip(self.following([column for column, _ in columns]), (each for _, each in columns), strict=True)
        return sorted(((float(value), each) for value, each in found), key=lambda pair: -pair[0])


@cache
def packaged_reader() -> Reader:
    """The one that comes with the package."""
    read = json.loads(files("councilqa.answering").joinpath(_FILE).read_text("utf-8"))
    return Reader(**{name: Logistic(bias=each["bias"], weights=each["weights"]) for name, each in read.items()})


def statement_features(
    query: Query, evidence: Sequence[Evidence], answers: Floats, said: Sequence[Statement]
) -> list[Column]:
    """One mapping for each statement; `answers` are the probabilities of the units."""
    place = _places(evidence)
    of_passage: dict[int, list[int]] = {}
    for number, each in enumerate(evidence):
        of_passage.setdefault(each.hit.rank, []).append(number)
    logits = np.log(answers / (1 - answers))
    total, best = float(answers.sum()), float(logits.max())
    several = float(_ASKS_SEVERAL.search(query.folded) is not None)
    asked = _Asked.by(query)
    weights = query.tokens.weights[: query.tokens.own]
    met = [float(statement.met @ weights) / (float(weights.sum()) or 1.0) for statement in said]
    most_met = max(met, default=0.0)
    columns: list[Column] = []
    for statement, meets in zip(said, met, strict=True):
        inside = [place[unit.hit.rank, unit.position] for unit in statement.units]
        outside = [number for number in of_passage[statement.hit.rank] if number not in inside]
        own, count = logits[inside], math.log(len(inside))
        together = float(answers[inside].sum())
        listed = float(statement.shape in ("list", "rows"))
        columns.append(
            {
                "best": float(own.max()),
                "worst": float(own.min()),
                "mean": float(own.mean()),
                "first": float(own[0]),
                "behind": best - float(own.max()),
                "together": math.log(together),
                "share": math.log(together / total),
                "outside": math.log(max((float(answers[number]) for number in outside), default=0.0) + 1e-4),
                "passage_share": math.log(float(answers[of_passage[statement.hit.rank]].sum()) / total),
                "met": meets,
                "met_behind": most_met - meets,
                "units": count,
                "length": math.log(statement.length + 20),
                "rank": math.log(statement.hit.rank),
                "unit": float(statement.shape == "unit"),
                "item": float(statement.shape == "item"),
                "run": float(statement.shape in ("pair", "triple")),
                "list": float(statement.shape == "list"),
                "rows": float(statement.shape == "rows"),
                "several": several,
                "several_listed": several * listed,
                "several_units": several * count,
                **asked.held_in(statement),
            }
        )
    return columns


def following(query: Query, said: Scored, other: Scored) -> Column | None:
    """What tells whether another statement completes what was said; None for one that says some of the same."""
    if other.statement.shares(said.statement) or other.best < LEAST_FURTHER:
        return None
    met, known = other.statement.met, said.statement.met
    weights = query.tokens.weights[: query.tokens.own]
    total = float(weights.sum()) or 1.0
    hit, before = other.statement.hit, said.statement.hit
    return {
        "probability": math.log(other.probability + LEAST),
        "best": math.log(other.best / (1 - other.best)),
        "said": math.log(said.probability + LEAST),
        "said_best": math.log(said.best / (1 - said.best)),
        "gain": float(np.maximum(met - known, 0) @ weights) / total,
        "known": float(known @ weights) / total,
        "same_passage": float(hit.passage.id == before.passage.id),
        "same_section": float(hit.passage.section == before.passage.section),
        "same_paper": float(hit.passage.document_id == before.passage.document_id),
        "parts": float(len(parts(query.text)) > 1),
        "joint": float(" and " in query.folded),
        "several": float(_ASKS_SEVERAL.search(query.folded) is not None),
        "length": math.log(other.statement.length + 20),
    }


def features(query: Query, evidence: Sequence[Evidence]) -> list[Column]:
    """One mapping for each unit, in the order of the evidence."""
    asked = _Asked.by(query)
    near = np.array([each.near for each in evidence])
    whole = np.array([each.whole for each in evidence])
    mean = np.array([each.mean for each in evidence])
    place = _places(evidence)
    within = _ranks_within(evidence, near)
    around = {each.hit.rank: stems([each.hit.passage.text, each.hit.passage.context]) for each in evidence}
    columns: list[Column] = []
    for number, each in enumerate(evidence):
        before = place.get((each.hit.rank, each.position - 1))
        after = place.get((each.hit.rank, each.position + 1))
        columns.append(
            {
                "near": each.near,
                "own": each.own_score,
                "context": each.context,
                "whole": each.whole,
                "mean": each.mean,
                "focus": each.focus,
                "near_behind": float(near.max() - near[number]),
                "whole_behind": float(whole.max() - whole[number]),
                "mean_behind": float(mean.max() - mean[number]),
                "rank": math.log(each.hit.rank),
                "first_within": 1.0 / within[number],
                "before": float(near[before] - near[number]) if before is not None else 0.0,
                "after": float(near[after] - near[number]) if after is not None else 0.0,
                "has_before": float(before is not None),
                "has_after": float(after is not None),
                **asked.held_by(each, around[each.hit.rank]),
                **_form(each),
            }
        )
    return columns


def _places(evidence: Sequence[Evidence]) -> dict[tuple[int, int], int]:
    """Where each unit stands in the evidence, by the rank of its passage and its position there."""
    return {(each.hit.rank, each.position): number for number, each in enumerate(evidence)}


def _ranks_within(evidence: Sequence[Evidence], near: Floats) -> list[int]:
    """Of each unit its place among those of its passage, the nearest first, from 1."""
    ranks = [0] * len(evidence)
    order = sorted(range(len(evidence)), key=lambda number: (evidence[number].hit.rank, -near[number]))
    for _, group in groupby(order, key=lambda number: evidence[number].hit.rank):
        for rank, number in enumerate(group, start=1):
            ranks[number] = rank
    return ranks


def _gives_reason(text: str) -> bool:
    return _GIVES_REASON.search(fold(text)) is not None


def _form(each: Evidence) -> Column:
    text, unit = each.said, each.unit
    length = math.log(len(text) + 10)
    digits = sum(character.isdigit() for character in text)
    return {
        "length": length,
        "long": max(0.0, length - math.log(260)),
        "short": float(len(text) < 24),
        "row": float(unit.kind == "row"),
        "item": float(unit.kind == "item"),
        "lead_in": float(bool(unit.lead_in)),
        "announces": float(unit.kind != "row" and announces(unit.text)),
        "asks": float(unit.kind != "row" and asks(unit.text)),
        "digits": min(digits, 12) / 12,
        "place": each.position / max(len(each.hit.passage.units), 1),
        "units": math.log(len(each.hit.passage.units)),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a question asks for, as far as its form tells, and the stems of its words with their rarity."""

    kinds: tuple[Wanted, ...]
    reason: bool
    figure: bool
    stems: Mapping[str, float]

    @classmethod
    def by(cls, query: Query) -> _Asked:
        folded = query.folded
        weights: dict[str, float] = {}
        for word in content_words(query.text):
            at = folded.find(word)
            inside = [
                float(query.tokens.weights[token])
                for token, (start, end) in enumerate(query.tokens.offsets)
                if start >= at and end <= at + len(word)
            ]
            weights[stem(word)] = sum(inside) or 0.01
        total = sum(weights.values()) or 1.0
        return cls(
            kinds=wanted(query.text),
            reason=_ASKS_REASON.search(folded) is not None,
            figure=_ASKS_FIGURE.search(folded) is not None,
            stems={word: weight / total for word, weight in weights.items()},
        )

    def held_in(self, statement: Statement) -> Column:
        """Whether a statement holds what the form of the question asks for."""
        held = sum(any(holds_kind(kind, unit) for unit in statement.units) for kind in self.kinds)
        text = " ".join(unit.said for unit in statement.units)
        gives_reason = self.reason and _gives_reason(text)
        return {
            "holds_kinds": held / max(len(self.kinds), 1),
            "lacks_kinds": float(bool(self.kinds) and held < len(self.kinds)),
            "gives_reason": float(gives_reason),
            "gives_none": float(self.reason and not gives_reason),
            "gives_figure": float(self.figure and any(map(str.isdigit, text))),
        }

    def held_by(self, each: Evidence, around: frozenset[str]) -> Column:
        """Whether a unit holds what the form of the question asks for, and how many of its words."""
        said = each.said
        reason = self.reason and _gives_reason(said)
        figure = self.figure and any(map(str.isdigit, said))
        held = sum(holds_kind(kind, each) for kind in self.kinds)
        words = stems([said])
        return {
            "asked_kind": float(bool(self.kinds)),
            "holds_kind": held / max(len(self.kinds), 1),
            "lacks_kind": float(bool(self.kinds) and not held),
            "reason": float(reason),
            "no_reason": float(self.reason and not reason),
            "figure": float(figure),
            "no_figure": float(self.figure and not figure),
            "words": sum(weight for word, weight in self.stems.items() if word in words),
            "words_around": sum(weight for word, weight in self.stems.items() if word in words or word in around),
            "asked_words": math.log(len(self.stems) + 1),
        }
