"""SQLite connections to one library: one for each thread, with SQLite's errors in our own words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from councilqa.errors import DamagedIndexError, IndexFault, LockedIndexError

_BUSY_TIMEOUT_SECONDS = 10.0
_CLOSING_TIMEOUT_SECONDS = 30.0


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into what the user can do about it."""
    name = path.parent.name
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # our mistake, not the library's: used after closing
    except sqlite3.OperationalError as error:
        message = str(error)
        if "locked" in message or "busy" in message:
            raise LockedIndexError(f"the library of the index {name!r} is being written to") from error
        if "no such table" in message or "no such column" in message or "malformed" in message:
            raise DamagedIndexError(f"the library of the index {name!r} is damaged: {message}") from error
        raise IndexFault(
            f"the library of the index {name!r} cannot be used: {message}",
            hint="Check the disk space and the rights on the index folder.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise DamagedIndexError(f"the library of the index {name!r} is damaged: {error}") from error


def waste_of(connection: sqlite3.Connection) -> float:
    """Share of a database's pages that hold nothing."""
    free: int = connection.execute("PRAGMA freelist_count").fetchone()[0]
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    return free / max(pages, 1)


class Connections:
    """Hands each thread its own connection, and closes them all."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        self.path = path
        self.writable = writable
        self._own = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._idle = threading.Condition()
        self._users = 0
        self._closed = False

    def get(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if self._closed:
            raise ValueError("the index has been closed")
        if connection is None:
            connection = self._open()
            self._own.connection = connection
        return connection

    def close(self) -> None:
        """Once no thread is reading or writing: a connection closed under a statement takes the process down."""
        self._closed = True
        with self._idle:
            idle = self._idle.wait_for(lambda: self._users == 0, _CLOSING_TIMEOUT_SECONDS)
        with self._guard:
            for connection in self._all if idle else ():
                connection.close()
            self._all.clear()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All statements inside see the library as it was at one moment."""
        with translated(self.path), self._used():
            connection = self.get()
            within_another = connection.in_transaction
            if within_another:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All statements inside hold together, or none does."""
        with translated(self.path), self._used():
            connection = self.get()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _used(self) -> Iterator[None]:
        with self._idle:
            self._users += 1
        try:
            yield
        finally:
            with self._idle:
                self._users -= 1
                self._idle.notify_all()

    def _open(self) -> sqlite3.Connection:
        mode = "rwc" if self.writable else "ro"
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_TIMEOUT_SECONDS,
            isolation_level=None,
            # Each is used by its own thread; only closing happens from another.
            check_same_thread=False,
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            if self.writable:
                connection.execute("PRAGMA journal_mode = WAL")
                # Chroma must never hold what a power cut took from the library.
                connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        with self._guard:
            self._all.append(connection)
        return connection
