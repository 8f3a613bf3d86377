"""What a paper is once it has been read: its text, pages and blocks.

`Draft.text` is the one source of truth. Every block, row and cell is a slice of it,
so that whatever is quoted can be shown in its place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a paginated file, as a stretch of the draft's text."""

    number: int
    """1-based, as a viewer shows it."""
    label: str | None
    """The label printed on it ("iv", "3.12"), where the file or the page gives one.

    A report in an agenda pack may bear its own number and the pack's: "3, pack 247".
    """
    start: int
    end: int
    item: str | None = None
    """The item of the agenda that its head names: "7"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A verbatim stretch of a draft's text."""

    text: str
    start: int
    """Offset of the first character in the draft's text."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Slice):
    kind: Literal["heading"] = "heading"
    level: int
    """1 is the title of the paper or of a part of it."""
    number: str | None = None
    """Without trailing dot: "5", "1.06", "A"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Slice):
    """Prose; a sentence that a page break cuts is one sentence in one paragraph."""

    kind: Literal["paragraph"] = "paragraph"
    number: str | None = None
    """The number as a member cites it: "5.11", "37", "(i)". Word may number it without it standing in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem(Slice):
    """A bullet or sub-item under the paragraph before it."""

    kind: Literal["item"] = "item"
    depth: int = 0
    """0 for a top-level item."""
    number: str | None = None
    """"(i)", "a", "2"; None for a bullet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    cells: tuple[Slice, ...]
    """In column order; an empty cell is an empty slice at its place."""

    @property
    def start(self) -> int:
        return self.cells[0].start

    @property
    def end(self) -> int:
        return self.cells[-1].end


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Slice):
    """Rows of cells; in the text cells stand apart by a tab, rows by a line break."""

    kind: Literal["table"] = "table"
    rows: tuple[Row, ...]
    """All rows with any text, the header's among them, every repeated header left out."""
    header_rows: int = 0
    """How many of the first rows name the columns."""
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote(Slice):
    kind: Literal["footnote"] = "footnote"
    number: str | None = None


Block = Heading | Paragraph | ListItem | Table | Footnote


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reader makes of a file, before sections and metadata are worked out."""

    text: str
    blocks: tuple[Block, ...]
    """In reading order, by rising start; none overlaps another."""
    pages: tuple[Page, ...] = ()
    """Empty for a format without pages."""
    title: str | None = None
    """From the file's own properties, where they hold a real one."""
    notes: tuple[str, ...] = ()
    """What the user should know: "1 attachment not read", "pages 3, 7 have no text"."""

    def __post_init__(self) -> None:
        last = 0
        for block in self.blocks:
            if self.text[block.start : block.end] != block.text:
                raise ValueError(f"block at {block.start} is not a slice of the text")
            if block.start < last:
                raise ValueError(f"block at {block.start} overlaps the one before it")
            last = block.end

    def page_at(self, offset: int) -> Page | None:
        """The page that holds this character, or None where there are no pages."""
        for page in self.pages:
            if page.start <= offset < page.end:
                return page
        return self.pages[-1] if self.pages and offset >= self.pages[-1].end else None


class PaperKind(StrEnum):
    CABINET_REPORT = "cabinet report"
    BUSINESS_CASE = "business case"
    STATEMENT = "statement"
    MINUTES = "minutes"
    DECISION = "decision"
    AGENDA = "agenda"
    PACK = "agenda pack"
    """An agenda with the reports that it lists."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of a paper as a whole, found in it or corrected in the manifest."""

    title: str
    councils: tuple[str, ...] = ()
    """Full names: "Cannock Chase District Council"."""
    partnership: str | None = None
    """A short handle shared by the papers of one partnership: "hart-rushmoor"."""
    body: str | None = None
    date: dt.date | None = None
    """Of the meeting, or else of the paper; the first of the month where only a month is given."""
    kind: PaperKind = PaperKind.OTHER
    portfolio: str | None = None
    contact: str | None = None
    key_decision: bool | None = None
    restriction: str | None = None
    """What the paper says about its confidentiality or exemption, verbatim."""
    corrected: tuple[str, ...] = ()
    """Names of those of the fields above that the manifest gave, by the alphabet."""


_ITEM_OF_A_PACK = re.compile(r"Item(?: [\w./]+)?: ")


def item_heading(number: str | None, title: str) -> str:
    """What stands above all headings of one item of an agenda pack."""
    return f"Item {number}: {title}" if number else f"Item: {title}"


def item_of(section: tuple[str, ...]) -> str | None:
    """The item of an agenda pack that a section belongs to, as `item_heading` gave it."""
    return section[0] if section and _ITEM_OF_A_PACK.match(section[0]) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A block with its place in the outline."""

    block: Block
    section: tuple[str, ...]
    """Headings above it, outermost first."""
    paragraph: str | None
    """The number a member would cite for it, its own or that of the paragraph it belongs to: "2.3(iii)"."""
    lead_in: Slice | None = None
    """The sentence that introduces it: "The key risks are:" for an item, the text before a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper in the index."""

    id: str
    """First 16 hex digits of the SHA-256 of the file's bytes."""
    source: str
    """The path as given."""
    draft: Draft
    placed: tuple[Placed, ...]
    metadata: Metadata
    abbreviations: tuple[tuple[str, str], ...] = ()
    """(short, long) as the paper defines them: ("HDC", "Harborough District Council")."""

    @property
    def text(self) -> str:
        return self.draft.text

    def tables(self) -> Iterator[Table]:
        for placed in self.placed:
            if isinstance(placed.block, Table):
                yield placed.block
