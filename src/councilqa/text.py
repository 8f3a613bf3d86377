"""Text as it is compared and searched, never as it is shown."""

from __future__ import annotations

import re
import unicodedata

_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТХҮаеорсухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXYaeopcyxsijABEZHIKMNOPTYXo",
)
_QUOTES = str.maketrans("‘’‚‛“”„‟‐‑‒–—―−\u00a0\u2009\u202f", "''''\"\"\"\"-------   ")
_MARKS = re.compile(r"[*_|•]")
_SPACES = re.compile(r"\s+")


def unlike(text: str) -> str:
    """Letters of other alphabets that look Latin, as the Latin ones, in words that hold no other such letter.

    "МВС" in Cyrillic letters becomes "MBC".
    """
    return text.translate(_LOOKALIKES)


def fold(text: str) -> str:
    """For search: NFKC, look-alike letters, lower case, straight quotes and hyphens, single spaces."""
    folded = unlike(unicodedata.normalize("NFKC", text)).translate(_QUOTES).lower()
    return _SPACES.sub(" ", folded).strip()


def comparable(text: str) -> str:
    """As the measures compare text: folded, without the marks `* _ | •`; look-alike letters stay apart."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    return _SPACES.sub(" ", _MARKS.sub("", folded)).strip()
