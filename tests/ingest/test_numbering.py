"""Numbers at the head of paragraphs, items and headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.ingest.numbering import leading_number


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("5 Financial implications", "5", "Financial implications"),
        ("5. Financial implications", "5", "Financial implications"),
        ("37. Both councils agreed", "37", "Both councils agreed"),
        ("1.06 Title", "1.06", "Title"),
        ("1.1. Title", "1.1", "Title"),
        ("5.11 Both Councils are", "5.11", "Both Councils are"),
        ("5.11\tboth", "5.11", "both"),
        ("5.11\nBoth", "5.11", "Both"),
        ("10.2.3 £250k is set aside", "10.2.3", "£250k is set aside"),
        ("(1) the findings", "(1)", "the findings"),
        ("(i) to note", "(i)", "to note"),
        ("(xiv) to note", "(xiv)", "to note"),
        ("(2)(b) to note", "(2)(b)", "to note"),
        ("(2) (b) to note", "(2)(b)", "to note"),
        ("2.1 to note", "2.1", "to note"),
        ("2(b) to note", "2(b)", "to note"),
        ("2.3(iii) to note", "2.3(iii)", "to note"),
        ("i. to note", "i", "to note"),
        ("I. To note", "I", "To note"),
        ("iv) to note", "iv", "to note"),
        ("a) the manner", "a", "the manner"),
        ("a. the manner", "a", "the manner"),
        ("A. This report", "A", "This report"),
        ("A1.2 This report", "A1.2", "This report"),
        ("5.11", "5.11", ""),
        ("7.", "7", ""),
        ("(iv)", "(iv)", ""),
    ],
)
def test_number_and_rest(text: str, number: str, rest: str) -> None:
    found = leading_number(text)
    assert found is not None
    assert (found[0], text[found[1] :]) == (number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Both councils",
        "A new structure",
        "I agree",
        "1.5 million pounds",
        "2.3m",
        "12.5% of",
        "9.30 am start",
        "7.00 pm",
        "1.5 FTE posts",
        "2.5 to 3.5 FTE",
        "70.9 78.4 79.4",
        "7 July 2022",
        "1 April",
        "12 months",
        "164 pages",
        "2022 was a year",
        "2022. That was",
        "2022/23 Budget",
        "£88k a year",
        "i.e. this",
        "e.g. that",
        "civil. service",
        "(2022) Act",
        "(see above)",
        "12-14 High Street",
        "9 th July",
    ],
)
def test_no_number(text: str) -> None:
    assert leading_number(text) is None


@given(st.text())
def test_any_text_gives_an_offset_inside_it(text: str) -> None:
    found = leading_number(text)
    if found is not None:
        assert found[0]
        assert 0 < found[1] <= len(text)
