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
