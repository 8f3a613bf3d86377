"""How a run is shown, and the commands around it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from eval_makers import FIRST, SECOND, ScriptedPapers, answer, answerable, hits, refused, results_of, unanswerable
from rich.console import Console
from typer.testing import CliRunner

from councilqa.cli.app import app
from councilqa.cli.measured import print_comparison, print_failures, print_run
from councilqa.evals.compare import compare
from councilqa.evals.results import Results, read_results, write_results

CASES = (
    answerable("a-1", question="right"),
    answerable("a-2", kind="risk", question="wrong"),
    answerable("a-3", question="breaks"),
    unanswerable("n-1"),
)


def results(wrong: str = "[bold]no") -> Results:
    papers = ScriptedPapers(
        {"right": answer(), "wrong": answer(wrong), "breaks": KeyError("x"), CASES[3].question: refused()}
    )
    return results_of(CASES, papers)


def shown(show: Callable[[Console], None]) -> str:
    console = Console(file=io.StringIO(), width=100, markup=False, highlight=False)
    show(console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(text, str)
    return text


def test_run_is_shown_by_kind_and_in_all_with_intervals() -> None:
    text = shown(lambda console: print_run(console, results()))
    lines = [line.split() for line in text.splitlines()]
    assert text.startswith("4 questions of the development part, 1 crashed")
    assert ["risk", "1", "0.00", "0.00", "0.00", "1.00", "8", "0.00", "0.00", "1.00", "1.00"] in lines
    assert any(line[:2] == ["all", "4"] for line in lines)
    assert any(line[:3] == ["accuracy", "2", "0.50"] for line in lines)
    assert "Weakest: risk 0.00 of 1" in text
    assert "quoted, yet the answer is not right" in text
    assert "slowest:" in text


def test_crash_is_always_shown_and_wrong_answers_on_request() -> None:
    assert "a-3 crashed: KeyError: 'x'" in shown(lambda each: print_failures(each, results(), wrong_too=False))
    assert "a-2" not in shown(lambda each: print_failures(each, results(), wrong_too=False))
    text = shown(lambda each: print_failures(each, results(), wrong_too=True))
    assert "[bold]no" in text
    assert "lost: quoted, yet the answer is not right" in text


def test_comparison_lists_what_was_gained() -> None:
    found = compare(results(), results(wrong=answer().text))
    text = shown(lambda console: print_comparison(console, found))
    assert "4 cases compared" in text
    assert "Gained: 1" in text
    assert "a-2  wrong" in text


def test_wrong_question_file_ends_the_command_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "a", "question": "?", "typ": "x"}\n', "utf-8")
    result = CliRunner().invoke(app, ["eval", "run", str(path)])
    assert result.exit_code == 2
    assert "q.jsonl, line 1:" in result.output
    assert "typ: unknown key" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "retrieval.topk=12"], "retrieval.topk: extra inputs are not permitted"),
        (["--set", "retrieval.top_k=0"], "retrieval.top_k: input should be greater than 0"),
        (["--set", "top_k"], "'top_k' is no setting"),
        (["--set", "split.aim=900"], "lengths of passages are set when papers are indexed"),
        (["nowhere.yaml"], "there is no suite 'nowhere.yaml'"),
    ],
)
def test_wrong_option_is_told_before_anything_is_loaded(tmp_path: Path, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["eval", "run", *arguments, "--index", str(tmp_path)])
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_compare_fails_where_something_fell_and_only_there(tmp_path: Path) -> None:
    cases = [answerable(f"a-{number}", question=f"{number}") for number in range(8)]
    good = results_of(cases, ScriptedPapers({case.question: answer() for case in cases}))
    bad = results_of(cases, ScriptedPapers({case.question: answer("no") for case in cases}))
    write_results(good, tmp_path / "good.json")
    write_results(bad, tmp_path / "bad.json")
    good_path, bad_path = str(tmp_path / "good.json"), str(tmp_path / "bad.json")
    fell = CliRunner().invoke(app, ["eval", "compare", good_path, bad_path])
    assert (fell.exit_code, "fell beyond chance: first, at300, at400, accuracy" in fell.output) == (1, True)
    assert CliRunner().invoke(app, ["eval", "compare", bad_path, good_path]).exit_code == 0
    assert CliRunner().invoke(app, ["eval", "compare", good_path, good_path]).exit_code == 0


def test_kept_run_can_be_compared_with_and_holds_no_answers(tmp_path: Path) -> None:
    write_results(results(), tmp_path / "run.json")
    kept = tmp_path / "kept.json"
    done = CliRunner().invoke(app, ["eval", "keep", str(tmp_path / "run.json"), "--to", str(kept)])
    assert done.exit_code == 0
    assert "£88k" not in kept.read_text("utf-8")
    compared = CliRunner().invoke(app, ["eval", "compare", str(kept), str(tmp_path / "run.json")])
    assert compared.exit_code == 0, compared.output


def test_kept_run_holds_scores_as_they_were(tmp_path: Path) -> None:
    cases = [answerable(f"a-{number}", question=f"{number}") for number in range(6)]
    papers = ScriptedPapers({case.question: answer() for case in cases}, found=hits(SECOND, SECOND, FIRST))
    run = results_of(cases, papers)
    write_results(run.slim(), tmp_path / "kept.json")
    found = compare(read_results(tmp_path / "kept.json"), run)
    assert [each.measure.name for each in found.moved if each.fell or each.rose or each.difference.mean] == []


def test_file_that_is_no_run_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", "utf-8")
    result = CliRunner().invoke(app, ["eval", "compare", str(tmp_path / "x.json"), str(tmp_path / "x.json")])
    assert result.exit_code == 2
    assert "'x.json' is not a run of `councilqa eval run`" in result.output
