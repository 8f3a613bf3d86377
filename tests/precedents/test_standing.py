"""From a question about several partnerships to one that is put to each."""

from __future__ import annotations

import datetime as dt

import pytest

from councilqa.precedents.standing import standing_question
from councilqa.retrieval.scope import Paper

PAPERS = (
    Paper(
        id="a",
        councils=("Oakford District Council", "Elmbury Borough Council"),
        partnership="elmbury-oakford",
        date=dt.date(2022, 7, 7),
    ),
    Paper(
        id="b",
        councils=("Thornham District Council", "Westmere Borough Council"),
        partnership="thornham-westmere",
        date=None,
    ),
)


@pytest.mark.parametrize(
    ("asked", "standing"),
    [
        ("What does each partnership expect to save?", "What do the councils expect to save?"),
        ("Which advisers has each partnership brought in?", "Which advisers have the councils brought in?"),
        ("What do the papers say about redundancies?", "What about redundancies?"),
        ("What do they all say about the risks of ICT?", "What about the risks of ICT?"),
        ("Do any of the papers talk about council tax?", "What about council tax?"),
        ("What part does the treasurer play in each?", "What part does the treasurer play?"),
        ("Who chairs the board in each of the schemes?", "Who chairs the board?"),
        ("How will each pair of councils split the bill?", "How will the councils split the bill?"),
        ("What risks do they see in the change?", "What risks do the councils see in the change?"),
        ("Who chairs each partnership's board?", "Who chairs the councils' board?"),
        ("How many people does each combined area serve?", "How many people does the combined area serve?"),
        ("How long has each been running?", "How long have the councils been running?"),
        ("How do the schemes compare in terms of cost?", "What about cost?"),
        ("How do the partnerships differ on governance?", "What about governance?"),
        ("Which partnerships plan a shared service?", "The councils plan a shared service?"),
        ("Which partnership has the largest saving?", "The councils have the largest saving?"),
        ("Compare the timetables", "What about the timetables"),
    ],
)
def test_the_words_that_mean_several_partnerships_go(asked: str, standing: str) -> None:
    assert standing_question(asked) == standing


@pytest.mark.parametrize(
    "question",
    [
        "What salary is proposed for the shared chief executive?",
        "What does each council pay?",
        "How much money has each council set aside?",
        "Will each other service follow?",
        "Does it cost either council more than today?",
    ],
)
def test_a_question_that_can_be_put_to_one_stays_as_it_is(question: str) -> None:
    assert standing_question(question) == question


def test_councils_that_the_question_compares_are_not_asked_for() -> None:
    asked = standing_question("Compare the savings of Oakford and Elmbury with those of Thornham and Westmere", PAPERS)
    assert asked == "What about the savings"


def test_a_question_of_nothing_but_names_stays() -> None:
    assert standing_question("Oakford and Elmbury?", PAPERS) == "Oakford and Elmbury?"
