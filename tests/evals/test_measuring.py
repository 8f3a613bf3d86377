"""Whole runs over a small index, from suite to report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from councilqa import CouncilQA
from councilqa.errors import SettingsError
from councilqa.evals.cases import Answerable
from councilqa.evals.compare import compare
from councilqa.evals.journal import journal_of
from councilqa.evals.measuring import Order, changed_settings, measure, nested, read_suites
from councilqa.evals.page import html_report
from councilqa.evals.results import Results, read_results, write_results
from councilqa.evals.runner import Selected
from councilqa.settings import Settings
from fake_encoder import fake_models
from small_papers import service, write_folder

SUITE = """
version: 1
part: development
about: Questions on the small papers.
cases:
  - id: s-1
    kind: saving
    persona: member
    question: What does the shared service for waste collection save a year for Oakshire?
    evidence:
      - quote: saves £240,000 a year
        document: paper-0.txt
        paragraph: '2.1'
    gold: [['£240,000']]
    figures: [[{number: 240000, unit: £}]]
  - id: s-2
    kind: figure
    persona: officer
    question: What are the one-off costs of the library opening hours service?
    evidence:
      - quote: One-off costs of £71,000
        document: paper-1.txt
    gold: [['£71,000']]
  - id: n-1
    kind: absent-topic
    persona: member
    question: What does the airport's new runway cost?
    why: No paper speaks of an airport.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of three papers and a suite about them."""
    folder = tmp_path_factory.mktemp("measuring")
    write_folder(folder / "papers")
    with service(folder) as papers:
        papers.ingest()
    (folder / "suites" / "final").mkdir(parents=True)
    (folder / "suites" / "small.yaml").write_text(SUITE, "utf-8")
    kept = SUITE.replace("part: development", "part: final").replace("id: ", "id: f-")
    (folder / "suites" / "final" / "kept.yaml").write_text(kept, "utf-8")
    return folder


@pytest.fixture
def papers(index: Path) -> Iterator[CouncilQA]:
    with service(index) as opened:
        yield opened


def embed(texts: list[str]) -> list[list[float]]:
    encoder, _ = fake_models()
    return [[float(each) for each in encoded.dense] for encoded in encoder.encode(texts)]


def measured(index: Path, papers: CouncilQA, order: Order) -> Results:
    return measure(papers, read_suites([index / "suites"], part="development"), order, embed=embed)


def test_run_says_what_was_asked_with_what_and_how_it_went(index: Path, papers: CouncilQA) -> None:
    seen: list[tuple[str, int, int]] = []
    suites = read_suites([index / "suites"], part="development")
    made = measure(papers, suites, Order(), progress=lambda *step: seen.append(step))
    assert seen == [("councilqa", done, 3) for done in range(4)]
    assert [case.id for case in made.ours.cases] == ["s-1", "s-2", "n-1"]
    saving = made.ours.cases[0]
    assert saving.error is None
    assert {"accuracy", "figures", "paragraph precision"} <= set(saving.scores)
    assert saving.scores["accuracy"].value == 1
    assert saving.evidence[0].where == "paper-0.txt, paragraph 2.1"
    assert saving.confidence is not None
    assert (made.part, made.documents, made.suites[0].name) == ("development", 3, "small.yaml")
    assert made.settings_digest == papers.settings.digest()
    assert str(index) not in made.model_dump_json()


def test_simple_systems_answer_the_same_questions_in_the_same_run(index: Path, papers: CouncilQA) -> None:
    made = measured(index, papers, Order(baselines=("tutorial", "bm25")))
    assert [system.name for system in made.systems] == ["councilqa", "tutorial", "bm25"]
    for system in made.systems[1:]:
        assert [case.id for case in system.cases] == ["s-1", "s-2", "n-1"]
        assert system.crashed() == ()
        assert all(len(case.answer) <= 800 for case in system.cases)
        assert all(case.scores["quotations"].value == 1 for case in system.cases)
        assert system.cases[2].scores["refusal"].value == 0
    assert made.systems[2].cases[1].scores["recall@1"].value == 1
    assert "tutorial" in html_report([made])


def test_written_run_compares_with_itself(index: Path, papers: CouncilQA, tmp_path: Path) -> None:
    made = measured(index, papers, Order(jobs=3))
    write_results(made, tmp_path / "run.json")
    again = read_results(tmp_path / "run.json")
    assert not compare(again, made).failed
    assert not compare(again.slim(), made).failed


def test_run_goes_on_from_its_journal_unless_settings_changed(index: Path, papers: CouncilQA, tmp_path: Path) -> None:
    order = Order(journal=journal_of(tmp_path / "run.json"))
    first = measured(index, papers, order)
    again = measured(index, papers, order)
    assert [case.seconds for case in again.ours.cases] == [case.seconds for case in first.ours.cases]
    other = Settings.load(index=index / "index", **nested({"retrieval.top_k": "2"}))
    with CouncilQA.open(settings=other, models=fake_models()) as changed:
        assert other.retrieval.top_k == 2
        assert measured(index, changed, order).settings_digest != first.settings_digest


def test_question_that_crashes_is_a_failure(index: Path, papers: CouncilQA) -> None:
    suites = read_suites([index / "suites"], part="development")
    first, *others = suites.files[0].cases
    assert isinstance(first, Answerable)
    file = replace(suites.files[0], cases=(replace(first, papers=("nowhere.txt",)), *others))
    made = measure(papers, replace(suites, files=(file,)), Order())
    assert [case.id for case in made.ours.crashed()] == ["s-1"]
    assert made.ours.cases[0].scores == {}


def test_part_is_chosen_and_final_questions_are_not_asked_unawares(index: Path) -> None:
    folder = index / "suites"
    assert [file.name for file in read_suites([folder], part="development").files] == ["small.yaml"]
    assert [file.name for file in read_suites([folder], part="final").files] == ["kept.yaml"]
    with pytest.raises(SettingsError, match=r"kept.yaml holds final questions"):
        read_suites([folder / "final" / "kept.yaml"], part="development")
    with pytest.raises(SettingsError, match="there are no final questions"):
        read_suites([index / "papers"], part="final")


def test_no_question_chosen_is_told(index: Path, papers: CouncilQA) -> None:
    with pytest.raises(SettingsError, match="no question was chosen"):
        measured(index, papers, Order(selected=Selected(kinds=("weather",))))


def test_judge_that_cannot_be_had_is_told_before_anything_is_asked(index: Path, papers: CouncilQA) -> None:
    order = Order(judge="nowhere:model", journal=index / "judged.jsonl")
    with pytest.raises(SettingsError, match="the judge 'nowhere:model' cannot be used"):
        measured(index, papers, order)
    assert not (index / "judged.jsonl").exists()


def test_settings_are_given_by_name() -> None:
    assert nested(changed_settings(["retrieval.top_k=12", " answer.most_characters = 400 "])) == {
        "retrieval": {"top_k": "12"},
        "answer": {"most_characters": "400"},
    }
