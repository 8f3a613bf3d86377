"""Write a BEIR folder from a file of questions with their passages, to measure retrieval on papers of other kinds.

    python tools/beir_of_questions.py questions.jsonl FOLDER

Each line holds `id`, `question`, `title`, `section` and the `passage` that answers it; every passage is a document.
Half of the questions, by their documents, become the split "dev" and half "test"; "all" has both.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from councilqa.evals.foreign.beir import Foreign, write_collection


def convert(questions: Path, folder: Path) -> None:
    """Halves by document, so that a weight chosen on one half has seen no paper of the other."""
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
    ids: dict[str, str] = {}
    corpus: list[Foreign] = []
    halves: dict[str, list[tuple[str, str]]] = {"dev": [], "test": []}
    for line in lines:
        if line["passage"] not in ids:
            ids[line["passage"]] = f"d{len(ids):05}"
            title = " – ".join(part for part in (line["title"], line["section"]) if part)
            corpus.append(Foreign(id=ids[line["passage"]], title=title, text=line["passage"]))
        half = "dev" if hashlib.sha256(line["document"].encode()).digest()[0] % 2 else "test"
        halves[half].append((line["id"], ids[line["passage"]]))
    queries = {line["id"]: line["question"] for line in lines}
    write_collection(folder, corpus, queries, {**halves, "all": halves["dev"] + halves["test"]})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
