"""Ranking, figures, parts, citations by place, length and cells, as tables of cases."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from eval_makers import FIRST, SECOND, answer, answerable, citation, hits, refused, unanswerable
from hypothesis import given
from hypothesis import strategies as st

from councilqa.evals import scorers
from councilqa.evals.cases import Answerable, Evidence, Expected, Figure
from councilqa.evals.scorers import Place, Score


def value(score: Score | None) -> float | None:
    return None if score is None else score.value


@pytest.mark.parametrize(
    ("texts", "rank", "ndcg"),
    [
        ((FIRST,), 1.0, 1.0),
        ((SECOND, FIRST), 0.5, 1 / math.log2(3)),
        ((SECOND, SECOND, FIRST), 1 / 3, 0.5),
        ((SECOND,) * 10 + (FIRST,), 1 / 11, 0.0),
        ((SECOND,) * 20 + (FIRST,), 0.0, 0.0),
        ((), 0.0, 0.0),
    ],
)
def test_rank_of_the_evidence_counts(texts: tuple[str, ...], rank: float, ndcg: float) -> None:
    assert value(scorers.reciprocal_rank(answerable(), hits(*texts))) == pytest.approx(rank)
    assert value(scorers.gain(answerable(), hits(*texts), relevant=1)) == pytest.approx(ndcg)


def test_ideal_is_all_passages_with_evidence_ahead_of_the_others() -> None:
    found = hits(FIRST, SECOND, FIRST)
    ideal = 1 + 1 / math.log2(3)
    assert value(scorers.gain(answerable(), found, relevant=2)) == pytest.approx(1.5 / ideal)
    assert value(scorers.gain(answerable(), hits(*[FIRST] * 10), relevant=30)) == pytest.approx(1.0)
    assert value(scorers.gain(answerable(), hits(SECOND), relevant=0)) == 0.0


@given(st.lists(st.sampled_from([FIRST, SECOND]), max_size=20))
def test_measures_of_a_ranking_agree(texts: list[str]) -> None:
    found = hits(*texts)
    recalls = [value(scorers.recall(answerable(), found, at=at)) or 0.0 for at in scorers.RECALL_AT]
    assert recalls == sorted(recalls)
    rank = value(scorers.reciprocal_rank(answerable(), found)) or 0.0
    assert (rank > 0) == (recalls[-1] == 1)
    assert (rank == 1) == (recalls[0] == 1)
    gain = value(scorers.gain(answerable(), found, relevant=max(texts.count(FIRST), 1)))
    assert gain is not None and 0 <= gain <= 1


FIGURES = replace(
    answerable(),
    figures=(
        (Figure(number=Decimal(88000), unit="£"), Figure(number=Decimal(90000), unit="£")),
        (Figure(number=Decimal("6.7"), unit="%", tolerance=Decimal("0.1")),),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected", "complete"),
    [
        ("It saves £88,000, or 6.7%. [1]", 1.0, 1.0),
        ("It saves £0.088m (6.75 per cent).", 1.0, 0.5),
        ("It saves £880k (6.7%).", 0.0, 0.5),
        ("It saves £90k.", 0.0, 0.25),
    ],
)
def test_figures_are_compared_as_numbers(text: str, expected: float, complete: float) -> None:
    assert value(scorers.figures_right(FIGURES, answer(text))) == expected
    assert value(scorers.complete(FIGURES, answer(text))) == complete


def test_missing_figure_is_named() -> None:
    assert scorers.figures_right(FIGURES, answer("£88k")) == Score(0.0, "without 6.7 ± 0.1%")


def test_length_is_that_of_an_answer_that_was_given() -> None:
    assert scorers.length(answerable(), answer("four")) == Score(4.0)
    assert scorers.length(answerable(), refused()) is None


def test_phrases_are_right_however_long_the_answer_is() -> None:
    long = answer("£88k, 6.7%".ljust(900, "."))
    assert value(scorers.phrases(answerable(), long)) == 1
    assert value(scorers.accuracy(answerable(), long)) == 0


def test_turned_down_is_precise_where_there_is_no_answer() -> None:
    assert value(scorers.refusal_precision(unanswerable(), refused())) == 1
    assert value(scorers.refusal_precision(answerable(), refused())) == 0
    assert scorers.refusal_precision(answerable(), answer()) is None


def test_follow_up_is_right_as_its_question_is() -> None:
    asked = replace(answerable(), turns=("Who shares?",))
    assert value(scorers.follow_up(asked, answer())) == 1
    assert value(scorers.follow_up(replace(unanswerable(), turns=("Who?",)), answer())) == 0
    assert scorers.follow_up(answerable(), answer()) is None


PLACED = Answerable(
    id="p-1",
    question="?",
    kind="k",
    proofs=(
        Evidence(quote="saves £88k", document="paper.txt", page=1, paragraph="1.1"),
        Evidence(quote="again £88k", document="paper.txt", page=7, paragraph="3.2"),
        Evidence(quote="keep websites", document="paper.txt", printed_page="ii", paragraph="1.2"),
    ),
    gold=(("£88k",), ("websites",)),
)
AT_FIRST = citation()
AT_SECOND = replace(citation(), label="2", page=2, printed_page="ii", paragraph="1.2(a)")
ELSEWHERE = replace(citation(), label="3", page=9, printed_page="ix", paragraph="9.1")
OTHER_PAPER = replace(citation(), source="reports/other.txt")


@pytest.mark.parametrize(
    ("citations", "precision", "recall"),
    [
        ((AT_FIRST, AT_SECOND), 1.0, 1.0),
        ((AT_FIRST,), 1.0, 0.5),
        ((AT_FIRST, ELSEWHERE), 0.5, 0.5),
        ((ELSEWHERE,), 0.0, 0.0),
        ((OTHER_PAPER,), 0.0, 0.0),
    ],
)
def test_citations_are_held_against_the_places_of_the_evidence(
    citations: tuple[object, ...], precision: float, recall: float
) -> None:
    given = answer("£88k and websites", *citations)  # type: ignore[arg-type]
    for by in Place:
        assert value(scorers.citation_precision(PLACED, given, by=by)) == precision
        assert value(scorers.citation_recall(PLACED, given, by=by)) == recall


def test_citations_without_known_places_are_not_scored() -> None:
    assert scorers.citation_precision(answerable(), answer(), by=Place.PAGE) is None
    assert scorers.citation_recall(answerable(), answer(), by=Place.PAGE) is None
    assert scorers.citation_precision(PLACED, refused(), by=Place.PAGE) is None
    assert value(scorers.citation_recall(PLACED, refused(), by=Place.PAGE)) == 0


@pytest.mark.parametrize(
    ("expected", "text", "right"),
    [
        (Expected(proofs=(), gold=(("£88k", "£88,000"), ("6.7%",))), "£88,000 (6.7%)", 1.0),
        (Expected(proofs=(), gold=(("£88k",), ("6.7%",))), "£88k", 0.0),
        (None, "£88k", 0.0),
    ],
)
def test_cell_holds_its_gold_or_is_refused(expected: Expected | None, text: str, right: float) -> None:
    assert scorers.cell(expected, answer(text)).value == right
    assert scorers.cell(None, refused()).value == 1
