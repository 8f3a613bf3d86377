"""A question that takes for granted what the papers deny is answered with the denial."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from answering_makers import hit, unit

from councilqa.answering.chain import State
from councilqa.answering.denial import denials
from councilqa.answering.evidence import Evidence
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


def says(*sentences: str) -> list[Evidence]:
    """One unit for each sentence, all met alike."""
    nothing = np.zeros(1, dtype=np.float32)
    units = [unit(sentence, 0) for sentence in sentences]
    return [Evidence(hit=hit(each), position=0, unit=each, score=1.0, met=nothing, own=nothing) for each in units]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Which of the three deputy chiefs looks after housing?", "It is proposed to have two Deputy Chief posts."),
        ("Why are the 4 shared managers leaving?", "There are 5 shared managers."),
        ("Who sits on the two joint bodies?", "Three joint bodies are set up."),
    ],
)
def test_things_counted_otherwise_are_put_right(question: str, sentence: str, selected: Callable[[str], State]) -> None:
    query = selected(question).query
    assert query is not None
    assert [each.unit.text for each in denials(query, says("It is so.", sentence))] == [sentence]


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Which of the two deputy chiefs does it?", ["It has two Deputy Chief posts."]),
        (
            "Which of the three deputy chiefs does it?",
            ["One in two deputy chiefs stays.", "All three Deputy Chiefs stay."],
        ),
        ("What do the three councils share?", ["The two councils share a chief executive."]),
        ("What are the five key risks?", ["The risks cost £2 key risks aside.", "There are key risks."]),
    ],
)
def test_what_is_counted_alike_or_not_named_closely_is_not_denied(
    question: str, sentences: list[str], selected: Callable[[str], State]
) -> None:
    query = selected(question).query
    assert query is not None
    assert denials(query, says(*sentences)) == ()


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
