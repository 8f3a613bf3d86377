"""Which questions are ones for a register."""

from __future__ import annotations

import pytest

from councilqa.answering.registered.asked import Want, asked_of, plain_number
from councilqa.domain.registers import RegisterKind

RISKS, DECISIONS, DATES = RegisterKind.RISKS, RegisterKind.RECOMMENDATIONS, RegisterKind.MILESTONES


@pytest.mark.parametrize(
    ("question", "kind", "want"),
    [
        ("How many risks are in the register?", RISKS, Want.COUNT),
        ("How many risks does the Oakford and Elmbury register list?", RISKS, Want.COUNT),
        ("What are the risks?", RISKS, Want.LIST),
        ("What are the key risks?", RISKS, Want.LIST),
        ("Which risks are in the report?", RISKS, Want.LIST),
        ("Please list all of the risks in the business case", RISKS, Want.LIST),
        ("Show me the risk register", RISKS, Want.LIST),
        ("What are the main risks of sharing services?", RISKS, Want.LIST),
        ("List the recommendations", DECISIONS, Want.LIST),
        ("Read out the recommendations of the Oakford report", DECISIONS, Want.LIST),
        ("How many recommendations are there in the Oakford report?", DECISIONS, Want.COUNT),
        ("What am I asked to decide?", DECISIONS, Want.LIST),
        ("What are members asked to vote on tonight?", DECISIONS, Want.LIST),
        ("What is Cabinet being asked to approve?", DECISIONS, Want.LIST),
        ("What decisions are needed?", DECISIONS, Want.LIST),
        ("What does the report recommend?", DECISIONS, Want.LIST),
        ("What are the milestones?", DATES, Want.LIST),
        ("What happens when?", DATES, Want.LIST),
        ("What is the timetable for Oakford and Elmbury?", DATES, Want.LIST),
        ("What’s the timetable for Oakford’s services?", DATES, Want.LIST),
    ],
)
def test_a_question_that_names_a_register_and_only_where_to_look_is_for_it(
    question: str, kind: RegisterKind, want: Want
) -> None:
    asked = asked_of(question, names=("oakford", "elmbury"))
    assert asked is not None
    assert (asked.kind, asked.want) == (kind, want)


@pytest.mark.parametrize(
    ("question", "kind", "number"),
    [
        ("What is the mitigation for risk 11?", RISKS, "11"),
        ("Who owns risk R3?", RISKS, "r3"),
        ("Risk no. 4", RISKS, "4"),
        ("What does recommendation 2.2 (i) say?", DECISIONS, "2.2i"),
        ("What is recommendation b?", DECISIONS, "b"),
        ("What is recommendation (c) of the Oakford report?", DECISIONS, "c"),
    ],
)
def test_an_entry_is_asked_for_by_its_number(question: str, kind: RegisterKind, number: str) -> None:
    asked = asked_of(question, names=("oakford",))
    assert asked is not None
    assert (asked.kind, asked.want, asked.number) == (kind, Want.ROW, number)


@pytest.mark.parametrize("written", ["2.2 (i)", "2.2(i)", "2.2i", "2.2 I", "2.2 (i)."])
def test_a_number_is_compared_without_its_brackets_and_spaces(written: str) -> None:
    assert plain_number(written) == "2.2i"


@pytest.mark.parametrize(
    "question",
    [
        # With more to them than the register's name and where to look
        "What are the staff risks?",
        "What are the three biggest risks?",
        "Which risks are rated red, and why?",
        "What are the risks and benefits of sharing services?",
        "What are the risks for Glasgow if it rains?",
        "How is the risk of staff resistance mitigated?",
        "What are councillors asked to do about the depot?",
        "What did the LGA recommend on trust between members?",
        "What did the Tarrant report recommend for Oakford?",
        "What does the auditor's report recommend?",
        "What is the timetable for appointing the Heads of Service?",
        "How likely is risk 4.2 and what is its cost?",
        "Does recommendation 2 mean that the depot is sold?",
        "Is risk 3 the same as in Leeds?",
        # For something else that the words of a register stand beside
        "Which councils agreed?",
        "Which committee decides?",
        "What committee approves the business case?",
        "How many members voted?",
        "How many councils agreed to the proposal?",
        "Which report recommends sharing services?",
        "What is the date of the decision?",
        "How many people does the risk team have?",
        # Not for a list or a count
        "Who decides?",
        "When is the decision?",
        "Why is it recommended?",
        "Is there a risk?",
        "Who was asked to write to the minister?",
        # Without a register
        "What is the total number of councillors?",
        "What is the total saving for Oakford over three years?",
        "What is proposed?",
        "What services are shared?",
        "List the councils",
        "How long is the allotment waiting list?",
        "",
    ],
)
def test_other_questions_are_left_to_the_reader(question: str) -> None:
    assert asked_of(question, names=("oakford",)) is None


def test_the_papers_that_a_question_names_are_where_to_look_and_others_are_not() -> None:
    assert asked_of("What are the risks of the waste service?") is None
    assert asked_of("What are the risks of the waste service?", names=("the waste paper",)) is not None
