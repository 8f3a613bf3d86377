"""Members' words and the words that reports use for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from councilqa.text import fold


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words of the question that papers may put in other words."""

    start: int
    """Characters of the folded question."""
    end: int
    said: str
    written: str


@cache
def pairs() -> Mapping[str, str]:
    """How people say it, folded, to how reports say it."""
    lines = files("councilqa.retrieval").joinpath("vocabulary.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return {fold(said): written for said, written in rows}


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")


def alternatives(folded: str, abbreviations: Iterable[tuple[str, str]] = ()) -> tuple[Alternative, ...]:
    """What the papers may say for words of a folded question: reports' words, and abbreviations both ways."""
    known = dict(pairs())
    for short, long in abbreviations:
        known.setdefault(fold(short), long)
        known.setdefault(fold(long), short)
    found = _pattern(tuple(known)).finditer(folded)
    return tuple(Alternative(match.start(1), match.end(1), match[1], known[match[1]]) for match in found)
