"""The JSON of an answer: the short one, what is told where it is asked for, and how likely the first statement is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from councilqa.contract import answer_json, citation_json
from councilqa.domain.answers import Answer, AnswerStatus, Citation, Said


def cited(label: str, quote: str) -> Citation:
    return Citation(
        label=label,
        document_id="0123456789abcdef",
        title="Shared services",
        source="paper.txt",
        councils=("Oakford District Council",),
        partnership=None,
        date=None,
        page=1,
        printed_page=None,
        paragraph="1.1",
        section=("Savings",),
        quote=quote,
        passage=quote,
        passage_id="0" * 16,
        start=0,
    )


ANSWER = Answer(
    question="What does it save?",
    status=AnswerStatus.ANSWERED,
    text="It saves £88,000. [1]",
    citations=(cited("1", "It saves £88,000."),),
    more=(
        Said(text="It saved £80,000 before.", citation=cited("2", "It saved £80,000 before.")),
        Said(text="Oakford – Saving: £44,000", citation=cited("3", "Oakford\t44")),
    ),
    confidence=0.61249,
)


def test_further_statements_are_told_apart_from_the_answer_each_with_its_citation() -> None:
    found = answer_json(ANSWER, ())
    assert found["answer"] == "It saves £88,000. [1]"
    assert [each["label"] for each in found["citations"]] == ["1"]
    assert found["more"] == [
        {"statement": "It saved £80,000 before.", "citation": citation_json(ANSWER.more[0].citation)},
        {"statement": "Oakford – Saving: £44,000", "citation": citation_json(ANSWER.more[1].citation)},
    ]
    assert found["related"] == []


def test_an_answer_without_further_statements_says_so() -> None:
    assert answer_json(replace(ANSWER, more=()), ())["more"] == []


@pytest.mark.parametrize(("confidence", "given"), [(0.61249, 0.612), (1.0, 1.0), (0.0, 0.0)])
def test_confidence_is_rounded_and_given_even_where_it_is_nought(confidence: float, given: float) -> None:
    assert answer_json(replace(ANSWER, confidence=confidence), ())["confidence"] == given


def test_where_nothing_was_reckoned_there_is_no_confidence() -> None:
    assert "confidence" not in answer_json(replace(ANSWER, confidence=None), ())


def test_warnings_stand_there_only_where_there_are_any() -> None:
    assert "warnings" not in answer_json(ANSWER, ())
    assert answer_json(replace(ANSWER, warnings=("It says £90,000 elsewhere.",)), ())["warnings"] == [
        "It says £90,000 elsewhere."
    ]
