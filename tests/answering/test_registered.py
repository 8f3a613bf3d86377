# ruff: noqa: E501
"""Questions for a list, a count or a row, answered from the registers of papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from councilqa import CouncilQA
from councilqa.answering.chain import Answerer
from councilqa.answering.registered.answers import Registered
from councilqa.domain.answers import Answer, AnswerStatus
from councilqa.store.store import Store
from small_papers import service

REPORT = """CABINET

Date of meeting: 12 January 2023

Title of report: Shared waste service of Norley District Council and Ashby Borough Council

Key Decision: Yes

Wards Affected: All

Report Author: Jo Bloggs, Head of Waste

1 Recommendations

1.1 That Cabinet:

(i) Approve the shared waste service from 1 April 2024.
(ii) Note the risks in Annex A.

1.2 Norley District Council (NDC) and Ashby Borough Council (ABC) collect the waste of 90,000 homes.

2 Finance

2.1 The budget gap that the Medium Term Financial Plan of Ashby Borough Council identifies is:

Ashby Borough Council	2023/24	2024/25	2025/26
Deficit identified	£140,000	£378,000	£218,000

Annex A: Risk register

No	Risk	Mitigation	Owner
	Staff
1	Drivers leave before the transfer	Retention payments are agreed. Agency drivers are on call.	Head of Waste
2	Staff resist the new rounds	Early consultation with the unions.	Head of HR
	Money
3	Fuel prices rise by more than 8%	Two-year fuel contract.	Director of Finance
"""

OTHER = """CABINET

Date of meeting: 3 March 2023

Title of report: Shared libraries of Marsham District Council and Fenland Borough Council

Key decision	No

1 Recommendations

That Cabinet:

a. Agree the shared library service.

2 Risk register

No	Risk	Mitigation
1	Readers lose their nearest library	Mobile library every week.
2	The catalogue is late	Stages are agreed with the supplier.
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Answer]]:
    folder = tmp_path_factory.mktemp("registered")
    (folder / "papers").mkdir()
    (folder / "papers" / "waste.txt").write_text(REPORT, "utf-8")
    (folder / "papers" / "libraries.txt").write_text(OTHER, "utf-8")
    with service(folder) as opened:
        assert len(opened.ingest([folder / "papers"]).added) == 2
        yield opened.ask


def from_register(answer: Answer) -> bool:
    return any(what.startswith("of the register") for _, what in answer.trace)


def test_a_count_names_each_that_it_counts(told: Callable[[str], Answer]) -> None:
    answer = told("How many risks are in the Norley and Ashby register?")
    assert answer.text.splitlines() == [
        "3 risks in the register. 1. Drivers leave before the transfer [1]",
        "2. Staff resist the new rounds [2]",
        "3. Fuel prices rise by more than 8% [3]",
    ]
    assert [each.quote.split("\t")[0] for each in answer.citations] == ["1", "2", "3"]


def test_several_papers_are_told_apart(told: Callable[[str], Answer]) -> None:
    answer = told("How many risks are in the register?")
    assert "3 risks in the register" in answer.text and "2 risks in the register" in answer.text
    assert len({each.document_id for each in answer.citations}) == 2


def test_a_row_is_given_with_its_mitigation_and_owner(told: Callable[[str], Answer]) -> None:
    answer = told("What is the mitigation for risk 1 in the Norley register?")
    expected = "1. Drivers leave before the transfer – Mitigation: Retention payments are agreed; Agency drivers are on call; Owner: Head of Waste [1]"
    assert answer.text == expected
    assert answer.citations[0].quote.startswith("1\tDrivers leave")


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Is the Norley and Ashby report a key decision?", "Key Decision: Yes [1]"),
        ("Is Marsham's a key decision?", "Key decision: No [1]"),
        ("Which wards does the Norley paper affect?", "Wards Affected: All [1]"),
        ("Who wrote the Norley report?", "Report Author: Jo Bloggs, Head of Waste [1]"),
        ("Who is the author of the shared waste report for Norley?", "Report Author: Jo Bloggs, Head of Waste [1]"),
    ],
)
def test_what_the_first_page_says_of_the_paper(told: Callable[[str], Answer], question: str, line: str) -> None:
    answer = told(question)
    assert from_register(answer)
    assert answer.text == line


def test_a_key_decision_is_told_of_each_paper(told: Callable[[str], Answer]) -> None:
    answer = told("Is it a key decision?")
    assert "Key Decision: Yes (Norley and Ashby)" in answer.text
    assert "Key decision: No (Marsham and Fenland)" in answer.text
    assert len({each.document_id for each in answer.citations}) == 2


@pytest.mark.parametrize(
    "question", ["Who wrote the fuel contract for Norley?", "Who leads the drivers?", "When is Norley's key decision?"]
)
def test_a_line_of_the_first_page_answers_no_more_than_it_says(told: Callable[[str], Answer], question: str) -> None:
    assert not from_register(told(question))


@pytest.mark.parametrize("question", ["What are the key risks for Norley and Ashby?", "Show Norley’s risk register"])
def test_risks_are_listed_however_the_register_is_named(told: Callable[[str], Answer], question: str) -> None:
    answer = told(question)
    assert from_register(answer)
    assert answer.text.startswith("3 risks in the register. 1. Drivers leave before the transfer [1]")


@pytest.mark.parametrize("question", ["What is Norley's Cabinet asked to decide?", "List the Norley recommendations"])
def test_what_is_to_be_decided_is_listed(told: Callable[[str], Answer], question: str) -> None:
    answer = told(question)
    assert answer.text.startswith("2 recommendations")
    assert "Approve the shared waste service" in answer.text and "Note the risks" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What could make drivers leave?",
        "What are the staff risks for Norley and Ashby?",
        "What is the total deficit for Ashby in 2023/24 and 2024/25?",
        "Which councils agreed?",
    ],
)
def test_a_question_with_more_to_it_is_left_to_the_reader(told: Callable[[str], Answer], question: str) -> None:
    assert not from_register(told(question))


def test_a_question_to_another_council_is_not_answered_from_a_register(told: Callable[[str], Answer]) -> None:
    answer = told("How many risks are in Glasgow's register?")
    assert answer.status is AnswerStatus.NOT_FOUND and not from_register(answer)


def test_every_claim_of_a_register_is_verbatim_and_short(papers: CouncilQA, answerer: Answerer, store: Store) -> None:
    registered = Registered(store)
    for question in ("List the recommendations", "What are the risks?", "What happens when?"):
        answer = answerer.ask(question)
        assert len(answer.text) <= 800
        claims = registered.answer(answerer.retriever.query(question))
        assert all(claim.quote in store.document(claim.hit.passage.document_id).text for claim in claims)
