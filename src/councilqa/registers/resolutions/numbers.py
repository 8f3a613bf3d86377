"""Numbers of lists: which style one is of, and whether it goes on from another."""

from __future__ import annotations

import re
from typing import Literal

Style = Literal["digit", "letter", "roman"]

_ROMAN = re.compile(r"(?=.)x{0,3}(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10}
_GAP = 3
"""So many numbers of a list may have been lost on the way."""


def readings(number: str) -> dict[Style, int]:
    """The styles that a number may be of, with its place in each: "(i)" is the first roman or the ninth letter."""
    last = number.strip("().").rpartition(".")[2].strip("()").lower()
    if last.isdigit():
        return {"digit": int(last)}
    found: dict[Style, int] = {}
    if _ROMAN.fullmatch(last):
        found["roman"] = _roman(last)
    if len(last) == 1 and last.isalpha():
        found["letter"] = ord(last) - ord("a") + 1
    elif len(last) == 2 and last[0] == last[1] and last.isalpha():
        found["letter"] = 26 + ord(last[0]) - ord("a") + 1
    return found


def parent(number: str) -> str:
    """ "2.1" of "2.1.3"; empty for a number that stands alone."""
    return number.strip("(). ").rpartition(".")[0]


def follows(number: str, before: str) -> bool:
    """Whether a number goes on from another in one list: (ii) from (i), 2.3 from 2.2, (i) from (h)."""
    if parent(number) != parent(before) or number.startswith("(") != before.startswith("("):
        return False
    one, other = readings(before), readings(number)
    if any(other[style] == one[style] + 1 for style in other if style in one):
        return True
    # A longer step only where the style leaves no doubt.
    return "digit" in one and "digit" in other and 0 < other["digit"] - one["digit"] <= _GAP


def first(number: str) -> bool:
    """Whether a list may begin with it."""
    return 1 in readings(number).values()


def under(number: str, above: str) -> bool:
    """Whether it is a dotted number below another: 2.1.3 below 2.1."""
    return number.strip("(). ").startswith(above.strip("(). ") + ".")


def joined(above: str | None, number: str | None) -> str | None:
    """As a member cites it: "2.2(i)" for (i) under 2.2."""
    if above is None or number is None:
        return number or above
    if "." in number.strip("().") or under(number, above):
        return number
    return f"{above}({number.strip('().')})"


def _roman(letters: str) -> int:
    values = [_VALUES[letter] for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
