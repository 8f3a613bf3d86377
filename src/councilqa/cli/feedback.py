"""`councilqa feedback`: what readers said of answers."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.padding import Padding

from councilqa.cli.options import AsJson, first_day
from councilqa.cli.terminal import count, err, out, plain, print_json
from councilqa.errors import SettingsError

if TYPE_CHECKING:
    from councilqa.feedback import Feedback, FeedbackEntry


class Said(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"


Verdict = Annotated[Said | None, typer.Option("--verdict", help="Only answers that were called so.")]
Since = Annotated[
    dt.date | None,
    typer.Option("--since", parser=first_day, metavar="DATE", help="Only what was said on this day or later."),
]


def list_feedback(verdict: Verdict = None, since: Since = None, as_json: AsJson = False) -> None:
    """List what was said, oldest first."""
    found = _feedback().list(_value(verdict), _midnight(since))
    if as_json:
        print_json({"feedback": [each.as_json() for each in found]})
        return
    console = out()
    for each in found:
        _print_entry(console, each)
    wrong = sum(each.verdict == "wrong" for each in found)
    console.print(plain(f"{count(len(found), 'verdict')}, {wrong:,} of them wrong"))


def export(
    format: Annotated[
        Format, typer.Option("--format", help="JSON lines hold everything; CSV is for a spreadsheet.")
    ] = Format.JSONL,
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write there rather than to standard output.")
    ] = None,
    verdict: Verdict = None,
    since: Since = None,
) -> None:
    """Write what was said, with the answers, to a file."""
    lines = _feedback().export(format.value, _value(verdict), _midnight(since))
    if out_file is None:
        for line in lines:
            sys.stdout.write(line)
        return
    # Excel takes CSV for UTF-8 only where it begins with a byte order mark.
    _write(out_file, lines, encoding="utf-8-sig" if format is Format.CSV else "utf-8")
    err().print(plain(f"Written to {out_file}."), soft_wrap=True)


def _feedback() -> Feedback:
    from councilqa.database import FILE_NAME
    from councilqa.feedback import Feedback
    from councilqa.settings import Settings

    return Feedback(Settings.load().data / FILE_NAME)


def _write(file: Path, lines: Iterable[str], *, encoding: str) -> None:
    try:
        with file.open("w", encoding=encoding, newline="") as target:
            target.writelines(lines)
    except OSError as error:
        raise SettingsError(
            f"{str(file)!r} cannot be written: {error.strerror}", hint="Name another file with --out."
        ) from error


def _value(verdict: Said | None) -> Literal["right", "wrong"] | None:
    return None if verdict is None else verdict.value


def _midnight(day: dt.date | None) -> dt.datetime | None:
    """When that day begins in the time zone of this machine."""
    return None if day is None else dt.datetime.combine(day, dt.time()).astimezone()


def _print_entry(console: Console, entry: FeedbackEntry) -> None:
    time = f"{entry.time.astimezone():%Y-%m-%d %H:%M}"
    verdict = plain(entry.verdict, "green" if entry.verdict == "right" else "bold red")
    console.print(plain(f"{time}  ", "cyan") + verdict + plain(f"  {entry.who or 'nobody signed in'}"))
    console.print(_indented(entry.question, "bold"))
    if entry.understood:
        console.print(_indented(f"understood as: {entry.understood}", "dim"))
    console.print(_indented(str(entry.answer.get("answer", ""))))
    if entry.comment:
        console.print(_indented(f"“{entry.comment}”", "yellow"))
    console.print()


def _indented(text: str, style: str = "") -> Padding:
    return Padding(plain(text, style), (0, 0, 0, 4))
