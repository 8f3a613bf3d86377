"""What holds for the whole of a table: its unit, what it is about, the councils and years of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from councilqa.domain.documents import Document, Row, Slice, Table
from councilqa.domain.registers import Period, SumKind
from councilqa.registers.sums.context import Around
from councilqa.registers.sums.councils import Councils
from councilqa.registers.sums.grid import Column, Grid, grid_of
from councilqa.registers.sums.kinds import kind_of
from councilqa.registers.sums.periods import first_period
from councilqa.registers.sums.units import unit_of
from councilqa.sentences import sentences

_BREAKDOWN = re.compile(
    r"\b(?:break-?down|analysis|make-?up|composition|made up|constituent|components?)\b", re.IGNORECASE
)


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
    naming: tuple[Slice, ...]
    """Words over the table that name its unit or its kind."""


def may_hold_money(table: Table, around: Around) -> bool:
    if "£" in table.text or unit_of(table.text) is not None:
        return True
    return any(unit_of(text) is not None for text in (table.caption or "", *(each.text for each in around.before)))


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
        naming=naming,
    )


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
