from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cli_papers import write_papers
from typer.testing import CliRunner

from councilqa.cli.app import app


def test_documents_are_listed_with_what_is_known_of_them(run: Any, run_json: Any) -> None:
    found = {Path(each["source"]).name: each for each in run_json("documents")["documents"]}
    assert set(found) == {"oakshire.txt", "library.docx", "planning.pdf", "hostile.txt"}
    assert found["planning.pdf"]["pages"] == 2
    assert found["oakshire.txt"]["date"] == "2023-05-12"
    assert "Elmham Borough Council" in found["oakshire.txt"]["councils"]
    assert "4 papers" in run("documents").stdout


def test_a_page_is_shown_as_it_stands(run: Any, run_json: Any) -> None:
    found = run_json("show", "planning", "--page", "2")
    assert found["page"] == 2
    assert "agency team" in found["text"]
    assert "agency team" in run("show", "planning", "--page", "2").stdout


def test_a_paragraph_is_shown_by_its_number(run: Any, run_json: Any) -> None:
    blocks = run_json("show", "oakshire", "--paragraph", "2.2")["blocks"]
    assert [each["paragraph"] for each in blocks] == ["2.2"]
    assert "£75,000" in run("show", "oakshire", "--paragraph", "2.2").stdout


def test_the_outline_and_the_whole_paper(run: Any) -> None:
    assert "2.3" in run("show", "oakshire").stdout
    assert "transformation reserve" in run("show", "oakshire", "--text").stdout


def test_what_is_not_there_exits_with_2(run: Any) -> None:
    for arguments in (
        ("nowhere",),
        ("planning", "--page", "9"),
        ("oakshire", "--page", "1"),
        ("oakshire", "--paragraph", "8.8"),
    ):
        done = run("show", *arguments)
        assert (done.exit_code, done.stdout) == (2, ""), arguments


def test_escape_sequences_of_a_paper_do_not_reach_the_terminal(run: Any) -> None:
    for arguments in (
        ("show", "hostile", "--text"),
        ("search", "lamps in the market square"),
        ("ask", "Who replaces the lamps?"),
    ):
        shown = run(*arguments).stdout
        assert "lamps" in shown, arguments
        assert not {"\x1b", "\x07", "\u202e"} & set(shown), arguments
        assert "[bold]" in shown, arguments


def test_a_paper_is_removed_only_when_asked_twice(tmp_path: Path) -> None:
    folder, index = tmp_path / "papers", ["--index", str(tmp_path / "index")]
    write_papers(folder)
    runner = CliRunner()
    assert runner.invoke(app, ["ingest", str(folder), *index]).exit_code == 0
    assert runner.invoke(app, ["remove", "library", *index], input="n\n").exit_code == 1
    assert len(json.loads(runner.invoke(app, ["documents", "--json", *index]).stdout)["documents"]) == 3
    assert runner.invoke(app, ["remove", "library", "--yes", *index]).exit_code == 0
    assert len(json.loads(runner.invoke(app, ["documents", "--json", *index]).stdout)["documents"]) == 2
    assert (folder / "library.docx").exists()


def test_doctor_finds_nothing_wrong_and_then_a_missing_file(tmp_path: Path) -> None:
    folder, index = tmp_path / "papers", ["--index", str(tmp_path / "index")]
    write_papers(folder)
    runner = CliRunner()
    assert runner.invoke(app, ["ingest", str(folder), *index]).exit_code == 0
    well = runner.invoke(app, ["doctor", "--json", *index])
    assert well.exit_code == 0, well.output
    found = json.loads(well.stdout)
    assert found["documents"] == 3
    assert {each["severity"] for each in found["findings"]} <= {"ok", "note"}
    (folder / "library.docx").unlink()
    ill = runner.invoke(app, ["doctor", *index])
    assert ill.exit_code == 1
    assert "--prune" in ill.stdout
