"""Figures in texts, as numbers with units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.evals.cases import Figure
from councilqa.evals.figures import any_stands, shown, stands
from councilqa.figures import figures


def found(text: str) -> list[tuple[str, str]]:
    return [(f"{each.value.normalize():f}", each.unit) for each in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("saves £1.2m a year", [("1200000", "£")]),
        ("£1.2 million pounds", [("1200000", "£")]),
        ("£0.8M", [("800000", "£")]),
        ("£1,234.56", [("1234.56", "£")]),
        ("25p each", [("0.25", "£")]),
        ("c£41k and c. £44k", [("41000", "£"), ("44000", "£")]),
        ("a saving of £88k (6.7%)", [("88000", "£"), ("6.7", "%")]),
        ("5 per cent", [("5", "%")]),
        ("-5%, £-88k", [("-5", "%"), ("-88000", "£")]),
        ("37.5 FTE and 0.5 FTEs", [("37.5", "FTE"), ("0.5", "FTE")]),
        ("1,250 homes", [("1250", "")]),
        ("two posts, twenty-five posts", [("2", ""), ("25", "")]),
        ("one hundred and fifty staff", [("150", "")]),
        ("414.4 square miles", [("414.4", "")]),
        ("£191,000 [3]", [("191000", "£")]),
    ],
)
def test_number_is_read_with_its_unit_and_scale(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chief Executive – Total FTE: 1.0; Total Budget £000: 191 (Table 1) [1]", [("1", "FTE"), ("191000", "£")]),
        ("Chief Executive – 191; 203 (£000) [1]", [("191000", "£"), ("203000", "£")]),
        ("Post\tFTE\tBudget £000\nChief Executive\t1.0\t191", [("1", "FTE"), ("191000", "£")]),
        ("| Post | Cost (£m) |\n| Director | 1.4 |", [("1400000", "£")]),
        ("41 (£000)", [("41000", "£")]),
        ("Savings (£'000): 12", [("12000", "£")]),
        ("Net\t(1,250)", [("-1250", "")]),
        ("Total: (1,250)", [("-1250", "")]),
        ("staff (163) in all", [("163", "")]),
    ],
)
def test_cell_has_the_unit_of_its_column_and_the_sign_of_its_brackets(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£10-15k", [("10000", "£"), ("15000", "£")]),
        ("£2.0m–£2.5m", [("2000000", "£"), ("2500000", "£")]),
        ("between £1.2m and £1.5m", [("1200000", "£"), ("1500000", "£")]),
        ("£500 to £1.2m", [("500", "£"), ("1200000", "£")]),
        ("5 to 10%", [("5", "%"), ("10", "%")]),
    ],
)
def test_ends_of_a_range_share_unit_and_scale(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "on 24 November 2022",
        "November 2022, 3 March 2021 to 5 May",
        "in 2022/23 and 2023-24",
        "24/11/2022 or 2022-11-24",
        "in 2022 (2023)",
        "at 10.30am and 6pm",
        "paragraph 5.11, page 12 and Appendix 1",
        "5.11 The team",
        "COVID-19 at ST16 3AQ",
        "27th largest",
        "Tel 01785 619000",
        "as said there [1] [12]",
    ],
)
def test_dates_references_and_names_are_no_figures(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "approximate"), [("about £100k", True), ("over 2,000", True), ("c41k", True), ("£100k", False)]
)
def test_what_is_not_exact_is_marked(text: str, approximate: bool) -> None:
    assert [each.approximate for each in figures(text)] == [approximate]


@pytest.mark.parametrize(
    ("number", "unit", "tolerance", "text", "expected"),
    [
        ("41000", "£", "0", "an annual saving of c£41k", True),
        ("41", "£000", "0", "an annual saving of £41,000", True),
        ("41000", "£", "0", "£410k, 41 posts, 41%", False),
        ("88", "£", "0", "£188 and £88k", False),
        ("41184", "£", "500", "£41k", True),
        ("41184", "£", "100", "£41k", False),
        ("5", "%", "0", "five per cent", True),
        ("5", "%", "0", "£5", False),
        ("2", "FTE", "0", "a reduction of 2.0 FTE", True),
        ("2", "FTE", "0", "two posts", True),
        ("10", "miles", "0", "only 10 miles apart", True),
        ("10", "miles", "0", "for 10 years", False),
        ("10", "miles", "0", "Distance: 10", True),
        ("5", "years", "0", "three to five years", True),
        ("3", "years", "0", "three to five years", True),
        ("163", "people", "0", "163 employees", True),
        ("31", "people", "0", "31% of staff", False),
        ("2", "", "0", "2022", False),
    ],
)
def test_figure_stands_by_number_unit_and_scale(
    number: str, unit: str, tolerance: str, text: str, expected: bool
) -> None:
    wanted = Figure(number=Decimal(number), unit=unit, tolerance=Decimal(tolerance))
    assert stands(wanted, text) is expected


def test_one_of_the_alternatives_is_enough() -> None:
    wanted = [Figure(number=Decimal(44), unit="£000"), Figure(number=Decimal(41), unit="£000")]
    assert any_stands(wanted, "£41k")
    assert not any_stands(wanted, "£42k")


@pytest.mark.parametrize(
    ("number", "unit", "tolerance", "expected"),
    [
        ("41000", "£", "0", "£41,000"),
        ("6.70", "%", "0", "6.7%"),
        ("163", "people", "5", "163 ± 5 people"),
    ],
)
def test_figure_is_shown_in_words(number: str, unit: str, tolerance: str, expected: str) -> None:
    assert shown(Figure(number=Decimal(number), unit=unit, tolerance=Decimal(tolerance))) == expected


@given(st.integers(1, 10**9), st.sampled_from(["£{:,}", "£{}", "a cost of £{:,} a year", "£{:,}."]))
def test_every_whole_sum_of_pounds_is_read_back(pounds: int, form: str) -> None:
    assert any(each.value == pounds and each.unit == "£" for each in figures(form.format(pounds)))


@given(st.text(alphabet="£0123456789.,-–()%kmcFTE \t\n|:;abto", max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(each.value.is_finite() for each in figures(text))
