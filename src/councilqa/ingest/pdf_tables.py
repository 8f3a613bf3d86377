"""Tables of a page, from its ruling lines."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pdfplumber import table as plumber

from councilqa.ingest.numbering import leading_number
from councilqa.ingest.pdf_large import settle
from councilqa.ingest.pdf_lines import baseline_groups
from councilqa.ingest.pdf_page import PageContent, Turned, Word
from councilqa.ingest.pdf_rules import Rule
from councilqa.ingest.pdf_side import reads_like_side_heading

MAX_POINTS = 2_500
"""More crossings of lines than this are a plan or a pattern, not a table."""
_NARROW = 8.0
"""Points; a column less wide than this is the space between two lines."""
_NAME = 60
"""Characters of a column's name, at most."""
_PROSE_CELL = 400
"""A cell of more characters than this holds paragraphs."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    lines: tuple[str, ...] = ()
    bold: bool = False
    columns: int = 1
    """How many it covers."""
    covered: bool = False
    """Whether a cell of a row above reaches down to here."""

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page."""

    box: Box
    columns: tuple[float, ...]
    """Left edges."""
    rows: tuple[tuple[Cell, ...], ...]
    """Those with any text; every row has a cell for every column."""
    words: frozenset[int] = frozenset()
    """Which of the page's words stand in it, by position."""
    flows: tuple[frozenset[int], ...] = ()
    """Where it only sets prose side by side: the words of its cells, one cell after another."""
    side_headed: bool = False
    """Whether what it sets so are headings, on the left, and their paragraphs."""
    ruled: bool = True

    @property
    def top(self) -> float:
        return self.box[1]


def find_tables(page: PageContent) -> list[Grid]:
    """The ruled tables of a page, with their words put into cells.

    The edges of coloured areas count only where no lines are drawn: a highlighted line in
    a cell is no row.
    """
    if len(page.rules) < 4 or not page.words:
        return []
    drawn = _grids([rule for rule in page.rules if not rule.shade], page)
    return drawn or _grids(page.rules, page)


def _grids(rules: Sequence[Rule], page: PageContent) -> list[Grid]:
    found = (_grid(boxes, page) for boxes in _cell_boxes(rules))
    grids = [_judged(grid) for grid in found if grid is not None and _is_table(grid)]
    return [grid for grid in grids if not any(_is_within(grid, other) for other in grids)]


def _is_within(grid: Grid, other: Grid) -> bool:
    """A small table in a cell of another stays text of that cell."""
    (x0, top, x1, bottom), (ox0, otop, ox1, obottom) = grid.box, other.box
    inside = x0 >= ox0 - 1 and x1 <= ox1 + 1 and top >= otop - 1 and bottom <= obottom + 1
    return grid is not other and inside and not other.flows


# --- lines to cells -----------------------------------------------------------


def _cell_boxes(rules: Sequence[Rule]) -> list[list[Box]]:
    edges = plumber.merge_edges([_edge(rule) for rule in rules], 3, 3, 3, 3)
    edges = [edge for edge in edges if max(edge["width"], edge["height"]) >= 5]
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if upright * (len(edges) - upright) > 200_000:
        return []
    points = plumber.edges_to_intersections(edges, 3, 3)
    if not 4 <= len(points) <= MAX_POINTS:
        return []
    return [list(cells) for cells in plumber.cells_to_tables(plumber.intersections_to_cells(points))]


def _edge(rule: Rule) -> dict[str, Any]:
    width, height = rule.x1 - rule.x0, rule.bottom - rule.top
    return {
        "x0": rule.x0, "x1": rule.x1, "top": rule.top, "bottom": rule.bottom,
        "width": width, "height": height, "orientation": "v" if height > width else "h",
    }  # fmt: skip


def _grid(boxes: Sequence[Box], page: PageContent) -> Grid | None:
    lefts = _column_edges(boxes)
    tops = sorted({round(box[1], 1) for box in boxes})
    held = _fill(boxes, page.words)
    turned = _fill_turned(boxes, page.turned)
    cells: dict[tuple[int, int], Cell] = {}
    for number, box in enumerate(boxes):
        words = [page.words[index] for index in held.get(number, ())]
        cell = cell_of(words, [turn.word for turn in turned.get(number, ())])
        for column, part in _parted(box, words, lefts).items():
            cells[tops.index(round(box[1], 1)), column] = cell_of(part)
            cell = Cell()
        if cell.lines:
            row, column = tops.index(round(box[1], 1)), bisect.bisect_right(lefts, box[0] + 0.1) - 1
            wide = replace(cell, columns=1 + sum(box[0] + 1 < edge < box[2] - 1 for edge in lefts))
            cells[row, column] = _beside(cells.get((row, column)), wide)
    filled = sorted({row for row, _ in cells})
    if not filled:
        return None
    covered = _covered(boxes, tops, lefts)
    order = sorted(held, key=lambda number: (boxes[number][1], boxes[number][0]))
    return Grid(
        box=_around(boxes),
        columns=tuple(lefts),
        rows=tuple(
            tuple(cells.get((row, c), Cell(covered=(row, c) in covered)) for c in range(len(lefts))) for row in filled
        ),
        words=frozenset(index for indices in held.values() for index in indices),
        flows=tuple(frozenset(held[number]) for number in order),
    )


def _covered(boxes: Sequence[Box], tops: Sequence[float], lefts: Sequence[float]) -> set[tuple[int, int]]:
    """The rows and first columns that a box reaches down to."""
    return {
        (row, bisect.bisect_right(lefts, x0 + 0.1) - 1)
        for x0, top, _, bottom in boxes
        for row in range(bisect.bisect_right(tops, top + 1), bisect.bisect_left(tops, bottom - 1))
    }


def _column_edges(boxes: Sequence[Box]) -> list[float]:
    """Left edges of the columns; what is too narrow to hold text is no column."""
    edges: list[float] = []
    for edge in sorted({round(box[0], 1) for box in boxes}):
        if not edges or edge - edges[-1] >= _NARROW:
            edges.append(edge)
    return edges


def _parted(box: Box, words: Sequence[Word], lefts: Sequence[float]) -> dict[int, list[Word]]:
    """The words of a box over several columns by column, where they keep to the columns.

    Such is a header row without upright lines. A title over the whole width runs across
    the edges and stays one cell, and so does whatever has only one column filled.
    """
    inner = [edge for edge in lefts if box[0] + 1 < edge < box[2] - 1]
    if not inner or any(_runs_across(group, inner) for group in baseline_groups(words)):
        return {}
    parts: dict[int, list[Word]] = {}
    for word in words:
        parts.setdefault(bisect.bisect_right(lefts, word.x) - 1, []).append(word)
    return parts if len(parts) > 1 else {}


def _runs_across(group: Sequence[Word], edges: Sequence[float]) -> bool:
    """Whether a line of words has one at an edge, or no more than a space there."""
    if any(word.x0 < edge < word.x1 for word in group for edge in edges):
        return True
    return any(
        one.x1 <= edge <= two.x0 and two.x0 - one.x1 < 0.5 * one.size
        for one, two in itertools.pairwise(group)
        for edge in edges
    )


def _beside(one: Cell | None, two: Cell) -> Cell:
    return two if one is None else Cell(one.lines + two.lines, bold=one.bold and two.bold)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip


def _fill(boxes: Sequence[Box], words: Sequence[Word]) -> dict[int, list[int]]:
    """Which words have their middle in which box."""
    held: dict[int, list[int]] = {}
    by_top = sorted(range(len(boxes)), key=lambda number: boxes[number][1])
    tops = [boxes[number][1] for number in by_top]
    for index, word in enumerate(words):
        for place in range(bisect.bisect_right(tops, word.y) - 1, -1, -1):
            x0, _, x1, bottom = boxes[by_top[place]]
            if x0 <= word.x <= x1 and word.y <= bottom:
                held.setdefault(by_top[place], []).append(index)
                break
    return held


def _fill_turned(boxes: Sequence[Box], turned: Sequence[Turned]) -> dict[int, list[Turned]]:
    held: dict[int, list[Turned]] = {}
    for turn in turned:
        for number, (x0, top, x1, bottom) in enumerate(boxes):
            if x0 <= turn.x <= x1 and top <= turn.y <= bottom:
                held.setdefault(number, []).append(turn)
                break
    return held


def in_table(turn: Turned, grids: Sequence[Grid]) -> bool:
    return any(g.box[0] <= turn.x <= g.box[2] and g.box[1] <= turn.y <= g.box[3] for g in grids)


def cell_of(words: Sequence[Word], turned: Sequence[Word] = ()) -> Cell:
    lines = [" ".join(word.text for word in group) for part in settle(words) for group in baseline_groups(part)]
    lines += [" ".join(word.text for word in group) for group in baseline_groups(turned)]
    return Cell(tuple(lines), bold=bool(words) and all(word.bold for word in words))


# --- what is a table and what only looks like one ------------------------------


def _is_table(grid: Grid) -> bool:
    """A frame around prose is none."""
    return len(grid.columns) >= 2


def _judged(grid: Grid) -> Grid:
    """Keep the cells as runs of prose only where the grid is there to set prose side by side."""
    if _is_side_headed(grid):
        return replace(grid, side_headed=True)
    return grid if _is_prose_pair(grid) or _is_numbered_prose(grid) else replace(grid, flows=())


def _is_side_headed(grid: Grid) -> bool:
    """Headings in bold on the left, each with its paragraph, and no names over the two columns."""
    if len(grid.columns) != 2 or len(grid.rows) < 3:
        return False
    lengths = [len(text.text) for _, text in grid.rows]
    named = all(name.bold and reads_like_side_heading(name.text) for name, _ in grid.rows)
    return named and lengths[0] > _NAME and sum(lengths) > 80 * len(lengths)


def _is_prose_pair(grid: Grid) -> bool:
    longest = max(len(cell.text) for cell in grid.rows[0])
    return len(grid.columns) == 2 and len(grid.rows) == 1 and longest > _PROSE_CELL


def _is_numbered_prose(grid: Grid) -> bool:
    """A report set in two columns, paragraph numbers on the left."""
    if len(grid.columns) != 2:
        return False
    numbered = sum(1 for number, _ in grid.rows if not number.text or _is_number(number.text))
    length = sum(len(text.text) for _, text in grid.rows) / len(grid.rows)
    return numbered >= 0.7 * len(grid.rows) and length > 80


def _is_number(text: str) -> bool:
    found = leading_number(text)
    return found is not None and found[1] == len(text)
