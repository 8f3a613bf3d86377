"""Which words there are in English, and which of them is a slip of the finger away."""

from __future__ import annotations

import threading
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import as_file, files

from symspellpy import SymSpell, Verbosity

from councilqa.councils.known import place_words

_WORDS = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
"""A line for each English word, with how often books use it."""
_GUARD = threading.Lock()
"""Whatever compares words may keep the ones that it is at."""


@cache
def known_words() -> frozenset[str]:
    """Folded English words, and those of the names of all councils."""
    words = {line.split()[0] for line in _WORDS.read_text("utf-8-sig").splitlines()}
    return frozenset(words) | place_words()


@lru_cache(maxsize=4096)
def english_like(word: str) -> tuple[str, ...]:
    """English words one letter away: first those with a letter more or two exchanged, and the commonest of each.

    Another form of the word is none: the dictionary does not have every plural.
    """
    found = {other: count for other, count in _one_away(word, _english()).items() if not _is_form(word, other)}
    return tuple(sorted(found, key=lambda other: (not Counter(word) <= Counter(other), -found[other])))


def names_like(word: str, names: frozenset[str]) -> tuple[str, ...]:
    """Those of the names that are one letter away."""
    return tuple(_one_away(word, _of_names(names)))


def replaces(word: str, other: str) -> bool:
    """Of words one letter apart, whether one letter stands for another: none is left out, doubled or exchanged."""
    return len(word) == len(other) and Counter(word) != Counter(other)


def _is_form(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    return longer in (f"{shorter}s", f"{shorter}d", f"{shorter}r")


def _one_away(word: str, known: SymSpell) -> dict[str, int]:
    """Words with how often they are used."""
    with _GUARD:
        return {each.term: each.count for each in known.lookup(word, Verbosity.CLOSEST, max_edit_distance=1)}


@cache
def _english() -> SymSpell:
    """It takes a second to read, where a word is misspelt."""
    dictionary = SymSpell(max_dictionary_edit_distance=1)
    with as_file(_WORDS) as path:
        dictionary.load_dictionary(path, term_index=0, count_index=1)
    return dictionary


@lru_cache(maxsize=8)
def _of_names(names: frozenset[str]) -> SymSpell:
    known = SymSpell(max_dictionary_edit_distance=1)
    for name in sorted(names):
        known.create_dictionary_entry(name, 1)
    return known
