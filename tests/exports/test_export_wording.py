"""What is said of an answer: status, scope, dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from export_makers import ANSWERED, CITATION, NOT_FOUND, OTHER, PARTIAL

from councilqa.domain.answers import Answer, Scope
from councilqa.exports.wording import citation_in_words, day_in_words, scope_in_words, status_in_words

FIRST, SECOND = "a" * 16, "b" * 16


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ANSWERED, "Answered from 2 papers"),
        (replace(ANSWERED, citations=(CITATION, replace(CITATION, label="2"))), "Answered from 1 paper"),
        (PARTIAL, "Partly answered: the papers do not give an answer to ‘how many staff agreed?’"),
        (
            replace(PARTIAL, reason="Not found: how many?; by when?"),
            "Partly answered: the papers do not give an answer to ‘how many?’ or ‘by when?’",
        ),
        (replace(PARTIAL, reason="The rest is exempt."), "Partly answered: The rest is exempt."),
        (NOT_FOUND, "Not in these papers"),
    ],
)
def test_status_is_said_in_words(answer: Answer, words: str) -> None:
    assert status_in_words(answer) == words


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(chosen=True), "all papers"),
        (Scope(chosen=True, document_ids=()), "no paper fits what was chosen"),
        (Scope(chosen=True, document_ids=(FIRST,)), "the paper ‘Bins’"),
        (Scope(chosen=True, document_ids=(SECOND,)), "the paper ‘a paper that is no longer in the index’"),
        (
            Scope(chosen=True, document_ids=(FIRST, SECOND), partnerships=("x", "y", "z"), since=dt.date(2022, 5, 1)),
            "2 papers of X, Y and Z, dated from 1 May 2022",
        ),
        (
            Scope(chosen=True, document_ids=(FIRST, SECOND), since=dt.date(2022, 5, 1), until=dt.date(2023, 5, 31)),
            "2 papers, dated from 1 May 2022 until 31 May 2023",
        ),
    ],
)
def test_scope_is_said_in_words(scope: Scope, words: str) -> None:
    assert scope_in_words(scope, {FIRST: "Bins"}) == words


def test_place_of_a_quotation_leaves_out_what_is_not_known() -> None:
    assert citation_in_words(CITATION) == (
        "Working Together, Oakshire District Council and Elmham Borough Council, 7 July 2022, "
        "paragraph 5.11, page 12 (printed 9), Finance > Savings"
    )
    assert citation_in_words(replace(OTHER, councils=(), printed_page=None)) == "Joint Statement"


def test_days_are_in_british_order() -> None:
    assert day_in_words(dt.date(2022, 12, 1)) == "1 December 2022"
