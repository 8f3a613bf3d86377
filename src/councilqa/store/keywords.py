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
    }
)
_SUPERSCRIPT = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"[\x00-\x1f\x7f]", " "),
        (r"(?<=\w)'s\b", ""),
        (r"(?<=\d),(?=\d{3}(?!\d))", ""),
        (r"(?<=\d) ?(?:million|mn|m)\b", "m"),
        (r"(?<=\d) ?(?:billion|bn)\b", "bn"),
        (r"(?<=\d) ?(?:thousand|k)\b", "k"),
        (r"\bs(?:\.\s?|\s)(?=\d)", "s"),
        (r"%|\bper cent\b", " percent"),
        (r" +", " "),
    )
)
"""So that "£1.2 million" finds "£1.2m", "1,250,000" finds "1250000", "s.151" finds "s151"."""


def fold(text: str) -> str:
    """The form in which keywords are indexed and asked for, never shown: one spelling for what reads alike."""
    # A footnote mark must not stick to the word before it, which NFKC would make of "savings²".
    folded = unlike(unicodedata.normalize("NFKC", _SUPERSCRIPT.sub(r" \1", text))).translate(_PLAIN_MARKS).lower()
    for pattern, replacement in _REWRITES:
        folded = pattern.sub(replacement, folded)
    return folded


def match_expression(terms: Sequence[str]) -> str:
    """An FTS5 query for any of the terms, each taken literally; "" where none holds a letter or digit."""
    folded = (fold(term) for term in terms)
    quoted = ('"' + term.replace('"', " ").strip() + '"' for term in folded if any(map(str.isalnum, term)))
    return " OR ".join(dict.fromkeys(quoted))
