"""What runs another way than the text of its page, above all tables drawn sideways on an upright page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from councilqa.ingest.pdf_page import PageContent, Turned
from councilqa.ingest.pdf_rules import Rule
from councilqa.ingest.pdf_tables import Box, Grid, find_tables, in_table

_LEAST_WORDS = 6


def with_sideways_tables(page: PageContent, grids: Sequence[Grid]) -> list[Grid]:
    """The tables of a page: for each that is mostly written sideways, the same one read that way."""
    turns, count = _most_turned(page.turned)
    if count < _LEAST_WORDS or turns is None:
        return list(grids)
    found = [_back(grid, page, turns) for grid in find_tables(_turned_page(page, turns))]
    found = [grid for grid in found if _holds_more_turned(grid, page)]
    upright = [grid for grid in grids if not any(_overlap(grid.box, other.box) for other in found)]
    return [*upright, *found]


def _most_turned(turned: Sequence[Turned]) -> tuple[int | None, int]:
    counts = Counter(turn.turns for turn in turned if turn.turns is not None)
    return counts.most_common(1)[0] if counts else (None, 0)


def _turned_page(page: PageContent, turns: int) -> PageContent:
    """The page as it is seen by who reads its sideways words."""
    width, height = (page.width, page.height) if turns == 2 else (page.height, page.width)
    return replace(
        page,
        width=width,
        height=height,
        words=tuple(turn.word for turn in page.turned if turn.turns == turns),
        turned=(),
        rules=tuple(_turned_rule(rule, page, turns) for rule in page.rules),
    )


def _turned_rule(rule: Rule, page: PageContent, turns: int) -> Rule:
    x0, top, x1, bottom = _box((rule.x0, rule.top, rule.x1, rule.bottom), page.width, page.height, turns)
    return replace(rule, x0=x0, top=top, x1=x1, bottom=bottom)


def _back(grid: Grid, page: PageContent, turns: int) -> Grid:
    """With its place on the page as its text runs; none of its words is one of the page's."""
    width, height = (page.width, page.height) if turns == 2 else (page.height, page.width)
    return replace(grid, box=_box(grid.box, width, height, -turns % 4), words=frozenset(), flows=())


def _box(box: Box, width: float, height: float, turns: int) -> Box:
    (xa, ya), (xb, yb) = (_point(x, y, width, height, turns) for x, y in (box[:2], box[2:]))
    return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def _point(x: float, y: float, width: float, height: float, turns: int) -> tuple[float, float]:
    match turns:
        case 1:
            return height - y, x
        case 2:
            return width - x, height - y
        case 3:
            return y, width - x
        case _:
            return x, y


def _holds_more_turned(grid: Grid, page: PageContent) -> bool:
    """An upright table may have names of columns that run upwards."""
    x0, top, x1, bottom = grid.box
    upright = sum(1 for word in page.words if x0 <= word.x <= x1 and top <= word.y <= bottom)
    return sum(1 for turn in page.turned if in_table(turn, [grid])) > upright


def _overlap(one: Box, two: Box) -> bool:
    return min(one[2], two[2]) > max(one[0], two[0]) and min(one[3], two[3]) > max(one[1], two[1])
