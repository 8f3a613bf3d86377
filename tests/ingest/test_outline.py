"""Where blocks stand: section, number as cited, lead-in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from councilqa.domain.documents import Heading, ListItem, Placed, Table
from councilqa.ingest.outline import place, plain
from councilqa.ingest.transcript import read_transcript

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture
def placed(tmp_path: Path):
    def make(text: str) -> tuple[Placed, ...]:
        path = tmp_path / "paper.txt"
        path.write_text(text, "utf-8")
        return place(read_transcript(path).blocks)

    return make


@lru_cache
def corpus(start: str) -> tuple[Placed, ...]:
    return place(read_transcript(next(CORPUS.glob(f"{start}*.txt"))).blocks)


def where(placed: tuple[Placed, ...], words: str) -> Placed:
    return next(each for each in placed if words in each.block.text)


NESTED = """Appendix 1

5 Report Detail

5.1 The report begins with this sentence.

Key workstreams

5.2 The workstreams that were considered are:

- learning
- lessons

6 Implications

6.1 There are some of them.

LEGAL

Those are set out elsewhere in full.

Appendix 2

The second appendix has words of its own.
"""


@pytest.mark.parametrize(
    ("words", "section", "paragraph"),
    [
        ("5.1 The report", ("Appendix 1", "5 Report Detail"), "5.1"),
        ("5.2 The work", ("Appendix 1", "5 Report Detail", "Key workstreams"), "5.2"),
        ("lessons", ("Appendix 1", "5 Report Detail", "Key workstreams"), "5.2"),
        ("6.1 There", ("Appendix 1", "6 Implications"), "6.1"),
        ("The second appendix", ("Appendix 2",), None),
    ],
)
def test_every_block_stands_under_its_headings(
    placed, words: str, section: tuple[str, ...], paragraph: str | None
) -> None:
    found = where(placed(NESTED), words)
    assert (found.section, found.paragraph) == (section, paragraph)


def test_an_unnumbered_heading_stands_under_a_series_that_goes_on(placed) -> None:
    found = placed(
        "1 First\n\nOne says this here.\n\nDETAILS\n\nTwo says that there.\n\n2 Second\n\nThree says it too.\n"
    )
    assert where(found, "Two says").section == ("1 First", "DETAILS")
    assert where(found, "Three says").section == ("2 Second",)


def test_bullets_have_the_sentence_before_them_as_lead_in(placed) -> None:
    found = placed(
        "4.1 Much was said. The risks are:\n\n- loss of staff\n- delay\n\n4.2 They are managed by the board.\n"
    )
    assert [each.lead_in.text if each.lead_in else None for each in found] == [
        None,
        "The risks are:",
        "The risks are:",
        None,
    ]


def test_items_under_an_item_that_ends_with_a_colon_have_it_as_lead_in(placed) -> None:
    found = placed("2.2 Council is asked to approve:\n\n(i) the structure, which has:\n\n- one chief\n- two deputies\n")
    assert where(found, "one chief").lead_in.text == "(i) the structure, which has:"  # type: ignore[union-attr]
    assert where(found, "two deputies").paragraph == "2.2"


def test_a_list_keeps_its_lead_in_over_what_stands_between_its_items(placed) -> None:
    found = placed(
        "2.2 Council is asked to approve:\n\n(i) the structure, which has:\n\n- one chief\n\n"
        "This would save £88k each year.\n\n"
        "(ii) the delegation of powers; and\n\n(iii) the new board.\n\n"
        "2.3 Council is asked to note:\n\n(i) the risks.\n"
    )
    leads = {each.block.text[:5]: each.lead_in.text for each in found[:6] if each.lead_in}
    assert leads["(ii) "] == leads["(iii)"] == leads["(i) t"]
    assert leads["one c"] == "(i) the structure, which has:"
    assert found[-1].lead_in is not None
    assert "to note" in found[-1].lead_in.text


def test_a_table_has_the_sentence_before_it_as_lead_in(placed) -> None:
    found = placed("34. The table below gives the costs.\n\nPost\tCost\nChief\t£100\n\n35. It is said to be enough.\n")
    table = where(found, "Chief")
    assert isinstance(table.block, Table)
    assert table.paragraph == "34"
    assert table.lead_in is not None
    assert table.lead_in.text == "The table below gives the costs."


def test_items_without_a_paragraph_are_cited_by_their_letters(placed) -> None:
    found = placed(
        "RECOMMENDATION\n\nThat Cabinet:\n\na. Approve the plan.\n- in full\nb. Note the risks.\n\n"
        "REASONS\n\n- to save money\n"
    )
    assert [each.paragraph for each in found if isinstance(each.block, ListItem)] == ["a", "a", "b", None]


def test_a_label_line_ends_the_paragraph_before_it(placed) -> None:
    found = placed("40. The action is taken by both of them.\n\nContact Details: A. Archer\n")
    assert found[-1].paragraph is None


@pytest.mark.parametrize(
    ("text", "seen"), [("**The\nOpportunity**", "The Opportunity"), ("## __Costs__", "Costs"), ("A * B", "A B")]
)
def test_plain_is_one_line_without_markup(text: str, seen: str) -> None:
    assert plain(text) == seen


def test_recommendations_of_hart_are_cited_by_their_letters() -> None:
    found = [each for each in corpus("hart-rushmoor-working") if "RECOMMENDATION" in each.section and each.paragraph]
    assert [each.paragraph for each in found] == list("abcdef")
    assert found[3].block.text.startswith("d. Agree a budget of £27,500")
    assert all(each.lead_in and each.lead_in.text == "That Cabinet:" for each in found)


def test_items_of_paragraph_37_are_cited_with_it() -> None:
    found = [each for each in corpus("hart-rushmoor-working") if each.paragraph == "37"]
    assert [type(each.block).__name__ for each in found] == ["Paragraph", *["ListItem"] * 6]
    assert {each.section[-1] for each in found} == {"Risk Management"}


@pytest.mark.parametrize(("number", "times"), [("5.1", 2), ("5.4", 2), ("5.11", 1)])
def test_a_number_is_unique_by_document_and_section_only(number: str, times: int) -> None:
    own = [
        each for each in corpus("cannock") if each.paragraph == number and getattr(each.block, "number", None) == number
    ]
    own = [each for each in own if not isinstance(each.block, Heading)]
    assert len(own) == times
    assert len({each.section for each in own}) == times
    assert own[0].section[0] == "Part 1"
    assert own[-1].section[0] == ("Appendix 1" if times == 2 else "Part 1")
