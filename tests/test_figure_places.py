"""Where in a text a figure stands."""

from __future__ import annotations

import pytest

from councilqa.figures import figures


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It saves **£1.2m** a year.", ["£1.2m"]),
        ("Two posts – c£41k each – go.", ["Two", "£41k"]),
        ("Twenty-five posts and 2½ days, or 3 %", ["Twenty-five", "2½", "3 %"]),
        ("A saving of £88k [2] (6.7%)", ["£88k", "6.7%"]),
        ("the ﬁrst £5 of ‑£20", ["£5", "‑£20"]),
    ],
)
def test_figure_is_found_at_its_place_in_the_text_as_it_stands(text: str, written: list[str]) -> None:
    assert [text[each.start : each.end] for each in figures(text)] == written


def test_half_is_a_number() -> None:
    assert [str(each.value) for each in figures("2½ days")] == ["2.5"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It holds £80 000 in reserve.", 80_000),
        ("A budget of £1 250 000 was set.", 1_250_000),
        ("It saves £100k p.a. from April.", 100_000),
        ("It saves £30kpa.", 30_000),
        ("a value of minus £120,000", -120_000),
        ("£1.5 trillion", 1_500_000_000_000),
        ("£(1,250)", -1250),
    ],
)
def test_pounds_are_read_however_they_are_set(text: str, value: int) -> None:
    assert [(each.value, each.unit) for each in figures(text)] == [(value, "£")]


def test_sum_before_another_number_stays_apart_from_it() -> None:
    assert [str(each.value) for each in figures("£564 454.9 and £5 100%")] == ["564", "454.9", "5", "100"]
