"""Members' words and the words that reports use for the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from councilqa.text import fold


@cache
def pairs() -> Mapping[str, str]:
    """How people say it, folded, to how reports say it."""
    lines = files("councilqa.retrieval").joinpath("vocabulary.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return {fold(said): written for said, written in rows}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(pairs(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was added to a question so that it meets the words of the papers."""

    words: str
    """The reports' words, in the order of the question; empty where none was known."""
    replaced: tuple[tuple[str, str], ...]
    """(as asked, as reports say it)"""


def expand(question: str, abbreviations: Sequence[tuple[str, str]] = ()) -> Expansion:
    """The reports' words for what the question says, and both forms of each abbreviation in it."""
    folded = fold(question)
    found = [(match[1], pairs()[match[1]]) for match in _pattern().finditer(folded)]
    for short, long in abbreviations:
        if _stands_in(fold(short), folded):
            found.append((short, long))
        elif _stands_in(fold(long), folded):
            found.append((long, short))
    unique = tuple(dict.fromkeys(found))
    return Expansion(words=" ".join(written for _, written in unique), replaced=unique)


def _stands_in(name: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) is not None
