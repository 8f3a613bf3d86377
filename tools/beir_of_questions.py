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


def convert(questions: Path, folder: Path) -> None:
    """Halves by document, so that a weight chosen on one half has seen no paper of the other."""
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
    ids: dict[str, str] = {}
    corpus, queries, splits = [], [], {"dev": [], "test": []}
    for line in lines:
        if line["passage"] not in ids:
            ids[line["passage"]] = f"d{len(ids):05}"
            title = " – ".join(part for part in (line["title"], line["section"]) if part)
            corpus.append({"_id": ids[line["passage"]], "title": title, "text": line["passage"]})
        queries.append({"_id": line["id"], "text": line["question"]})
        half = "dev" if hashlib.sha256(line["document"].encode()).digest()[0] % 2 else "test"
        splits[half].append(f"{line['id']}\t{ids[line['passage']]}\t1")
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    for split, rows in {**splits, "all": splits["dev"] + splits["test"]}.items():
        (folder / "qrels" / f"{split}.tsv").write_text("\n".join(("query-id\tcorpus-id\tscore", *rows, "")), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
