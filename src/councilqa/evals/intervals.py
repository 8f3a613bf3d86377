"""How far a mean over a suite can be trusted, and how small a difference between two runs can be told from chance.

Means come with the percentile interval of the bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
chapter 13). What is drawn anew are questions: the cells of one comparison stand or fall together, so they are drawn
together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Middle = Literal["mean", "median"]
RESAMPLES = 2000
SEED = 20221124
LEVEL = 0.95
POWER = 0.8
FEWEST = 5
"""Scores of which an interval is worth showing: the bootstrap knows nothing of what it was not given."""
CORRELATION = 0.5
"""Assumed between two runs over the same questions where only one is known."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean, or a median where that was asked for, and how far it can be trusted."""

    count: int
    mean: float
    interval: Interval

    @property
    def is_enough(self) -> bool:
        """Whether there are enough scores for the interval to mean something."""
        return self.count >= FEWEST


def estimate(
    values: Sequence[float], groups: Sequence[str] | None = None, *, middle: Middle = "mean"
) -> Estimate | None:
    """The mean or median of the scores that apply, with its interval; None where none applies.

    `groups` name the question that each value belongs to; without them each has its own.
    """
    if not values:
        return None
    given, owner = np.asarray(values, dtype=np.float64), _owners(values, groups)
    if middle == "median":
        return Estimate(count=len(values), mean=float(np.median(given)), interval=_interval(_medians(given, owner)))
    return Estimate(count=len(values), mean=float(np.mean(given)), interval=_interval(_means(given, owner)))


def paired(
    before: Sequence[float], after: Sequence[float], groups: Sequence[str] | None = None, *, middle: Middle = "mean"
) -> Estimate | None:
    """The mean or median of the differences case by case; an interval without 0 means that something moved."""
    return estimate([new - old for old, new in zip(before, after, strict=True)], groups, middle=middle)


def smallest_difference(values: Sequence[float], *, correlation: float = CORRELATION) -> float | None:
    """The smallest difference of means that another run over the same cases will probably (80 %) show as one.

    (z₀.₉₇₅ + z₀.₈) · √(2 s² (1 − ρ) / n), with s² the variance of the scores and ρ their correlation between the runs
    (Bloom, Minimum Detectable Effects, 1995, for the factor of the standard error; Miller, Adding Error Bars to Evals,
    2024, for that of a paired difference). None where all scores are the same, which tells nothing of their spread.
    """
    variance = float(np.var(values, ddof=1)) if len(values) > 1 else 0.0
    if variance == 0:
        return None
    return _z_sum() * math.sqrt(2 * variance * (1 - correlation) / len(values))


def smallest_paired_difference(before: Sequence[float], after: Sequence[float]) -> float | None:
    """The same where both runs are known: (z₀.₉₇₅ + z₀.₈) · s / √n, with s that of the differences."""
    spread = float(np.std(np.subtract(after, before), ddof=1)) if len(before) > 1 else 0.0
    return _z_sum() * spread / math.sqrt(len(before)) if spread else None


def _z_sum() -> float:
    normal = NormalDist()
    return normal.inv_cdf(1 - (1 - LEVEL) / 2) + normal.inv_cdf(POWER)


def _owners(values: Sequence[float], groups: Sequence[str] | None) -> NDArray[np.intp]:
    """The number of the question that each value belongs to, from 0."""
    return np.arange(len(values)) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]


def _drawn(questions: int) -> NDArray[np.intp]:
    """Questions drawn anew, one row for each resample."""
    return np.random.default_rng(SEED).integers(0, questions, size=(RESAMPLES, questions))


def _means(values: NDArray[np.float64], owner: NDArray[np.intp]) -> NDArray[np.float64]:
    sums, counts = np.bincount(owner, weights=values), np.bincount(owner)
    drawn = _drawn(len(sums))
    means: NDArray[np.float64] = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return means


def _medians(values: NDArray[np.float64], owner: NDArray[np.intp]) -> NDArray[np.float64]:
    order = np.argsort(values)
    ranked, owner = values[order], owner[order]
    times = np.stack([np.bincount(row, minlength=owner.max() + 1)[owner] for row in _drawn(owner.max() + 1)])
    passed, half = times.cumsum(axis=1), times.sum(axis=1, keepdims=True) / 2
    # The values on both sides of the half: the same one unless the half falls between two.
    low, high = (passed >= half).argmax(axis=1), (passed > half).argmax(axis=1)
    medians: NDArray[np.float64] = (ranked[low] + ranked[high]) / 2
    return medians


def _interval(found: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(found, [(1 - LEVEL) / 2, 1 - (1 - LEVEL) / 2])
    return Interval(float(low), float(high))
