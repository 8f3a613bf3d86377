"""What names the rows and columns of a table: header rows, one over another, and labels that hold for rows below.

One reading for Word, web pages and PDF: cells come as they stand in the file, and go with names where they hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

LONGEST_NAME = 200
"""Characters of a name that is repeated over the columns or rows it holds for."""
_SHORT = 120
_HEADER_ROWS = 4
_FORM_COLUMNS = 2
_FIGURE = re.compile(r"c?[-–(]*[£$€]? ?-?\d[\d,. ]*(?:[kmKM%]|bn)?\)?(?<!\b\d{4})|[-–—]|nil|n/a", re.IGNORECASE)
_SUM = re.compile(r"[£$€] ?(?!0+s?\b)\d")
_TOTAL = re.compile(r"(?:grand |sub-?|net |overall )?totals?\b|all\b|balance\b", re.IGNORECASE)
_CODE = re.compile(r"\W*[A-Za-z]{0,3}\W?\d+(?:\.\d+)*[a-z]?\W*")
"""A row's own number ("R1", "3."), which names that row alone."""
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?(?:\d\d|20\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table as it stands in the file, which may cover several columns."""

    text: str
    columns: int = 1
    covered: bool = False
    """Whether it is the lower part of a cell that reaches down."""


def is_figure(text: str) -> bool:
    """Whether a cell holds an amount, a share or a dash in its place."""
    return _FIGURE.fullmatch(text.strip()) is not None


def names_columns(texts: Sequence[str]) -> bool:
    """Whether the first row of a table that marks no header looks like one."""
    if len(texts) < 2 or any(len(text) > _SHORT for text in texts):
        return False
    # "Report of: | The Leader" is a line of a form, "Salary | £88k" one of figures.
    if texts[0].endswith(":") or any(is_figure(text) for text in texts):
        return False
    return all(texts[1:])


def header_rows(rows: Sequence[Sequence[Cell]], *, marked: int) -> int:
    """How many rows name the columns: those marked in the file, or the first that looks so, and those that complete it.

    A band of years or councils over the names of the columns covers several of them, or leaves empty cells beside it.
    """
    if len(rows) < 2:
        return min(marked, len(rows))
    texts = [spread(row) for row in rows]
    named = names_columns([cell.text for cell in rows[0]]) and not _is_form(texts)
    return with_bands(rows, marked or int(named))


def with_bands(rows: Sequence[Sequence[Cell]], found: int) -> int:
    """The header rows found, and those that complete the names in them."""
    texts = [spread(row) for row in rows]
    found = found or int(_is_band(rows, 0, texts))
    while 0 < found < min(_HEADER_ROWS, len(rows) - 1) and _is_band(rows, found - 1, texts):
        found += 1
    return min(found, _HEADER_ROWS)


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table asks or names something on the left and answers on the right, from its first row on."""
    if max(map(len, rows)) > _FORM_COLUMNS:
        return False
    return any(_at(row, 0).endswith((":", "?")) or _at(row, 1).startswith(("☒", "☐")) for row in rows)


def _is_band(rows: Sequence[Sequence[Cell]], at: int, texts: Sequence[Sequence[str]]) -> bool:
    """Whether a row groups the columns that the row below it names."""
    if at + 1 >= len(rows):
        return False
    band, names = texts[at], texts[at + 1]
    spans = any(cell.columns > 1 and cell.text for cell in rows[at][1 if len(rows[at]) > 1 else 0 :])
    gaps = [column for column in range(1, len(band)) if not band[column]]
    grouped = gaps and any(band[1:]) and all(_at(names, column) for column in gaps)
    if not (spans or grouped) or any(len(text) > _SHORT or (is_figure(text)) for text in band if text):
        return False
    filled = [text for text in names if text]
    if len(filled) < 2 or any(is_figure(text) or _SUM.search(text) or len(text) > 60 for text in filled):
        return False
    # Names without figures below them are as likely rows of words, unless the band is drawn as one.
    below = texts[at + 2 :]
    return any(is_figure(text) for row in below for text in row[1:]) or (spans and bool(below))


def spread(row: Sequence[Cell], *, repeat: bool = False) -> list[str]:
    """The texts of a row, column by column: a cell over several stands in its first, or in a header in each."""
    texts: list[str] = []
    for cell in row:
        texts.append("" if cell.covered else cell.text)
        texts.extend([texts[-1] if repeat and len(cell.text) <= LONGEST_NAME else ""] * (cell.columns - 1))
    return texts


def over_gaps(header: Sequence[Sequence[str]]) -> list[list[str]]:
    """Header rows with each name of a band over the empty cells beside it that it stands for."""
    filled = [list(row) for row in header]
    for row, below in zip(filled, header[1:], strict=False):
        for column in range(1, len(row)):
            if not row[column] and (column > 1 or row[0] == "") and _at(below, column) and column - 1 > 0:
                row[column] = row[column - 1]
    return filled


def _at(texts: Sequence[str], column: int) -> str:
    return texts[column] if column < len(texts) else ""


def labels_below(
    rows: Sequence[Sequence[str]], *, first: int, covered: Collection[tuple[int, int]], blanks: bool = True
) -> dict[tuple[int, int], str]:
    """The texts that hold for empty cells below them, by row and column, from the `first` row after the header on.

    Only labels are: a figure that stands for several rows is counted once. `blanks` where an empty first cell may say
    that the label above it goes on.
    """
    found: dict[tuple[int, int], str] = {}
    for at in range(first + 1, len(rows)):
        for column in range(len(rows[at])):
            if rows[at][column]:
                continue
            above = found.get((at - 1, column)) or _at(rows[at - 1], column)
            if not _is_label(above):
                continue
            if (at, column) in covered or (blanks and column == 0 and _left_blank(rows, at, found)):
                found[at, column] = above
    return found


def _is_label(text: str) -> bool:
    if not text or len(text) > LONGEST_NAME or "£" in text or _TOTAL.match(text):
        return False
    return _YEAR.fullmatch(text) is not None or (
        any(letter.isalpha() for letter in text) and not is_figure(text) and not _CODE.fullmatch(text)
    )


def _left_blank(rows: Sequence[Sequence[str]], at: int, found: Collection[tuple[int, int]]) -> bool:
    """Whether a first cell is left empty for the label above it: both rows have a second label beside it."""
    row = rows[at]
    label = next((above for above in range(at - 1, -1, -1) if (above, 0) not in found), 0)
    if len(row) < 3 or not row[1] or not _at(rows[label], 1) or len(row[1]) > 60 or _TOTAL.match(row[1]):
        return False
    if is_figure(row[1]) or any(text[:1].islower() for text in row[1:] if text):
        return False
    filled, usual = sum(bool(text) for text in row[1:]), sum(bool(text) for text in rows[label][1:])
    return filled >= 2 and filled >= usual - 1
