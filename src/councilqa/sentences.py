"""Where sentences end in council prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|eg|ie|etc|approx|no|nos|ch|chq|para|paras|sec|ref|cllr|cllrs|coun|cyng|mr|mrs|ms|dr|st|vs|p|pp|ltd|inc|dept|c|s|ss|"
    r"cf|viz|art|arts|reg|regs|fig|tel|ext|est|incl|max|min|a\.m|p\.m|p\.a)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"\b(?:option|appendix|annexe?|schedule|part|phase|group|model|table|council|authority|class|category|scenario) "
    r"[A-Z]\.$",
    re.IGNORECASE,
)
"""The letter ends the sentence; it is no initial of a name."""
_TIME = re.compile(r"\b(?:a\.m|p\.m|p\.a)\.$", re.IGNORECASE)
_END = re.compile(r"[.!?;][\"'”’)\]*_]*\s+|\n\s*\n\s*")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence, without the white space around it; together they hold every word."""
    start = 0
    for match in _END.finditer(text):
        if _inside(text, start, match):
            continue
        yield from _stripped(text, start, match.end())
        start = match.end()
    yield from _stripped(text, start, len(text))


def _inside(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether this is an abbreviation, or goes on in lower case."""
    if match[0].strip() == "":
        following = text[match.end() : match.end() + 1]
        return following.islower() or not re.search(r"[.!?:;][\"'”’)\]*_]*$", text[start : match.start()])
    before = text[start : match.start() + 1]
    following = text[match.end() : match.end() + 1]
    if match[0][0] == ";":
        return len(before) < 250 or following.islower()
    if following.islower() and match[0][0] == ".":
        return True
    if _LETTERED.search(before) or (_TIME.search(before) and following.isupper()):
        return False
    return _ABBREVIATION.search(before) is not None


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    raw = text[start:end]
    lead = len(raw) - len(raw.lstrip())
    if raw.strip():
        yield start + lead, start + lead + len(raw.strip())
