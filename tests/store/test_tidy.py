"""What is asked often, and what is done after every paper, costs no pass over the index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from store_makers import STAMP, dense, encode, file_of, paper

from councilqa.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.create(tmp_path / "index", STAMP) as store:
        for seed in range(1, 9):
            store.write(paper(seed), encode(paper(seed)), file_of(paper(seed)))
    return tmp_path / "index"


@pytest.mark.parametrize("most", [1, 5, 1000])
@pytest.mark.parametrize("term", ["council", "cabinet", "no such words", "…", ""])
def test_holding_counts_what_a_keyword_search_would_bring(folder: Path, term: str, most: int) -> None:
    within = (paper(2).id, paper(5).id)
    with Store.open(folder, stamp=STAMP, dense="exact") as store:
        assert store.holding(term, most=most) == len(store.keywords([term], k=most))
        assert store.holding(term, most=most, within=within) == len(store.keywords([term], k=most, within=within))
        assert store.holding(term, most=most, within=()) == 0


def test_keywords_within_papers_are_those_of_all_that_stand_there(folder: Path) -> None:
    within = (paper(2).id, paper(5).id)
    with Store.open(folder, stamp=STAMP, dense="exact") as store:
        owners = store.passage_documents()
        everywhere = store.keywords(["council", "cabinet"], k=1000)
        assert store.keywords(["council", "cabinet"], k=1000, within=within) == [
            pair for pair in everywhere if owners[pair[0]] in within
        ]
        assert store.keywords(["council", "cabinet"], k=3) == everywhere[:3]


@pytest.mark.parametrize("k", [1, 3, 7, 31, 32, 33])
def test_exact_search_brings_the_nearest_in_order(folder: Path, k: int) -> None:
    within = (paper(7).id, paper(3).id, "not there")
    with Store.open(folder, stamp=STAMP, dense="exact") as store:
        everything = store.nearest(dense("savings"), k=10_000)
        assert store.nearest(dense("savings"), k=k) == everything[:k]
        owners = store.passage_documents()
        inside = [pair for pair in everything if owners[pair[0]] in within][:k]
        found = store.nearest(dense("savings"), k=k, within=within)
        assert [each for each, _ in found] == [each for each, _ in inside]
        assert np.allclose([score for _, score in found], [score for _, score in inside])


def test_tidying_leaves_an_index_alone_that_wastes_nothing(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        store.compact()
        before = (folder / "library.sqlite3").read_bytes()
        store.write(paper(20), encode(paper(20)), file_of(paper(20)))
        store.remove(paper(20).id)
        store.tidy()
    assert before != (folder / "library.sqlite3").read_bytes()  # the room of one paper is kept for the next
    with Store.open(folder, stamp=STAMP) as store:
        assert len(store.nearest(dense("x"), k=1000)) == 32


def test_tidying_gives_much_room_back(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        for seed in range(30, 60):
            store.write(paper(seed), encode(paper(seed)), file_of(paper(seed)))
        for seed in range(30, 60):
            store.remove(paper(seed).id)
        before = store.sizes().library
        store.tidy()
        assert store.sizes().library < before / 2
        assert len(store.nearest(dense("x"), k=1000)) == 32
