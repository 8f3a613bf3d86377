"""Reading question files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from councilqa.errors import SettingsError
from councilqa.evals.cases import Answerable, Comparison, Unanswerable
from councilqa.evals.files import read_cases, read_files

YES: dict[str, Any] = {
    "id": "cs-1",
    "persona": "member",
    "kind": "saving",
    "difficulty": "direct",
    "question": "What is saved?",
    "evidence": ["a saving of £88k"],
    "alt_evidence": ["saves £88k"],
    "gold": [["£88k", "£88,000"]],
    "paragraph": "2.2",
}
NO: dict[str, Any] = {
    "id": "na-1",
    "type": "false-premise",
    "question": "When?",
    "why": "Never.",
    "gold_or": [["a"], ["b"]],
}
COMPARISON: dict[str, Any] = {
    "id": "xp-1",
    "question": "Who pays?",
    "expect": {"hart": {"evidence": ["Hart pays"], "gold": [["Hart"]]}},
    "not_stated": ["hampshire"],
}


def questions(folder: Path, *lines: dict[str, Any] | str, name: str = "q.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def test_each_kind_of_line_becomes_its_case(tmp_path: Path) -> None:
    file = read_cases(questions(tmp_path, YES, "", NO, COMPARISON))
    yes, no, compared = file.cases
    assert isinstance(yes, Answerable)
    assert isinstance(no, Unanswerable)
    assert yes.evidence == ("a saving of £88k", "saves £88k")
    assert yes.gold == (("£88k", "£88,000"),)
    assert (no.kind, no.put_right) == ("false-premise", ("a", "b"))
    assert isinstance(compared, Comparison)
    assert compared.expect["hart"].evidence == ("Hart pays",)
    assert (compared.not_stated, file.part) == (("hampshire",), "development")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (YES | {"goald": []}, "goald: unknown key"),
        (NO | {"evidence": ["x"]}, "evidence: unknown key"),
        (COMPARISON | {"kind": "x"}, "kind: unknown key"),
        (YES | {"gold": []}, "gold: "),
        (YES | {"gold": [[]]}, "gold.0: "),
        (YES | {"evidence": [""]}, "evidence.0: "),
        ({"id": "a", "question": "?"}, "evidence: field required"),
        ('{"id": ', "not JSON"),
        ("[1]", "not a JSON object"),
    ],
)
def test_wrong_line_is_refused_with_its_file_and_number(tmp_path: Path, line: dict[str, Any] | str, said: str) -> None:
    with pytest.raises(SettingsError, match=r"q\.jsonl, line 3: ") as caught:
        read_cases(questions(tmp_path, YES, NO, line))
    assert said in str(caught.value)


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.jsonl"):
        read_cases(tmp_path / "absent.jsonl")


def test_same_id_in_two_files_is_refused(tmp_path: Path) -> None:
    first, second = questions(tmp_path, YES, name="a.jsonl"), questions(tmp_path, YES, name="b.jsonl")
    with pytest.raises(SettingsError, match=r"b\.jsonl: the id 'cs-1' is also in a\.jsonl"):
        read_files([first, second])
