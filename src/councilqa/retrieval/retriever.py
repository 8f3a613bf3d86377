"""From a question to ranked passages."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

import numpy as np

from councilqa.domain.answers import Scope
from councilqa.domain.passages import Hit, Passage
from councilqa.models.encoder import Encoded, Encoder
from councilqa.models.reduction import Reduction
from councilqa.retrieval.late import Floats, Frequencies, QueryTokens, TokenIndex, query_tokens, score_passages
from councilqa.retrieval.scope import Paper, Papers, understand
from councilqa.retrieval.vocabulary import Alternative, Vocabulary
from councilqa.store.encoded import TokenVectors
from councilqa.store.records import DocumentSummary
from councilqa.store.store import Store
from councilqa.text import content_words, fold

QUESTION_WEIGHT = 1.5
"""Of the question's own list, beside 1 for each other way to put it."""
FUSION_K = 10
"""How much the first ranks count more than the next: of reciprocal rank fusion."""
FUSED_DEPTH = 100
"""Ranks of each list that count."""
FOUND_BY_DEPTH = 20
"""A search is named in `found_by` where the passage was among its first so many."""
PHRASES_KEPT = 4096
QUESTIONS_KEPT = 2
"""A comparison puts the same question to each partnership in turn, and embedding it is most of what each costs."""
VOCABULARIES_KEPT = 256
"""Of different choices of papers."""
DENSE_SHARE = 0.2
"""Weight of the whole passage's vector beside that of its words (1), among very many papers."""
MANY_PAPERS = 100
"""With so many, half of it: passages of few papers are alike as wholes, and only their words tell them apart."""
DENSE_REACH = 2
"""Of candidates, the dense search brings so many times more: beyond 10,000 passages keywords alone miss too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the asker chose; empty means every paper."""

    partnership: str | None = None
    document: str | None = None
    """Id, the start of it, or part of the path or title."""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Query:
    """A question as it was understood."""

    text: str
    folded: str
    scope: Scope
    alternatives: tuple[Alternative, ...]
    tokens: QueryTokens
    dense: Encoded = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many passages are looked at."""

    candidates: int = 200
    exhaustive_up_to: int = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search came upon, as ids of passages, best first."""

    ranked: Sequence[tuple[str, float]] = ()
    """All that were scored, with their scores."""
    dense: Sequence[str] = ()
    keywords: Sequence[str] = ()


class Retriever:
    """Ranks the passages of one open store; safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        reduction: Reduction,
        limits: Limits = Limits(),
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._reduction = reduction
        self._limits = limits
        self._guard = threading.Lock()
        self._state: _State | None = None
        self._phrase = lru_cache(maxsize=PHRASES_KEPT)(self._encode)
        self._question = lru_cache(maxsize=QUESTIONS_KEPT)(self._encode)

    def query(self, question: str, filters: Filters = Filters(), *, within: Collection[str] | None = None) -> Query:
        """Understand a question: its scope, its other words, its vectors.

        `within` are ids of papers to keep to, where the asker chose none; those no longer indexed do not count.
        """
        state = self._current()
        folded = fold(question)
        scope = self._scope(question, filters, state, within)
        others = state.vocabulary(scope.document_ids).alternatives(folded)
        encoded = self._question(folded)
        phrases = [(each.start, each.end, self._phrase(fold(each.written))) for each in others]
        tokens = query_tokens(encoded, phrases, self._reduction, state.frequencies)
        return Query(text=question, folded=folded, scope=scope, alternatives=others, tokens=tokens, dense=encoded)

    def search(self, query: Query, k: int, *, also: Sequence[str] = ()) -> tuple[Hit, ...]:
        """The k best passages within the query's scope, best first.

        `also` are other ways to put it: what each finds in the same papers counts by its rank there.
        """
        found = self.find(query)
        ranked = found.ranked[:k]
        if also:
            others = (replace(self.query(each), scope=query.scope) for each in also)
            lists = [[one for one, _ in each.ranked] for each in (found, *map(self.find, others))]
            scores = dict(found.ranked)
            together = fused(lists, (QUESTION_WEIGHT, *[1.0] * len(also)))
            ranked = [(each, scores.get(each, 0.0)) for each in together[:k]]
        passages = self._store.passages([each for each, _ in ranked])
        firsts = {"dense": set(found.dense[:FOUND_BY_DEPTH]), "keywords": set(found.keywords[:FOUND_BY_DEPTH])}
        return tuple(
            Hit(
                rank=rank,
                score=round(float(score), 4),
                passage=passage,
                found_by=("tokens", *(name for name, first in firsts.items() if passage.id in first)),
            )
            for rank, (passage, (_, score)) in enumerate(zip(passages, ranked, strict=True), start=1)
        )

    def find(self, query: Query) -> Found:
        """Every passage that was scored, by its id, without reading any."""
        state = self._current()
        within = query.scope.document_ids
        if within is not None and not within:
            return Found()
        reach = self._limits.candidates * (DENSE_REACH if state.index is None else 1)
        dense = dict(self._store.nearest(query.dense.dense, k=reach, within=within))
        words = content_words(query.text)
        keywords = [each for each, _ in self._store.keywords(words, k=self._limits.candidates, within=within)]
        return Found(ranked=self._ranked(query, state, dense, keywords), dense=tuple(dense), keywords=keywords)

    def vectors(self, passages: Sequence[Passage]) -> list[TokenVectors]:
        """Token vectors of a few passages, in their order."""
        found = self._store.token_vectors([passage.id for passage in passages])
        return [found[passage.id] for passage in passages]

    def papers(self) -> tuple[DocumentSummary, ...]:
        """What is indexed, as of the state that is searched."""
        return self._current().summaries

    def scope(self, question: str, filters: Filters = Filters()) -> Scope:
        """The papers that a question is about."""
        return self._scope(question, filters, self._current(), None)

    def likeness(self, phrase: str, others: Sequence[str]) -> list[float]:
        """How near others are to a phrase in meaning, at most 1."""
        own = self._phrase(fold(phrase)).dense
        return [float(own @ self._phrase(fold(each)).dense) for each in others]

    def _ranked(
        self, query: Query, state: _State, dense: Mapping[str, float], keywords: Sequence[str]
    ) -> list[tuple[str, float]]:
        within = query.scope.document_ids
        if state.index is not None:
            ids, scores = state.index.passage_ids, state.index.scores(query.tokens)
            if within is not None:
                scores = np.where(np.isin(state.owners, within), scores, -np.inf)
        else:
            ids = tuple(dict.fromkeys([*dense, *keywords]))
            found = self._store.token_vectors(ids)
            scores = score_passages(query.tokens, [found[each] for each in ids])
        share = dense_share(len(state.summaries if within is None else within))
        fused = (scores + share * _likenesses(ids, dense)) / (1 + share)
        order = np.argsort(-fused, kind="stable")
        return [(ids[place], float(fused[place])) for place in order if np.isfinite(fused[place])]

    def scoped(self) -> Papers:
        """The papers as `scope` looks at them."""
        return self._current().papers

    def _scope(self, question: str, filters: Filters, state: _State, within: Collection[str] | None) -> Scope:
        if filters == Filters():
            return understand(question, state.papers, within=within)
        chosen = [summary for summary in state.summaries if passes(summary, filters)]
        ids = tuple(summary.id for summary in chosen)
        return Scope(
            document_ids=ids,
            partnerships=tuple(sorted({each.metadata.partnership for each in chosen if each.metadata.partnership})),
            councils=tuple(sorted({council for each in chosen for council in each.metadata.councils})),
            since=filters.since,
            until=filters.until,
            chosen=True,
        )

    def _encode(self, folded: str) -> Encoded:
        return self._encoder.encode([folded], role="query")[0]

    def _current(self) -> _State:
        """What is kept of the store in memory, read again where the store has changed."""
        with self._guard:
            if self._state is None or self._state.generation != self._store.generation:
                self._state = _State.read(self._store, self._limits)
            return self._state


def fused(lists: Sequence[Sequence[str]], weights: Sequence[float]) -> list[str]:
    """Ids by reciprocal rank fusion, the best first, weights by list (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    scores: dict[str, float] = {}
    for ranked, weight in zip(lists, weights, strict=True):
        for rank, each in enumerate(ranked[:FUSED_DEPTH], start=1):
            scores[each] = scores.get(each, 0.0) + weight / (FUSION_K + rank)
    return sorted(scores, key=lambda each: -scores[each])


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """The parts of the store that every question needs."""

    generation: int
    summaries: tuple[DocumentSummary, ...]
    papers: Papers
    vocabulary: Callable[[tuple[str, ...] | None], Vocabulary]
    """Of the papers with these ids; None for all."""
    frequencies: Frequencies
    index: TokenIndex | None
    """None where there are too many passages to score each."""
    owners: np.ndarray
    """(passages of the index,) document ids."""

    @classmethod
    def read(cls, store: Store, limits: Limits) -> _State:
        """Everything as of one generation: what a writer changes while it is read is read again."""
        while True:
            generation = store.generation
            state = cls._read(store, limits, generation)
            if store.generation == generation:
                return state

    @classmethod
    def _read(cls, store: Store, limits: Limits, generation: int) -> _State:
        summaries = store.documents()
        small = sum(summary.passages for summary in summaries) <= limits.exhaustive_up_to
        index = TokenIndex(store.all_token_vectors()) if small else None
        owner_of = store.passage_documents() if small else {}
        return cls(
            generation=generation,
            summaries=summaries,
            papers=Papers(_paper(summary) for summary in summaries),
            vocabulary=lru_cache(maxsize=VOCABULARIES_KEPT)(partial(_vocabulary, summaries)),
            frequencies=Frequencies(store.token_frequencies()),
            index=index,
            owners=np.array([owner_of.get(each, "") for each in index.passage_ids]) if index else np.array([]),
        )


def dense_share(papers: int) -> float:
    """Weight of the dense likeness beside that of the words, for a search among so many papers."""
    return DENSE_SHARE * papers / (papers + MANY_PAPERS)


def _likenesses(ids: Sequence[str], dense: Mapping[str, float]) -> Floats:
    """(ids,): what the dense search did not bring is no nearer than the last that it did."""
    least = min(dense.values(), default=0.0)
    return np.array([dense.get(each, least) for each in ids], dtype=np.float32)


def _paper(summary: DocumentSummary) -> Paper:
    metadata = summary.metadata
    return Paper(
        id=summary.id,
        councils=metadata.councils,
        partnership=metadata.partnership,
        date=metadata.date,
        abbreviations=summary.abbreviations,
        kind=metadata.kind,
    )


def passes(summary: DocumentSummary, filters: Filters) -> bool:
    """Whether a paper is one of those that were chosen."""
    metadata = summary.metadata
    if filters.partnership and not is_partnership(metadata.partnership, filters.partnership):
        return False
    if filters.document and not names_document(summary, filters.document):
        return False
    if filters.since and (metadata.date is None or metadata.date < filters.since):
        return False
    return not (filters.until and (metadata.date is None or metadata.date > filters.until))


def is_partnership(partnership: str | None, asked: str) -> bool:
    """Whether the names are the same, in whatever order and with whatever marks between."""
    parts = set(fold(asked).replace("-", " ").replace("/", " ").replace("&", " ").split()) - {"and"}
    return partnership is not None and parts == set(partnership.lower().split("-"))


def names_document(summary: DocumentSummary, asked: str) -> bool:
    """Whether a user means this paper: by the start of its id, or a part of its path or title."""
    wanted = fold(asked)
    if len(wanted) >= 4 and summary.id.startswith(wanted):
        return True
    return wanted in fold(summary.source) or wanted in fold(summary.metadata.title)


def _vocabulary(summaries: Sequence[DocumentSummary], document_ids: Collection[str] | None) -> Vocabulary:
    """With the abbreviations of these papers; where two of them mean different things by one, without it."""
    within = None if document_ids is None else frozenset(document_ids)
    meanings: dict[str, set[str]] = {}
    for summary in summaries:
        if within is None or summary.id in within:
            for short, long in summary.abbreviations:
                meanings.setdefault(short, set()).add(long)
    known = ((short, next(iter(longs))) for short, longs in sorted(meanings.items()) if len(longs) == 1)
    return Vocabulary(known)
