"""Percentiles, and exponents of growth."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from statistics import fmean

WORTH_NAMING_SECONDS = 0.005
"""A cost below it is left alone, however it grows."""
NEARLY_LINEAR = 0.7
"""From this exponent on a cost is told to be linear: a logarithm over a decade or two does not reach it."""


APART = 2
"""Sizes of which one is so many times the other tell how a cost grows."""


def percentile(seconds: Sequence[float], share: float) -> float:
    """The smallest measured value that so large a share of them does not exceed (nearest rank)."""
    ordered = sorted(seconds)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """b of cost = a · size^b: the slope of least squares through the logarithms; None for fewer than two sizes."""
    usable = [(math.log(size), math.log(cost)) for size, cost in points if size > 0 and cost > 0]
    middle = fmean(size for size, _ in usable) if usable else 0.0
    spread = sum((size - middle) ** 2 for size, _ in usable)
    if len(usable) < 2 or spread == 0:
        return None
    return sum((size - middle) * cost for size, cost in usable) / spread


def last_exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """The same between the largest size and the next that is well below it: what does not grow weighs least there.

    Between sizes that are nearly the same the noise of the measurement would decide.
    """
    ordered = sorted(points)
    below = [point for point in ordered if point[0] * APART <= ordered[-1][0]] or ordered[:1]
    return exponent((below[-1], ordered[-1])) if ordered else None


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
