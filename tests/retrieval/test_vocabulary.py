"""Abbreviations, and what the papers may say instead."""

from __future__ import annotations

import pytest

from councilqa.retrieval.vocabulary import Vocabulary
from councilqa.text import fold

SHORT = [("SBC", "Stafford Borough Council"), ("MTFS", "Medium Term Financial Strategy")]


def written(question: str, abbreviations: list[tuple[str, str]] | None = None) -> dict[str, str]:
    return {each.said: each.written for each in Vocabulary(abbreviations or []).alternatives(fold(question))}


@pytest.mark.parametrize(
    ("question", "said", "instead"),
    [
        ("What does SBC pay?", "sbc", "Stafford Borough Council"),
        ("What does Stafford Borough Council pay?", "stafford borough council", "SBC"),
        ("What does ЅВС pay?", "sbc", "Stafford Borough Council"),
        ("Is the medium term financial strategy balanced?", "medium term financial strategy", "MTFS"),
    ],
)
def test_alternatives_are_known_both_ways(question: str, said: str, instead: str) -> None:
    assert written(question, SHORT)[said] == instead


def test_place_is_that_of_the_folded_question() -> None:
    question = fold("What   does SBC pay?")
    for each in Vocabulary(SHORT).alternatives(question):
        assert question[each.start : each.end] == each.said


def test_longest_words_are_taken_and_parts_of_words_are_not() -> None:
    assert list(written("What of the MTFS?", [*SHORT, ("of the MTFS", "strategy")])) == ["of the mtfs"]
    assert written("What about embossed sbcx?", SHORT) == {}
