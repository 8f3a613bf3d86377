"""One index with the real model for all tests of the command line, and ways to run commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_papers import write_hostile, write_papers
from typer.testing import CliRunner

from councilqa.cli.app import app

Run = Callable[..., Any]


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "papers"
    write_papers(folder)
    write_hostile(folder)
    return folder


@pytest.fixture(scope="session")
def index(papers: Path) -> Path:
    """Built once; tests that change an index build their own."""
    folder = papers.parent / "index"
    done = CliRunner().invoke(app, ["ingest", str(papers), "--index", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def run(index: Path) -> Run:
    """Run a command that reads that index, in this process; the same command is run once."""
    done: dict[tuple[str | None, ...], Any] = {}

    def invoke(*arguments: str, input: str | None = None) -> Any:
        if (*arguments, input) not in done:
            done[*arguments, input] = CliRunner().invoke(app, [*arguments, "--index", str(index)], input=input)
        return done[*arguments, input]

    return invoke


@pytest.fixture
def run_json(run: Run) -> Callable[..., dict[str, Any]]:
    """Run a command with --json; its standard output is that object and nothing else."""

    def invoke(*arguments: str) -> dict[str, Any]:
        lines = run(*arguments, "--json").stdout.splitlines()
        assert len(lines) == 1, lines
        return dict(json.loads(lines[0]))

    return invoke


@pytest.fixture
def run_process(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command as a user does, in a process of its own."""

    def invoke(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "councilqa", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=180,
            cwd=tmp_path,
            check=False,
            env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        )

    return invoke
