"""Figures that do not say what they are of are quoted with what does, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from councilqa import CouncilQA
from councilqa.domain.answers import Answer

REPORT = """CABINET

Date of meeting: 1 March 2024

Title of report: Shared management of Norley District Council and Ashby Borough Council

1 Salaries

1.1 The salary costs of the present deputy chief executives of each council are as follows:

- NDC = £86,488
- ABC = £86,453
- The range of salaries that other councils pay a shared deputy
- Highest = £133,982
- Lowest = £79,700

2 Savings

2.1 Services that were looked at for sharing:

- Planning was looked at some years ago, but not in full. Both teams have a backlog of work. Estimated saving £205k.
- Street cleaning was looked at in 2019. Members did not agree. Estimated saving £312k.

2.2 The saving is £517k. It will be shared equally.
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CouncilQA]:
    folder = tmp_path_factory.mktemp("bare")
    (folder / "papers").mkdir()
    (folder / "papers" / "management.txt").write_text(REPORT, "utf-8")
    with CouncilQA.open(folder / "index") as opened:
        assert len(opened.ingest([folder / "papers"]).added) == 1
        yield opened


@pytest.fixture
def claims(papers: CouncilQA) -> Callable[[str], list[str]]:
    def ask(question: str) -> list[str]:
        answer: Answer = papers.ask(question)
        assert answer.citations, answer
        return answer.text.split("\n")

    return ask


@pytest.mark.parametrize(
    ("question", "figure", "of"),
    [
        ("How much do the deputy chief executives earn now?", "£86,488", "The salary costs of the present deputy"),
        ("What salary do others pay a shared deputy?", "£133,982", "The range of salaries that other councils pay"),
        ("What is the lowest salary that others pay a shared deputy?", "£79,700", "The range of salaries that other"),
        ("What is the estimated saving from sharing planning?", "£205k", "Planning was looked at some years ago"),
        ("What would sharing street cleaning save?", "£312k", "Street cleaning was looked at in 2019"),
    ],
)
def test_a_figure_stands_with_what_it_is_of(
    claims: Callable[[str], list[str]], question: str, figure: str, of: str
) -> None:
    found = [each for each in claims(question) if figure in each]
    assert found
    assert all(of in each for each in found)


def test_a_sentence_that_begins_its_paragraph_needs_none_before_it(papers: CouncilQA) -> None:
    answer = papers.ask("What is the whole saving?")
    (cited,) = (each for each in answer.citations if "£517k" in each.quote)
    assert cited.quote.startswith("The saving is £517k.")


def test_where_there_is_no_room_for_both_neither_is_quoted(papers: CouncilQA) -> None:
    answer = papers.settings.answer.model_copy(update={"most_characters": 100})
    with CouncilQA.open(settings=papers.settings.model_copy(update={"answer": answer})) as short:
        said = short.ask("What is the estimated saving from sharing planning?").text
    assert "£205k" not in said
