"""Passages of reports.jsonl as the product has them, encoded and asked: what is fitted and measured looks at these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from question_sets import part_of, read_lines

from councilqa.answering.evidence import Evidence, weigh
from councilqa.domain.answers import Scope
from councilqa.domain.passages import Hit, Passage, Unit
from councilqa.ingest.encode import encode_passages
from councilqa.models.encoder import Encoder
from councilqa.models.reduction import fitted
from councilqa.retrieval.late import Frequencies, query_tokens, score_passages
from councilqa.retrieval.retriever import Query
from councilqa.store.encoded import TokenFrequencies
from councilqa.text import comparable, fold

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question with what was found for it."""

    question: str
    passage: int | None
    """The one that answers; None for a near miss."""
    units: frozenset[int]
    document: str
    query: Query
    ranked: tuple[int, ...]
    """Passages, best first."""
    evidence: tuple[Evidence, ...]
    right: np.ndarray
    """(units of the evidence,) whether each answers."""


def passages_of(rows: Sequence[Row]) -> list[Passage]:
    made = []
    for number, row in enumerate(rows):
        section = tuple(row["section"])
        text, units = "", []
        for unit in row["units"]:
            start = len(text) + 1 if text else 0
            text = f"{text}\n{unit['text']}" if text else unit["text"]
            units.append(
                Unit(text=unit["text"], start=start, kind=unit["kind"], section=section, lead_in=unit["lead_in"])
            )
        context = "\n".join(filter(None, (row["title"], " – ".join(section[-3:]))))
        made.append(
            Passage(
                text=text,
                start=0,
                id=f"{number:016x}",
                document_id=row["document"],
                ordinal=number,
                kind="table" if row["shape"] == "table" else "text",
                section=section,
                paragraph=None,
                page=None,
                printed_page=None,
                context=context,
                units=tuple(units),
            )
        )
    return made


def ask_all(rows: Sequence[Row], embedder: str, *, k: int = 10, near_misses: bool = True) -> Iterator[Asked]:
    """Every question of the rows, asked among all of their passages."""
    encoder = Encoder(embedder)
    reduction = fitted(encoder, Path("/nonexistent"))
    passages = passages_of(rows)
    encoded = [each.tokens for each in encode_passages(passages, encoder, reduction)]
    held: dict[int, int] = {}
    for each in encoded:
        for token in np.unique(each.ids):
            held[int(token)] = held.get(int(token), 0) + 1
    ids = np.array(sorted(held), dtype=np.uint32)
    counts = TokenFrequencies(
        generation=1, ids=ids, passages_with=np.array([held[int(each)] for each in ids]), passages=len(passages)
    )
    frequencies = Frequencies(counts)
    for number, row in enumerate(rows):
        asked = [(each["question"], number, frozenset(each["units"])) for each in row["questions"]]
        if near_misses and row.get("near_miss"):
            asked.append((row["near_miss"], None, frozenset()))
        for question, place, units in asked:
            read = encoder.encode([fold(question)], role="query")[0]
            tokens = query_tokens(read, [], reduction, frequencies)
            query = Query(
                text=question, folded=fold(question), scope=Scope(), alternatives=(), tokens=tokens, dense=read
            )
            scores = score_passages(tokens, encoded)
            order = np.argsort(-scores, kind="stable")[: max(k, 20)]
            hits = [
                Hit(rank=rank, score=float(scores[each]), passage=passages[each], found_by=("tokens",))
                for rank, each in enumerate(order[:k], start=1)
            ]
            evidence = weigh(query, hits, [encoded[each] for each in order[:k]])
            gold = {comparable(row["units"][unit]["text"]) for unit in units}
            right = np.array([comparable(each.unit.text) in gold for each in evidence], dtype=bool)
            yield Asked(question, place, units, row["document"], query, tuple(int(x) for x in order), evidence, right)


def rows_of(path: Path, part: str) -> list[Row]:
    return [row for row in read_lines(path) if part_of(row) == part]


def recall(asked: Sequence[Asked]) -> dict[str, float]:
    answered = [each for each in asked if each.passage is not None]
    return {
        f"recall@{at}": round(float(np.mean([each.passage in each.ranked[:at] for each in answered])), 3)
        for at in (1, 3, 5, 10, 20)
    }
