"""`councilqa serve`: what it says where it cannot serve."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from contextlib import closing

import pytest
from typer.testing import CliRunner

from councilqa.cli.app import app

RunProcess = Callable[..., subprocess.CompletedProcess[str]]


def test_help_names_every_option() -> None:
    shown = CliRunner().invoke(app, ["serve", "--help"])
    assert shown.exit_code == 0
    for option in ("--host", "--port", "--public-url", "--corpus"):
        assert option in shown.output


@pytest.mark.parametrize(
    "options",
    [("--host", "0.0.0.0"), ("--host", "::"), ("--public-url", "https://intranet.example.org/councilqa")],
)
def test_it_does_not_start_where_others_could_reach_it_and_there_are_no_users(
    run_process: RunProcess, options: tuple[str, str]
) -> None:
    done = run_process("serve", "--port", "0", *options)
    assert done.returncode == 2
    assert "no users" in done.stderr
    assert "councilqa users add" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_one_line_and_a_hint(run_process: RunProcess) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run_process("serve", "--port", port)
    assert done.returncode == 2
    assert port in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["intranet.example.org", "ftp://x", "https://x/y?z", "https://"])
def test_a_public_url_that_is_none_is_refused(run_process: RunProcess, url: str) -> None:
    done = run_process("serve", "--public-url", url)
    assert done.returncode != 0
    assert "public_url" in done.stderr
    assert "Traceback" not in done.stderr
