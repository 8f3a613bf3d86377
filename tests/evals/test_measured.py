"""How a run is shown, and the commands around it."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from eval_makers import ScriptedPapers, answer, answerable, indexed, refused, unanswerable
from rich.console import Console
from typer.testing import CliRunner

from councilqa.cli.app import app
from councilqa.cli.measured import print_failures, print_report
from councilqa.evals.cases import CaseFile
from councilqa.evals.report import Report
from councilqa.evals.runner import run


def report() -> Report:
    cases = (
        answerable("a-1", question="right"),
        answerable("a-2", kind="risk", question="wrong"),
        answerable("a-3", question="breaks"),
        unanswerable("n-1"),
    )
    papers = ScriptedPapers(
        {"right": answer(), "wrong": answer("[bold]no"), "breaks": KeyError("x"), cases[3].question: refused()}
    )
    return Report(
        date=dt.date(2022, 11, 24),
        files=(CaseFile(name="q.jsonl", cases=cases),),
        outcomes=run(cases, papers, indexed()),
        settings_digest="abc",
        indexed=indexed(),
    )


def shown(*, wrong_too: bool) -> str:
    console = Console(file=io.StringIO(), width=80, markup=False, highlight=False)
    print_report(console, report())
    print_failures(console, report(), wrong_too=wrong_too)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(text, str)
    return text


def test_table_has_a_line_for_each_kind_and_one_for_all() -> None:
    lines = [line.split() for line in shown(wrong_too=False).splitlines()]
    assert ["absent-topic", "1", "1.00"] in lines
    assert ["risk", "1", *["1.00"] * 6, "0.00", "0.00", "1.00"] in lines
    assert ["saving", "2", *["1.00"] * 7, "0.00", "1.00"] in lines
    assert ["all", "4", *["1.00"] * 6, "0.50", "1.00", "0.00", "1.00"] in lines


def test_crash_is_always_shown_and_wrong_answers_on_request() -> None:
    assert "a-3  crashed: KeyError: 'x'" in shown(wrong_too=False)
    assert "a-2" not in shown(wrong_too=False)
    assert "[bold]no" in shown(wrong_too=True)
    assert "lost: evidence cited, answer not right" in shown(wrong_too=True)


def test_wrong_question_file_ends_the_command_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "a", "question": "?", "typ": "x"}\n', "utf-8")
    result = CliRunner().invoke(app, ["eval", "run", str(path)])
    assert result.exit_code == 2
    assert "q.jsonl, line 1:" in result.output
    assert "typ: unknown key" in result.output
