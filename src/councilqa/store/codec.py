"""How documents, passages and vectors are written into columns, and read back the same."""

from __future__ import annotations

import json
import sqlite3
import zlib
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from councilqa.domain.documents import Document, Metadata
from councilqa.domain.passages import Passage, Unit
from councilqa.store.encoded import TokenVectors
from councilqa.store.records import DocumentSummary, FileRecord

T = TypeVar("T")

SUMMARY_COLUMNS = (
    "id, source, sha256, size_bytes, added_at, metadata, abbreviations, pages, passages, characters"
)
PASSAGE_COLUMNS = (
    "id, document_id, ordinal, kind, section, paragraph, page, printed_page, start, text, context, units"
)


@cache
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(kind)


def _dump(kind: Any, value: object) -> str:
    return _adapter(kind).dump_json(value).decode("utf-8")


def _pack(kind: Any, value: object) -> bytes:
    return zlib.compress(_adapter(kind).dump_json(value))


def document_row(document: Document, file: FileRecord, *, passages: int) -> tuple[object, ...]:
    """In the order of SUMMARY_COLUMNS, then the body."""
    return (
        document.id,
        document.source,
        file.sha256,
        file.size_bytes,
        file.added_at.isoformat(),
        dump_metadata(document.metadata),
        _dump(tuple[tuple[str, str], ...], document.abbreviations),
        len(document.draft.pages),
        passages,
        len(document.text),
        _pack(Document, document),
    )


def dump_metadata(metadata: Metadata) -> str:
    return _dump(Metadata, metadata)


def read_document(row: sqlite3.Row) -> Document:
    """Where a paper lies and what is known of it may have changed since: the columns win over the body."""
    document: Document = _adapter(Document).validate_json(zlib.decompress(row["body"]))
    metadata = _adapter(Metadata).validate_json(row["metadata"])
    return replace(document, source=row["source"], metadata=metadata)


def read_summary(row: sqlite3.Row) -> DocumentSummary:
    return DocumentSummary(
        id=row["id"],
        source=row["source"],
        file=FileRecord(
            sha256=row["sha256"],
            size_bytes=row["size_bytes"],
            added_at=datetime.fromisoformat(row["added_at"]),
        ),
        metadata=_adapter(Metadata).validate_json(row["metadata"]),
        abbreviations=tuple((short, long) for short, long in json.loads(row["abbreviations"])),
        pages=row["pages"],
        passages=row["passages"],
        characters=row["characters"],
    )


def passage_row(passage: Passage) -> tuple[object, ...]:
    """In the order of PASSAGE_COLUMNS."""
    return (
        passage.id,
        passage.document_id,
        passage.ordinal,
        passage.kind,
        json.dumps(passage.section, ensure_ascii=False),
        passage.paragraph,
        passage.page,
        passage.printed_page,
        passage.start,
        passage.text,
        passage.context,
        _pack(tuple[Unit, ...], passage.units),
    )


def read_passage(row: sqlite3.Row) -> Passage:
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        ordinal=row["ordinal"],
        kind=row["kind"],
        section=tuple(json.loads(row["section"])),
        paragraph=row["paragraph"],
        page=row["page"],
        printed_page=row["printed_page"],
        start=row["start"],
        text=row["text"],
        context=row["context"],
        units=_adapter(tuple[Unit, ...]).validate_json(zlib.decompress(row["units"])),
    )


def dense_blob(vector: NDArray[np.float32]) -> bytes:
    """Half precision: the cosine of two vectors changes in the fourth place, the size by half."""
    return vector.astype("<f2").tobytes()


def read_dense(blobs: list[bytes], dimensions: int) -> NDArray[np.float32]:
    """One row for each blob."""
    halves = np.frombuffer(b"".join(blobs), dtype="<f2")
    return halves.astype(np.float32).reshape(len(blobs), dimensions)


def token_blobs(tokens: TokenVectors) -> tuple[bytes, bytes, bytes]:
    """Codes, ids and units; ids take two bytes each where the vocabulary is small enough."""
    small = len(tokens) == 0 or int(tokens.ids.max()) < 1 << 16
    return (
        tokens.codes.tobytes(),
        tokens.ids.astype("<u2" if small else "<u4").tobytes(),
        tokens.units.tobytes(),
    )


def read_token_ids(ids: bytes, *, tokens: int) -> NDArray[np.uint32]:
    """The width of an id shows in the number of bytes."""
    wide = len(ids) == 4 * tokens
    return np.frombuffer(ids, dtype="<u4" if wide else "<u2").astype(np.uint32)


def read_tokens(row: sqlite3.Row, dimensions: int) -> TokenVectors:
    units = np.frombuffer(row["units"], dtype=np.uint8)
    codes = np.frombuffer(row["codes"], dtype=np.int8).reshape(len(units), dimensions)
    return TokenVectors(codes, read_token_ids(row["ids"], tokens=len(units)), units)
