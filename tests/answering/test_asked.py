"""Which questions are ones for a register."""

from __future__ import annotations

import pytest

from councilqa.answering.registered.asked import Want, asked_of
from councilqa.domain.registers import RegisterKind, SumKind

RISKS, DECISIONS = RegisterKind.RISKS, RegisterKind.RECOMMENDATIONS
DATES, MONEY = RegisterKind.MILESTONES, RegisterKind.MONEY


@pytest.mark.parametrize(
    ("question", "kind", "want"),
    [
        ("How many risks are in the register?", RISKS, Want.COUNT),
        ("How many risks does the Oakford and Elmbury register list?", RISKS, Want.COUNT),
        ("What are the risks?", RISKS, Want.LIST),
        ("Please list all of the risks in the business case", RISKS, Want.LIST),
        ("What are the risks of sharing services?", RISKS, Want.LIST),
        ("List the recommendations", DECISIONS, Want.LIST),
        ("How many recommendations are there in the Oakford report?", DECISIONS, Want.COUNT),
        ("What am I asked to decide?", DECISIONS, Want.LIST),
        ("What is Cabinet being asked to approve?", DECISIONS, Want.LIST),
        ("What decisions are needed?", DECISIONS, Want.LIST),
        ("What does the report recommend?", DECISIONS, Want.LIST),
        ("What are the milestones?", DATES, Want.LIST),
        ("What happens when?", DATES, Want.LIST),
        ("What is the timetable for Oakford and Elmbury?", DATES, Want.LIST),
        ("What is the total saving for Oakford over three years?", MONEY, Want.TOTAL),
        ("How much are the costs in total in 2023/24 and 2024/25?", MONEY, Want.TOTAL),
    ],
)
def test_lists_counts_and_totals_are_for_registers(question: str, kind: RegisterKind, want: Want) -> None:
    asked = asked_of(question, names=("oakford", "elmbury"))
    assert asked is not None
    assert (asked.kind, asked.want) == (kind, want)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("What is the mitigation for risk 11?", "11"),
        ("Who owns risk R3?", "r3"),
        ("What does recommendation 2.2 (i) say?", "2.2i"),
        ("What is recommendation b?", "b"),
        ("How likely is risk 4.2 and what is its score?", None),
    ],
)
def test_an_entry_is_asked_for_by_its_number(question: str, number: str | None) -> None:
    asked = asked_of(question)
    assert (asked.number if asked else None) == number


def test_a_topic_narrows_what_is_asked_for() -> None:
    asked = asked_of("What are the staff risks?")
    assert asked is not None and asked.topic == ("staff",)
    asked = asked_of("How is the risk of staff resistance mitigated?")
    assert asked is not None and (asked.want, asked.topic) == (Want.ROW, ("staff", "resistance"))


def test_years_of_a_total_are_read() -> None:
    asked = asked_of("What is the total deficit for Oakford in 2023/24 to 2025/26?", names=("oakford",))
    assert asked is not None and (asked.sum_kind, asked.years) == (SumKind.DEFICIT, (2023, 2024, 2025))
    asked = asked_of("What is the total saving over three years?")
    assert asked is not None and (asked.years, asked.year_count) == ((), 3)


@pytest.mark.parametrize(
    "question",
    [
        "What are the key risks of sharing services?",
        "What are the three biggest risks?",
        "Which risks are rated red, and why?",
        "What are the risks for Glasgow if it rains?",
        "How many people does the risk team have?",
        "Why should the regulator step in early with shared-risk trustees?",
        "Who was asked to write to the minister?",
        "What are councillors asked to do about the depot?",
        "What did the LGA recommend on trust between members?",
        "What did the Tarrant report recommend for Oakford?",
        "What does the auditor's report recommend?",
        "How much would Oakford save on top posts in total and as a percentage?",
        "What is the total number of councillors?",
        "What total budget do the Heads of Service have?",
        "When is the shared Chief Executive appointed?",
        "What is the timetable for appointing the Heads of Service?",
        "Does recommendation 2 mean that the depot is sold?",
        "Is risk 3 the same as in Leeds?",
        "How long is the allotment waiting list?",
    ],
)
def test_questions_with_more_to_them_are_left_to_the_ordinary_way(question: str) -> None:
    assert asked_of(question, names=("oakford",)) is None
