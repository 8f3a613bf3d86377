"""Adding a case to a suite: whole or not at all, and nobody's lines change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import indent

import pytest
import yaml
from eval_makers import FIRST, paper
from hypothesis import given
from hypothesis import strategies as st
from suite_texts import COMPARED, HEAD, NONE, ONE, suite

from councilqa.errors import SettingsError
from councilqa.evals.adding import add, evidence_from, gold_of, next_id
from councilqa.evals.cases import Answerable, Evidence, Unanswerable
from councilqa.evals.suites import parse_suite
from councilqa.evals.writing import appended, lines_of

RIGHT = Answerable(
    id="a-9",
    question="What: is it?",
    kind="saving",
    persona="member",
    proofs=(Evidence(quote="save £88k (6.7%)", document="paper.txt", paragraph="1.1"),),
    gold=(("£88k",),),
)
NOBODY = Unanswerable(id="n-9", question="Who?", kind="absent-detail", why="Nobody is named.", persona="officer")


@pytest.mark.parametrize("case", parse_suite(suite(ONE, NONE, COMPARED), name="ours.yaml").cases)
def test_written_case_reads_back(case: Answerable) -> None:
    assert parse_suite(f"{HEAD}cases:\n{lines_of(case)}", name="ours.yaml").cases == (case,)


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_any_text_reads_back(text: str) -> None:
    case = Unanswerable(id="n", question=text, kind="absent-topic", why=text, persona="member", put_right=(text,))
    assert parse_suite(f"{HEAD}cases:\n{lines_of(case)}", name="ours.yaml").cases == (case,)


@pytest.mark.parametrize(
    "text",
    [
        suite(ONE, NONE) + "  # the last word\n",
        suite(ONE).removesuffix("\n"),
        f"{HEAD}cases:\n{indent(ONE, '    ')}",
        f"{HEAD}cases: []\n",
        f"{HEAD}cases: [] # none yet\n",
        f"{HEAD}cases: []",
        suite(ONE.replace("\n  ", "\n").removeprefix("  ")),
    ],
)
def test_every_line_stays_as_it_was(text: str) -> None:
    after = appended(text, NOBODY)
    assert parse_suite(after, name="ours.yaml").cases == (*parse_suite(text, name="ours.yaml").cases, NOBODY)
    assert [line for line in text.replace(" []", "").splitlines() if line.rstrip() not in after] == []
    assert "the last word" not in text or "the last word" in after


@pytest.mark.parametrize("text", [f"cases: []\n{HEAD}", f"{HEAD}cases: [{{id: a}}]\n", "[]", ""])
def test_suite_that_cannot_take_a_case_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        appended(text, NOBODY)


def test_new_suite_is_made_and_added_to(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    add(path, RIGHT, [paper()])
    assert add(path, NOBODY, [paper()]).cases == (RIGHT, NOBODY)
    assert yaml.safe_load(path.read_text("utf-8"))["part"] == "development"
    assert next_id(path) == "ours-003"


def test_new_suite_in_the_final_folder_is_final(tmp_path: Path) -> None:
    (tmp_path / "final").mkdir()
    assert add(tmp_path / "final" / "ours.yaml", NOBODY, [paper()]).part == "final"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (RIGHT, "the id 'a-9' is also in line"),
        (replace(RIGHT, id="b", gold=(("£89k",),)), "the gold '£89k'"),
        (Unanswerable(id="n", question="?", kind="no reason", why="?", persona="member"), "kind: "),
    ],
)
def test_case_that_does_not_hold_is_not_written(tmp_path: Path, case: Answerable, said: str) -> None:
    path = tmp_path / "ours.yaml"
    add(path, RIGHT, [paper()])
    before = path.read_bytes()
    with pytest.raises(SettingsError) as caught:
        add(path, case, [paper()])
    assert said in str(caught.value)
    assert path.read_bytes() == before


def test_suite_is_yaml(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ours\.jsonl"):
        add(tmp_path / "ours.jsonl", NOBODY, [paper()])


def test_next_id_is_free(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    assert next_id(path) == "ours-001"
    path.write_text(suite(ONE.replace("a-1", "ours-002")), "utf-8")
    assert next_id(path) == "ours-003"


def test_evidence_is_a_paragraph_or_words_of_a_paper() -> None:
    gold = gold_of(["£88k | £88,000"])
    assert gold == (("£88k", "£88,000"),)
    numbered = Evidence(quote=FIRST, document="paper.txt", page=1, printed_page="i", paragraph="1.1")
    assert evidence_from("paper#1.1", [paper()], gold) == (numbered,)
    quoted = Evidence(quote="save £88k", document="paper.txt", paragraph="1.1")
    assert evidence_from("save £88k", [paper()], gold) == (quoted,)


@pytest.mark.parametrize("text", ["paper#9.9", "other#1.1", "save £89k", "paper#"])
def test_evidence_that_is_nowhere_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        evidence_from(text, [paper()], (("£88k",),))


@pytest.mark.parametrize("phrases", [[], ["|"], ["£88k", " "]])
def test_gold_is_not_empty(phrases: list[str]) -> None:
    with pytest.raises(SettingsError):
        gold_of(phrases)
