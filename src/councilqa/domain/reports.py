"""What came of adding papers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    path: str
    error: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    added: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    needs_ocr: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    """(path, what the reader wants the user to know)."""
    pages: int = 0
    passages: int = 0
    seconds: float = 0.0
