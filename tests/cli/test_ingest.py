from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_papers import OAKSHIRE, write_papers
from typer.testing import CliRunner

from councilqa.cli.app import app

KEYS = {
    "added": list,
    "unchanged": list,
    "replaced": list,
    "removed": list,
    "failed": list,
    "needs_ocr": list,
    "pages": int,
    "passages": int,
    "seconds": float,
}


def ingest(*arguments: str) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(app, ["ingest", *arguments, "--json"])
    assert len(done.stdout.splitlines()) == 1, done.output
    return done.exit_code, json.loads(done.stdout)


def test_report_has_the_keys_of_the_contract(papers: Path, index: Path) -> None:
    code, report = ingest(str(papers), "--index", str(index))
    assert code == 0
    assert {name: type(report[name]) for name in KEYS} == KEYS
    assert len(report["unchanged"]) == 4  # type: ignore[arg-type]


def test_changed_and_gone_files_are_followed(tmp_path: Path) -> None:
    folder, index = tmp_path / "papers", ["--index", str(tmp_path / "index")]
    write_papers(folder)
    assert len(ingest(str(folder), *index)[1]["added"]) == 3  # type: ignore[arg-type]
    (folder / "oakshire.txt").write_text(OAKSHIRE.replace("£240,000", "£250,000"), "utf-8")
    (folder / "library.docx").unlink()
    code, report = ingest(str(folder), *index, "--prune")
    assert code == 0
    assert report["replaced"] == [str(folder / "oakshire.txt")]
    assert report["removed"] == [str(folder / "library.docx")]
    assert report["unchanged"] == [str(folder / "planning.pdf")]


def test_a_broken_file_is_reported_and_the_others_go_in(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    write_papers(folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    done = CliRunner().invoke(app, ["ingest", str(folder), "--index", str(tmp_path / "index")])
    assert done.exit_code == 1
    assert "broken.pdf" in done.stdout
    assert "3 added, 0 unchanged, 0 replaced, 0 removed, 1 failed" in done.stdout


def test_the_corpus_folder_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_papers(tmp_path / "papers")
    monkeypatch.setenv("COUNCILQA_CORPUS", str(tmp_path / "papers"))
    monkeypatch.setenv("COUNCILQA_INDEX", str(tmp_path / "index"))
    code, report = ingest()
    assert (code, len(report["added"])) == (0, 3)  # type: ignore[arg-type]
    assert (tmp_path / "index").is_dir()


def test_a_path_that_is_not_there_is_one_line_and_a_hint(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["ingest", str(tmp_path / "nowhere"), "--index", str(tmp_path / "index")])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "there is no file or folder" in done.stderr


def test_a_wrong_setting_exits_with_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COUNCILQA_RETRIEVAL__TOP_K", "many")
    done = CliRunner().invoke(app, ["documents", "--index", str(tmp_path)])
    assert done.exit_code == 2
    assert "retrieval.top_k" in done.stderr
