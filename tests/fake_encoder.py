"""A stand-in for the embedder where speed matters: it hashes the letters of words, so that near texts stay near."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from councilqa.models.encoder import Encoded, Encoder
from councilqa.models.reduction import Reduction, fit, fitted

DIMENSIONS = 64
VOCABULARY = 30_000
_TOKEN = re.compile(r"\w+|[^\w\s]")


class FakeEncoder(Encoder):
    """Words and marks are tokens; the vector of a word is made of its groups of three letters and its neighbours'."""

    name = "fake"
    dimensions = DIMENSIONS  # type: ignore[assignment]

    def __init__(self, most_tokens: int = 256) -> None:
        self._most_tokens = most_tokens

    @property
    def most_tokens(self) -> int:
        return self._most_tokens

    @property
    def tokenizer(self) -> Callable[..., dict[str, list[tuple[int, int]]]]:
        return lambda text, **options: {"offset_mapping": spans(text)}

    def encode(
        self, texts: Sequence[str], *, role: str = "passage", on_done: Callable[[int], None] | None = None
    ) -> list[Encoded]:
        """What stands past the limit is not read, as with a real model."""
        encoded = [self._one(text) for text in texts]
        if on_done is not None:
            on_done(len(texts))
        return encoded

    def _one(self, text: str) -> Encoded:
        read = spans(text)[: self.most_tokens - 2]
        words = [text[start:end].lower() for start, end in read]
        own = np.array([_vector(word) for word in words], dtype=np.float32).reshape(-1, DIMENSIONS)
        around = np.zeros_like(own)
        around[1:] += own[:-1]
        around[:-1] += own[1:]
        total = own.sum(axis=0) if words else np.eye(1, DIMENSIONS, dtype=np.float32)[0]
        return Encoded(
            dense=total / np.linalg.norm(total),
            tokens=_unit_length(own + 0.2 * around),
            ids=np.array([zlib.crc32(word.encode()) % VOCABULARY for word in words], dtype=np.uint32),
            offsets=np.array(read, dtype=np.int32).reshape(-1, 2),
        )


def spans(text: str) -> list[tuple[int, int]]:
    """Where each token stands."""
    return [match.span() for match in _TOKEN.finditer(text)]


@cache
def fake_models() -> tuple[Encoder, Reduction]:
    """The fake with its reduction, as `CouncilQA.open(models=...)` takes them."""
    encoder = FakeEncoder()
    return encoder, fit(encoder)


@cache
def real_models() -> tuple[Encoder, Reduction]:
    """The packaged model and the reduction that was trained with it, loaded once for all tests that ask for it."""
    encoder = Encoder("default")
    return encoder, fitted(encoder, Path())


@cache
def _vector(word: str) -> NDArray[np.float32]:
    marked = f"<{word}>"
    groups = [marked[at : at + 3] for at in range(max(len(marked) - 2, 1))]
    seeds = [zlib.crc32(group.encode()) for group in groups]
    total = np.sum([np.random.default_rng(seed).standard_normal(DIMENSIONS) for seed in seeds], axis=0)
    return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


def _unit_length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)
