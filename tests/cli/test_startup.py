"""The command starts at once and says what it can do."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from councilqa.cli.app import app

COMMANDS = ("ingest", "ask", "search", "documents", "show", "remove", "doctor")
HEAVY = ("torch", "chromadb", "gradio", "langchain", "langchain_core", "transformers", "sentence_transformers", "numpy")


def test_starting_loads_nothing_heavy() -> None:
    code = f"import sys, councilqa.cli.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command_and_the_exit_codes() -> None:
    done = CliRunner().invoke(app, ["--help"])
    assert done.exit_code == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    assert "Exit codes:" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert f"councilqa {command}" in done.stdout
    assert "Example" in done.stdout


def test_version() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.stdout.split()[0]) == (0, "councilqa")


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["search", "words", "--batch", __file__],
        ["ask", "What?", "--since", "yesterday"],
        ["ask", "What?", "--until", "2022-13"],
        ["show", "paper", "--page", "1", "--text"],
        ["search", "words", "-k", "0"],
        ["no-such-command"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2
