"""The measures, as tables of cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from eval_makers import FIRST, SECOND, answer, answerable, citation, hits, paper, refused, unanswerable

from councilqa.domain.answers import Answer
from councilqa.evals import scorers
from councilqa.evals.scorers import Score, citation_faults, holds_any


def value(score: Score | None) -> float | None:
    return None if score is None else score.value


@pytest.mark.parametrize(
    ("text", "phrase", "held"),
    [
        ("a saving of **£88k** (6.7%)", "saving of £88K (6.7%)", True),
        ("Chief Executive\t191\t£000", "chief executive 191", True),
        ("| Chief Executive | 191 |", "Chief Executive 191", True),
        ("the councils’ “vision” – shared", 'the councils\' "vision" - shared', True),
        ("over\n  two lines", "over two lines", True),
        ("МВС in Cyrillic", "MBC in Cyrillic", False),
        ("£188k", "£88k", False),
    ],
)
def test_text_is_compared_as_the_measures_are_defined(text: str, phrase: str, held: bool) -> None:
    assert holds_any(text, ["something else", phrase]) is held


@pytest.mark.parametrize(
    ("texts", "at", "expected"),
    [
        ((FIRST,), 1, 1.0),
        ((SECOND, FIRST), 1, 0.0),
        ((SECOND, FIRST), 3, 1.0),
        ((), 5, 0.0),
        ((FIRST + "x" * 1500,), 5, 0.0),
    ],
)
def test_recall_looks_at_the_first_passages_none_too_long(texts: tuple[str, ...], at: int, expected: float) -> None:
    assert value(scorers.recall(answerable(), hits(*texts), at=at)) == expected


@pytest.mark.parametrize(("wrong_before", "expected"), [(0, 1.0), (2, 1.0), (3, 0.0)])
def test_evidence_counts_behind_the_first_three_citations(wrong_before: int, expected: float) -> None:
    others = [citation("keep", behind=SECOND, label=str(number)) for number in range(wrong_before)]
    assert value(scorers.cited(answerable(), answer("£88k", *others, citation()))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It saves £88,000, or 6.7%. [1]", 1.0),
        ("It saves £88k. [1]", 0.0),
        ("£88k, 6.7%".ljust(800, "."), 1.0),
        ("£88k, 6.7%".ljust(801, "."), 0.0),
    ],
)
def test_accuracy_needs_one_of_every_group_in_at_most_800_characters(text: str, expected: float) -> None:
    assert value(scorers.accuracy(answerable(), answer(text))) == expected


def test_accuracy_says_what_is_missing() -> None:
    score = scorers.accuracy(answerable(), answer("nothing"))
    assert score == Score(0.0, "without '£88k' or the like, '6.7%'")


@pytest.mark.parametrize(
    ("given", "put_right", "expected"),
    [
        (refused(), (), 1.0),
        (answer("£88k"), (), 0.0),
        (answer("They keep separate websites."), ("separate websites", "own site"), 1.0),
        (answer("One website."), ("separate websites",), 0.0),
    ],
)
def test_refusal_is_not_found_or_a_premise_put_right(
    given: Answer, put_right: tuple[str, ...], expected: float
) -> None:
    assert value(scorers.refusal(unanswerable(put_right=put_right), given)) == expected


def test_false_refusal_is_an_answerable_question_turned_down() -> None:
    assert scorers.false_refusal(answerable(), refused("no sum")) == Score(1.0, "no sum")
    assert value(scorers.false_refusal(answerable(), answer())) == 0.0


def test_score_that_does_not_apply_is_none() -> None:
    given = answer()
    assert scorers.recall(unanswerable(), hits(FIRST), at=1) is None
    assert scorers.cited(unanswerable(), given) is None
    assert scorers.accuracy(unanswerable(), given) is None
    assert scorers.false_refusal(unanswerable(), refused()) is None
    assert scorers.refusal(answerable(), refused()) is None
    assert scorers.quotations(refused(), {}) is None


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({}, ()),
        ({"page": 2}, ("the page is wrong",)),
        ({"printed_page": None}, ("the page is wrong",)),
        ({"paragraph": "1.2"}, ("the paragraph is wrong",)),
        ({"start": 0}, ("the quotation is not at its place in the paper",)),
        ({"passage": SECOND}, ("the quotation is not in its passage",)),
        ({"passage": FIRST + " (added)"}, ("the passage is not in the paper",)),
        (
            {"quote": "save £99k (6.7%)"},
            ("the quotation is not in its passage", "the quotation is not at its place in the paper"),
        ),
        ({"quote": ""}, ("the quotation is empty",)),
    ],
)
def test_citation_is_held_against_the_stored_paper(change: dict[str, Any], faults: tuple[str, ...]) -> None:
    assert citation_faults(replace(citation(), **change), paper()) == faults


def test_one_wrong_citation_spoils_an_answer() -> None:
    given = answer("£88k", citation(), replace(citation(), label="2", page=7))
    documents = {paper().id: paper()}
    assert scorers.quotations(given, documents) == Score(0.0, "[2] the page is wrong")
    assert value(scorers.quotations(answer(), documents)) == 1.0
    assert value(scorers.quotations(answer(), {})) == 0.0
