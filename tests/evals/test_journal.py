"""Runs that were interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from eval_makers import ScriptedPapers, answer, answerable, system

from councilqa.evals.journal import Journal, journal_of
from councilqa.evals.runner import asks, run

CASES = [answerable(f"a-{number}", question=f"question {number}") for number in range(6)]
WANTED = asks(CASES)
_SLOW = """
import sys, time
from pathlib import Path
from test_journal import papers, through
slow = papers()
ask = slow.ask
def slowly(question, **scope):
    time.sleep(0.15)
    return ask(question, **scope)
slow.ask = slowly
through(Path(sys.argv[1]), slow)
"""


def papers(**replies: BaseException) -> ScriptedPapers:
    return ScriptedPapers({case.question: replies.get(case.id.replace("-", "_"), answer()) for case in CASES})


def through(path: Path, asked: ScriptedPapers, *, conditions: str = "same") -> list[str]:
    """Run with a journal; which questions were asked."""
    with Journal(path, conditions=conditions) as journal:
        known = journal.known(WANTED, "councilqa")
        run(WANTED, system(asked), known=known, on_done=lambda result: journal.add(result, "councilqa"))
    return asked.asked


def test_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "run.journal.jsonl"
    with pytest.raises(KeyboardInterrupt):
        through(path, papers(a_2=KeyboardInterrupt()))
    assert through(path, papers()) == [f"question {number}" for number in range(2, 6)]
    assert through(path, papers()) == []


def test_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "run.journal.jsonl"
    child = subprocess.Popen([sys.executable, "-c", _SLOW, str(path)], cwd=Path(__file__).parent)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (path.exists() and path.read_bytes().count(b"\n") >= 2):
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    left = through(path, papers())
    assert 0 < len(left) < len(CASES)
    assert left == [case.question for case in CASES[-len(left) :]]


def test_line_cut_short_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "run.journal.jsonl"
    through(path, papers())
    path.write_bytes(path.read_bytes()[:-40])
    assert through(path, papers()) == ["question 5"]
    assert through(path, papers()) == []


def test_crash_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "run.journal.jsonl"
    through(path, papers(a_3=ValueError("x")))
    assert through(path, papers()) == ["question 3"]


def test_other_conditions_and_other_words_are_asked_anew(tmp_path: Path) -> None:
    path = tmp_path / "run.journal.jsonl"
    through(path, papers())
    assert len(through(path, papers(), conditions="other settings")) == len(CASES)
    with Journal(path, conditions="same") as journal:
        reworded = asks([answerable("a-0", question="another")])
        assert journal.known(reworded, "councilqa") == {}
        assert journal.known(WANTED, "tutorial") == {}
        assert len(journal.known(WANTED, "councilqa")) == len(CASES)


def test_journal_stands_beside_the_results() -> None:
    assert journal_of(Path("out/results.json")) == Path("out/results.json.journal.jsonl")
