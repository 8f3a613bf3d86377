"""What an embedder makes of a passage, as the store keeps it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from councilqa.domain.passages import Passage

CONTEXT_UNIT = 255
"""In `TokenVectors.units`: the token stands in the passage's context, not in one of its units."""

_UNIT_LENGTH_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """One vector for each token of a passage, in reading order."""

    codes: NDArray[np.int8]
    """(tokens, dimensions)"""
    ids: NDArray[np.uint32]
    """(tokens,) places in the embedder's vocabulary"""
    units: NDArray[np.uint8]
    """(tokens,) which of the passage's units holds the token; CONTEXT_UNIT for none"""

    def __post_init__(self) -> None:
        if self.codes.ndim != 2 or self.codes.dtype != np.int8:
            raise ValueError("token codes must be an int8 matrix")
        for name, array, kind in (("ids", self.ids, np.uint32), ("units", self.units, np.uint8)):
            if array.dtype != kind or array.shape != (len(self.codes),):
                raise ValueError(f"token {name} must be {np.dtype(kind)}, one for each code")

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def dimensions(self) -> int:
        return int(self.codes.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPassage:
    """A passage with the vectors that find it."""

    passage: Passage
    dense: NDArray[np.float32]
    """(dimensions,) of unit length"""
    tokens: TokenVectors

    def __post_init__(self) -> None:
        if self.dense.ndim != 1 or self.dense.dtype != np.float32:
            raise ValueError("the dense vector must be one row of float32")
        length = float(np.linalg.norm(self.dense))
        if not abs(length - 1.0) <= _UNIT_LENGTH_TOLERANCE:
            raise ValueError(f"the dense vector must be of unit length, not {length:.4f}")


@dataclass(frozen=True, slots=True, eq=False)
class TokenMatrix:
    """The token vectors of every passage, one under the other."""

    generation: int
    """Of the store when they were read."""
    passage_ids: tuple[str, ...]
    offsets: NDArray[np.int64]
    """(passages + 1,): the tokens of passage i stand at offsets[i] to offsets[i + 1]."""
    codes: NDArray[np.int8]
    ids: NDArray[np.uint32]
    units: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class TokenFrequencies:
    """In how many passages each token stands, for weighing rare words above common ones."""

    generation: int
    ids: NDArray[np.uint32]
    """Rising."""
    passages_with: NDArray[np.int64]
    """(ids,)"""
    passages: int
    """All passages in the index."""
