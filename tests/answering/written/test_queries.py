"""Queries that a language model writes before the search: what they find counts, and a failing model costs nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from councilqa import CouncilQA
from councilqa.answering.chain import Answerer
from councilqa.answering.written.queries import QueryWriter
from councilqa.contract import answer_json
from councilqa.domain.answers import never_stopped
from councilqa.generations import Generations
from councilqa.models.chat import Chat
from councilqa.retrieval.retriever import fused
from councilqa.store.store import Store
from scripted_chat import ScriptedChat, Step, scripted, sent_to

QUESTION = "How much does the senior management team save a year?"
WRITTEN = json.dumps(
    {
        "queries": ["annual saving senior management structure", "  shared  management team reduction ", QUESTION],
        "sentence": "The shared management team saves X a year.",
    }
)
READ = (
    "annual saving senior management structure",
    "shared management team reduction",
    "The shared management team saves X a year.",
)


def asking(
    papers: CouncilQA, store: Store, *steps: Step, generations: Generations | None = None, timeout: float = 30.0
) -> tuple[Answerer, Chat]:
    chat = scripted(*steps)
    queries = QueryWriter(chat, timeout_seconds=timeout, generations=generations)
    return Answerer(store, papers.retriever(), queries=queries), chat


def test_lists_are_fused_by_rank_and_the_question_counts_more() -> None:
    assert fused([["a", "b", "c"], ["c", "b", "d"]], (1.5, 1.0)) == ["b", "c", "a", "d"]
    assert fused([["a", "b"], ["b", "a"]], (1.5, 1.0)) == ["a", "b"]


def test_model_is_held_to_a_schema_that_leaves_nothing_open() -> None:
    chat = replace(scripted(WRITTEN), schema_form="openai")
    found = QueryWriter(chat, timeout_seconds=30, generations=None).write(QUESTION, private=True, stopped=never_stopped)
    assert found.queries == READ and isinstance(chat.model, ScriptedChat)
    schema = chat.model.called_with[0]["response_format"]["json_schema"]["schema"]
    assert schema["additionalProperties"] is False and set(schema["required"]) == set(schema["properties"])


def test_what_was_looked_for_is_said(papers: CouncilQA, store: Store) -> None:
    answerer, chat = asking(papers, store, "Here you are:\n```json\n" + WRITTEN + "\n```")
    answer = answerer.ask(QUESTION)
    assert answer.looked_for == READ
    assert [what for stage, what in answer.trace if what.startswith("also looked for")] == [
        f"also looked for: {each}" for each in READ
    ]
    assert answer_json(answer, ())["looked_for"] == list(READ)
    assert QUESTION in sent_to(chat)[0][-1].text and len(sent_to(chat)) == 1


def test_passages_that_only_the_queries_find_are_read(papers: CouncilQA, store: Store) -> None:
    retriever = papers.retriever()
    asked = retriever.query("Who has to be asked before it is decided?")
    alone, sought = (retriever.search(each, 1)[0].passage.id for each in (asked, retriever.query(QUESTION)))
    together = retriever.search(asked, 1, also=[QUESTION] * 2)
    assert [hit.passage.id for hit in together] == [sought] != [alone]


def test_queries_keep_to_the_papers_of_the_question(papers: CouncilQA) -> None:
    retriever = papers.retriever()
    asked = retriever.query(QUESTION)
    scoped = retriever.search(asked, 10, also=["the budget of every other council"])
    assert asked.scope.document_ids is None or {h.passage.document_id for h in scoped} <= set(asked.scope.document_ids)


@pytest.mark.parametrize(
    ("step", "timeout", "why"),
    [
        ("I cannot do that.", 30.0, "did not write queries"),
        (json.dumps({"queries": "one"}), 30.0, "did not write queries"),
        (ValueError("no such model"), 30.0, "the language model failed"),
    ],
)
def test_a_model_that_fails_leaves_the_question_alone(
    papers: CouncilQA, store: Store, step: Step, timeout: float, why: str
) -> None:
    plain = Answerer(store, papers.retriever()).ask(QUESTION)
    answerer, _ = asking(papers, store, step, timeout=timeout)
    answer = answerer.ask(QUESTION)
    assert (answer.text, answer.looked_for) == (plain.text, ())
    assert any("nothing else looked for" in what and why in what for _, what in answer.trace)


def test_the_same_question_is_not_put_to_the_model_twice(papers: CouncilQA, store: Store, tmp_path: Path) -> None:
    kept = Generations(tmp_path / "councilqa.sqlite", keep_days=30)
    answerer, chat = asking(papers, store, WRITTEN, generations=kept)
    assert answerer.ask(QUESTION).looked_for == answerer.ask(QUESTION).looked_for == READ
    assert len(sent_to(chat)) == 1
    assert [(each.question, each.prompt) for each in kept.list()] == [(QUESTION, "queries 1")]


def test_nothing_is_kept_of_a_private_question(papers: CouncilQA, store: Store, tmp_path: Path) -> None:
    kept = Generations(tmp_path / "councilqa.sqlite", keep_days=30)
    answerer, chat = asking(papers, store, WRITTEN, WRITTEN, generations=kept)
    assert answerer.ask(QUESTION, private=True).looked_for == READ
    assert answerer.ask(QUESTION, private=True).looked_for == READ
    assert len(sent_to(chat)) == 2 and kept.list() == ()


def test_a_question_that_is_to_be_quoted_is_put_to_no_model(papers: CouncilQA, store: Store) -> None:
    answerer, chat = asking(papers, store)
    assert answerer.ask(QUESTION, quoted=True).looked_for == () and sent_to(chat) == []


def test_a_reader_who_waits_no_longer_stops_the_model(papers: CouncilQA, store: Store) -> None:
    chat = scripted(WRITTEN)
    found = QueryWriter(chat, timeout_seconds=30, generations=None).write(QUESTION, private=True, stopped=lambda: True)
    assert found.queries == () and found.failure is not None
    again = QueryWriter(scripted(WRITTEN), timeout_seconds=30, generations=None)
    assert again.write(QUESTION, private=True, stopped=never_stopped).queries == READ
