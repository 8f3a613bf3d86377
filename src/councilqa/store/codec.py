"""How documents, passages and vectors are written into columns, and read back the same."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from councilqa.domain.documents import Document, Metadata
from councilqa.domain.passages import Passage, Unit
from councilqa.errors import DamagedIndexError
from councilqa.store.encoded import TokenVectors
from councilqa.store.filling import Filling
from councilqa.store.records import DocumentSummary, FileRecord

T = TypeVar("T")

SUMMARY_COLUMNS = "id, source, sha256, size_bytes, added_at, metadata, abbreviations, pages, passages, characters"
PASSAGE_COLUMNS = "id, document_id, ordinal, kind, section, paragraph, page, printed_page, start, text, context, units"


@cache
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(kind)


def _dump(kind: Any, value: object) -> str:
    return _adapter(kind).dump_json(value).decode("utf-8")


def _pack(kind: Any, value: object) -> bytes:
    return _packed(_adapter(kind).dump_json(value))


def _packed(data: bytes) -> bytes:
    """Four times as fast as at the usual level, for a quarter more of what is little beside the vectors."""
    return zlib.compress(data, level=1)


@contextmanager
def _decoding(what: str) -> Iterator[None]:
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError, zlib.error) as error:
        raise DamagedIndexError(f"a {what} in the library cannot be read back") from error


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
        _pack_document(document),
    )


def dump_metadata(metadata: Metadata) -> str:
    return _dump(Metadata, metadata)


def read_document(row: sqlite3.Row) -> Document:
    """Where a paper lies and what is known of it may have changed since: the columns win over the body."""
    with _decoding("document"):
        body = json.loads(zlib.decompress(row["body"]))
        return Filling(body["draft"]["text"]).document(
            body, source=row["source"], metadata=_adapter(Metadata).validate_json(row["metadata"])
        )


def _pack_document(document: Document) -> bytes:
    """Its text once, and every slice as its length: blocks and cells repeat the text several times over."""
    body = _adapter(Document).dump_python(document, mode="json")
    _thin(body, document.text)
    return _packed(json.dumps(body, ensure_ascii=False).encode("utf-8"))


def _thin(value: dict[str, Any] | list[Any], text: str) -> None:
    """In place: there are tens of thousands of slices in a paper."""
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            _thin(each, text)
    if isinstance(value, dict) and "start" in value:
        part, start = value.get("text"), value["start"]
        if isinstance(part, str) and isinstance(start, int) and text.startswith(part, start):
            value["text"] = len(part)


def read_summary(row: sqlite3.Row) -> DocumentSummary:
    with _decoding("document"):
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
    with _decoding("passage"):
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
    with _decoding("vector"):
        halves = np.frombuffer(b"".join(blobs), dtype="<f2")
        return halves.astype(np.float32).reshape(len(blobs), dimensions)


def token_blobs(tokens: TokenVectors) -> tuple[bytes, bytes, bytes]:
    """Codes, ids and units. Codes are near to noise, so only the others are compressed."""
    ids = tokens.ids.astype("<u4").tobytes()
    return tokens.codes.tobytes(), _packed(ids), _packed(tokens.units.tobytes())


def read_token_ids(blob: bytes) -> NDArray[np.uint32]:
    with _decoding("token vector"):
        return np.frombuffer(zlib.decompress(blob), dtype="<u4")


def read_token_units(blob: bytes) -> NDArray[np.uint8]:
    with _decoding("token vector"):
        return np.frombuffer(zlib.decompress(blob), dtype=np.uint8)


def read_codes(blobs: list[bytes], dimensions: int) -> NDArray[np.int8]:
    """One row for each token of all the blobs."""
    with _decoding("token vector"):
        return np.frombuffer(b"".join(blobs), dtype=np.int8).reshape(-1, dimensions)


def read_tokens(row: sqlite3.Row, dimensions: int) -> TokenVectors:
    with _decoding("token vector"):
        codes = np.frombuffer(row["codes"], dtype=np.int8).reshape(-1, dimensions)
        return TokenVectors(codes, read_token_ids(row["ids"]), read_token_units(row["units"]))
