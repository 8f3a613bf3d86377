from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from access_makers import Clock, CountingHasher

from councilqa.access.access import Access
from councilqa.access.rules import Person, Role
from councilqa.errors import AccessError, TooManyAttemptsError, UnauthenticatedError

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def test_signing_in_and_out(access: Access) -> None:
    token = access.sign_in("ada", "correct horse", HERE)
    assert access.who(token) == Person("Ada", Role.READER)
    access.sign_out(token)
    assert access.who(token) is None
    assert access.who(None) is None


@pytest.mark.parametrize(("name", "password"), [("Ada", "wrong password"), ("nobody", "correct horse")])
def test_wrong_words_are_refused_alike(access: Access, name: str, password: str) -> None:
    with pytest.raises(UnauthenticatedError, match=r"^the name or the password is wrong$"):
        access.sign_in(name, password, HERE)


def test_a_session_ends_by_the_clock_given(path: Path, access: Access, clock: Clock, hasher: CountingHasher) -> None:
    short = Access(path, idle_minutes=5, clock=clock, hasher=hasher)
    token = short.sign_in("Ada", "correct horse", HERE)
    clock.pass_by(minutes=5)
    assert short.who(token) is None


def test_during_a_wait_no_password_is_looked_at(access: Access, clock: Clock, hasher: CountingHasher) -> None:
    for _ in range(5):
        with pytest.raises(UnauthenticatedError):
            access.sign_in("Ada", "wrong password", HERE)
    hasher.compared.clear()
    with pytest.raises(TooManyAttemptsError) as refused:
        access.sign_in("Ada", "correct horse", HERE)
    assert (refused.value.retry_after_seconds, hasher.compared) == (60, [])
    clock.pass_by(minutes=1)
    assert access.who(access.sign_in("Ada", "correct horse", HERE))


def test_a_new_password_makes_every_address_unknown(access: Access) -> None:
    access.sign_in("Ada", "correct horse", HERE)
    access.users.set_password("Ada", "a new password")
    for number in range(5):
        with pytest.raises(UnauthenticatedError):
            access.sign_in("Ada", "correct horse", f"203.0.113.{number}")
    with pytest.raises(TooManyAttemptsError):
        access.sign_in("Ada", "a new password", HERE)


def test_guesses_side_by_side_are_counted(access: Access) -> None:
    def guess(number: int) -> type[AccessError]:
        try:
            access.sign_in("Ada", f"wrong password {number}", HERE)
        except AccessError as error:
            return type(error)
        raise AssertionError

    with ThreadPoolExecutor(8) as pool:
        looked_at = list(pool.map(guess, range(40))).count(UnauthenticatedError)
    assert 5 <= looked_at <= 6  # one more may be at work when the fifth fails


def test_what_is_typed_for_a_name_or_password_is_not_kept(access: Access, path: Path) -> None:
    for name, password in (("hunter2hunter2", "Ada"), ("Ada", "swordfish-sword")):
        with pytest.raises(UnauthenticatedError):
            access.sign_in(name, password, HERE)
    kept = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert not any(word in kept for word in (b"hunter2", b"swordfish", b"correct horse", HERE.encode()))


def test_what_another_process_changes_holds_at_once(access: Access, path: Path) -> None:
    token = access.sign_in("Grace", "battery staple", HERE)
    _other_process(path, "users.set_role('Grace', Role.READER)")
    assert access.who(token) == Person("Grace", Role.READER)
    _other_process(path, "users.add('Bob', 'correct horse', Role.EDITOR, now=dt.datetime.now(dt.UTC))")
    assert access.sign_in("Bob", "correct horse", HERE)
    _other_process(path, "users.remove('Grace')")
    assert access.who(token) is None


def test_processes_start_with_no_file_and_write_at_once(path: Path) -> None:
    code = """
sys.stdin.readline()
for number in range(25):
    users.add(f"{sys.argv[2]} {number}", "correct horse", Role.READER, now=dt.datetime.now(dt.UTC))
    users.list()
"""
    running = [_start(path, code, name) for name in ("first", "second", "third")]
    for each in running:
        assert each.stdin is not None
        each.stdin.write("now\n")
        each.stdin.flush()
    assert [each.communicate(timeout=60)[1] for each in running] == ["", "", ""]
    assert [each.returncode for each in running] == [0, 0, 0]
    assert len(Access(path).users.list()) == 75
    with closing(sqlite3.connect(path)) as rows:
        assert rows.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def _start(path: Path, code: str, name: str = "") -> subprocess.Popen[str]:
    head = """
import datetime as dt, sys
from pathlib import Path
from argon2 import PasswordHasher
from councilqa.access.rules import Role
from councilqa.access.users import Users
users = Users(Path(sys.argv[1]), hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""
    arguments = [sys.executable, "-c", head + code, str(path), name]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _other_process(path: Path, code: str) -> None:
    done = _start(path, code)
    _, said = done.communicate(timeout=60)
    assert done.returncode == 0, said
