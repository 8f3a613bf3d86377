"""Facts asked for in several wordings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eval_makers import ScriptedPapers, answer, answerable, citation, refused, results_of, system
from suite_texts import ONE, suite

from councilqa.domain.answers import Answer
from councilqa.errors import SettingsError
from councilqa.evals.cases import Answerable, worded
from councilqa.evals.checking import check
from councilqa.evals.report import Summary
from councilqa.evals.results import CaseResult, case_digest
from councilqa.evals.runner import asks, run
from councilqa.evals.suites import parse_suite
from councilqa.evals.wordings import together

FACT = replace(answerable(question="one"), wordings=("two", "three"))
RIGHT = answer("It would save £88k (6.7%) a year. [1]")
ALSO_RIGHT = answer("[The team:] £88k (6.7%) would be saved. [1]")
SHORTER = answer("£88k (6.7%) it is. [1]", citation("£88k (6.7%)"))
ELSEWHERE = answer("£88k (6.7%). [1]", citation("team would save"))
WRONG = answer("They keep websites. [1]", citation("keep"))


def told(*replies: Answer | BaseException) -> tuple[CaseResult, ...]:
    """What is found where the wordings of a fact get these answers."""
    papers = ScriptedPapers(dict(zip(("one", "two", "three"), replies, strict=True)))
    return together(run(asks([FACT]), system(papers)))


def test_each_wording_is_asked_as_a_question_of_its_own() -> None:
    asked = asks([FACT])
    assert [(ask.id, ask.group, ask.case.question) for ask in asked] == [
        ("a-1/1", "a-1", "one"),
        ("a-1/2", "a-1", "two"),
        ("a-1/3", "a-1", "three"),
    ]
    assert len({ask.digest for ask in asked}) == 3


def test_case_of_one_wording_keeps_the_digest_that_kept_runs_know_it_by() -> None:
    assert worded(answerable()) == (answerable(),)
    assert case_digest(answerable()) == "0cc2ec54b9c9"


@pytest.mark.parametrize(
    ("replies", "right", "alike"),
    [
        ((RIGHT, RIGHT, RIGHT), 1.0, 1.0),
        ((RIGHT, ALSO_RIGHT, RIGHT), 1.0, 1.0),  # other words, the same quotation
        ((RIGHT, SHORTER, RIGHT), 1.0, 1.0),  # less of the same sentence
        ((RIGHT, ELSEWHERE, RIGHT), 1.0, 0.0),
        ((RIGHT, WRONG, RIGHT), 0.0, 0.0),
        ((WRONG, WRONG, WRONG), 0.0, 1.0),
        ((refused(), refused(), refused()), 0.0, 0.0),
        ((RIGHT, refused(), RIGHT), 0.0, 0.0),
    ],
)
def test_fact_is_right_and_alike_only_in_every_wording(replies: tuple[Answer, ...], right: float, alike: float) -> None:
    first, *others = told(*replies)
    assert (first.scores["wordings right"].value, first.scores["wordings alike"].value) == (right, alike)
    assert all("wordings right" not in case.scores for case in others)


def test_fact_of_which_a_wording_crashed_has_neither_score() -> None:
    assert all("wordings right" not in case.scores for case in told(RIGHT, ValueError("x"), RIGHT))


def test_facts_are_counted_once_and_their_wordings_one_by_one() -> None:
    papers = ScriptedPapers({"one": RIGHT, "two": WRONG, "three": RIGHT})
    results = results_of([FACT], papers)
    summary = Summary(results.ours.model_copy(update={"cases": together(results.ours.cases)}))
    facts, first = summary.mean("wordings right"), summary.mean("first")
    assert facts is not None and (facts.count, facts.mean) == (1, 0.0)
    assert first is not None and (first.count, first.mean) == (3, pytest.approx(2 / 3))


def test_wordings_are_read_from_a_suite_and_none_may_stand_twice() -> None:
    text = suite(ONE.replace("    evidence:", "    wordings: [saved how much, what's the saving]\n    evidence:"))
    case = parse_suite(text, name="ours.yaml").cases[0]
    assert isinstance(case, Answerable) and case.wordings == ("saved how much", "what's the saving")
    with pytest.raises(SettingsError, match="'what is saved\\?' stands twice"):
        parse_suite(text.replace("saved how much", "what  is SAVED?"), name="ours.yaml")


def test_wording_of_a_final_fact_must_not_be_a_near_copy() -> None:
    ours = parse_suite(suite(ONE), name="ours.yaml")
    other = ONE.replace("a-1", "f-1").replace("What is saved?", "How much does it cost to run the team?")
    text = suite(other.replace("    evidence:", "    wordings: [What is saved]\n    evidence:"))
    final = parse_suite(text.replace("part: development", "part: final"), name="kept.yaml", final=True)
    faults = [fault.what for fault in check([ours, final], []) if "near copy" in fault.what]
    assert faults == ["a near copy of a-1 in ours.yaml, which is for development"]
