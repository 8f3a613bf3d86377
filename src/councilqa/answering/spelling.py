"""Words that are spelt otherwise in a question than in the papers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from councilqa.text import fold

ALIKE = 0.8
"""Share of their letters that two spellings of a word have in common, in order."""
SHORTEST = 4
"""Letters; shorter words are alike by chance."""


def misspelt(words: Iterable[str], texts: Iterable[str]) -> dict[str, str]:
    """Words that do not stand in the texts, each with the word there that it is most like: "peple" for "people"."""
    known = sorted({word for text in texts for word in re.findall(r"[a-z][a-z'-]{2,}", fold(text))})
    found: dict[str, str] = {}
    for word in words:
        if len(word) < SHORTEST or word in known:
            continue
        like = difflib.get_close_matches(word, known, n=1, cutoff=ALIKE)
        if like and word[0] == like[0][0]:
            found[word] = like[0]
    return found
