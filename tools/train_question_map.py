"""Train the map that turns a question's words towards the words of the passages that answer it.

    python tools/train_question_map.py questions.jsonl MAP.npz [--half]

Each line of the questions holds `id`, `question`, `answer`, `document`, `title`, `section` and the `passage` that holds
the answer. With `--half`, only the questions whose documents `tools/beir_of_questions.py` puts into "dev" are used, so
that the map can be measured on its "test". Passages are encoded as the index encodes them and stay as they are; what is
learned is one matrix on the side of the question, near the one it starts from (see docs/decisions).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from councilqa.models.encoder import Encoder
from councilqa.models.reduction import SCALE, Reduction, fit
from councilqa.retrieval.late import Frequencies
from councilqa.sentences import sentences
from councilqa.store.encoded import TokenFrequencies
from councilqa.text import comparable, fold

RATE, EPOCHS, BATCH = 2e-3, 2, 16
HARD = 9
"""Passages beside the right one: those that come nearest to it before training."""
REACH = 20
"""Of so many that come nearest, as many are drawn for each pass."""
TEMPERATURE = 0.03
NEARNESS = 0.03
"""Weight of the squared distance from the matrix that training starts from."""
CONTEXT_SHARE = 0.9
"""As in `answering.evidence`."""


@dataclass(eq=False)
class Text:
    """A passage as ranking and choosing see it."""

    tokens: torch.Tensor
    """(tokens, reduced dims)"""
    units: torch.Tensor
    """(tokens,) the sentence of each; the last number is the context's."""
    sentences: tuple[str, ...]
    ids: np.ndarray


@dataclass(eq=False)
class Example:
    """A question and where its answer stands."""

    tokens: torch.Tensor
    """(tokens, dims)"""
    weights: torch.Tensor
    right: int
    """Place of the passage."""
    answer: str
    rivals: tuple[int, ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("map", type=Path)
    parser.add_argument("--half", action="store_true")
    given = parser.parse_args()
    lines = [json.loads(line) for line in given.questions.read_text("utf-8").splitlines() if line.strip()]
    if given.half:
        lines = [line for line in lines if hashlib.sha256(line["document"].encode()).digest()[0] % 2]
    encoder = Encoder("default")
    reduction = fit(encoder)
    texts = encode_passages(lines, encoder, reduction)
    examples = encode_questions(lines, texts, encoder)
    start = torch.tensor(reduction.matrix)
    add_rivals(examples, texts, start)
    learned = train(examples, texts, start)
    half = {"asked": learned.numpy().astype(np.float16), "met": reduction.matrix.astype(np.float16)}
    np.savez(given.map, **half)
    print(f"{len(examples)} questions, {len(texts)} passages; written to {given.map}")


def encode_passages(lines: list[dict[str, Any]], encoder: Encoder, reduction: Reduction) -> list[Text]:
    wholes, starts, spans = [], [], []
    for line in lines:
        above = " > ".join(part for part in (line["title"], line["section"]) if part)
        passage = " ".join(line["passage"].split())
        wholes.append(fold(above) + "\n" + passage)
        starts.append(len(fold(above)) + 1)
        spans.append(tuple(sentences(passage)))
    texts = []
    for whole, start, cut, encoded in zip(wholes, starts, spans, encoder.encode(wholes), strict=True):
        ends = np.array([start + end for _, end in cut])
        units = np.searchsorted(ends, encoded.offsets[:, 0], side="right")
        units[(encoded.offsets[:, 0] < start) | (units >= len(cut))] = len(cut)
        codes = reduction.codes(encoded.tokens).astype(np.float32) / SCALE
        said = tuple(whole[start + first : start + end] for first, end in cut)
        texts.append(Text(torch.tensor(codes), torch.tensor(units), said, encoded.ids))
    return texts


def encode_questions(lines: list[dict[str, Any]], texts: list[Text], encoder: Encoder) -> list[Example]:
    counts = Counter(int(each) for text in texts for each in set(text.ids.tolist()))
    ids = np.array(sorted(counts), dtype=np.uint32)
    held = np.array([counts[int(each)] for each in ids], dtype=np.int64)
    weigh = Frequencies(TokenFrequencies(generation=0, ids=ids, passages_with=held, passages=len(texts)))
    examples = []
    for place, (line, read) in enumerate(
        zip(lines, encoder.encode([fold(line["question"]) for line in lines], role="query"), strict=True)
    ):
        weights = weigh.weights(read.ids)
        examples.append(
            Example(torch.tensor(read.tokens), torch.tensor(weights / weights.sum()), place, comparable(line["answer"]))
        )
    return examples


def add_rivals(examples: list[Example], texts: list[Text], matrix: torch.Tensor) -> None:
    """Let each question know the passages that come nearest to it and are not its own."""
    rows = torch.cat([text.tokens for text in texts])
    starts = np.cumsum([0, *(len(text.tokens) for text in texts[:-1])])
    for example in examples:
        best = np.maximum.reduceat((rows @ reduced(example.tokens, matrix).T).numpy(), starts, axis=0)
        order = np.argsort(-(best @ example.weights.numpy()))
        example.rivals = tuple(int(each) for each in order[: REACH + 1] if each != example.right)[:REACH]


def train(examples: list[Example], texts: list[Text], start: torch.Tensor) -> torch.Tensor:
    """The matrix with which the right passage, and in it the sentence with the answer, come before their rivals."""
    torch.manual_seed(0)
    drawn = random.Random(0)
    matrix = start.clone().requires_grad_()
    optimiser = torch.optim.Adam([matrix], lr=RATE)
    for epoch in range(1, EPOCHS + 1):
        order = list(range(len(examples)))
        drawn.shuffle(order)
        spent = 0.0
        for first in range(0, len(order), BATCH):
            batch = [examples[each] for each in order[first : first + BATCH]]
            lost = torch.stack([loss(each, texts, matrix, drawn) for each in batch]).mean()
            optimiser.zero_grad()
            (lost + NEARNESS * ((matrix - start) ** 2).sum()).backward()
            optimiser.step()
            spent += float(lost.detach()) * len(batch)
        print(f"pass {epoch}: loss {spent / len(examples):.3f}", flush=True)
    return matrix.detach()


def loss(example: Example, texts: list[Text], matrix: torch.Tensor, drawn: random.Random) -> torch.Tensor:
    """Cross-entropy over passages, and over their sentences where one holds the answer."""
    places = [example.right, *drawn.sample(example.rivals, min(HARD, len(example.rivals)))]
    asked = reduced(example.tokens, matrix)
    passages, said, holding = [], [], []
    for place in places:
        text = texts[place]
        similar = text.tokens @ asked.T
        passages.append(similar.amax(dim=0) @ example.weights)
        into = text.units[:, None].expand_as(similar)
        best = torch.full((len(text.sentences) + 1, similar.shape[1]), -1.0).scatter_reduce(0, into, similar, "amax")
        said.append(torch.maximum(best[:-1], CONTEXT_SHARE * best[-1]) @ example.weights)
        holding += [example.answer in comparable(each) for each in text.sentences]
    scores = torch.stack(passages) / TEMPERATURE
    lost = torch.logsumexp(scores, 0) - scores[0]
    if any(holding):
        units = torch.cat(said) / TEMPERATURE
        lost = lost + torch.logsumexp(units, 0) - torch.logsumexp(units[torch.tensor(holding)], 0)
    return lost


def reduced(tokens: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    found = tokens @ matrix
    return found / found.norm(dim=1, keepdim=True).clamp_min(1e-9)


if __name__ == "__main__":
    main()
