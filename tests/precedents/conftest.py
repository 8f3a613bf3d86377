"""One small index with the real model for all tests of comparisons."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from precedent_papers import write_papers

from councilqa import CouncilQA
from councilqa.domain.comparisons import Comparison, Grid


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CouncilQA]:
    folder = tmp_path_factory.mktemp("precedents")
    write_papers(folder / "papers")
    with CouncilQA.open(folder / "index") as opened:
        report = opened.ingest([folder / "papers"])
        assert len(report.added) == 4, report
        yield opened


@pytest.fixture(scope="session")
def compare(papers: CouncilQA) -> Callable[[str], Comparison]:
    known: dict[str, Comparison] = {}

    def run(question: str) -> Comparison:
        if question not in known:
            known[question] = papers.compare(question)
        return known[question]

    return run


@pytest.fixture(scope="session")
def grid(papers: CouncilQA) -> Grid:
    return papers.compare_fields()
