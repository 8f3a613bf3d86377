"""Where quotations stand in a paper: in which blocks, under which number, on which page, in which cell of a table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import PurePath

from councilqa.domain.documents import Document, Page, Placed
from councilqa.evals.cases import Cell, Evidence
from councilqa.ingest.split import column_names
from councilqa.text import comparable, fold


class Paper:
    """A paper with its text as the measures compare it; what is asked often is worked out once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.name = PurePath(document.source).name

    @cached_property
    def text(self) -> str:
        """All of it, compared as the measures do."""
        return " ".join(stretch for stretch, _ in self._stretches)

    @cached_property
    def _stretches(self) -> tuple[tuple[str, Placed | None], ...]:
        """The text from the start of each block to that of the next, without those that come to nothing."""
        placed = self.document.placed
        starts = [0, *(each.block.start for each in placed), len(self.document.text)]
        texts = [comparable(self.document.text[start:end]) for start, end in pairwise(starts)]
        return tuple((text, block) for text, block in zip(texts, (None, *placed), strict=True) if text)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """Where each stretch begins in `text`."""
        starts, at = [], 0
        for stretch, _ in self._stretches:
            starts.append(at)
            at += len(stretch) + 1
        return tuple(starts)

    def holds(self, quote: str) -> bool:
        return comparable(quote) in self.text

    def blocks_with(self, quote: str) -> Iterator[Placed]:
        """The block that the quotation begins in, at each place where it stands."""
        for at in _places(comparable(quote), self.text):
            block = self._stretches[bisect_right(self._starts, at) - 1][1]
            if block is not None:
                yield block

    def is_under(self, quote: str, paragraph: str) -> bool:
        """Whether it begins in a block that is cited by this number, or by one of its parts: 2.2 has 2.2(iv)."""
        numbers = (block.paragraph or "" for block in self.blocks_with(quote))
        return any(number == paragraph or number.startswith(f"{paragraph}(") for number in numbers)

    def is_on(self, quote: str, *, page: int | None, printed_page: str | None) -> bool:
        """Whether it begins on such a page; it may end on the next."""
        pages = self.document.draft.pages
        for at, each in enumerate(pages):
            right = page in (None, each.number) and printed_page in (None, each.label)
            if right and self._begins_on(quote, each, pages[at + 1] if at + 1 < len(pages) else None):
                return True
        return False

    def _begins_on(self, quote: str, page: Page, following: Page | None) -> bool:
        alone = comparable(self.document.text[page.start : page.end])
        both = comparable(self.document.text[page.start : (following or page).end])
        return 0 <= both.find(comparable(quote)) < len(alone)

    def cells(self, wanted: Cell) -> Iterator[tuple[str, str]]:
        """(name of the column, text) of every cell so named."""
        for table in self.document.tables():
            names = column_names(table)
            columns = [at for at, name in enumerate(names) if name and fold(name) == fold(wanted.column)]
            for row in table.rows[table.header_rows :]:
                if any(fold(cell.text) == fold(wanted.row) for cell in row.cells):
                    yield from ((names[at], row.cells[at].text) for at in columns if at < len(row.cells))

    def in_cell(self, quote: str, wanted: Cell) -> str | None:
        """ "Total Budget £000: 1,240" for the quotation's cell; None where no such cell's text stands in it."""
        for name, text in self.cells(wanted):
            if comparable(text) and (comparable(text) in comparable(quote) or comparable(quote) in comparable(text)):
                return f"{name}: {text}"
        return None


@dataclass(frozen=True, slots=True)
class Papers:
    """Those that a suite is checked against."""

    papers: tuple[Paper, ...]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Papers:
        return cls(tuple(Paper(document) for document in documents))

    @property
    def partnerships(self) -> frozenset[str]:
        return frozenset(each.document.metadata.partnership or "" for each in self.papers) - {""}

    def named(self, name: str) -> Paper | None:
        return next((paper for paper in self.papers if paper.name == name), None)

    def of_evidence(self, evidence: Evidence, scope: Iterable[str] = ()) -> tuple[Paper, ...]:
        """The paper that it names; if none is named, all those in scope."""
        if evidence.document:
            return tuple(paper for paper in self.papers if paper.name == evidence.document)
        names = frozenset(scope)
        return tuple(paper for paper in self.papers if not names or paper.name in names)

    def hold(self, phrase: str, scope: Iterable[str] = ()) -> bool:
        names = frozenset(scope)
        return any(paper.holds(phrase) for paper in self.papers if not names or paper.name in names)


def _places(part: str, text: str) -> Iterator[int]:
    at = text.find(part) if part else -1
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
