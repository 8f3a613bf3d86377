"""A question that other papers answer better than those it asks about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from councilqa.answering.chain import Answerer, State
from councilqa.answering.doubt import LEAD
from councilqa.answering.elsewhere import Elsewhere, elsewhere, met_by_passage


@pytest.fixture
def found(answerer: Answerer, selected: Callable[[str], State]) -> Callable[[str], Elsewhere | None]:
    def run(question: str) -> Elsewhere | None:
        state = selected(question)
        assert state.query is not None
        assert state.subject is not None
        return elsewhere(answerer.retriever, state.query, state.subject, state.evidence)

    return run


def test_what_only_another_council_is_said_to_do_leads_there(found: Callable[[str], Elsewhere | None]) -> None:
    other = found("How much does the mobile library of Oakford cost a year?")
    assert other is not None
    assert other.title == "Library Opening Hours in Westmere"
    assert "mobile library" in other.hit.passage.text
    assert other.lead >= LEAD


def test_the_councils_name_gives_its_own_papers_no_lead(found: Callable[[str], Elsewhere | None]) -> None:
    other = found("How much does the management team of Oakford save a year?")
    assert other is None or other.lead < LEAD


def test_where_all_papers_are_asked_there_is_no_elsewhere(found: Callable[[str], Elsewhere | None]) -> None:
    assert found("How much does the mobile library cost a year?") is None


def test_a_passage_meets_what_any_of_its_units_meets(selected: Callable[[str], State]) -> None:
    evidence = selected("How long does consultation with staff last?").evidence
    met = met_by_passage(evidence)
    assert set(met) == {each.hit.passage.id for each in evidence}
    assert all((met[each.hit.passage.id] >= each.met).all() for each in evidence)
