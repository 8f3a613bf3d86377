"""Who may sign in: names, roles, and passwords as Argon2 hashes."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
import sqlite3
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from councilqa.access.names import checked, fold, hidden, shown
from councilqa.access.rules import Person, Role
from councilqa.access.tables import access_tables, memory
from councilqa.database import moment
from councilqa.errors import AccountError, DatabaseError

LEAST_PASSWORD = 10
MOST_PASSWORD = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRecord:
    """A user in a list."""

    name: str
    role: Role
    added_at: dt.datetime
    last_seen: dt.datetime | None
    """To within a minute; None before the first sign-in."""


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody whose password was right."""

    person: Person
    id: str
    """Changes with the password; a session is tied to it."""


class Users:
    """Adds, changes and verifies users in the file at `path`; what another process changes holds at once."""

    def __init__(self, path: Path, *, hasher: PasswordHasher | None = None) -> None:
        self._database = access_tables(path)
        self._memory = memory(path)
        self._hasher = hasher or PasswordHasher()
        self._nobody = _unmatched(self._hasher)

    def add(self, name: str, password: str, role: Role, *, now: dt.datetime) -> UserRecord:
        """A new user; raises AccountError where the name is taken or one of the words cannot be used."""
        name = checked(name)
        hashed = self._hashed(name, password)
        with self._database.writing() as rows:
            if rows.execute("SELECT 1 FROM users WHERE key = ?", (fold(name),)).fetchone():
                raise AccountError(
                    f"there is already a user {name!r}", hint="`councilqa users password NAME` sets a new password."
                )
            rows.execute(
                "INSERT INTO users (key, name, role, password, login, added_at) VALUES (?, ?, ?, ?, ?, ?)",
                (fold(name), name, str(role), hashed, _new_login(), moment(now)),
            )
        return UserRecord(name=name, role=role, added_at=now, last_seen=None)

    def set_password(self, name: str, password: str) -> None:
        """A new password; ends every session of the user."""
        found = self.find(name)
        hashed = self._hashed(found.name, password)
        with self._database.writing() as rows:
            _end_sessions(rows, found.name)
            done = rows.execute(
                "UPDATE users SET password = ?, login = ? WHERE key = ?", (hashed, _new_login(), fold(name))
            )
            _changed_one(done, name)

    def set_role(self, name: str, role: Role) -> None:
        """A new role, from the next request on."""
        with self._database.writing() as rows:
            _changed_one(rows.execute("UPDATE users SET role = ? WHERE key = ?", (str(role), fold(name))), name)

    def remove(self, name: str) -> None:
        """Take a user away, with every session.

        That there were users is remembered first: without any, nobody is let in, until `reopen`."""
        self.find(name)
        with self._memory.writing() as rows:
            rows.execute("INSERT OR IGNORE INTO remembered (what) VALUES ('users')")
        with self._database.writing() as rows:
            _end_sessions(rows, name)
            _changed_one(rows.execute("DELETE FROM users WHERE key = ?", (fold(name),)), name)

    def list(self) -> tuple[UserRecord, ...]:
        """Everybody, by name."""
        with self._database.reading() as rows:
            return tuple(_record(row) for row in rows.execute("SELECT * FROM users ORDER BY key"))

    def find(self, name: str) -> UserRecord:
        """One user; raises AccountError where there is none of that name."""
        row = self._row(name)
        if row is None:
            raise _unknown(name)
        return _record(row)

    def any(self) -> bool:
        """Whether there is anybody who could sign in."""
        with self._database.reading() as rows:
            return rows.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None

    def ever(self) -> bool:
        """Whether there are users, or were before somebody removed the last one."""
        if self.any():
            return True
        with self._memory.reading() as rows:
            return rows.execute("SELECT 1 FROM remembered WHERE what = 'users'").fetchone() is not None

    def reopen(self) -> None:
        """Let whoever sits at the machine in again without signing in; raises AccountError where there are users."""
        if self.any():
            raise AccountError("there are users, who have to sign in", hint="Remove them first.")
        with self._memory.writing() as rows:
            rows.execute("DELETE FROM remembered")

    def verify(self, name: str, password: str) -> Person | None:
        """Who this is, or None where the name or the password is wrong."""
        login = self.check(name, password)
        return None if login is None else login.person

    def check(self, name: str, password: str) -> Login | None:
        """As `verify`, with what a session is tied to.

        A name that is not there costs a hash as well: how long this takes does not tell who is there."""
        row = self._row(name)
        hashed = str(row["password"]) if row else self._nobody
        matches = self._matches(hashed, password)
        if row is None or not matches:
            return None
        if self._hasher.check_needs_rehash(hashed):
            self._rehash(str(row["key"]), hashed, password)
        return Login(Person(str(row["name"]), Role(row["role"])), str(row["login"]))

    def _row(self, name: str) -> sqlite3.Row | None:
        with self._database.reading() as rows:
            row: sqlite3.Row | None = rows.execute("SELECT * FROM users WHERE key = ?", (fold(name),)).fetchone()
            return row

    def _matches(self, hashed: str, password: str) -> bool:
        # One that nobody can have is compared all the same, cut to what a comparison may cost.
        usable = len(password) <= MOST_PASSWORD and _encodable(password)
        try:
            return self._hasher.verify(hashed, _normal(password if usable else "")) and usable
        except InvalidHashError as error:
            raise DatabaseError(
                "a password that is kept cannot be read", hint="Set it again with `councilqa users password NAME`."
            ) from error
        except VerificationError:
            return False

    def _rehash(self, key: str, old: str, password: str) -> None:
        new = self._hasher.hash(_normal(password))
        with self._database.writing() as rows:
            rows.execute("UPDATE users SET password = ? WHERE key = ? AND password = ?", (new, key, old))

    def _hashed(self, name: str, password: str) -> str:
        if not _encodable(password) or not LEAST_PASSWORD <= len(_normal(password)) <= MOST_PASSWORD:
            raise AccountError(
                f"a password has at least {LEAST_PASSWORD} characters and at most {MOST_PASSWORD}",
                hint="Choose a longer one, for example four words.",
            )
        if fold(password) == fold(name):
            raise AccountError("the password is the name", hint="Choose another password.")
        return self._hasher.hash(_normal(password))


def _record(row: sqlite3.Row) -> UserRecord:
    return UserRecord(
        name=row["name"],
        role=Role(row["role"]),
        added_at=dt.datetime.fromisoformat(row["added_at"]),
        last_seen=dt.datetime.fromisoformat(row["seen_at"]) if row["seen_at"] else None,
    )


def _end_sessions(rows: sqlite3.Connection, name: str) -> None:
    """With the addresses that were trusted: whoever knew the old password may have signed in from one of them."""
    rows.execute("DELETE FROM sessions WHERE login = (SELECT login FROM users WHERE key = ?)", (fold(name),))
    rows.execute("DELETE FROM known_addresses WHERE name = ?", (hidden(name),))


def _changed_one(done: sqlite3.Cursor, name: str) -> None:
    if done.rowcount != 1:
        raise _unknown(name)


def _unknown(name: str) -> AccountError:
    return AccountError(f"there is no user {shown(name)!r}")


def _normal(password: str) -> str:
    """As one keyboard and another may send the same letters."""
    return unicodedata.normalize("NFKC", password)


def _encodable(text: str) -> bool:
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _new_login() -> str:
    return secrets.token_hex(16)


def _unmatched(hasher: PasswordHasher) -> str:
    """A hash that no password has, and that costs as much to compare as one that somebody has."""
    salt, digest = (_base64(secrets.token_bytes(length)) for length in (hasher.salt_len, hasher.hash_len))
    kind = f"argon2{hasher.type.name.lower()}"
    return f"${kind}$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${digest}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
