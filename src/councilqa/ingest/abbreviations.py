"""Abbreviations as a paper defines them: "Harborough District Council ('HDC')"."""

from __future__ import annotations

import re
from collections import Counter

_DEFINED = re.compile(r"\(\s*[‘'\"“]?([A-Za-z][A-Za-z0-9&]{1,9})[’'\"”]?\s*\)")
_JOINING = {"of", "and", "the", "for", "in", "to", "on", "&", "with"}
_EQUALS = re.compile(r"\b([A-Z]{2,8})\s*=\s*([A-Za-z][a-z]+(?:[ -][A-Za-z]+){1,6})")


def abbreviations(text: str) -> tuple[tuple[str, str], ...]:
    """(short, long) for each abbreviation that the text defines, in order of the first definition.

    The method is that of Schwartz and Hearst (2003), kept to initials: the words before the bracket
    must begin with the letters in it.
    """
    found: dict[str, Counter[str]] = {}
    for match in _DEFINED.finditer(text):
        short = match[1]
        if sum(letter.isupper() for letter in short) < 2:
            continue
        long = _long_form(text[max(0, match.start() - 120) : match.start()], short)
        if long:
            found.setdefault(short, Counter())[long] += 1
    for match in _EQUALS.finditer(text):
        found.setdefault(match[1], Counter())[match[2]] += 1
    return tuple((short, forms.most_common(1)[0][0]) for short, forms in found.items())


def _long_form(before: str, short: str) -> str | None:
    words = re.findall(r"[\w&’'/-]+", before.replace("\n", " "))
    letters = [letter.lower() for letter in short if letter.isalpha() and (letter.isupper() or short.islower())]
    taken: list[str] = []
    position = len(letters) - 1
    for word in reversed(words):
        parts = [part for part in re.split(r"[-/]", word) if part]
        initials = [part[0].lower() for part in parts]
        if position >= 0 and initials and _matches(initials, letters, position):
            position -= len(initials) if len(initials) > 1 and _all_match(initials, letters, position) else 1
            taken.append(word)
        elif word.lower() in _JOINING and taken:
            taken.append(word)
        else:
            return None
        if position < 0:
            return " ".join(reversed(taken))
    return None


def _matches(initials: list[str], letters: list[str], position: int) -> bool:
    return initials[0] == letters[position] or _all_match(initials, letters, position)


def _all_match(initials: list[str], letters: list[str], position: int) -> bool:
    return letters[max(0, position - len(initials) + 1) : position + 1] == initials
