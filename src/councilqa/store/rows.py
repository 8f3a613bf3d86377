"""The rows that make up a document: putting them into a library, taking them out."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from councilqa.domain.documents import Document
from councilqa.domain.passages import Passage
from councilqa.store import codec
from councilqa.store.encoded import EncodedPassage, TokenVectors
from councilqa.store.keywords import fold
from councilqa.store.records import FileRecord

_DOCUMENT = f"INSERT INTO documents ({codec.SUMMARY_COLUMNS}, body) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
_PASSAGE = f"INSERT INTO passages (number, {codec.PASSAGE_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
_DENSE = "INSERT INTO dense_vectors VALUES (?, ?)"
_TOKENS = "INSERT INTO token_vectors VALUES (?, ?, ?, ?)"
_KEYWORDS = "INSERT INTO keywords (rowid, text, context) VALUES (?, ?, ?)"
_NUMBERS = "(SELECT number FROM passages WHERE document_id = ?)"


def insert_document(
    connection: sqlite3.Connection, document: Document, encoded: Sequence[EncodedPassage], file: FileRecord
) -> None:
    connection.execute(_DOCUMENT, codec.document_row(document, file, passages=len(encoded)))
    last = connection.execute("SELECT coalesce(max(number), 0) FROM passages").fetchone()[0]
    numbered = list(enumerate(encoded, start=last + 1))
    connection.executemany(_PASSAGE, ((at, *codec.passage_row(each.passage)) for at, each in numbered))
    connection.executemany(_DENSE, ((at, codec.dense_blob(each.dense)) for at, each in numbered))
    connection.executemany(_TOKENS, ((at, *codec.token_blobs(each.tokens)) for at, each in numbered))
    connection.executemany(_KEYWORDS, ((at, *keyword_fields(each.passage)) for at, each in numbered))
    _count_tokens(connection, Counter(token for each in encoded for token in _distinct(each.tokens)))


def delete_document(connection: sqlite3.Connection, document_id: str) -> bool:
    """Whether there was such a document."""
    _uncount_tokens(connection, document_id)
    _delete_keywords(connection, document_id)
    connection.execute(f"DELETE FROM dense_vectors WHERE number IN {_NUMBERS}", (document_id,))
    connection.execute(f"DELETE FROM token_vectors WHERE number IN {_NUMBERS}", (document_id,))
    connection.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
    return connection.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount > 0


def keyword_fields(passage: Passage) -> tuple[str, str]:
    return fold(passage.text), fold(passage.context)


def _delete_keywords(connection: sqlite3.Connection, document_id: str) -> None:
    """An FTS5 table without content must be told again what it is to forget, word for word."""
    rows = connection.execute("SELECT number, text, context FROM passages WHERE document_id = ?", (document_id,))
    connection.executemany(
        "INSERT INTO keywords (keywords, rowid, text, context) VALUES ('delete', ?, ?, ?)",
        [(row["number"], fold(row["text"]), fold(row["context"])) for row in rows],
    )


def _distinct(tokens: TokenVectors) -> list[int]:
    distinct: list[int] = np.unique(tokens.ids).tolist()
    return distinct


def _count_tokens(connection: sqlite3.Connection, counts: Mapping[int, int]) -> None:
    connection.executemany(
        "INSERT INTO token_frequencies VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET passages = passages + excluded.passages",
        sorted(counts.items()),
    )


def _uncount_tokens(connection: sqlite3.Connection, document_id: str) -> None:
    counts = count_tokens(connection, f"WHERE number IN {_NUMBERS}", (document_id,))
    connection.executemany(
        "UPDATE token_frequencies SET passages = passages - ? WHERE id = ?",
        [(count, token) for token, count in counts.items()],
    )
    connection.execute("DELETE FROM token_frequencies WHERE passages <= 0")


def count_tokens(connection: sqlite3.Connection, where: str = "", values: tuple[str, ...] = ()) -> Counter[int]:
    """In how many passages each token stands, counted from the token vectors themselves."""
    counts: Counter[int] = Counter()
    for row in connection.execute(f"SELECT ids FROM token_vectors {where}", values):
        counts.update(int(each) for each in np.unique(codec.read_token_ids(row["ids"])))
    return counts
