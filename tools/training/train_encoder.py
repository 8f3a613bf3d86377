"""Trains the packaged encoder's token vectors to find the passage that answers a question, and the unit in it.

    python tools/training/question_sets.py TRAINING PREPARED.json
    python tools/training/train_encoder.py PREPARED.json FOLDER --minutes 60
    python tools/training/train_encoder.py PREPARED.json FOLDER --export src/councilqa/models/trained.safetensors

Late interaction (Khattab and Zaharia 2020, ColBERT) over all sentences and rows of a batch's passages, listwise: the
units that answer against all others, and their passage against all others; each passage's mean vector, which finds
candidates, is trained beside it. Embeddings and the first layer stay as they are, so only the other layers ship. Token
vectors are reduced by one more matrix, trained along, from the fitted one. FOLDER keeps a checkpoint every few minutes,
and the same command goes on from it. The schedule follows the time allowed, not a number of steps.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from councilqa.models.encoder import Encoder, load_model
from councilqa.models.reduction import fit

Row = dict[str, Any]
BATCH = 16
RATE = 6e-5
FROZEN_LAYERS = 1
MOST_TOKENS = 176
"""Of a passage, its context among them."""
MOST_CONTEXT = 40
MOST_QUESTION = 40
CONTEXT_SHARE = 0.9
"""As in `answering.evidence`."""
DENSE_WEIGHT, DENSE_HEAT = 0.2, 20.0
PUBLIC_UNTIL, PUBLIC_THEN = 0.2, 0.12
"""Share of the time in which mostly public sets are asked, and their share of the questions afterwards."""
KEPT_EVERY = 240.0


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A passage as the model reads it."""

    ids: list[int]
    owner: list[int]
    """Of each token: its unit, -1 for the context, -2 for a special token."""


class Late(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        library = load_model("untrained")
        self.bert = library[0].auto_model
        for dropout in (module for module in self.bert.modules() if isinstance(module, nn.Dropout)):
            dropout.p = 0.0
        self.bert.embeddings.requires_grad_(False)
        for layer in self.bert.encoder.layer[:FROZEN_LAYERS]:
            layer.requires_grad_(False)
        self.reduction = nn.Parameter(torch.from_numpy(fit(Encoder("untrained")).matrix.copy()))
        self.heat = nn.Parameter(torch.tensor(math.log(15.0)))
        self.share = nn.Parameter(torch.tensor(1.0))
        self.register_buffer("idf", torch.ones(self.bert.config.vocab_size))

    def read(self, sequences: list[list[int]]) -> tuple[list[torch.Tensor], torch.Tensor]:
        """Reduced token vectors of each sequence, special tokens too, and (n, dims) means; of unit length."""
        order = sorted(range(len(sequences)), key=lambda place: len(sequences[place]))
        tokens: list[torch.Tensor | None] = [None] * len(sequences)
        dense: list[torch.Tensor | None] = [None] * len(sequences)
        batch: list[int] = []
        for place in [*order, None]:
            full = batch and (
                place is None
                or (len(batch) + 1) * len(sequences[place]) > 4096
                or len(sequences[place]) > 1.3 * len(sequences[batch[0]]) + 4
            )
            if full:
                longest = len(sequences[batch[-1]])
                ids = torch.zeros(len(batch), longest, dtype=torch.long)
                mask = torch.zeros_like(ids)
                for row, each in enumerate(batch):
                    ids[row, : len(sequences[each])] = torch.tensor(sequences[each])
                    mask[row, : len(sequences[each])] = 1
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
                states = states.float()
                means = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
                reduced = functional.normalize(functional.normalize(states, dim=-1) @ self.reduction, dim=-1)
                for row, each in enumerate(batch):
                    tokens[each] = reduced[row, : len(sequences[each])]
                    dense[each] = functional.normalize(means[row], dim=-1)
                batch = []
            if place is not None:
                batch.append(place)
        return tokens, torch.stack(dense)


class Questions:
    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text("utf-8"))
        tokenizer = load_model("untrained").tokenizer
        self.cls, self.sep = tokenizer.cls_token_id, tokenizer.sep_token_id

        def numbers(texts: list[str]) -> list[list[int]]:
            return tokenizer(texts, add_special_tokens=False, verbose=False)["input_ids"] if texts else []

        units = iter(numbers([unit for passage in data["passages"] for unit in passage["units"]]))
        contexts = numbers([passage["context"] for passage in data["passages"]])
        self.passages = [
            (context[:MOST_CONTEXT], [next(units) for _ in passage["units"]])
            for passage, context in zip(data["passages"], contexts, strict=True)
        ]
        self.questions = data["questions"]
        for row, ids in zip(self.questions, numbers([row["question"] for row in self.questions]), strict=True):
            row["ids"] = ids[:MOST_QUESTION]
        self.ours = [row for row in self.questions if row["set"] in ("reports", "assessments")]
        self.public = [row for row in self.questions if row["set"] not in ("reports", "assessments")]

    def read(self, place: int, holding: list[int], chance: random.Random) -> Read:
        """The passage, or as many of its units as are read at once, those that answer among them."""
        context, units = self.passages[place]
        room = MOST_TOKENS - 2 - len(context)
        first = 0
        if sum(map(len, units)) > room:
            first = min(holding) if holding else chance.randrange(len(units))
            used = 0
            while first > 0 and used + len(units[first - 1]) < room // 2:
                first -= 1
                used += len(units[first])
        ids, owner = [self.cls, *context], [-2, *[-1] * len(context)]
        for unit in range(first, len(units)):
            taken = units[unit][: MOST_TOKENS - 1 - len(ids)]
            ids += taken
            owner += [unit] * len(taken)
        return Read([*ids, self.sep], [*owner, -2])

    def idf(self, size: int) -> torch.Tensor:
        held: Counter[int] = Counter()
        for _, units in self.passages:
            held.update({each for unit in units for each in unit})
        counts = np.zeros(size)
        for each, count in held.items():
            counts[each] = count
        return torch.from_numpy(np.log1p((len(self.passages) - counts + 0.5) / (counts + 0.5))).float()


def loss_of(model: Late, asked: Questions, rows: list[Row], chance: random.Random) -> torch.Tensor:
    pool: dict[int, Read] = {}
    for row in rows:
        pool.setdefault(row["passage"], asked.read(row["passage"], row["units"], chance))
    for row in rows:
        if row["rivals"]:
            rival = chance.choice(row["rivals"])
            pool.setdefault(rival, asked.read(rival, [], chance))
    places, reads = list(pool), list(pool.values())
    questions = [[asked.cls, *row["ids"], asked.sep] for row in rows]
    tokens, dense = model.read([each.ids for each in reads] + questions)
    # One row of `segments` for each unit and one for each context, so that all are scored at once.
    segments, unit_of, passage_of = [], [], []
    for number, read in enumerate(reads):
        known: dict[int, int] = {}
        for owner in read.owner:
            if owner not in known:
                known[owner] = len(unit_of)
                unit_of.append(owner)
                passage_of.append(number)
            segments.append(known[owner])
    together = torch.cat(tokens[: len(reads)])
    segment = torch.tensor(segments)
    units, owners = torch.tensor(unit_of), torch.tensor(passage_of)
    total = torch.zeros(())
    scale = model.heat.exp()
    nearness = dense[len(reads) :] @ dense[: len(reads)].T * DENSE_HEAT
    for number, row in enumerate(rows):
        own = tokens[len(reads) + number][1:-1]
        weights = model.idf[torch.tensor(row["ids"])]
        weights = weights / weights.sum()
        met = own @ together.T
        best = torch.full((len(own), len(unit_of)), -1.0).scatter_reduce(
            1, segment.expand(len(own), -1), met, "amax", include_self=True
        )
        context = torch.full((len(own), len(reads)), -1.0)
        context[:, owners[units == -1]] = best[:, units == -1]
        inner = torch.where(units == -2, torch.tensor(-1.0), best)
        whole_best = torch.full((len(own), len(reads)), -1.0).scatter_reduce(
            1, owners.expand(len(own), -1), inner, "amax", include_self=True
        )
        whole = weights @ whole_best
        chosen = torch.nonzero(units >= 0).squeeze(1)
        near = torch.maximum(best[:, chosen], CONTEXT_SHARE * context[:, owners[chosen]])
        scores = (weights @ near + model.share * whole[owners[chosen]]) * scale
        place = places.index(row["passage"])
        right_units = set(row["units"])
        right = torch.tensor(
            [int(owners[each]) == place and int(units[each]) in right_units for each in chosen], dtype=torch.bool
        )
        if right.any() and not right.all():
            wrong = torch.logsumexp(scores[~right], 0)
            total = total + (torch.logaddexp(scores[right], wrong) - scores[right]).mean()
        total = total + functional.cross_entropy(whole[None] * scale * 2, torch.tensor([place]))
        total = total + DENSE_WEIGHT * functional.cross_entropy(nearness[number][None], torch.tensor([place]))
    return total / len(rows)


def train(asked: Questions, folder: Path, minutes: float) -> None:
    torch.manual_seed(1)
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    model = Late()
    model.idf.copy_(asked.idf(len(model.idf)))
    body = [each for name, each in model.bert.named_parameters() if each.requires_grad and "pooler" not in name]
    head = [model.heat, model.share]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": [model.reduction], "lr": 2e-4}, {"params": head, "lr": 0.005}],
        weight_decay=0.01,
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    step, spent = 0, 0.0
    if checkpoint.is_file():
        kept = torch.load(checkpoint)
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        step, spent = kept["step"], kept["spent"]
    chance = random.Random(1 + step)
    losses: list[float] = []
    began, told, saved = time.monotonic() - spent, 0.0, time.monotonic()
    queues: dict[str, list[Row]] = {"ours": [], "public": []}
    model.train()
    while (spent := time.monotonic() - began) < 60 * minutes:
        done = spent / (60 * minutes)
        pace = min(1.0, (step + 1) / 60) * max(0.02, 1 - done)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * pace
        name = "public" if chance.random() < (0.8 if done < PUBLIC_UNTIL else PUBLIC_THEN) else "ours"
        if len(queues[name]) < BATCH:
            queues[name] = list(asked.ours if name == "ours" else asked.public)
            chance.shuffle(queues[name])
        rows = [queues[name].pop() for _ in range(BATCH)]
        loss = loss_of(model, asked, rows, chance)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        step += 1
        if name == "ours":
            losses.append(float(loss.detach()))
        if time.monotonic() - told > 60:
            told = time.monotonic()
            recent = sum(losses[-40:]) / max(len(losses[-40:]), 1)
            print(
                f"step {step}, {spent:.0f} s, loss on reports {recent:.3f}, heat {model.heat.exp().item():.1f}, "
                f"share {model.share.item():.2f}",
                flush=True,
            )
        if time.monotonic() - saved > KEPT_EVERY or spent > 60 * minutes:
            saved = time.monotonic()
            keep(model, optimizer, step, spent, checkpoint)
    keep(model, optimizer, step, spent, checkpoint)


def keep(model: Late, optimizer: torch.optim.Optimizer, step: int, spent: float, path: Path) -> None:
    unfinished = path.with_suffix(".part")
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent}
    torch.save(state, unfinished)
    unfinished.replace(path)


def export(folder: Path, out: Path) -> None:
    """The trained layers in half precision under the names of the packaged file, and the reduction."""
    from safetensors.torch import save_file

    state = torch.load(folder / "checkpoint.pt")["model"]
    layers = {
        name.removeprefix("bert."): value.half().contiguous()
        for name, value in state.items()
        if name.startswith("bert.encoder.layer.") and int(name.split(".")[3]) >= FROZEN_LAYERS
    }
    save_file({**layers, "reduction": state["reduction"].float().contiguous()}, out)
    print(out, out.stat().st_size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--export", type=Path)
    given = parser.parse_args()
    if given.export:
        export(given.folder, given.export)
    else:
        train(Questions(given.prepared), given.folder, given.minutes)


if __name__ == "__main__":
    main()
