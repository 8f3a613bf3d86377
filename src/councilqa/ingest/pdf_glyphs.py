"""Characters of a PDF's page, and how they make words: without note marks, without what is struck through."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from councilqa.ingest.marks import TYPED_DIGITS, is_note_mark, numbers_in
from councilqa.ingest.pdf_frame import Frame
from councilqa.ingest.pdf_rules import Rule
from councilqa.ingest.pdf_sight import Box, Ink

_SMALL = 0.85
"""Of the size beside it: what is larger is no raised mark."""
_CLOSING = frozenset(".,;:!?)]”’")
_MARK_CHARACTERS = frozenset("0123456789*†‡§¶#,;–-[]()abcdefghijklmnopqrstuvwxyz") | TYPED_DIGITS
_LONGEST_MARK = 12
_LEADING = re.compile(r"[(\[]?(?:\d{1,3}|[*†‡§¶#]{1,3})[)\]]?")


@dataclass(frozen=True, slots=True)
class Type:
    size: float
    bold: bool
    quarter: int
    """Quarter turns anticlockwise of the writing direction."""
    ink: Ink
    askew: bool = False
    """Whether it runs across the page, as a stamp or a watermark does."""


@dataclass(frozen=True, slots=True)
class Glyph:
    text: str
    """One character, or empty for a gap."""
    x: float
    y: float
    """Where it stands on its baseline, in PDF space."""
    right: float
    far: float
    """Its advance end: x where text runs along x, y where it runs along y."""
    type: Type
    box: Box = (0.0, 0.0, 0.0, 0.0)


Run = list[Glyph]
"""The glyphs of one word."""


def runs_of(glyphs: Sequence[Glyph], marks: set[str]) -> Iterator[Run]:
    """Words in the order they are drawn, without the marks of notes behind them, which go to `marks`."""
    run: Run = []
    before, base, last = "", None, None
    at = 0
    while at < len(glyphs):
        glyph = glyphs[at]
        small = base is not None and (glyph.type.size <= _SMALL * base.type.size or glyph.text in TYPED_DIGITS)
        end = _end_of_mark(glyphs, at, base, last) if small else at
        if end > at and _is_mark(glyphs, at, end, before="".join(each.text for each in run) or before):
            last = glyphs[end - 1]
            marks.update(numbers_in("".join(each.text for each in glyphs[at:end])))
            at = _after_gap_of_mark(glyphs, end)
            continue
        if run and (not glyph.text or jumps(last or run[-1], glyph) or _ends_leading_mark(run, glyph)):
            before = "".join(each.text for each in run)
            yield run
            run = []
        if glyph.text:
            run.append(glyph)
            base = last = glyph
        at += 1
    if run:
        yield run


def jumps(last: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph stands apart from the one before without a space between them."""
    if glyph.type.quarter != last.type.quarter or glyph.type.askew != last.type.askew:
        return True
    gap, across, size = step(last, glyph)
    if glyph.type.askew:
        return abs(glyph.x - last.x) + abs(glyph.y - last.y) > 2.0 * size
    return across > 0.7 * size or gap > 0.6 * size or gap < -2.0 * size


def step(last: Glyph, glyph: Glyph) -> tuple[float, float, float]:
    """From one glyph's end to the next along their line, how far across it, and the larger size of the two."""
    quarter = last.type.quarter
    along, across = (glyph.x, glyph.y - last.y) if quarter % 2 == 0 else (glyph.y, glyph.x - last.x)
    gap = (along - last.far) * (1 if quarter in (0, 1) else -1)
    return gap, abs(across), max(last.type.size, glyph.type.size)


# --- note marks ----------------------------------------------------------------


def is_raised(glyph: Glyph, base: Glyph) -> bool:
    """Whether a glyph is smaller than the other and stands above its line."""
    if glyph.type.size > _SMALL * base.type.size or glyph.type.quarter != base.type.quarter:
        return False
    lift = (glyph.y - base.y, base.x - glyph.x, base.y - glyph.y, glyph.x - base.x)[base.type.quarter]
    return 0.12 * base.type.size <= lift <= 0.75 * base.type.size


def _end_of_mark(glyphs: Sequence[Glyph], at: int, base: Glyph | None, last: Glyph | None) -> int:
    """Where a stretch of raised characters ends that begins here, close behind a word."""
    glyph = glyphs[at]
    if base is None or last is None or not glyph.text:
        return at
    if glyph.type.quarter != base.type.quarter or not -0.3 <= step(last, glyph)[0] / base.type.size <= 0.45:
        return at
    end = at
    while end < min(len(glyphs), at + _LONGEST_MARK) and _in_mark(glyphs[end], base):
        end += 1
    return end


def _in_mark(glyph: Glyph, base: Glyph) -> bool:
    if glyph.text in TYPED_DIGITS:
        return step(base, glyph)[1] <= 0.5 * base.type.size
    return glyph.text in _MARK_CHARACTERS and is_raised(glyph, base)


def _is_mark(glyphs: Sequence[Glyph], at: int, end: int, *, before: str) -> bool:
    after = glyphs[end] if end < len(glyphs) else None
    mark = "".join(glyph.text for glyph in glyphs[at:end])
    following = after.text if after is not None and after.text and not jumps(glyphs[end - 1], after) else ""
    if not before or _goes_on_small(glyphs, end):
        return False
    return is_note_mark(mark, before=before, after=following)


def _goes_on_small(glyphs: Sequence[Glyph], end: int) -> bool:
    """Whether small print at the same height follows: then it is a line of its own beside large letters."""
    last = glyphs[end - 1]
    following = next((glyph for glyph in glyphs[end : end + 3] if glyph.text), None)
    if following is None or last.text in TYPED_DIGITS or following.type.quarter != last.type.quarter:
        return False
    gap, across, size = step(last, following)
    return abs(following.type.size - last.type.size) < 0.5 and across < 0.1 * size and -0.3 < gap / size < 0.6


def _after_gap_of_mark(glyphs: Sequence[Glyph], end: int) -> int:
    """Where to go on behind a mark: the space before a stop is only the mark's own, "2025⁷ ."."""
    at = end
    while at < min(len(glyphs), end + 3) and not glyphs[at].text:
        at += 1
    if at == len(glyphs) or glyphs[at].text not in _CLOSING:
        return end
    gap, across, size = step(glyphs[end - 1], glyphs[at])
    return at if gap < 0.35 * size and across < size else end


def _ends_leading_mark(run: Run, glyph: Glyph) -> bool:
    """Whether a note's own text begins here, right behind its raised mark."""
    return glyph.text not in "/\u2044" and is_leading_mark(run, glyph)


def is_leading_mark(run: Run, following: Glyph) -> bool:
    if run[-1].type.size > _SMALL * following.type.size and run[-1].text not in TYPED_DIGITS:
        return False
    if all(each.text in TYPED_DIGITS for each in run):
        return following.text not in TYPED_DIGITS
    # "1.1" in small figures is the number of a paragraph.
    mark = _LEADING.fullmatch("".join(each.text for each in run))
    return mark is not None and all(is_raised(each, following) for each in run)


# --- struck through --------------------------------------------------------------


def without_struck(runs: Sequence[Run], rules: Sequence[Rule], frame: Frame) -> tuple[list[Run], int]:
    """The runs less the letters that a line is drawn through, and how many words that touched."""
    lines = sorted((rule for rule in rules if _may_strike(rule)), key=lambda rule: rule.top)
    if not lines:
        return list(runs), 0
    tops = [line.top for line in lines]
    crossed: dict[int, list[tuple[int, int, float, float]]] = {}
    for number, run in enumerate(runs):
        if run[0].type.quarter != frame.quarter or run[0].type.askew:
            continue
        _, base = frame.place(run[0].x, run[0].y)
        size = run[0].type.size
        for line in range(bisect.bisect_left(tops, base - 0.45 * size), bisect.bisect_right(tops, base - 0.14 * size)):
            for place, glyph in enumerate(run):
                left, right = sorted((_along(frame, glyph.x, glyph.y), _end(frame, glyph)))
                if lines[line].x0 - 1 <= (left + right) / 2 <= lines[line].x1 + 1:
                    crossed.setdefault(line, []).append((number, place, left, right))
    gone = {
        (number, place) for line, hits in crossed.items() if _strikes(lines[line], hits) for number, place, _, _ in hits
    }
    return _less(runs, gone), len({number for number, _ in gone})


def _may_strike(rule: Rule) -> bool:
    return not rule.shade and rule.x1 - rule.x0 >= 3 and rule.bottom - rule.top <= 0.6


def _strikes(line: Rule, hits: Sequence[tuple[int, int, float, float]]) -> bool:
    """Whether a line is as long as the letters it crosses: one of a table goes on beside them."""
    length = line.x1 - line.x0
    reach = max(right for *_, right in hits) - min(left for _, _, left, _ in hits)
    return reach >= 0.7 * length and sum(right - left for _, _, left, right in hits) >= 0.5 * length


def _less(runs: Sequence[Run], gone: set[tuple[int, int]]) -> list[Run]:
    if not gone:
        return list(runs)
    kept: list[Run] = []
    for number, run in enumerate(runs):
        part: Run = []
        for place, glyph in enumerate(run):
            if (number, place) not in gone:
                part.append(glyph)
            elif part:
                kept.append(part)
                part = []
        if part:
            kept.append(part)
    return kept


def _along(frame: Frame, x: float, y: float) -> float:
    return frame.place(x, y)[0]


def _end(frame: Frame, glyph: Glyph) -> float:
    return _along(frame, *((glyph.far, glyph.y) if frame.quarter % 2 == 0 else (glyph.x, glyph.far)))
