"""The papers of a folder as they would be indexed now, without an index or a model."""

from __future__ import annotations

from pathlib import Path

from councilqa.domain.documents import Document
from councilqa.errors import SettingsError
from councilqa.ingest.files import digest, document_of, papers_under, read_draft
from councilqa.ingest.manifest import Entry, read_manifest


def read_papers(folder: Path) -> tuple[Document, ...]:
    """Every paper under a folder; raises DocumentError where one cannot be read."""
    papers = tuple(papers_under([folder])) if folder.is_dir() else ()
    if not papers:
        raise SettingsError(f"there are no papers in {str(folder)!r}", hint="Name their folder with --corpus.")
    manifests = {parent: read_manifest(parent) for parent in {path.parent for path in papers}}
    return tuple(_document(path, manifests[path.parent].get(path.name)) for path in papers)


def _document(path: Path, entry: Entry | None) -> Document:
    return document_of(read_draft(path), path, sha256=digest(path), entry=entry)
