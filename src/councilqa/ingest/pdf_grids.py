"""Tables whose lines are not drawn: header grids of labels and values, and rows of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from councilqa.ingest.numbering import leading_number
from councilqa.ingest.pdf_lines import Line, baseline_groups, split_at_gaps
from councilqa.ingest.pdf_page import Word
from councilqa.ingest.pdf_tables import Box, Cell, Grid, cell_of

Pieces = list[list[Word]]
"""One line, cut at its wide gaps."""

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
    cells = tuple(tuple(cell_of(piece) for piece in row) + (Cell(),) * (width - len(row)) for row in rows)
    widest = max(rows, key=len)
    columns = tuple(piece[0].x0 for piece in widest)
    return [Grid(box_of(words), columns, cells, frozenset(position[id(word)] for word in words), ruled=False)]


def box_of(words: Sequence[Word]) -> Box:
    return (
        min(word.x0 for word in words), min(word.top for word in words),
        max(word.x1 for word in words), max(word.bottom for word in words),
    )  # fmt: skip


# --- rows of figures ----------------------------------------------------------

_FIGURE = re.compile(r"[(\[+~c-]*[£€$]?-?\d[\d,.]*(?:%|k|m|bn)?[)\]*]*$|[-–—]$|nil$|n/a$", re.IGNORECASE)
_SHORT = 28
"""Characters; a piece of line longer than this is prose, not a cell."""


def with_figure_grids(lines: Sequence[Line]) -> list[Line | Grid]:
    """Lines in order, with runs of them that set figures in columns made into tables."""
    content: list[Line | Grid] = []
    run: list[Line] = []
    for line in lines:
        apart = run and not 0 < line.top - run[-1].top <= 2.8 * line.size
        cells = _is_cells(split_at_gaps(line.words, gap=1.1))
        if apart or not cells:
            content += _figure_grid(run)
            run = []
        if cells:
            run.append(line)
        else:
            content.append(line)
    return content + _figure_grid(run)


def _text(piece: Sequence[Word]) -> str:
    return " ".join(word.text for word in piece)


def _is_cells(pieces: Sequence[Sequence[Word]]) -> bool:
    """Whether a line may be a row: a label, then short pieces, not a number before its paragraph."""
    if len(pieces) < 2 or any(len(_text(piece)) > _SHORT for piece in pieces[1:]):
        return False
    first = leading_number(_text(pieces[0]))
    numbered = first is not None and first[1] >= len(_text(pieces[0]))
    return not (numbered and len(pieces) == 2 and not _is_figure(pieces[1]))


def _is_figure(piece: Sequence[Word]) -> bool:
    return all(_FIGURE.match(word.text) for word in piece)


def _figure_grid(lines: Sequence[Line]) -> list[Line | Grid]:
    """One table of the lines, or the lines as they are."""
    rows = [split_at_gaps(line.words, gap=1.1) for line in lines]
    with_figures = [row for row in rows if any(_is_figure(piece) for piece in row[1:])]
    columns = _columns(with_figures)
    few = len(with_figures) < 3 or len(with_figures) < 0.6 * len(rows) or len(columns) < 2
    if few or _is_contents(with_figures):
        return list(lines)
    words = [word for line in lines for word in line.words]
    cells = tuple(tuple(cell_of(piece) for piece in _placed(row, columns)) for row in rows)
    return [Grid(box_of(words), tuple(x0 for x0, _ in columns), cells, ruled=False)]


def _is_contents(rows: Sequence[Pieces]) -> bool:
    """Titles and rising page numbers are a table of contents."""
    if any(len(row) != 2 or not _text(row[1]).isdigit() for row in rows):
        return False
    numbers = [int(_text(row[1])) for row in rows]
    return numbers == sorted(numbers)


def _columns(rows: Sequence[Pieces]) -> list[tuple[float, float]]:
    """Stretches of the line that pieces of several rows share."""
    spans = sorted((piece[0].x0, piece[-1].x1) for row in rows for piece in row)
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _placed(row: Pieces, columns: Sequence[tuple[float, float]]) -> Pieces:
    cells: Pieces = [[] for _ in columns]
    for piece in row:
        middle = (piece[0].x0 + piece[-1].x1) / 2
        column = min(range(len(columns)), key=lambda c: abs(sum(columns[c]) / 2 - middle))
        cells[column].extend(piece)
    return cells
