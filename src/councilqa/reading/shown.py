"""Blocks of a paper as a reader is shown them: text in pieces, some of them marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from councilqa.domain.documents import Block, Document, Heading, ListItem, Paragraph, Placed, Slice, Table

ShownKind = Literal["heading", "paragraph", "item", "table", "footnote"]
_NOT_IN_ANCHOR = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a paper's text, by offsets; an empty one is a place without a quotation."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span runs from {self.start} to {self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlock:
    """A block with its place, ready to be laid out; all its text still has to be escaped."""

    kind: ShownKind
    anchor: str
    """Unique in the paper and usable as the fragment of an address: "p5.11", "b2041"."""
    start: int
    """Offset in the paper's text."""
    level: int
    """Of a heading, from 1; of an item, how deep it stands, from 0; else 0."""
    number: str | None
    """The number at its own head."""
    paragraph: str | None
    """The number a member cites for it."""
    section: tuple[str, ...]
    page: int | None
    """The page it begins on, 1-based."""
    printed_page: str | None
    pieces: tuple[Piece, ...] = ()
    """All its text; empty for a table."""
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
    """Of a table: the pieces of each cell."""
    header_rows: int = 0
    caption: str | None = None
    skipped_before: bool = False
    """Blocks between this one and the one shown before it are left out."""


def split_at(part: Slice, span: Span | None) -> tuple[Piece, ...]:
    """The text of a slice in up to three pieces, what the span covers marked."""
    if span is None:
        return (Piece(text=part.text, marked=False),) if part.text else ()
    start = min(max(span.start - part.start, 0), len(part.text))
    end = min(max(span.end - part.start, start), len(part.text))
    cut = ((part.text[:start], False), (part.text[start:end], True), (part.text[end:], False))
    return tuple(Piece(text=text, marked=marked) for text, marked in cut if text)


def anchors(placed: Sequence[Placed]) -> tuple[str, ...]:
    """An anchor for each block, the same whatever part of the paper is shown."""
    taken: set[str] = set()
    found: list[str] = []
    for each in placed:
        plain = _anchor(each)
        anchor, again = plain, 1
        while anchor in taken:
            again += 1
            anchor = f"{plain}-{again}"
        taken.add(anchor)
        found.append(anchor)
    return tuple(found)


def _anchor(placed: Placed) -> str:
    block = placed.block
    cited = isinstance(block, Paragraph | Heading) and block.number is not None and block.number == placed.paragraph
    number = _NOT_IN_ANCHOR.sub("", placed.paragraph or "").strip(".-") if cited else ""
    return f"p{number}" if number else f"b{block.start}"


def shown(
    document: Document, placed: Placed, *, anchor: str, span: Span | None, skipped_before: bool = False
) -> ShownBlock:
    """One block, with what the span covers marked."""
    block = placed.block
    page = document.draft.page_at(block.start)
    table = block if isinstance(block, Table) else None
    return ShownBlock(
        kind=block.kind,
        anchor=anchor,
        start=block.start,
        level=_level(block),
        number=None if table else getattr(block, "number", None),
        paragraph=placed.paragraph,
        section=placed.section,
        page=page.number if page else None,
        printed_page=page.label if page else None,
        pieces=() if table else split_at(block, span),
        rows=tuple(tuple(split_at(cell, span) for cell in row.cells) for row in table.rows) if table else (),
        header_rows=table.header_rows if table else 0,
        caption=table.caption if table else None,
        skipped_before=skipped_before,
    )


def _level(block: Block) -> int:
    match block:
        case Heading():
            return block.level
        case ListItem():
            return block.depth
        case _:
            return 0
