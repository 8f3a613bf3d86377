"""Fits the reader on questions about papers that the encoder was not trained on.

    python tools/training/fit_reader.py gather REPORTS.jsonl FOLDER [--embedder default]
    python tools/training/fit_reader.py fit FOLDER [--out src/councilqa/answering/reader.json]

`gather` asks the questions of the parts "fit" and "validation" among the passages of their part and keeps what was
found; `fit` fits on the first and every second document of the second, and says how it does on the rest: how often the
first statement holds all of the units that answer, or one of them, and how long it is.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from report_index import Asked, ask_all, recall, rows_of
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from councilqa.answering.reader import Column, Logistic, Reader, Scored, features, following, statement_features
from councilqa.answering.select import first_of, following_of
from councilqa.answering.statements import Statement, statements
from councilqa.retrieval.retriever import Query

Choose = Callable[[Asked, Sequence[Scored]], list[Scored]]

REGULARISATION = 0.3


def gather(reports: Path, folder: Path, embedder: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("fit", "validation"):
        found = list(ask_all(rows_of(reports, part), embedder))
        with (folder / f"{part}.pickle").open("wb") as file:
            pickle.dump([each for each in found if each.evidence], file)
        print(embedder, part, len(found), json.dumps(recall(found)), flush=True)


def load(folder: Path) -> tuple[list[Asked], list[Asked]]:
    """(to fit on, to measure on): documents apart."""
    found: dict[str, list[Asked]] = {}
    for part in ("fit", "validation"):
        with (folder / f"{part}.pickle").open("rb") as file:
            found[part] = [each for each in pickle.load(file) if each.passage is not None]
    documents = sorted({each.document for each in found["validation"]})
    ours = set(documents[::2])
    fitted = [*found["fit"], *(each for each in found["validation"] if each.document in ours)]
    return fitted, [each for each in found["validation"] if each.document not in ours]


def logistic(columns: Sequence[Column], right: Sequence[bool]) -> Logistic:
    names = tuple(columns[0])
    values = np.array([[column[name] for name in names] for column in columns])
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=REGULARISATION, max_iter=3000).fit(scaler.transform(values), right)
    weights = model.coef_[0] / scaler.scale_
    strength = dict(zip(names, model.coef_[0], strict=True))
    print({name: round(float(strength[name]), 2) for name in sorted(names, key=lambda name: -abs(strength[name]))})
    bias = float(model.intercept_[0] - weights @ scaler.mean_)
    return Logistic(bias, {name: float(weight) for name, weight in zip(names, weights, strict=True)})


def gold_of(asked: Asked) -> set[str]:
    return {each.unit.text for each, right in zip(asked.evidence, asked.right, strict=True) if right}


def complete(asked: Asked, *said: Statement) -> bool:
    """Whether all units that answer were found and are in the statements."""
    held = {unit.unit.text for each in said for unit in each.units}
    gold = gold_of(asked)
    return len(gold) >= len(asked.units) and gold <= held


def fit(folder: Path, out: Path | None) -> None:
    asked, held = load(folder)
    columns = [features(each.query, each.evidence) for each in asked]
    units = logistic([one for each in columns for one in each], [bool(x) for each in asked for x in each.right])
    rows: list[Column] = []
    right: list[bool] = []
    for each, own in zip(asked, columns, strict=True):
        said = statements(each.evidence)
        rows += statement_features(each.query, each.evidence, np.clip(units(own), 1e-5, 1 - 1e-5), said)
        right += [complete(each, one) for one in said]
    whole = logistic(rows, right)
    reader = Reader(units=units, statements=whole, following=Logistic(0.0, {}))
    rows, right = [], []
    for each in asked:
        scored = reader.read(each.query, each.evidence)
        first = first_of(scored)
        if complete(each, first.statement):
            rest = [(one, False) for one in scored]
        else:
            rest = [(one, complete(each, first.statement, one.statement)) for one in scored]
        for one, adds in rest:
            column = following(each.query, first, one)
            if column is not None:
                rows.append(column)
                right.append(adds)
    reader = Reader(units=units, statements=whole, following=logistic(rows, right))
    if out:
        named = {name: getattr(reader, name) for name in ("units", "statements", "following")}
        kept = {
            name: {"bias": round(each.bias, 5), "weights": {key: round(x, 5) for key, x in each.weights.items()}}
            for name, each in named.items()
        }
        out.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    measure("fitted on", reader, asked)
    measure("held out", reader, held)


def measure(part: str, reader: Reader, asked: Sequence[Asked]) -> None:
    read = [(each, reader.read(each.query, each.evidence)) for each in asked]
    tell(part, "first statement", read, lambda each, scored: [first_of(scored)])
    for least in (0.5, 0.35, 0.25, 0.15):
        tell(
            part,
            f"and a second from {least}",
            read,
            lambda each, scored, least=least: _two(reader, each.query, scored, least),
        )
    by = sorted(((first_of(scored).probability, complete(each, first_of(scored).statement)) for each, scored in read))
    for cut in np.array_split(np.array(by), 5):
        print("   told", round(float(cut[:, 0].mean()), 2), "right", round(float(cut[:, 1].mean()), 2))


def _two(reader: Reader, query: Query, scored: Sequence[Scored], least: float) -> list[Scored]:
    first = first_of(scored)
    second = following_of(reader, query, scored, first, least=least)
    return [first, *([second] if second else [])]


def tell(part: str, name: str, read: Sequence[tuple[Asked, Sequence[Scored]]], choose: Choose) -> None:
    everything, some, length, cited = [], [], [], []
    for each, scored in read:
        chosen = choose(each, scored)
        gold = gold_of(each)
        everything.append(complete(each, *(one.statement for one in chosen)))
        held = [bool(gold & {unit.unit.text for unit in one.statement.units}) for one in chosen]
        some.append(any(held))
        cited += held
        length.append(sum(one.statement.length for one in chosen))
    print(
        f"{part}, {name}: all {np.mean(everything):.3f} some {np.mean(some):.3f} on point {np.mean(cited):.3f} "
        f"characters {np.median(length):.0f} (mean {np.mean(length):.0f})",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("gather", "fit"))
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--embedder", default="default")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.what == "gather":
        gather(*given.paths, given.embedder)
    else:
        fit(*given.paths, given.out)


if __name__ == "__main__":
    main()
