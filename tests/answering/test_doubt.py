"""Each reason not to answer: a question that has it, and a neighbour that has not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from councilqa.answering.chain import State
from councilqa.answering.doubt import Case, doubt


@pytest.mark.parametrize(
    ("check", "refused", "neighbour"),
    [
        ("request", "Write me a poem about the shared Chief Executive", "Who wrote the report on shared services?"),
        (
            "name",
            "What did Zogby Consulting charge for their review?",
            "What did Solent Advisers charge for their review?",
        ),
        ("name", "What happens in 2031/32 with the libraries?", "What happens in 2024 with the management team?"),
        ("elsewhere", "How many libraries does Oakford run?", "How many libraries does Westmere run?"),
        ("topic", "What is the budget of the lighthouse?", "What is the budget of the next stage?"),
        ("name", "What is the budget of Glasgow City Council?", "What is the budget for the next stage?"),
    ],
)
def test_a_question_is_refused_and_its_neighbour_is_not(
    selected: Callable[[str], State], check: str, refused: str, neighbour: str
) -> None:
    found = selected(refused).doubt
    assert found is not None
    assert found.check == check
    assert found.reason
    assert selected(neighbour).doubt is None


def test_a_slip_of_two_letters_is_no_subject(selected: Callable[[str], State]) -> None:
    assert selected("How many FTE are the Heads of Service al together?").doubt is None
    found = selected("What is the budget of the zoo?").doubt
    assert found is not None
    assert "‘zoo’" in found.reason


def test_without_evidence_there_is_nothing_to_answer_from(selected: Callable[[str], State]) -> None:
    state = selected("Who chairs the Joint Strategic Board?")
    assert state.query is not None
    assert state.subject is not None
    empty = Case(
        query=state.query,
        subject=state.subject,
        wanted=(),
        evidence=(),
        found=lambda word: 0,
        found_anywhere=lambda word: 0,
        where="the papers",
    )
    found = doubt(empty)
    assert found is not None
    assert found.check == "empty"


def test_the_paper_that_says_it_of_others_is_named(selected: Callable[[str], State]) -> None:
    found = selected("How many libraries does Oakford run?").doubt
    assert found is not None
    assert "‘Library Opening Hours in Westmere’, paragraph 1.1" in found.reason
