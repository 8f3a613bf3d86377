"""Collections in BEIR's layout: what is read, what is refused, and a whole run over a small one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from foreign_makers import DOCUMENTS, QUERIES, write_collection, write_lines

from councilqa.errors import SettingsError
from councilqa.evals.foreign.beir import Foreign, read_collection
from councilqa.evals.foreign.indexing import document_id, document_of
from councilqa.evals.foreign.retrieval import NDCG, Order, Report, measure
from councilqa.settings import Settings
from fake_encoder import fake_models


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_collection(tmp_path / "small")


def run(folder: Path, index: Path, **settings: object) -> Report:
    order = Order(index=index, recall_at=(1, 3), baselines=("dense", "bm25"))
    return measure(read_collection(folder), order, Settings.load(**settings), models=fake_models())


def appended(name: str, line: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return change


def test_collection_is_read(folder: Path) -> None:
    found = read_collection(folder)
    assert (found.name, found.split) == ("small", "test")
    assert [each.id for each in found.documents] == list(DOCUMENTS)
    # What no document answers cannot be ranked well or badly.
    assert list(found.queries) == ["q1", "q2", "q3"]
    assert found.judgements["q3"] == {"d3": 1, "d4": 0}
    assert list(found.first(1).queries) == ["q1"]


def test_numbers_and_nulls_are_read(folder: Path) -> None:
    write_lines(folder / "corpus.jsonl", [{"_id": 7, "title": None, "text": "Seven\u2028eight."}])
    write_lines(folder / "queries.jsonl", [{"_id": 1, "text": "Which?"}])
    (folder / "qrels" / "dev.tsv").write_text("1\t7\t1\n", "utf-8")
    found = read_collection(folder, split="dev")
    assert found.documents == (Foreign(id="7", title="", text="Seven\u2028eight."),)
    assert found.judgements == {"1": {"7": 1}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (appended("corpus.jsonl", "{"), "corpus.jsonl, line 5: not JSON"),
        (appended("corpus.jsonl", "[]"), "corpus.jsonl, line 5: not a JSON object"),
        (appended("corpus.jsonl", '{"_id": "d9"}'), "corpus.jsonl, line 5: text: field required"),
        (appended("corpus.jsonl", '{"text": "x"}'), "corpus.jsonl, line 5: _id"),
        (appended("corpus.jsonl", '{"_id": "d1", "text": "x"}'), "corpus.jsonl, line 5: a second document 'd1'"),
        (appended("queries.jsonl", '{"_id": "q1", "text": "x"}'), "queries.jsonl, line 5: a second question 'q1'"),
        (appended("queries.jsonl", '{"_id": "q9", "text": " "}'), "queries.jsonl, line 5: the question is empty"),
        (appended("queries.jsonl", '\n{"_id": "q9", "text": 1.5}'), "queries.jsonl, line 6: text: input should be"),
        (appended("qrels/test.tsv", "q1 d1 1"), "test.tsv, line 7: not query-id"),
        (appended("qrels/test.tsv", "q1\td1\tgood"), "test.tsv, line 7: 'good' is no whole number"),
        (appended("qrels/test.tsv", "q1\td77\t1"), "test.tsv, line 7: there is no document 'd77'"),
        (appended("qrels/test.tsv", "q77\td1\t1"), "test.tsv, line 7: there is no question 'q77'"),
        (lambda folder: (folder / "queries.jsonl").unlink(), "there is no queries.jsonl in 'small'"),
        (lambda folder: (folder / "corpus.jsonl").write_text(""), "corpus.jsonl holds no document"),
        (lambda folder: (folder / "qrels/test.tsv").write_text("q4\td4\t0\n"), "names no document that answers"),
        (lambda folder: (folder / "corpus.jsonl").write_bytes(b"\xff\xfe"), "cannot read 'corpus.jsonl'"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(folder: Path, change: Callable[[Path], object], message: str) -> None:
    change(folder)
    with pytest.raises(SettingsError) as raised:
        read_collection(folder)
    assert message in str(raised.value)


def test_missing_split_names_those_there(folder: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        read_collection(folder, split="train")
    assert "qrels/train.tsv" in str(raised.value)
    assert raised.value.hint.endswith("Splits there: test.")
    with pytest.raises(SettingsError, match="no folder"):
        read_collection(folder / "nowhere")


def test_document_keeps_every_word(folder: Path) -> None:
    collection = read_collection(folder)
    paper = document_of(collection, collection.documents[0])
    assert paper.text == "Library hours\n" + DOCUMENTS["d1"][1]
    assert paper.metadata.councils == () and paper.metadata.date is None
    assert document_of(collection, Foreign(id="e", title="", text="")).placed == ()


def test_id_of_a_document_is_of_its_content() -> None:
    one = Foreign(id="1", title="A", text="b")
    assert document_id(one) == document_id(replace(one)) == "d57d6776a1e9a62e"
    assert len({document_id(each) for each in (one, replace(one, id="2"), replace(one, title="B"))}) == 3


def test_ranking_beside_the_baselines(folder: Path, tmp_path: Path) -> None:
    report = run(folder, tmp_path / "index")
    assert [each.name for each in report.rankings] == ["councilqa", "dense", "bm25"]
    assert (report.documents, report.queries) == (4, 3)
    assert report.exhaustive and report.rankings[0].scored == report.passages
    for each in report.rankings:
        assert list(each.scores) == [NDCG, "recall@1", "recall@3", "MRR@10"]
        assert each.estimates()[NDCG].mean > 0.6
    json.dumps(report.to_json())


def test_names_met_by_chance_narrow_nothing(folder: Path, tmp_path: Path) -> None:
    assert run(folder, tmp_path / "index").rankings[0].narrowed == 0


def test_large_index_is_ranked_from_candidates(folder: Path, tmp_path: Path) -> None:
    report = run(folder, tmp_path / "index", retrieval={"exhaustive_up_to": 0})
    assert not report.exhaustive
    assert report.rankings[0].estimates()[NDCG].mean > 0.6


def test_kept_index_is_used_again(folder: Path, tmp_path: Path) -> None:
    first = run(folder, tmp_path / "index")
    again = run(folder, tmp_path / "index")
    assert first.indexing is not None and first.indexing.documents == 4
    assert again.indexing is None
    assert again.rankings[0].scores == first.rankings[0].scores


def test_interrupted_index_goes_on_and_a_strange_one_is_refused(folder: Path, tmp_path: Path) -> None:
    whole = (folder / "corpus.jsonl").read_text("utf-8")
    first = {"_id": "d1", "title": DOCUMENTS["d1"][0], "text": DOCUMENTS["d1"][1]}
    write_lines(folder / "corpus.jsonl", [first])
    (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\n", "utf-8")
    run(folder, tmp_path / "index")
    (folder / "corpus.jsonl").write_text(whole, "utf-8")
    report = run(folder, tmp_path / "index")
    assert report.indexing is not None and report.indexing.documents == 3
    write_lines(folder / "corpus.jsonl", [{**first, "text": "Another."}])
    with pytest.raises(SettingsError, match="not of 'small'"):
        run(folder, tmp_path / "index")


def test_a_question_that_is_a_document_does_not_find_itself(folder: Path, tmp_path: Path) -> None:
    """As in BEIR's ArguAna, where it would always stand first."""
    write_lines(folder / "queries.jsonl", [{"_id": "d1", "text": DOCUMENTS["d1"][1]}])
    (folder / "qrels" / "test.tsv").write_text("d1\td2\t1\n", "utf-8")
    report = run(folder, tmp_path / "index")
    assert report.rankings[0].scores["recall@3"] == (1.0,)


def test_questions_with_passages_become_a_collection(tmp_path: Path) -> None:
    rows = [
        {"id": f"p{n}", "question": f"What is {word}?", "title": "T", "section": "S", "document": word, "passage": word}
        for n, word in enumerate(QUERIES)
    ]
    write_lines(tmp_path / "questions.jsonl", rows)
    tool = Path(__file__).parents[2] / "tools" / "beir_of_questions.py"
    subprocess.run([sys.executable, tool, tmp_path / "questions.jsonl", tmp_path / "made"], check=True)
    found = read_collection(tmp_path / "made", split="all")
    assert len(found.documents) == len(found.queries) == 4
    assert found.documents[0].title == "T – S"


def test_descriptions_of_packages_become_a_collection(tmp_path: Path) -> None:
    """With a stand-in for apt's own command, which tells of a package in two builds."""
    long = "It maps short reads to a genome. " * 12
    maps = (
        f"Package: {{}}\nSource: mapper\nSection: science\nDescription-en: maps reads to a genome\n {long}\n .\n Fast."
    )
    (tmp_path / "told").write_text("\n\n".join((maps.format("mapper"), maps.format("mapper-mpi"))) + "\n", "utf-8")
    command = tmp_path / "apt-cache"
    command.write_text(f"#!/bin/sh\ncat '{tmp_path / 'told'}'\n", "utf-8")
    command.chmod(0o755)
    tool = Path(__file__).parents[2] / "tools" / "beir_of_packages.py"
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([sys.executable, tool, tmp_path / "made"], check=True, env={**os.environ, "PATH": path})
    found = read_collection(tmp_path / "made")
    assert found.queries == {"q-mapper": "maps reads to a genome"}
    assert found.judgements == {"q-mapper": {"mapper": 1}}
    assert [each.text.split("\n")[1] for each in found.documents] == ["Fast."]
