"""Measures of a ranked list, as trec_eval defines them (https://github.com/usnistgov/trec_eval).

nDCG has the judged grade itself as gain and log2(rank + 1) as discount, and its ideal is made of all judged documents
(`ndcg_cut`; Järvelin and Kekäläinen 2002). Recall and the reciprocal rank count every grade above 0 as relevant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def ndcg(ranked: Sequence[str], judgements: Mapping[str, int], *, at: int) -> float:
    """0 to 1; 0 too where nothing is relevant."""
    ideal = _gained(sorted(judgements.values(), reverse=True)[:at])
    return _gained([judgements.get(each, 0) for each in ranked[:at]]) / ideal if ideal else 0.0


def recall(ranked: Sequence[str], judgements: Mapping[str, int], *, at: int) -> float:
    """Share of the relevant that stand among the first."""
    relevant = {each for each, grade in judgements.items() if grade > 0}
    return len(relevant.intersection(ranked[:at])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], judgements: Mapping[str, int], *, at: int) -> float:
    """1 over the rank of the first that is relevant; 0 where none is among the first."""
    ranks = (rank for rank, each in enumerate(ranked[:at], 1) if judgements.get(each, 0) > 0)
    return 1 / next(ranks, math.inf)


def _gained(grades: Sequence[int]) -> float:
    return sum(max(grade, 0) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
