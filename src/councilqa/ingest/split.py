"""From a paper's blocks to passages: by structure, never through a sentence or a row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from councilqa.councils.names import short_name
from councilqa.domain.documents import Document, Footnote, Heading, ListItem, Paragraph, Placed, Row, Slice, Table
from councilqa.domain.passages import Passage, Unit
from councilqa.ingest.numbering import after_number
from councilqa.ingest.outline import plain
from councilqa.sentences import sentences

_UNIT_OF_FIGURES = re.compile(r"£\s*(?:['’]?0{3}(?:['’]?s)?|m(?:illion)?|k)\b|£|%|\bFTE\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths of passages in characters."""

    aim: int = 900
    """A passage that is this long takes no further block."""
    at_least: int = 350
    """A shorter one takes the next paragraph of its section in."""
    most: int = 1450


def split(document: Document, sizes: Sizes = Sizes()) -> tuple[Passage, ...]:
    """Cut the paper into passages, in order; every block with text stands in one."""
    groups: list[_Group] = []
    for placed in document.placed:
        for units in _unit_runs(document, placed, sizes):
            if not groups or not groups[-1].takes(placed, units, sizes):
                groups.append(_Group())
            groups[-1].add(placed, units)
    return tuple(_passage(document, group, ordinal) for ordinal, group in enumerate(groups) if group.worth_having())


@dataclass
class _Group:
    """Blocks gathered for one passage."""

    units: list[Unit] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)

    @property
    def length(self) -> int:
        return self.units[-1].end - self.units[0].start if self.units else 0

    def add(self, placed: Placed, units: Sequence[Unit]) -> None:
        self.units.extend(units)
        self.placed.append(placed)

    def takes(self, placed: Placed, units: Sequence[Unit], sizes: Sizes) -> bool:
        length = units[-1].end - self.units[0].start
        if length > sizes.most:
            return False
        last = self.placed[-1]
        if placed is last:
            return length <= sizes.aim
        if isinstance(last.block, Heading):
            return True
        if isinstance(placed.block, Heading):
            return self.length < sizes.at_least and _siblings(last.section, placed.section)
        if isinstance(placed.block, Table) != isinstance(last.block, Table):
            return length <= sizes.aim
        if isinstance(placed.block, Paragraph) and placed.block.number is not None:
            return self.length < sizes.at_least and length <= sizes.aim
        return length <= sizes.aim

    def worth_having(self) -> bool:
        return any(character.isalnum() for unit in self.units for character in unit.text)


def _siblings(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    return len(after) >= len(before) > 1 and before[:-1] == after[: len(before) - 1]


def _unit_runs(document: Document, placed: Placed, sizes: Sizes) -> Iterator[list[Unit]]:
    """The block's units, in runs that each fit a passage."""
    run: list[Unit] = []
    for unit in _units(document, placed, sizes):
        if run and unit.end - run[0].start > (sizes.aim if unit.cells else sizes.most):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def _units(document: Document, placed: Placed, sizes: Sizes) -> Iterator[Unit]:
    block = placed.block
    make = _UnitMaker(document, placed)
    match block:
        case Heading():
            for part in _pieces(block, sizes.most):
                yield make(part, "heading")
        case Table():
            yield from _row_units(make, block, sizes)
        case Paragraph() | ListItem() | Footnote():
            kind = "item" if isinstance(block, ListItem) else "sentence"
            rest = after_number(block.text, block.number) if block.number is not None else 0
            for part in _sentences(Slice(text=block.text[rest:], start=block.start + rest), sizes.most):
                yield make(part, kind)


def _sentences(block: Slice, most: int) -> Iterator[Slice]:
    """Sentences of the block; one that is longer than a passage is cut between words."""
    for start, end in sentences(block.text):
        yield from _pieces(Slice(text=block.text[start:end], start=block.start + start), most)


def _pieces(part: Slice, most: int) -> Iterator[Slice]:
    """The part, in pieces no longer than a passage; between words, if there is a space at all."""
    text, start = part.text, 0
    while len(text) - start > most:
        cut = max(text.rfind(space, start + most // 2, start + most) for space in " \t\n")
        cut = cut if cut > start else start + most
        yield Slice(text=text[start:cut].rstrip(), start=part.start + start)
        start = cut + len(text[cut:]) - len(text[cut:].lstrip())
    yield Slice(text=text[start:], start=part.start + start)


class _UnitMaker:
    """Makes units of one placed block."""

    def __init__(self, document: Document, placed: Placed) -> None:
        self._document = document
        self._placed = placed

    def __call__(
        self,
        part: Slice,
        kind: str,
        *,
        cells: tuple[str, ...] = (),
        columns: tuple[str, ...] = (),
        unit: str | None = None,
    ) -> Unit:
        page = self._document.draft.page_at(part.start)
        lead_in = self._placed.lead_in
        return Unit(
            text=part.text,
            start=part.start,
            kind=kind,  # type: ignore[arg-type]
            paragraph=self._placed.paragraph,
            page=page.number if page else None,
            printed_page=page.label if page else None,
            section=self._placed.section,
            lead_in=lead_in.text if lead_in else None,
            cells=cells,
            columns=columns,
            unit=unit,
        )


def _row_units(make: _UnitMaker, table: Table, sizes: Sizes) -> Iterator[Unit]:
    columns = column_names(table)
    unit = _figures_unit(table, columns)
    for position, row in enumerate(table.rows):
        header = position < table.header_rows
        names = () if header else columns
        cells = tuple(cell.text for cell in row.cells)
        whole = Slice(text=table.text[row.start - table.start : row.end - table.start], start=row.start)
        if len(whole.text) <= sizes.most:
            yield make(whole, "heading" if header else "row", cells=cells, columns=names, unit=unit)
        else:
            yield from _cell_units(make, row, names, sizes)


def _cell_units(make: _UnitMaker, row: Row, columns: tuple[str, ...], sizes: Sizes) -> Iterator[Unit]:
    """A row that is longer than a passage: its cells, each with the row's name and its column's."""
    for position, cell in enumerate(row.cells):
        name = (columns[position],) if position < len(columns) else ()
        for part in _sentences(cell, sizes.most) if cell.text else ():
            yield make(part, "row", cells=(part.text,), columns=name)


def column_names(table: Table) -> tuple[str, ...]:
    """A name for each column, the header rows' cells joined; empty strings where there is none."""
    width = max(len(row.cells) for row in table.rows)
    names = [""] * width
    for row in table.rows[: table.header_rows]:
        for position, cell in enumerate(row.cells):
            names[position] = " ".join(f"{names[position]} {cell.text}".split())
    return tuple(plain(name) for name in names)


def _figures_unit(table: Table, columns: Sequence[str]) -> str | None:
    found = {match[0] for name in columns for match in _UNIT_OF_FIGURES.finditer(name)}
    if not found and table.caption:
        found = {match[0] for match in _UNIT_OF_FIGURES.finditer(table.caption)}
    return found.pop() if len(found) == 1 else None


def _passage(document: Document, group: _Group, ordinal: int) -> Passage:
    first, last = group.units[0], group.units[-1]
    lead = next((unit for unit in group.units if unit.kind != "heading" or unit.cells), first)
    begin = group.placed[0].block.start
    start = min(first.start, begin) if first.start - begin < 12 else first.start
    text = document.text[start : last.end]
    digest = hashlib.sha256(f"{document.id}\0{start}\0{text}".encode()).hexdigest()
    return Passage(
        text=text,
        start=start,
        id=digest[:16],
        document_id=document.id,
        ordinal=ordinal,
        kind="table" if any(unit.cells for unit in group.units) else "text",
        section=lead.section,
        paragraph=lead.paragraph,
        page=lead.page,
        printed_page=lead.printed_page,
        context=_context(document, group, text),
        units=tuple(group.units),
    )


def _context(document: Document, group: _Group, text: str) -> str:
    """What a reader would know before reading the passage: paper, section, lead-in, columns."""
    lead = next((unit for unit in group.units if unit.kind != "heading"), group.units[0])
    councils = " and ".join(short_name(name) for name in document.metadata.councils)
    title = document.metadata.title
    parts = [title if councils in title else f"{title}, {councils}", " – ".join(lead.section[-3:])]
    if lead.lead_in and lead.lead_in not in text:
        parts.append(plain(lead.lead_in))
    columns = next((unit.columns for unit in group.units if unit.columns), ())
    header = " | ".join(name for name in columns if name)
    if header and not all(name in plain(text) for name in columns):
        parts.append(header)
    return "\n".join(part for part in parts if part)
