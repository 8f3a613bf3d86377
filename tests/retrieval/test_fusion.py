"""How much the whole passage's vector weighs beside its words'."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from councilqa.retrieval.retriever import DENSE_SHARE, MANY_PAPERS, Limits, Retriever, dense_share
from councilqa.store.store import Store
from fake_encoder import fake_models
from small_papers import service, write_folder

QUESTION = "What does the shared service for library opening hours save?"


def test_share_grows_with_the_papers_up_to_its_weight() -> None:
    shares = [dense_share(papers) for papers in (0, 1, 5, 50, MANY_PAPERS, 5_000, 10**6)]
    assert shares[0] == 0 and shares[2] < 0.01
    assert dense_share(MANY_PAPERS) == pytest.approx(DENSE_SHARE / 2)
    assert all(one < other for one, other in itertools.pairwise(shares)) and shares[-1] < DENSE_SHARE


def test_candidates_rank_as_every_passage_does(tmp_path: Path) -> None:
    write_folder(tmp_path / "papers", 4)
    with service(tmp_path) as qa:
        qa.ingest()
        folder = qa.settings.index
    encoder, reduction = fake_models()
    with Store.open(folder, stamp=None, dense="exact") as store:
        every = Retriever(store, encoder, reduction, Limits(exhaustive_up_to=10**6))
        some = Retriever(store, encoder, reduction, Limits(candidates=200, exhaustive_up_to=0))
        first, second = (each.find(each.query(QUESTION)).ranked for each in (every, some))
    assert [each for each, _ in first[:5]] == [each for each, _ in second[:5]]
    assert [score for _, score in first[:5]] == pytest.approx([score for _, score in second[:5]], abs=1e-3)
    assert all(-1 <= score <= 1 for _, score in first)
