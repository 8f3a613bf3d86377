"""LangChain's tutorial on the same papers in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from councilqa.domain.documents import Document
from councilqa.evals.baselines import FOUND
from councilqa.evals.baselines import Tutorial as Pipeline
from councilqa.evals.benchmarks.figures import timed
from councilqa.evals.benchmarks.growing import Embed
from councilqa.evals.benchmarks.results import Latency, Tutorial
from councilqa.evals.benchmarks.vectors import DENSE_NOISE
from councilqa.evals.indexed import Indexed

Vectors = NDArray[np.float32]


class Beside:
    """Builds the pipeline anew at each size: with real vectors of the real papers, and with like ones above."""

    def __init__(self, embed: Embed, *, seed: int) -> None:
        self._embed = embed
        self._random = np.random.default_rng(seed)
        self._bank: list[Vectors] = []
        self.seconds_per_paper = 0.0
        """Without embedding."""

    def measure(
        self, papers: Iterable[Document], questions: Sequence[str], *, real: bool, within_seconds: float
    ) -> Tutorial:
        """Index the papers, then search for so long, each question once at least."""
        indexed = Indexed(documents={paper.id: paper for paper in papers}, passages=())
        embedding = 0.0
        asking = False

        def embed(texts: list[str]) -> Vectors:
            nonlocal embedding
            started = time.perf_counter()
            vectors = self._real(texts, keep=not asking) if real or asking else self._like(len(texts))
            embedding += time.perf_counter() - started
            return vectors

        started = time.perf_counter()
        pipeline = Pipeline(indexed, embed)  # type: ignore[arg-type]  # an array is as good as lists
        built = time.perf_counter() - started
        spent, asking = embedding, True
        self.seconds_per_paper = (built - spent) / len(indexed.documents)
        try:
            asked = _asked(pipeline, questions, within_seconds=within_seconds)
        finally:
            pipeline.close()
        return Tutorial(
            chunks=len(pipeline.passages),
            real_vectors=real,
            embed_seconds=spent if real else None,
            write_seconds=built - spent,
            ask=Latency.of(asked),
        )

    def _real(self, texts: list[str], *, keep: bool) -> Vectors:
        vectors = np.asarray(self._embed(texts), dtype=np.float32)
        if keep:
            self._bank.append(vectors)
        return vectors

    def _like(self, count: int) -> Vectors:
        bank = np.concatenate(self._bank) if len(self._bank) > 1 else self._bank[0]
        self._bank = [bank]
        drawn = bank[self._random.integers(0, len(bank), count)]
        noise = self._random.standard_normal(drawn.shape, dtype=np.float32)
        moved = drawn + DENSE_NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def _asked(pipeline: Pipeline, questions: Sequence[str], *, within_seconds: float) -> list[float]:
    pipeline.search(questions[0], k=FOUND)
    until = time.perf_counter() + within_seconds
    took: list[float] = []
    for question in questions:
        if took and time.perf_counter() > until:
            break
        took.append(timed(lambda asked=question: pipeline.search(asked, k=FOUND)))  # type: ignore[misc]
    return took
