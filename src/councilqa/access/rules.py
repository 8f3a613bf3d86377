"""Which role may do what. `permit` is the one place that decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from councilqa.errors import ForbiddenError, UnauthenticatedError


class Role(StrEnum):
    READER = "reader"
    EDITOR = "editor"


class Action(StrEnum):
    SIGN_IN = "sign in"
    """And all else that is for everybody: the page to sign in on, whether the server is well, styles and scripts."""
    ASK = "ask"
    READ = "read papers"
    """Open papers, pages and files."""
    COMPARE = "compare papers"
    EXPORT = "export answers"
    GIVE_FEEDBACK = "give feedback"
    ADD = "add papers"
    CORRECT = "correct papers"
    REMOVE = "remove papers"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in."""

    name: str
    role: Role


_EVERYBODY = frozenset({Action.SIGN_IN})
_READERS = _EVERYBODY | {Action.ASK, Action.READ, Action.COMPARE, Action.EXPORT, Action.GIVE_FEEDBACK}
_EDITORS = _READERS | {Action.ADD, Action.CORRECT, Action.REMOVE}
_ALLOWED = {Role.READER: _READERS, Role.EDITOR: _EDITORS}


def permit(who: Person | None, action: Action) -> None:
    """Return if they may; raises UnauthenticatedError for nobody, ForbiddenError for somebody who may not."""
    if may(who, action):
        return
    if who is None:
        raise UnauthenticatedError(f"only somebody who is signed in may {action}")
    raise ForbiddenError(f"{who.name} is signed in as {who.role} and may not {action}")


def may(who: Person | None, action: Action) -> bool:
    """Whether they may, for leaving out what they could not use; what is done is guarded by `permit`."""
    return action in (_EVERYBODY if who is None else _ALLOWED[who.role])
