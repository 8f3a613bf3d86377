from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from access_makers import NOON

from councilqa.access.rules import Person, Role
from councilqa.access.sessions import Sessions
from councilqa.access.users import Users
from councilqa.errors import UnauthenticatedError

ADA = Person("Ada", Role.READER)
MINUTE, HOUR, DAY = (dt.timedelta(**each) for each in ({"minutes": 1}, {"hours": 1}, {"days": 1}))


@pytest.fixture
def sessions(path: Path, users: Users) -> Sessions:
    return Sessions(path)


def test_a_token_says_who_it_is(sessions: Sessions) -> None:
    token = sessions.start(ADA, NOON)
    assert sessions.who(token, NOON) == ADA
    assert sessions.start(ADA, NOON) != token
    for other in ("", "guess", token[:-1], token + "x", token.swapcase(), "\ud800"):
        assert sessions.who(other, NOON) is None


def test_the_token_itself_is_not_kept(sessions: Sessions, path: Path) -> None:
    token = sessions.start(ADA, NOON)
    assert not any(token.encode() in each.read_bytes() for each in path.parent.iterdir())


def test_a_session_that_nobody_uses_ends(sessions: Sessions) -> None:
    token = sessions.start(ADA, NOON)
    assert sessions.who(token, NOON + 8 * HOUR - MINUTE)
    assert sessions.who(token, NOON + 15 * HOUR)  # counted from the last use
    assert sessions.who(token, NOON + 23 * HOUR) is None


def test_a_session_that_is_used_ends_after_a_week(sessions: Sessions) -> None:
    token = sessions.start(ADA, NOON)
    for hours in range(0, 7 * 24, 6):
        assert sessions.who(token, NOON + hours * HOUR) == ADA
    assert sessions.who(token, NOON + 7 * DAY) is None


def test_being_seen_is_written_once_a_minute(sessions: Sessions, users: Users) -> None:
    token = sessions.start(ADA, NOON)
    sessions.who(token, NOON + 0.9 * MINUTE)
    assert users.find("Ada").last_seen == NOON
    sessions.who(token, NOON + 5 * MINUTE)
    assert users.find("Ada").last_seen == NOON + 5 * MINUTE
    assert users.find("Grace").last_seen is None


def test_a_new_role_holds_at_once(sessions: Sessions, users: Users) -> None:
    token = sessions.start(ADA, NOON)
    users.set_role("Ada", Role.EDITOR)
    assert sessions.who(token, NOON) == Person("Ada", Role.EDITOR)


def test_a_new_password_ends_the_sessions_of_that_user_only(sessions: Sessions, users: Users) -> None:
    token, other = sessions.start(ADA, NOON), sessions.start(Person("Grace", Role.EDITOR), NOON)
    users.set_password("Ada", "a new password")
    assert sessions.who(token, NOON) is None
    assert sessions.who(other, NOON)


def test_a_user_who_was_removed_and_added_again_has_no_old_sessions(sessions: Sessions, users: Users) -> None:
    token = sessions.start(ADA, NOON)
    users.remove("Ada")
    assert sessions.who(token, NOON) is None
    users.add("Ada", "correct horse", Role.EDITOR, now=NOON)
    assert sessions.who(token, NOON) is None


def test_a_password_changed_while_it_was_being_checked_starts_nothing(sessions: Sessions, users: Users) -> None:
    login = users.check("Ada", "correct horse")
    assert login is not None
    users.set_password("Ada", "a new password")
    with pytest.raises(UnauthenticatedError):
        sessions.start(login.person, NOON, login=login.id)


def test_nobody_removed_can_start_a_session(sessions: Sessions, users: Users) -> None:
    users.remove("Ada")
    with pytest.raises(UnauthenticatedError):
        sessions.start(ADA, NOON)


def test_sessions_are_ended_one_or_all(sessions: Sessions) -> None:
    first, second, third = (sessions.start(ADA, NOON) for _ in range(3))
    sessions.end(first)
    sessions.end(first)
    assert [sessions.who(each, NOON) for each in (first, second, third)] == [None, ADA, ADA]
    sessions.end_all("ADA")
    assert [sessions.who(each, NOON) for each in (second, third)] == [None, None]


def test_what_is_over_is_forgotten(sessions: Sessions, path: Path) -> None:
    import sqlite3

    for _ in range(3):
        sessions.start(ADA, NOON)
    sessions.start(ADA, NOON + DAY)
    with sqlite3.connect(path) as rows:
        assert rows.execute("SELECT count(*) FROM sessions").fetchone() == (1,)
    rows.close()


def test_limits_can_be_set(path: Path, users: Users) -> None:
    sessions = Sessions(path, idle_limit=10 * MINUTE, absolute_limit=HOUR)
    token = sessions.start(ADA, NOON)
    assert sessions.who(token, NOON + 9 * MINUTE)
    assert sessions.who(token, NOON + 19 * MINUTE) is None
