"""Other papers made of a few real ones, as many as wanted, the same for the same seed.

Copies would flatter a search: every word would be as common as in the originals, and every passage would have as many
equals as there are copies. A variant has other councils, other figures, sections taken from all the papers in another
order, and some other words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from councilqa.domain.documents import Block, Document, Draft, Heading, Metadata, Row, Slice, Table
from councilqa.evals.benchmarks.words import Lexicon, Rewording
from councilqa.ingest.abbreviations import abbreviations
from councilqa.ingest.outline import place

SEED = 20221124
TAKEN_FROM_OTHERS = 0.5
"""Share of a variant's sections that stand in another paper."""
Section = tuple[Block, ...]


class Variants:
    """Makes papers out of papers."""

    def __init__(self, papers: Sequence[Document], *, seed: int = SEED) -> None:
        self._papers = tuple(papers)
        self._seed = seed
        self._sections = [_sections(paper) for paper in self._papers]
        self._all = [section for sections in self._sections for section in sections]
        self._lexicon = Lexicon.of(paper.text for paper in self._papers)
        self._councils = tuple(dict.fromkeys(name for paper in self._papers for name in paper.metadata.councils))
        self._short_forms = tuple(dict.fromkeys(short for paper in self._papers for short, _ in paper.abbreviations))

    def round(self, number: int) -> Iterator[Document]:
        """One variant of each paper: the collection once more, in a way of its own."""
        for position in range(len(self._papers)):
            yield self.variant(number, position)

    def variant(self, number: int, position: int) -> Document:
        """The same paper for the same numbers and seed."""
        random = Random(f"{self._seed}:{number}:{position}")
        paper = self._papers[position]
        rewording = self._lexicon.reworded(self._councils, self._short_forms, random)
        text, blocks = _written(self._shuffled(position, random), rewording)
        return Document(
            id=hashlib.sha256(text.encode()).hexdigest()[:16],
            source=f"variants/{number:04}-{position:02}.txt",
            draft=Draft(text=text, blocks=blocks, title=rewording.of(paper.metadata.title)),
            placed=place(blocks),
            metadata=_renamed(paper.metadata, rewording),
            abbreviations=abbreviations(text),
        )

    def _shuffled(self, position: int, random: Random) -> list[Section]:
        """The paper's first section, then others in another order, many of them other papers', until it is as long."""
        first, *rest = self._sections[position]
        kept = [section for section in random.sample(rest, len(rest)) if random.random() >= TAKEN_FROM_OTHERS]
        own = {id(section) for section in (first, *kept)}
        others = [section for section in random.sample(self._all, len(self._all)) if id(section) not in own]
        missing = sum(map(_length, rest)) - sum(map(_length, kept))
        taken: list[Section] = []
        while missing > 0 and others:
            taken.append(others.pop())
            missing -= max(_length(taken[-1]), 1)
        return [first, *random.sample([*kept, *taken], len(kept) + len(taken))]


def _sections(paper: Document) -> list[Section]:
    """A heading with all that stands under it, as far as the next one."""
    sections: list[list[Block]] = [[]]
    for block in paper.draft.blocks:
        if isinstance(block, Heading) and any(not isinstance(each, Heading) for each in sections[-1]):
            sections.append([])
        sections[-1].append(block)
    return [tuple(section) for section in sections]


def _length(section: Section) -> int:
    return sum(len(block.text) for block in section)


def _written(sections: Sequence[Section], rewording: Rewording) -> tuple[str, tuple[Block, ...]]:
    """Text and blocks, with an empty line between two blocks."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for block in (block for section in sections for block in section):
        written = _table(block, rewording, at) if isinstance(block, Table) else _block(block, rewording, at)
        blocks.append(written)
        parts.append(written.text)
        at = written.end + 2
    return "\n\n".join(parts), tuple(blocks)


def _block(block: Block, rewording: Rewording, start: int) -> Block:
    return replace(block, text=rewording.of(block.text), start=start)


def _table(table: Table, rewording: Rewording, start: int) -> Table:
    """Every cell anew, in its place."""
    rows: list[Row] = []
    at = start
    for row in table.rows:
        cells: list[Slice] = []
        for cell in row.cells:
            cells.append(Slice(text=rewording.of(cell.text), start=at))
            at = cells[-1].end + 1
        rows.append(Row(cells=tuple(cells)))
    text = "\n".join("\t".join(cell.text for cell in row.cells) for row in rows)
    caption = rewording.of(table.caption) if table.caption else table.caption
    return replace(table, text=text, start=start, rows=tuple(rows), caption=caption)


def _renamed(metadata: Metadata, rewording: Rewording) -> Metadata:
    councils = tuple(rewording.of(name) for name in metadata.councils)
    handle = (
        "-".join(rewording.of(part).lower() for part in metadata.partnership.split("-"))
        if metadata.partnership
        else None
    )
    date = metadata.date and _shifted(metadata.date, rewording.years)
    return replace(metadata, title=rewording.of(metadata.title), councils=councils, partnership=handle, date=date)


def _shifted(date: dt.date, years: int) -> dt.date:
    return date.replace(year=date.year + years, day=min(date.day, 28))
