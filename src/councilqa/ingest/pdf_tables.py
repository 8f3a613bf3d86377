"""Tables of a page: from its ruling lines, and header grids whose lines are not drawn."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber import table as plumber

from councilqa.ingest.numbering import leading_number
from councilqa.ingest.pdf_lines import baseline_groups, split_at_gaps
from councilqa.ingest.pdf_page import PageContent, Rule, Turned, Word

MAX_POINTS = 2_500
"""More crossings of lines than this are a plan or a pattern, not a table."""
_PROSE_CELL = 400
"""A cell of more characters than this holds paragraphs."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    lines: tuple[str, ...] = ()
    bold: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page."""

    box: Box
    columns: tuple[float, ...]
    """Left edges, of columns that hold any text."""
    rows: tuple[tuple[Cell, ...], ...]
    words: frozenset[int] = frozenset()
    """Which of the page's words stand in it, by position."""

    @property
    def top(self) -> float:
        return self.box[1]


def find_tables(page: PageContent) -> list[Grid]:
    """The ruled tables of a page, with their words put into cells."""
    if len(page.rules) < 4 or not page.words:
        return []
    grids = (_grid(boxes, page) for boxes in _cell_boxes(page.rules))
    return [grid for grid in grids if grid is not None and _is_table(grid)]


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
    lefts = sorted({round(box[0], 1) for box in boxes})
    tops = sorted({round(box[1], 1) for box in boxes})
    held = _fill(boxes, page.words)
    turned = _fill_turned(boxes, page.turned)
    cells: dict[tuple[int, int], Cell] = {}
    for number, box in enumerate(boxes):
        words = [page.words[index] for index in held.get(number, ())]
        cell = _cell(words, [turn.word for turn in turned.get(number, ())])
        if cell.lines:
            cells[tops.index(round(box[1], 1)), lefts.index(round(box[0], 1))] = cell
    used = sorted({column for _, column in cells})
    filled = sorted({row for row, _ in cells})
    if not used:
        return None
    return Grid(
        box=_around(boxes),
        columns=tuple(lefts[column] for column in used),
        rows=tuple(tuple(cells.get((row, column), Cell()) for column in used) for row in filled),
        words=frozenset(index for indices in held.values() for index in indices),
    )


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


def _cell(words: Sequence[Word], turned: Sequence[Word]) -> Cell:
    lines = [" ".join(word.text for word in group) for group in baseline_groups(words)]
    lines += [" ".join(word.text for word in group) for group in baseline_groups(turned)]
    return Cell(tuple(lines), bold=bool(words) and all(word.bold for word in words))


# --- what is a table and what only looks like one ------------------------------


def _is_table(grid: Grid) -> bool:
    """A frame around prose, or a report set in two columns of numbers and text, is none."""
    if len(grid.columns) < 2:
        return False
    if len(grid.rows) == 1:
        return all(len(cell.text) <= _PROSE_CELL for cell in grid.rows[0])
    return not _is_numbered_prose(grid)


def _is_numbered_prose(grid: Grid) -> bool:
    if len(grid.columns) != 2:
        return False
    numbered = sum(1 for number, _ in grid.rows if not number.text or _is_number(number.text))
    length = sum(len(text.text) for _, text in grid.rows) / len(grid.rows)
    return numbered >= 0.7 * len(grid.rows) and length > 80


def _is_number(text: str) -> bool:
    found = leading_number(text)
    return found is not None and found[1] == len(text)


# --- header grids without lines ------------------------------------------------

_LABEL = re.compile(r"[^\W\d_].{0,58}:$")


def find_label_grids(words: Sequence[Word]) -> list[Grid]:
    """Runs of "Label:    value" lines set in columns, as at the head of a report."""
    position = {id(word): index for index, word in enumerate(words)}
    grids: list[Grid] = []
    run: list[list[list[Word]]] = []
    for group in baseline_groups(words):
        pieces = split_at_gaps(group, gap=0.9)
        if _is_labelled(pieces) or _continues(run, pieces):
            run.append(pieces)
            continue
        grids += _label_grid(run, position)
        run = []
    return grids + _label_grid(run, position)


def _is_labelled(pieces: Sequence[Sequence[Word]]) -> bool:
    return len(pieces) >= 2 and bool(_LABEL.match(" ".join(word.text for word in pieces[0])))


def _continues(run: Sequence[Sequence[Sequence[Word]]], pieces: Sequence[Sequence[Word]]) -> bool:
    """Whether a line goes on in the value of the labelled line above it."""
    if not run or len(pieces) > 2:
        return False
    value = next(row for row in reversed(run) if len(row) >= 2)[1][0]
    last = run[-1][-1][0]
    near = pieces[0][0].top - last.top < 1.9 * last.size
    return near and abs(pieces[0][0].x0 - value.x0) < 3


def _labels_and_values(pieces: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Label, value, label, value: a value that has wide gaps of its own is one cell."""
    cells: list[list[Word]] = [list(pieces[0])]
    for piece in pieces[1:]:
        if cells[-1][-1].text.endswith(":") or piece[-1].text.endswith(":"):
            cells.append(list(piece))
        else:
            cells[-1].extend(piece)
    return cells


def _label_grid(run: Sequence[Sequence[Sequence[Word]]], position: dict[int, int]) -> list[Grid]:
    labelled = [row for row in run if len(row) >= 2 and _is_labelled(row)]
    values = [row[1][0].x0 for row in labelled]
    if len(labelled) < 3 or max(values) - min(values) > 6:
        return []
    rows: list[list[list[Word]]] = []
    for row in run:
        if _is_labelled(row):
            rows.append(_labels_and_values(row))
        else:
            rows[-1][-1].extend(word for piece in row for word in piece)
    width = max(len(row) for row in rows)
    words = [word for row in rows for piece in row for word in piece]
    cells = tuple(tuple(_cell(piece, ()) for piece in row) + (Cell(),) * (width - len(row)) for row in rows)
    widest = max(rows, key=len)
    box = (
        min(word.x0 for word in words), min(word.top for word in words),
        max(word.x1 for word in words), max(word.bottom for word in words),
    )  # fmt: skip
    columns = tuple(piece[0].x0 for piece in widest)
    return [Grid(box, columns, cells, frozenset(position[id(word)] for word in words))]
