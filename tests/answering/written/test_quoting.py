"""Quotations as models give them, found as the paper has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.answering.written.quoting import locate

TEXT = "5.1 The  saving – of\n**£88k** (6.7%)\tis ‘net’ of on-costs. It  begins in April 2023, and £410k follows."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("The saving - of £88k (6.7%)", "The  saving – of\n**£88k** (6.7%)"),
        ("“is 'net' of on-costs”", "is ‘net’ of on-costs"),
        ("It BEGINS in april 2023", "It  begins in April 2023"),
        ("The saving … on-costs", "The  saving – of\n**£88k** (6.7%)\tis ‘net’ of on-costs"),
    ],
)
def test_quotation_is_found_with_other_spaces_marks_and_letters(quote: str, found: str) -> None:
    located = locate(quote, TEXT)
    assert located is not None
    assert located.text == found and TEXT[located.start : located.end] == found


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "£88k",
        "…",
        "and £41",
        "nd £410k follows",
        "The saving of £98k (6.7%)",
        "on-costs … The saving",
        "a b c d e f",
    ],
)
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    assert locate(quote, TEXT) is None


@given(st.text(min_size=1, max_size=120), st.data())
def test_what_is_found_is_a_slice_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    located = locate(text[start:], text)
    assert located is None or text[located.start : located.end] == located.text
