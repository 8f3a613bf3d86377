"""What is searched and quoted: passages, and the units that an answer may quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from councilqa.domain.documents import Slice

UnitKind = Literal["sentence", "item", "row", "heading"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Slice):
    """The smallest stretch that can be quoted on its own: a sentence, a list item, a table row."""

    kind: UnitKind
    paragraph: str | None = None
    page: int | None = None
    printed_page: str | None = None
    section: tuple[str, ...] = ()
    """Headings above it, outermost first."""
    lead_in: str | None = None
    """Verbatim sentence or caption that introduces it."""
    cells: tuple[str, ...] = ()
    """Of a row, in column order, empty ones included."""
    columns: tuple[str, ...] = ()
    """Names of a row's columns, header rows joined; empty where the table names none."""
    unit: str | None = None
    """Unit given only in the header or the caption: "£000"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Slice):
    """A stretch of one paper that is embedded, ranked and shown as a whole."""

    id: str
    """16 hex digits, from the document's id, the place and the text."""
    document_id: str
    ordinal: int
    """Place among the document's passages, from 0."""
    kind: Literal["text", "table"]
    section: tuple[str, ...]
    paragraph: str | None
    """Number of the paragraph it begins in."""
    page: int | None
    printed_page: str | None
    context: str
    """Embedded and indexed with the text, never shown as it: title, section, lead-in, column names."""
    units: tuple[Unit, ...]
    """In order, from the first character to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A ranked passage."""

    rank: int
    """From 1."""
    score: float
    passage: Passage
    found_by: tuple[str, ...]
    """Which searches brought it up: "tokens", "dense", "keywords"."""
