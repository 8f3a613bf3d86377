from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_makers import STAMP, document, encode, file_of

from councilqa.store import Store
from councilqa.store.keywords import fold, match_expression

TEXTS = (
    "The МВС cabinet agreed the budget.",
    "Savings of £1.2m are forecast for 2023/24.",
    "The s151 officer certified 1,250,000 records.",
    "Staff costs rise by 12 per cent in the café.",
    "The “Council’s” co‑ordinated partnerships were reviewed.",
    "Recharges²\u00ad of £3.5 million, see section 4.",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    paper = document(*TEXTS)
    store = Store.create(tmp_path_factory.mktemp("indexes") / "index", STAMP)
    store.write(paper, encode(paper), file_of(paper))
    return store


@pytest.mark.parametrize(
    ("term", "row"),
    [
        ("MBC", 0),
        ("£1.2m", 1),
        ("£1.2 million", 1),
        ("2023/24", 1),
        ("2023-24", 1),
        ("s151", 2),
        ("s.151", 2),
        ("1250000", 2),
        ("1,250,000", 2),
        ("12%", 3),
        ("cafe", 3),
        ("council", 4),
        ("co-ordinate", 4),
        ("partnership's", 4),
        ("recharge", 5),
        ("£3.5m", 5),
    ],
)
def test_one_spelling_finds_the_other(store: Store, term: str, row: int) -> None:
    (passage,) = store.passages([store.keywords([term], k=5)[0][0]])
    assert passage.text == TEXTS[row]


@pytest.mark.parametrize("term", ['" OR NEAR(', '"', "text:council", "a* AND -b", "(", "NOT", "\x00council", "{"])
def test_hostile_terms_do_not_break_the_query(store: Store, term: str) -> None:
    store.keywords([term], k=5)
    assert store.keywords([term, "cabinet"], k=5)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.text(max_size=20), max_size=5))
def test_any_terms_can_be_asked(store: Store, terms: list[str]) -> None:
    store.keywords([term.encode("utf-8", "ignore").decode() for term in terms], k=3)


def test_operators_are_words_not_operators(store: Store) -> None:
    assert match_expression(["NOT cabinet"]) == '"not cabinet"'
    assert store.keywords(["NOT cabinet"], k=5) == []


def test_best_passage_comes_first(store: Store) -> None:
    found = store.keywords(["savings", "forecast", "cabinet"], k=5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert store.passages([found[0][0]])[0].text == TEXTS[1]


def test_stored_text_is_not_folded(store: Store) -> None:
    (passage,) = store.passages([store.keywords(["MBC"], k=1)[0][0]])
    assert "МВС" in passage.text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("МВС and ΑΒΕ", "mbc and abe"),
        ("£1,250,000", "£1250000"),
        ("2021,2022", "2021,2022"),
        ("Members’ “view” — 5%", 'members\' "view" - 5 percent'),
        ("eﬃcient\u00ad ½", "efficient 1⁄2"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
