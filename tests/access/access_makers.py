"""What the tests of access share: a clock that is set by hand, and a hasher that is cheap and counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from argon2 import PasswordHasher

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


class Clock:
    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


class CountingHasher(PasswordHasher):
    """Weak on purpose, so that tests are quick; remembers which hashes a password was compared with."""

    def __init__(self, *, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=8, parallelism=1)
        self.compared: list[str] = []

    def verify(self, hash: Any, password: Any) -> Any:
        self.compared.append(str(hash))
        return super().verify(hash, password)
