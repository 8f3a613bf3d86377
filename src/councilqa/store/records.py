"""What the store tells about its papers and about itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from councilqa.domain.documents import Metadata

Severity = Literal["ok", "note", "warning", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """The file a document was read from, to tell later whether it has changed."""

    sha256: str
    """64 hex digits."""
    size_bytes: int
    added_at: dt.datetime
    """With its time zone."""

    def __post_init__(self) -> None:
        if self.added_at.tzinfo is None:
            raise ValueError("added_at needs a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """A paper in a list: everything but its text."""

    id: str
    source: str
    file: FileRecord
    metadata: Metadata
    abbreviations: tuple[tuple[str, str], ...]
    """(short, long) as the paper defines them."""
    pages: int
    """0 for a format without pages."""
    passages: int
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked, and what came of it."""

    check: str
    """Which check: "vectors", "keywords"."""
    severity: Severity
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes on disk."""

    library: int
    vectors: int

    @property
    def total(self) -> int:
        return self.library + self.vectors
