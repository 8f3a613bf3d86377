"""The library of an index: everything that an answer cites, in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic_core import PydanticSerializationError

from councilqa.domain.documents import Document, Metadata
from councilqa.domain.passages import Passage
from councilqa.errors import (
    DamagedIndexError,
    DocumentError,
    MissingIndexError,
    StaleIndexError,
    UnknownDocumentError,
)
from councilqa.store import codec
from councilqa.store.connections import Connections, translated, waste_of
from councilqa.store.encoded import EncodedPassage, TokenFrequencies, TokenMatrix, TokenVectors
from councilqa.store.keywords import match_expression
from councilqa.store.records import DocumentSummary, FileRecord
from councilqa.store.rows import delete_document, insert_document
from councilqa.store.schema import FORMAT_VERSION, NAMES, TABLES
from councilqa.store.stamp import Stamp

T = TypeVar("T")

FILE_NAME = "library.sqlite3"

EVERYTHING = "*"
"""In the list of pending documents: all vectors in Chroma are to be made anew."""

_VECTORS_IN_USE = "vectors_in_use"
"""In meta, "1" from before a writer opens Chroma until it has closed it."""

_TEXT_WEIGHT = 1.0
_CONTEXT_WEIGHT = 0.5
"""A word in the heading above a passage says less about it than one in its own text."""


@dataclass(frozen=True, slots=True, eq=False)
class DenseMatrix:
    """The dense vectors of every passage, as kept, one under the other."""

    generation: int
    passage_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A document as it is to be written, with its passages and the file it came from."""

    document: Document
    encoded: Sequence[EncodedPassage]
    file: FileRecord


class Library:
    """Reads and writes one library file; safe to use from several threads."""

    def __init__(self, connections: Connections, stamp: Stamp) -> None:
        self._connections = connections
        self.stamp = stamp

    @classmethod
    def create(cls, path: Path, stamp: Stamp) -> Library:
        """An empty library, in place of any that is there; all of it or nothing."""
        connections = Connections(path, writable=True)
        try:
            with connections.writing() as connection:
                generation = _generation(connection) if _has_tables(connection) else 0
                for name in NAMES:
                    connection.execute(f"DROP TABLE IF EXISTS {name}")
                for table in TABLES:
                    connection.execute(table)
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)",
                    [
                        ("stamp", stamp.to_json()),
                        ("generation", str(generation + 1)),
                        # Whatever Chroma holds is of the index before this one.
                        (_VECTORS_IN_USE, "1"),
                    ],
                )
                connection.execute("INSERT INTO pending VALUES (?)", (EVERYTHING,))
                connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        except BaseException:
            connections.close()
            raise
        return cls(connections, stamp)

    @classmethod
    def open(cls, path: Path, *, writable: bool) -> Library:
        if not path.exists():
            raise MissingIndexError(f"there is no index in {path.parent.name!r}")
        connections = Connections(path, writable=writable)
        try:
            with connections.reading() as connection:
                if not _has_tables(connection):
                    raise MissingIndexError(f"there is no index in {path.parent.name!r}")
                _check_format(connection)
                stamp = _stamp(connection)
        except BaseException:
            connections.close()
            raise
        return cls(connections, stamp)

    @property
    def path(self) -> Path:
        return self._connections.path

    @property
    def connections(self) -> Connections:
        return self._connections

    def close(self) -> None:
        self._connections.close()

    # Writing

    def write(
        self,
        document: Document,
        encoded: Sequence[EncodedPassage],
        file: FileRecord,
        *,
        replacing: Collection[str],
    ) -> None:
        """Put the document in and those it replaces out, in one transaction."""
        self.write_all((Written(document, encoded, file),), replacing=replacing)

    def write_all(self, written: Sequence[Written], *, replacing: Collection[str] = ()) -> None:
        """Put documents in and those they replace out, all of it in one transaction."""
        for each in written:
            _check_fit(each.document, each.encoded, self.stamp)
        try:
            with self._connections.writing() as connection:
                for document_id in dict.fromkeys((*replacing, *(each.document.id for each in written))):
                    delete_document(connection, document_id)
                    _mark_pending(connection, document_id)
                for each in written:
                    insert_document(connection, each.document, each.encoded, each.file)
                _advance(connection)
        except (UnicodeEncodeError, PydanticSerializationError) as error:
            sources = ", ".join(ascii(each.document.source) for each in written)
            raise DocumentError(f"{sources} holds half a character: {error}") from error

    def remove(self, document_id: str) -> None:
        with self._connections.writing() as connection:
            if not delete_document(connection, document_id):
                raise UnknownDocumentError(f"no document {document_id!r} is in the index")
            _mark_pending(connection, document_id)
            _advance(connection)

    def relocate(self, document_id: str, source: str) -> None:
        self._set(document_id, "source", source)

    def update_metadata(self, document_id: str, metadata: Metadata) -> None:
        self._set(document_id, "metadata", codec.dump_metadata(metadata))

    def _set(self, document_id: str, column: str, value: str) -> None:
        with self._connections.writing() as connection:
            changed = connection.execute(f"UPDATE documents SET {column} = ? WHERE id = ?", (value, document_id))
            if changed.rowcount == 0:
                raise UnknownDocumentError(f"no document {document_id!r} is in the index")
            _mark_pending(connection, document_id)
            _advance(connection)

    def mark_pending(self, document_ids: Iterable[str]) -> None:
        with self._connections.writing() as connection:
            for document_id in document_ids:
                _mark_pending(connection, document_id)

    def clear_pending(self, document_ids: Iterable[str]) -> None:
        with self._connections.writing() as connection:
            connection.executemany("DELETE FROM pending WHERE document_id = ?", [(each,) for each in document_ids])

    def set_vectors_in_use(self, in_use: bool) -> None:
        with self._connections.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_VECTORS_IN_USE, str(int(in_use))))

    def vectors_in_use(self) -> bool:
        """Also where a writer was killed before it could close Chroma."""
        with self._connections.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (_VECTORS_IN_USE,)).fetchone()
            return row is not None and row[0] == "1"

    def compact(self) -> None:
        """Give the room of what was removed back to the disk."""
        with self._connections.writing() as connection:
            connection.execute("INSERT INTO keywords (keywords) VALUES ('optimize')")
        with translated(self.path):
            connection = self._connections.get()
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def waste(self) -> float:
        """Share of the file that holds nothing."""
        with self._connections.reading() as connection:
            return waste_of(connection)

    # Reading

    @property
    def generation(self) -> int:
        with self._connections.reading() as connection:
            return _generation(connection)

    def pending(self) -> tuple[str, ...]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT document_id FROM pending ORDER BY document_id")
            return tuple(row[0] for row in rows)

    def summaries(self) -> tuple[DocumentSummary, ...]:
        query = f"SELECT {codec.SUMMARY_COLUMNS} FROM documents ORDER BY source, id"
        with self._connections.reading() as connection:
            return tuple(codec.read_summary(row) for row in connection.execute(query))

    def summary(self, document_id: str) -> DocumentSummary | None:
        query = f"SELECT {codec.SUMMARY_COLUMNS} FROM documents WHERE id = ?"
        with self._connections.reading() as connection:
            row = connection.execute(query, (document_id,)).fetchone()
            return codec.read_summary(row) if row else None

    def document(self, document_id: str) -> Document:
        query = "SELECT source, metadata, body FROM documents WHERE id = ?"
        with self._connections.reading() as connection:
            row = connection.execute(query, (document_id,)).fetchone()
        if row is None:
            raise UnknownDocumentError(f"no document {document_id!r} is in the index")
        return codec.read_document(row)

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """In the order asked."""
        query = f"SELECT {codec.PASSAGE_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        with self._connections.reading() as connection:
            rows = connection.execute(query, (json.dumps(list(ids)),)).fetchall()
        return _in_order(ids, {row["id"]: codec.read_passage(row) for row in rows})

    def passage_ids(self, document_ids: Collection[str] | None = None) -> tuple[str, ...]:
        """By document and place in it."""
        where, values = _within(document_ids)
        query = f"SELECT id FROM passages WHERE {where} ORDER BY document_id, ordinal"
        with self._connections.reading() as connection:
            return tuple(row[0] for row in connection.execute(query, values))

    def passage_documents(self) -> dict[str, str]:
        """The document of each passage."""
        with self._connections.reading() as connection:
            return {row["id"]: row["document_id"] for row in connection.execute("SELECT id, document_id FROM passages")}

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that are in the library."""
        query = "SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        with self._connections.reading() as connection:
            return frozenset(row[0] for row in connection.execute(query, (json.dumps(list(ids)),)))

    def count(self) -> int:
        with self._connections.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def keywords(
        self, terms: Sequence[str], *, k: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        expression = match_expression(terms)
        if not expression:
            return []
        where, values = _numbers_within(within)
        # The passages are looked up for those that are kept, not for all that hold a word.
        query = f"""
            SELECT passages.id, badness FROM (
                SELECT rowid AS number, bm25(keywords, {_TEXT_WEIGHT}, {_CONTEXT_WEIGHT}) AS badness
                FROM keywords WHERE keywords MATCH ? AND {where}
                ORDER BY badness LIMIT ?
            ) JOIN passages USING (number)
            ORDER BY badness, passages.id"""
        with self._connections.reading() as connection:
            rows = connection.execute(query, (expression, *values, k))
            return [(row["id"], -row["badness"]) for row in rows]

    def holding(self, term: str, *, most: int, within: Collection[str] | None = None) -> int:
        """How many passages hold a term, as far as `most`; none is scored."""
        expression = match_expression([term])
        if not expression:
            return 0
        where, values = _numbers_within(within)
        query = f"SELECT count(*) FROM (SELECT 1 FROM keywords WHERE keywords MATCH ? AND {where} LIMIT ?)"
        with self._connections.reading() as connection:
            return int(connection.execute(query, (expression, *values, most)).fetchone()[0])

    def dense(self, document_ids: Collection[str] | None = None) -> DenseMatrix:
        where, values = _within(document_ids)
        query = f"""
            SELECT id, document_id, vector FROM passages JOIN dense_vectors USING (number)
            WHERE {where} ORDER BY document_id, ordinal"""
        with self._connections.reading() as connection:
            rows = connection.execute(query, values).fetchall()
            generation = _generation(connection)
        return DenseMatrix(
            generation=generation,
            passage_ids=tuple(row["id"] for row in rows),
            document_ids=tuple(row["document_id"] for row in rows),
            vectors=codec.read_dense([row["vector"] for row in rows], self.stamp.dimensions),
        )

    def token_vectors(self, ids: Sequence[str]) -> dict[str, TokenVectors]:
        """In the order asked."""
        query = """
            SELECT id, codes, token_vectors.ids, token_vectors.units
            FROM passages JOIN token_vectors USING (number)
            WHERE id IN (SELECT value FROM json_each(?))"""
        with self._connections.reading() as connection:
            rows = connection.execute(query, (json.dumps(list(ids)),)).fetchall()
        found = {row["id"]: codec.read_tokens(row, self.stamp.token_dimensions) for row in rows}
        return dict(zip(ids, _in_order(ids, found), strict=True))

    def token_matrix(self) -> TokenMatrix:
        query = """
            SELECT id, codes, token_vectors.ids, token_vectors.units
            FROM passages JOIN token_vectors USING (number) ORDER BY document_id, ordinal"""
        with self._connections.reading() as connection:
            rows = connection.execute(query).fetchall()
            generation = _generation(connection)
        units = [codec.read_token_units(row["units"]) for row in rows]
        ids = [codec.read_token_ids(row["ids"]) for row in rows]
        return TokenMatrix(
            generation=generation,
            passage_ids=tuple(row["id"] for row in rows),
            offsets=np.cumsum([0, *map(len, units)], dtype=np.int64),
            codes=codec.read_codes([row["codes"] for row in rows], self.stamp.token_dimensions),
            ids=np.concatenate(ids) if ids else np.empty(0, np.uint32),
            units=np.concatenate(units) if units else np.empty(0, np.uint8),
        )

    def token_frequencies(self) -> TokenFrequencies:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT id, passages FROM token_frequencies ORDER BY id").fetchall()
            return TokenFrequencies(
                generation=_generation(connection),
                ids=np.array([row["id"] for row in rows], dtype=np.uint32),
                passages_with=np.array([row["passages"] for row in rows], dtype=np.int64),
                passages=connection.execute("SELECT count(*) FROM passages").fetchone()[0],
            )


def _in_order(ids: Sequence[str], found: Mapping[str, T]) -> tuple[T, ...]:
    for each in ids:
        if each not in found:
            raise UnknownDocumentError(f"no passage {each!r} is in the index")
    return tuple(found[each] for each in ids)


def _within(document_ids: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """A condition on passages, and the values it takes."""
    if document_ids is None:
        return "TRUE", ()
    return "document_id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(document_ids)),)


def _numbers_within(document_ids: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """A condition on rows of `keywords`, and the values it takes."""
    where, values = _within(document_ids)
    # The plus keeps SQLite from asking the keywords anew for each number.
    return ("TRUE" if document_ids is None else f"+rowid IN (SELECT number FROM passages WHERE {where})"), values


def _check_fit(document: Document, encoded: Sequence[EncodedPassage], stamp: Stamp) -> None:
    """Refuse what could not be cited or searched later."""
    for each in encoded:
        passage = each.passage
        if passage.document_id != document.id:
            raise ValueError(f"passage {passage.id} is not of document {document.id}")
        if document.text[passage.start : passage.end] != passage.text:
            raise ValueError(f"passage {passage.id} does not stand in its document")
        if len(each.dense) != stamp.dimensions or each.tokens.dimensions != stamp.token_dimensions:
            raise ValueError(f"the vectors of passage {passage.id} are not of the size in the stamp")
    if len({each.passage.id for each in encoded}) != len(encoded):
        raise ValueError(f"two passages of document {document.id} have the same id")


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is not None


def _check_format(connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != FORMAT_VERSION:
        raise StaleIndexError(f"version of the index format: built with {version}, now {FORMAT_VERSION}")


def _stamp(connection: sqlite3.Connection) -> Stamp:
    row = connection.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
    if row is None:
        raise DamagedIndexError("the index has no stamp")
    return Stamp.from_json(row[0])


def _generation(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    return int(row[0]) if row else 0


def _advance(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")


def _mark_pending(connection: sqlite3.Connection, document_id: str) -> None:
    connection.execute("INSERT OR IGNORE INTO pending VALUES (?)", (document_id,))
