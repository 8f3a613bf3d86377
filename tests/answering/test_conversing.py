"""Questions about the library and small talk: which are recognised, which are not, and what is said to them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import yaml

from councilqa import CouncilQA
from councilqa.answering.chain import Answerer
from councilqa.answering.conversing import Talk, wish
from councilqa.domain.answers import Answer, AnswerStatus, Finished, Searching
from councilqa.exports.conversation import answer_text
from councilqa.exports.wording import status_in_words
from councilqa.retrieval.retriever import Filters

ROOT = Path(__file__).parents[2]
REPORTS = ROOT.parent / "shared" / "training" / "reports.jsonl"
PUT = (
    (Talk.GREETING, ("hello", "Hi there", "good morning", "hey", "Good afternoon!", "hello, how are you?")),
    (Talk.THANKS, ("thanks", "thank you very much", "ok, cheers", "many thanks", "great, thank you", "ta")),
    (Talk.HELP, ("what can you do?", "What can I ask?", "how does this work?", "help", "how do I use this?",
                 "what sort of things can I ask you", "what are you able to do", "Can you help me?")),
    (Talk.TITLES, ("How many papers are there?", "List the papers you have", "What documents do you hold?",
                   "how many reports have you got in here", "how many documents do you have", "show me all the papers",
                   "which reports are in the library?", "what papers have been added")),
    (Talk.COUNCILS, ("Which councils do you cover?", "what councils are in here?", "what councils do you know about",
                     "list the councils")),
    (Talk.NEWEST, ("What is the latest paper?", "what's the newest report you have", "which is the most recent report?",
                   "what was the last paper added")),
    (Talk.SUMMARY, ("summarise this", "give me a summary please", "sum it up", "tl;dr",
                      "can you summarise the paper for me")),
    (Talk.VOTE, ("should I vote for it?", "Is this a good idea?", "how should I vote?",
                      "do you think we should approve this?")),
    (Talk.SELF, ("who wrote you?", "are you a robot", "what are you", "are you chatgpt?")),
    (Talk.SURE, ("are you sure?", "is that right?")),
    (Talk.WHERE, ("where does it say that?", "which page is that on?")),
    (Talk.SIMPLER, ("can you explain that more simply?", "say that in plain English")),
)  # fmt: skip
OF_PAPERS = (
    "How many papers were considered by the committee?",
    "Which councils share a legal team?",
    "What is the latest forecast?",
    "When was the report on parking published?",
    "Who wrote the consultants' report?",
    "Should the chief executive vote on it?",
    "What does the summary say about libraries?",
    "Is it a good idea to share a chief executive?",
    "Which documents set out the terms?",
    "thanks, and what about the risks?",
    "Are you planning any cuts?",
    "why?",
    "how much?",
    "and who?",
    "List the recommendations",
    "How many councillors are there?",
)


@pytest.mark.parametrize(("talk", "question"), [(talk, each) for talk, ways in PUT for each in ways])
def test_what_is_asked_of_the_library_is_recognised(answerer: Answerer, talk: Talk, question: str) -> None:
    retriever = answerer.retriever
    found = wish(question, retriever.scoped(), retriever.likeness, answered=True)
    assert found is not None
    assert found.talk is talk


@pytest.mark.parametrize("question", OF_PAPERS)
def test_what_is_asked_of_the_papers_is_not(answerer: Answerer, question: str) -> None:
    retriever = answerer.retriever
    assert wish(question, retriever.scoped(), retriever.likeness, answered=True) is None


def test_no_question_of_the_suites_is_taken_for_small_talk(answerer: Answerer) -> None:
    retriever = answerer.retriever
    suites = [yaml.safe_load(path.read_text()) for path in sorted((ROOT / "evals" / "suites").glob("**/*.yaml"))]
    questions = [
        text for suite in suites for case in suite["cases"] for text in (*case.get("turns", ()), case["question"])
    ]
    assert len(questions) > 300
    assert [each for each in questions if wish(each, retriever.scoped(), retriever.likeness, answered=True)] == []


@pytest.mark.skipif(not REPORTS.is_file(), reason="needs the training questions")
def test_hardly_any_question_about_other_reports_is_taken_for_small_talk(answerer: Answerer) -> None:
    retriever = answerer.retriever
    lines = [json.loads(line) for line in REPORTS.read_text().splitlines()]
    questions = random.Random(5).sample([each["question"] for line in lines for each in line["questions"]], 2000)
    caught = [each for each in questions if wish(each, retriever.scoped(), retriever.likeness, answered=True)]
    assert len(caught) < 2, caught


def test_what_points_to_an_answer_is_nothing_without_one(answerer: Answerer) -> None:
    retriever = answerer.retriever
    found = wish("where does it say that?", retriever.scoped(), retriever.likeness, answered=False)
    assert found is None


def test_the_papers_are_counted_and_named_without_a_search(answerer: Answerer, papers: CouncilQA) -> None:
    answer = answerer.ask("How many papers are there?")
    assert answer.status is AnswerStatus.TOLD
    assert answer.text.startswith(f"There are {len(papers.documents())} papers: ")
    assert all(each.metadata.title in answer.text for each in papers.documents())
    assert (answer.citations, answer.related, answer.reason) == ((), (), None)
    events = list(answerer.stream("How many papers are there?"))
    assert len(events) == 1
    assert isinstance(events[0], Finished)


def test_the_newest_and_the_councils_are_those_of_the_store(answerer: Answerer, papers: CouncilQA) -> None:
    newest = max((each for each in papers.documents() if each.metadata.date), key=lambda each: str(each.metadata.date))
    assert newest.metadata.title in answerer.ask("What is the latest paper?").text
    text = answerer.ask("Which councils do you cover?").text
    names = {council.split()[0] for each in papers.documents() for council in each.metadata.councils}
    assert names
    assert all(name in text for name in names)


def test_papers_that_have_a_word_are_named_and_counted(answerer: Answerer, papers: CouncilQA) -> None:
    held = answerer.ask("Which papers mention the canteen?")
    assert held.status is AnswerStatus.TOLD
    assert held.text.startswith(f"1 of {len(papers.documents())} papers has “the canteen”: ")
    none = answerer.ask("How many of the papers mention zeppelins?")
    assert none.text == f"None of the {len(papers.documents())} papers has “zeppelins”."


def test_only_the_papers_chosen_are_counted(answerer: Answerer, papers: CouncilQA) -> None:
    chosen = papers.documents()[0]
    answer = answerer.ask("How many papers are there?", Filters(document=chosen.id))
    assert answer.text.startswith("There is 1 paper: ")
    assert chosen.metadata.title in answer.text


def test_no_opinion_is_given_and_what_can_be_asked_instead_is_said(answerer: Answerer) -> None:
    answer = answerer.ask("should I vote for it?")
    assert answer.status is AnswerStatus.TOLD
    assert "for you to decide" in answer.text
    assert "risks" in answer.text


def test_the_place_of_the_last_answer_is_told(answerer: Answerer) -> None:
    first = _answered(answerer)
    answer = answerer.ask("where does it say that?", history=[first])
    assert answer.status is AnswerStatus.TOLD
    assert first.citations[0].title in answer.text


def test_a_follow_up_goes_on_behind_small_talk(answerer: Answerer) -> None:
    first = _answered(answerer)
    thanks = answerer.ask("thanks", history=[first])
    assert thanks.status is AnswerStatus.TOLD
    assert answerer.ask("why?", history=[first, thanks]).understood == answerer.ask("why?", history=[first]).understood


def test_it_is_shown_as_such_everywhere(answerer: Answerer) -> None:
    answer = answerer.ask("thanks")
    assert status_in_words(answer) == "About the library"
    assert answer_text(answer) == answer.text


def test_what_is_told_quotes_no_paper(answerer: Answerer) -> None:
    cited = _answered(answerer).citations
    with pytest.raises(ValueError, match="quotes no paper"):
        Answer(question="thanks", status=AnswerStatus.TOLD, text="You are welcome.", citations=cited)


def _answered(answerer: Answerer) -> Answer:
    first = answerer.ask("How much will the councils save on senior management?")
    assert first.citations, first.text
    assert any(isinstance(each, Searching) for each in answerer.stream(first.question))
    return first
