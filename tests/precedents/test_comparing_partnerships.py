"""Rows of a comparison, over a real index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from councilqa import CouncilQA
from councilqa.domain.answers import AnswerStatus
from councilqa.domain.comparisons import Comparison, Row
from councilqa.errors import CouncilQAError
from councilqa.precedents.agreeing import compared

Compare = Callable[[str], Comparison]
LONE = "Guidance on Shared Chief Executives"


def _rows(comparison: Comparison) -> dict[str, Row]:
    return {row.party.key: row for row in comparison.rows}


def test_every_partnership_and_every_paper_of_none_has_its_row(compare: Compare) -> None:
    rows = _rows(compare("What salary does each partnership propose for the shared chief executive?"))
    assert list(rows) == ["ashvale-birchley", "elmstead-firbridge", "gorsley-hazelton", LONE]
    assert rows["ashvale-birchley"].party.name == "Ashvale and Birchley"


@pytest.mark.parametrize(
    ("question", "stated", "not_stated"),
    [
        (
            "What salary does each partnership propose for the shared chief executive?",
            {"ashvale-birchley": "£140,000", "elmstead-firbridge": "£140k"},
            ["gorsley-hazelton"],
        ),
        (
            "How much does each partnership expect to save a year?",
            {"ashvale-birchley": "£310,000", "elmstead-firbridge": "£95,000"},
            ["gorsley-hazelton"],
        ),
        ("Have the trade unions been consulted?", {"ashvale-birchley": "support"}, ["gorsley-hazelton", LONE]),
        (
            "Who washes the vehicles in each?",
            {"gorsley-hazelton": "by the crews themselves"},
            ["ashvale-birchley", LONE],
        ),
    ],
)
def test_a_row_states_what_its_own_papers_say_or_that_they_do_not(
    compare: Compare, question: str, stated: dict[str, str], not_stated: list[str]
) -> None:
    rows = _rows(compare(question))
    for party, words in stated.items():
        assert words in rows[party].answer.text, party
    for party in not_stated:
        assert rows[party].answer.status is AnswerStatus.NOT_FOUND, party


def test_what_is_not_stated_says_what_was_searched(compare: Compare) -> None:
    row = _rows(compare("Have the trade unions been consulted?"))["gorsley-hazelton"]
    assert "Searched: Depot of Gorsley and Hazelton" in (row.answer.reason or "")
    assert "‘unions’" in (row.answer.reason or "")


def test_every_citation_of_a_row_stands_in_a_paper_of_its_party(papers: CouncilQA, compare: Compare) -> None:
    comparison = compare("How much does each partnership expect to save a year?")
    for row in comparison.rows:
        for citation in row.answer.citations:
            assert citation.document_id in row.party.document_ids
            text = papers.document(citation.document_id).text
            assert text[citation.start : citation.start + len(citation.quote)] == citation.quote


def test_what_no_paper_speaks_of_is_stated_by_none(compare: Compare) -> None:
    comparison = compare("What does each partnership pay for its airport's runway lights?")
    assert not any(row.stated for row in comparison.rows)


def test_a_question_that_names_two_partnerships_is_put_to_those(compare: Compare) -> None:
    comparison = compare("Compare the chief executive's salary of Ashvale and Birchley with Elmstead and Firbridge")
    assert [row.party.handle for row in comparison.rows] == ["ashvale-birchley", "elmstead-firbridge"]


def test_equal_salaries_agree_however_they_are_written(compare: Compare) -> None:
    (figure,) = compare("What salary does each partnership propose for the shared chief executive?").figures
    given = {each.party: each for each in figure.given}
    assert (figure.unit, figure.sort) == ("£", "salary")
    assert given["ashvale-birchley"].written == ("£140,000",) and given["elmstead-firbridge"].written == ("£140k",)
    assert figure.agreeing == (("ashvale-birchley", "elmstead-firbridge"),)


def test_unequal_savings_differ(compare: Compare) -> None:
    (figure,) = compare("How much does each partnership expect to save a year?").figures
    assert figure.differ and not figure.agreeing
    values = {each.party: each.values for each in figure.given}
    assert Decimal(310_000) in values["ashvale-birchley"] and Decimal(95_000) in values["elmstead-firbridge"]


def test_figures_are_of_the_first_statement_with_the_unit_of_their_column(compare: Compare) -> None:
    rows = [row for row in compare("How much does each partnership expect to save a year?").rows if row.stated][:2]
    texts = ("Post: Chief; cost £000: 315 [1]\nThe old post cost £90,000. [2]", "It will cost £144,506. [1]")
    said = [replace(row, answer=replace(row.answer, text=text)) for row, text in zip(rows, texts, strict=True)]
    (figure,) = compared("What will it cost?", said)
    assert [each.written for each in figure.given] == [("£315,000",), ("£144,506",)]


def test_filters_leave_parties_without_papers_out(papers: CouncilQA) -> None:
    found = papers.compare("What does it save?", since=dt.date(2022, 1, 1))
    assert [row.party.handle for row in found.rows] == ["ashvale-birchley", "elmstead-firbridge"]
    one = papers.compare("What does it save?", partnership="elmstead-firbridge")
    assert [row.party.handle for row in one.rows] == ["elmstead-firbridge"]
    assert "£95,000" in one.rows[0].answer.text


def test_an_empty_question_is_refused(papers: CouncilQA) -> None:
    with pytest.raises(CouncilQAError, match="empty"):
        papers.compare("  ")
