from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from access_makers import NOON, Clock, CountingHasher

from councilqa.access.access import Access
from councilqa.access.rules import Role
from councilqa.access.users import Users


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "councilqa.sqlite"


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@pytest.fixture
def users(path: Path, hasher: CountingHasher) -> Users:
    """With Ada, a reader, and Grace, an editor."""
    found = Users(path, hasher=hasher)
    found.add("Ada", "correct horse", Role.READER, now=NOON)
    found.add("Grace", "battery staple", Role.EDITOR, now=NOON)
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON + dt.timedelta(hours=1))


@pytest.fixture
def access(users: Users, path: Path, hasher: CountingHasher, clock: Clock) -> Access:
    return Access(path, clock=clock, hasher=hasher)
