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
class Span:
    """Question tokens that have an alternative, and where that stands among the query's rows."""

    tokens: tuple[int, ...]
    alternative: slice


@dataclass(frozen=True, slots=True, eq=False)
class QueryTokens:
    """A question's tokens with their weights, and those of the alternatives to some of them."""

    vectors: Floats
    """(n, dims), unit length: the question's tokens first, then those of the alternatives."""
    weights: Floats
    """(n,): the question's add up to 1, and those of each alternative to the weight of what it stands for."""
    offsets: NDArray[np.int32]
    """(question tokens, 2), characters of the folded question."""
    spans: tuple[Span, ...] = ()

    @property
    def own(self) -> int:
        """How many of the rows are the question's own."""
        return len(self.offsets)

    def combine(self, best: Floats) -> Floats:
        """(…, n) best match of each row to (…,) scores: own words, or their alternative where it fits better."""
        weighed = best * self.weights
        score = weighed[..., : self.own].sum(axis=-1)
        for span in self.spans:
            own = weighed[..., list(span.tokens)].sum(axis=-1)
            score = score + np.maximum(weighed[..., span.alternative].sum(axis=-1) - own, 0)
        return np.asarray(score, dtype=np.float32)

    def met(self, best: Floats) -> Floats:
        """(n,) best match of each row to (own,): how well each of the question's own tokens is met, either way."""
        met = best[: self.own].copy()
        for span in self.spans:
            weights = self.weights[span.alternative]
            other = float(best[span.alternative] @ weights / max(float(weights.sum()), 1e-9))
            for token in span.tokens:
                met[token] = max(met[token], other)
        return met


def query_tokens(
    question: Encoded,
    others: Sequence[tuple[int, int, Encoded]],
    reduction: Reduction,
    frequencies: Frequencies,
) -> QueryTokens:
    """Weigh each token by how few passages hold it.

    `others` are (start, end, alternative) of the question's characters.
    """
    weights = frequencies.weights(question.ids)
    weights = weights / max(float(weights.sum()), 1e-9)
    vectors, all_weights, spans = [question.tokens], [weights], []
    row = len(weights)
    for start, end, encoded in others:
        inside = (question.offsets[:, 0] >= start) & (question.offsets[:, 1] <= end)
        tokens = tuple(int(each) for each in np.flatnonzero(inside))
        if not tokens or not len(encoded.ids):
            continue
        own = frequencies.weights(encoded.ids)
        vectors.append(encoded.tokens)
        all_weights.append(own / max(float(own.sum()), 1e-9) * weights[list(tokens)].sum())
        spans.append(Span(tokens=tokens, alternative=slice(row, row + len(own))))
        row += len(own)
    return QueryTokens(
        vectors=reduction.reduce(np.concatenate(vectors)),
        weights=np.concatenate(all_weights).astype(np.float32),
        offsets=question.offsets,
        spans=tuple(spans),
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
        if not len(self.passage_ids) or not query.own:
            return np.zeros(len(self.passage_ids), dtype=np.float32)
        similarities = self._vectors @ query.vectors.T
        return query.combine(np.maximum.reduceat(similarities, self._starts, axis=0))


def score_passages(query: QueryTokens, passages: Sequence[TokenVectors]) -> Floats:
    """(passages,), the same score for a few passages whose vectors are at hand."""
    if not passages or not query.own:
        return np.zeros(len(passages), dtype=np.float32)
    return query.combine(np.stack([_similarities(query.vectors, tokens).max(axis=1) for tokens in passages]))


def _similarities(rows: Floats, tokens: TokenVectors) -> Floats:
    """(query rows, passage tokens)"""
    return np.asarray(rows @ (tokens.codes.astype(np.float32) / np.float32(SCALE)).T)


def unit_matches(query: QueryTokens, tokens: TokenVectors, units: int) -> tuple[Floats, Floats]:
    """Best match of each query row in each unit, (units, rows), and in the context, (rows,)."""
    found = _similarities(query.vectors, tokens)
    best = np.full((units, len(query.weights)), -1.0, dtype=np.float32)
    for unit in range(units):
        own = tokens.units == unit
        if own.any():
            best[unit] = found[:, own].max(axis=1)
    context = tokens.units == CONTEXT_UNIT
    outside = found[:, context].max(axis=1) if context.any() else np.full(len(query.weights), -1.0, dtype=np.float32)
    return best, outside


def unit_means(query: QueryTokens, tokens: TokenVectors, units: int) -> tuple[Floats, Floats]:
    """(units,) cosine of each unit's mean vector and the question's; (units,) mean best match of its tokens in it."""
    vectors = tokens.codes.astype(np.float32) / np.float32(SCALE)
    own = query.weights[: query.own]
    asked = own @ query.vectors[: query.own]
    asked = asked / max(float(np.linalg.norm(asked)), 1e-9)
    best = (vectors @ query.vectors[: query.own].T).max(axis=1) if query.own else np.zeros(len(vectors))
    means, focus = np.zeros(units, dtype=np.float32), np.zeros(units, dtype=np.float32)
    for unit in range(units):
        inside = tokens.units == unit
        if inside.any():
            mean = vectors[inside].mean(axis=0)
            means[unit] = mean @ asked / max(float(np.linalg.norm(mean)), 1e-9)
            focus[unit] = best[inside].mean()
    return means, focus
