"""`councilqa models`, and questions to a language model of which nothing is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from councilqa.cli.app import app
from fake_server import GOOD, KEY, FakeServer

QUESTION = "What does the shared waste service save a year?"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """A server of one's own as the README sets it."""
    with FakeServer() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        monkeypatch.setenv("COUNCILQA_MODEL", "openai:local")
        monkeypatch.setenv("COUNCILQA_CHAT__BASE_URL", running.address)
        monkeypatch.setenv("COUNCILQA_CHAT__API_KEY", KEY)
        monkeypatch.setenv("COUNCILQA_DATA", str(tmp_path / "data"))
        yield running
        running.shutdown()


@pytest.fixture
def invoke(index: Path) -> Callable[..., Any]:
    def call(*arguments: str) -> Any:
        return CliRunner().invoke(app, [*arguments], env={"COUNCILQA_INDEX": str(index)})

    return call


def test_check_says_what_the_model_can_do(server: FakeServer, invoke: Callable[..., Any]) -> None:
    done = invoke("models", "check")
    assert done.exit_code == 0, done.output
    assert "yes (held to by its server)" in done.output and KEY not in done.output
    server.reply = "I would rather not."
    assert invoke("models", "check").exit_code == 1


def test_check_without_a_model_says_what_to_set(invoke: Callable[..., Any]) -> None:
    done = invoke("models", "check")
    assert done.exit_code != 0 and "COUNCILQA_MODEL" in done.output


def test_records_are_kept_listed_and_forgotten_and_private_questions_leave_none(
    server: FakeServer, invoke: Callable[..., Any], tmp_path: Path
) -> None:
    assert invoke("ask", QUESTION, "--private").exit_code == 0
    assert len(server.asked) == 3  # for queries, which GOOD is not, then for the answer, twice: it quotes another paper
    assert "0 records" in invoke("models", "records").output
    assert invoke("ask", QUESTION).exit_code == 0
    listed = invoke("models", "records").output
    assert QUESTION in listed and "2 records" in listed and GOOD not in listed
    assert "Deleted 2 records" in invoke("models", "forget", "--yes").output
    assert "0 records" in invoke("models", "records").output
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    assert QUESTION.encode() not in kept and b"42,000" not in kept


def test_nothing_is_kept_where_the_days_are_none(
    server: FakeServer, invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNCILQA_CHAT__KEEP_DAYS", "0")
    assert invoke("ask", QUESTION).exit_code == 0
    assert server.asked and "0 records" in invoke("models", "records").output
