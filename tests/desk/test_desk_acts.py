"""The desk: each act is permitted or refused, a verdict keeps what is needed, and what is wrong with the index."""

from __future__ import annotations

import inspect
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from councilqa.access.rules import Action, Person, may
from councilqa.desk.bounds import MOST_QUESTION
from councilqa.desk.desk import Desk
from councilqa.desk.scopes import Chosen, partnerships, years
from councilqa.domain.answers import AnswerStatus
from councilqa.errors import (
    CouncilQAError,
    FeedbackError,
    ForbiddenError,
    MissingIndexError,
    StaleIndexError,
    UnauthenticatedError,
    UnknownConversationError,
)
from councilqa.ingest.intake import Upload
from councilqa.reading.places import Span
from desk_makers import EDITOR, OTHER, QUESTION, READER, desk_on, id_of, small

ID = "0" * 16
SPAN = Span(start=0, end=1)
ACTS: dict[str, tuple[Action, Callable[[Desk, Person | None], Any]]] = {
    "examples": (Action.ASK, lambda desk, who: desk.examples(who)),
    "trouble": (Action.ASK, lambda desk, who: desk.trouble(who)),
    "begin": (Action.ASK, lambda desk, who: desk.begin(who)),
    "conversation": (Action.ASK, lambda desk, who: desk.conversation(who, "x")),
    "ask": (Action.ASK, lambda desk, who: list(desk.ask(who, "x", QUESTION))),
    "answer": (Action.ASK, lambda desk, who: desk.answer(who, QUESTION)),
    "search": (Action.ASK, lambda desk, who: desk.search(who, "library", 1)),
    "judge": (Action.GIVE_FEEDBACK, lambda desk, who: desk.judge(who, "x", 0, "right")),
    "export": (Action.EXPORT, lambda desk, who: desk.export(who, "x", "md")),
    "language_model": (Action.ASK, lambda desk, who: desk.language_model(who)),
    "stop": (Action.ASK, lambda desk, who: desk.stop(who, "none")),
    "summary": (Action.READ, lambda desk, who: desk.summary(who, ID)),
    "papers": (Action.READ, lambda desk, who: desk.papers(who)),
    "shown": (Action.READ, lambda desk, who: desk.shown(who, ID, SPAN)),
    "picture": (Action.READ, lambda desk, who: desk.picture(who, ID, 1, SPAN)),
    "reading": (Action.READ, lambda desk, who: desk.reading(who, ID)),
    "file": (Action.READ, lambda desk, who: desk.file(who, ID)),
    "require": (Action.ADD, lambda desk, who: desk.require(who, Action.ADD)),
    "add": (Action.ADD, lambda desk, who: desk.add(who, [], lambda progress: None)),
    "correct": (Action.CORRECT, lambda desk, who: desk.correct(who, ID, {})),
    "withdraw": (Action.REMOVE, lambda desk, who: desk.withdraw(who, ID)),
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", [None, READER, EDITOR], ids=lambda who: str(who.role) if who else "nobody")
def test_each_act_is_permitted_or_refused_before_anything_else(desk: Desk, name: str, who: Person | None) -> None:
    action, act = ACTS[name]
    if not may(who, action):
        with pytest.raises(UnauthenticatedError if who is None else ForbiddenError, match=str(action)):
            act(desk, who)
        return
    refused: CouncilQAError | None = None
    try:
        act(desk, who)
    except CouncilQAError as error:
        refused = error
    assert not isinstance(refused, UnauthenticatedError | ForbiddenError)


def test_every_act_of_a_person_is_in_the_table() -> None:
    acts = {
        name
        for name, each in inspect.getmembers(Desk, inspect.isfunction)
        if not name.startswith("_") and "who" in inspect.signature(each).parameters
    }
    assert acts == set(ACTS)


def test_a_verdict_keeps_all_that_is_needed_to_look_into_it(desk: Desk) -> None:
    id = desk.begin(READER).id
    list(desk.ask(READER, id, QUESTION))
    desk.judge(READER, id, 0, "wrong", "It is £300,000.")
    (kept,) = desk._feedback.list()
    assert (kept.who, kept.verdict, kept.comment, kept.question) == ("Rita", "wrong", "It is £300,000.", QUESTION)
    assert kept.answer["citations"][0]["quote"]
    assert json.loads(kept.index_stamp)["embedder"] == "fake"
    assert kept.settings_digest == desk.service.settings.digest()
    desk.judge(READER, id, 0, "right")
    assert [each.verdict for each in desk._feedback.list()] == ["right"], "the second takes the place of the first"
    assert desk.conversation(READER, id).verdicts == ((0, "right"),)


@pytest.mark.parametrize(("turn", "verdict", "comment"), [(1, "right", ""), (-1, "right", ""), (0, "maybe", "")])
def test_a_verdict_on_nothing_is_not_kept(desk: Desk, turn: int, verdict: Any, comment: str) -> None:
    id = desk.begin(READER).id
    list(desk.ask(READER, id, QUESTION))
    with pytest.raises((UnknownConversationError, FeedbackError)):
        desk.judge(READER, id, turn, verdict, comment)
    with pytest.raises(FeedbackError, match="comment"):
        desk.judge(READER, id, 0, "right", "x" * 2001)
    assert desk._feedback.list() == ()
    assert desk.conversation(READER, id).verdicts == ()


@pytest.mark.parametrize("format", ["md", "docx"])
def test_only_its_owner_exports_a_conversation(desk: Desk, format: Any) -> None:
    id = desk.begin(READER).id
    list(desk.ask(READER, id, QUESTION))
    assert desk.export(READER, id, format)
    for other in (OTHER, EDITOR):
        with pytest.raises(UnknownConversationError):
            desk.export(other, id, format)


def test_a_question_that_fails_leaves_the_conversation_as_it_was(desk: Desk) -> None:
    id = desk.begin(READER).id
    for question in ("", "x" * (MOST_QUESTION + 1)):
        with pytest.raises(CouncilQAError):
            list(desk.ask(READER, id, question))
    with pytest.raises(CouncilQAError, match="Atlantis"):
        list(desk.ask(READER, id, QUESTION, Chosen(partnership="Atlantis")))
    assert desk.conversation(READER, id).answers == ()


def test_an_answer_that_is_broken_off_is_not_kept(desk: Desk) -> None:
    id = desk.begin(READER).id
    events = desk.ask(READER, id, QUESTION)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert desk.conversation(READER, id).answers == ()


def test_questions_to_begin_with_are_answered(desk: Desk) -> None:
    assert desk.examples(READER) == ()
    desk.warm()
    found = desk.examples(READER)
    assert 1 <= len(found) <= 4
    for question in found:
        assert desk.answer(READER, question).status is AnswerStatus.ANSWERED


# Trouble with the index


def test_nothing_is_wrong_with_an_index_that_is_well(desk: Desk) -> None:
    assert desk.trouble(READER) is None


def test_a_missing_index_is_told_and_no_paper_listed(tmp_path: Path) -> None:
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service:
        trouble = desk.trouble(READER)
        assert isinstance(trouble, MissingIndexError)
        assert "councilqa ingest" in trouble.hint
        assert desk.papers(READER) == ()


def test_an_index_without_papers_is_told(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service:
        desk.service.ingest()
        trouble = desk.trouble(READER)
        assert isinstance(trouble, MissingIndexError)
        assert "councilqa ingest" in trouble.hint


def test_a_stale_index_is_told_and_its_papers_listed(tmp_path: Path) -> None:
    with desk_on(small(tmp_path), tmp_path / "data") as desk, desk.service:
        encoder, _ = desk.service._loaded()
        other = type(encoder)()
        other.name = "another"
        desk.service._models = (other, desk.service._loaded()[1])
        trouble = desk.trouble(READER)
        assert isinstance(trouble, StaleIndexError)
        assert "--rebuild" in trouble.hint
        assert len(desk.papers(READER)) == 2


def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    small(tmp_path)
    for path in (tmp_path / "index").iterdir():
        if path.is_file():
            path.write_bytes(b"no database" * 100)
        else:
            shutil.rmtree(path)
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service:
        trouble = desk.trouble(READER)
        assert trouble is not None and "councilqa" in trouble.hint
        assert desk.papers(READER) == ()
        with pytest.raises(CouncilQAError):
            desk.answer(READER, QUESTION)


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_trouble_names_no_path_of_the_machine(tmp_path: Path, name: str) -> None:
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service:
        if name == "empty":
            (tmp_path / "papers").mkdir()
            desk.service.ingest()
        trouble = desk.trouble(READER)
        assert trouble is not None
        assert str(tmp_path) not in f"{trouble} {trouble.hint}"


def test_the_first_papers_bring_questions_to_begin_with(tmp_path: Path) -> None:
    small(tmp_path / "elsewhere")
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service:
        paper = tmp_path / "elsewhere" / "papers" / "paper-1.txt"
        report = desk.add(EDITOR, [Upload(name="library.txt", path=paper)], lambda progress: None)
        assert report.added == ("library.txt",)
        assert desk.examples(READER)


# Scopes


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Chosen(), "all 7 papers"),
        (Chosen(partnership="thornby-westmere"), "1 paper of Thornby and Westmere"),
        (Chosen(first_year=2022), "3 papers, from 2022 on"),
        (Chosen(last_year=2022), "2 papers, up to 2022"),
        (Chosen(first_year=2021, last_year=2022), "2 papers, 2021 to 2022"),
        (Chosen(first_year=2021, last_year=2021), "1 paper, 2021"),
        (Chosen(first_year=2023, last_year=2021), "0 papers, 2023 to 2021"),
        (Chosen(document_id=ID), "the paper ‘a removed paper’"),
        (Chosen(partnership="no-where"), "0 papers of No and Where"),
    ],
)
def test_what_is_chosen_in_words(desk: Desk, chosen: Chosen, words: str) -> None:
    assert chosen.in_words(desk.papers(READER)) == words


def test_one_paper_in_words(desk: Desk) -> None:
    papers = desk.papers(READER)
    assert Chosen().in_words(papers[:1]) == "the one paper there is"
    assert Chosen().in_words(()) == "all 0 papers"
    assert papers[0].metadata.title in Chosen(document_id=papers[0].id).in_words(papers)


def test_what_is_chosen_narrows_what_is_searched(desk: Desk) -> None:
    id = id_of(desk, "paper-2.txt")
    for chosen in (Chosen(document_id=id), Chosen(first_year=2022, last_year=2022)):
        found = {hit.passage.document_id for hit in desk.search(READER, "shared service", 50, chosen)}
        assert id in found
        assert id_of(desk, "paper-1.txt") not in found


def test_years_and_partnerships_are_those_of_the_papers(desk: Desk) -> None:
    papers = desk.papers(READER)
    assert list(years(papers)) == sorted(set(years(papers)))
    assert {2021, 2022, 2023} <= set(years(papers))
    named = dict(partnerships(papers))
    assert set(named.values()) == {each.metadata.partnership for each in papers if each.metadata.partnership}
