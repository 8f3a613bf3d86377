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

import numpy as np
from numpy.typing import NDArray

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
    """A mean and how far it can be trusted."""

    count: int
    mean: float
    interval: Interval

    @property
    def is_enough(self) -> bool:
        """Whether there are enough scores for the interval to mean something."""
        return self.count >= FEWEST


def estimate(values: Sequence[float], groups: Sequence[str] | None = None) -> Estimate | None:
    """The mean of the scores that apply, with its interval; None where none applies.

    `groups` name the question that each value belongs to; without them each has its own.
    """
    if not values:
        return None
    sums, counts = _by_group(values, groups)
    return Estimate(count=len(values), mean=float(np.mean(values)), interval=_interval(sums, counts))


def paired(before: Sequence[float], after: Sequence[float], groups: Sequence[str] | None = None) -> Estimate | None:
    """The mean of the differences case by case; an interval without 0 means that something moved."""
    return estimate([new - old for old, new in zip(before, after, strict=True)], groups)


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


def _by_group(values: Sequence[float], groups: Sequence[str] | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(sum, count) of each question."""
    given = np.asarray(values, dtype=np.float64)
    if groups is None:
        return given, np.ones(len(given))
    _, owner = np.unique(np.asarray(groups), return_inverse=True)
    return np.bincount(owner, weights=given).astype(np.float64), np.bincount(owner).astype(np.float64)


def _interval(sums: NDArray[np.float64], counts: NDArray[np.float64]) -> Interval:
    generator = np.random.default_rng(SEED)
    drawn = generator.integers(0, len(sums), size=(RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, 1 - (1 - LEVEL) / 2])
    return Interval(float(low), float(high))
