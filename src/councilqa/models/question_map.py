"""A trained map for questions: their words are turned towards the words of the passages that answer such questions."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from councilqa.models.encoder import PACKAGED, Encoder
from councilqa.models.reduction import Reduction


def question_map(encoder: Encoder, reduction: Reduction) -> Reduction:
    """What questions are reduced with to rank passages that were reduced with `reduction`.

    Trained for the packaged model, with `tools/train_question_map.py`; for any other it is `reduction` itself.
    """
    if encoder.name != PACKAGED:
        return reduction
    with files("councilqa.models").joinpath("question_map.npz").open("rb") as file, np.load(file) as kept:
        asked, met = kept["asked"].astype(np.float32), kept["met"].astype(np.float32)
    # In the directions of this index, should they be other ones of the same space than training had.
    return Reduction(matrix=asked @ (met.T @ reduction.matrix))
