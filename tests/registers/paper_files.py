"""Papers as the registers get them: of the corpus, or written by a test."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from councilqa.domain.documents import Document
from councilqa.ingest.files import digest, document_of, read_draft

CORPUS = Path(__file__).parents[2] / "corpus"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "real"


@lru_cache
def read_paper(path: Path) -> Document:
    return document_of(read_draft(path), path, sha256=digest(path))


def write_paper(folder: Path, text: str, name: str = "paper.txt") -> Document:
    path = folder / name
    path.write_text(text, "utf-8")
    return document_of(read_draft(path), path, sha256=digest(path))
