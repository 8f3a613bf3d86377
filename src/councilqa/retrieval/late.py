"""Late interaction: each question token takes its best match in a passage (Khattab and Zaharia 2020, ColBERT)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from councilqa.models.encoder import Encoded
from councilqa.models.reduction import SCALE, Reduction
from councilqa.store.encoded import CONTEXT_UNIT, TokenFrequencies, TokenMatrix, TokenVectors

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class QueryTokens:
    """The tokens of a question, or of what was added to it, each with its weight."""

    vectors: Floats
    """(n, dims), unit length."""
    weights: Floats
    """(n,), adding up to 1; 0 for a word that says nothing of the subject."""
    offsets: NDArray[np.int32]
    """(n, 2), characters of the text."""


def query_tokens(encoded: Encoded, reduction: Reduction, frequencies: Frequencies) -> QueryTokens:
    """Weigh each token by how few passages hold it (inverse document frequency)."""
    weights = frequencies.weights(encoded.ids)
    total = float(weights.sum()) or 1.0
    return QueryTokens(
        vectors=reduction.reduce(encoded.tokens),
        weights=(weights / total).astype(np.float32),
        offsets=encoded.offsets,
    )


class Frequencies:
    """Inverse document frequency of vocabulary ids over the index."""

    def __init__(self, counted: TokenFrequencies) -> None:
        self._ids = counted.ids
        self._counts = counted.passages_with
        self._passages = counted.passages

    def weights(self, ids: NDArray[np.uint32]) -> Floats:
        """(n,): log(1 + (N - n + 0.5) / (n + 0.5)), as in BM25."""
        counts = np.zeros(len(ids))
        if len(self._ids):
            places = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
            counts = np.where(self._ids[places] == ids, self._counts[places], 0)
        return np.log1p((self._passages - counts + 0.5) / (counts + 0.5)).astype(np.float32)


class TokenIndex:
    """The token vectors of all passages in memory, for indexes small enough to score every passage."""

    def __init__(self, matrix: TokenMatrix) -> None:
        self.passage_ids = matrix.passage_ids
        self.generation = matrix.generation
        self._starts = matrix.offsets[:-1]
        self._vectors = matrix.codes.astype(np.float32) / np.float32(SCALE)

    def scores(self, query: QueryTokens) -> Floats:
        """(passages,), each from -1 to 1."""
        if not len(self.passage_ids) or not len(query.weights):
            return np.zeros(len(self.passage_ids), dtype=np.float32)
        similarities = self._vectors @ query.vectors.T
        best = np.maximum.reduceat(similarities, self._starts, axis=0)
        return np.asarray(best @ query.weights, dtype=np.float32)


def score_passages(query: QueryTokens, passages: Sequence[TokenVectors]) -> Floats:
    """(passages,), the same score for a few passages whose vectors are at hand."""
    if not passages or not len(query.weights):
        return np.zeros(len(passages), dtype=np.float32)
    return np.array([matches(query, tokens).max(axis=1) @ query.weights for tokens in passages], dtype=np.float32)


def matches(query: QueryTokens, tokens: TokenVectors) -> Floats:
    """(question tokens, passage tokens), similarity of each pair."""
    return np.asarray(query.vectors @ (tokens.codes.astype(np.float32) / np.float32(SCALE)).T)


def unit_matches(query: QueryTokens, tokens: TokenVectors, units: int) -> tuple[Floats, Floats]:
    """Best match of each question token in each unit, (question tokens, units), and in the context, (question tokens,)."""
    similarities = matches(query, tokens)
    best = np.full((len(query.weights), units), -1.0, dtype=np.float32)
    for unit in range(units):
        own = tokens.units == unit
        if own.any():
            best[:, unit] = similarities[:, own].max(axis=1)
    context = tokens.units == CONTEXT_UNIT
    outside = similarities[:, context].max(axis=1) if context.any() else np.full(len(query.weights), -1.0)
    return best, np.asarray(outside, dtype=np.float32)
