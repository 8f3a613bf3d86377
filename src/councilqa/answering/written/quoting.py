"""Where in a passage a quotation stands that a model gives with other spaces, quotes or dashes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from councilqa.domain.documents import Slice
from councilqa.text import comparable

LEAST_CHARACTERS = 8
"""Of a quotation: a shorter one bears nothing out."""
WIDEST_CHARACTERS = 900
"""From the first to the last word of a quotation with words left out."""
_LEFT_OUT = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*")
_EDGES = " \t\n\"'“”‘’"


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text as it is compared, with the offset that each character had."""

    text: str
    places: tuple[int, ...]


def locate(quote: str, text: str) -> Slice | None:
    """The stretch of a text that a quotation means, verbatim; None where it does not stand there.

    Where words are left out ("…"), every part has to stand there in its order, and the stretch holds them all.
    """
    parts = [comparable(part).strip(_EDGES) for part in _LEFT_OUT.split(quote)]
    parts = [part for part in parts if part]
    if sum(map(len, parts)) < LEAST_CHARACTERS:
        return None
    plain = _plain(text)
    first = last = -1
    place = 0
    for part in parts:
        found = _find(part, plain.text, place)
        if found < 0:
            return None
        first = found if first < 0 else first
        last = place = found + len(part)
    start, end = plain.places[first], plain.places[last - 1] + 1
    return Slice(text=text[start:end], start=start) if end - start <= max(WIDEST_CHARACTERS, len(quote)) else None


def _find(part: str, text: str, place: int) -> int:
    """Where whole words begin that read so; -1 where none do."""
    found = text.find(part, place)
    while found >= 0:
        before, after = text[found - 1 : found], text[found + len(part) : found + len(part) + 1]
        if not (_glued(before, part[0]) or _glued(part[-1], after)):
            return found
        found = text.find(part, found + 1)
    return -1


def _glued(one: str, other: str) -> bool:
    """Whether two characters belong to one word or number: "£41k" is no quotation of "£410k"."""
    return bool(one) and bool(other) and one.isalnum() and other.isalnum()


def _plain(text: str) -> _Plain:
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for each in _folded(letter):
            if each == " " and (not letters or letters[-1] == " "):
                continue
            letters.append(each)
            places.append(place)
    return _Plain("".join(letters), tuple(places))


def _folded(letter: str) -> str:
    """As `comparable` folds it, one character at a time."""
    if letter.isspace() or unicodedata.normalize("NFKC", letter).isspace():
        return " "
    return comparable(letter)
