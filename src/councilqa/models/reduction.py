"""Token vectors made small: fewer dimensions, one byte each."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from councilqa.models.encoder import PACKAGED, Encoder
from councilqa.models.trained import trained_reduction

DIMENSIONS = 80
SCALE = 254.0
"""Components of a unit vector are nearly all within ±0.5; those beyond are cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Reduction:
    """A linear map of token vectors: fitted to the directions in which they differ most (uncentred PCA), or trained."""

    matrix: NDArray[np.float32]
    """(dims, reduced dims); orthonormal columns where it was fitted."""

    @property
    def dimensions(self) -> int:
        return int(self.matrix.shape[1])

    def reduce(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, dims) to (n, reduced dims), of unit length."""
        reduced = tokens @ self.matrix
        lengths = np.linalg.norm(reduced, axis=1, keepdims=True)
        return np.asarray(reduced / np.maximum(lengths, 1e-9), dtype=np.float32)

    def codes(self, tokens: NDArray[np.float32]) -> NDArray[np.int8]:
        return np.asarray(np.clip(np.rint(self.reduce(tokens) * SCALE), -127, 127), dtype=np.int8)


def fit(encoder: Encoder, dimensions: int = DIMENSIONS) -> Reduction:
    """Fit the map on texts that come with the package, so that the same model always gives the same map."""
    texts = files("councilqa.models").joinpath("calibration.txt").read_text("utf-8").split("\n")
    tokens = np.concatenate([encoded.tokens for encoded in encoder.encode([text for text in texts if text.strip()])])
    _, directions = np.linalg.eigh(tokens.T.astype(np.float64) @ tokens)
    kept = directions[:, ::-1][:, : min(dimensions, encoder.dimensions)]
    signs = np.where(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])] < 0, -1.0, 1.0)
    return Reduction(matrix=np.ascontiguousarray(kept * signs, dtype=np.float32))


def fitted(encoder: Encoder, folder: Path) -> Reduction:
    """The map for this model: trained with it, or kept in the index's folder, since fitting it takes seconds."""
    if encoder.name == PACKAGED:
        return Reduction(matrix=trained_reduction())
    path = _path(encoder, folder)
    if path.is_file():
        return Reduction(matrix=np.load(path, allow_pickle=False))
    reduction = fit(encoder)
    keep(reduction, encoder, folder)
    return reduction


def keep(reduction: Reduction, encoder: Encoder, folder: Path) -> None:
    """Put the map into an index's folder, where it is not there yet, for the next process not to fit it again."""
    path = _path(encoder, folder)
    if encoder.name != PACKAGED and folder.is_dir() and not path.exists():
        _save(reduction, path)


def _path(encoder: Encoder, folder: Path) -> Path:
    name = hashlib.sha256(encoder.name.encode()).hexdigest()[:12]
    return folder / f"reduction-{name}-{DIMENSIONS}.npy"


def _save(reduction: Reduction, path: Path) -> None:
    """All of the file or nothing; a folder that cannot be written to is no hindrance."""
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            np.save(file, reduction.matrix)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
