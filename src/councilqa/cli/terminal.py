"""What reaches the terminal: text of papers as text and nothing else, JSON whole, messages beside the results."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.text import Text

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\|$)|[ -/]*[0-~])|\x9b[0-?]*[ -/]*[@-~]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Text of a paper for a terminal: no escape sequence, control character or turned writing direction reaches it."""
    seen = _UNSEEN.sub("", _ESCAPES.sub("", text))
    return seen.replace("\t", " | ").encode("utf-8", "replace").decode("utf-8")


def plain(text: str, style: str = "") -> Text:
    """Cleaned text that rich shows as it stands, without reading markup into it."""
    return Text(clean(text), style=style)


def out() -> Console:
    """Where results go."""
    return Console(markup=False, highlight=False, emoji=False)


def err() -> Console:
    """Where progress, warnings and errors go."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line, at once; characters that a terminal might obey are written as escapes."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    text = json.dumps(value, ensure_ascii=not encoding.startswith("utf"))
    sys.stdout.write(_UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n")
    sys.stdout.flush()


def count(number: int, what: str) -> str:
    """ "1 paper", "1,200 papers"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def complain(message: str, hint: str = "") -> None:
    """One line that says what is wrong, and one that says what to do."""
    console = err()
    console.print(plain(f"Error: {' '.join(message.split())}", "bold red"), soft_wrap=True)
    if hint:
        console.print(plain(" ".join(hint.split())), soft_wrap=True)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A turning mark while something takes its time, where somebody sees it."""
    console = err()
    if not console.is_terminal:
        yield
        return
    with console.status(Text(what)):
        yield
