"""Events of a streamed answer agree with the answer that `ask` gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from councilqa.answering.chain import Answerer
from councilqa.domain.answers import Answer, AnswerStatus, Finished, Said, Searching
from councilqa.retrieval.retriever import Filters

Ask = Callable[[str], Answer]
QUESTIONS = (
    "How much does the senior management team save a year?",
    "What are the key risks of sharing services?",
    "When is the shared Chief Executive appointed and how many candidates are there?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_said_is_the_answer_claim_by_claim(answerer: Answerer, ask: Ask, question: str) -> None:
    first, *said, last = answerer.stream(question)
    answer = ask(question)
    assert isinstance(first, Searching)
    assert isinstance(last, Finished)
    assert said
    spoken = []
    for event in said:
        assert isinstance(event, Said)
        spoken.append(f"{event.text} [{event.citation.label}]")
    assert "\n".join(spoken) == answer.text == last.answer.text
    assert tuple(event.citation for event in said if isinstance(event, Said)) == answer.citations
    assert last.answer.citations == answer.citations
    assert last.answer.status is answer.status


def test_nothing_is_said_where_nothing_is_found(answerer: Answerer) -> None:
    first, last = answerer.stream("What is the budget of Glasgow City Council?")
    assert first == Searching(understood=None, where="the papers")
    assert isinstance(last, Finished)
    assert last.answer.status is AnswerStatus.NOT_FOUND


def test_how_a_follow_up_was_understood_is_said_before_it_is_searched(answerer: Answerer, ask: Ask) -> None:
    events = answerer.stream("and for Westmere?", history=[ask("How much does Oakford save a year?")])
    first = next(events)
    assert first == Searching(
        understood="How much does Westmere save a year?", where="the paper ‘Library Opening Hours in Westmere’"
    )
    *_, last = events
    assert isinstance(last, Finished)
    assert last.answer.question == "and for Westmere?"
    assert last.answer.understood == "How much does Westmere save a year?"


def test_the_papers_chosen_are_named(answerer: Answerer) -> None:
    first = next(iter(answerer.stream("What is proposed?", Filters(document="libraries"))))
    assert isinstance(first, Searching)
    assert first.where == "the paper ‘Library Opening Hours in Westmere’"


@pytest.mark.parametrize("taken", range(4))
def test_a_stream_may_be_left_at_any_event(answerer: Answerer, ask: Ask, taken: int) -> None:
    events = answerer.stream(QUESTIONS[1])
    for _ in range(taken):
        next(events, None)
    events.close()  # type: ignore[attr-defined]
    assert list(events) == []
    assert answerer.ask(QUESTIONS[1]).text == ask(QUESTIONS[1]).text


def test_two_streams_do_not_disturb_each_other(answerer: Answerer, ask: Ask) -> None:
    one, other = answerer.stream(QUESTIONS[0]), answerer.stream(QUESTIONS[1])
    mixed = [event for pair in zip(one, other, strict=False) for event in pair]
    rest = [*mixed, *one, *other]
    texts = {event.answer.text for event in rest if isinstance(event, Finished)}
    assert texts <= {ask(QUESTIONS[0]).text, ask(QUESTIONS[1]).text}
    assert texts
