"""Conversations: whose they are, how long they are kept, and several tabs and threads at once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from councilqa.desk import conversations
from councilqa.desk.conversations import KEPT, MOST_ANSWERS, MOST_CONVERSATIONS, Conversation, Conversations
from councilqa.domain.answers import Answer, AnswerStatus
from councilqa.errors import UnknownConversationError
from desk_makers import Clock


def answer(number: int) -> Answer:
    return Answer(question=f"question {number}", status=AnswerStatus.NOT_FOUND, text="Nothing.", reason="Nothing.")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(clock: Clock) -> Conversations:
    return Conversations(clock)


def questions(conversation: Conversation) -> list[str]:
    return [each.question for each in conversation.answers]


def test_what_was_asked_is_kept_in_order(kept: Conversations) -> None:
    id = kept.start("Rita").id
    for number in range(3):
        kept.add("Rita", id, answer(number))
    assert questions(kept.of("Rita", id)) == ["question 0", "question 1", "question 2"]


def test_ids_cannot_be_guessed(kept: Conversations) -> None:
    ids = {kept.start("Rita").id for _ in range(200)}
    assert len(ids) == 200
    assert {len(id) for id in ids} == {22}


def test_another_persons_conversation_is_not_found_whatever_is_done_with_it(kept: Conversations) -> None:
    id = kept.start("Rita").id
    kept.add("Rita", id, answer(0))
    for act in (
        lambda: kept.of("Otto", id),
        lambda: kept.go_on("Otto", id),
        lambda: kept.add("Otto", id, answer(1)),
        lambda: kept.judge("Otto", id, 0, "right"),
    ):
        with pytest.raises(UnknownConversationError) as another:
            act()
        with pytest.raises(UnknownConversationError) as unknown:
            kept.of("Otto", "0123456789012345678901")
        assert str(another.value) == str(unknown.value), "nobody can tell that it is there"
    assert (questions(kept.of("Rita", id)), kept.of("Rita", id).verdicts) == (["question 0"], ())


def test_two_tabs_of_one_person_do_not_write_into_each_other(kept: Conversations) -> None:
    first, second = kept.start("Rita").id, kept.start("Rita").id
    kept.add("Rita", first, answer(1))
    assert questions(kept.of("Rita", second)) == []


def test_a_tab_that_is_loaded_again_goes_on_with_a_copy(kept: Conversations) -> None:
    first = kept.start("Rita").id
    kept.add("Rita", first, answer(1))
    kept.judge("Rita", first, 0, "wrong")
    copy = kept.go_on("Rita", first)
    assert (questions(copy), copy.verdicts) == (["question 1"], ((0, "wrong"),))
    assert copy.id != first
    kept.add("Rita", copy.id, answer(2))
    assert questions(kept.of("Rita", first)) == ["question 1"]
    assert questions(kept.of("Rita", copy.id)) == ["question 1", "question 2"]


def test_a_conversation_is_forgotten_a_day_after_its_last_answer(kept: Conversations, clock: Clock) -> None:
    id = kept.start("Rita").id
    clock.pass_by(hours=23)
    kept.add("Rita", id, answer(0))
    clock.now += KEPT
    assert kept.of("Rita", id).answers
    clock.pass_by(seconds=1)
    with pytest.raises(UnknownConversationError) as gone:
        kept.of("Rita", id)
    assert "a day" in gone.value.hint


@pytest.mark.parametrize("act", ["go_on", "add", "judge"])
def test_what_is_forgotten_is_not_brought_back_by_any_act(kept: Conversations, clock: Clock, act: str) -> None:
    id = kept.start("Rita").id
    kept.add("Rita", id, answer(0))
    clock.now += KEPT + dt.timedelta(seconds=1)
    with pytest.raises(UnknownConversationError):
        {
            "go_on": lambda: kept.go_on("Rita", id),
            "add": lambda: kept.add("Rita", id, answer(1)),
            "judge": lambda: kept.judge("Rita", id, 0, "right"),
        }[act]()


def test_looking_at_a_conversation_does_not_keep_others_from_being_forgotten(kept: Conversations, clock: Clock) -> None:
    old = kept.start("Rita").id
    clock.pass_by(hours=20)
    young = kept.start("Otto").id
    clock.pass_by(hours=5)
    assert kept.of("Otto", young)
    with pytest.raises(UnknownConversationError):
        kept.of("Rita", old)


def test_the_longest_unused_go_first_when_there_are_too_many(
    kept: Conversations, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_CONVERSATIONS == 1000
    monkeypatch.setattr(conversations, "MOST_CONVERSATIONS", 5)
    ids = []
    for _ in range(5):
        ids.append(kept.start("Rita").id)
        clock.pass_by(seconds=1)
    kept.add("Rita", ids[0], answer(0))  # used again: now the second is the one longest unused
    kept.start("Otto")
    with pytest.raises(UnknownConversationError):
        kept.of("Rita", ids[1])
    assert all(kept.of("Rita", id) for id in (ids[0], *ids[2:]))


def test_answers_keep_their_numbers_when_the_oldest_are_forgotten(kept: Conversations) -> None:
    id = kept.start("Rita").id
    for number in range(MOST_ANSWERS + 3):
        kept.add("Rita", id, answer(number))
    conversation = kept.of("Rita", id)
    assert (len(conversation.answers), conversation.forgotten) == (MOST_ANSWERS, 3)
    assert conversation.answer(3).question == "question 3"
    assert conversation.answer(MOST_ANSWERS + 2).question == f"question {MOST_ANSWERS + 2}"
    for turn in (2, 0, -1, MOST_ANSWERS + 3, 10**30):
        with pytest.raises(UnknownConversationError):
            conversation.answer(turn)
    assert kept.go_on("Rita", id).answer(3).question == "question 3"


def test_a_second_verdict_takes_the_place_of_the_first(kept: Conversations) -> None:
    id = kept.start("Rita").id
    for number in range(2):
        kept.add("Rita", id, answer(number))
    kept.judge("Rita", id, 0, "right")
    kept.judge("Rita", id, 1, "right")
    assert dict(kept.judge("Rita", id, 0, "wrong").verdicts) == {0: "wrong", 1: "right"}


def test_threads_that_write_at_once_lose_nothing(kept: Conversations) -> None:
    ids = {name: kept.start(name).id for name in ("Rita", "Otto")}

    def write(number: int) -> None:
        name = ("Rita", "Otto")[number % 2]
        kept.add(name, ids[name], answer(number))
        kept.of(name, ids[name])
        kept.go_on(name, ids[name])
        kept.start(name)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(MOST_ANSWERS)))
    for parity, name in enumerate(("Rita", "Otto")):
        found = questions(kept.of(name, ids[name]))
        assert sorted(found) == sorted(f"question {number}" for number in range(parity, MOST_ANSWERS, 2))
