"""A BERT that reads one short text, in NumPy alone.

To load sentence-transformers, transformers and torch takes seconds, to read a question with them milliseconds. Whoever
asks one question in a new process waits for the first; so questions go through this, and passages, many at once,
through the library. The tests hold both to the same vectors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
_MODULES = ("Transformer", "Pooling", "Normalize")
_WEIGHTS = "model.safetensors"
_FILES = (_WEIGHTS, "modules.json", "config.json", "tokenizer.json", "sentence_bert_config.json")
_POOLING = "1_Pooling/config.json"
_PROMPTS = "config_sentence_transformers.json"
# Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: within 1.5e-7, as near as single precision is.
_ERF_P = np.float32(0.3275911)
_ERF = [np.float32(each) for each in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)]


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What the model made of one text, special tokens left out."""

    dense: Floats
    """(dims,), unit length."""
    tokens: Floats
    """(n, dims), each of unit length."""
    ids: NDArray[np.uint32]
    offsets: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Bert:
    """The weights of a sentence-transformers folder that holds BERT, mean pooling and nothing else."""

    weights: dict[str, Floats]
    tokenizer: Tokenizer
    layers: int
    heads: int
    epsilon: float
    most_tokens: int
    prompts: dict[str, str]

    @property
    def dimensions(self) -> int:
        return int(self.weights["embeddings.LayerNorm.weight"].shape[0])

    def read(self, text: str) -> Read:
        """Vectors of a text; what stands past the model's limit is not read."""
        encoding = self.tokenizer.encode(text)
        states = self._states(np.array(encoding.ids))
        mean = states.mean(axis=0)
        own = np.array(encoding.special_tokens_mask) == 0
        return Read(
            dense=_unit_length(mean),
            tokens=_unit_length(states[own]),
            ids=np.array(encoding.ids, dtype=np.uint32)[own],
            offsets=np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)[own],
        )

    def _states(self, ids: NDArray[np.int64]) -> Floats:
        """(n,) ids to (n, dims) states of the last layer."""
        weights = self.weights
        states = weights["embeddings.word_embeddings.weight"][ids]
        states = states + weights["embeddings.position_embeddings.weight"][: len(ids)]
        states = self._normed(states + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for number in range(self.layers):
            layer = f"encoder.layer.{number}"
            states = self._normed(states + self._attention(states, layer), f"{layer}.attention.output.LayerNorm")
            between = _gelu(self._linear(states, f"{layer}.intermediate.dense"))
            states = self._normed(states + self._linear(between, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        return states

    def _attention(self, states: Floats, layer: str) -> Floats:
        query, key, value = (
            self._heads(states, f"{layer}.attention.self.{name}") for name in ("query", "key", "value")
        )
        likeness = query @ key.transpose(0, 2, 1) / np.float32(query.shape[-1] ** 0.5)
        shares = np.exp(likeness - likeness.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        joined = (shares @ value).transpose(1, 0, 2).reshape(states.shape)
        return self._linear(joined, f"{layer}.attention.output.dense")

    def _heads(self, states: Floats, name: str) -> Floats:
        """(n, dims) to (heads, n, dims of a head)."""
        return self._linear(states, name).reshape(len(states), self.heads, -1).transpose(1, 0, 2)

    def _linear(self, states: Floats, name: str) -> Floats:
        return np.asarray(states @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"])

    def _normed(self, states: Floats, name: str) -> Floats:
        centred = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(self.epsilon))
        return np.asarray(centred / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"])


def read_bert(folder: Path, instead: Mapping[str, Floats] | None = None) -> Bert | None:
    """The model in a folder, or None where it is more, or other, than what is done here.

    `instead` are weights that take the place of those in the folder.
    """
    if not all((folder / name).is_file() for name in _FILES):
        return None
    config = _json(folder / "config.json")
    if not _is_plain(folder, config):
        return None
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        loaded = load_file(folder / _WEIGHTS)
    except (SafetensorError, OSError, TypeError):
        return None  # the library says better what is wrong with it
    most_tokens = int(_json(folder / "sentence_bert_config.json").get("max_seq_length") or 512)
    prompts = _json(folder / _PROMPTS).get("prompts") if (folder / _PROMPTS).is_file() else None
    return Bert(
        weights={
            **{name.removeprefix("bert."): np.asarray(each, dtype=np.float32) for name, each in loaded.items()},
            **(instead or {}),
        },
        tokenizer=_tokenizer(folder / "tokenizer.json", most_tokens),
        layers=int(config["num_hidden_layers"]),
        heads=int(config["num_attention_heads"]),
        epsilon=float(config.get("layer_norm_eps", 1e-12)),
        most_tokens=most_tokens,
        prompts={str(name): str(prompt) for name, prompt in (prompts or {}).items()},
    )


def _is_plain(folder: Path, config: dict[str, Any]) -> bool:
    modules = tuple(
        each["type"].rsplit(".", 1)[-1] for each in json.loads((folder / "modules.json").read_text("utf-8"))
    )
    wanted = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
    if modules != _MODULES or any(config.get(name, value) != value for name, value in wanted.items()):
        return False
    pooling = _json(folder / _POOLING) if (folder / _POOLING).is_file() else {}
    chosen = {name for name, value in pooling.items() if name.startswith("pooling_mode_") and value}
    return chosen == {"pooling_mode_mean_tokens"}


def _tokenizer(path: Path, most_tokens: int) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(most_tokens)
    return tokenizer


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _gelu(states: Floats) -> Floats:
    return np.asarray(states * np.float32(0.5) * (1 + _erf(states * np.float32(0.5**0.5))))


def _erf(values: Floats) -> Floats:
    size = np.abs(values)
    t = 1 / (1 + _ERF_P * size)
    series = np.zeros_like(t)
    for factor in _ERF:
        series = (series + factor) * t
    return np.asarray(np.copysign(1 - series * np.exp(-size * size), values))


def _unit_length(vectors: Floats) -> Floats:
    """As torch does it: what has no length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
