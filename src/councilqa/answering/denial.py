"""Sentences that deny what a question takes for granted: "not about merging the councils", "two posts" for three."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from councilqa.answering.evidence import Evidence
from councilqa.retrieval.retriever import Query
from councilqa.text import content_words, fold, stem

_NEGATION = r"(?:not|never|no|without|neither|nor|isn't|aren't|won't|wouldn't|doesn't|don't|cannot)"
_ONE = frozenset({"single", "one", "joint", "merged", "combined", "common", "same"})
_SEVERAL = frozenset({"separate", "own", "individual", "two", "respective", "both"})
_PRESUPPOSES = re.compile(r"^(?:why|how|when|what|which|who|where)\b")


def denials(query: Query, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Units that deny an event which the question presupposes, best first.

    Only for questions that take something for granted ("Why did they merge?"), not for those that ask whether.
    """
    if not _PRESUPPOSES.match(query.folded):
        return ()
    events = _events(query)
    if events or _qualified(query.folded, _ONE):
        found = [each for each in evidence if _denies(each, events) or _keeps_apart(each, query.folded)]
        if found:
            return tuple(found)
    return _counted_otherwise(query.folded, evidence)


def _events(query: Query) -> frozenset[str]:
    """Stems of doings in the question, in its own words and in those of the reports."""
    words = [*content_words(query.text), *(word for each in query.alternatives for word in content_words(each.written))]
    return frozenset(stem(word) for word in words) & _DOINGS


_DOINGS = frozenset(
    stem(word)
    for word in (
        "merge merger merging amalgamate takeover abolish abolition close closure outsource privatise redundancy "
        "redundancies compulsory withdraw terminate scrap relocate sell sale cancel".split()
    )
)


def _denies(evidence: Evidence, events: Iterable[str]) -> bool:
    text = fold(evidence.unit.text)
    above = fold(" ".join((*evidence.unit.section[-1:], evidence.unit.lead_in or "")))
    stems = [stem(word) for word in re.findall(r"[a-z']+", text)]
    for event in events:
        for place in (place for place, found in enumerate(stems) if found == event):
            before = " ".join(re.findall(r"[a-z']+", text)[max(0, place - 6) : place])
            if re.search(rf"\b{_NEGATION}\b", before) or re.search(
                rf"\b{_NEGATION}\b(?: being)? (?:proposed|considered)", above
            ):
                return True
    return False


def _keeps_apart(evidence: Evidence, question: str) -> bool:
    """The question speaks of a single thing, the paper of separate ones."""
    asked = _qualified(question, _ONE)
    if not asked:
        return False
    text = fold(evidence.unit.text)
    return bool(asked & _qualified(text, _SEVERAL)) and not asked & _qualified(text, _ONE)


def _qualified(text: str, qualifiers: frozenset[str]) -> frozenset[str]:
    """Stems of the nouns that stand within three words behind one of the qualifiers, and close its phrase."""
    words = re.findall(r"[a-z']+", text)
    found: set[str] = set()
    for place, word in enumerate(words):
        if word in qualifiers:
            found.update(stem(each) for each in words[place + 1 : place + 5] if len(each) > 4)
    return frozenset(found)


_DIGITS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_NUMBER = rf"(?P<number>{'|'.join(_DIGITS)}|\d{{1,2}})"
_COUNTED = re.compile(rf"\b(?:the|all|of|which) {_NUMBER} (?P<things>(?:[a-z]+ ){{1,3}}?[a-z]+[^s\W]s)\b")
"""Things under a name of two words or more, up to the first plural: "the three deputy chiefs"."""
_COUNT = rf"(?<![\d.,/£]){_NUMBER}(?: ?x|\s+new|\s+shared)? "


def _counted_otherwise(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Units that count the things of the question, named by two words or more, as more or fewer than it does.

    None where any unit counts them as the question does: papers speak of some of them as well as of all.
    """
    asked = _COUNTED.search(question)
    if asked is None:
        return ()
    number = _digit(asked["number"])
    things = asked["things"].split()
    if things[0].endswith("s"):
        return ()
    pattern = re.compile(_COUNT + r"\s+".join(rf"{re.escape(_singular(word))}\w*" for word in things))
    counted = [
        (each, {_digit(match["number"]) for match in pattern.finditer(fold(each.unit.text))}) for each in evidence
    ]
    if any(number in numbers for _, numbers in counted):
        return ()
    return tuple(each for each, numbers in counted if numbers)


def _singular(word: str) -> str:
    """The start that the forms of a noun have in common: "bod" of "bodies"."""
    return re.sub(r"(?:ies|es|s|y)$", "", word)


def _digit(number: str) -> str:
    return _DIGITS.get(number, number)
