"""Signing in and out, and who is asking: users, sessions and delays in one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from argon2 import PasswordHasher

from councilqa.access.rules import Person
from councilqa.access.sessions import Sessions
from councilqa.access.throttle import Slots, Throttle
from councilqa.access.users import Users
from councilqa.errors import UnauthenticatedError

_MOST_NAME = 1000
"""Of what is typed; no name is that long."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Access:
    """Everything that a surface needs beside `rules.permit`; safe to use from several threads and processes."""

    def __init__(
        self,
        path: Path,
        *,
        idle_minutes: int = 8 * 60,
        absolute_days: int = 7,
        clock: Callable[[], dt.datetime] = _now,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self.users = Users(path, hasher=hasher)
        self.sessions = Sessions(
            path, idle_limit=dt.timedelta(minutes=idle_minutes), absolute_limit=dt.timedelta(days=absolute_days)
        )
        self._throttle = Throttle(path)
        self._slots = Slots()
        self._clock = clock

    def sign_in(self, name: str, password: str, address: str) -> str:
        """The token of a new session.

        Raises UnauthenticatedError where name or password is wrong, not saying which, and TooManyAttemptsError where it
        is too soon to try again."""
        name = name[:_MOST_NAME]
        self._throttle.check(name, address, self._clock())
        with self._slots.taken():
            now = self._clock()
            self._throttle.check(name, address, now)  # others may have failed while this one stood in line
            login = self.users.check(name, password)
            if login is None:
                self._throttle.failed(name, address, now)
                raise UnauthenticatedError(
                    "the name or the password is wrong",
                    hint="Check both, or ask whoever runs this page for a new password.",
                )
            self._throttle.succeeded(name, address, now)
        return self.sessions.start(login.person, now, login=login.id)

    def sign_out(self, token: str) -> None:
        """End this session; nothing is wrong if it is over."""
        self.sessions.end(token)

    def who(self, token: str | None) -> Person | None:
        """Who is behind a token; None for nobody."""
        return self.sessions.who(token, self._clock()) if token else None
