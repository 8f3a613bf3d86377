"""A table as columns with names and rows with labels, however its header and its groups are laid out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from councilqa.domain.documents import Row, Slice, Table
from councilqa.figures import figures
from councilqa.registers.sums.periods import first_period
from councilqa.registers.sums.units import unit_of, without_unit

_PENDING = re.compile(
    r"\W*(?:T\.?B\.?[CDA]\.?|to be (?:confirmed|determined|agreed|decided|advised)|awaited)\W*", re.IGNORECASE
)
_NUMBER = re.compile(
    r"[\s£(\[\-–−‑+~c.]*(?:\d{1,3}(?:[, ]\d{3})+|\d+)?(?:\.\d+)?\s*"
    r"(?:k|m|mn|million|thousand|bn|pa|p\.a\.)?[\s)\]*†‡^]*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[\s\-–—−‑.*]*|n/?a\.?|none|not applicable|not known|n/?k", re.IGNORECASE)
_REFERENCE = re.compile(
    r"[A-Z]{0,4}[\d.]+[a-z]?\.?\)?|\([a-z\d]+\)|[•\-–]|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", re.IGNORECASE
)
"""Numbers and dates at the head of a row, which name nothing."""
_NAME = re.compile(r"[^\W\d_]{3}")
_POUNDS = re.compile(r"£\s?[(\-–−]?\s?\.?\d")
_THEME_WORDS = 12
"""A row without figures and with more words than this is a note."""
_HEADING_ROWS = 4
"""A header of more rows than this is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    index: int
    heads: tuple[Slice, ...]
    """Header cells that stand over it, the outermost first."""

    @property
    def name(self) -> str:
        return " ".join(" ".join(head.text.split()) for head in self.heads)

    @property
    def bare_name(self) -> str:
        return without_unit(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row with figures, with the words that name it."""

    start: int
    end: int
    label: str
    theme: str | None
    beside: tuple[str, ...]
    """Texts of all its leading cells."""
    values: tuple[tuple[int, Slice], ...]
    """(index of the column, cell), those without text left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    corner: str
    """What stands over the labels."""
    leading: int
    """How many of the first columns hold labels."""


def grid_of(table: Table, *, header: Sequence[Row], is_name: Callable[[str], bool]) -> Grid:
    """Read a table; `header` are the rows that name its columns where it goes on from another.

    `is_name` knows the names of councils, which are no labels where others stand beside them.
    """
    count = _header_count(table)
    heads, body = (table.rows[:count], table.rows[count:]) if count or not header else (tuple(header), table.rows)
    width = max((len(row.cells) for row in table.rows), default=0)
    leading = _leading(body, width)
    columns = tuple(Column(index=index, heads=_heads(heads, index, leading)) for index in range(width))
    corner = " ".join(column.name for column in columns[:leading])
    return Grid(columns=columns, lines=tuple(_lines(body, leading, is_name)), corner=corner, leading=leading)


def header_of(table: Table) -> tuple[Row, ...]:
    return table.rows[: _header_count(table)]


def holds_figure(text: str) -> bool:
    return bool(_PENDING.fullmatch(text)) or (any(letter.isdigit() for letter in text) and bool(figures(text)))


def is_pending(text: str) -> bool:
    """ "TBC": a sum that is still to come."""
    return _PENDING.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether a cell is a number and nothing else."""
    return _NUMBER.fullmatch(text) is not None and any(letter.isdigit() for letter in text)


def is_empty(text: str) -> bool:
    """ "-", "N/A": a cell that gives no sum."""
    return _NOTHING.fullmatch(text.strip()) is not None


def _header_count(table: Table) -> int:
    """The rows that the reader took for the header, less those with sums, more those that only name units and years."""
    count = 0
    for position, row in enumerate(table.rows[:_HEADING_ROWS]):
        if any(_is_value(cell.text) for cell in row.cells[1:]):
            break
        if position < table.header_rows or (count == position and _names_columns(row, is_first=position == 0)):
            count = position + 1
        else:
            break
    return count


def _is_value(text: str) -> bool:
    return is_pending(text) or (
        holds_figure(text) and (is_number(text) or _POUNDS.search(text) is not None) and first_period(text) is None
    )


def _names_columns(row: Row, *, is_first: bool) -> bool:
    """A first row of several names without a sum, or a second one of units or years with no label of its own."""
    filled = [cell.text for cell in row.cells[1:] if cell.text.strip()]
    if is_first:
        return len(filled) > 1 or (bool(filled) and unit_of(filled[0]) is not None)
    return bool(filled) and all(unit_of(text) is not None or first_period(text) is not None for text in filled)


def _leading(body: Sequence[Row], width: int) -> int:
    """How many of the first columns hold labels rather than figures."""
    for index in range(width):
        texts = [row.cells[index].text.strip() for row in body if index < len(row.cells)]
        filled = [text for text in texts if text and not _NOTHING.fullmatch(text)]
        figured = [text for text in filled if holds_figure(text) and (is_number(text) or "£" in text)]
        if not filled or len(figured) * 2 < len(filled):
            continue
        if index or all("£" in text for text in filled):
            return index
    return 1


def _heads(rows: Sequence[Row], index: int, leading: int) -> tuple[Slice, ...]:
    return tuple(cell for cell in (_head(row, index, leading, rows) for row in rows) if cell is not None)


def _head(row: Row, index: int, leading: int, rows: Sequence[Row]) -> Slice | None:
    """The cell of a header row over a column: its own, or the one that spans it from the left."""
    own = row.cells[index] if index < len(row.cells) else None
    if own is not None and own.text.strip():
        return own
    if row is rows[-1] or index <= leading or not _has_below(rows, row, index):
        return None
    for left in range(index - 1, leading - 1, -1):
        if row.cells[left].text.strip():
            return row.cells[left] if _spans(rows, row, left, index) else None
    return None


def _has_below(rows: Sequence[Row], row: Row, index: int) -> bool:
    below = rows[list(rows).index(row) + 1 :]
    return any(index < len(each.cells) and each.cells[index].text.strip() for each in below)


def _spans(rows: Sequence[Row], row: Row, left: int, index: int) -> bool:
    """A head spans the columns to its right where the names below start anew: "2023/24 | 2024/25"."""
    below = rows[list(rows).index(row) + 1 :]
    names = [
        " ".join(each.cells[column].text.strip() for each in below if column < len(each.cells))
        for column in range(left, index + 1)
    ]
    named = [unit_of(name) is None or without_unit(name) != "" for name in names]
    return all(named) and len(set(names)) == len(names)


def _lines(body: Sequence[Row], leading: int, is_name: Callable[[str], bool]) -> Iterator[Line]:
    theme: str | None = None
    opened: list[Row] = []
    main = _label_column(body, leading, is_name)
    for position, row in enumerate(body):
        values = tuple((index, cell) for index, cell in enumerate(row.cells) if index >= leading and cell.text.strip())
        words = _words(row, leading)
        if not values and _runs_on(words, body[position + 1] if position + 1 < len(body) else None, main):
            opened.append(row)
            continue
        if not values:
            theme, opened = _theme(words, theme), []
            continue
        theme = next((word for word in words[:main] if word and not _REFERENCE.fullmatch(word)), theme)
        label = " ".join(_words(each, leading)[main] for each in (*opened, row)) if main < leading else ""
        if not label or _REFERENCE.fullmatch(label.strip()):
            label = next(
                (cell.text for _, cell in values if _NAME.search(cell.text) and not is_number(cell.text)), label
            )
        start = opened[0].start if opened else row.start
        yield Line(start=start, end=row.end, label=_clean(label), theme=theme, beside=words, values=values)
        opened = []


def _words(row: Row, leading: int) -> tuple[str, ...]:
    return tuple(" ".join(cell.text.split()) for cell in row.cells[:leading])


def _theme(words: Sequence[str], before: str | None) -> str | None:
    said = " ".join(filter(None, words))
    return (said if len(said.split()) <= _THEME_WORDS else None) if said else before


def _runs_on(words: Sequence[str], following: Row | None, main: int) -> bool:
    """Whether a row without figures is the first line of the label below: that one goes on in lower case."""
    if following is None or main >= len(following.cells) or main >= len(words) or not words[main]:
        return False
    return following.cells[main].text.strip()[:1].islower() or words[main].endswith((",", " of", " and", " for", " to"))


def _label_column(body: Sequence[Row], leading: int, is_name: Callable[[str], bool]) -> int:
    """The one of the first columns that tells the rows apart in words; one that repeats or is empty is a theme."""

    def distinct(index: int) -> int:
        texts = {row.cells[index].text.strip() for row in body if index < len(row.cells)}
        return len([text for text in texts if text and not _REFERENCE.fullmatch(text) and not is_name(text)])

    return max(range(leading), key=distinct, default=0)


def _clean(label: str) -> str:
    return re.sub(r"\s+", " ", label).strip(" •*†‡:^")
