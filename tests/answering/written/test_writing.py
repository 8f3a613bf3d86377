"""Answers drafted by a model that replays a script: what is kept, dropped, repaired, and when the papers are quoted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.outputs import ChatGenerationChunk

from councilqa import CouncilQA
from councilqa.answering.chain import ENGINE, WRITER_FOUND_NOTHING, WRITER_MISSES, Answerer
from councilqa.answering.written.calling import STOPPED
from councilqa.answering.written.writer import Writer
from councilqa.domain.answers import Answer, AnswerStatus, Finished, Said
from councilqa.generations import Generations
from councilqa.models.chat import Chat, ChatOptions, open_chat
from councilqa.store.store import Store
from scripted_chat import ScriptedChat, Step, reply, scripted, sent_to

QUESTION = "How much does the senior management team save a year?"
QUOTE = "The shared senior management team saves £88,000 (6.7%) a year from April 2024."
CLAIM = ("The shared senior management team saves £88,000 a year.", QUOTE)

Writing = Callable[..., tuple[Answerer, Chat]]


@pytest.fixture
def writing(papers: CouncilQA, store: Store) -> Writing:
    def make(*steps: Step, generations: Generations | None = None, timeout: float = 30.0) -> tuple[Answerer, Chat]:
        chat = scripted(*steps)
        writer = Writer(chat, timeout_seconds=timeout, generations=generations)
        return Answerer(store, papers.retriever(), writer=writer), chat

    return make


@pytest.fixture
def label(answerer: Answerer) -> str:
    """Of the passage that holds the saving."""
    hits = answerer.retriever.search(answerer.retriever.query(QUESTION), 10)
    return f"E{next(hit.rank for hit in hits if QUOTE in hit.passage.text)}"


def good(label: str, **changes: str) -> tuple[str, str, str]:
    text, quote = CLAIM
    return (label, changes.get("quote", quote), changes.get("text", text))


def test_claim_that_holds_is_the_answer(writing: Writing, label: str) -> None:
    answerer, chat = writing(reply(good(label)))
    answer = answerer.ask(QUESTION)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text == f"{CLAIM[0]} [1]"
    assert answer.citations[0].quote.endswith(QUOTE) and answer.citations[0].paragraph == "3.1"
    assert answer.engine == "scripted:test" and answer.note is None
    assert len(sent_to(chat)) == 1


def test_nothing_relevant_means_no_call(writing: Writing) -> None:
    answerer, chat = writing()
    answer = answerer.ask("What is the budget of Glasgow City Council?")
    assert answer.status is AnswerStatus.NOT_FOUND and answer.engine == ENGINE
    assert sent_to(chat) == []


BOSSES = "How much does the reshuffle of bosses knock off?"
"""Its words stand in no paper, so what quotes them says that they do not deal with it."""


def label_for(answerer: Answerer, question: str) -> str:
    """Of the passage that holds the saving, among those found for a question."""
    hits = answerer.retriever.search(answerer.retriever.query(question), 10)
    return f"E{next(hit.rank for hit in hits if QUOTE in hit.passage.text)}"


def test_model_may_overrule_what_the_search_doubts(answerer: Answerer, writing: Writing) -> None:
    doubted = answerer.ask(BOSSES)
    assert doubted.status is AnswerStatus.NOT_FOUND and doubted.reason is not None
    asked, chat = writing(reply(good(label_for(answerer, BOSSES))))
    answer = asked.ask(BOSSES)
    assert answer.status is AnswerStatus.ANSWERED and answer.text == f"{CLAIM[0]} [1]"
    assert f"which may be wrong: {doubted.reason}" in sent_to(chat)[0][-1].text


def test_doubt_stands_where_the_model_finds_nothing_or_fails(answerer: Answerer, writing: Writing) -> None:
    doubted = answerer.ask(BOSSES)
    silent, _ = writing(reply(missing="the bosses"))
    assert silent.ask(BOSSES).reason == WRITER_FOUND_NOTHING
    failing, _ = writing(ValueError("no such model"))
    answer = failing.ask(BOSSES)
    assert (answer.status, answer.text) == (doubted.status, doubted.text)
    assert answer.note is not None and answer.note.startswith("Told without the language model, for")


def test_question_without_doubt_has_no_remark(writing: Writing, label: str) -> None:
    asked, chat = writing(reply(good(label)))
    asked.ask(QUESTION)
    assert "remark" not in sent_to(chat)[0][-1].text


def test_follow_up_that_the_papers_do_not_answer_never_reaches_the_model(answerer: Answerer, writing: Writing) -> None:
    history = [answerer.ask(QUESTION)]
    refused, chat = writing()
    answer = refused.ask("And for Glasgow City Council?", history=history)
    assert answer.understood is not None and answer.status is AnswerStatus.NOT_FOUND
    assert sent_to(chat) == []


def test_follow_up_is_put_in_the_words_of_the_model_where_it_says_nothing_new(
    answerer: Answerer, writing: Writing, label: str
) -> None:
    history = [answerer.ask(QUESTION)]
    said = "How much does the senior management team save a year, and when?"
    asked, chat = writing(said, reply(good(label)))
    answer = asked.ask("And when?", history=history)
    assert answer.understood == said
    assert [said in messages[-1].text for messages in sent_to(chat)] == [False, True]
    assert answer.generation is not None and answer.generation.rewriting is not None
    assert (answer.generation.rewriting.prompt, answer.generation.rewriting.reply) == ("rewrite 1", said)
    assert answer.generation.rewriting.taken
    glasgow = "How much does Glasgow save a year, and when?"
    invented, _ = writing(glasgow, reply(good(label)))
    answer = invented.ask("And when?", history=history)
    assert "Glasgow" not in (answer.understood or "")
    assert answer.generation is not None and answer.generation.rewriting is not None
    assert (answer.generation.rewriting.reply, answer.generation.rewriting.taken) == (glasgow, False)


def test_record_of_a_rewritten_question_is_read_back(
    answerer: Answerer, writing: Writing, label: str, tmp_path: Path
) -> None:
    generations = Generations(tmp_path / "councilqa.sqlite", keep_days=30)
    asked, _ = writing("Nothing of the kind.", reply(good(label)), generations=generations)
    answer = asked.ask("And when?", history=[answerer.ask(QUESTION)])
    assert generations.list() == (answer.generation,)


def test_model_is_held_to_the_labels_of_its_evidence(
    papers: CouncilQA, store: Store, writing: Writing, label: str
) -> None:
    chat = replace(scripted(reply(good("E99")), reply(good(label))), schema_form="openai")
    answer = Answerer(store, papers.retriever(), writer=Writer(chat, timeout_seconds=30, generations=None)).ask(
        QUESTION
    )
    assert answer.generation is not None and isinstance(chat.model, ScriptedChat)
    labels = [f"E{number}" for number, _ in enumerate(answer.generation.passages, start=1)]
    for call in chat.model.called_with:
        claims = call["response_format"]["json_schema"]["schema"]["properties"]["claims"]
        assert claims["items"]["properties"]["evidence"]["enum"] == labels
    assert len(chat.model.called_with) == 2, "the reply and its repair"


def test_model_that_takes_any_schema_can_quote_nothing_but_sentences_that_it_is_shown(
    papers: CouncilQA, store: Store, label: str
) -> None:
    chat = replace(scripted(reply(good(label))), schema_form="openai", takes_quotes=True)
    answer = Answerer(store, papers.retriever(), writer=Writer(chat, timeout_seconds=30, generations=None)).ask(
        QUESTION
    )
    assert answer.citations[0].quote.endswith(QUOTE) and isinstance(chat.model, ScriptedChat)
    claims = chat.model.called_with[0]["response_format"]["json_schema"]["schema"]["properties"]["claims"]
    quotes = {
        each["properties"]["evidence"]["enum"][0]: each["properties"]["quote"]["enum"]
        for each in claims["items"]["anyOf"]
    }
    assert any(each.endswith(QUOTE) for each in quotes[label])
    shown = " ".join(sent_to(chat)[0][-1].text.split())
    assert all(quote in shown for each in quotes.values() for quote in each)


@pytest.mark.parametrize("end", ["and sa", "and it’"])
def test_claim_that_is_cut_off_is_dropped(writing: Writing, label: str, end: str) -> None:
    cut = f"{CLAIM[0][:-1]} and the shared senior management team saves £88,000 a year from April 2024 " * 2
    answerer, _ = writing(reply(good(label, text=f"{cut} {end}"), good(label)), reply())
    answer = answerer.ask(QUESTION)
    assert answer.text == f"{CLAIM[0]} [1]"
    assert answer.generation is not None and [each.why for each in answer.generation.dropped] == ["it is cut off"]


def test_what_is_to_be_quoted_is_not_put_to_the_model(writing: Writing) -> None:
    answerer, chat = writing()
    answer = answerer.ask(QUESTION, quoted=True)
    assert answer.engine == ENGINE and answer.note is None and answer.generation is None
    assert sent_to(chat) == []


def test_evidence_stands_before_the_question_and_never_in_the_system_message(writing: Writing, label: str) -> None:
    answerer, chat = writing(reply(good(label)))
    answerer.ask(QUESTION)
    system, user = sent_to(chat)[0]
    assert user.text.index(QUOTE) < user.text.index(QUESTION)
    assert QUOTE not in system.text


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (("E99", QUOTE, CLAIM[0]), "no evidence E99"),
        (("LABEL", "The team saves £90,000 a year.", CLAIM[0]), "does not stand in"),
        (("LABEL", QUOTE, "The shared senior management team saves £9m a year."), "does not hold £9m"),
        (("LABEL", QUOTE, "The shared senior management team of Deloitte saves £88,000."), "name Deloitte"),
        (("LABEL", QUOTE, "The shared senior management team does not save £88,000."), "other way round"),
    ],
)
def test_claim_that_does_not_hold_is_dropped_and_repaired_once(
    writing: Writing, label: str, claim: tuple[str, str, str], why: str
) -> None:
    given, quote, text = claim
    answerer, chat = writing(reply((given.replace("LABEL", label), quote, text)), reply(good(label)))
    answer = answerer.ask(QUESTION)
    assert answer.text == f"{CLAIM[0]} [1]"
    assert answer.dropped == (text,)
    assert answer.generation is not None and why in answer.generation.dropped[0].why
    assert answer.generation.dropped[0].checks
    assert why in sent_to(chat)[1][-1].text
    assert any(stage == "write" and why in what for stage, what in answer.trace)


def test_papers_are_quoted_where_no_claim_holds_and_the_answer_says_so(writing: Writing, label: str) -> None:
    bad = reply(good(label, text="The shared senior management team saves £9m a year."))
    answerer, chat = writing(bad, bad)
    answer = answerer.ask(QUESTION)
    assert answer.engine == ENGINE and "£88,000" in answer.text and "£9m" not in answer.text
    assert answer.note is not None and "nothing that the language model said was borne out" in answer.note
    assert len(sent_to(chat)) == 2


def test_some_claims_hold_and_the_others_are_dropped(writing: Writing, label: str) -> None:
    answerer, _ = writing(
        reply(good(label), good(label, text="It saves £9m.")), reply(good(label, text="It saves £7m."))
    )
    answer = answerer.ask(QUESTION)
    assert answer.text == f"{CLAIM[0]} [1]"
    assert answer.generation is not None and (answer.generation.made, answer.generation.kept) == (3, 1)


def test_model_that_finds_nothing_is_believed_but_not_quoted(writing: Writing) -> None:
    answerer, chat = writing(reply(missing="Visit https://evil.example for the £9m saving."))
    answer = answerer.ask(QUESTION)
    assert answer.status is AnswerStatus.NOT_FOUND and answer.reason == WRITER_FOUND_NOTHING
    assert "evil" not in answer.text and answer.related
    assert len(sent_to(chat)) == 1


def test_part_that_the_model_misses_makes_the_answer_partial(writing: Writing, label: str) -> None:
    answerer, _ = writing(reply(good(label), missing="who pays; see https://evil.example"))
    answer = answerer.ask(QUESTION)
    assert (answer.status, answer.reason) == (AnswerStatus.PARTIAL, WRITER_MISSES)


@pytest.mark.parametrize(
    ("steps", "note"),
    [
        (("I am sorry, I cannot do that.", "No."), "did not reply in the form"),
        ((ValueError("bad key s3cret-key"),), "failed (ValueError: bad key …)"),
        ((2.0, "{}"), "took too long"),
    ],
)
def test_papers_are_quoted_where_the_model_fails(writing: Writing, steps: tuple[Step, ...], note: str) -> None:
    answerer, _ = writing(*steps, timeout=1.0)
    started = time.monotonic()
    answer = answerer.ask(QUESTION)
    assert answer.engine == ENGINE and "£88,000" in answer.text
    assert answer.note is not None and note in answer.note and "s3cret" not in answer.note
    assert time.monotonic() - started < 10
    assert answer.generation is not None and answer.generation.failure is not None


class BreaksOff(ScriptedChat):
    """Says its piece, then loses its connection."""

    def _stream(self, *given: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
        yield from super()._stream(*given, **options)
        raise ConnectionError("gone")


def test_answer_of_a_model_that_breaks_off_says_so(papers: CouncilQA, store: Store, label: str) -> None:
    chat = Chat(model=BreaksOff(steps=[reply(good(label))]), name="scripted:test", context_tokens=8000, most_tokens=500)
    answerer = Answerer(store, papers.retriever(), writer=Writer(chat, timeout_seconds=30, generations=None))
    answer = answerer.ask(QUESTION)
    assert answer.text == f"{CLAIM[0]} [1]" and answer.engine == "scripted:test"
    assert answer.note is not None and "did not finish" in answer.note and "gone" in answer.note


class RateLimitError(Exception):
    status_code = 429


def test_only_what_is_transient_is_tried_again(writing: Writing, label: str) -> None:
    answerer, chat = writing(RateLimitError("slow down"), reply(good(label)))
    assert answerer.ask(QUESTION).text == f"{CLAIM[0]} [1]"
    assert len(sent_to(chat)) == 2
    answerer, chat = writing(PermissionError("no such key"))
    assert answerer.ask(QUESTION).engine == ENGINE
    assert len(sent_to(chat)) == 1


def test_what_is_said_on_the_way_is_the_answer(writing: Writing, label: str) -> None:
    other = good(label, text="It saves 6.7% for the senior management team.")
    answerer, _ = writing(reply(good(label), other))
    _, *said, last = answerer.stream(QUESTION)
    assert isinstance(last, Finished)
    spoken = [f"{each.text} [{each.citation.label}]" for each in said if isinstance(each, Said)]
    assert last.answer.text == "\n".join(spoken) and len(spoken) == 2
    assert last.answer.citations == tuple(each.citation for each in said if isinstance(each, Said))


def test_first_claim_is_said_before_the_model_has_ended(writing: Writing, label: str) -> None:
    begun = reply(good(label))[:-2] + ", "
    answerer, _ = writing(begun + " " * 4000)
    stream = answerer.stream(QUESTION)
    next(stream)
    said = next(stream)
    assert isinstance(said, Said) and said.text == CLAIM[0]
    stream.close()


def test_answer_keeps_to_its_length(papers: CouncilQA, store: Store, label: str) -> None:
    from councilqa.answering.compose import Lengths

    texts = ("saves £88,000 a year", "saves 6.7% a year", "saves £88,000 from April 2024", "saves 6.7% from April 2024")
    claims = [good(label, text=f"The shared senior management team {text}.") for text in texts]
    writer = Writer(scripted(reply(*claims)), timeout_seconds=30, generations=None)
    answerer = Answerer(store, papers.retriever(), lengths=Lengths(most_characters=150), writer=writer)
    answer = answerer.ask(QUESTION)
    assert 0 < len(answer.text) <= 150 and len(answer.citations) == 2


def test_same_question_is_asked_of_the_model_once(writing: Writing, label: str, tmp_path: Path) -> None:
    generations = Generations(tmp_path / "councilqa.sqlite", keep_days=30)
    answerer, chat = writing(reply(good(label)), generations=generations)
    first, second = answerer.ask(QUESTION), answerer.ask(QUESTION)
    assert first.text == second.text and len(sent_to(chat)) == 1
    assert second.generation is not None and second.generation.cached
    kept = generations.list()
    assert {(each.question, each.model, each.prompt, each.kept) for each in kept} == {
        (QUESTION, "scripted:test", "answer 2", 1)
    }
    assert sorted(each.cached for each in kept) == [False, True], "each answer leaves a record"
    assert generations.forget() == 2 and generations.list() == ()


def test_reply_of_another_server_is_not_taken_for_this_one(
    papers: CouncilQA, store: Store, label: str, tmp_path: Path
) -> None:
    digests = [
        open_chat("openai:small", ChatOptions(base_url=f"http://127.0.0.1:{port}/v1")).settings_digest
        for port in (8001, 8002)
    ]
    assert digests[0] != digests[1]
    generations = Generations(tmp_path / "kept.sqlite", keep_days=30)
    for digest in digests:
        chat = replace(scripted(reply(good(label))), settings_digest=digest)
        writer = Writer(chat, timeout_seconds=30.0, generations=generations)
        Answerer(store, papers.retriever(), writer=writer).ask(QUESTION)
        assert len(sent_to(chat)) == 1


@pytest.mark.parametrize(("keep_days", "private"), [(0, False), (30, True)])
def test_nothing_is_kept_where_nothing_may_be(
    writing: Writing, label: str, tmp_path: Path, keep_days: int, private: bool
) -> None:
    generations = Generations(tmp_path / "councilqa.sqlite", keep_days=keep_days)
    answerer, chat = writing(reply(good(label)), reply(good(label)), generations=generations)
    for _ in range(2):
        assert answerer.ask(QUESTION, private=private).status is AnswerStatus.ANSWERED
    assert len(sent_to(chat)) == 2 and generations.list() == ()


def test_stopped_answer_leaves_a_record_and_no_reply_to_take_again(
    writing: Writing, label: str, tmp_path: Path
) -> None:
    generations = Generations(tmp_path / "councilqa.sqlite", keep_days=30)
    answerer, chat = writing(reply(good(label)), reply(good(label)), generations=generations)
    events = answerer.stream(QUESTION)
    next(event for event in events if isinstance(event, Said))
    events.close()  # type: ignore[attr-defined]
    (kept,) = generations.list()
    assert kept.failure == STOPPED
    answerer.ask(QUESTION)
    assert len(sent_to(chat)) == 2


def test_model_that_the_reader_stops_is_not_waited_for(writing: Writing, label: str, tmp_path: Path) -> None:
    generations = Generations(tmp_path / "councilqa.sqlite", keep_days=30)
    answerer, _ = writing(60.0, reply(good(label)), generations=generations)
    *_, last = answerer.stream(QUESTION, stopped=lambda: True)
    assert isinstance(last, Finished) and last.answer.status is AnswerStatus.ANSWERED
    assert last.answer.engine == ENGINE and last.answer.note == f"Quoted from the papers, for {STOPPED}."
    (kept,) = generations.list()
    assert kept.failure == STOPPED


def test_failed_reply_is_not_kept_for_the_next_time(writing: Writing, label: str, tmp_path: Path) -> None:
    generations = Generations(tmp_path / "councilqa.sqlite", keep_days=30)
    answerer, _ = writing("No.", "No.", reply(good(label)), generations=generations)
    assert answerer.ask(QUESTION).engine == ENGINE
    assert answerer.ask(QUESTION).text == f"{CLAIM[0]} [1]"


def test_several_readers_ask_at_once(writing: Writing, label: str) -> None:
    answerer, _ = writing(*[reply(good(label))] * 6)
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(answerer.ask(QUESTION))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [each.text for each in answers] == [f"{CLAIM[0]} [1]"] * 6
