"""Words that are spelt otherwise in a question than in the papers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Protocol

from councilqa.answering.dictionary import english_like, known_words, names_like, replaces
from councilqa.answering.english import AUXILIARIES, QUESTION_WORDS
from councilqa.text import fold

SHORTEST = 4
"""Letters; shorter words are alike by chance."""
LEAST_CAPITAL = 6
"""Letters of a word with a capital within a sentence that is put right: a shorter one is rather somebody's name."""
LONG = 8
"""Letters of a word that another letter in its place hardly makes another name: Malton is not Melton."""
ALIKE = 0.8
"""Share of their letters that two spellings of a word have in common, in order."""
_CONTRACTED = {word.replace("'", ""): word for word in AUXILIARIES | QUESTION_WORDS if "'" in word}
""" "whats" for "what's"."""
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_WORD = re.compile(rf"(?<![\w'’@.-])[a-zA-Z][a-z]{{{SHORTEST - 1},}}(?![\w@-]|['’](?!s\b)|\.\w|:/)")
_WITHIN_SENTENCE = re.compile(r"(?:[\w,;)’'-]\s+|/)$")
_TITLE = re.compile(r"\b(?:cllr|councillor|mr|mrs|ms|miss|dr|sir|dame|lord|lady|prof|professor)\.?\s+$", re.IGNORECASE)


class Papers(Protocol):
    """What the papers say of words."""

    def hold(self, word: str) -> bool:
        """Whether they have the word in some form."""

    def spell(self, word: str) -> bool:
        """Whether they have it just so."""


def corrected(question: str, names: frozenset[str], papers: Papers) -> str:
    """The question with its misspelt words put right, as far as one can be sure of them.

    A word is misspelt that neither an English dictionary has nor the papers, nor the name of any council. It is put
    right by one of the folded `names`, or else by the likeliest English word that is one letter away and that the
    papers hold, or that is the only one; with a capital within a sentence, only by a word of the papers that has its
    letters. What stands in quotation marks or behind a title stays as it is.
    """
    quoted = [match.span() for match in _QUOTED.finditer(question)]

    def right(match: re.Match[str]) -> str:
        word, before = match[0].lower(), question[: match.start()]
        if any(start <= match.start() < end for start, end in quoted) or _TITLE.search(before):
            return match[0]
        meant = _CONTRACTED.get(word)
        if meant is None and word not in known_words() and not papers.spell(word):
            capital = match[0] != word and _WITHIN_SENTENCE.search(before) is not None
            meant = _name_like(word, names) or _word_like(word, names, papers, capital=capital)
        return match[0] if meant is None else meant if match[0] == word else meant.capitalize()

    return _WORD.sub(right, question)


def _name_like(word: str, names: frozenset[str]) -> str | None:
    """The only name that is one letter away; of a short one, none that has another letter in its place."""
    sure = [each for each in names_like(word, names) if len(each) >= LONG or not replaces(word, each)]
    return sure[0] if len(sure) == 1 else None


def _word_like(word: str, names: frozenset[str], papers: Papers, *, capital: bool) -> str | None:
    if capital and len(word) < LEAST_CAPITAL:
        return None
    strict = capital or len(word) == SHORTEST
    near = [each for each in english_like(word) if each not in names and not (strict and replaces(word, each))]
    held = next(filter(papers.hold, near), None)
    if held is not None or capital or len(near) != 1:
        return held
    return near[0] if len(word) >= LONG or not replaces(word, near[0]) else None


def misspelt(words: Iterable[str], texts: Iterable[str]) -> dict[str, str]:
    """Words that do not stand in the texts, each with the word there that it is most like: "peple" for "people"."""
    known = sorted({word for text in texts for word in re.findall(r"[a-z][a-z'-]{2,}", fold(text))})
    found: dict[str, str] = {}
    for word in words:
        if len(word) < SHORTEST or word in known:
            continue
        like = difflib.get_close_matches(word, known, n=1, cutoff=ALIKE)
        if like and word[0] == like[0][0]:
            found[word] = like[0]
    return found
