from __future__ import annotations

import datetime as dt

import pytest

from councilqa.cli.options import first_day, last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", dt.date(2022, 1, 1), dt.date(2022, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2022-11-24", dt.date(2022, 11, 24), dt.date(2022, 11, 24)),
    ],
)
def test_a_year_or_month_is_taken_whole(text: str, first: dt.date, last: dt.date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)
