"""The same quantity with another value is found; parts, other years, other councils and rounding are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from checked_papers import from_text, stands

from councilqa.checking import between, discrepancies
from councilqa.domain.discrepancies import DiscrepancyKind

HEAD = """OAKSHIRE DISTRICT COUNCIL

CABINET

12 May 2023

Shared service with Elmham Borough Council

"""
TITLE = "Shared service with Elmham Borough Council"


def told(tmp_path: Path, text: str, title: str = TITLE) -> list[tuple[DiscrepancyKind, tuple[str, ...]]]:
    document = from_text(tmp_path / "paper.txt", HEAD.replace(TITLE, title) + text)
    found = discrepancies(document)
    assert all(stands(document, each) for each in found)
    return [(each.kind, each.values[:2]) for each in found]


def paragraphs(*texts: str) -> str:
    """Each in a section of its own, numbered from 1.1."""
    return "\n\n".join(f"{number}. Section {number}\n\n{number}.1 {text}" for number, text in enumerate(texts, start=1))


OTHER = "The councils have worked with one another for many years and wish to go on doing so."


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (
            "Sharing services is estimated to save both councils combined savings of £1.4m from the shared services.",
            "The shared services are estimated to deliver savings of £1.5m for both councils combined.",
            ("£1.4m", "£1.5m"),
        ),
        (
            "Working together the two councils would speak for 231,000 residents of the wider area.",
            "The councils deliver services to a combined population of 224,500 residents in the area.",
            ("231,000", "224,500"),
        ),
        (
            "Oakshire District Council has an unfunded budget gap of £2.4m in 2024/25, forecast in the financial plan.",
            "The financial plan of Oakshire District Council forecast an unfunded budget gap of £2.6m for 2024/25.",
            ("£2.4m", "£2.6m"),
        ),
    ],
)
def test_quantity_with_another_value(tmp_path: Path, one: str, other: str, values: tuple[str, str]) -> None:
    assert told(tmp_path, paragraphs(one, OTHER, other)) == [(DiscrepancyKind.RESTATED, values)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            "Oakshire District Council will realise an annual saving of c£41k in relation to the shared post.",
            "Oakshire District Council will realise an annual saving of £41,184 in relation to the shared post.",
            id="rounding",
        ),
        pytest.param(
            "The two councils serve a combined area of more than 200,000 people.",
            "The combined population of the two councils is 201,300 people.",
            id="bound",
        ),
        pytest.param(
            "Oakshire District Council has an unfunded budget gap of £2.4m in 2024/25, forecast in the financial plan.",
            "The financial plan of Oakshire District Council forecast an unfunded budget gap of £2.6m for 2025/26.",
            id="year",
        ),
        pytest.param(
            "Oakshire District Council has an unfunded budget gap of £2.4m in 2024/25, forecast in the financial plan.",
            "The financial plan of Elmham Borough Council forecast an unfunded budget gap of £2.6m for 2024/25.",
            id="council",
        ),
        pytest.param(
            "The average salary cost of a shared director of both councils is £105,900 per annum.",
            "The median salary cost of a shared director of both councils is £104,600 per annum.",
            id="measure",
        ),
        pytest.param(
            "Under option 1 both councils together would realise estimated savings of £410,000 from shared services.",
            "Under option 2 both councils together would realise estimated savings of £430,000 from shared services.",
            id="option",
        ),
        pytest.param(
            "The annual cost to business of the shared licensing service of both councils is £1.1m in all.",
            "The annual cost to households of the shared licensing service of both councils is £1.2m in all.",
            id="subject",
        ),
        pytest.param(
            "The estimated savings of both councils together from the shared services were £1.4m in the last report.",
            "The estimated savings of both councils together from the shared services rose from £1.4m to £1.5m.",
            id="change",
        ),
        pytest.param(
            "Both councils together employ 310 staff in the services that would be shared.",
            "Both councils together employ 640 staff in all their services.",
            id="part",
        ),
    ],
)
def test_other_quantities_are_no_contradiction(tmp_path: Path, one: str, other: str) -> None:
    assert told(tmp_path, paragraphs(one, OTHER, other)) == []


def test_stated_revision_is_told_as_one(tmp_path: Path) -> None:
    text = paragraphs(
        "In February Oakshire District Council had a forecast budget gap of £2.4m for 2024/25 in its financial plan.",
        OTHER,
        "The financial plan of Oakshire District Council has since been updated, with a forecast budget gap of £2.6m "
        "for 2024/25.",
    )
    assert told(tmp_path, text) == [(DiscrepancyKind.REVISED, ("£2.4m", "£2.6m"))]


def test_text_against_table(tmp_path: Path) -> None:
    text = paragraphs(
        "Oakshire District Council would realise forecast savings of £637k over three years.",
        OTHER,
        "The proposal is forecast to realise Oakshire District Council savings of £687,382 over three years:\n\n"
        "Item\tSaving\nPosts\t£451,382\nContracts\t£236,000\nTotal\t£687,382",
    )
    assert told(tmp_path, text) == [(DiscrepancyKind.TEXT_AND_TABLE, ("£637k", "£687,382"))]


def test_comparison_that_is_made_twice(tmp_path: Path) -> None:
    text = paragraphs(
        "In Oakshire 62.3% of employed residents are in skilled employment, compared to 55.7% in Elmham.",
        OTHER,
        "The economy of both areas is as follows:\n\n"
        "Measure\tOakshire\tElmham\nEmployed residents in skilled employment\t62.4%\t55.7%\nLow pay\t25.4%\t39.4%",
    )
    assert told(tmp_path, text) == [(DiscrepancyKind.TEXT_AND_TABLE, ("62.3%", "62.4%"))]


def test_row_that_a_paragraph_repeats_but_for_one_sum(tmp_path: Path) -> None:
    table = "\tOakshire\tElmham\nMembers\t34\t28\nSpend per annum\t£13.3m\t£4.8m (+ HRA £7.2m)"
    said = "Elmham's general fund is £4.8m, compared to Oakshire's {}. Elmham's HRA is £7.2m, and Oakshire has none."
    text = paragraphs(f"Both are as follows:\n\n{table}", OTHER, said.format("£11.6m"))
    assert told(tmp_path, text) == [(DiscrepancyKind.TEXT_AND_TABLE, ("£11.6m", "£13.3m"))]
    assert told(tmp_path, text.replace("£11.6m", "£13.3m")) == []


def test_split_that_the_table_does_not_bear_out(tmp_path: Path) -> None:
    table = (
        "The two areas compare as follows:\n\n"
        "\tOakshire\tElmham\nPopulation\t97,600\t51,800\nGeographic area\t228 sq miles\t186 sq miles"
    )
    text = paragraphs(
        table,
        OTHER,
        "Costs may be shared by population at 65% Oakshire and 35% Elmham.",
        "Costs may be shared by geographic area at 69% Oakshire and 31% Elmham.",
    )
    assert told(tmp_path, text) == [(DiscrepancyKind.SHARE, ("69% Oakshire and 31% Elmham", "228 sq miles"))]


def test_two_places_in_one_ranking(tmp_path: Path) -> None:
    text = paragraphs(
        "Both councils together would be the 92nd largest in terms of geographical area.",
        OTHER,
        "Collectively, the councils represent the 147th most populated area and the 27th largest in terms of "
        "geographical area, where Elmham is 92nd in terms of geographical area.",
    )
    assert told(tmp_path, text) == [(DiscrepancyKind.RESTATED, ("92nd", "27th"))]


def test_rankings_among_others_are_others(tmp_path: Path) -> None:
    text = paragraphs(
        "Across Oakhamshire, both councils together would be the 2nd largest in terms of geographical area.",
        OTHER,
        "Collectively, the councils would be the 27th largest in terms of geographical area in the country.",
    )
    assert told(tmp_path, text) == []


def test_what_the_one_part_leaves_for_the_other(tmp_path: Path) -> None:
    text = paragraphs(
        "In the borough 46% of Elmham's population is rural.", OTHER, "There, 64% of Elmham's population are urban."
    )
    assert told(tmp_path, text) == [(DiscrepancyKind.RESTATED, ("46%", "64%"))]


def test_sentence_that_stands_twice_with_another_figure(tmp_path: Path) -> None:
    sentence = "The median salary cost across fourteen authorities that employ a shared CEO with these duties is {}."
    text = "\n\n".join(
        (
            f"1. Pay\n\n1.1 {sentence.format('£144,506')}",
            *(f"1.{number} {OTHER}" for number in range(2, 5)),
            f"1.5 {sentence.format('£105,638')}",
        )
    )
    assert told(tmp_path, text) == [(DiscrepancyKind.RESTATED, ("£144,506", "£105,638"))]


@pytest.mark.parametrize("title", [TITLE, "The services of the council"])
def test_form_that_is_filled_in_for_each_is_no_contradiction(tmp_path: Path, title: str) -> None:
    sentence = "The service is provided by the council itself and has {} members of staff in the Civic Centre."
    text = "\n\n".join(
        f"{number}. {service}\n\n{number}.1 {sentence.format(staff)}"
        for number, (service, staff) in enumerate((("Planning", 31), ("Housing", 34), ("Legal", 33)), start=1)
    )
    assert told(tmp_path, text, title) == []


def test_cover_report_and_business_case_in_two_files(tmp_path: Path) -> None:
    cover = from_text(
        tmp_path / "cover.txt",
        HEAD + paragraphs("Shared services are estimated to deliver savings of £1.4m for both councils combined."),
    )
    case = from_text(
        tmp_path / "case.txt",
        HEAD + paragraphs("It is estimated that shared services deliver savings of £1.5m for both councils combined."),
    )
    assert discrepancies(cover) == discrepancies(case) == ()
    (found,) = between([cover, case])
    assert [side.document_id for side in found.sides] == [cover.id, case.id]
    assert found.values == ("£1.4m", "£1.5m")
    assert "of “" in found.sentence
    assert between([cover]) == ()


def test_what_is_wrong_in_one_paper_is_not_told_as_between_two(tmp_path: Path) -> None:
    wrong = from_text(
        tmp_path / "wrong.txt",
        HEAD + paragraphs("See below:\n\nTeam\tPosts\nLegal\t12\nPlanning\t13\nParks\t4\nTotal\t31"),
    )
    other = from_text(tmp_path / "other.txt", HEAD + paragraphs(OTHER))
    assert len(discrepancies(wrong)) == 1
    assert between([wrong, other]) == ()
