"""The models that an index is built and asked with."""

from __future__ import annotations

from pathlib import Path

from councilqa.models.encoder import Encoder
from councilqa.models.reduction import Reduction, fitted


def load_models(embedder: str, index: Path) -> tuple[Encoder, Reduction]:
    """The encoder by its name, and the reduction for it that is kept in the index's folder."""
    encoder = Encoder(embedder)
    return encoder, fitted(encoder, index)
