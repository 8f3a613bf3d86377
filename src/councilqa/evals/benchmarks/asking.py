"""Warm questions: by stage, beside the embedding of each alone, and many at once."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from councilqa.answering.chain import Answerer, State
from councilqa.councils.names import short_name
from councilqa.domain.documents import Document, Heading
from councilqa.evals.benchmarks.figures import timed
from councilqa.evals.benchmarks.growing import Embed
from councilqa.evals.benchmarks.results import ASKING, Concurrent, Latency
from councilqa.ingest.outline import plain
from councilqa.service import CouncilQA

MOST_QUESTIONS = 24
ROUNDS = 4
FEWEST = 4
"""Questions by stage and as many as a whole, however long they take."""
LEAST_HEADING = 8
"""Characters of a heading that says what stands under it."""


def questions_from(papers: Sequence[Document], *, most: int = MOST_QUESTIONS) -> tuple[str, ...]:
    """Questions about sections spread evenly over the papers, every other one of a council by name."""
    asked = list(dict.fromkeys(_questions(papers)))
    step = max(1, len(asked) // most)
    return tuple(asked[::step][:most])


def _questions(papers: Sequence[Document]) -> Iterator[str]:
    turns = itertools.count()
    for paper in papers:
        councils = [short_name(each) for each in paper.metadata.councils]
        for block in paper.draft.blocks:
            heading = plain(block.text).rstrip(".:") if isinstance(block, Heading) else ""
            if len(heading) >= LEAST_HEADING and not heading[0].isdigit():
                of = f" for {councils[0]}" if councils and not next(turns) % 3 else ""
                yield f"What is said about {heading}{of}?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What questions took."""

    embed: Latency
    ask: Latency
    search: Latency
    stages: dict[str, Latency]


@dataclass
class _Times:
    embed: list[float] = field(default_factory=list)
    ask: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in ASKING})

    @property
    def enough(self) -> bool:
        return min(len(self.ask), len(self.stages[ASKING[0]])) >= FEWEST


def ask(papers: CouncilQA, embed: Embed, questions: Sequence[str], *, within_seconds: float) -> Asked:
    """Ask for so long, every other question stage by stage, the rest as a whole; the next round the other way round.

    So none is asked twice in a row, and what it needs is not at hand from a moment ago. Embedding and searching
    stand in the same loop, so that noise of the machine meets all.
    """
    times = _Times()
    papers.ask(questions[0])
    embed([questions[0]])
    answerer = papers.answerer()
    until = time.perf_counter() + within_seconds
    for turn, question in enumerate(list(questions) * ROUNDS):
        if time.perf_counter() > until and times.enough:
            break
        times.embed.append(timed(lambda asked=question: embed([asked])))  # type: ignore[misc]
        if (turn + turn // len(questions)) % 2:
            times.ask.append(timed(lambda asked=question: papers.ask(asked)))  # type: ignore[misc]
        else:
            for stage, seconds in by_stage(answerer, question).items():
                times.stages[stage].append(seconds)
        other = questions[(turn + len(questions) // 2) % len(questions)]
        times.search.append(timed(lambda asked=other: papers.search(asked)))  # type: ignore[misc]
    return Asked(
        embed=Latency.of(times.embed),
        ask=Latency.of(times.ask),
        search=Latency.of(times.search),
        stages={name: Latency.of(seconds) for name, seconds in times.stages.items()},
    )


def by_stage(answerer: Answerer, question: str) -> dict[str, float]:
    """Seconds of each stage of one answer."""
    state, seconds = State(question=question), dict[str, float]()
    for name in ASKING:
        started = time.perf_counter()
        state = getattr(answerer, name)(state)
        seconds[name] = time.perf_counter() - started
    return seconds


def ask_at_once(papers: CouncilQA, questions: Sequence[str], *, askers: int, within_seconds: float) -> Concurrent:
    """So many threads asking one question after the other for so long, each one at least."""
    guard, turn = threading.Lock(), itertools.count()
    started = time.perf_counter()

    def asker() -> list[float]:
        took: list[float] = []
        while not took or time.perf_counter() - started < within_seconds:
            with guard:
                question = questions[next(turn) % len(questions)]
            took.append(timed(lambda asked=question: papers.ask(asked)))  # type: ignore[misc]
        return took

    with ThreadPoolExecutor(askers) as pool:
        running = [pool.submit(asker) for _ in range(askers)]
        seconds = [each for asked in running for each in asked.result()]
    lasted = time.perf_counter() - started
    return Concurrent(askers=askers, questions=len(seconds), seconds=lasted, latency=Latency.of(seconds))
