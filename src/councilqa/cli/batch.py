"""Many questions from a file: one model load, one JSON line out for each, whatever becomes of the others."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from councilqa.cli.terminal import print_json
from councilqa.errors import CouncilQAError


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one line of the file asks."""

    id: str | int | None
    text: str | None
    """None where the line asks nothing."""
    error: str = ""


def run_batch(file: Path, *, keys: tuple[str, ...], respond: Callable[[str], dict[str, Any]]) -> int:
    """Answer each line in order; gives back how many failed."""
    failures = 0
    for line in read_lines(file, keys=keys):
        reply = _reply(line, respond)
        failures += "error" in reply
        print_json({"id": line.id, **reply})
    return failures


def read_lines(file: Path, *, keys: tuple[str, ...]) -> Iterator[Line]:
    """The lines of a file, or of standard input for "-"; blank ones are no lines."""
    if str(file) == "-":
        yield from _lines(sys.stdin.buffer, keys)
        return
    with file.open("rb") as source:
        yield from _lines(source, keys)


def _lines(source: Any, keys: tuple[str, ...]) -> Iterator[Line]:
    for number, raw in enumerate(source, start=1):
        if raw.strip():
            yield _line(raw, number, keys)


def _line(raw: bytes, number: int, keys: tuple[str, ...]) -> Line:
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Line(id=None, text=None, error=f"line {number} is not JSON: {error}")
    if not isinstance(data, dict):
        return Line(id=None, text=None, error=f"line {number} is not a JSON object")
    found = data.get("id")
    identity = found if isinstance(found, str | int) else None
    text = next((data[key] for key in keys if isinstance(data.get(key), str)), None)
    if text is None:
        return Line(id=identity, text=None, error=f"line {number} has no {' or '.join(map(repr, keys))}")
    return Line(id=identity, text=text)


def _reply(line: Line, respond: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    if line.text is None:
        return {"error": line.error}
    try:
        return respond(line.text)
    except CouncilQAError as error:
        return {"error": str(error), "hint": error.hint}
    except Exception as error:  # one question that breaks something must not cost the answers to the others
        return {"error": f"{type(error).__name__}: {error}"}
