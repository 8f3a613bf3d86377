"""Boxes around the glyphs of a quotation: one for each stretch of line, and nothing else in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from councilqa.reading.glyphs import Glyph, from_upright
from councilqa.reading.page_text import PageText


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of PDF space, y upwards."""

    left: float
    bottom: float
    right: float
    top: float


def boxes_of(page: PageText, found: Sequence[int]) -> list[Rect] | None:
    """Boxes that hold these glyphs and no others; None where letters stand in one another's place.

    Formulas and accents set as marks of their own overlap: there the boxes keep to single words and to the ink.
    """
    for runs, tight in ((_stretches(page, found), False), (list(_words(page, found)), True)):
        boxes = [_rect([page.glyphs[position] for position in run], tight=tight) for run in runs]
        if _holds_only(page, boxes, found):
            return boxes
    return None


def glyphs_in(page: PageText, boxes: Sequence[Rect]) -> list[list[int]]:
    """For each box, the glyphs that have their middle in it, as the file orders them."""
    return [
        [
            position
            for position, (x, y) in enumerate(page.middles)
            if box.left <= x <= box.right and box.bottom <= y <= box.top
        ]
        for box in boxes
    ]


def _stretches(page: PageText, found: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for position in found:
        if not runs or not _side_by_side(page, runs[-1][-1], position):
            runs.append([])
        runs[-1].append(position)
    return runs


def _side_by_side(page: PageText, one: int, two: int) -> bool:
    same_line = page.home[one] == page.home[two]
    return same_line and abs(page.place[two] - page.place[one]) == 1


def _words(page: PageText, found: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for position in found:
        if run and (position != run[-1] + 1 or page.glyphs[position].starts_word):
            yield run
            run = []
        run.append(position)
    if run:
        yield run


def _rect(run: Sequence[Glyph], *, tight: bool) -> Rect:
    """Around the ink of the glyphs; unless tight, as high as a line of their size is."""
    base = max(run, key=lambda glyph: glyph.size)
    top, bottom = min(glyph.top for glyph in run), max(glyph.bottom for glyph in run)
    pad = 0.0
    if not tight and base.size <= 2.5 * max(bottom - top, 0.1):  # else the size is not to be trusted
        top, bottom = min(top, base.baseline - 0.72 * base.size), max(bottom, base.baseline + 0.2 * base.size)
        pad = 0.06 * base.size
    corners = [
        from_upright(base.quarter, along, down)
        for along in (min(glyph.x0 for glyph in run) - pad, max(glyph.x1 for glyph in run) + pad)
        for down in (top, bottom)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def _holds_only(page: PageText, boxes: Sequence[Rect], found: Sequence[int]) -> bool:
    inside = {position for box in glyphs_in(page, boxes) for position in box}
    wanted = [page.glyphs[position] for position in found]
    strangers = (page.glyphs[position] for position in inside - set(found))
    return inside.issuperset(found) and all(_is_no_word(glyph, wanted) for glyph in strangers)


def _is_no_word(stranger: Glyph, wanted: Sequence[Glyph]) -> bool:
    """Whether it lies under the text as a watermark does, or is a letter printed twice to look bold."""
    largest = max(glyph.size for glyph in wanted)
    if stranger.quarter != wanted[0].quarter or stranger.size > 2.5 * largest:
        return True
    return any(
        glyph.text == stranger.text and abs(glyph.x - stranger.x) + abs(glyph.y - stranger.y) < 0.3 * glyph.size
        for glyph in wanted
    )
