"""Asking every question of a suite and scoring what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from councilqa.domain.answers import Answer
from councilqa.domain.passages import Hit
from councilqa.evals import scorers
from councilqa.evals.cases import Answerable, Case
from councilqa.evals.indexed import Comparable, Indexed
from councilqa.evals.losses import LOOKED_AT, Stage, lost_at
from councilqa.evals.scorers import Score


class Papers(Protocol):
    """What is measured: an open index, or a test's stand-in."""

    def ask(self, question: str, /) -> Answer: ...

    def search(self, query: str, /, *, k: int) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one case."""

    case: Case
    answer: Answer | None = None
    """None where the case crashed."""
    scores: Mapping[str, Score | None] = field(default_factory=dict)
    """By measure, None where it does not apply; empty where the case crashed."""
    lost: Stage | None = None
    """Where a wrong answer to an answerable question was lost."""
    error: str | None = None
    """What a crashed case died of."""
    seconds: float = 0.0
    """Of the `ask` alone."""


def run(
    cases: Sequence[Case],
    papers: Papers,
    indexed: Indexed,
    *,
    on_done: Callable[[Outcome], None] = lambda outcome: None,
) -> tuple[Outcome, ...]:
    """Outcomes in the order of the cases; one that crashes is recorded and the others go on."""
    texts = Comparable.of(indexed)
    outcomes: list[Outcome] = []
    for case in cases:
        outcomes.append(_attempt(case, papers, indexed, texts))
        on_done(outcomes[-1])
    return tuple(outcomes)


def _attempt(case: Case, papers: Papers, indexed: Indexed, texts: Comparable) -> Outcome:
    try:
        return _outcome(case, papers, indexed, texts)
    except Exception as error:  # whatever breaks on one question must not hide the others
        return Outcome(case=case, error=f"{type(error).__name__}: {error}")


def _outcome(case: Case, papers: Papers, indexed: Indexed, texts: Comparable) -> Outcome:
    started = time.perf_counter()
    answer = papers.ask(case.question)
    seconds = time.perf_counter() - started
    answerable = isinstance(case, Answerable)
    hits = tuple(papers.search(case.question, k=LOOKED_AT)) if answerable else ()
    return Outcome(
        case=case,
        answer=answer,
        scores=score(case, answer, hits, indexed),
        lost=lost_at(case, answer, hits, texts) if isinstance(case, Answerable) else None,
        seconds=seconds,
    )


def score(case: Case, answer: Answer, hits: Sequence[Hit], indexed: Indexed) -> dict[str, Score | None]:
    """Every measure of one case, in the order of a report."""
    return {
        **{f"recall@{at}": scorers.recall(case, hits, at=at) for at in scorers.RECALL_AT},
        "cite@3": scorers.cited(case, answer),
        "accuracy": scorers.accuracy(case, answer),
        "refusal": scorers.refusal(case, answer),
        "false refusal": scorers.false_refusal(case, answer),
        "quotations": scorers.quotations(answer, indexed.documents),
    }
