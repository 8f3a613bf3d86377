"""Sums in the cells of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from councilqa.domain.documents import Document, Row, Slice, Table
from councilqa.domain.registers import Sum, SumKind
from councilqa.registers.sums.cells import CellSum, sums_of_cell
from councilqa.registers.sums.context import Around
from councilqa.registers.sums.councils import Councils, for_each
from councilqa.registers.sums.frames import Frame, frame_of, may_hold_money
from councilqa.registers.sums.grid import Column, Line
from councilqa.registers.sums.kinds import standing
from councilqa.registers.sums.labels import council_by, is_total, kind_by, time_by, what_by
from councilqa.registers.sums.shares import share_in
from councilqa.registers.sums.signs import Entry, settle
from councilqa.registers.sums.totals import with_totals


def sums_of_table(
    document: Document, table: Table, around: Around, councils: Councils, *, header: Sequence[Row] = ()
) -> Iterator[Sum]:
    """Sums of a table's cells in reading order; cells of prose are left to the reader of sentences.

    `header` are the rows that name the columns where the table goes on from another.
    """
    if not may_hold_money(document, table, around):
        return
    frame = frame_of(document, table, around, councils, header)
    entries = [entry for place, line in enumerate(frame.grid.lines) for entry in _entries(frame, line, place)]
    yield from settle(with_totals(entries))


def _entries(frame: Frame, line: Line, place: int) -> Iterator[Entry]:
    for index, cell in line.values:
        column = frame.grid.columns[index]
        for found in sums_of_cell(frame, line, column, cell):
            yield Entry(sum=_sum(frame, line, column, cell, found), line=place, column=index)


def _sum(frame: Frame, line: Line, column: Column, cell: Slice, found: CellSum) -> Sum:
    figure, upper = found.figure, found.upper
    text = frame.document.text
    period, recurrence = time_by(frame, line, column, found.own)
    row = Slice(text=text[line.start : line.end], start=line.start)
    told = " ".join((found.own, line.label, column.name, *(each.text for each in frame.naming)))
    return Sum(
        document_id=frame.document.id,
        quotes=(row, found.written, *column.heads, *frame.naming),
        written=found.written.text,
        amount=figure.value if figure else None,
        upper=upper.value if upper else None,
        approximate=figure.approximate if figure else False,
        kind=kind_by(frame, line, column, found.own) or frame.kind or SumKind.OTHER,
        what=what_by(frame, line, column, found.own),
        council=council_by(frame, line, column, cell.text, found),
        period=period,
        recurrence=recurrence,
        decided=standing(told),
        share=share_in(f"{found.own} {line.label}"),
        row=line.label or None,
        column=column.bare_name or column.name or None,
        theme=line.theme,
        total=is_total(frame, line, column),
        each=for_each(f"{line.label} {column.name}"),
    )
