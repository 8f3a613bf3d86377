"""Reads the question sets of the training folder into one form: passages cut into units, and which units answer.

    python tools/training/question_sets.py TRAINING PREPARED.json

TRAINING holds reports.jsonl, questions.jsonl and public/*.jsonl.xz, as its README says. PREPARED has `passages`
(`group`, `context`, `units`) and `questions` (`question`, `passage`, `units`, `set`, `rivals`: passages that come near
and are not it). A question without `units` is answered by the passage as a whole.

Documents of reports.jsonl are split by name: "train" (the encoder), "fit" (what is fitted on its scores), and those
that the file itself keeps for "validation", which are not read here.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from councilqa.models.encoder import Encoder
from councilqa.sentences import sentences
from councilqa.text import comparable, content_words, fold

Row = dict[str, Any]
PUBLIC = {
    "squad_train": 14000,
    "hitab": 5000,
    "wtq": 1500,
    "fetaqa": 1200,
    "selqa": 1500,
    "nq_oracle": 2600,
    "clapnq": 300,
    "parl_questions": 8000,
}
"""How many questions of each set are taken at most."""
FIT_SHARE = 15
"""Percent of the documents for training that are kept for what is fitted on the encoder's scores."""
RIVALS = 8
MOST_ROWS = 14
"""Of a public table: the rows that answer, and those around them."""


def part_of(row: Row) -> str:
    """ "validation", "fit" or "train" of a row of reports.jsonl, by its document."""
    if row["part"] == "validation":
        return "validation"
    place = int(hashlib.sha256(row["document"].encode()).hexdigest(), 16) % 100
    return "fit" if place < FIT_SHARE else "train"


def read_lines(path: Path) -> Iterator[Row]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


class Prepared:
    def __init__(self) -> None:
        self.passages: list[Row] = []
        self.questions: list[Row] = []
        self._places: dict[tuple[str, ...], int] = {}

    def passage(self, group: str, context: str, units: list[str]) -> int:
        key = (group, context, *units)
        if key not in self._places:
            self._places[key] = len(self.passages)
            self.passages.append({"group": group, "context": context, "units": units})
        return self._places[key]

    def ask(self, question: str, passage: int, units: list[int], source: str) -> None:
        self.questions.append({"question": fold(question), "passage": passage, "units": units, "set": source})


def reports(path: Path, into: Prepared) -> None:
    for row in read_lines(path):
        if part_of(row) != "train":
            continue
        context = "\n".join(filter(None, (row["title"], " – ".join(row["section"][-3:]))))
        place = into.passage(f"report:{row['document']}", context, [unit["text"] for unit in row["units"]])
        for each in row["questions"]:
            into.ask(each["question"], place, each["units"], "reports")


def assessments(path: Path, into: Prepared) -> None:
    """questions.jsonl: an answer is a stretch of its passage, found again in the sentences."""
    for row in read_lines(path):
        units = _units(re.sub(r"\n (?=\S)", " ", row["passage"]))
        held = _holding(units, row["answer"])
        if held:
            context = "\n".join(filter(None, (row["title"], row["section"])))
            place = into.passage(f"assessment:{row['document']}", context, units)
            into.ask(row["question"], place, held, "assessments")


def public(folder: Path, into: Prepared, chance: random.Random) -> None:
    for name, most in PUBLIC.items():
        rows = [
            row
            for row in read_lines(folder / f"{name}.jsonl.xz")
            if row.get("answer", row["passage"]) and row.get("split", "train") != "test" and len(row["passage"]) < 6000
        ]
        chance.shuffle(rows)
        taken = 0
        for row in rows:
            if taken >= most:
                break
            taken += _take_public(name, row, into, chance)


def _take_public(name: str, row: Row, into: Prepared, chance: random.Random) -> bool:
    title = "" if name == "wtq" else str(row.get("title") or "").replace("_", " ")
    group = f"{name}:{row.get('table') or row.get('title') or row['id']}"
    if name == "parl_questions":
        units = _units(row["passage"])
        if sum(map(len, units)) > 60:
            into.ask(row["question"], into.passage(group, "", units[:8]), [], name)
        return bool(units)
    if "|" in row["passage"]:
        return _take_table(name, row, title, group, into, chance)
    units = _units(row["passage"])
    held = sorted({place for answer in row.get("answers") or [row["answer"]] for place in _holding(units, answer)})
    if not held or len(units) < 2 or len(held) == len(units):
        return False
    into.ask(row["question"], into.passage(group, title, units), held, name)
    return True


def _take_table(name: str, row: Row, title: str, group: str, into: Prepared, chance: random.Random) -> bool:
    lines = row["passage"].split("\n")
    head = next((place for place, line in enumerate(lines) if "|" in line), 0)
    rows = lines[head + 1 :]
    wanted = {comparable(answer) for answer in row.get("answers") or [row["answer"]]}
    held = [place for place, line in enumerate(rows) if comparable(line) in wanted]
    if not held or len(rows) < 3:
        return False
    first = max(0, min(held) - chance.randrange(MOST_ROWS // 2))
    kept = rows[first : first + MOST_ROWS]
    held = [place - first for place in held if place - first < len(kept)]
    names = [cell.strip() for cell in lines[head].split("|")]
    spoken = chance.random() < 0.5
    units = [_spoken(line, names) if spoken else line for line in kept]
    context = "\n".join(filter(None, (title, lines[head])))
    into.ask(row["question"], into.passage(group, context, units), held, name)
    return True


def _spoken(line: str, names: list[str]) -> str:
    """A row as `answering.compose` reads it out."""
    first, *cells = [cell.strip() for cell in line.split("|")]
    rest = [f"{name}: {cell}" if name else cell for name, cell in zip(names[1:], cells, strict=False) if cell]
    return f"{first} – {'; '.join(rest)}"


def _units(text: str) -> list[str]:
    cut = []
    for line in text.split("\n"):
        line = re.sub(r"^\s*[-•*]\s+", "", line)
        cut += [" ".join(line[start:end].split()) for start, end in sentences(line)]
    return [unit for unit in cut if unit]


def _holding(units: list[str], answer: str) -> list[int]:
    """Places of the units that hold the answer; of all that share in it where it runs over several."""
    want = comparable(" ".join(str(answer).split()))
    folded = [comparable(unit) for unit in units]
    one = next((place for place, unit in enumerate(folded) if want in unit), None)
    if one is not None:
        return [one]
    at = " ".join(folded).find(want)
    if at < 0:
        return []
    found, start = [], 0
    for place, unit in enumerate(folded):
        shared = min(at + len(want), start + len(unit)) - max(at, start)
        if shared >= min(12, len(want) // 2):
            found.append(place)
        start += len(unit) + 1
    return found


def add_rivals(prepared: Prepared) -> None:
    """For each question the passages that the untrained encoder and shared words bring up, of the same kind of set."""
    encoder = Encoder("untrained")
    kind = np.array([passage["group"].split(":")[0] for passage in prepared.passages])
    texts = [f"{each['context']}\n" + "\n".join(each["units"]) for each in prepared.passages]
    council = np.isin(kind, ("report", "assessment"))
    by_group: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(prepared.passages):
        by_group[each["group"]].append(place)
    near = np.flatnonzero(council)
    dense = np.stack([each.dense for each in encoder.encode([texts[place] for place in near])])
    words = [set(content_words(texts[place])) for place in near]
    chance = random.Random(5)
    asked = [each for each in prepared.questions if each["set"] in ("reports", "assessments")]
    vectors = np.stack([each.dense for each in encoder.encode([each["question"] for each in asked], role="passage")])
    for each, scores in zip(asked, vectors @ dense.T, strict=True):
        own = set(content_words(each["question"]))
        shared = np.array([len(own & of) for of in words]) / max(len(own), 1)
        order = np.argsort(-(scores + 0.5 * shared))
        each["rivals"] = [int(near[place]) for place in order[: RIVALS + 1] if near[place] != each["passage"]][:RIVALS]
    for each in prepared.questions:
        if "rivals" not in each:
            group = prepared.passages[each["passage"]]["group"]
            others = [place for place in by_group[group] if place != each["passage"]]
            each["rivals"] = chance.sample(others, min(4, len(others)))


def main(training: Path, out: Path) -> None:
    prepared = Prepared()
    reports(training / "reports.jsonl", prepared)
    assessments(training / "questions.jsonl", prepared)
    public(training / "public", prepared, random.Random(1))
    add_rivals(prepared)
    out.write_text(json.dumps({"passages": prepared.passages, "questions": prepared.questions}), "utf-8")
    counts: dict[str, int] = defaultdict(int)
    for each in prepared.questions:
        counts[each["set"]] += 1
    print(len(prepared.passages), "passages;", dict(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
