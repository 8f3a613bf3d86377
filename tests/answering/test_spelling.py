"""Slips of the finger: what is put right, what is left alone, and what is known by the word it is most like."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from councilqa.answering.spelling import corrected, misspelt
from councilqa.domain.answers import Answer, AnswerStatus

TEXTS = ["How many people live in Harborough and Melton", "The key risks of sharing services"]
NAMES = frozenset({"harborough", "melton", "hart", "rushmoor", "oakford"})


@dataclass(frozen=True)
class Words:
    """Papers that have these words and no others."""

    words: frozenset[str] = frozenset(
        "how many people live the key risks of sharing services summary savings chief executive cabinet police joint "
        "other give reports committee staffing reablement melton".split()
    )

    def hold(self, word: str) -> bool:
        return word in self.words

    def spell(self, word: str) -> bool:
        return word in self.words


def right(question: str) -> str:
    return corrected(question, NAMES, Words())


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("how many peple live in harborugh and meltn", "how many people live in harborough and melton"),
        ("What are the risks of shareing servises?", "What are the risks of sharing services?"),
        ("Who pays the cheif exectutive?", "Who pays the chief executive?"),
        ("Which joitn reporst are there?", "Which joint reports are there?"),
        ("the plice savins", "the police savings"),
        ("Did Cabient and the Stafifng Committee agree?", "Did Cabinet and the Staffing Committee agree?"),
        ("Oakfrod's savings", "Oakford's savings"),
        ("Hart/Rushhmoor savings", "Hart/Rushmoor savings"),
        ("What does Harbotough save?", "What does Harborough save?"),
        ("Goverment savings", "Government savings"),
        ("Whats the summary and why didnt people give it?", "What's the summary and why didn't people give it?"),
    ],
)
def test_slips_are_put_right(asked: str, understood: str) -> None:
    assert right(asked) == understood


@pytest.mark.parametrize(
    "asked",
    [
        "What does Malton save?",  # a town; only one letter from Melton
        "what does malton save",
        "What does Rother Council give?",  # a council's name, not "other"
        "How countrified is it, and does it favour the neighbours' allotments?",
        "How does reablement work?",  # no English word, but the papers'
        "What did Gove say to Cllr Chiefe?",
        "What is a “cheif exectutive”?",
        "Is it HMRC's, or is it on www.exampel.org/servises.html or me@servises.org?",
        "Two backhanders and the e-servises",
    ],
)
def test_what_may_be_right_is_left_alone(asked: str) -> None:
    assert right(asked) == asked


def test_many_may_ask_at_once() -> None:
    asked = [f"the {word}" for word in ("servises", "summary", "savins", "peple", "plice", "joitn", "reporst")] * 30
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(right, asked)) == [right(each) for each in asked]


def test_an_answer_says_how_a_misspelt_question_was_understood(ask: Callable[[str], Answer]) -> None:
    answer = ask("How much does the senoir managment team save in Oakfrod?")
    assert answer.question == "How much does the senoir managment team save in Oakfrod?"
    assert answer.understood == "How much does the senior management team save in Oakford?"
    assert answer.status is AnswerStatus.ANSWERED
    assert "£88,000" in answer.text
    assert answer.text == ask(answer.understood).text


def test_a_question_without_slips_is_understood_as_it_is(ask: Callable[[str], Answer]) -> None:
    assert ask("How much does the senior management team save in Oakford?").understood is None


@pytest.mark.parametrize(
    ("word", "meant"),
    [("peple", "people"), ("harborugh", "harborough"), ("servises", "services"), ("shareing", "sharing")],
)
def test_a_misspelt_word_is_known_by_the_word_it_is_most_like(word: str, meant: str) -> None:
    assert misspelt([word], TEXTS) == {word: meant}


@pytest.mark.parametrize("word", ["people", "allotments", "zogby", "ris", "barbecue"])
def test_a_word_that_stands_there_or_is_like_none_is_not_misspelt(word: str) -> None:
    assert misspelt([word], TEXTS) == {}
