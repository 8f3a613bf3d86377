from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from access_makers import NOON, CountingHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councilqa.access.names import fold
from councilqa.access.rules import Person, Role
from councilqa.access.users import Users
from councilqa.errors import AccountError, DatabaseError


def test_the_right_password_says_who_it_is(users: Users) -> None:
    assert users.verify("Ada", "correct horse") == Person("Ada", Role.READER)
    assert users.verify("Grace", "battery staple") == Person("Grace", Role.EDITOR)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Ada", "correct horsE"),
        ("Ada", ""),
        ("Ada", "battery staple"),
        ("Ada", "x" * 100_000),
        ("Ada", "\ud800"),
        ("nobody", "correct horse"),
        ("", ""),
        ("\ud800", "correct horse"),
        ("x" * 100_000, "correct horse"),
    ],
)
def test_anything_else_is_nobody_and_costs_one_comparison(
    users: Users, hasher: CountingHasher, name: str, password: str
) -> None:
    hasher.compared.clear()
    assert users.verify(name, password) is None
    assert len(hasher.compared) == 1


def test_an_unknown_name_is_compared_under_the_same_parameters(users: Users, hasher: CountingHasher) -> None:
    hasher.compared.clear()
    users.verify("Ada", "wrong password")
    users.verify("nobody", "wrong password")
    known, unknown = (re.sub(r"[^$]+\$[^$]+$", "", each) for each in hasher.compared)
    assert known == unknown == "$argon2id$v=19$m=8,t=1,p=1$"
    assert len(set(map(len, hasher.compared))) == 1


@pytest.mark.parametrize("name", ["ada", " ADA ", "Ａｄａ", "a\u0064a\u00a0"])
def test_case_width_and_spaces_make_no_other_name(users: Users, name: str) -> None:
    assert users.verify(name, "correct horse") == Person("Ada", Role.READER)
    with pytest.raises(AccountError, match="already a user"):
        users.add(name, "another password", Role.READER, now=NOON)


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "a\nb\x00", "a\u202eb", "a\u200bb", "\ud800"])
def test_names_that_cannot_be_read_are_refused(users: Users, name: str) -> None:
    with pytest.raises(AccountError):
        users.add(name, "long enough password", Role.READER, now=NOON)


@pytest.mark.parametrize("password", ["", "ninechars", "x" * 1001, "\ud800" * 12, "bartholomew", " Bartholomew "])
def test_passwords_that_are_no_protection_are_refused(users: Users, password: str) -> None:
    with pytest.raises(AccountError) as refused:
        users.add("Bartholomew", password, Role.READER, now=NOON)
    assert not password.strip() or password not in str(refused.value)
    assert [each.name for each in users.list()] == ["Ada", "Grace"]
    with pytest.raises(AccountError):
        users.set_password("Ada", "short")


def test_the_same_letters_from_another_keyboard_are_the_same_password(users: Users) -> None:
    users.set_password("Ada", "cafe\u0301 au lait")
    assert users.verify("Ada", "caf\u00e9 au lait")


def test_users_are_listed_changed_and_removed(users: Users) -> None:
    users.set_role("ADA", Role.EDITOR)
    users.set_password("ada", "a new password")
    assert users.verify("Ada", "correct horse") is None
    assert users.verify("Ada", "a new password") == Person("Ada", Role.EDITOR)
    ada = users.list()[0]
    assert (ada.name, ada.role, ada.added_at, ada.last_seen) == ("Ada", Role.EDITOR, NOON, None)
    assert users.find("ada") == ada
    users.remove("ada")
    assert [each.name for each in users.list()] == ["Grace"]
    users.remove("Grace")
    assert not users.any()


def test_who_is_not_there_cannot_be_changed(users: Users) -> None:
    for change in (
        lambda: users.set_role("Bob", Role.EDITOR),
        lambda: users.set_password("Bob", "long enough password"),
        lambda: users.remove("Bob"),
        lambda: users.find("Bob"),
        lambda: users.remove("\udcff"),
    ):
        with pytest.raises(AccountError, match="no user"):
            change()


def test_a_hash_is_renewed_when_the_parameters_have_changed(users: Users, path: Path) -> None:
    stronger = CountingHasher(time_cost=2)
    again = Users(path, hasher=stronger)
    assert again.verify("Ada", "wrong password") is None
    assert again.verify("Ada", "correct horse")
    assert again.verify("Ada", "correct horse")
    assert [",t=2," in each for each in stronger.compared] == [False, False, True]


def test_looking_makes_no_file(path: Path) -> None:
    users = Users(path)
    assert users.list() == () and not users.any()
    assert not path.parent.exists()


def test_only_the_owner_can_read_the_file(users: Users, path: Path) -> None:
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []


def test_a_file_that_is_no_database_is_reported(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(DatabaseError, match="damaged"):
        Users(path).list()


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError):
        Users(tmp_path / "file" / "councilqa.sqlite", hasher=CountingHasher()).add(
            "Ada", "correct horse", Role.READER, now=NOON
        )


def test_threads_add_users_side_by_side(path: Path) -> None:
    users = Users(path, hasher=CountingHasher())

    def add(number: int) -> None:
        users.add(f"user {number}", "correct horse", Role.READER, now=NOON)
        assert users.verify(f"user {number}", "correct horse")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert len(users.list()) == 40


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(password=st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=30))
def test_a_password_is_in_no_file_and_no_message(path: Path, password: str) -> None:
    users = Users(path, hasher=CountingHasher())
    said = []
    for change in (
        lambda: users.add("Zoë", "first password!", Role.READER, now=NOON),
        lambda: users.add("Zoë", password, Role.READER, now=NOON),
        lambda: users.set_password("Zoë", password),
        lambda: users.verify("Zoë", password),
    ):
        try:
            change()
        except AccountError as error:
            said.append(f"{error} {error.hint}")
    kept = b"".join(each.read_bytes() for each in path.parent.iterdir())
    own_words = "zoë password characters"
    if fold(password).strip() and fold(password) not in own_words and len(password) >= 8:
        assert password.encode() not in kept
        assert not any(password in each for each in said)


@given(st.text())
def test_folding_a_name_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)
