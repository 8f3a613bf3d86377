"""Vectors for passages that were not encoded: a real passage's, moved a little, so that no two are the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from councilqa.domain.passages import Passage
from councilqa.store.encoded import CONTEXT_UNIT, EncodedPassage, TokenVectors

DENSE_NOISE = 0.6
"""Length of what is added to a dense vector: its cosine with the real one is 0.86, as between like passages."""
TOKEN_NOISE = 12.0
"""Standard deviation of what is added to a code of a token; a component of a real one is about 28."""
POOL = 4_000_000
"""Numbers drawn once, of which every token vector takes a stretch: drawing them anew would take longer than writing."""


class Synthesis:
    """Draws from the vectors of passages that were really encoded; the same for the same seed and number."""

    def __init__(self, bank: Sequence[EncodedPassage], *, seed: int) -> None:
        if not bank:
            raise ValueError("there are no real vectors to draw from")
        self._bank = sorted(bank, key=lambda each: len(each.passage.text))
        self._lengths = np.array([len(each.passage.text) for each in self._bank])
        self._seed = seed
        codes = max(each.tokens.codes.size for each in self._bank)
        drawn = np.random.default_rng(seed).normal(0, TOKEN_NOISE, max(POOL, codes + 1))
        self._pool = np.rint(drawn).astype(np.int16)

    def encoded(self, papers: Sequence[Sequence[Passage]], number: int) -> tuple[tuple[EncodedPassage, ...], ...]:
        """Of each of some papers; other vectors under another number."""
        random = np.random.default_rng([self._seed, number])
        return tuple(tuple(self._one(passage, random) for passage in passages) for passages in papers)

    def _one(self, passage: Passage, random: np.random.Generator) -> EncodedPassage:
        like = self._bank[self._place(len(passage.text), random)]
        moved = like.dense + _direction(len(like.dense), random) * DENSE_NOISE
        dense = (moved / np.linalg.norm(moved)).astype(np.float32)
        tokens = self._tokens(like.tokens, len(passage.units), random)
        return EncodedPassage(passage=passage, dense=dense, tokens=tokens)

    def _place(self, length: int, random: np.random.Generator) -> int:
        """Of a real passage about as long."""
        nearest = int(np.searchsorted(self._lengths, length))
        reach = max(len(self._bank) // 20, 1)
        low = max(min(nearest, len(self._bank) - 1) - reach, 0)
        return int(random.integers(low, min(low + 2 * reach, len(self._bank))))

    def _tokens(self, like: TokenVectors, units: int, random: np.random.Generator) -> TokenVectors:
        """Its tokens in this passage's units, one stretch after the other."""
        at = int(random.integers(0, len(self._pool) - like.codes.size))
        moved = like.codes + self._pool[at : at + like.codes.size].reshape(like.codes.shape)
        places = np.arange(len(like)) * max(min(units, CONTEXT_UNIT), 1) // max(len(like), 1)
        return TokenVectors(
            codes=np.clip(moved, -127, 127).astype(np.int8),
            ids=like.ids,
            units=np.where(like.units == CONTEXT_UNIT, CONTEXT_UNIT, places).astype(np.uint8),
        )


def _direction(dimensions: int, random: np.random.Generator) -> NDArray[np.float64]:
    drawn = random.standard_normal(dimensions)
    return np.asarray(drawn / np.linalg.norm(drawn))
