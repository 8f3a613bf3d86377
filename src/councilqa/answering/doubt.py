"""Reasons not to answer. No similarity tells answerable from unanswerable questions; these do.

Each check looks for something that the question takes for granted and the papers do not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from councilqa.answering.elsewhere import Elsewhere, met_by_passage
from councilqa.answering.evidence import Evidence, coverage
from councilqa.answering.naming import common_words, names_in
from councilqa.answering.spelling import misspelt
from councilqa.answering.subject import Subject
from councilqa.answering.wanted import Wanted, holds
from councilqa.domain.passages import Unit
from councilqa.retrieval.retriever import Query
from councilqa.text import content_words, fold

QUANTITIES = frozenset(
    {
        Wanted.MONEY,
        Wanted.PERCENT,
        Wanted.COUNT,
        Wanted.NUMBER,
        Wanted.DAY,
        Wanted.DATE,
        Wanted.DURATION,
    }
)
LEAST_TOPIC = 0.47
"""Share of the topic that the best passage must meet; measured, see docs/decisions."""
LEAST_NEAR_NAME = 0.8
"""The same for a unit with a name."""
LONGEST_WITH_NAME = 450
"""Characters; in a longer unit, a table run together, capitals are no sign of a name."""
LEAD = 0.1
"""A passage of other papers must meet so much more of the topic; measured, see docs/decisions."""
MET = 0.75
"""As well as this a word counts as met that is only misspelt."""
UNMET = 0.45
"""Below this similarity nothing in the papers comes near the word."""
MOST_UNKNOWN = 0.4
"""Share of the weight of its words that a question for a figure may have in words that the papers do not know."""
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

    @property
    def leaves_no_answer(self) -> bool:
        """Whether no paper can be about what is asked; any other reason a language model may overrule."""
        return self.check in ("request", "empty", "name")


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
    elsewhere: Callable[[], Elsewhere | None] = lambda: None
    """The best passage outside the scope, looked for only when a check needs it."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Of the passages read, each once."""
        return tuple({each.hit.passage.id: each.hit.passage.text for each in self.evidence}.values())


def doubt(case: Case) -> Doubt | None:
    """The first reason not to answer, or None."""
    checks = (
        _not_for_papers,
        nothing_near,
        _unknown_name,
        _name_missing,
        _unheard_of,
        _elsewhere,
        _off_topic,
    )
    return next((found for check in checks if (found := check(case))), None)


def _not_for_papers(case: Case) -> Doubt | None:
    if _MAKING.search(case.query.folded):
        return Doubt("request", "This asks for something to be written, not for what the papers say.")
    return None


def nothing_near(case: Case) -> Doubt | None:
    if not case.evidence:
        return Doubt("empty", f"There is nothing to search in {case.where}.")
    return None


def _unknown_name(case: Case) -> Doubt | None:
    """A name or figure of the question that stands nowhere in the papers."""
    replaced = {word for each in case.query.alternatives for word in each.said.split()}
    missing = [name for name in case.subject.names if fold(name) not in replaced and not _known(name, case)]
    missing = [name for name in missing if not misspelt([fold(name)], case.texts)]
    if not missing:
        return None
    names = " and ".join(f"‘{name}’" for name in missing)
    elsewhere = [name for name in missing if case.query.scope.document_ids is not None and case.found_anywhere(name)]
    other = " Other papers in the index do." if elsewhere else ""
    return Doubt("name", f"{_cap(case.where)} {_do_not(case)} mention {names}.{other}")


def _known(name: str, case: Case) -> bool:
    words = content_words(name) or (fold(name),)
    return all(case.found(word) for word in words)


def lacking(case: Case, kinds: Sequence[Wanted]) -> Doubt:
    """That the papers do not give a thing of these kinds."""
    what = " or ".join(kind.value for kind in kinds)
    about = f" for {' and '.join(case.subject.names)}" if case.subject.names else ""
    return Doubt("kind", f"{_cap(case.where)} {_do_not(case)} give {what}{about} on this.")


def _name_missing(case: Case) -> Doubt | None:
    """The name of a person or firm is asked for, and no unit near the subject has one besides the councils'."""
    if case.wanted != (Wanted.NAME,):
        return None
    known = {*content_words(case.query.text), *(word for each in case.query.scope.named for word in each.split())}
    known |= {word for council in case.query.scope.councils for word in content_words(council)}
    common = common_words(case.texts)
    best = max(coverage(evidence, case.subject) for evidence in case.evidence)
    for each in case.evidence:
        near = coverage(each, case.subject) >= LEAST_NEAR_NAME * best and len(each.unit.text) <= LONGEST_WITH_NAME
        if near and any(names_in(each.unit.text, less=known, common=common)):
            return None
    return Doubt("kind", f"{_cap(case.where)} {_do_not(case)} give a name on this.")


def _unheard_of(case: Case) -> Doubt | None:
    """A figure or date is asked for, of something that no paper knows: "the budget of the airport"."""
    if not QUANTITIES & set(case.wanted):
        return None
    unknown = unknown_words(case)
    weights = case.query.tokens.weights
    by_word = zip(case.subject.words, case.subject.word_tokens, strict=True)
    weight_of = {word: float(weights[list(tokens)].sum()) for word, tokens in by_word}
    if sum(weight_of[word] for word in unknown) < MOST_UNKNOWN * sum(weight_of.values()) or not unknown:
        return None
    words = ", ".join(f"‘{word}’" for word in case.subject.words if word in unknown)
    return Doubt("topic", f"Looked for {words}: {case.where} {_do_not(case)} deal with it.")


def _elsewhere(case: Case) -> Doubt | None:
    """A figure or date is asked for, and other papers deal with the matter much better than those asked about."""
    asked = QUANTITIES & set(case.wanted)
    other = case.elsewhere() if asked else None
    if other is None or other.lead < LEAD or not any(holds(kind, other.hit.passage.text) for kind in asked):
        return None
    place = f", paragraph {other.hit.passage.paragraph}" if other.hit.passage.paragraph else ""
    return Doubt(
        "elsewhere",
        f"{_cap(case.where)} {_do_not(case)} say this. Another paper comes nearer to it, on other councils or "
        f"at another time: ‘{other.title}’{place}.",
    )


def unknown_words(case: Case) -> frozenset[str]:
    """Content words that stand in no paper and that nothing read comes near; none that is only misspelt."""
    best = np.max([evidence.met for evidence in case.evidence], axis=0)
    replaced = {word for each in case.query.alternatives for word in each.said.split()}
    unknown: set[str] = set()
    for word, tokens in zip(case.subject.words, case.subject.word_tokens, strict=True):
        met = float(min(best[list(tokens)])) if tokens else 1.0
        coined = "-" in word or "'" in word  # "tip-offs", "they're": a way of putting it, not a thing
        if not coined and word not in replaced and met < UNMET and not case.found_anywhere(word):
            unknown.add(word)
    return frozenset(unknown - misspelt(unknown, case.texts).keys())


def _off_topic(case: Case) -> Doubt | None:
    """Even the best passage meets little of what the question is about."""
    passages = list(met_by_passage(case.evidence).values())
    if any(float(met @ case.subject.weights) >= LEAST_TOPIC for met in passages):
        return None
    unmet = [word for word in case.subject.words if not case.found(word)]
    spelt = misspelt(unmet, case.texts)
    by_word = zip(case.subject.words, case.subject.word_tokens, strict=True)
    meant = [token for word, tokens in by_word if word in spelt for token in tokens]
    for met in passages:
        met = met.copy()
        met[meant] = np.maximum(met[meant], MET)
        if float(met @ case.subject.weights) >= LEAST_TOPIC:
            return None
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


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _do_not(case: Case) -> str:
    return "does not" if case.where.startswith("the paper ") else "do not"
