"""The number a paragraph, item or heading begins with, as members cite it."""

from __future__ import annotations

import re

_ROMAN = r"(?=[ivxl])(?:x{0,3}|xl|l)(?:ix|iv|v?i{0,3})"
_IN_BRACKETS = rf"(?:\d{{1,3}}|[A-Za-z]|aa|bb|cc|dd|ee|(?i:{_ROMAN}))"
_BRACKETED = re.compile(rf"(?:\({_IN_BRACKETS}\) ?(?=[(\s]|$))+")
_DECIMAL = re.compile(rf"((?:[A-Z]\.?)?\d{{1,3}}(?:\.\d{{1,3}})+(?:\({_IN_BRACKETS}\))*)[.:)]?(?=\s|$)")
_APPENDIX_PART = re.compile(r"[A-Z]\.?\d")
_WITH_STOP = re.compile(rf"(\d{{1,3}}|[A-Za-z]|(?i:{_ROMAN}))[.)](?=\s|$)")
_SQUARE = re.compile(rf"\[(\d{{1,3}}|[A-Za-z]|(?i:{_ROMAN}))[.)]\](?=\s|$)")
"""As a word processor prints the number of a paragraph whose change is tracked."""
_WITH_SUB = re.compile(rf"(\d{{1,3}}(?:\({_IN_BRACKETS}\))+)[.:)]?(?=\s|$)")
_WITH_LETTER = re.compile(
    rf"(\d{{1,3}}(?:\.\d{{1,3}})*(?:[a-z]|{_ROMAN})(?=\))|\d{{1,3}}[A-Z](?=\.))[.)](?=\s|$|[A-Z][a-z])"
)
"""A sub-item of a minute, "4.13ii)", or one put in between, "6A."."""
_GLUED = re.compile(r"(\d{1,3})[.)](?=[A-Z][a-z])")
"""Without the space that belongs there: "100.The"."""
_LONG = re.compile(r"(?!(?:1[789]|20)\d\d\.)(\d{4,5})\.(?=\s|$|[A-Z][a-z])")
"""Minutes that count on from meeting to meeting, "2564."; a year at the head of a line is none."""
_WORD = r"(?:(?:minutes?|min|item|cofnod|eitem)\.?\s*(?:(?:numbers?|nos?|rhif)\b\.?\s*)?)?"
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


def after_number(text: str, number: str) -> int:
    """Where the rest starts of a text that begins with this number; 0 where it does not, as when Word sets it.

    What stands before it and after it is punctuation: "Minute No. 23/18: Apologies".
    """
    found = leading_number(text)
    if found is not None and found[0].strip("()") == number.strip("()"):
        return found[1]
    match = re.match(rf"{_WORD}{re.escape(number)}(?:\s*[.:)]|\s+[-–—]+(?=\s)|(?=\s))\s*", text, re.IGNORECASE)
    return match.end() if match else 0


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
    forms = (_WITH_STOP, _WITH_SUB, _WITH_LETTER, _GLUED, _LONG, _SQUARE)
    match = next(filter(None, (form.match(text) for form in forms)), None)
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
