"""With what an index is built. On its own: to open an index must not load every reader of files."""

from __future__ import annotations

from councilqa.models.encoder import Encoder
from councilqa.models.reduction import Reduction
from councilqa.store.schema import FORMAT_VERSION
from councilqa.store.stamp import Stamp

READERS = 8
"""Of the readers together: an index built with another is stale."""
SPLITTER = 1
"""Of the ways to cut papers into passages."""


def stamp_of(encoder: Encoder, reduction: Reduction) -> Stamp:
    """The stamp of what is built with these now."""
    return Stamp(
        embedder=encoder.identity,
        dimensions=encoder.dimensions,
        token_dimensions=reduction.dimensions,
        reader_version=READERS,
        splitter_version=SPLITTER,
        format_version=FORMAT_VERSION,
    )
