"""From passages to the vectors that find them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from councilqa.domain.passages import Passage
from councilqa.models.encoder import Encoded, Encoder
from councilqa.models.reduction import Reduction
from councilqa.store.encoded import CONTEXT_UNIT, EncodedPassage, TokenVectors

LEAST_ROOM = 96
"""Tokens of the text itself in a window, however long the context is."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Context and as much of the passage's text as the model reads with it."""

    passage: int
    context: str
    start: int
    end: int


def encode_passages(
    passages: Sequence[Passage],
    encoder: Encoder,
    reduction: Reduction,
    *,
    on_done: Callable[[int], None] | None = None,
) -> tuple[EncodedPassage, ...]:
    """Vectors of each passage; a long one is read in several windows, each behind the context."""
    windows = [window for position, passage in enumerate(passages) for window in _windows(position, passage, encoder)]
    texts = [f"{window.context}\n{passages[window.passage].text[window.start : window.end]}" for window in windows]
    parts: list[list[tuple[_Window, Encoded]]] = [[] for _ in passages]
    for window, encoded in zip(windows, encoder.encode(texts, on_done=on_done), strict=True):
        parts[window.passage].append((window, encoded))
    return tuple(_encoded(passage, part, reduction) for passage, part in zip(passages, parts, strict=True))


def _windows(position: int, passage: Passage, encoder: Encoder) -> Iterator[_Window]:
    room = encoder.most_tokens - 3
    context = passage.context
    taken = _token_ends(encoder, context)
    if len(taken) > room - LEAST_ROOM:
        context = context[: taken[room - LEAST_ROOM - 1]]
        taken = taken[: room - LEAST_ROOM]
    step = room - len(taken)
    ends = _token_ends(encoder, passage.text)
    start = first = 0
    while first < len(ends):
        last = _word_end(passage.text, ends, first, min(first + step, len(ends)) - 1)
        yield _Window(position, context, start, ends[last])
        start, first = ends[last], last + 1
    if not ends:
        yield _Window(position, context, 0, len(passage.text))


def _word_end(text: str, ends: Sequence[int], first: int, last: int) -> int:
    """The last token up to `last` that ends a word: half a word would be other tokens, and more of them."""
    for position in range(last, first - 1, -1):
        if not text[ends[position] - 1 : ends[position] + 1].isalnum() or ends[position] == len(text):
            return position
    return last


def _token_ends(encoder: Encoder, text: str) -> list[int]:
    encoding = encoder.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    return [int(end) for _, end in encoding["offset_mapping"]]


def _encoded(passage: Passage, parts: Sequence[tuple[_Window, Encoded]], reduction: Reduction) -> EncodedPassage:
    dense = np.sum([encoded.dense for _, encoded in parts], axis=0)
    kept = [_kept(window, encoded, first=number == 0) for number, (window, encoded) in enumerate(parts)]
    tokens = np.concatenate([encoded.tokens[keep] for (_, encoded), keep in zip(parts, kept, strict=True)])
    ids = np.concatenate([encoded.ids[keep] for (_, encoded), keep in zip(parts, kept, strict=True)])
    places = np.concatenate(
        [_places(window, encoded)[keep] for (window, encoded), keep in zip(parts, kept, strict=True)]
    )
    return EncodedPassage(
        passage=passage,
        dense=(dense / np.linalg.norm(dense)).astype(np.float32),
        tokens=TokenVectors(codes=reduction.codes(tokens), ids=ids.astype(np.uint32), units=_units(passage, places)),
    )


def _kept(window: _Window, encoded: Encoded, *, first: bool) -> NDArray[np.bool_]:
    """The context's tokens are kept once."""
    return np.asarray(first | (encoded.offsets[:, 0] > len(window.context)))


def _places(window: _Window, encoded: Encoded) -> NDArray[np.int64]:
    """Where each token begins in the passage's text; -1 in the context."""
    places = encoded.offsets[:, 0].astype(np.int64) - len(window.context) - 1
    return np.where(places < 0, -1, places + window.start)


def _units(passage: Passage, places: NDArray[np.int64]) -> NDArray[np.uint8]:
    starts = np.array([unit.start - passage.start for unit in passage.units])
    owner = np.maximum(np.searchsorted(starts, places, side="right") - 1, 0)
    return np.where(places < 0, CONTEXT_UNIT, np.minimum(owner, CONTEXT_UNIT - 1)).astype(np.uint8)
