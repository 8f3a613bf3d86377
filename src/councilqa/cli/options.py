"""Options that several commands share."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from pathlib import Path
from typing import Annotated

import typer

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def first_day(text: str) -> dt.date:
    """The day a stretch of time begins: 2022, 2022-11 and 2022-11-24 are understood."""
    return _day(text, last=False)


def last_day(text: str) -> dt.date:
    """The day a stretch of time ends: 2022 is its 31 December."""
    return _day(text, last=True)


def _day(text: str, *, last: bool) -> dt.date:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise typer.BadParameter(f"{text!r} is no date; write 2022, 2022-11 or 2022-11-24")
    year, month = int(match[1]), int(match[2] or (12 if last else 1))
    try:
        day = int(match[3]) if match[3] else calendar.monthrange(year, month)[1] if last else 1
        return dt.date(year, month, day)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not in the calendar") from error


def batch_file(text: str) -> Path:
    """A file that is there, or "-" for standard input."""
    if text != "-" and not Path(text).is_file():
        raise typer.BadParameter(f"there is no file {text!r}")
    return Path(text)


Index = Annotated[
    Path | None,
    typer.Option(
        "--index",
        envvar="COUNCILQA_INDEX",
        help="Folder of the index; indexes/default if not given.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Changed = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A setting for this run: retrieval.top_k=12; repeatable."),
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, metavar="N", help="Questions asked at once.")]
ShowFailures = Annotated[
    bool, typer.Option("--show-failures", help="List every question that went wrong, and where it was lost.")
]
Partnership = Annotated[
    str | None, typer.Option("--partnership", help="Only papers of this partnership, for example hart-rushmoor.")
]
InDocument = Annotated[
    str | None,
    typer.Option("--document", help="Only this paper: the start of its id, or a part of its path or title."),
]
Since = Annotated[
    dt.date | None,
    typer.Option("--since", parser=first_day, metavar="DATE", help="Only papers of this day, month or year or later."),
]
Until = Annotated[
    dt.date | None,
    typer.Option("--until", parser=last_day, metavar="DATE", help="Only papers of this day, month or year or earlier."),
]
Batch = Annotated[
    Path | None,
    typer.Option(
        "--batch",
        metavar="FILE.jsonl",
        parser=batch_file,
        help="Many at once: a file of JSON lines, or - for standard input. One JSON line comes out for each.",
    ),
]
