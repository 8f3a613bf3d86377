"""Variants of the papers made ready to be written, here or in a process beside the one that writes them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

from councilqa.domain.documents import Document
from councilqa.domain.passages import Passage
from councilqa.evals.benchmarks.variants import Variants
from councilqa.evals.benchmarks.vectors import Synthesis
from councilqa.ingest.split import Sizes, split
from councilqa.store.encoded import EncodedPassage

AHEAD = 3
"""Rounds that wait to be written, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One variant of each paper, or of one."""

    papers: tuple[Document, ...]
    passages: tuple[tuple[Passage, ...], ...]
    """Of each paper."""
    encoded: tuple[tuple[EncodedPassage, ...], ...]
    """Of each paper, with vectors like real ones; empty where they are to be really encoded."""
    split_seconds: float


class Maker:
    """Makes the same papers and vectors for the same number and seed, in whichever process."""

    def __init__(self, papers: Sequence[Document], bank: Sequence[EncodedPassage], sizes: Sizes, *, seed: int) -> None:
        """`bank` are the real papers' passages, whose vectors the others' are like."""
        self._variants = Variants(papers, seed=seed)
        self._synthesis = Synthesis(bank, seed=seed)
        self._sizes = sizes

    def texts(self, number: int) -> Iterator[Document]:
        """The papers of a round alone."""
        return self._variants.round(number)

    def round(self, number: int, *, with_vectors: bool) -> Made:
        """The collection once more, in a way of its own."""
        return self._made(tuple(self._variants.round(number)), number, with_vectors=with_vectors)

    def one(self, number: int) -> Made:
        """A variant of the first paper, with vectors."""
        return self._made((self._variants.variant(number, 0),), number, with_vectors=True)

    def beside(self, numbers: range) -> Generator[Made]:
        """These rounds in their order, with vectors, made in another process while the last one is being written."""
        # Not a copy of this process: that would hold its threads' locks as they were at that moment.
        with ProcessPoolExecutor(1, get_context("spawn"), initializer=_take, initargs=(self,)) as pool:
            waiting: deque[Future[Made]] = deque()
            left = iter(numbers)
            try:
                while True:
                    waiting.extend(pool.submit(_make, number) for number in islice(left, AHEAD - len(waiting)))
                    if not waiting:
                        return
                    yield waiting.popleft().result()
            finally:
                for each in waiting:
                    each.cancel()

    def _made(self, papers: tuple[Document, ...], number: int, *, with_vectors: bool) -> Made:
        started = time.perf_counter()
        passages = tuple(split(paper, self._sizes) for paper in papers)
        split_seconds = time.perf_counter() - started
        encoded = self._synthesis.encoded(passages, number) if with_vectors else ()
        return Made(papers=papers, passages=passages, encoded=encoded, split_seconds=split_seconds)


_maker: Maker | None = None
"""Of a process that makes rounds for another."""


def _take(maker: Maker) -> None:
    global _maker
    _maker = maker


def _make(number: int) -> Made:
    if _maker is None:
        raise ValueError("this process was not given anything to make rounds of")
    return _maker.round(number, with_vectors=True)
