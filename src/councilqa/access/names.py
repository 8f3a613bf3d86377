"""Names of users: how they are compared, and which can be used."""

from __future__ import annotations

import hashlib
import unicodedata

from councilqa.errors import AccountError

MOST_CHARACTERS = 64


def fold(name: str) -> str:
    """What two spellings of one name have in common: case, width and spaces do not tell people apart."""
    folded = unicodedata.normalize("NFKC", shown(name).casefold())
    return folded.encode("utf-8", "replace").decode()


def shown(name: str) -> str:
    """A name as it is kept and shown."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def checked(name: str) -> str:
    """The name as it is kept; raises AccountError where it cannot be used."""
    found = shown(name)
    if not 1 <= len(found) <= MOST_CHARACTERS or not found.isprintable():
        raise AccountError(
            f"a name has 1 to {MOST_CHARACTERS} characters, all of them printable", hint="Choose another name."
        )
    return found


def hidden(name: str) -> str:
    """A name that anybody may have typed, in a form that does not show what it was."""
    return hashlib.sha256(f"name:{fold(name)}".encode()).hexdigest()
