"""The number a paragraph, item or heading begins with, as members cite it."""

from __future__ import annotations

import re

_ROMAN = r"(?=[ivxl])(?:x{0,3}|xl|l)(?:ix|iv|v?i{0,3})"
_IN_BRACKETS = rf"(?:\d{{1,3}}|[A-Za-z]|aa|bb|cc|dd|ee|(?i:{_ROMAN}))"
_BRACKETED = re.compile(rf"(?:\({_IN_BRACKETS}\) ?(?=[(\s]|$))+")
_DECIMAL = re.compile(rf"((?:[A-Z]\.?)?\d{{1,3}}(?:\.\d{{1,3}})+(?:\({_IN_BRACKETS}\))*)[.:)]?(?=\s|$)")
_APPENDIX_PART = re.compile(r"[A-Z]\.?\d")
_WITH_STOP = re.compile(rf"(\d{{1,3}}|[A-Za-z]|(?i:{_ROMAN}))[.)](?=\s|$)")
_WITH_SUB = re.compile(rf"(\d{{1,3}}(?:\({_IN_BRACKETS}\))+)[.:)]?(?=\s|$)")
_BARE = re.compile(r"(\d{1,3})(?=\s|$)")

_MONTH = re.compile(
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_FIGURES = re.compile(r"[(£-]*\d+(?:\.\d+%?|%)\)?(?:\s|$)")
"""What follows in a row of figures, "70.9 78.4 79.4"."""
_UNIT = re.compile(
    r"(?:million|billion|trillion|thousand|hundred|m|bn|k|per|percent|percentage|x|times"
    r"|am|pm|a\.m|p\.m|noon|hours?|days?|weeks?|months?|years?|fte|ftes|wte|posts?"
    r"|ha|hectares?|acres?|km|miles?|metres?|m2|sqm|kwh|mwh|gwh|mw|gw|tonnes?|litres?|degrees?"
    r"|FTEs?|WTEs?)\b"
    r"|(?:to|and|or|of)\s+[£\d]|[%+=<>/×]\s*|[–-]\s*\d"
)


def leading_number(text: str) -> tuple[str, int] | None:
    """The number that `text` begins with and where the rest starts, or None.

    "5.11 Both Councils" gives ("5.11", 5), "a) the staff" gives ("a", 3) and "(2)(b) so"
    gives ("(2)(b)", 7): a closing dot or lone bracket is punctuation, a pair of brackets
    is part of the number. Amounts, dates and times ("1.5 million", "7 July", "9.30 am")
    are no numbers of this kind.
    """
    for find in (_bracketed, _decimal, _with_stop, _bare):
        found = find(text)
        if found is not None:
            return found
    return None


def _bracketed(text: str) -> tuple[str, int] | None:
    match = _BRACKETED.match(text)
    if match is None:
        return None
    return match[0].replace(" ", ""), _rest(text, match.end())


def _decimal(text: str) -> tuple[str, int] | None:
    match = _DECIMAL.match(text)
    if match is None:
        return None
    rest = _rest(text, match.end())
    if not _APPENDIX_PART.match(text) and (_UNIT.match(text, rest) or _FIGURES.match(text, rest)):
        return None
    return match[1], rest


def _with_stop(text: str) -> tuple[str, int] | None:
    match = _WITH_STOP.match(text) or _WITH_SUB.match(text)
    if match is None:
        return None
    return match[1], _rest(text, match.end())


def _bare(text: str) -> tuple[str, int] | None:
    """A whole number without a dot counts only before a capital: "5 Financial implications"."""
    match = _BARE.match(text)
    if match is None:
        return None
    rest = _rest(text, match.end())
    if rest < len(text) and not (text[rest].isupper() or text[rest] in "\"'“‘("):
        return None
    if _MONTH.match(text, rest) or _UNIT.match(text, rest):
        return None
    return match[1], rest


def _rest(text: str, end: int) -> int:
    while end < len(text) and text[end].isspace():
        end += 1
    return end
