"""Words of a question that stand for something said before it: "who decides that?", "when does it start?"."""

from __future__ import annotations

import re

from councilqa.answering.english import AUXILIARIES, COPULAS, GENERIC, JOINTS, PREPOSITIONS, is_verb
from councilqa.answering.phrases import own_words
from councilqa.text import fold

_POINTS = re.compile(
    r"\b(it|they|them|he|she|him|theirs|his|her|its|their|this|that|these|those|there|ones?)(?:'s|'ll|'re|'d)?(?![\w'-])"
)
_OWNS = frozenset("its their his her".split())
_SUBJECTS = frozenset("it they he she".split())
_CLOSING = frozenset("this that these those there one ones".split())
"""These stand for something where no noun follows; "that" behind a noun joins clauses."""
_CLAUSE = re.compile(rf"[,;:?!]|\s[–—-]\s|\b(?:{'|'.join(sorted(JOINTS))})\b")
_EMPTY = re.compile(
    # "is it true that", "how long does it take to", "what is it like", "when it is unclear who", "those who"
    r"\bit\b.*\b(?:to|that|if|whether|who|what|how|why|for|like|worth \w+ing)\b|"
    r"\b(?:those|these|ones?) (?:who|that|which|of|with|in)\b|\b(?:no|any|some|every)-? ?one\b|"
    r"\bthere(?:'s| (?:is|are|was|were|be|has|have)\b)|\b(?:is|are|was|were|will|would|be) there\b"
)


def points_back(question: str) -> bool:
    """Whether a word stands for something that no earlier clause of the question names.

    A possessive can also stand for what comes before it in its own clause: "Does Hart pay its staff"."""
    text = fold(question)
    empty = [match.span() for match in _EMPTY.finditer(text)]
    for match in _POINTS.finditer(text):
        if any(start <= match.start() < end for start, end in empty) or not _stands(text, match):
            continue
        before = text[: match.start()]
        whole = match[1] in _OWNS or _opens_clause(text, match)
        if not any(map(_names, [before] if whole else _CLAUSE.split(before)[:-1])):
            return True
    return False


def _opens_clause(text: str, match: re.Match[str]) -> bool:
    """ "does Hart think it will pay", "the risks they see"."""
    before, after = _beside(text, match)
    subject = match[1] in _SUBJECTS and (after in AUXILIARIES or is_verb(after))
    return subject and bool(before) and before not in AUXILIARIES | JOINTS | PREPOSITIONS


def _beside(text: str, match: re.Match[str]) -> tuple[str, str]:
    """The words before and behind."""
    before, after = re.findall(r"[\w']+", text[: match.start()]), re.findall(r"[\w']+", text[match.end() :])
    return (before or [""])[-1], (after or [""])[0]


def _names(clause: str) -> bool:
    return bool(own_words(clause, nouns=True)) or any(word in GENERIC for word in clause.split())


def _stands(text: str, match: re.Match[str]) -> bool:
    """Whether "that" and the like stand alone, neither before their noun nor between clauses, and "one" is no "
    "number."""
    if match[1] not in _CLOSING:
        return True
    before, after = _beside(text, match)
    if match[1] in {"one", "ones"}:
        return not after or after in PREPOSITIONS | AUXILIARIES | JOINTS
    if not after or after in JOINTS | PREPOSITIONS:
        return True
    if before and before not in PREPOSITIONS | AUXILIARIES:
        return False
    return not own_words(after) or (before in AUXILIARIES - COPULAS and is_verb(after))
