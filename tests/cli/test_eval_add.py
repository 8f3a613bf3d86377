"""`councilqa eval add`: from a question or a verdict to a case, with an officer's word for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from councilqa.evals.cases import Answerable, Case, Unanswerable
from councilqa.evals.files import read_cases
from councilqa.feedback import Feedback, FeedbackEntry

SAVING = "How much does the shared waste service save a year?"
COSTS = "What are the one-off costs?"


@pytest.fixture
def verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FeedbackEntry:
    """Somebody said that an answer was wrong."""
    monkeypatch.setenv("COUNCILQA_DATA", str(tmp_path / "data"))
    entry = FeedbackEntry(
        answer_id="a0",
        time=dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC),
        verdict="wrong",
        comment="It is £75,000.",
        who="Ada",
        question="And at the start?",
        understood=COSTS,
        answer={"status": "answered", "answer": "£240,000 [1].", "citations": []},
        index_stamp="",
        settings_digest="",
    )
    Feedback(tmp_path / "data" / "councilqa.sqlite").give(entry)
    return entry


def only(path: Path) -> Case:
    (case,) = read_cases(path).cases
    return case


def test_confirmed_quotations_become_the_evidence(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    done = run("eval", "add", "--to", str(path), "--question", SAVING, "--gold", "£240,000|£240k", "--yes")
    assert done.exit_code == 0, done.output
    assert "£240,000" in done.stdout and "ours-001 is in" in done.stderr
    case = only(path)
    assert isinstance(case, Answerable)
    assert (case.question, case.kind, case.persona) == (SAVING, "fact", "officer")
    assert case.gold == (("£240,000", "£240k"),)
    assert any("saves £240,000 a year" in proof.quote and proof.paragraph == "2.1" for proof in case.proofs)


def test_quotation_that_is_not_confirmed_is_left_out(run: Any, tmp_path: Path) -> None:
    arguments = ("eval", "add", "--to", str(tmp_path / "ours.yaml"), "--question", SAVING, "--gold", "£240,000")
    done = run(*arguments, input="n\n" * 9)
    assert done.exit_code == 2
    assert "no evidence was given" in done.stderr
    assert not (tmp_path / "ours.yaml").exists()


def test_wrong_answer_is_put_right_by_an_officer(run: Any, tmp_path: Path, verdict: FeedbackEntry) -> None:
    path = tmp_path / "ours.yaml"
    given = ("--gold", "£75,000", "--evidence", "oakshire#2.2", "--kind", "figure", "--persona", "member")
    done = run("eval", "add", "--to", str(path), "--feedback", verdict.id[:8], *given)
    assert done.exit_code == 0, done.output
    assert "It is £75,000." in done.stdout
    case = only(path)
    assert isinstance(case, Answerable)
    assert (case.question, case.kind, case.persona) == (COSTS, "figure", "member")
    assert [proof.paragraph for proof in case.proofs] == ["2.2"]


def test_question_without_an_answer_is_added_with_the_reason(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    question = "Who is the mayor of Oakshire?"
    done = run("eval", "add", "--to", str(path), "--question", question, "--unanswerable", "No mayor is named.")
    assert done.exit_code == 0, done.output
    case = only(path)
    assert isinstance(case, Unanswerable)
    assert (case.kind, case.why) == ("absent-detail", "No mayor is named.")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "give either --question or --feedback"),
        (("--question", SAVING, "--feedback", "1"), "give either --question or --feedback"),
        (("--question", SAVING), "at least one phrase"),
        (("--question", SAVING, "--gold", "£9", "--yes"), "the gold '£9' is in none of the quotations"),
        (("--question", SAVING, "--gold", "£9", "--evidence", "oakshire#8.8"), "has no paragraph 8.8"),
        (("--question", SAVING, "--unanswerable", "So.", "--kind", "wrong"), "kind: "),
    ],
)
def test_nothing_is_written_of_what_does_not_hold(
    run: Any, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = run("eval", "add", "--to", str(tmp_path / "ours.yaml"), *options)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "ours.yaml").exists()


def test_verdict_that_is_not_there_is_named(run: Any, tmp_path: Path, verdict: FeedbackEntry) -> None:
    done = run("eval", "add", "--to", str(tmp_path / "ours.yaml"), "--feedback", "zzz", "--gold", "x")
    assert done.exit_code == 1
    assert "no verdict with the id 'zzz'" in done.stderr
