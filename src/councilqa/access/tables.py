"""The tables of users, their sessions and their failed attempts."""

from __future__ import annotations

from pathlib import Path

from councilqa.database import Database

_VERSION = 1
"""Rises with any change to the tables."""

_TABLES = (
    # `login` is random and changes with the password: a session holds as long as the login it was started with.
    """CREATE TABLE IF NOT EXISTS users (
        key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('reader', 'editor')),
        password TEXT NOT NULL,
        login TEXT NOT NULL UNIQUE,
        added_at TEXT NOT NULL,
        seen_at TEXT
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sessions (
        token_sha256 TEXT PRIMARY KEY,
        login TEXT NOT NULL,
        started_at TEXT NOT NULL,
        seen_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    # Subjects are hashes: what is typed as a name is now and then a password.
    """CREATE TABLE IF NOT EXISTS failures (
        subject TEXT NOT NULL,
        failed_at TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS failures_of ON failures (subject, failed_at)",
    "CREATE INDEX IF NOT EXISTS failures_at ON failures (failed_at)",
    """CREATE TABLE IF NOT EXISTS waits (
        subject TEXT PRIMARY KEY,
        level INTEGER NOT NULL,
        until TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS known_addresses (
        name TEXT NOT NULL,
        address TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        PRIMARY KEY (name, address)
    ) WITHOUT ROWID""",
)


def memory(path: Path) -> Database:
    """What is remembered of users who are gone, in the file at `path`."""
    once = "CREATE TABLE IF NOT EXISTS remembered (what TEXT PRIMARY KEY) WITHOUT ROWID"
    return Database(path, part="remembered", version=1, tables=(once,))


def access_tables(path: Path) -> Database:
    """These tables in the file at `path`."""
    return Database(path, part="access", version=_VERSION, tables=_TABLES)
