"""Intervals of means, and the smallest difference a suite can show."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.evals.intervals import estimate, paired, smallest_difference, smallest_paired_difference


def test_interval_is_that_of_the_normal_approximation_where_that_holds() -> None:
    values = [1.0] * 240 + [0.0] * 160
    found = estimate(values)
    assert found is not None and (found.count, found.mean) == (400, 0.6)
    half = 1.96 * math.sqrt(0.6 * 0.4 / 400)
    assert found.interval.low == pytest.approx(0.6 - half, abs=0.006)
    assert found.interval.high == pytest.approx(0.6 + half, abs=0.006)


def test_no_score_has_no_mean_and_equal_scores_have_no_spread() -> None:
    assert estimate([]) is None
    same = estimate([1.0, 1.0, 1.0])
    assert same is not None and (same.interval.low, same.interval.high) == (1.0, 1.0)


def test_same_scores_give_the_same_interval() -> None:
    assert estimate([0.0, 1.0, 1.0, 0.0, 1.0]) == estimate([0.0, 1.0, 1.0, 0.0, 1.0])


def test_cells_of_one_question_are_drawn_together() -> None:
    values = [1.0] * 4 + [0.0] * 4 + [1.0] * 4 + [0.0] * 4
    alone = estimate(values)
    together = estimate(values, ["a"] * 4 + ["b"] * 4 + ["c"] * 4 + ["d"] * 4)
    assert alone is not None and together is not None
    assert alone.mean == together.mean
    assert together.interval.high - together.interval.low > alone.interval.high - alone.interval.low


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=40))
def test_mean_lies_within_its_interval_and_that_within_the_scores(values: list[float]) -> None:
    found = estimate(values)
    assert found is not None
    assert min(values) <= found.interval.low <= found.mean + 1e-9
    assert found.mean - 1e-9 <= found.interval.high <= max(values)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_difference_turns_its_sign_with_the_order_of_the_runs(pairs: list[tuple[bool, bool]]) -> None:
    before, after = [float(one) for one, _ in pairs], [float(other) for _, other in pairs]
    there, back = paired(before, after), paired(after, before)
    assert there is not None and back is not None
    assert there.mean == pytest.approx(-back.mean)
    assert there.interval.low == pytest.approx(-back.interval.high)


def test_identical_runs_differ_by_nothing() -> None:
    found = paired([0.0, 1.0, 1.0], [0.0, 1.0, 1.0])
    assert found is not None
    assert (found.mean, found.interval.low, found.interval.high) == (0.0, 0.0, 0.0)


def test_smallest_difference_follows_its_formula_and_shrinks_with_the_suite() -> None:
    values = [0.0, 1.0] * 50
    expected = (1.959964 + 0.841621) * math.sqrt(2 * 0.25 * 100 / 99 * 0.5 / 100)
    assert smallest_difference(values) == pytest.approx(expected, rel=1e-5)
    larger = smallest_difference(values * 4)
    assert larger is not None and larger < expected
    assert smallest_difference([1.0]) is None
    assert smallest_difference([1.0, 1.0, 1.0]) is None


def test_smallest_difference_of_two_known_runs_rests_on_their_differences() -> None:
    before, after = [0.0] * 10 + [1.0] * 90, [1.0] * 10 + [1.0] * 90
    expected = (1.959964 + 0.841621) * math.sqrt(0.09 * 100 / 99) / 10
    assert smallest_paired_difference(before, after) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("values", "expected"), [([1.0, 9.0, 2.0], 2.0), ([1.0, 2.0, 3.0, 10.0], 2.5), ([4.0], 4.0)])
def test_median_is_the_middle_value(values: list[float], expected: float) -> None:
    found = estimate(values, middle="median")
    assert found is not None and (found.count, found.mean) == (len(values), expected)


def test_interval_of_a_median_is_that_of_its_resamples() -> None:
    generator = np.random.default_rng(1)
    values = generator.exponential(size=60)
    drawn = generator.choice(values, size=(4000, 60))
    low, high = np.quantile(np.median(drawn, axis=1), [0.025, 0.975])
    found = estimate(list(values), middle="median")
    assert found is not None
    assert found.interval.low == pytest.approx(low, abs=0.06) and found.interval.high == pytest.approx(high, abs=0.06)


@given(st.lists(st.integers(0, 900), min_size=1, max_size=30), st.integers(1, 5))
def test_median_lies_within_its_interval_however_scores_are_grouped(values: list[int], wide: int) -> None:
    groups = [str(place // wide) for place in range(len(values))]
    found = estimate([float(value) for value in values], groups, middle="median")
    assert found is not None
    assert min(values) <= found.interval.low <= found.mean <= found.interval.high <= max(values)
