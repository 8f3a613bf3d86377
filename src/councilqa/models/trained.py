"""What training changed of the packaged model: its later layers, and how token vectors are reduced.

Made by `tools/training/train_encoder.py`; with what, and under which licences, stands in docs/decisions.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

_FILE = "trained.safetensors"
_REDUCTION = "reduction"


@cache
def _read() -> dict[str, NDArray[np.float32]]:
    from safetensors.numpy import load

    loaded = load(files("councilqa.models").joinpath(_FILE).read_bytes())
    return {name: np.asarray(each, dtype=np.float32) for name, each in loaded.items()}


def trained_layers() -> dict[str, NDArray[np.float32]]:
    """Weights under the names that they have in the packaged file, in place of those."""
    return {name: each for name, each in _read().items() if name != _REDUCTION}


def trained_reduction() -> NDArray[np.float32]:
    """(dims, reduced dims)"""
    return _read()[_REDUCTION]


@cache
def trained_digest() -> str:
    """First 8 hex digits of the file's SHA-256: an index of other weights is another index."""
    return hashlib.sha256(files("councilqa.models").joinpath(_FILE).read_bytes()).hexdigest()[:8]
