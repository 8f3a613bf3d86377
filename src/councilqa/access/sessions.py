"""Who is behind a token. Only hashes of tokens are kept: the file alone lets nobody in."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import sqlite3
from pathlib import Path

from councilqa.access.names import fold
from councilqa.access.rules import Person, Role
from councilqa.access.tables import access_tables
from councilqa.database import moment
from councilqa.errors import UnauthenticatedError

IDLE_LIMIT = dt.timedelta(hours=8)
ABSOLUTE_LIMIT = dt.timedelta(days=7)
_SEEN_EVERY = dt.timedelta(minutes=1)


class Sessions:
    """Starts, finds and ends sessions in the file at `path`.

    Name and role are read anew each time, so what is changed in any process holds from the next request on."""

    def __init__(
        self, path: Path, *, idle_limit: dt.timedelta = IDLE_LIMIT, absolute_limit: dt.timedelta = ABSOLUTE_LIMIT
    ) -> None:
        self._database = access_tables(path)
        self._idle_limit = idle_limit
        self._absolute_limit = absolute_limit

    def start(self, person: Person, now: dt.datetime, *, login: str | None = None) -> str:
        """The token of a new session.

        `login` is the `Login.id` under which the password was found right: if the password is changed meanwhile, the
        session is over before it began. None: the login of now."""
        token = secrets.token_urlsafe(32)
        with self._database.writing() as rows:
            self._purge(rows, now)
            user = rows.execute("SELECT login FROM users WHERE key = ?", (fold(person.name),)).fetchone()
            if user is None or login not in (None, user["login"]):
                raise UnauthenticatedError("the name or the password has just been changed")
            begun = moment(now)
            rows.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_sha256(token), user["login"], begun, begun))
            rows.execute("UPDATE users SET seen_at = ? WHERE login = ?", (begun, user["login"]))
        return token

    def who(self, token: str, now: dt.datetime) -> Person | None:
        """Who started this session, or None where it is over or never was."""
        with self._database.reading() as rows:
            row = rows.execute(
                """SELECT users.name, users.role, started_at, sessions.seen_at
                FROM sessions JOIN users USING (login) WHERE token_sha256 = ?""",
                (_sha256(token),),
            ).fetchone()
        if row is None:
            return None
        since_start, unseen = (now - dt.datetime.fromisoformat(row[name]) for name in ("started_at", "seen_at"))
        if since_start >= self._absolute_limit or unseen >= self._idle_limit:
            return None
        if unseen >= _SEEN_EVERY:
            self._see(token, now)
        return Person(row["name"], Role(row["role"]))

    def end(self, token: str) -> None:
        """Nothing is wrong with ending a session that is over."""
        with self._database.writing() as rows:
            rows.execute("DELETE FROM sessions WHERE token_sha256 = ?", (_sha256(token),))

    def end_all(self, name: str) -> None:
        """Every session of one user."""
        with self._database.writing() as rows:
            rows.execute("DELETE FROM sessions WHERE login = (SELECT login FROM users WHERE key = ?)", (fold(name),))

    def purge(self, now: dt.datetime) -> None:
        """Forget sessions that are over; `start` does so too."""
        with self._database.writing() as rows:
            self._purge(rows, now)

    def _see(self, token: str, now: dt.datetime) -> None:
        with self._database.writing() as rows:
            rows.execute("UPDATE sessions SET seen_at = ? WHERE token_sha256 = ?", (moment(now), _sha256(token)))
            rows.execute(
                "UPDATE users SET seen_at = ? WHERE login = (SELECT login FROM sessions WHERE token_sha256 = ?)",
                (moment(now), _sha256(token)),
            )

    def _purge(self, rows: sqlite3.Connection, now: dt.datetime) -> None:
        rows.execute(
            """DELETE FROM sessions
            WHERE started_at <= ? OR seen_at <= ? OR login NOT IN (SELECT login FROM users)""",
            (moment(now - self._absolute_limit), moment(now - self._idle_limit)),
        )


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
