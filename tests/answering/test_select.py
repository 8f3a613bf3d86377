"""Which units answer, and within which bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from answering_makers import unit

from councilqa.answering.chain import State
from councilqa.answering.compose import Lengths, spoken
from councilqa.answering.select import Selection, select
from councilqa.text import comparable

SAVING = "How much does the senior management team save a year?"
RISKS = "What are the key risks of sharing services?"
BUDGET = "What is the total budget for Heads of Service?"


def chosen(state: State, lengths: Lengths) -> Selection:
    assert state.query is not None
    assert state.subject is not None
    return select(state.query, state.evidence, lengths=lengths)


@pytest.mark.parametrize("question", [SAVING, RISKS, BUDGET])
@pytest.mark.parametrize("most", [60, 200, 400, 800])
def test_what_is_chosen_fits_the_length(selected: Callable[[str], State], question: str, most: int) -> None:
    found = chosen(selected(question), Lengths(most_characters=most, most_quotations=12)).chosen
    assert sum(len(spoken(each.unit)) for each in found) <= most


def test_no_more_is_quoted_than_allowed(selected: Callable[[str], State]) -> None:
    found = chosen(selected(SAVING), Lengths(most_characters=800, most_quotations=1)).chosen
    places = sorted(each.position for each in found)
    assert len({each.hit.passage.id for each in found}) == 1
    assert places == list(range(places[0], places[0] + len(places)))


@pytest.mark.parametrize("question", [SAVING, RISKS, BUDGET])
def test_nothing_is_chosen_twice(selected: Callable[[str], State], question: str) -> None:
    selection = selected(question).selection
    assert selection is not None
    texts = [comparable(spoken(each.unit)) for each in selection.chosen]
    assert len(texts) == len(set(texts))


def test_a_sentence_of_the_kind_asked_for_leads(selected: Callable[[str], State]) -> None:
    assert "£88,000" in chosen(selected(SAVING), Lengths()).chosen[0].unit.text


def test_what_a_sentence_leans_on_comes_with_it(selected: Callable[[str], State]) -> None:
    found = chosen(selected("Who wrote the report on shared services with Solent Advisers?"), Lengths()).chosen
    texts = [each.unit.text for each in found]
    assert any(text.startswith("It was written by Mary Thornton") for text in texts)
    assert any(text.startswith("This report asks Cabinet") for text in texts)


def test_a_lead_in_comes_with_its_items(selected: Callable[[str], State]) -> None:
    found = chosen(selected(RISKS), Lengths()).chosen
    items = [each.position for each in found if each.unit.kind == "item" and each.unit.paragraph == "4.1"]
    lead = [each.position for each in found if each.unit.text == "The key risks of sharing services are:"]
    assert len(items) == 3
    assert lead == [min(items) - 1]


@pytest.mark.parametrize("most", [60, 80, 120])
def test_a_lead_in_without_its_items_is_left_out_where_anything_else_is_said(
    selected: Callable[[str], State], most: int
) -> None:
    found = chosen(selected(RISKS), Lengths(most_characters=most)).chosen
    leads = [each for each in found if each.unit.text == "The key risks of sharing services are:"]
    items = [each for each in found if each.unit.kind == "item" and each.unit.paragraph == "4.1"]
    assert found
    assert not leads or items or found == tuple(leads)


def test_a_row_that_names_a_group_of_rows_is_no_statement(selected: Callable[[str], State]) -> None:
    state = selected(RISKS)
    name = "Risks of sharing services, costs and benefits"
    group = unit(f"{name}\t\t", 0, kind="row", cells=(name, "", ""))
    best = replace(state.evidence[0], unit=group, position=99, score=state.evidence[0].score + 1)
    found = chosen(replace(state, evidence=(best, *state.evidence)), Lengths()).chosen
    assert found
    assert group not in [each.unit for each in found]


def test_a_question_of_the_paper_s_own_stands_only_with_what_answers_it(selected: Callable[[str], State]) -> None:
    state = selected(RISKS)
    like = replace(state.evidence[0], score=state.evidence[0].score + 0.2)
    asks = replace(like, unit=unit("What are the risks of sharing services?", 0), position=98)
    says = replace(like, unit=unit("There are none that the councils do not know.", 50), position=99, score=-1.0)
    together = chosen(replace(state, evidence=(asks, says, *state.evidence)), Lengths()).chosen
    assert {asks, says} <= set(together)
    alone = chosen(replace(state, evidence=(asks, *state.evidence)), Lengths())
    assert asks not in alone.chosen
    assert alone.chosen
    assert {each.evidence: each.why for each in alone.passed}[asks] == "it announces or asks only"


def test_what_is_passed_over_is_told_with_the_reason_and_is_not_in_the_answer(
    selected: Callable[[str], State],
) -> None:
    state = selected(SAVING)
    long = replace(state.evidence[0], unit=unit("A sum of £88,000 is saved on the team. " * 40, 0), position=99)
    again = replace(state.evidence[0], position=98)
    found = chosen(replace(state, evidence=(long, again, *state.evidence)), Lengths())
    told = {each.evidence: each.why for each in found.passed}
    assert told[long] == "no room for it"
    assert "it repeats another" in told.values()
    assert not set(told) & set(found.chosen)


def test_what_would_have_followed_the_last_unit_is_not_passed_over(selected: Callable[[str], State]) -> None:
    state = selected(SAVING)
    best = state.evidence[0]
    long = replace(
        best,
        unit=unit("A sum of £88,000 is saved on the team. " * 40, 0),
        position=99,
        score=best.score - 0.2,
    )
    found = chosen(replace(state, evidence=(best, long)), Lengths())
    assert found.chosen == (best,)
    assert found.passed == ()
