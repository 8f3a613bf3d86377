"""Which statements answer, which comes with them, and what is told where it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from answering_makers import asked, read

from councilqa.answering.chain import State
from councilqa.answering.compose import Lengths
from councilqa.answering.doubt import Case
from councilqa.answering.evidence import Evidence
from councilqa.answering.reader import Logistic, Reader, Scored, packaged_reader
from councilqa.answering.select import (
    KIND_SHARE,
    LEAST_FURTHER,
    MOST_FURTHER,
    Selection,
    asked_kinds,
    first_of,
    kind_missing,
    select,
)
from councilqa.answering.statements import Shape, Statement
from councilqa.answering.subject import analyse
from councilqa.retrieval.retriever import Query

READER = Reader(
    units=Logistic(bias=0.0, weights={}),
    statements=Logistic(bias=0.0, weights={}),
    following=Logistic(bias=-2.0, weights={"gain": 10.0}),
)
"""A further statement is likely only as far as it meets words of the question that the first one does not."""
QUESTION = "Which teams are shared"


def said(
    text: str, probability: float, *, best: float | None = None, rank: int = 1, met: tuple[float, ...] = ()
) -> Scored:
    (evidence,) = read(("sentence", text), rank=rank, met=met)
    return scored(evidence, probability=probability, best=best)


def scored(*units: Evidence, probability: float, best: float | None = None, shape: Shape = "unit") -> Scored:
    statement = Statement(units=units, shape=shape, of=0)
    return Scored(statement=statement, probability=probability, best=probability if best is None else best)


def chosen(
    *statements: Scored, question: str = QUESTION, lengths: Lengths = Lengths(), unknown: frozenset[str] = frozenset()
) -> Selection:
    query = asked(question)
    ordered = [meeting(each, query) for each in sorted(statements, key=lambda each: -each.probability)]
    return select(query, ordered, READER, unknown=unknown, lengths=lengths)


def meeting(each: Scored, query: Query) -> Scored:
    """The same with as many matches as the question has words."""
    own = query.tokens.own
    units = tuple(replace(unit, met=np.pad(unit.met, (0, own))[:own]) for unit in each.statement.units)
    return replace(each, statement=replace(each.statement, units=units))


def texts(statements: tuple[Scored, ...]) -> list[str]:
    return [each.statement.units[0].unit.text for each in statements]


def first(*statements: Scored, question: str) -> str:
    return texts(chosen(*statements, question=question).chosen)[0]


def test_of_two_that_are_as_good_the_shorter_one_is_said() -> None:
    short, long = said("Planning is shared.", 0.5), said("Planning is shared by both. " * 12, 0.52, rank=2)
    assert first_of([long, short]) is short


def test_a_longer_one_that_is_much_likelier_is_said() -> None:
    short, long = said("Planning is shared.", 0.3), said("Planning is shared by both. " * 12, 0.6, rank=2)
    assert first_of([long, short]) is long


PLANNING, HOUSING = "Planning is shared.", "So is housing, since 2019."
BEGINNING, END = (0.9, 0.9, 0.0, 0.0), (0.0, 0.0, 0.9, 0.9)
"""Which words of the question a statement meets."""


def test_one_statement_is_said_where_a_second_adds_nothing() -> None:
    again = "The planning team is a shared one."
    found = chosen(said(PLANNING, 0.6, met=BEGINNING), said(again, 0.5, rank=2, met=BEGINNING))
    assert texts(found.chosen) == [PLANNING]
    assert texts(found.further) == [again]
    assert found.confidence == 0.6


def test_a_second_statement_is_said_where_it_completes_the_first() -> None:
    third = said("And legal advice.", 0.2, rank=3, met=(0.0, 0.0, 0.8, 0.8))
    found = chosen(said(PLANNING, 0.6, met=BEGINNING), said(HOUSING, 0.2, rank=2, met=END), third)
    assert texts(found.chosen) == [PLANNING, HOUSING]


@pytest.mark.parametrize("lengths", [Lengths(most_quotations=1), Lengths(most_characters=40)])
def test_a_second_statement_must_have_room(lengths: Lengths) -> None:
    found = chosen(said(PLANNING, 0.6, met=BEGINNING), said(HOUSING, 0.2, rank=2, met=END), lengths=lengths)
    assert texts(found.chosen) == [PLANNING]
    assert texts(found.further) == [HOUSING]


def test_what_is_longer_than_an_answer_is_not_said() -> None:
    long = said("Planning is shared by both. " * 40, 0.9)
    assert texts(chosen(long, said(PLANNING, 0.1, rank=2)).chosen) == [PLANNING]
    assert chosen(long).chosen == ()
    assert chosen(long).confidence == 0.0
    assert chosen().chosen == ()


def test_what_is_told_further_is_near_the_question_short_and_not_yet_said() -> None:
    near = [said(f"Team {number} is shared.", 0.3, rank=number) for number in range(2, 2 + MOST_FURTHER + 1)]
    far = said("The canteen is popular.", 0.01, best=0.6 * LEAST_FURTHER - 0.001, rank=20)
    again = said("Planning is  *shared*.", 0.4, rank=21)
    one, two = read(("sentence", "Legal advice is shared."), ("sentence", "Audit is shared."), rank=22)
    pair = scored(one, two, probability=0.4, shape="pair")
    found = texts(chosen(said(PLANNING, 0.6), *near, far, again, pair).further)
    assert len(found) == MOST_FURTHER
    assert set(found) <= set(texts(tuple(near)))
    assert chosen(said(PLANNING, 0.6), far, again, pair).further == ()


def test_what_was_said_is_not_told_again_as_part_of_something_longer() -> None:
    one, two = read(("sentence", PLANNING), ("sentence", "It has nine officers."))
    pair = scored(one, two, probability=0.8, shape="pair")
    assert chosen(pair, scored(one, probability=0.3)).further == ()


# What a question asks the kind of

MONEY = "How much does planning save?"
WITHOUT = said("Planning saves much money.", 0.6)
FAR, NEAR = (said("Parking costs £3.", 0.6 * KIND_SHARE + by, rank=2) for by in (-0.01, 0.01))


def test_a_statement_with_the_kind_of_figure_that_is_asked_for_comes_before_likelier_ones() -> None:
    money = said("Planning saves £88,000.", 0.4, rank=2)
    assert first(WITHOUT, money, question=MONEY) == "Planning saves £88,000."
    assert first(WITHOUT, money, question="Why does planning save?") == "Planning saves much money."


def test_a_cell_under_pounds_is_a_sum_of_money() -> None:
    (row,) = read(("row", "Planning\t88"), columns=("Team", "Saving £000"), rank=2, met=())
    assert first(WITHOUT, scored(row, probability=0.4), question=MONEY) == "Planning\t88"


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How much does planning save?", 1),
        ("How many posts go?", 1),
        ("When does it start?", 1),
        ("Who leads the team?", 0),
        ("Why is planning shared?", 0),
        ("How much does it save and why is it shared?", 0),
    ],
)
def test_a_question_for_anything_else_too_asks_for_no_kind_of_figure(question: str, kinds: int) -> None:
    assert len(asked_kinds(asked(question))) == kinds


def missing(question: str, *statements: Scored) -> str | None:
    """Which check finds that nothing has the kind of thing asked for."""
    query = asked(question)
    case = Case(
        query=query,
        subject=analyse(query),
        wanted=(),
        evidence=[unit for each in statements for unit in each.statement.units],
        found=lambda word: 1,
        found_anywhere=lambda word: 1,
        where="the papers",
    )
    found = kind_missing(case, statements)
    return found and found.reason


def test_where_only_what_is_far_from_the_question_has_the_kind_it_is_missing() -> None:
    assert missing(MONEY, WITHOUT) == "The papers do not give a sum of money on this."
    assert missing(MONEY, WITHOUT, FAR) is not None
    assert missing(MONEY, WITHOUT, NEAR) is None
    assert missing("Why does planning save?", WITHOUT) is None


def test_where_the_kind_is_missing_the_likeliest_is_what_is_left_to_say() -> None:
    assert first(WITHOUT, FAR, question=MONEY) == "Planning saves much money."
    assert first(WITHOUT, NEAR, question=MONEY) == "Parking costs £3."


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("How much does it save and how many posts go?", "It saves £88,000 in all.", ("how many posts go?",)),
        ("How much does it save and how many posts go?", "It saves £88,000, and 2.0 posts go.", ()),
        (
            "How much does it save and how much does zorbing cost?",
            "It saves £88,000.",
            ("how much does zorbing cost?",),
        ),
        ("How much does it save and why is that shared?", "It saves £88,000.", ()),
        ("How many posts go?", "It saves £88,000.", ()),
    ],
)
def test_a_part_for_a_figure_that_nothing_said_holds_is_missing(
    question: str, answer: str, told: tuple[str, ...]
) -> None:
    assert chosen(said(answer, 0.6), question=question, unknown=frozenset({"zorbing"})).missing == told


# Of real papers

SAVING = "How much does the senior management team save a year?"
RISKS = "What could go wrong when the services are shared?"
BUDGET = "What is the total budget for Heads of Service?"


def again(state: State, lengths: Lengths) -> Selection:
    assert isinstance(state.query, Query)
    return select(state.query, state.scored, packaged_reader(), lengths=lengths)


@pytest.mark.parametrize("question", [SAVING, RISKS, BUDGET])
@pytest.mark.parametrize("most", [60, 200, 400, 800])
def test_what_is_chosen_fits_the_length(selected: Callable[[str], State], question: str, most: int) -> None:
    found = again(selected(question), Lengths(most_characters=most)).chosen
    assert len(found) <= 2
    assert sum(each.statement.length for each in found) <= most


@pytest.mark.parametrize("question", [SAVING, RISKS, BUDGET])
def test_nothing_is_said_or_told_twice(selected: Callable[[str], State], question: str) -> None:
    selection = selected(question).selection
    assert selection is not None
    statements = [each.statement for each in (*selection.chosen, *selection.further)]
    places = [(each.hit.passage.id, position) for each in statements for position in each.positions]
    assert len(places) == len(set(places))
