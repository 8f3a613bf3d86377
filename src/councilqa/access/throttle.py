"""Delays after failed sign-ins, kept in the file so that a restart forgets none.

Guessing is slowed in two ways. An *address* that failed 5 times within 15 minutes waits 1, 2, 4, 8 and then 15 minutes
after each further failure: that stops one machine. A *name* waits too, from wherever it is tried, for 10, 20, 40 and
then 60 seconds: that slows many machines to some 1,400 guesses a day.

What is made to stop a guesser must not serve to lock somebody out:

- The wait of a name is short, and attempts during a wait are neither looked at nor counted, so it cannot be stretched.
- An address from which a name was signed in with the right password in the last 30 days is *known* for that name. There
  neither of these waits holds, only a count of that name at that address (5 failures, then 1 to 15 minutes). Somebody
  elsewhere cannot reach it, whatever they send; and in an office behind one address, one person's mistakes do not stop
  the others. A new password makes every address unknown again.
- A right password clears the waits of the name, not of the address: else somebody with an account of their own could
  clear the way for guessing another's.

What remains: who shares an address with a user can hold up that user there for up to 15 minutes at a time, and can tell
from the missing wait that the user has signed in there; a user at a new address can be held up for as long as many
machines keep guessing at the name. Where a proxy hides the addresses of visitors, all of them count as one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import math
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from councilqa.access.names import hidden
from councilqa.access.tables import access_tables
from councilqa.database import moment
from councilqa.errors import TooManyAttemptsError

FAILURES = 5
WITHIN = dt.timedelta(minutes=15)
KNOWN_FOR = dt.timedelta(days=30)
_MOST_LEVEL = 20


@dataclass(frozen=True, slots=True)
class Waits:
    """How long to wait after the first failure too many, and at most; it doubles between."""

    first: dt.timedelta
    most: dt.timedelta

    def at(self, level: int) -> dt.timedelta:
        """The wait after so many failures too many, 1-based."""
        return min(self.first * (1 << (level - 1)), self.most)


LONG = Waits(dt.timedelta(minutes=1), dt.timedelta(minutes=15))
SHORT = Waits(dt.timedelta(seconds=10), dt.timedelta(seconds=60))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Who tried from where, as it is kept."""

    name: str
    address: str

    @property
    def pair(self) -> str:
        return f"{self.name}@{self.address}"


class Throttle:
    """Counts failures in the file at `path` and says when it is too soon to try again."""

    def __init__(self, path: Path) -> None:
        self._database = access_tables(path)

    def check(self, name: str, address: str, now: dt.datetime) -> None:
        """Return if a password may be looked at now; else raises TooManyAttemptsError."""
        attempt = _attempt(name, address)
        with self._database.reading() as rows:
            held = (attempt.pair,) if _is_known(rows, attempt, now) else (attempt.name, attempt.address)
            waits = [_wait(rows, subject) for subject in held]
        until = max((each[1] for each in waits if each), default=now)
        if until > now:
            raise TooManyAttemptsError(math.ceil((until - now).total_seconds()))

    def failed(self, name: str, address: str, now: dt.datetime) -> None:
        """The password was wrong."""
        attempt = _attempt(name, address)
        with self._database.writing() as rows:
            _purge(rows, now)
            _count(rows, attempt.name, SHORT, now)
            _count(rows, attempt.address, LONG, now)
            _count(rows, attempt.pair, LONG, now)

    def succeeded(self, name: str, address: str, now: dt.datetime) -> None:
        """The password was right."""
        attempt = _attempt(name, address)
        with self._database.writing() as rows:
            for subject in (attempt.name, attempt.pair):
                rows.execute("DELETE FROM failures WHERE subject = ?", (subject,))
                rows.execute("DELETE FROM waits WHERE subject = ?", (subject,))
            rows.execute(
                "INSERT OR REPLACE INTO known_addresses VALUES (?, ?, ?)",
                (attempt.name, attempt.address, moment(now)),
            )


class Slots:
    """Lets few passwords be hashed at once: each takes tens of megabytes and a core.

    A few more attempts may stand in line. The rest are sent away at once, so that a flood of them does not take every
    thread of the server."""

    def __init__(self, *, at_once: int = 2, in_line: int = 8) -> None:
        self._admitted = threading.BoundedSemaphore(at_once + in_line)
        self._at_work = threading.BoundedSemaphore(at_once)

    @contextmanager
    def taken(self) -> Iterator[None]:
        if not self._admitted.acquire(blocking=False):
            raise TooManyAttemptsError(5, "too many people are signing in at once")
        try:
            with self._at_work:
                yield
        finally:
            self._admitted.release()


def _attempt(name: str, address: str) -> _Attempt:
    place = f"address:{network(address)}".encode("utf-8", "replace")
    return _Attempt(hidden(name), hashlib.sha256(place).hexdigest())


def network(address: str) -> str:
    """What stands for one visitor: an IPv4 address, or the 64 bits of an IPv6 address that a network is given."""
    try:
        parsed = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return address.strip()
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _is_known(rows: sqlite3.Connection, attempt: _Attempt, now: dt.datetime) -> bool:
    found = rows.execute(
        "SELECT 1 FROM known_addresses WHERE name = ? AND address = ? AND seen_at > ?",
        (attempt.name, attempt.address, moment(now - KNOWN_FOR)),
    ).fetchone()
    return found is not None


def _wait(rows: sqlite3.Connection, subject: str) -> tuple[int, dt.datetime] | None:
    row = rows.execute("SELECT level, until FROM waits WHERE subject = ?", (subject,)).fetchone()
    return (row["level"], dt.datetime.fromisoformat(row["until"])) if row else None


def _count(rows: sqlite3.Connection, subject: str, waits: Waits, now: dt.datetime) -> None:
    """One more failure; from the fifth on, and while the last wait is remembered, it starts a longer wait."""
    rows.execute("INSERT INTO failures VALUES (?, ?)", (subject, moment(now)))
    (failures,) = rows.execute("SELECT count(*) FROM failures WHERE subject = ?", (subject,)).fetchone()
    last = _wait(rows, subject)
    if failures < FAILURES and last is None:
        return
    level = min((last[0] if last else 0) + 1, _MOST_LEVEL)
    rows.execute("INSERT OR REPLACE INTO waits VALUES (?, ?, ?)", (subject, level, moment(now + waits.at(level))))


def _purge(rows: sqlite3.Connection, now: dt.datetime) -> None:
    rows.execute("DELETE FROM failures WHERE failed_at <= ?", (moment(now - WITHIN),))
    rows.execute("DELETE FROM waits WHERE until <= ?", (moment(now - WITHIN),))
    rows.execute("DELETE FROM known_addresses WHERE seen_at <= ?", (moment(now - KNOWN_FOR),))
