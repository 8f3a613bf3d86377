"""What is kept of the work of a language model: records of it, and replies that need not be asked for again."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from councilqa.database import Database, moment
from councilqa.domain.generations import DroppedClaim, Generation, Rewriting

_TABLES = (
    "CREATE TABLE IF NOT EXISTS generations (id INTEGER PRIMARY KEY, at TEXT NOT NULL, record TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS generations_at ON generations (at)",
    "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, at TEXT NOT NULL, replies TEXT NOT NULL) WITHOUT ROWID",
)


class Generations:
    """Records and replies, for so many days; safe to use from several threads and processes."""

    def __init__(self, path: Path, *, keep_days: int) -> None:
        """With 0 days nothing is kept."""
        self._database = Database(path, part="generations", version=1, tables=_TABLES)
        self._keep = dt.timedelta(days=keep_days)

    def replies(self, key: str, *, now: dt.datetime) -> tuple[str, ...] | None:
        """What a model replied to the same question, passages and prompt; None where it was not asked, or long ago."""
        if not self._keep:
            return None
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT replies FROM replies WHERE key = ? AND at >= ?", (key, moment(now - self._keep))
            ).fetchone()
        return None if row is None else tuple(json.loads(row["replies"]))

    def keep(self, generation: Generation, *, key: str | None) -> None:
        """Write a record, and its replies under a key; forget what is too old."""
        if not self._keep:
            return
        at = moment(generation.at)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO generations (at, record) VALUES (?, ?)", (at, json.dumps(_as_json(generation)))
            )
            if key is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO replies (key, at, replies) VALUES (?, ?, ?)",
                    (key, at, json.dumps(generation.replies)),
                )
            for table in ("generations", "replies"):
                connection.execute(f"DELETE FROM {table} WHERE at < ?", (moment(generation.at - self._keep),))

    def list(self, *, since: dt.datetime | None = None) -> tuple[Generation, ...]:
        """What is kept, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT record FROM generations WHERE at >= ? ORDER BY at, id", (moment(since) if since else "",)
            ).fetchall()
        return tuple(_from_json(json.loads(row["record"])) for row in rows)

    def forget(self) -> int:
        """Take everything out; gives back how many records there were."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM replies")
            return int(connection.execute("DELETE FROM generations").rowcount)


def _as_json(generation: Generation) -> dict[str, Any]:
    return {**asdict(generation), "at": generation.at.isoformat()}


def _from_json(record: dict[str, Any]) -> Generation:
    return Generation(
        **{
            **record,
            "at": dt.datetime.fromisoformat(record["at"]),
            "passages": tuple(record["passages"]),
            "replies": tuple(record["replies"]),
            "dropped": tuple(_dropped(each) for each in record["dropped"]),
            "rewriting": Rewriting(**record["rewriting"]) if record.get("rewriting") else None,
        }
    )


def _dropped(record: dict[str, Any]) -> DroppedClaim:
    return DroppedClaim(**{**record, "checks": tuple(record.get("checks", ()))})
