"""Every sum of money that a paper names, with what it is, for which council and for which time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from councilqa.domain.documents import Document, Placed, Row, Table
from councilqa.domain.registers import Sum
from councilqa.registers.sums.cells import is_prose
from councilqa.registers.sums.context import Around, surroundings
from councilqa.registers.sums.councils import Councils, councils_of
from councilqa.registers.sums.grid import header_of
from councilqa.registers.sums.sentences import sums_of_prose
from councilqa.registers.sums.tables import sums_of_table


def money(document: Document) -> tuple[Sum, ...]:
    """The sums in reading order, those of a table row by row.

    A paper gives the same sum in several places and gives totals beside their parts: whoever adds sums up takes one
    table, without its `total` rows and columns.
    """
    councils = councils_of(document)
    around = surroundings(document, councils)
    found = [
        entry
        for position, placed in enumerate(document.placed)
        for entry in _sums(document, placed, around[position], councils, _header_before(document.placed, position))
    ]
    return tuple(found)


def _sums(
    document: Document, placed: Placed, around: Around, councils: Councils, header: Sequence[Row]
) -> Iterator[Sum]:
    block = placed.block
    if not isinstance(block, Table):
        yield from sums_of_prose(document, block, around, councils, lead_in=placed.lead_in)
        return
    found = list(sums_of_table(document, block, around, councils, header=header))
    for row in block.rows:
        for cell in row.cells:
            if "£" in cell.text and is_prose(cell.text):
                found += sums_of_prose(document, cell, around, councils)
    yield from sorted(found, key=lambda each: each.figure.start)


def _header_before(placed: Sequence[Placed], position: int) -> Sequence[Row]:
    """The header of the table that this one goes on from: right before it and as wide."""
    block = placed[position].block
    if position == 0 or not isinstance(block, Table):
        return ()
    before = placed[position - 1].block
    if not isinstance(before, Table) or not before.rows or not block.rows:
        return ()
    return header_of(before) if len(before.rows[0].cells) == len(block.rows[0].cells) else ()
