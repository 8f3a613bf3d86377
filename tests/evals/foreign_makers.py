"""A small collection in BEIR's layout."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

DOCUMENTS = {
    "d1": ("Library hours", "The central library opens at nine on weekdays.\nOn Sundays the library stays closed."),
    "d2": ("Refuse collection", "Bins are emptied every second Tuesday by the contractor."),
    "d3": ("", "The swimming pool at Hart charges four pounds for an adult swim in 2022."),
    "d4": ("Parking permits", "A resident pays forty pounds a year for a parking permit."),
}
QUERIES = {
    "q1": "When does the library open on weekdays?",
    "q2": "How often are bins emptied?",
    "q3": "What did the Hart report of 2022 say an adult pays at the swimming pool?",
    "q4": "Is anything said about nothing?",
}
JUDGEMENTS = (("q1", "d1", 2), ("q2", "d2", 1), ("q3", "d3", 1), ("q3", "d4", 0), ("q4", "d4", 0))


def write_lines(path: Path, rows: Iterable[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def write_collection(folder: Path) -> Path:
    rows = ({"_id": name, "title": title, "text": text, "metadata": {}} for name, (title, text) in DOCUMENTS.items())
    write_lines(folder / "corpus.jsonl", rows)
    write_lines(folder / "queries.jsonl", ({"_id": name, "text": text} for name, text in QUERIES.items()))
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, each)) for each in JUDGEMENTS)]
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
