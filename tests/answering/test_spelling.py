from __future__ import annotations

import pytest

from councilqa.answering.spelling import misspelt

TEXTS = ["How many people live in Harborough and Melton", "The key risks of sharing services"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("peple", "people"), ("harborugh", "harborough"), ("servises", "services"), ("shareing", "sharing")],
)
def test_a_misspelt_word_is_known_by_the_word_it_is_most_like(word: str, meant: str) -> None:
    assert misspelt([word], TEXTS) == {word: meant}


@pytest.mark.parametrize("word", ["people", "allotments", "zogby", "ris", "barbecue"])
def test_a_word_that_stands_there_or_is_like_none_is_not_misspelt(word: str) -> None:
    assert misspelt([word], TEXTS) == {}
