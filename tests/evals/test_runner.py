"""Running a suite and summing it up."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from eval_makers import (
    FIRST,
    SECOND,
    ScriptedPapers,
    answer,
    answerable,
    citation,
    hits,
    indexed,
    refused,
    unanswerable,
)

from councilqa.domain.answers import Answer
from councilqa.evals.cases import Answerable, Case, CaseFile, Evidence
from councilqa.evals.indexed import Comparable
from councilqa.evals.losses import Stage, lost_at
from councilqa.evals.report import Mean, Report
from councilqa.evals.runner import run


def report(papers: ScriptedPapers, *cases: Answerable) -> Report:
    every: tuple[Case, ...] = (*cases, unanswerable())
    papers.replies.setdefault(unanswerable().question, refused())
    return Report(
        date=dt.date(2022, 11, 24),
        files=(CaseFile(name="q.jsonl", cases=every),),
        outcomes=run(every, papers, indexed()),
        settings_digest="abc",
        indexed=indexed(),
    )


def test_crash_is_a_failure_and_the_others_go_on() -> None:
    papers = ScriptedPapers({"breaks": RuntimeError("no such table"), "works": answer()})
    made = report(papers, answerable("a-1", question="breaks"), answerable("a-2", question="works"))
    assert papers.asked == ["breaks", "works", unanswerable().question]
    assert [(each.case.id, each.error, each.scores) for each in made.crashed()] == [
        ("a-1", "RuntimeError: no such table", {})
    ]
    assert made.mean("accuracy") == Mean(1, 1.0)


def test_means_are_over_the_scores_that_apply_by_kind() -> None:
    papers = ScriptedPapers({"right": answer(), "wrong": answer("nothing"), "refused": refused()})
    made = report(
        papers,
        answerable("a-1", kind="saving", question="right"),
        answerable("a-2", kind="saving", question="wrong"),
        answerable("a-3", kind="risk", question="refused"),
    )
    assert made.kinds() == ("absent-topic", "risk", "saving")
    assert made.mean("accuracy") == Mean(3, 1 / 3)
    assert made.mean("accuracy", "saving") == Mean(2, 0.5)
    assert made.mean("refusal") == Mean(1, 1.0)
    assert made.mean("refusal", "saving") == Mean(0, None)
    assert made.mean("false refusal") == Mean(3, 1 / 3)
    assert made.mean("quotations") == Mean(2, 1.0)


def test_report_is_plain_data_with_what_it_was_measured_with() -> None:
    papers = ScriptedPapers({"right": answer(), "breaks": ValueError("x")})
    made = report(papers, answerable("a-1", question="right"), answerable("a-2", question="breaks")).to_json()
    assert json.loads(json.dumps(made)) == made
    assert made["date"] == "2022-11-24"
    assert made["files"] == [{"name": "q.jsonl", "part": "development", "cases": 3}]
    assert made["failures"] == [{"id": "a-2", "error": "ValueError: x"}]
    assert made["measures"]["accuracy"] == {"count": 1, "mean": 1.0, "by_kind": {"saving": {"count": 1, "mean": 1.0}}}
    assert made["cases"][0]["scores"]["refusal"] is None
    assert {"python", "councilqa", "torch"} <= set(made["versions"])
    assert (made["settings_digest"], made["index"]["passages"]) == ("abc", 2)


ELSEWHERE = Answerable(id="x", question="?", kind="k", proofs=(Evidence(quote="nowhere"),), gold=(("absent",),))
ACROSS = Answerable(id="x", question="?", kind="k", proofs=(Evidence(quote="a year. 1.2 Both"),), gold=(("absent",),))


@pytest.mark.parametrize(
    ("case", "given", "found", "stage"),
    [
        (answerable(), answer(), (), None),
        (ELSEWHERE, answer(), (FIRST,), Stage.NOT_READ),
        (ACROSS, answer(), (FIRST,), Stage.IN_NO_PASSAGE),
        (answerable(), refused(), (SECOND,), Stage.NOT_FOUND),
        (answerable(), refused(), (SECOND, FIRST), Stage.REFUSED),
        (answerable(), answer("no", citation("keep", behind=SECOND)), (FIRST,), Stage.NOT_CITED),
        (answerable(), answer("no"), (FIRST,), Stage.NOT_SAID),
    ],
)
def test_wrong_answer_is_laid_at_the_first_stage_that_did_not_hold(
    case: Answerable, given: Answer, found: tuple[str, ...], stage: Stage | None
) -> None:
    assert lost_at(case, given, hits(*found), Comparable.of(indexed())) is stage
