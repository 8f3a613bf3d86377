"""Dense search without an index: the cosine with every vector in the library, one multiplication."""

from __future__ import annotations

import threading
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from councilqa.store.library import DenseMatrix, Library


class ExactSearch:
    """Keeps the vectors of a library in memory until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._matrix: DenseMatrix | None = None
        self._guard = threading.Lock()

    def query(
        self, vector: NDArray[np.float32], *, k: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Nearest passages by cosine similarity, best first; those alike by document and place."""
        matrix = self._current()
        similarities = matrix.vectors @ (vector / np.linalg.norm(vector))
        rows = np.arange(len(similarities))
        if within is not None:
            wanted = frozenset(within)
            rows = np.array([row for row in rows if matrix.document_ids[row] in wanted], dtype=np.int64)
        best = rows[np.argsort(-similarities[rows], kind="stable")[:k]]
        return [(matrix.passage_ids[row], float(similarities[row])) for row in best]

    def _current(self) -> DenseMatrix:
        with self._guard:
            if self._matrix is None or self._matrix.generation != self._library.generation:
                self._matrix = _of_unit_length(self._library.dense())
            return self._matrix


def _of_unit_length(matrix: DenseMatrix) -> DenseMatrix:
    """Half precision has moved the lengths a little."""
    lengths = np.linalg.norm(matrix.vectors, axis=1, keepdims=True)
    return DenseMatrix(matrix.generation, matrix.passage_ids, matrix.document_ids, matrix.vectors / lengths)
