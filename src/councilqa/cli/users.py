"""`councilqa users`: who may use the web page. What is changed here holds at once, also while the page is served."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from councilqa.access.rules import Role
from councilqa.cli.options import AsJson
from councilqa.cli.terminal import clean, count, out, plain, print_json
from councilqa.errors import AccountError

if TYPE_CHECKING:
    from councilqa.access.users import UserRecord, Users

_FIRST = (
    "From now on everybody has to sign in, also whoever sits at this machine: an open page leads to the form at its "
    "next question. A forgotten password is set anew with `councilqa users password`."
)
_LAST = (
    "That was the last user: nobody can use the page until you add one with `councilqa users add`, or let everybody at "
    "this machine in with `councilqa users open`."
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="As the user types it to sign in; case does not matter.")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Take the password from the first line of standard input.")
]


def add(
    name: Name,
    role: Annotated[
        Role | None,
        typer.Option(
            "--role",
            help="Editors may add, correct and remove papers; the first user is one unless you say otherwise.",
            show_default="reader",
        ),
    ] = None,
    password_stdin: PasswordStdin = False,
) -> None:
    """Let somebody use the web page.

    The password is asked for twice and not shown. It has at least 10 characters."""
    users = _users()
    is_first = not users.any()
    given = role or (Role.EDITOR if is_first else Role.READER)
    users.add(name, _password(from_stdin=password_stdin), given, now=dt.datetime.now(dt.UTC))
    out().print(plain(f"Added {name!r} as {given}."), soft_wrap=True)
    if is_first:
        out().print(plain(_FIRST), soft_wrap=True)
        if given is not Role.EDITOR:
            out().print(plain(f"Nobody may add papers yet: `councilqa users role {name!r} editor`."), soft_wrap=True)


def list_users(as_json: AsJson = False) -> None:
    """List who may use the web page."""
    found = _users().list()
    if as_json:
        print_json({"users": [_user_json(each) for each in found]})
        return
    table = Table()
    for title in ("Name", "Role", "Added", "Last seen"):
        table.add_column(title, overflow="fold")
    for each in found:
        seen = _minute(each.last_seen) if each.last_seen else "never"
        table.add_row(plain(each.name), plain(each.role), plain(_minute(each.added_at)), plain(seen))
    console = out()
    console.print(table)
    console.print(plain(count(len(found), "user")))


def role(name: Name, role: Annotated[Role, typer.Argument(help="What the user is from now on.")]) -> None:
    """Make somebody a reader or an editor."""
    _users().set_role(name, role)
    out().print(plain(f"{name!r} is now {role}."), soft_wrap=True)


def password(name: Name, password_stdin: PasswordStdin = False) -> None:
    """Set a new password.

    Whoever is signed in with the old one is signed out."""
    users = _users()
    users.find(name)
    users.set_password(name, _password(from_stdin=password_stdin))
    out().print(plain(f"{name!r} has a new password and is signed out everywhere."), soft_wrap=True)


def remove(name: Name, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Take somebody's access away, at once.

    What they said of answers stays."""
    users = _users()
    found = users.find(name)
    if not yes:
        typer.confirm(f"Remove the {found.role} {clean(found.name)!r}?", abort=True, err=True)
    users.remove(name)
    out().print(plain(f"Removed {found.name!r}."), soft_wrap=True)
    if not users.any():
        out().print(plain(_LAST), soft_wrap=True)


def open_() -> None:
    """Let whoever sits at this machine use the page without signing in, once the last user is removed."""
    _users().reopen()
    out().print(plain("Whoever sits at this machine may use the page without signing in."), soft_wrap=True)


def _users() -> Users:
    from councilqa.access.users import Users
    from councilqa.database import FILE_NAME
    from councilqa.settings import Settings

    return Users(Settings.load().data / FILE_NAME)


def _password(*, from_stdin: bool) -> str:
    if not from_stdin:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True))
    try:
        return sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        # Without its cause, which shows what was read.
        raise AccountError("the password is not UTF-8 text", hint="Save the file as UTF-8.") from None


def _user_json(user: UserRecord) -> dict[str, str | None]:
    return {
        "name": user.name,
        "role": str(user.role),
        "added_at": user.added_at.isoformat(),
        "last_seen": user.last_seen.isoformat() if user.last_seen else None,
    }


def _minute(time: dt.datetime) -> str:
    """In the time zone of this machine."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"
