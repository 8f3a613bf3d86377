"""Text as it is compared to find a quotation on a page: characters without spaces, one after another.

Two printings of the same words differ in spaces, ligatures, quotation marks, look-alike letters and in the hyphens
that a line's end puts into a word. In nothing else: case and every other character have to agree.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from councilqa.text import fold

_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
LOOSE_AT_LEAST = 12
"""Characters of a quotation that may begin or end beside a mark with no space between."""


@functools.lru_cache(maxsize=4_096)
def plain(char: str) -> str:
    """A character as it is compared, of one or more letters; empty for a space."""
    if char in _UNSEEN or (char < " " and not char.isspace()):
        return ""
    folded = fold(char).replace(" ", "")
    return folded.upper() if char.isupper() else folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Characters in some order, each with where it comes from."""

    chars: str
    sources: Sequence[int]
    """For each character: the offset in a text, or the position of the glyph on the page."""
    starts: Sequence[bool]
    """Whether a word begins here."""
    soft: Sequence[bool]
    """Whether this is a hyphen that may only mark the end of a line."""

    def is_edge(self, at: int, *, strict: bool) -> bool:
        """Whether a quotation may begin or end before this character."""
        if at in (0, len(self.chars)) or self.starts[at]:
            return True
        return not strict and not (self.chars[at - 1].isalnum() and self.chars[at].isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A quotation to be found."""

    chars: str
    joints: frozenset[int] = frozenset()
    """Where a cell begins, and so has to begin a word."""

    @property
    def may_be_loose(self) -> bool:
        return len(self.chars) >= LOOSE_AT_LEAST


def pattern_of(parts: Sequence[str]) -> Pattern:
    """What is looked for: the cells of a row, or one part for prose."""
    chars = ""
    joints = set()
    for part in parts:
        if chars:
            joints.add(len(chars))
        chars += "".join(map(plain, part))
    return Pattern(chars=chars, joints=frozenset(joints - {len(chars)}))


def track_of(text: str) -> Track:
    """The track of a plain text."""
    chars: list[str] = []
    sources: list[int] = []
    starts: list[bool] = []
    fresh = True
    for offset, char in enumerate(text):
        folded = plain(char)
        chars += folded
        sources += [offset] * len(folded)
        starts += [fresh and place == 0 for place in range(len(folded))]
        fresh = (fresh and not folded) or char.isspace()
    return Track(chars="".join(chars), sources=sources, starts=starts, soft=[False] * len(sources))


def follow(track: Track, at: int, pattern: Pattern, done: int, *, until: int | None = None) -> tuple[int, int]:
    """How far track and pattern agree from here on: (place in the track, place in the pattern)."""
    chars, wanted, soft = track.chars, pattern.chars, track.soft
    stop = len(chars) if until is None else until
    while at < stop and done < len(wanted):
        if chars[at] == wanted[done]:
            if done in pattern.joints and not track.starts[at]:
                break
            done += 1
        elif not soft[at]:
            break
        at += 1
    return at, done


def matches(track: Track, pattern: Pattern, *, strict: bool = True) -> Iterator[tuple[int, int]]:
    """Where the whole pattern stands in the track: (begin, end) of each occurrence."""
    if not pattern.chars:
        return
    at = track.chars.find(pattern.chars[0])
    while at >= 0:
        if track.is_edge(at, strict=strict):
            end, done = follow(track, at, pattern, 0)
            if done == len(pattern.chars) and track.is_edge(end, strict=strict):
                yield at, end
        at = track.chars.find(pattern.chars[0], at + 1)


def common_end(one: str, two: str) -> int:
    """How many characters two texts share at their ends."""
    count = 0
    while count < min(len(one), len(two)) and one[-1 - count] == two[-1 - count]:
        count += 1
    return count


def common_start(one: str, two: str) -> int:
    return common_end(one[::-1], two[::-1])
