"""Simple searches over whole documents, so that a report shows what the rest is worth."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from councilqa.evals.foreign.beir import Foreign
from councilqa.models.encoder import Encoder
from councilqa.store.keywords import fold, match_expression
from councilqa.text import content_words

Baseline = Literal["dense", "bm25"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)
BATCH = 512
Search = Callable[[str], Sequence[str]]
"""From a question to documents' ids, best first."""


def dense(
    documents: Sequence[Foreign],
    encoder: Encoder,
    *,
    depth: int,
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> Search:
    """The cosine of question and document, the document cut where the model stops reading."""
    vectors: list[NDArray[np.float32]] = []
    for start in range(0, len(documents), BATCH):
        batch = documents[start : start + BATCH]
        vectors.extend(each.dense for each in encoder.encode([each.whole for each in batch]))
        on_done(len(vectors), len(documents))
    matrix = np.stack(vectors)

    def search(question: str) -> Sequence[str]:
        similarities = matrix @ encoder.encode([question], role="query")[0].dense
        return [documents[place].id for place in np.argsort(-similarities, kind="stable")[:depth]]

    return search


def bm25(documents: Sequence[Foreign], *, depth: int) -> Search:
    """SQLite's BM25 (k1 = 1.2, b = 0.75) over Porter stems of title and text, any word of the question."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'porter unicode61')")
    connection.executemany(
        "INSERT INTO words (rowid, text) VALUES (?, ?)",
        ((number, fold(each.whole)) for number, each in enumerate(documents)),
    )

    def search(question: str) -> Sequence[str]:
        words = match_expression(content_words(question))
        if not words:
            return []
        query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words), rowid LIMIT ?"
        with closing(connection.execute(query, (words, depth))) as found:
            return [documents[row[0]].id for row in found]

    return search


ABOUT: Mapping[str, str] = {
    "dense": "the same embedder alone: one vector for title and text, cut where the model stops reading",
    "bm25": "SQLite's BM25 alone: Porter stems of title and text",
}
