"""The phrases of a question that name things, as far as they can be told without a parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from councilqa.answering.english import (
    AUXILIARIES,
    DETERMINERS,
    GENERIC,
    JOINTS,
    MEASURES,
    MODIFIERS,
    PERSONAL,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_verb,
)
from councilqa.text import content_words, fold

_WORD = re.compile(r"[^\W_]+(?:['’/.-][^\W_]+)*")
_ADJECTIVE = re.compile(r"\w{3,}(?:ive|al|ent|ant|ous|ic|able|ible|ior|ed|ing|ly)|joint|new|old|\d[\w/-]*")
_MUCH = frozenset({"many", "much"})
_ENDS = AUXILIARIES | QUESTION_WORDS | PREPOSITIONS | PERSONAL | JOINTS


@dataclass(frozen=True, slots=True)
class Phrase:
    """A thing that a question names: "the shared chief executive"."""

    text: str
    start: int
    end: int


def phrases(question: str) -> tuple[Phrase, ...]:
    """Runs of words without verbs, prepositions and other small words, that hold a word of their own."""
    found: list[Phrase] = []
    matches = list(_WORD.finditer(question))
    words = [fold(match[0]) for match in matches]
    start: int | None = None
    for at in range(len(words) + 1):
        breaks = at == len(words) or _ends(words, at) or re.search(r"[,;:?!()]", _gap(question, matches, at))
        if start is not None and (breaks or words[at] in DETERMINERS):
            last = next((place for place in range(at - 1, start, -1) if words[place] not in MEASURES), start)
            span = question[matches[start].start() : matches[last].end()]
            if own_words(span):
                found.append(Phrase(span, matches[start].start(), matches[last].end()))
            start = None
        if at < len(words) and start is None and not _ends(words, at) and words[at] not in _MUCH:
            start = at
    return tuple(found)


def _gap(question: str, matches: Sequence[re.Match[str]], at: int) -> str:
    return question[matches[at - 1].end() : matches[at].start()] if 0 < at < len(matches) else ""


def _ends(words: Sequence[str], at: int) -> bool:
    return words[at] in _ENDS or _acts(words, at)


def _acts(words: Sequence[str], at: int) -> bool:
    """Whether a word that can be a verb stands as one: not behind a determiner or an adjective."""
    before = words[at - 1] if at else ""
    led = (
        before in (DETERMINERS - {"that"}) | MODIFIERS | (PREPOSITIONS - {"to"})
        or _ADJECTIVE.fullmatch(before) is not None
    )
    return is_verb(words[at]) and not led


def verbless(text: str) -> bool:
    """Whether nothing in it asks or does anything."""
    words = [fold(word) for word in _WORD.findall(text)]
    return not any(word in AUXILIARIES | QUESTION_WORDS or (at and _acts(words, at)) for at, word in enumerate(words))


def own_words(text: str, *, nouns: bool = False) -> list[str]:
    """Content words that say what is asked about: no generic ones, modifiers or measures; `nouns`, no verbs."""
    words = [fold(word) for word in _WORD.findall(text)]
    acting = {word for at, word in enumerate(words) if _acts(words, at)} if nouns else frozenset()
    small = GENERIC | MODIFIERS | MEASURES | AUXILIARIES
    return [word for word in content_words(text) if word not in small and word not in acting]
