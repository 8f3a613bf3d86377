"""Our ranking on a collection that is not ours, beside simple searches over the same documents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from councilqa.evals.foreign import baselines, ranking
from councilqa.evals.foreign.baselines import Baseline
from councilqa.evals.foreign.beir import Collection
from councilqa.evals.foreign.indexing import Indexing, document_id, open_or_index
from councilqa.evals.intervals import Estimate, estimate, paired
from councilqa.evals.results import OURS
from councilqa.ingest import split
from councilqa.ingest.versions import stamp_of
from councilqa.models.encoder import Encoder
from councilqa.models.loading import load_models
from councilqa.models.reduction import Reduction
from councilqa.retrieval.retriever import Limits, Retriever
from councilqa.settings import Settings
from councilqa.store.store import Store

CUTOFF = 10
"""Of nDCG and of the reciprocal rank."""
NDCG, MRR = f"nDCG@{CUTOFF}", f"MRR@{CUTOFF}"
RECALL_AT = (1, 3, 5, 10, 20, 100)
Progress = Callable[[str, int, int], None]
"""(what is done, how much of it, how much in all)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to measure, and where."""

    index: Path
    """Folder of the collection's own index, made where it is not there yet."""
    recall_at: tuple[int, ...] = RECALL_AT
    baselines: tuple[Baseline, ...] = ()

    @property
    def depth(self) -> int:
        return max(CUTOFF, *self.recall_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """How one search did."""

    name: str
    about: str
    scores: Mapping[str, tuple[float, ...]]
    """By measure, one for each question."""
    seconds: float
    """For one question, on average."""
    scored: float | None = None
    """Passages scored for one question, on average."""
    narrowed: int = 0
    """Questions that were understood to be about some of the documents only."""

    def estimates(self) -> dict[str, Estimate]:
        found = {name: estimate(values) for name, values in self.scores.items()}
        return {name: each for name, each in found.items() if each is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run over a collection."""

    collection: str
    split: str
    documents: int
    passages: int
    queries: int
    settings_digest: str
    exhaustive: bool
    """Whether every passage was scored for every question."""
    indexing: Indexing | None
    """None where the index was there."""
    rankings: tuple[Ranking, ...]
    """Ours first."""

    def ahead(self, other: Ranking) -> Estimate | None:
        """By how much our nDCG is above another's, question by question."""
        return paired(other.scores[NDCG], self.rankings[0].scores[NDCG])

    def to_json(self) -> dict[str, Any]:
        """Means and intervals; the scores of single questions are left out."""
        return {
            **{name: getattr(self, name) for name in ("collection", "split", "documents", "passages", "queries")},
            "settings_digest": self.settings_digest,
            "exhaustive": self.exhaustive,
            "indexing": asdict(self.indexing) if self.indexing else None,
            "systems": [self._system(each) for each in self.rankings],
        }

    def _system(self, each: Ranking) -> dict[str, Any]:
        ahead = self.ahead(each) if each is not self.rankings[0] else None
        return {
            "name": each.name,
            "about": each.about,
            "measures": {name: asdict(found) for name, found in each.estimates().items()},
            "seconds_per_query": each.seconds,
            "passages_scored": each.scored,
            "narrowed": each.narrowed,
            "ours_ahead": asdict(ahead) if ahead else None,
        }


def measure(
    collection: Collection,
    order: Order,
    settings: Settings,
    *,
    models: tuple[Encoder, Reduction] | None = None,
    progress: Progress = lambda what, done, total: None,
) -> Report:
    """Index the collection where that is not done, ask every question, and score the documents that come back.

    `models` are an encoder and its reduction that are loaded already.
    """
    encoder, reduction = models or load_models(settings.embedder, order.index)
    store, indexing = open_or_index(
        collection,
        order.index,
        stamp_of(encoder, reduction),
        encoder,
        reduction,
        sizes=split.Sizes(aim=settings.split.aim, at_least=settings.split.at_least),
        on_done=lambda done, total: progress("indexing", done, total),
    )
    with store:
        passages = sum(each.passages for each in store.documents())
        limits = Limits(candidates=settings.retrieval.candidates, exhaustive_up_to=settings.retrieval.exhaustive_up_to)
        retriever = Retriever(store, encoder, reduction, limits)
        ours = _ours(collection, order, store, retriever, progress)
    others = (_baseline(name, collection, order, encoder, progress) for name in order.baselines)
    return Report(
        collection=collection.name,
        split=collection.split,
        documents=len(collection.documents),
        passages=passages,
        queries=len(collection.queries),
        settings_digest=settings.digest(),
        exhaustive=passages <= limits.exhaustive_up_to,
        indexing=indexing,
        rankings=(ours, *others),
    )


def scores(
    collection: Collection, ranked: Mapping[str, Sequence[str]], recall_at: Iterable[int]
) -> dict[str, tuple[float, ...]]:
    """Every measure of ranked documents, by question; one that is not among them has found nothing."""
    pairs = [(_without_itself(each, ranked.get(each, ())), collection.judgements[each]) for each in collection.queries]
    return {
        NDCG: tuple(ranking.ndcg(found, judged, at=CUTOFF) for found, judged in pairs),
        **{f"recall@{at}": tuple(ranking.recall(found, judged, at=at) for found, judged in pairs) for at in recall_at},
        MRR: tuple(ranking.reciprocal_rank(found, judged, at=CUTOFF) for found, judged in pairs),
    }


def _without_itself(question: str, ranked: Sequence[str]) -> list[str]:
    """As BEIR does it: where questions are documents of the corpus, finding oneself does not count."""
    return [each for each in ranked if each != question]


def _ours(collection: Collection, order: Order, store: Store, retriever: Retriever, progress: Progress) -> Ranking:
    documents = {document_id(each): each.id for each in collection.documents}
    owners = {passage: documents[owner] for passage, owner in store.passage_documents().items()}
    retriever.find(retriever.query("warm up"))
    ranked: dict[str, list[str]] = {}
    scored = narrowed = 0
    started = time.perf_counter()
    for done, (name, text) in enumerate(collection.queries.items(), 1):
        query = retriever.query(text)
        found = retriever.find(query).ranked
        # A document is as good as its best passage.
        ranked[name] = list(dict.fromkeys(owners[passage] for passage, _ in found))[: order.depth + 1]
        scored += len(found)
        narrowed += query.scope.document_ids is not None
        progress(OURS, done, len(collection.queries))
    asked = len(collection.queries)
    return Ranking(
        name=OURS,
        about="our passages, our ranking, the best passage of each document",
        scores=scores(collection, ranked, order.recall_at),
        seconds=(time.perf_counter() - started) / asked,
        scored=scored / asked,
        narrowed=narrowed,
    )


def _baseline(name: Baseline, collection: Collection, order: Order, encoder: Encoder, progress: Progress) -> Ranking:
    if name == "dense":
        search = baselines.dense(
            collection.documents,
            encoder,
            depth=order.depth + 1,
            on_done=lambda done, total: progress("dense: documents", done, total),
        )
    else:
        search = baselines.bm25(collection.documents, depth=order.depth + 1)
    ranked: dict[str, Sequence[str]] = {}
    started = time.perf_counter()
    for done, (question, text) in enumerate(collection.queries.items(), 1):
        ranked[question] = search(text)
        progress(name, done, len(collection.queries))
    return Ranking(
        name=name,
        about=baselines.ABOUT[name],
        scores=scores(collection, ranked, order.recall_at),
        seconds=(time.perf_counter() - started) / len(collection.queries),
    )
