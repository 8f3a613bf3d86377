"""Reasons not to answer. No similarity tells answerable from unanswerable questions; these do.

Each check looks for something that the question takes for granted and the papers do not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from councilqa.answering.evidence import Evidence, coverage
from councilqa.answering.parts import parts
from councilqa.answering.subject import Subject
from councilqa.answering.wanted import Wanted, holds
from councilqa.domain.passages import Unit
from councilqa.retrieval.late import Floats
from councilqa.retrieval.retriever import Query
from councilqa.text import content_words, fold

QUANTITIES = frozenset({Wanted.MONEY, Wanted.PERCENT, Wanted.NUMBER, Wanted.DATE, Wanted.DURATION})
LEAST_TOPIC = 0.515
"""Share of the topic that the best passage must meet; measured, see docs/decisions."""
LEAST_NEAR_KIND = 0.7
"""A unit that holds the kind of thing asked for must meet this share of what the best unit meets."""
MET = 0.75
"""From this similarity on a word of the question counts as met by another word."""
UNMET = 0.52
"""Below this similarity nothing in the papers comes near the word."""
_MAKING = re.compile(
    r"\b(?:write|compose|draft|make up|sing|draw|translate|tell me|give me) (?:me |us )?(?:a|an|some|the) (?:\w+ ){0,3}"
    r"(?:poem|song|story|joke|letter|email|speech|limerick|rap|recipe|essay|picture|tweet)\b"
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the papers do not answer."""

    check: str
    reason: str
    """For the reader: what was looked for and not found."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What the checks look at."""

    query: Query
    subject: Subject
    wanted: tuple[Wanted, ...]
    evidence: Sequence[Evidence]
    found: Callable[[str], int]
    """How many passages in scope hold a word or phrase."""
    found_anywhere: Callable[[str], int]
    """The same in all papers."""
    where: str
    """The papers searched, in words."""


def doubt(case: Case) -> Doubt | None:
    """The first reason not to answer, or None."""
    checks = (_not_for_papers, _nothing_near, _unknown_name, _kind_missing, _name_apart, _word_unknown, _off_topic)
    return next((found for check in checks if (found := check(case))), None)


def _not_for_papers(case: Case) -> Doubt | None:
    if _MAKING.search(case.query.folded):
        return Doubt("request", "This asks for something to be written, not for what the papers say.")
    return None


def _nothing_near(case: Case) -> Doubt | None:
    if not case.evidence:
        return Doubt("empty", f"There is nothing to search in {case.where}.")
    return None


def _unknown_name(case: Case) -> Doubt | None:
    """A name or figure of the question that stands nowhere in the papers."""
    replaced = {word for each in case.query.alternatives for word in each.said.split()}
    missing = [name for name in case.subject.names if fold(name) not in replaced and not _known(name, case)]
    if not missing:
        return None
    names = " and ".join(f"‘{name}’" for name in missing)
    elsewhere = [name for name in missing if case.query.scope.document_ids is not None and case.found_anywhere(name)]
    other = " Other papers in the index do." if elsewhere else ""
    return Doubt("name", f"{_cap(case.where)} {_do_not(case)} mention {names}.{other}")


def _known(name: str, case: Case) -> bool:
    words = content_words(name) or (fold(name),)
    return all(case.found(word) for word in words)


def _kind_missing(case: Case) -> Doubt | None:
    """A figure or date is asked for, and no unit near the subject, with the names asked about, has one."""
    asked = [kind for kind in case.wanted if kind in QUANTITIES]
    if not asked or len(asked) != len(case.wanted):
        return None
    best = max(coverage(evidence, case.subject) for evidence in case.evidence)
    near = [evidence for evidence in case.evidence if _has_names(evidence, case.subject)]
    for kind in asked:
        holding = [coverage(each, case.subject) for each in near if holds_kind(kind, each)]
        if max(holding, default=0.0) >= LEAST_NEAR_KIND * best:
            return None
    what = " or ".join(kind.value for kind in asked)
    about = f" for {' and '.join(case.subject.names)}" if case.subject.names else ""
    return Doubt("kind", f"{_cap(case.where)} {_do_not(case)} give {what}{about} on this.")


def _name_apart(case: Case) -> Doubt | None:
    """The names asked about are mentioned, but never where the papers speak of the subject."""
    names = [name for name in case.subject.names if not any(character.isdigit() for character in name)]
    if len(names) < 2 or any(_share(evidence, names) > 0.5 for evidence in case.evidence):
        return None
    listed = " and ".join(f"‘{name}’" for name in names)
    return Doubt("apart", f"{_cap(case.where)} {_do_not(case)} say anything of {listed} together on this.")


def _word_unknown(case: Case) -> Doubt | None:
    """For a figure or date: what is to be counted is spoken of in other papers, never in those in scope, or in none."""
    if not QUANTITIES & set(case.wanted):
        return None
    alone = len(parts(case.query.text)) == 1
    for word, elsewhere in unknown_words(case).items():
        if elsewhere or alone:
            other = " Other papers in the index do." if elsewhere else ""
            return Doubt("word", f"{_cap(case.where)} {_do_not(case)} speak of ‘{word}’.{other}")
    return None


def unknown_words(case: Case) -> dict[str, bool]:
    """Content words that the papers in scope do not hold in any form, and whether other papers do."""
    best = np.max([evidence.met for evidence in case.evidence], axis=0)
    replaced = {word for each in case.query.alternatives for word in each.said.split()}
    unknown: dict[str, bool] = {}
    for word, tokens in zip(case.subject.words, case.subject.word_tokens, strict=True):
        met = float(min(best[list(tokens)])) if tokens else 1.0
        coined = "-" in word or "'" in word  # "tip-offs", "they're": a way of putting it, not a thing
        if coined or word in replaced or met >= MET or case.found(word):
            continue
        anywhere = case.found_anywhere(word)
        if anywhere >= 2 or (anywhere == 0 and met < UNMET):
            unknown[word] = anywhere >= 2
    return unknown


def _off_topic(case: Case) -> Doubt | None:
    """Even the best passage meets little of what the question is about."""
    best: dict[str, Floats] = {}
    for evidence in case.evidence:
        known = best.get(evidence.hit.passage.id)
        best[evidence.hit.passage.id] = evidence.met if known is None else np.maximum(known, evidence.met)
    if max(float(met @ case.subject.weights) for met in best.values()) >= LEAST_TOPIC:
        return None
    unmet = [word for word in case.subject.words if not case.found(word)]
    words = ", ".join(f"‘{word}’" for word in unmet or case.subject.words)
    return Doubt("topic", f"Looked for {words or 'the subject'}: {case.where} {_do_not(case)} deal with it.")


def holds_kind(kind: Wanted, evidence: Evidence) -> bool:
    unit = evidence.unit
    if kind is Wanted.DURATION and holds(Wanted.DATE, unit.text):
        return True
    if kind is Wanted.MONEY and _money_cell(unit):
        return True
    return holds(kind, unit.text, unit.unit)


def _money_cell(unit: Unit) -> bool:
    """Whether a row has a figure in a column that is named as money."""
    cells = zip(unit.columns, unit.cells, strict=False)
    return any("£" in column and re.search(r"\d", cell) for column, cell in cells)


def _has_names(evidence: Evidence, subject: Subject) -> bool:
    return _has(evidence, list(subject.names))


def _has(evidence: Evidence, names: Sequence[str]) -> bool:
    return not names or _share(evidence, names) == 1


def _share(evidence: Evidence, names: Sequence[str]) -> float:
    """Of the names, how many the passage holds."""
    passage = evidence.hit.passage
    text = fold(f"{passage.text} {passage.context}")
    return sum(fold(name) in text for name in names) / len(names)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _do_not(case: Case) -> str:
    return "does not" if case.where.startswith("the paper ") else "do not"
