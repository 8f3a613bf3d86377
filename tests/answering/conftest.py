"""One small index with the real model for all tests of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from answering_papers import write_papers

from councilqa import CouncilQA
from councilqa.answering.chain import Answerer, State
from councilqa.domain.answers import Answer
from councilqa.store.store import Store


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CouncilQA]:
    folder = tmp_path_factory.mktemp("answering")
    write_papers(folder / "papers")
    with CouncilQA.open(folder / "index") as opened:
        report = opened.ingest([folder / "papers"])
        assert len(report.added) == 3, report
        yield opened


@pytest.fixture(scope="session")
def store(papers: CouncilQA) -> Iterator[Store]:
    with Store.open(papers.settings.index, stamp=None, dense="exact") as opened:
        yield opened


@pytest.fixture(scope="session")
def answerer(papers: CouncilQA, store: Store) -> Answerer:
    return Answerer(store, papers.retriever())


@pytest.fixture(scope="session")
def selected(answerer: Answerer) -> Callable[[str], State]:
    """What is known of a question after selection."""
    known: dict[str, State] = {}

    def run(question: str) -> State:
        if question not in known:
            state = State(question=question)
            for stage in (answerer.understand, answerer.retrieve, answerer.rerank, answerer.select):
                state = stage(state)
            known[question] = state
        return known[question]

    return run


@pytest.fixture(scope="session")
def ask(answerer: Answerer) -> Callable[[str], Answer]:
    known: dict[str, Answer] = {}

    def run(question: str) -> Answer:
        if question not in known:
            known[question] = answerer.ask(question)
        return known[question]

    return run
