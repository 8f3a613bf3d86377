"""A question that takes for granted what the papers deny is answered with the denial."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from councilqa.answering.chain import State
from councilqa.answering.denial import denials
from councilqa.domain.answers import Answer, AnswerStatus

DENIAL = "not about merging the councils"


def denied(state: State) -> list[str]:
    assert state.query is not None
    return [each.unit.text for each in denials(state.query, state.evidence)]


@pytest.mark.parametrize("question", ["Why did they merge?", "Why are the councils merging?", "When will they merge?"])
def test_the_denial_leads_the_answer(
    question: str, selected: Callable[[str], State], ask: Callable[[str], Answer]
) -> None:
    assert DENIAL in denied(selected(question))[0]
    answer = ask(question)
    assert answer.status is AnswerStatus.ANSWERED
    assert DENIAL in answer.citations[0].quote


def test_a_single_thing_asked_about_is_denied_by_separate_ones(selected: Callable[[str], State]) -> None:
    found = denied(selected("Where is the joint constitution of the councils kept?"))
    assert any("separate constitutions" in text for text in found)


@pytest.mark.parametrize(
    "question",
    [
        "Is it a merger?",
        "Are the councils merging?",
        "Why do the councils share services?",
        "What are the key risks of sharing services?",
        "Who chairs the Joint Strategic Board?",
        "When is the shared Chief Executive appointed?",
    ],
)
def test_a_question_that_takes_nothing_for_granted_is_not_denied(
    question: str, selected: Callable[[str], State]
) -> None:
    assert denied(selected(question)) == []
