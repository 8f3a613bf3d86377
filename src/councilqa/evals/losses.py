"""At which stage the answer to a question was lost."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from councilqa.domain.answers import Answer, AnswerStatus
from councilqa.domain.passages import Hit
from councilqa.evals.cases import Answerable
from councilqa.evals.indexed import Comparable
from councilqa.evals.scorers import accuracy, holds_any, recall, stands_in

LOOKED_AT = 20


class Stage(StrEnum):
    """In the order of the chain; a later one is reached only when the earlier ones held."""

    NOT_READ = "evidence not in the papers as they were read"
    IN_NO_PASSAGE = "evidence in no passage"
    NOT_FOUND = f"evidence not in the first {LOOKED_AT} passages"
    REFUSED = "evidence found, question refused"
    NOT_CITED = "evidence found, not cited"
    NOT_SAID = "evidence cited, answer not right"


def lost_at(case: Answerable, answer: Answer, hits: Sequence[Hit], texts: Comparable) -> Stage | None:
    """The first stage that did not hold; None for a right answer, whatever it rests on."""
    score = accuracy(case, answer)
    if score is not None and score.value == 1:
        return None
    if not any(stands_in(text, case.evidence) for text in texts.papers):
        return Stage.NOT_READ
    if not any(stands_in(text, case.evidence) for text in texts.passages):
        return Stage.IN_NO_PASSAGE
    return _lost_in_answering(case, answer, hits)


def _lost_in_answering(case: Answerable, answer: Answer, hits: Sequence[Hit]) -> Stage:
    if any(holds_any(citation.passage, case.evidence) for citation in answer.citations):
        return Stage.NOT_SAID
    found = recall(case, hits, at=LOOKED_AT)
    if found is None or found.value == 0:
        return Stage.NOT_FOUND
    return Stage.REFUSED if answer.status is AnswerStatus.NOT_FOUND else Stage.NOT_CITED
