"""What readers thought of answers, kept with all that is needed to look into it later."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from councilqa.database import Database, moment
from councilqa.domain.answers import whereabouts
from councilqa.errors import FeedbackError

Verdict = Literal["right", "wrong"]
ExportFormat = Literal["jsonl", "csv"]

MOST_COMMENT = 2000
"""Characters of a comment."""

_VERSION = 1
"""Rises with any change to the table."""
_TABLES = (
    """CREATE TABLE IF NOT EXISTS feedback (
        id TEXT PRIMARY KEY,
        answer_id TEXT NOT NULL,
        time TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong')),
        comment TEXT NOT NULL,
        who TEXT,
        question TEXT NOT NULL,
        understood TEXT,
        answer TEXT NOT NULL,
        index_stamp TEXT NOT NULL,
        settings_digest TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS feedback_by_time ON feedback (time, id)",
)
_AT_ONCE = 100
"""Entries read in one go: an export that is fetched slowly holds neither the file nor all of it in memory."""
_COLUMNS = (
    "id",
    "answer_id",
    "time",
    "verdict",
    "comment",
    "who",
    "question",
    "understood",
    "status",
    "answer",
    "citations",
    "index_stamp",
    "settings_digest",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackEntry:
    """One reader's verdict on one answer."""

    answer_id: str
    """Made by the page for each answer it shows, so that a second verdict on it takes the place of the first."""
    time: dt.datetime
    """With its time zone."""
    verdict: Verdict
    comment: str = ""
    who: str | None
    """None: nobody was signed in."""
    question: str
    """As it was asked."""
    understood: str | None = None
    answer: Mapping[str, Any]
    """As `contract.answer_json` gives it, with its citations."""
    index_stamp: str
    settings_digest: str

    def __post_init__(self) -> None:
        if self.time.tzinfo is None:
            raise ValueError("feedback has a time with its time zone")
        if not self.answer_id:
            raise FeedbackError("feedback names no answer", hint="Ask the question again.")
        if self.verdict not in ("right", "wrong"):
            raise FeedbackError(f"the verdict {self.verdict!r} is neither right nor wrong")
        if len(self.comment) > MOST_COMMENT:
            raise FeedbackError(
                f"the comment has {len(self.comment):,} characters; at most {MOST_COMMENT:,} are kept",
                hint="Shorten the comment and send it again.",
            )

    @property
    def id(self) -> str:
        """Of this reader's verdict on this answer, whatever it says."""
        return hashlib.sha256(json.dumps([_text(self.answer_id), _text(self.who)]).encode()).hexdigest()[:16]

    @property
    def citations(self) -> Sequence[Mapping[str, Any]]:
        """Of the answer."""
        return tuple(self.answer.get("citations", ()))

    def as_json(self) -> dict[str, Any]:
        """Under stable names, for other programs."""
        return {
            "id": self.id,
            "answer_id": self.answer_id,
            "time": self.time.isoformat(),
            "verdict": self.verdict,
            "comment": self.comment,
            "who": self.who,
            "question": self.question,
            "understood": self.understood,
            "answer": dict(self.answer),
            "index_stamp": self.index_stamp,
            "settings_digest": self.settings_digest,
        }


class Feedback:
    """Keeps entries in the file at `path`; safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, part="feedback", version=_VERSION, tables=_TABLES)

    def give(self, entry: FeedbackEntry) -> None:
        """Keep an entry; one by the same reader on the same answer is replaced."""
        with self._database.writing() as rows:
            rows.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(entry))

    def list(self, verdict: Verdict | None = None, since: dt.datetime | None = None) -> tuple[FeedbackEntry, ...]:
        """Oldest first."""
        return tuple(self._entries(verdict, since))

    def export(
        self, format: ExportFormat = "jsonl", verdict: Verdict | None = None, since: dt.datetime | None = None
    ) -> Iterator[str]:
        """The lines of a file, with their ends; for CSV the first names the columns.

        Excel reads CSV as UTF-8 only after a byte order mark: write it with the encoding `utf-8-sig`."""
        entries = self._entries(verdict, since)
        return _jsonl(entries) if format == "jsonl" else _csv(entries)

    def _entries(self, verdict: Verdict | None, since: dt.datetime | None) -> Iterator[FeedbackEntry]:
        after = ("" if since is None else moment(since), "")
        while True:
            with self._database.reading() as rows:
                found = rows.execute(
                    """SELECT * FROM feedback WHERE (time, id) > (?, ?) AND verdict = ifnull(?, verdict)
                    ORDER BY time, id LIMIT ?""",
                    (*after, verdict, _AT_ONCE),
                ).fetchall()
            yield from map(_entry, found)
            if len(found) < _AT_ONCE:
                return
            after = (found[-1]["time"], found[-1]["id"])


def _row(entry: FeedbackEntry) -> tuple[str | None, ...]:
    values = (
        entry.id,
        entry.answer_id,
        moment(entry.time),
        entry.verdict,
        entry.comment,
        entry.who,
        entry.question,
        entry.understood,
        json.dumps(dict(entry.answer)),
        entry.index_stamp,
        entry.settings_digest,
    )
    return tuple(map(_text, values))


def _text(value: str | None) -> str | None:
    """What can be kept of a text: half a pair of surrogates, which a browser may send, cannot."""
    return None if value is None else value.encode("utf-8", "replace").decode()


def _entry(row: sqlite3.Row) -> FeedbackEntry:
    return FeedbackEntry(
        answer_id=row["answer_id"],
        time=dt.datetime.fromisoformat(row["time"]),
        verdict=row["verdict"],
        comment=row["comment"],
        who=row["who"],
        question=row["question"],
        understood=row["understood"],
        answer=json.loads(row["answer"]),
        index_stamp=row["index_stamp"],
        settings_digest=row["settings_digest"],
    )


def _jsonl(entries: Iterator[FeedbackEntry]) -> Iterator[str]:
    for entry in entries:
        yield json.dumps(entry.as_json()) + "\n"


def _csv(entries: Iterator[FeedbackEntry]) -> Iterator[str]:
    yield _csv_line(_COLUMNS)
    for entry in entries:
        flat = {
            **entry.as_json(),
            "status": entry.answer.get("status"),
            "answer": entry.answer.get("answer"),
            "citations": "\n".join(_cited(each) for each in entry.citations),
        }
        yield _csv_line([flat[column] for column in _COLUMNS])


def _csv_line(values: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow([_harmless(value) for value in values])
    return line.getvalue()


def _harmless(value: object) -> str:
    """A cell that a spreadsheet shows and does not run."""
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def _cited(citation: Mapping[str, Any]) -> str:
    """ "[1] Joint working, paragraph 5.11, page 12: “It saves £1m”"."""
    where = whereabouts(citation.get("paragraph"), citation.get("page"), citation.get("printed_page"))
    place = ", ".join(part for part in (citation.get("title"), where) if part)
    return f"[{citation.get('label')}] {place}: “{citation.get('quote')}”"
