"""Which files are papers, and what each of them holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from councilqa.domain.documents import Document, Draft, PaperKind
from councilqa.errors import DocumentError
from councilqa.ingest.abbreviations import abbreviations
from councilqa.ingest.docx import read_docx
from councilqa.ingest.html import read_html
from councilqa.ingest.kinds import FileKind, sniff
from councilqa.ingest.manifest import Entry
from councilqa.ingest.metadata import find_metadata
from councilqa.ingest.minute_numbers import with_minute_numbers
from councilqa.ingest.outline import place
from councilqa.ingest.pack import items_of
from councilqa.ingest.pdf import read_pdf
from councilqa.ingest.transcript import read_transcript

ENDINGS = frozenset({".pdf", ".docx", ".doc", ".html", ".htm", ".md", ".txt"})
"""What is taken from a folder; a file named on its own is taken whatever it is called."""


def papers_under(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those of the folders named.

    READMEs, hidden files and links out of a folder are not papers.
    """
    for path in paths:
        if path.is_dir():
            for each in sorted(path.rglob("*")):
                if each.suffix.lower() in ENDINGS and each.is_file() and _is_paper(each, path):
                    yield each
        else:
            yield path


def _is_paper(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder).parts
    if any(part.startswith(".") for part in inside) or path.stem.lower() == "readme":
        return False
    return path.resolve().is_relative_to(folder.resolve())


def digest(path: Path) -> str:
    """SHA-256 of the file, 64 hex digits; raises DocumentError where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise DocumentError(f"there is no file {path.name!r}", hint="Check the path.") from error
    except OSError as error:
        raise DocumentError(
            f"{path.name!r} cannot be opened: {error.strerror or error}", hint="Check the file's permissions."
        ) from error


def read_draft(
    path: Path, *, passwords: Sequence[str] = (), on_page: Callable[[int, int], None] | None = None
) -> Draft:
    """Read a file by what it is, not by what it is called."""
    return with_minute_numbers(_draft(path, passwords, on_page))


def _draft(path: Path, passwords: Sequence[str], on_page: Callable[[int, int], None] | None) -> Draft:
    match sniff(path):
        case FileKind.PDF:
            return read_pdf(path, passwords=passwords, on_page=on_page)
        case FileKind.DOCX:
            return read_docx(path)
        case FileKind.HTML:
            return read_html(path)
        case FileKind.MARKDOWN | FileKind.TEXT as kind:
            return read_transcript(path, markdown=kind is FileKind.MARKDOWN)


def document_of(draft: Draft, path: Path, *, sha256: str, entry: Entry | None = None) -> Document:
    """The paper with its outline and metadata, corrected by its manifest entry."""
    metadata = find_metadata(draft, path)
    return Document(
        id=sha256[:16],
        source=str(path),
        draft=draft,
        placed=place(
            draft.blocks, items=items_of(draft), minutes=metadata.kind in (PaperKind.MINUTES, PaperKind.AGENDA)
        ),
        metadata=entry.applied_to(metadata) if entry else metadata,
        abbreviations=abbreviations(draft.text),
    )
