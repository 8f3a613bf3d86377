"""What holds for the whole of a table: its unit, what it is about, the councils and years of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from councilqa.domain.documents import Document, Heading, Row, Slice, Table
from councilqa.domain.registers import Period, SumKind
from councilqa.registers.sums.context import Around
from councilqa.registers.sums.councils import Councils
from councilqa.registers.sums.grid import Column, Grid, grid_of, is_empty, is_number
from councilqa.registers.sums.kinds import is_of_money, kind_of
from councilqa.registers.sums.periods import first_period
from councilqa.registers.sums.units import unit_of
from councilqa.sentences import sentences

_BREAKDOWN = re.compile(
    r"\b(?:break-?down|analysis|make-?up|composition|made up|constituent|components?)\b", re.IGNORECASE
)
_HEADING_ROWS = 4
_YEAR = re.compile(r"(?:19|20)\d\d")
_LARGE = re.compile(r"\d{3}|\.\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    document: Document
    table: Table
    grid: Grid
    around: Around
    councils: Councils
    times: Decimal | None
    """Pounds that a bare number stands for, where the words over the table say it."""
    kind: SumKind | None
    kind_of_all: bool
    """Whether the table breaks down one quantity, so that every row is a part of it."""
    column_council: dict[int, str | None]
    """By those of the columns whose head names councils; None for several together."""
    column_period: dict[int, Period | None]
    rows_of_councils: bool
    """Whether the rows tell the councils apart, so that one without a council is for all."""
    naming: tuple[Slice, ...]
    """Words over the table that name its unit or its kind."""
    accounts: frozenset[int]
    """Columns of bare numbers that are pounds by what the words over them say: "Budget", "Spent"."""


def may_hold_money(document: Document, table: Table, around: Around) -> bool:
    if "£" in table.text or unit_of(table.text) is not None:
        return True
    over = (table.caption or "", *(each.text for each in around.before))
    if any(unit_of(text) is not None for text in over):
        return True
    heads = (cell.text for row in table.rows[:_HEADING_ROWS] for cell in row.cells)
    return any(is_of_money(text) for text in (*heads, *_titles(document, table, around)))


def _titles(document: Document, table: Table, around: Around) -> tuple[str, ...]:
    """What a table stands under: its caption, the headings above it, the title of the paper."""
    above = (each.text for each in around.before if isinstance(each, Heading))
    return (table.caption or "", *above, *around.section, document.metadata.title)


def frame_of(document: Document, table: Table, around: Around, councils: Councils, header: Sequence[Row]) -> Frame:
    """`header` are the rows that name the columns where the table goes on from another."""
    grid = grid_of(table, header=header, is_name=lambda text: councils.cell(text) is not None)
    over = [text for text in (table.caption, grid.corner, *(each.text for each in around.before)) if text]
    kind, whole, named_by = _kind_over(table, around)
    naming = tuple(each for each in around.before if each is named_by or unit_of(each.text) is not None)[:1]
    return Frame(
        document=document,
        table=table,
        grid=grid,
        around=around,
        councils=councils,
        times=next((times for text in over if (times := unit_of(text)) is not None), None),
        kind=kind,
        kind_of_all=whole,
        column_council=_column_councils(grid, councils),
        column_period={column.index: first_period(column.name) for column in grid.columns},
        rows_of_councils=any(councils.cell(words) for line in grid.lines for words in line.beside),
        naming=naming,
        accounts=_accounts(grid, titled=any(is_of_money(text) for text in _titles(document, table, around))),
    )


def _accounts(grid: Grid, *, titled: bool) -> frozenset[int]:
    """Those named as sums, or all of a table that its title says is of money."""
    return frozenset(
        column.index
        for column in grid.columns[grid.leading :]
        if (titled or is_of_money(column.name))
        and _look_like_sums([cell.text for line in grid.lines for index, cell in line.values if index == column.index])
    )


def _look_like_sums(texts: Sequence[str]) -> bool:
    """Most of them numbers of at least three figures or with pence, and not all of them years."""
    numbers = [text.strip() for text in texts if is_number(text)]
    filled = [text for text in texts if not is_empty(text)]
    if not numbers or len(numbers) * 4 < len(filled) * 3 or all(_YEAR.fullmatch(text) for text in numbers):
        return False
    large = [text for text in numbers if _LARGE.search(text) or text.strip("0") == ""]
    return len(large) * 2 >= len(numbers)


def last_sentences(text: str) -> list[str]:
    """The last three of a text, the last one first."""
    return [text[start:end] for start, end in sentences(text)][:-4:-1]


def _kind_over(table: Table, around: Around) -> tuple[SumKind | None, bool, Slice | None]:
    """(kind, whether every row is a part of it, the words that say so), by the caption or what stands right above."""
    if table.caption and (kind := kind_of(table.caption)):
        return kind, _BREAKDOWN.search(table.caption) is not None, None
    above = around.before[0] if around.before else None
    for sentence in last_sentences(above.text) if above else around.section[-1:]:
        if kind := kind_of(sentence):
            return kind, _BREAKDOWN.search(sentence) is not None, above
    return None, False, None


def _column_councils(grid: Grid, councils: Councils) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for column in grid.columns:
        named = dict.fromkeys(name for head in column.heads for name in councils.named(head.text))
        if named:
            found[column.index] = next(iter(named)) if len(named) == 1 else None
        elif (blurred := _blurred(column, grid, councils)) is not None:
            found[column.index] = blurred
    return found


def _blurred(column: Column, grid: Grid, councils: Councils) -> str | None:
    """A garbled head over several columns stands in pieces over them."""
    if len(column.heads) < 2:
        return None
    pieces = [each.heads[0].text for each in _group(column, grid)]
    return councils.blurred("".join(dict.fromkeys(pieces)))


def _group(column: Column, grid: Grid) -> Iterator[Column]:
    """The columns around one, as far as their lowest names do not repeat."""
    groups: list[list[Column]] = [[]]
    for each in (each for each in grid.columns if len(each.heads) > 1):
        if any(each.heads[-1].text == other.heads[-1].text for other in groups[-1]):
            groups.append([])
        groups[-1].append(each)
    yield from next((group for group in groups if column in group), [column])
