"""Dense search without an index: the cosine with every vector in the library, one multiplication."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from councilqa.store.library import DenseMatrix, Library

_ROWS_TOGETHER = 10_000


class ExactSearch:
    """Keeps the vectors of a library in memory until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._held: _Held | None = None
        self._guard = threading.Lock()

    def query(
        self, vector: NDArray[np.float32], *, k: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Nearest passages by cosine similarity, best first; those alike by document and place."""
        held = self._current()
        asked = vector / np.linalg.norm(vector)
        rows = None if within is None else held.rows_of(within)
        similarities = (held.vectors if rows is None else held.vectors[rows]) @ asked
        best = _best(similarities, k)
        places = best if rows is None else rows[best]
        ids = held.passage_ids
        return [(ids[place], float(each)) for place, each in zip(places, similarities[best], strict=True)]

    def _current(self) -> _Held:
        with self._guard:
            if self._held is None or self._held.generation != self._library.generation:
                self._held = None  # before the new ones are read: not both in memory
                self._held = _Held.of(self._library.dense())
            return self._held


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The vectors in memory; those of one document stand together."""

    generation: int
    passage_ids: tuple[str, ...]
    stretches: Mapping[str, tuple[int, int]]
    """Where the passages of a document begin and end."""
    vectors: NDArray[np.float32]
    """(passages, dimensions), unit length."""

    @classmethod
    def of(cls, matrix: DenseMatrix) -> _Held:
        """Half precision has moved the lengths a little: they are put right in place."""
        vectors = matrix.vectors
        for start in range(0, len(vectors), _ROWS_TOGETHER):
            part = vectors[start : start + _ROWS_TOGETHER]
            part /= np.linalg.norm(part, axis=1, keepdims=True)
        stretches: dict[str, tuple[int, int]] = {}
        for place, document_id in enumerate(matrix.document_ids):
            stretches[document_id] = stretches.get(document_id, (place,))[0], place + 1
        return cls(matrix.generation, matrix.passage_ids, stretches, vectors)

    def rows_of(self, document_ids: Collection[str]) -> NDArray[np.int64]:
        found = sorted(self.stretches[each] for each in set(document_ids) if each in self.stretches)
        return np.concatenate([np.arange(0), *(np.arange(start, end) for start, end in found)]).astype(np.int64)


def _best(similarities: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Places of the k highest, best first; of those alike the earlier."""
    if k >= len(similarities):
        return np.argsort(-similarities, kind="stable")
    least = np.partition(similarities, len(similarities) - k)[len(similarities) - k]
    near = np.flatnonzero(similarities >= least)
    return near[np.argsort(-similarities[near], kind="stable")[:k]]
