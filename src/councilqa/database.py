"""The one SQLite file of what is kept about people: who may sign in, and what readers thought of answers.

Several processes share it (a server, and commands beside it), so each call opens a connection of its own and sees what
the others have written.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from councilqa.errors import DatabaseError

FILE_NAME = "councilqa.sqlite"
"""In the folder that the setting `data` names."""
_BUSY_TIMEOUT_SECONDS = 10.0
_PARTS = "CREATE TABLE IF NOT EXISTS parts (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID"


class Database:
    """The tables of one part of the program, with their version."""

    def __init__(self, path: Path, *, part: str, version: int, tables: Sequence[str]) -> None:
        """`tables` are statements with IF NOT EXISTS; they are made when something is first written."""
        self.path = path
        self._part = part
        self._version = version
        self._tables = tuple(tables)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All statements inside see the same moment; where there is no file yet, all tables are empty."""
        with self._translated(), closing(self._open() if self.path.exists() else self._empty()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All statements inside hold together, or none does; other writers wait."""
        with self._translated():
            if not self.path.exists():
                _create(self.path)
            with closing(self._open()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection  # what is raised inside closes the connection, and that takes everything back
                connection.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY_TIMEOUT_SECONDS, isolation_level=None
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only unlinked
            if self._found_version(connection) != self._version:
                self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _empty(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.row_factory = sqlite3.Row
        self._prepare(connection)
        return connection

    def _found_version(self, connection: sqlite3.Connection) -> int | None:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'parts'").fetchone():
            return None
        row = connection.execute("SELECT version FROM parts WHERE name = ?", (self._part,)).fetchone()
        return int(row["version"]) if row else None

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_PARTS)
        found = self._found_version(connection)
        if found is not None and found != self._version:
            raise DatabaseError(
                f"{self.path.name!r} keeps {self._part} in version {found}; this councilqa knows {self._version}",
                hint="Use the councilqa that wrote it, or name another folder with the setting `data`.",
            )
        for statement in self._tables:
            connection.execute(statement)
        connection.execute("INSERT OR IGNORE INTO parts (name, version) VALUES (?, ?)", (self._part, self._version))
        connection.execute("COMMIT")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # our mistake, not the file's
        except PermissionError as error:
            raise DatabaseError(f"{self.path.name!r} may not be read") from error
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise DatabaseError(
                    f"{self.path.name!r} is being written to", hint="Wait a moment and try again."
                ) from error
            raise DatabaseError(f"{self.path.name!r} cannot be used: {error}") from error
        except sqlite3.DatabaseError as error:
            raise DatabaseError(
                f"{self.path.name!r} is damaged: {error}", hint="Bring the file back from a copy, or move it away."
            ) from error


def moment(time: dt.datetime) -> str:
    """A time as it is kept: in UTC and of one width, so that later times sort later."""
    if time.tzinfo is None:
        raise ValueError("a time without its time zone")
    return time.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _create(path: Path) -> None:
    """An empty database with a write-ahead log that only its owner can read.

    Made under another name and linked: of several processes that begin at once one makes the log, for SQLite does not
    wait there; and closing a file that SQLite has open elsewhere in this process would drop the locks on it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        os.close(descriptor)
        try:
            with closing(sqlite3.connect(made)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            with suppress(FileExistsError):
                os.link(made, path)
        finally:
            Path(made).unlink()
    except OSError as error:
        raise DatabaseError(f"{path.name!r} cannot be made: {error.strerror}") from error
