"""The measures of ranked lists, against values worked out by hand and against what must always hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.evals.foreign.ranking import ndcg, recall, reciprocal_rank

GRADED = {"a": 2, "b": 1, "c": 1, "z": 0}
names = st.lists(st.sampled_from("abcdefgh"), unique=True)
judged = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1)


def test_ndcg_by_hand() -> None:
    # Gains 1, 0, 2 at ranks 1, 2, 3; at best 2, 1, 1.
    found = 1 / math.log2(2) + 2 / math.log2(4)
    best = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(["b", "x", "a"], GRADED, at=10) == pytest.approx(found / best)
    assert ndcg(["b", "x", "a"], GRADED, at=2) == pytest.approx(1 / (2 + 1 / math.log2(3)))


def test_ndcg_gains_are_the_grades_themselves() -> None:
    """As in trec_eval; 2**grade - 1 would give 3 for a grade of 2."""
    assert ndcg(["x", "a"], {"a": 2}, at=10) == ndcg(["x", "a"], {"a": 1}, at=10) == pytest.approx(1 / math.log2(3))
    assert ndcg(["b", "a"], {"a": 2, "b": 1}, at=10) == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))


@pytest.mark.parametrize(
    ("ranked", "at", "share", "reciprocal"),
    [
        (["b", "x", "a"], 3, 2 / 3, 1.0),
        (["b", "x", "a"], 1, 1 / 3, 1.0),
        (["x", "z", "c"], 3, 1 / 3, 1 / 3),
        (["x", "z", "c"], 2, 0.0, 0.0),
        ([], 10, 0.0, 0.0),
    ],
)
def test_recall_and_reciprocal_rank(ranked: list[str], at: int, share: float, reciprocal: float) -> None:
    assert recall(ranked, GRADED, at=at) == pytest.approx(share)
    assert reciprocal_rank(ranked, GRADED, at=at) == pytest.approx(reciprocal)


def test_nothing_relevant_scores_nothing() -> None:
    assert ndcg(["a"], {"a": 0}, at=10) == recall(["a"], {"a": 0}, at=10) == reciprocal_rank(["a"], {}, at=10) == 0


@given(names, judged, st.integers(1, 10))
def test_measures_stay_within_their_bounds(ranked: list[str], judgements: dict[str, int], at: int) -> None:
    for measure in (ndcg, recall, reciprocal_rank):
        assert 0 <= measure(ranked, judgements, at=at) <= 1 + 1e-9
    assert recall(ranked, judgements, at=at) <= recall(ranked, judgements, at=at + 1)
    assert reciprocal_rank(ranked, judgements, at=at) <= reciprocal_rank(ranked, judgements, at=at + 1)


@given(judged)
def test_the_order_of_the_grades_is_the_best(judgements: dict[str, int]) -> None:
    ideal = sorted(judgements, key=lambda each: -judgements[each])
    if any(judgements.values()):
        assert ndcg(ideal, judgements, at=10) == pytest.approx(1)
        assert ndcg(ideal[::-1], judgements, at=10) <= 1 + 1e-9


@given(names, judged, st.integers(0, 6))
def test_moving_a_better_document_up_never_costs(ranked: list[str], judgements: dict[str, int], place: int) -> None:
    if place + 1 >= len(ranked):
        return
    upper, lower = ranked[place], ranked[place + 1]
    if judgements.get(lower, 0) > judgements.get(upper, 0):
        swapped = [*ranked[:place], lower, upper, *ranked[place + 2 :]]
        assert ndcg(swapped, judgements, at=10) >= ndcg(ranked, judgements, at=10) - 1e-9
