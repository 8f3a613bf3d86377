"""Members' words and abbreviations, and what the papers may say instead."""

from __future__ import annotations

import pytest

from councilqa.retrieval.vocabulary import Vocabulary, alternatives, pairs
from councilqa.text import fold

SHORT = [("SBC", "Stafford Borough Council"), ("MTFS", "Medium Term Financial Strategy")]


def written(question: str, abbreviations: list[tuple[str, str]] | None = None) -> dict[str, str]:
    return {each.said: each.written for each in alternatives(fold(question), abbreviations or [])}


@pytest.mark.parametrize(
    ("question", "said", "instead"),
    [
        ("Who are the top bosses?", "top bosses", "senior management"),
        ("What does SBC pay?", "sbc", "Stafford Borough Council"),
        ("What does Stafford Borough Council pay?", "stafford borough council", "SBC"),
        ("What does ЅВС pay?", "sbc", "Stafford Borough Council"),
        ("Is the medium term financial strategy balanced?", "medium term financial strategy", "MTFS"),
    ],
)
def test_alternatives_are_known_both_ways(question: str, said: str, instead: str) -> None:
    assert written(question, SHORT)[said] == instead


def test_place_is_that_of_the_folded_question() -> None:
    question = fold("What   does SBC pay the TOP BOSSES?")
    for each in alternatives(question, SHORT):
        assert question[each.start : each.end] == each.said


def test_without_members_words_abbreviations_are_still_known() -> None:
    question = fold("What does SBC pay the top bosses?")
    assert [each.said for each in Vocabulary(SHORT, members_words=False).alternatives(question)] == ["sbc"]
    assert Vocabulary(members_words=False).alternatives(question) == ()


def test_longest_words_are_taken_and_parts_of_words_are_not() -> None:
    assert "bosses" not in written("Who are the top bosses?")
    assert written("What about embossed sbcx?", SHORT) == {}


def test_every_line_of_the_vocabulary_is_used_as_it_stands() -> None:
    assert len(pairs()) > 20
    for said, instead in pairs().items():
        assert said == fold(said)
        assert instead.strip()
        assert fold(instead) != said
        assert said in written(f"what about {said} here"), said
