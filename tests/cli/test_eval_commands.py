"""`councilqa eval` from suite to report, with the real model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from councilqa.cli.app import app

SUITE = """
version: 1
part: development
about: The small papers of these tests.
cases:
  - id: o-1
    kind: saving
    persona: member
    question: What does the shared waste service save a year?
    evidence: [{quote: 'saves £240,000 a year', document: oakshire.txt, paragraph: '2.1'}]
    gold: [['£240,000']]
  - id: o-2
    kind: figure
    persona: member
    question: What are the one-off costs of the shared waste service?
    evidence: [{quote: 'One-off costs of £75,000', document: oakshire.txt, paragraph: '2.2'}]
    gold: [['£75,000']]
"""
CRASHES = SUITE.replace("    gold: [['£75,000']]", "    papers: [nowhere.txt]\n    gold: [['£75,000']]")


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("suites") / "small.yaml"
    path.write_text(SUITE, "utf-8")
    return path


@pytest.fixture(scope="module")
def results(suite: Path, run: Callable[..., Any]) -> Path:
    """A run that is written down."""
    out = suite.with_name("results.json")
    done = run("eval", "run", str(suite), "--out", str(out), "--baseline", "bm25", "--set", "retrieval.top_k=5")
    assert done.exit_code == 0, done.output
    return out


def test_run_writes_its_results_and_leaves_no_journal(results: Path) -> None:
    written = json.loads(results.read_text("utf-8"))
    assert [system["name"] for system in written["systems"]] == ["councilqa", "bm25"]
    assert written["changed"] == {"retrieval.top_k": "5"}
    assert [case["scores"]["accuracy"]["value"] for case in written["systems"][0]["cases"]] == [1.0, 1.0]
    assert [path.name for path in results.parent.iterdir() if "journal" in path.name] == []


def test_run_compares_with_itself_and_makes_a_report(results: Path) -> None:
    def invoke(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["eval", *arguments])

    assert invoke("compare", str(results), str(results)).exit_code == 0
    page = results.with_name("report.html")
    done = invoke("report", str(results), "--html", str(page), "--markdown", "-")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("2 questions of the development part")
    assert "What does the shared waste service save a year?" in page.read_text("utf-8")
    assert invoke("report", str(results)).exit_code == 2


def test_crash_is_a_failure(suite: Path, run: Callable[..., Any]) -> None:
    broken = suite.with_name("broken.yaml")
    broken.write_text(CRASHES, "utf-8")
    done = run("eval", "run", str(broken))
    assert done.exit_code == 1
    assert "o-2 crashed: UnknownDocumentError: no paper is called 'nowhere.txt'" in " ".join(done.output.split())


def test_final_questions_are_asked_only_when_asked_for(suite: Path, run: Callable[..., Any]) -> None:
    (suite.parent / "final").mkdir()
    kept = suite.parent / "final" / "kept.yaml"
    kept.write_text(SUITE.replace("part: development", "part: final"), "utf-8")
    refused = run("eval", "run", str(kept))
    assert (refused.exit_code, "kept.yaml holds final questions" in refused.output) == (2, True)
    assert run("eval", "run", str(kept), "--part", "final").exit_code == 0


def test_what_a_component_is_worth_is_told_in_one_table(suite: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    arguments = ("eval", "ablate", str(suite), "--without", "spelling", "--out", str(tmp_path))
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    lines = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[:3] for line in lines[2:]] == [["| small", "nothing", "2"], ["| small", "spelling", "2"]]
    kept = {path.name for path in tmp_path.glob("*.json")}
    assert kept == {"small-without-nothing.json", "small-without-spelling.json"}
    assert json.loads((tmp_path / "small-without-spelling.json").read_text("utf-8"))["changed"] == {
        "answer.spelling": "false"
    }
    assert run(*arguments[:-2], "--without", "colour").exit_code == 2


def test_questions_on_passages_of_other_papers_are_asked(tmp_path: Path) -> None:
    units = [
        {"kind": "sentence", "text": "The market hall was sold to a brewery in 1998.", "lead_in": None},
        {"kind": "sentence", "text": "Its clock was given to the museum.", "lead_in": None},
    ]
    passage = {"id": "p", "document": "halls", "title": "Halls", "section": ["History"], "shape": "text"}
    questions = [{"question": "Who bought the market hall?", "units": [0]}]
    line = {**passage, "part": "validation", "units": units, "questions": questions, "near_miss": "What did it cost?"}
    (tmp_path / "reports.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    out = tmp_path / "out.json"
    done = CliRunner().invoke(app, ["eval", "reports", str(tmp_path / "reports.jsonl"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    cases = json.loads(out.read_text("utf-8"))["systems"][0]["cases"]
    assert [case["id"] for case in cases] == ["p/1", "p/near"]
    assert cases[0]["scores"]["first"]["value"] == 1.0
    assert "of 1 units that answer 1 were found again as they are" in " ".join(done.output.split())
    assert not out.with_name("out.json.journal.jsonl").exists()
