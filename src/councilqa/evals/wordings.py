"""Questions asked in several wordings: is the same fact told, and rightly, however it is asked for?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from councilqa.evals.results import CaseResult
from councilqa.evals.scorers import Score
from councilqa.text import comparable

RIGHT = "wordings right"
ALIKE = "wordings alike"


def together(cases: Sequence[CaseResult]) -> tuple[CaseResult, ...]:
    """The same results, the first of each fact's wordings with what is true of all of them.

    A fact of which a wording crashed has neither score.
    """
    found: list[CaseResult] = []
    for _, group in groupby(cases, key=lambda case: case.group):
        first, *others = own = list(group)
        if others and first.partnership is None and all(case.error is None for case in own):
            own[0] = first.model_copy(update={"scores": {**first.scores, **_scores(own)}})
        found += own
    return tuple(found)


def _scores(wordings: Sequence[CaseResult]) -> dict[str, Score]:
    wrong = [case.id for case in wordings if case.scores["first"].value != 1]
    alike = _are_alike([case.citations[0].quote if case.citations else "" for case in wordings])
    return {
        RIGHT: Score(0.0 if wrong else 1.0, f"not {', '.join(wrong)}" if wrong else ""),
        ALIKE: Score(1.0 if alike else 0.0, "" if alike else "other words are quoted first"),
    }


def _are_alike(quotations: Sequence[str]) -> bool:
    """Whether all rest on the same words: the shortest stands in each, with more or less around it; none is empty."""
    folded = [comparable(each) for each in quotations]
    shortest = min(folded, key=len)
    return bool(shortest) and all(shortest in each for each in folded)
