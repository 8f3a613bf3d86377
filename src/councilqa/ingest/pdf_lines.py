"""Words of a page to lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from councilqa.ingest.pdf_large import LARGE, baseline
from councilqa.ingest.pdf_page import Word


@dataclass(frozen=True, slots=True)
class Line:
    words: tuple[Word, ...]
    left: float
    right: float
    """The edges of the column it stands in."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return self._largest.top

    @property
    def bottom(self) -> float:
        return self._largest.bottom

    @property
    def _largest(self) -> Word:
        return max(self.words, key=lambda word: word.size)

    @property
    def size(self) -> float:
        """The size most of its characters have."""
        weight: dict[float, int] = {}
        for word in self.words:
            weight[word.size] = weight.get(word.size, 0) + len(word.text)
        return max(weight, key=lambda size: (weight[size], size))

    @property
    def bold(self) -> bool:
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) for word in self.words if word.bold) >= 0.9 * letters


def baseline_groups(words: Iterable[Word]) -> list[list[Word]]:
    """Words that stand on one line across the whole page, from the top down, left to right."""
    groups: list[list[Word]] = []
    bands: list[Word] = []
    for word in sorted(words, key=lambda word: (word.y, word.x0)):
        home = _home(bands, word)
        if home is None:
            groups.append([word])
            bands.append(word)
            continue
        if word.size > bands[home].size:
            bands[home] = word
        groups[home].append(word)
    for group in groups:
        group.sort(key=lambda word: word.x0)
    return groups


def _home(bands: Sequence[Word], word: Word) -> int | None:
    """The line among the last few, by its largest word, that shares more than half its height with the word.

    With much larger or smaller letters only where they stand on one baseline.
    """
    best, best_share = None, 0.5
    for index in range(len(bands) - 1, max(len(bands) - 5, -1), -1):
        band = bands[index]
        shared = min(band.bottom, word.bottom) - max(band.top, word.top)
        share = shared / max(min(band.bottom - band.top, word.bottom - word.top), 0.1)
        if share > best_share and _on_one_line(band, word):
            best, best_share = index, share
    return best


def _on_one_line(one: Word, two: Word) -> bool:
    small, large = sorted((one.size, two.size))
    return large < LARGE * small or abs(baseline(one) - baseline(two)) <= 0.3 * small


def text_of(words: Iterable[Word]) -> list[str]:
    """The lines of a cell or an aside as plain strings."""
    return [" ".join(word.text for word in group) for group in baseline_groups(words)]


def split_at_gaps(group: Sequence[Word], *, gap: float = 1.0) -> list[list[Word]]:
    """Cut a line where words stand more than `gap` times their size apart."""
    pieces: list[list[Word]] = [[group[0]]]
    reach = group[0].x1
    for word in group[1:]:
        if word.x0 - reach > gap * max(word.size, pieces[-1][-1].size):
            pieces.append([])
        pieces[-1].append(word)
        reach = max(reach, word.x1)
    return pieces


def is_scrambled(line: Line) -> bool:
    """Whether words of a line stand so far above or below one another on the page that nobody reads them as one."""
    return any(
        abs(baseline(one) - baseline(two)) > 0.8 * min(one.size, two.size)
        for one, two in itertools.pairwise(line.words)
    )
