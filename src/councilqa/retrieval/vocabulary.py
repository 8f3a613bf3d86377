"""Abbreviations that papers define, and what they stand for: either may be asked for, and either written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from councilqa.text import fold

_STARTS = re.compile(r"(?<!\w)(?=.)", re.DOTALL)
_ENDS = re.compile(r"(?!\w)")
"""Places in a text at which something that is looked up may begin, and end."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words of the question that papers may write otherwise."""

    start: int
    """Characters of the folded question."""
    end: int
    said: str
    written: str


class Vocabulary:
    """The abbreviations of some papers, both ways."""

    def __init__(self, abbreviations: Iterable[tuple[str, str]] = ()) -> None:
        known: dict[str, str] = {}
        for short, long in abbreviations:
            known.setdefault(fold(short), long)
            known.setdefault(fold(long), short)
        self._known = known
        self._longest = max(map(len, known), default=0)

    def alternatives(self, folded: str) -> tuple[Alternative, ...]:
        """Those of a folded question, from left to right, the longest at each place; none within another.

        Whole words are looked up: one pattern of all names would be tried name by name at every place.
        """
        found: list[Alternative] = []
        past = 0
        for start in _STARTS.finditer(folded):
            end = self._end_of_longest(folded, start.start()) if start.start() >= past else None
            if end is not None:
                said = folded[start.start() : end]
                found.append(Alternative(start.start(), end, said, self._known[said]))
                past = end
        return tuple(found)

    def _end_of_longest(self, folded: str, start: int) -> int | None:
        ends = (end.start() for end in _ENDS.finditer(folded, start + 1) if end.start() <= start + self._longest)
        return max((end for end in ends if folded[start:end] in self._known), default=None)
