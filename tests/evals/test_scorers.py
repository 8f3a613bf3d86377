"""The measures, as tables of cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from eval_makers import FIRST, SECOND, answer, answerable, citation, hits, paper, refused, unanswerable

from councilqa.domain.answers import Answer
from councilqa.evals import scorers
from councilqa.evals.cases import Evidence
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It saves £88,000, or 6.7%. [1]\nMore. [2]", 1.0),
        ("It saves £88k. [1]\nThat is 6.7%. [2]", 0.0),
        ("It saves £88k [3], or 6.7%. [1]", 1.0),  # no citation is called 3
        ("It saves £88k and 6.7%.", 1.0),
    ],
)
def test_first_statement_ends_at_the_first_marker(text: str, expected: float) -> None:
    given = answer(text, citation(), citation(label="2"))
    assert value(scorers.first(answerable(), given)) == expected


def test_what_was_turned_down_has_no_first_statement() -> None:
    assert scorers.first(answerable(), refused("neither £88k nor 6.7% is stated")) == Score(0.0, "refused")
    assert value(scorers.within(answerable(), refused("£88k, 6.7%"), at=300)) == 0.0


@pytest.mark.parametrize(("before", "expected"), [(0, 1.0), (289, 1.0), (290, 0.0)])
def test_markers_are_left_out_of_the_first_characters(before: int, expected: float) -> None:
    text = f"{'x' * before} [1] [2]£88k, 6.7% [1]"
    given = answer(text, citation(), citation(label="2"))
    assert len("£88k, 6.7%") == 10 and scorers.unmarked(given) == f"{'x' * before}£88k, 6.7%"
    assert value(scorers.within(answerable(), given, at=300 - 1)) == expected


@pytest.mark.parametrize(("kind", "expected"), [("list", 1.0), ("saving", 0.0)])
def test_list_may_be_as_long_as_its_evidence_without_alternatives(kind: str, expected: float) -> None:
    proofs = (
        Evidence(quote="£88k " + "a" * 20),
        Evidence(quote="£88k elsewhere, and far longer " + "b" * 100),
        Evidence(quote="6.7%"),
    )
    case = replace(answerable(kind=kind), proofs=proofs)
    assert value(scorers.within(case, answer("£88k" + "." * 22 + "6.7% [1]"), at=10)) == expected
    assert value(scorers.within(case, answer("£88k" + "." * 23 + "6.7% [1]"), at=10)) == 0.0


def test_citations_are_on_point_where_passage_or_quotation_holds_evidence() -> None:
    quoting = citation("would save £88k (6.7%)", behind="cut off")
    aside = citation("keep", behind=SECOND)
    given = answer("£88k", citation(), aside, quoting, aside)
    assert scorers.on_point(answerable(), given) == Score(0.5, "2 of 4 citations")
    assert scorers.on_point(answerable(), refused()) is None
    assert scorers.on_point(unanswerable(), given) is None


def test_markers_are_told_with_what_stands_before_them() -> None:
    given = answer("One. [1]\nTwo. [2]", citation(), citation(label="2"))
    assert scorers.marked(given) == (("1", 4), ("2", 9))


def test_citations_that_the_text_does_not_name_are_not_measured() -> None:
    beside = citation("keep", behind=SECOND, label="2")
    assert scorers.on_point(answerable(), answer("£88k [1]", citation(), beside)) == Score(1.0, "1 of 1 citations")
    assert scorers.on_point(answerable(), answer("£88k", citation(), beside)) == Score(0.5, "1 of 2 citations")
