"""How words are compared: folded alike when they are indexed and when they are asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from councilqa.text import unlike

_PLAIN_MARKS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−⁃", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
        **dict.fromkeys([*range(0x20), 0x7F], " "),
    }
)
_SUPERSCRIPT = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
# What stands before comes last in these: a pattern that begins with a letter of its own is found far faster.
_POSSESSIVE = re.compile(r"'s\b(?<=\w's)")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))(?<=\d,)")
_SCALE = re.compile(r"(\d) ?(m|mn|million|bn|billion|k|thousand)\b")
_SCALES = {"m": "m", "mn": "m", "million": "m", "bn": "bn", "billion": "bn", "k": "k", "thousand": "k"}
_OF_A_SECTION = re.compile(r"s(?<!\ws)(?:\.\s?|\s)(?=\d)")
_PER_CENT = re.compile(r"per cent\b(?<!\wper cent)")
_SPACES = re.compile(r"  +")


def fold(text: str) -> str:
    """The form in which keywords are indexed and asked for, never shown: one spelling for what reads alike.

    So "£1.2 million" finds "£1.2m", "1,250,000" finds "1250000", "s.151" finds "s151"."""
    # A footnote mark must not stick to the word before it, which NFKC would make of "savings²".
    folded = unlike(unicodedata.normalize("NFKC", _SUPERSCRIPT.sub(r" \1", text))).translate(_PLAIN_MARKS).lower()
    folded = _THOUSANDS.sub("", _POSSESSIVE.sub("", folded))
    folded = _SCALE.sub(lambda found: found[1] + _SCALES[found[2]], folded)
    folded = _OF_A_SECTION.sub("s", folded)
    return _SPACES.sub(" ", _PER_CENT.sub(" percent", folded).replace("%", " percent"))


def match_expression(terms: Sequence[str]) -> str:
    """An FTS5 query for any of the terms, each taken literally; "" where none holds a letter or digit."""
    folded = (fold(term) for term in terms)
    quoted = ('"' + term.replace('"', " ").strip() + '"' for term in folded if any(map(str.isalnum, term)))
    return " OR ".join(dict.fromkeys(quoted))
