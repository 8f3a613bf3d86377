"""What a question is about: its names, its content words, and the weight of each of its tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from councilqa.retrieval.late import Floats
from councilqa.retrieval.retriever import Query
from councilqa.text import content_words, fold

_NAME = re.compile(r"[A-Z][\w’'&]*(?:-[A-Z][\w’'&]*)*|£?\d[\w.,/%:-]*")
_BODY = re.compile(
    r"\b(?:[A-Z][\w&-]* )+(?:of )?(?:Board|Group|Committee|Panel|Officers?|Executives?|Forum|Team|Strategy|Statement|"
    r"Agreement|Understanding|Plan|Case|Service|Services|Structure|Model|Programme|Review|Register|Report|Reserve|Reserves|Account|Post)\b"
)
"""Bodies, posts and papers are called by ordinary words with capitals: no names to be looked up letter by letter."""
SHORTEST_WORD = 3
"""Letters of a word that can say what a question is about: a gym is, but IT and HR are in capitals."""
_SENTENCE_START = ("?", ".", "!", ":", '"', "“", "‘")
EVERYDAY_NAMES = frozenset(
    "cabinet cabinets council councils councillor councillors district borough county city chief executive executives "
    "ceo ceos cx leader leaders deputy mayor member members officer officers committee board boards panel group north "
    "south east west england english uk britain british local annex annexe appendix section paragraph table page part "
    "report act january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday i us we pr hr it ict id mp mps gp gps eu nhs parliament treasury westminster whitehall "
    "europe european brussels brexit irish scottish welsh scotland wales ireland northern".split()
)
"""Capitalised words that papers may well put otherwise ("the EU" for "Europe"), or that every paper has."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """A question taken apart."""

    names: tuple[str, ...]
    """Proper names and figures other than the councils that set the scope, as asked."""
    words: tuple[str, ...]
    """Content words that are not names, folded."""
    word_tokens: tuple[tuple[int, ...], ...]
    """Of each content word its tokens."""
    weights: Floats
    """(own tokens,), adding up to 1: content words and names; nothing for the scope's names and small words."""
    topic_weights: Floats
    """The same without the names."""


def analyse(query: Query) -> Subject:
    """Tell names from other words and see where each stands among the question's tokens."""
    names = proper_names(query.text, query.scope.named)
    folded_names = {part for name in names for part in content_words(name)}
    words = tuple(
        word
        for word in content_words(query.text)
        if word not in folded_names and not _in_scope(word, query) and not _is_slip(word, query)
    )
    tokens = tuple(_tokens_of(word, query) for word in words)
    named = {token for name in folded_names for token in _tokens_of(name, query)}
    topical = {token for each in tokens for token in each}
    own = query.tokens.weights[: query.tokens.own]
    return Subject(
        names=names,
        words=words,
        word_tokens=tokens,
        weights=_only(own, topical | named),
        topic_weights=_only(own, topical - named),
    )


def proper_names(question: str, scope_names: tuple[str, ...]) -> tuple[str, ...]:
    """Capitalised words within a sentence, abbreviations and figures, less the scope's and everyday ones."""
    question = _BODY.sub(lambda match: match[0].lower(), question)
    ordinary = {part for name in scope_names for part in name.split()} | EVERYDAY_NAMES
    found: dict[str, None] = {}
    for match in _NAME.finditer(question):
        name = re.sub(r"['’](?:s|ve|re|ll|d|m|t)?$", "", match[0].rstrip(".,:"))
        marked = len(name) > 1 and (name.isupper() or any(character.isdigit() for character in name))
        before = question[: match.start()].rstrip()
        if (not before or before.endswith(_SENTENCE_START)) and not marked:
            continue
        if fold(name).removesuffix("s") not in ordinary and fold(name) not in ordinary and not _small_number(name):
            found[name] = None
    return tuple(found)


def _small_number(name: str) -> bool:
    """ "the 5 service areas": a count, not something to be looked up."""
    return name.isdigit() and int(name) < 20


def _in_scope(word: str, query: Query) -> bool:
    return any(word in name.split() for name in query.scope.named)


def _is_slip(word: str, query: Query) -> bool:
    """Whether two letters or one are no abbreviation: "al together"."""
    return len(word) < SHORTEST_WORD and word.isalpha() and word.upper() not in query.text


def _tokens_of(word: str, query: Query) -> tuple[int, ...]:
    found: list[int] = []
    for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", query.folded):
        for token, (start, end) in enumerate(query.tokens.offsets):
            if start >= match.start() and end <= match.end():
                found.append(token)
    return tuple(found)


def _only(weights: Floats, tokens: set[int]) -> Floats:
    kept = np.where(np.isin(np.arange(len(weights)), sorted(tokens)), weights, 0)
    total = float(kept.sum())
    return np.asarray(kept / total if total else weights / max(float(weights.sum()), 1e-9), dtype=np.float32)
