from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from councilqa.access.rules import Role
from councilqa.access.users import Users
from councilqa.cli.app import app

PASSWORD = "correct horse"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a `users` command on a folder of its own."""
    monkeypatch.setenv("COUNCILQA_DATA", str(tmp_path / "data"))

    def invoke(*arguments: str, input: str | bytes | None = None) -> Any:
        done = CliRunner().invoke(app, ["users", *arguments], input=input)
        assert PASSWORD not in done.output
        return done

    return invoke


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return Users(tmp_path / "data" / "councilqa.sqlite")


def test_a_user_is_added_with_a_password_that_is_asked_for_twice(command: Any, users: Users) -> None:
    done = command("add", "Ada", "--role", "editor", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert "Added 'Ada' as editor.\n" in done.stdout
    person = users.verify("ada", PASSWORD)
    assert person and person.role is Role.EDITOR


def test_two_passwords_that_differ_are_asked_for_again(command: Any, users: Users) -> None:
    done = command("add", "Ada", input=f"{PASSWORD}\nanother horse\n{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert users.verify("Ada", PASSWORD)


@pytest.mark.parametrize("line", [f"{PASSWORD}\n", f"{PASSWORD}\r\nmore\n", PASSWORD, f"\ufeff{PASSWORD}\n"])
def test_a_password_comes_from_standard_input(command: Any, users: Users, line: str) -> None:
    assert command("add", "Ada", "--role", "reader", "--password-stdin", input=line).exit_code == 0
    person = users.verify("Ada", PASSWORD)
    assert person and person.role is Role.READER


def test_the_first_user_is_an_editor_and_hears_what_changes(command: Any, users: Users) -> None:
    done = command("add", "Ada", "--password-stdin", input=PASSWORD)
    assert "Added 'Ada' as editor." in done.stdout
    assert "everybody has to sign in" in done.stdout
    done = command("add", "Grace", "--password-stdin", input=PASSWORD)
    assert done.stdout == "Added 'Grace' as reader.\n"
    assert [each.role for each in users.list()] == [Role.EDITOR, Role.READER]


def test_a_first_reader_is_told_that_nobody_may_add_papers(command: Any) -> None:
    done = command("add", "Ada", "--role", "reader", "--password-stdin", input=PASSWORD)
    assert "councilqa users role 'Ada' editor" in done.stdout


def test_removing_the_last_user_opens_nothing_until_it_is_said(command: Any, users: Users) -> None:
    command("add", "Ada", "--password-stdin", input=PASSWORD)
    assert command("open").exit_code == 2, "not while there are users"
    assert "councilqa users open" in command("remove", "Ada", "--yes").stdout
    assert not users.any()
    assert users.ever()
    assert command("open").exit_code == 0
    assert not users.ever()


@pytest.mark.parametrize(
    ("arguments", "input"),
    [
        (("add", "Ada", "--password-stdin"), "short\n"),
        (("add", "Ada", "--password-stdin"), ""),
        (("add", "Ada", "--password-stdin"), b"\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\n"),
        (("add", "", "--password-stdin"), PASSWORD),
        (("add", "Ada", "--role", "owner"), PASSWORD),
        (("add", "Ada", PASSWORD[:7]), PASSWORD),
        (("role", "Ada", "editor"), None),
        (("password", "Ada", "--password-stdin"), PASSWORD),
        (("remove", "Ada", "--yes"), None),
        (("no-such-command",), None),
    ],
)
def test_wrong_usage_exits_with_2_and_changes_nothing(
    command: Any, users: Users, arguments: tuple[str, ...], input: Any
) -> None:
    done = command(*arguments, input=input)
    assert (done.exit_code, done.stdout) == (2, "")
    assert not users.any()


def test_a_name_is_given_once(command: Any) -> None:
    command("add", "Ada", "--password-stdin", input=PASSWORD)
    done = command("add", "ADA", "--password-stdin", input=PASSWORD)
    assert done.exit_code == 2
    assert "already a user" in done.stderr and "councilqa users password" in done.stderr


def test_users_are_listed(command: Any) -> None:
    command("add", "Grace", "--role", "editor", "--password-stdin", input=PASSWORD)
    command("add", "Ada", "--password-stdin", input=PASSWORD)
    shown = command("list").stdout
    assert "2 users" in shown and "never" in shown
    (line,) = command("list", "--json").stdout.splitlines()
    found = json.loads(line)["users"]
    assert [(each["name"], each["role"], each["last_seen"]) for each in found] == [
        ("Ada", "reader", None),
        ("Grace", "editor", None),
    ]


def test_listing_nobody_makes_no_folder(command: Any, tmp_path: Path) -> None:
    assert "0 users" in command("list").stdout
    assert list(tmp_path.iterdir()) == []


def test_role_and_password_are_changed_and_a_user_is_removed(command: Any, users: Users) -> None:
    command("add", "Ada", "--password-stdin", input=PASSWORD)
    assert command("role", "ada", "editor").exit_code == 0
    assert command("password", "ada", input="battery staple\nbattery staple\n").exit_code == 0
    person = users.verify("Ada", "battery staple")
    assert person and person.role is Role.EDITOR
    assert users.verify("Ada", PASSWORD) is None
    assert command("remove", "Ada", input="n\n").exit_code == 1
    assert users.any()
    assert command("remove", "Ada", input="y\n").exit_code == 0
    assert not users.any()


def test_no_name_makes_the_terminal_do_something(command: Any) -> None:
    done = command("remove", "\x1b]0;title\x07\u202e", "--yes")
    assert done.exit_code == 2
    assert not {"\x1b", "\x07", "\u202e"} & set(done.output)


@pytest.mark.parametrize("name", ["add", "list", "role", "password", "remove"])
def test_every_command_has_help_with_examples(name: str) -> None:
    done = CliRunner().invoke(app, ["users", name, "-h"])
    assert done.exit_code == 0
    assert f"councilqa users {name}" in done.stdout
    assert "Example" in done.stdout
