"""Units that say a figure, and not of what: "HDC = £86,488", "Estimated saving £205k."."""

from __future__ import annotations

from collections.abc import Sequence

from councilqa.domain.passages import Passage, Unit
from councilqa.text import content_words

MOST_WORDS = 2
"""Beside the figures, of words that say something."""
MOST_BEFORE = 3
"""Units that are taken along."""


def is_bare(unit: Unit) -> bool:
    """Whether a sentence or item is a figure and hardly a word."""
    words = [word for word in content_words(unit.text) if not _has_digit(word)]
    return unit.kind in ("sentence", "item") and _has_digit(unit.text) and len(words) <= MOST_WORDS


def what_it_is_of(passage: Passage, position: int) -> Sequence[int]:
    """Places of the units that stand before a bare one on its line, or else, of an item, of what introduces it.

    With the latter those between, as far as one quotation can hold them.
    """
    units = passage.units
    first = position
    while first and position - first < MOST_BEFORE and _on_a_line(passage, units[first - 1], units[first]):
        first -= 1
    if first < position or units[position].kind != "item":
        return range(first, position)
    while first and is_bare(units[first - 1]):
        first -= 1
    if not first or units[first - 1].kind == "heading":
        return ()
    return range(first - 1, position if position - first < MOST_BEFORE else first)


def _on_a_line(passage: Passage, before: Unit, after: Unit) -> bool:
    between = passage.text[before.end - passage.start : after.start - passage.start]
    return before.kind == after.kind and "\n" not in between


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
