"""The tool that writes suites again with slips of the finger, to measure what misspelt questions are answered."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from councilqa.evals.suites import read_suite

ROOT = Path(__file__).parents[2]


def rewritten(folder: Path, *slips: str) -> Path:
    tool = ROOT / "tools" / "misspelt_suites.py"
    subprocess.run([sys.executable, tool, ROOT / "evals" / "suites", folder, *slips], check=True)
    return folder


def test_questions_get_slips_and_all_else_stays(tmp_path: Path) -> None:
    made = rewritten(tmp_path / "made")
    changed = 0
    for path in sorted((ROOT / "evals" / "suites").glob("*.yaml")):
        before, after = read_suite(path).cases, read_suite(made / path.name).cases
        assert [replace(each, question="") for each in before] == [replace(each, question="") for each in after]
        for one, other in zip(before, after, strict=True):
            assert len(one.question.split()) == len(other.question.split())
            assert SequenceMatcher(None, one.question, other.question).ratio() > 0.8
            changed += one.question != other.question
    assert changed > 200


def test_the_same_slips_are_made_each_time(tmp_path: Path) -> None:
    one, other = (rewritten(tmp_path / name, "1") for name in ("one", "other"))
    assert sorted(each.read_bytes() for each in one.iterdir()) == sorted(each.read_bytes() for each in other.iterdir())
