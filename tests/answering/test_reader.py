"""How likely units and statements are to answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from answering_makers import asked, read
from hypothesis import given
from hypothesis import strategies as st

from councilqa.answering.chain import Answerer, State
from councilqa.answering.evidence import Evidence
from councilqa.answering.reader import (
    LEAST_FURTHER,
    Logistic,
    Reader,
    Scored,
    features,
    following,
    packaged_reader,
    statement_features,
)
from councilqa.answering.statements import Statement, statements
from councilqa.retrieval.retriever import Query

QUESTIONS = (
    "How much does the senior management team save a year?",
    "What are the key risks of sharing services?",
    "Which three posts are there, and why?",
    "Who?",
    "?",
    "x" * 400,
)


@given(
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5),
)
def test_a_probability_lies_between_0_and_1_and_grows_with_the_weighted_sum(
    bias: float, weight: float, values: list[float]
) -> None:
    found = Logistic(bias=bias, weights={"near": weight})([{"near": each, "other": 1e9} for each in values])
    assert np.isfinite(found).all()
    assert ((found >= 0) & (found <= 1)).all()
    sums = bias + weight * np.array(values)
    assert (np.diff(found[np.argsort(sums)]) >= 0).all()


def test_a_logistic_model_is_what_it_is_called() -> None:
    model = Logistic(bias=1.0, weights={"near": 2.0, "far": -1.0})
    found = model([{"near": 0.5, "far": 2.0}, {"near": 1.0, "far": 0.0}])
    assert found == pytest.approx([0.5, 1 / (1 + np.exp(-3))], abs=1e-6)
    assert model([]).shape == (0,)


def of(answerer: Answerer, question: str) -> tuple[Query, tuple[Evidence, ...]]:
    state = answerer.rerank(answerer.retrieve(answerer.understand(State(question=question))))
    assert state.query is not None
    return state.query, state.evidence


@pytest.mark.parametrize("question", QUESTIONS)
def test_features_are_finite_and_named_like_the_weights(answerer: Answerer, question: str) -> None:
    reader = packaged_reader()
    query, evidence = of(answerer, question)
    units = features(query, evidence)
    said = statements(evidence)
    columns = statement_features(query, evidence, np.clip(reader.units(units), 1e-5, 1 - 1e-5), said)
    assert len(units) == len(evidence)
    assert len(columns) == len(said)
    for model, found in ((reader.units, units), (reader.statements, columns)):
        assert found
        assert all(each.keys() == model.weights.keys() for each in found)
        assert np.isfinite([list(each.values()) for each in found]).all()


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_has_probabilities_and_the_likeliest_comes_first(answerer: Answerer, question: str) -> None:
    query, evidence = of(answerer, question)
    found = packaged_reader().read(query, evidence)
    assert {each.statement.positions for each in found} == {each.positions for each in statements(evidence)}
    assert all(0 <= each.probability <= 1 and 0 < each.best < 1 for each in found)
    assert [each.probability for each in found] == sorted((each.probability for each in found), reverse=True)


def test_without_evidence_nothing_is_said() -> None:
    assert packaged_reader().read(asked("What does it save?"), ()) == ()


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("How much does the senior management team save a year?", "£88,000 (6.7%)"),
        ("Who chairs the Joint Strategic Board?", "Peter Ashdown"),
        ("How often are the risks reviewed?", "reviewed each quarter"),
        ("How long does consultation with staff last?", "six weeks"),
        ("How are redundancy payments shared?", "shared equally"),
        ("What did Solent Advisers charge for their review?", "£12,500"),
        ("How much does the mobile library cost a year?", "£210,000"),
        ("What share of those who answered support opening on Sundays?", "71%"),
        ("When is the shared Chief Executive appointed?", "1 March 2023"),
        ("What is the total budget for Heads of Service?", "744"),
        ("Who looks after the council websites?", "communications team"),
    ],
)
def test_what_answers_comes_before_all_else(answerer: Answerer, question: str, answers: str) -> None:
    query, evidence = of(answerer, question)
    first, *others = packaged_reader().read(query, evidence)
    assert answers in " ".join(each.unit.text for each in first.statement.units)
    assert others


def test_a_list_is_likelier_whole_where_its_items_are_asked_for(selected: Callable[[str], State]) -> None:
    found = selected("What are the key risks of sharing services and what could go wrong?").scored
    lists = [each for each in found if each.statement.shape == "list" and len(each.statement.units) == 4]
    items = [each for each in found if each.statement.shape == "item" and each.statement.hit == lists[0].statement.hit]
    assert lists[0].probability > max(each.probability for each in items)


# What completes what was said

READER = Reader(
    units=Logistic(bias=0.0, weights={}),
    statements=Logistic(bias=0.0, weights={}),
    following=Logistic(bias=0.0, weights={"gain": 5.0}),
)
QUERY = asked("Which teams are shared")


def scored(text: str, *, met: tuple[float, ...], rank: int, best: float = 0.5) -> Scored:
    units = read(("sentence", text), rank=rank, met=met)
    return Scored(statement=Statement(units=units, shape="unit", of=0), probability=0.5, best=best)


SAID = scored("Planning is shared.", met=(0.9, 0.9, 0.0, 0.0), rank=1)


def test_what_meets_the_rest_of_the_question_completes_it_sooner_than_what_meets_the_same() -> None:
    same = scored("Planning is joint.", met=(0.9, 0.9, 0.0, 0.0), rank=2)
    rest = scored("So is housing.", met=(0.0, 0.0, 0.9, 0.9), rank=3)
    (first, found), (second, other) = READER.completes(QUERY, SAID, [same, rest])
    assert (found, other) == (rest, same)
    assert 0 <= second < first <= 1


def test_what_says_the_same_or_hardly_answers_completes_nothing() -> None:
    again = scored("Planning is *shared*.", met=(0.0, 0.0, 0.9, 0.9), rank=2)
    far = scored("So is housing.", met=(0.0, 0.0, 0.9, 0.9), rank=3, best=LEAST_FURTHER / 2)
    assert READER.completes(QUERY, SAID, [SAID, again, far]) == []


def test_what_tells_whether_a_statement_completes_another_is_finite_and_named_like_the_weights() -> None:
    other = scored("So is housing.", met=(0.0, 0.0, 0.9, 0.9), rank=3)
    column = following(QUERY, SAID, other)
    assert column is not None
    assert column.keys() == packaged_reader().following.weights.keys()
    assert np.isfinite(list(column.values())).all()
