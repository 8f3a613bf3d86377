from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from councilqa.cli.app import app
from councilqa.feedback import Feedback, FeedbackEntry


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a `feedback` command on a folder with two verdicts."""
    monkeypatch.setenv("COUNCILQA_DATA", str(tmp_path / "data"))
    feedback = Feedback(tmp_path / "data" / "councilqa.sqlite")
    for number, (verdict, comment) in enumerate((("right", ""), ("wrong", "=That was\x1b[31m 2019."))):
        feedback.give(
            FeedbackEntry(
                answer_id=f"a{number}",
                time=dt.datetime(2026, 3, 2 + 10 * number, 12, tzinfo=dt.UTC),
                verdict=verdict,
                comment=comment,
                who="Ada",
                question=f"Question {number}?",
                answer={"status": "answered", "answer": "£75,000 [1].", "citations": []},
                index_stamp="",
                settings_digest="",
            )
        )
    return lambda *arguments: CliRunner().invoke(app, ["feedback", *arguments])


def test_feedback_is_listed(command: Any) -> None:
    shown = command("list").stdout
    assert "2 verdicts, 1 of them wrong" in shown
    assert "Question 0?" in shown and "That was 2019." in shown and "£75,000 [1]." in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("options", "questions"),
    [
        ((), ["Question 0?", "Question 1?"]),
        (("--verdict", "wrong"), ["Question 1?"]),
        (("--since", "2026-03-05"), ["Question 1?"]),
        (("--since", "2026", "--verdict", "right"), ["Question 0?"]),
        (("--since", "2027"), []),
    ],
)
def test_feedback_is_narrowed(command: Any, options: tuple[str, ...], questions: list[str]) -> None:
    (line,) = command("list", "--json", *options).stdout.splitlines()
    assert [each["question"] for each in json.loads(line)["feedback"]] == questions
    exported = command("export", *options).stdout.splitlines()
    assert [json.loads(each)["question"] for each in exported] == questions


def test_a_spreadsheet_is_written(command: Any, tmp_path: Path) -> None:
    file = tmp_path / "feedback.csv"
    done = command("export", "--format", "csv", "--out", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [each["verdict"] for each in rows] == ["right", "wrong"]
    assert rows[1]["comment"].startswith("'=")
    assert rows[1]["answer"] == "£75,000 [1]."


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--verdict", "maybe"),
        ("list", "--since", "yesterday"),
        ("export", "--format", "xlsx"),
        ("export", "--out", "no/such/folder/file"),
    ],
)
def test_wrong_usage_exits_with_2(command: Any, arguments: tuple[str, ...]) -> None:
    assert command(*arguments).exit_code == 2


@pytest.mark.parametrize("name", ["list", "export"])
def test_every_command_has_help_with_examples(name: str) -> None:
    done = CliRunner().invoke(app, ["feedback", name, "-h"])
    assert done.exit_code == 0
    assert f"councilqa feedback {name}" in done.stdout
    assert "Example" in done.stdout
