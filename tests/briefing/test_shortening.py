"""Beginnings of long statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.briefing.shortening import ELLIPSIS, shortened


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("It saves £88k a year.", 40, "It saves £88k a year."),
        ("It saves £88k a year. The rest of it is about something else.", 40, f"It saves £88k a year.{ELLIPSIS}"),
        (
            "The councils share a chief executive, who is employed by one of them",
            44,
            "The councils share a chief executive …",
        ),
        ("one  two\nthree", 40, "one two three"),
        ("It costs £1.5 million in all and more words follow here", 30, "It costs £1.5 million in all …"),
    ],
)
def test_statement_ends_where_something_ends(text: str, most: int, expected: str) -> None:
    assert shortened(text, most) == expected


@given(st.text(max_size=300), st.integers(min_value=10, max_value=120))
def test_it_is_never_longer_and_always_a_beginning(text: str, most: int) -> None:
    short = shortened(text, most)
    line = " ".join(text.split())
    assert len(short) <= most
    assert line.startswith(short.removesuffix(ELLIPSIS))
