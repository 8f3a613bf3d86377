"""The tables of a library."""

from __future__ import annotations

FORMAT_VERSION = 1
"""Rises with any change to the tables, the coding of their blobs, or `keywords.fold`."""

TABLES = (
    """CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        added_at TEXT NOT NULL,
        metadata TEXT NOT NULL,
        abbreviations TEXT NOT NULL,
        pages INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        characters INTEGER NOT NULL,
        body BLOB NOT NULL
    )""",
    """CREATE TABLE passages (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL REFERENCES documents (id),
        ordinal INTEGER NOT NULL,
        kind TEXT NOT NULL,
        section TEXT NOT NULL,
        paragraph TEXT,
        page INTEGER,
        printed_page TEXT,
        start INTEGER NOT NULL,
        text TEXT NOT NULL,
        context TEXT NOT NULL,
        units BLOB NOT NULL,
        UNIQUE (document_id, ordinal)
    )""",
    # Dense and token vectors apart: reading all of the one must not pass over the other.
    """CREATE TABLE dense_vectors (
        number INTEGER PRIMARY KEY REFERENCES passages (number),
        vector BLOB NOT NULL
    )""",
    """CREATE TABLE token_vectors (
        number INTEGER PRIMARY KEY REFERENCES passages (number),
        codes BLOB NOT NULL,
        ids BLOB NOT NULL,
        units BLOB NOT NULL
    )""",
    """CREATE TABLE token_frequencies (
        id INTEGER PRIMARY KEY,
        passages INTEGER NOT NULL
    )""",
    # Without content of its own: the text stands in `passages`, and only its folded form is indexed.
    """CREATE VIRTUAL TABLE keywords USING fts5 (
        text, context, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
    )""",
    # Documents whose vectors in Chroma may differ from those kept here.
    "CREATE TABLE pending (document_id TEXT PRIMARY KEY) WITHOUT ROWID",
)

NAMES = (
    "pending",
    "keywords",
    "token_frequencies",
    "token_vectors",
    "dense_vectors",
    "passages",
    "documents",
    "meta",
)
"""In an order in which they can be dropped."""
