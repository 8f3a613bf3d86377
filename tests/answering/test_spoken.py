"""How a unit is read out: without markup, a row with its columns' names and its sums in pounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answering_makers import unit
from hypothesis import given
from hypothesis import strategies as st

from councilqa.answering.spoken import cell_in_pounds, introduction, spoken
from councilqa.domain.passages import Unit
from councilqa.figures import figures


def row(*cells: str, columns: tuple[str, ...] = (), of: str | None = None) -> Unit:
    return unit("\t".join(cells), 0, kind="row", cells=cells, columns=columns, of=of)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("**Lower costs.** Doubled\nwork is  avoided.", "Lower costs. Doubled work is avoided."),
        ("The *Joint Statement* is agreed.", "The Joint Statement is agreed."),
        ("• the first of them", "the first of them"),
        ("\uf0b7 the first of them", "the first of them"),
        ("<u>a</u> and snake_case stay words", "a and snake_case stay words"),
        ("3 * 4 = 12", "3 4 = 12"),
    ],
)
def test_a_sentence_is_said_without_markup(text: str, said: str) -> None:
    assert spoken(unit(text, 0)) == said


@pytest.mark.parametrize(
    ("cells", "columns", "of", "said"),
    [
        (("Oakford", "2.8"), ("Council", "2023-24", "2024-25"), None, "Oakford – 2023-24: 2.8"),
        (("Oakford", "", "3.1"), ("Council", "2023-24", "2024-25"), None, "Oakford – 2024-25: 3.1"),
        (("", "Staff", "A plan"), ("", "Risk", "Mitigation"), None, "Staff – Mitigation: A plan"),
        (("Employees", "", ""), ("Risk", "Mitigation", ""), None, "Employees"),
        (("Total", "£5"), (), None, "Total – £5"),
        (("Planning", "7.0"), ("Team", "Posts"), "FTE", "Planning – Posts: 7.0 (FTE)"),
    ],
)
def test_a_row_is_said_with_the_names_of_its_columns(
    cells: tuple[str, ...], columns: tuple[str, ...], of: str | None, said: str
) -> None:
    assert spoken(row(*cells, columns=columns, of=of)) == said


@pytest.mark.parametrize(
    ("cells", "columns", "said"),
    [
        (("Chief", "191"), ("Post", "Total Budget £000"), "Chief – Total Budget: £191,000"),
        (("Chief", "191"), ("Post", "Budget (£’000s)"), "Chief – Budget: £191,000"),
        (("Chief", "1,191.5"), ("Post", "Budget £k"), "Chief – Budget: £1,191,500"),
        (("Chief", "191"), ("Post", "2023/24 (£000)"), "Chief – 2023/24: £191,000"),
        (("Chief", "191"), ("Post", "£000"), "Chief – £191,000"),
        (("Chief", "86,488"), ("Post", "Salary (£)"), "Chief – Salary: £86,488"),
        (("Oakford", "2.8"), ("Council", "Deficit £m"), "Oakford – Deficit: £2.8m"),
        (("Oakford", "(191)"), ("Council", "Saving £000"), "Oakford – Saving: (£191,000)"),
        (("Oakford", "-191"), ("Council", "Saving £000"), "Oakford – Saving: -£191,000"),
        # What is no plain number stays as it is, under the whole name of its column
        (("Chief", "£191k"), ("Post", "Budget £000"), "Chief – Budget £000: £191k"),
        (("Chief", "191-203"), ("Post", "Budget £000"), "Chief – Budget £000: 191-203"),
        (("Chief", "tbc"), ("Post", "Budget £000"), "Chief – Budget £000: tbc"),
    ],
)
def test_a_number_under_a_unit_of_money_is_said_in_pounds(
    cells: tuple[str, ...], columns: tuple[str, ...], said: str
) -> None:
    assert spoken(row(*cells, columns=columns, of="£000")) == said


def test_the_unit_of_one_column_is_not_that_of_the_others() -> None:
    columns = ("Post", "Total FTE", "% of pay", "Grade", "Total Budget £000")
    said = spoken(row("Chief Executive", "1.0", "6", "12", "191", columns=columns, of="£000"))
    assert said == "Chief Executive – Total FTE: 1.0; % of pay: 6; Grade: 12; Total Budget: £191,000"


@pytest.mark.parametrize(
    ("cells", "columns", "of", "said"),
    [
        (("Oakford", "2.8", "3"), ("Council", "2023-24", "2024-25"), "£m", "Oakford – 2023-24: £2.8m; 2024-25: £3m"),
        (("Oakford", "191"), ("", ""), "£000", "Oakford – £191,000"),
        (("Oakford", "12"), ("Council", "Change %"), "£000", "Oakford – Change %: 12"),
        (("Oakford", "7.0"), ("Council", "FTE"), "£000", "Oakford – FTE: 7.0"),
        (("Oakford", "12%"), ("Council", "Change"), "£000", "Oakford – Change: 12%"),
        (("Oakford", "191-203"), ("Council", "2023-24"), "£000", "Oakford – 2023-24: 191-203 (£000)"),
        (("Oakford", "since 2019"), ("Council", "Shared"), "£000", "Oakford – Shared: since 2019"),
    ],
)
def test_the_unit_over_a_table_is_that_of_the_columns_that_name_no_other(
    cells: tuple[str, ...], columns: tuple[str, ...], of: str, said: str
) -> None:
    assert spoken(row(*cells, columns=columns, of=of)) == said


@given(st.integers(0, 10**7), st.sampled_from(["£", "£000", "£k", "£m"]), st.booleans())
def test_a_cell_in_pounds_is_of_the_same_value(number: int, unit_of: str, commas: bool) -> None:
    times = {"£": 1, "£000": 1000, "£k": 1000, "£m": 10**6}[unit_of]
    written = cell_in_pounds(f"{number:,}" if commas else str(number), unit_of)
    assert written is not None
    assert [each.value for each in figures(written)] == [number * times]


@pytest.mark.parametrize(
    ("cell", "of"),
    [
        ("12%", "£000"),
        ("£12", "£000"),
        ("12 posts", "£000"),
        ("", "£000"),
        ("2022/23", "£000"),
        ("12", "FTE"),
        ("12", "%"),
        ("12", ""),
    ],
)
def test_what_is_no_plain_number_under_pounds_is_no_sum_of_money(cell: str, of: str) -> None:
    assert cell_in_pounds(cell, of) is None


def test_a_cell_that_equals_the_row_name_is_said() -> None:
    assert "FTE: 2" in spoken(row("2", "2", "5", columns=("Grade", "FTE", "Budget")))


@pytest.mark.parametrize(
    ("lead_in", "heading", "said"),
    [
        ("9.26 The costings for the proposed new structure are set out below:", "Cost of existing structure",
         "The costings for the proposed new structure"),
        ("A summary of the budget gap is set out below:", "", "A summary of the budget gap"),
        ("The services currently shared are:", "", "The services currently shared"),
        ("Table 2: proposed structure", "", "proposed structure"),
        ("The fees are as follows:", "Fees for burials", "Fees for burials"),
        ("In tabular form:", "Allocation of costs", "Allocation of costs"),
        ("Both councils run libraries.", "1.17 - Risk register", "Risk register"),
        (None, "Cost of existing structure", "Cost of existing structure"),
        (None, "", ""),
        (f"The {'very ' * 30}long list:", "", ""),
        ("Figures for 2024 and 2025:", "Spending of 2023", ""),
    ],
)  # fmt: skip
def test_a_row_is_introduced_by_words_of_the_paper_that_add_no_figure(
    lead_in: str | None, heading: str, said: str
) -> None:
    made = replace(row("Chief Executive", "1.0", "191"), lead_in=lead_in, section=(heading,) if heading else ())
    assert introduction(made, spoken(made)) == said
    assert said in f"{lead_in} {heading}"


def test_a_figure_of_the_caption_that_stands_in_the_row_is_said() -> None:
    made = replace(row("2024", "191"), lead_in="Spending on roads in 2024:")
    assert introduction(made, spoken(made)) == "Spending on roads in 2024"
