"""Asking every question of a suite and scoring what comes back."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from councilqa.domain.answers import Answer, whereabouts
from councilqa.domain.passages import Hit
from councilqa.evals import scorers
from councilqa.evals.cases import (
    Answerable,
    Case,
    Comparison,
    Evidence,
    Expected,
    FigureGroups,
    Groups,
    Unanswerable,
    worded,
)
from councilqa.evals.drafts import draft_record
from councilqa.evals.figures import shown
from councilqa.evals.indexed import Comparable, Indexed
from councilqa.evals.losses import Blame, lost_at
from councilqa.evals.results import CaseResult, CitationRecord, EvidenceRecord, case_digest
from councilqa.evals.scorers import LOOKED_AT, MOST_PASSAGE_CHARACTERS, Place, Score, stands_in


class Papers(Protocol):
    """What is measured: an open index, a simpler system, or a test's stand-in."""

    def ask(
        self,
        question: str,
        *,
        partnership: str | None = None,
        document: str | None = None,
        history: Sequence[Answer] = (),
    ) -> Answer: ...

    def search(
        self, query: str, *, k: int | None = None, partnership: str | None = None, document: str | None = None
    ) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class System:
    """Something that answers, with what it answers from."""

    name: str
    about: str
    papers: Papers
    indexed: Indexed
    """Its passages, and the papers that its citations are held against."""
    texts: Comparable
    read: int
    """So many passages of a search are what answers are made of."""
    scores: Scorer | None = None
    """How answers are scored where that is not as a suite's are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing to ask: a case, or the cell of one partnership in a comparison."""

    case: Case
    id: str
    group: str
    """Id of the case in its suite: the cells of a comparison, or the wordings of a question, have it in common."""
    digest: str
    partnership: str | None = None
    expected: Expected | None = None
    """What the cell holds; None for one that its papers do not state."""


Scorer = Callable[[Ask, Answer, Sequence[Hit], System], dict[str, Score]]
"""Every measure that applies, in the order of a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """Which cases are asked, of a suite's."""

    kinds: tuple[str, ...] = ()
    """Empty: all."""
    sample: int | None = None
    """About so many, drawn from each kind in proportion, the same ones every time."""

    def __str__(self) -> str:
        said = [f"kind {', '.join(self.kinds)}"] if self.kinds else []
        said += [f"a sample of {self.sample}"] if self.sample else []
        return "; ".join(said) or "all"


def asks(cases: Sequence[Case]) -> tuple[Ask, ...]:
    """What is asked for some cases, in their order; a borderline cell is not asked."""
    return tuple(ask for case in cases for ask in _asks_of(case))


def _asks_of(case: Case) -> Iterator[Ask]:
    if not isinstance(case, Comparison):
        for each in worded(case):
            yield Ask(case=each, id=each.id, group=case.id, digest=case_digest(each))
        return
    digest = case_digest(case)
    for name in sorted({*case.expect, *case.not_stated} - {*case.borderline}):
        yield Ask(
            case=case,
            id=f"{case.id}/{name}",
            group=case.id,
            digest=digest,
            partnership=name,
            expected=case.expect.get(name),
        )


def select(cases: Sequence[Case], wanted: Selected) -> tuple[Case, ...]:
    """Those asked for, in their order.

    A sample takes from each kind those whose ids have the smallest hashes, so that a case more or less in the suite
    changes at most a few others.
    """
    chosen = [case for case in cases if not wanted.kinds or case.kind in wanted.kinds]
    if wanted.sample is None or wanted.sample >= len(chosen):
        return tuple(chosen)
    share = wanted.sample / len(chosen)
    kept: set[str] = set()
    for kind in sorted({case.kind for case in chosen}):
        ids = sorted((case.id for case in chosen if case.kind == kind), key=_hash)
        kept.update(ids[: max(1, round(share * len(ids)))])
    return tuple(case for case in chosen if case.id in kept)


def _hash(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def run(
    wanted: Sequence[Ask],
    system: System,
    *,
    known: Mapping[str, CaseResult] | None = None,
    jobs: int = 1,
    on_done: Callable[[CaseResult], None] = lambda result: None,
) -> tuple[CaseResult, ...]:
    """Results in the order of the questions; one that crashes is recorded and the others go on.

    `known` are results of an interrupted run by id: they are not asked again. `on_done` is called from this thread, as
    each comes in.
    """
    done = dict(known or {})
    left = [ask for ask in wanted if ask.id not in done]
    for result in _each(left, system, jobs=jobs):
        done[result.id] = result
        on_done(result)
    return tuple(done[ask.id] for ask in wanted)


def _each(left: Sequence[Ask], system: System, *, jobs: int) -> Iterator[CaseResult]:
    if jobs <= 1:
        yield from (attempt(ask, system) for ask in left)
        return
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="ask")
    try:
        for future in as_completed([pool.submit(attempt, ask, system) for ask in left]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def attempt(ask: Ask, system: System) -> CaseResult:
    """Ask one question; whatever breaks on it must not hide the others."""
    try:
        return _result(ask, system)
    except Exception as error:
        return _described(ask).model_copy(update={"error": f"{type(error).__name__}: {error}"})


def _result(ask: Ask, system: System) -> CaseResult:
    scope = _Scope.of(ask)
    history = _conversation(ask.case, system.papers, scope)
    started = time.perf_counter()
    answer = scope.ask(system.papers, ask.case.question, history)
    seconds = time.perf_counter() - started
    query = answer.understood or ask.case.question
    hits = tuple(scope.search(system.papers, query, max(LOOKED_AT, system.read)))
    return _described(ask).model_copy(
        update={
            "status": answer.status.value,
            "answer": answer.text,
            "understood": answer.understood,
            "reason": answer.reason,
            "citations": tuple(_citations(answer)),
            "hits": tuple(hit.passage.id for hit in hits[:LOOKED_AT]),
            "confidence": confidence(answer),
            "scores": (system.scores or scores)(ask, answer, hits, system),
            "blame": _blame(ask, answer, query, system, scope),
            "draft": draft_record(answer, system.indexed),
            "seconds": round(seconds, 4),
        }
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """The papers that the asker chose: those of a cell's partnership, or the one paper that a case is about."""

    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ask: Ask) -> _Scope:
        if ask.partnership is not None:
            return cls({"partnership": ask.partnership})
        papers = () if isinstance(ask.case, Comparison) else ask.case.papers
        return cls({"document": papers[0]} if len(papers) == 1 else {})

    def ask(self, papers: Papers, question: str, history: Sequence[Answer]) -> Answer:
        return papers.ask(question, history=history, **self.chosen)

    def search(self, papers: Papers, query: str, k: int) -> Sequence[Hit]:
        return papers.search(query, k=k, **self.chosen)


def _conversation(case: Case, papers: Papers, scope: _Scope) -> tuple[Answer, ...]:
    """The answers to what was asked before."""
    history: tuple[Answer, ...] = ()
    for turn in () if isinstance(case, Comparison) else case.turns:
        history = (*history, scope.ask(papers, turn, history))
    return history


def scores(ask: Ask, answer: Answer, hits: Sequence[Hit], system: System) -> dict[str, Score]:
    """Every measure that applies, in the order of a report."""
    case = ask.case
    if isinstance(case, Comparison):
        every: dict[str, Score | None] = {"comparison": scorers.cell(ask.expected, answer)}
    else:
        every = {
            "first": scorers.first(case, answer),
            **{f"at{at}": scorers.within(case, answer, at=at) for at in scorers.SHORT_AT},
            "on point": scorers.on_point(case, answer),
            **{f"recall@{at}": scorers.recall(case, hits, at=at) for at in scorers.RECALL_AT},
            "MRR": scorers.reciprocal_rank(case, hits),
            "nDCG@10": scorers.gain(case, hits, relevant=_with_evidence(case, system.texts)),
            "cite@3": scorers.cited(case, answer),
            "accuracy": scorers.accuracy(case, answer),
            "phrases": scorers.phrases(case, answer),
            "figures": scorers.figures_right(case, answer),
            "complete": scorers.complete(case, answer),
            "follow-up": scorers.follow_up(case, answer),
            "refusal": scorers.refusal(case, answer),
            "refusal precision": scorers.refusal_precision(case, answer),
            "false refusal": scorers.false_refusal(case, answer),
            **{
                name: score
                for by in Place
                for name, score in (
                    (f"{by} precision", scorers.citation_precision(case, answer, by=by)),
                    (f"{by} recall", scorers.citation_recall(case, answer, by=by)),
                )
            },
        }
    every["quotations"] = scorers.quotations(answer, system.indexed.documents)
    every["length"] = scorers.length(case, answer)
    return {name: score for name, score in every.items() if score is not None}


def _with_evidence(case: Case, texts: Comparable) -> int:
    """How many passages of the index have evidence."""
    if not isinstance(case, Answerable):
        return 0
    return sum(stands_in(text, case.evidence) for text in texts.passages if len(text) <= MOST_PASSAGE_CHARACTERS)


def _blame(ask: Ask, answer: Answer, query: str, system: System, scope: _Scope) -> Blame | None:
    if not isinstance(ask.case, Answerable):
        return None
    documents = system.indexed.documents

    def title_of(document_id: str) -> str:
        return documents[document_id].metadata.title if document_id in documents else ""

    return lost_at(
        ask.case,
        answer,
        system.texts,
        candidates=lambda: scope.search(system.papers, query, max(len(system.indexed.passages), 1)),
        read=system.read,
        title_of=title_of,
    )


def confidence(answer: Answer) -> float | None:
    """How sure an answer is of itself; where it does not say, the score of the best sentence, item or row that it could
    be made of, as its trace tells.

    Such scores of one question cannot be compared with those of another without loss: they order answers, no more.
    """
    told: float | None = getattr(answer, "confidence", None)
    if told is not None:
        return told
    best = next((what for stage, what in answer.trace if stage == "rerank"), "")
    try:
        return float(best.split(" ", 1)[0])
    except ValueError:
        return None


def _described(ask: Ask) -> CaseResult:
    """What a reader of the report needs to know of the question."""
    case = ask.case
    expected = ask.expected if isinstance(case, Comparison) else case if isinstance(case, Answerable) else None
    return CaseResult(
        id=ask.id,
        group=ask.group,
        digest=ask.digest,
        kind=case.kind,
        question=case.question,
        turns=() if isinstance(case, Comparison) else case.turns,
        partnership=ask.partnership,
        answerable=expected is not None,
        gold=_gold(expected.gold, expected.figures) if expected else (),
        evidence=tuple(EvidenceRecord(quote=each.quote, where=_where(each)) for each in expected.proofs)
        if expected
        else (),
        why=case.why if isinstance(case, Unanswerable) else "" if expected else "not stated",
    )


def _gold(phrases: Groups, figures: FigureGroups) -> tuple[str, ...]:
    return (*(" / ".join(group) for group in phrases), *(" / ".join(map(shown, group)) for group in figures))


def _where(proof: Evidence) -> str:
    place = whereabouts(proof.paragraph, proof.page, proof.printed_page)
    cell = f"row {proof.cell.row!r}, column {proof.cell.column!r}" if proof.cell else ""
    return ", ".join(part for part in (proof.document, place, cell) if part)


def _citations(answer: Answer) -> Iterator[CitationRecord]:
    for each in answer.citations:
        yield CitationRecord(
            title=each.title,
            source=PurePath(each.source).name,
            where=whereabouts(each.paragraph, each.page, each.printed_page),
            quote=each.quote,
            passage_id=each.passage_id,
        )


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
