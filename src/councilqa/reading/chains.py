"""A quotation made up of whole lines, however the file orders them."""

from __future__ import annotations

from dataclasses import dataclass, field

from councilqa.reading.page_text import Fragment, PageText
from councilqa.reading.tracks import Pattern, follow

_MOST_STEPS = 20_000
_FAR = 4.0
"""Line heights that only a piece of some length may be away."""
_SURE_LENGTH = 15


def chains_on(page: PageText, pattern: Pattern, *, strict: bool) -> list[tuple[int, ...]]:
    """The places where lines, each taken to its end before the next is begun, are the quotation.

    Those whose lines lie nearest to each other come first: of several bullets, that of the same line.
    """
    search = _Search(page, pattern, strict)
    found: list[tuple[float, tuple[int, ...]]] = []
    for number, fragment in enumerate(page.fragments):
        track = fragment.track
        at = track.chars.find(pattern.chars[0])
        while at >= 0:
            if track.is_edge(at, strict=strict):
                found += search.from_here(number, at, 0, frozenset())
            at = track.chars.find(pattern.chars[0], at + 1)
    return [glyphs for _, glyphs in sorted(found)]


@dataclass(slots=True)
class _Search:
    page: PageText
    pattern: Pattern
    strict: bool
    steps: int = field(default=0)

    def from_here(self, number: int, at: int, done: int, used: frozenset[int]) -> list[tuple[float, tuple[int, ...]]]:
        """The rest of the quotation from this line on, with how far its lines lie apart; none or one.

        The nearest next line is tried first.
        """
        self.steps += 1
        fragment = self.page.fragments[number]
        end, reached = follow(fragment.track, at, self.pattern, done)
        own = tuple(dict.fromkeys(fragment.track.sources[at:end]))
        if reached == len(self.pattern.chars):
            return [(0.0, own)] if fragment.track.is_edge(end, strict=self.strict) else []
        if end < len(fragment.track.chars) or self.steps > _MOST_STEPS:
            return []
        used |= {number}
        for step, following in self._next(number, reached, used):
            for cost, rest in self.from_here(following, 0, reached, used):
                return [(step + cost, own + rest)]
        return []

    def _next(self, number: int, reached: int, used: frozenset[int]) -> list[tuple[float, int]]:
        wanted = self.pattern.chars[reached]
        ranked = []
        for other, fragment in enumerate(self.page.fragments):
            if other in used or fragment.track.chars[:1] != wanted:
                continue
            cost = _distance(self.page.fragments[number], fragment)
            length = min(len(fragment.track.chars), len(self.pattern.chars) - reached)
            if cost is not None and (cost <= _FAR or length >= _SURE_LENGTH):
                ranked.append((cost, other))
        return sorted(ranked)


def _distance(one: Fragment, two: Fragment) -> float | None:
    """How far the eye goes from one line to the next, in line heights; None where nobody would read on there."""
    if one.quarter != two.quarter:
        return None
    height = max(one.height, two.height, 0.1)
    down = (two.y - one.y) / height
    if abs(down) < 0.5:
        return (two.x0 - one.x1) / height / 2 if two.x0 >= one.x1 - 0.5 * height else None
    if down > 0:
        overlaps = min(one.x1, two.x1) > max(one.x0, two.x0)
        return 1 + down + (0 if overlaps else _FAR)
    return 2 * _FAR if two.x0 >= one.x1 else None
