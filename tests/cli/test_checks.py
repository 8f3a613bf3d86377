"""`councilqa check` and `councilqa brief`, and the note below an answer that quotes a contradicted figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from typer.testing import CliRunner

from councilqa.cli.app import app

PAPER = """OAKSHIRE DISTRICT COUNCIL

CABINET

12 May 2023

Shared Depot with Elmham Borough Council

1. Recommendations

That Cabinet:

a. Approve the shared depot with Elmham Borough Council.
b. Note the risks in section 3.

2. Finance

2.1 The shared depot of Oakshire and Elmham saves £240,000 a year from 2024/25 for both councils together.

2.2 The savings of the shared depot are made up as follows:

Item	Oakshire £	Elmham £	Total £
Vehicles	60,000	40,000	100,000
Buildings	80,000	60,000	150,000
Total	140,000	100,000	240,000

3. Risks

3.1 The key risks are:

- loss of staff during the transfer of the depot
- delay in the delivery of new vehicles

4. Timetable

4.1 The shared depot opens on 1 April 2024.
"""
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("checks")
    (folder / "papers").mkdir()
    (folder / "papers" / "depot.txt").write_text(PAPER, "utf-8")
    index = str(folder / "index")
    assert CliRunner().invoke(app, ["ingest", str(folder / "papers"), "--index", index]).exit_code == 0
    return lambda *arguments: CliRunner().invoke(app, [*arguments, "--index", index])


def test_table_that_does_not_add_up_is_told_with_its_arithmetic(depot: Run) -> None:
    done = depot("check")
    assert done.exit_code == 0
    assert "150,000" in done.stdout and "140,000" in done.stdout and "60,000" in done.stdout
    found = json.loads(depot("check", "depot", "--json").stdout)["findings"]
    assert found and {each["kind"] for each in found} == {"sum"}
    for finding in found:
        assert finding["sentence"] and finding["arithmetic"]
        assert all(each["quote"] in each["passage"] and each["paragraph"] == "2.2" for each in finding["citations"])


def test_answer_that_quotes_a_contradicted_figure_says_so(depot: Run) -> None:
    done = depot("ask", "How much do the buildings of the shared depot save in total?", "--json")
    answer = json.loads(done.stdout)
    assert "150,000" in answer["answer"]
    assert any("150,000" in each for each in answer["warnings"])
    assert "Note: " in depot("ask", "How much do the buildings of the shared depot save in total?").stdout


def test_answer_without_a_contradiction_has_no_note(depot: Run) -> None:
    assert "warnings" not in json.loads(depot("ask", "When does the shared depot open?", "--json").stdout)


def test_briefing_has_every_part_and_cites_every_line(depot: Run) -> None:
    found = json.loads(depot("brief", "depot", "--json").stdout)
    parts = {part["heading"]: part for part in found["parts"]}
    decisions = parts["What you are asked to decide"]["lines"]
    assert [line["about"] for line in decisions] == ["a", "b"]
    assert parts["What happens when"]["lines"][0]["about"].endswith("1 April 2024")
    assert parts["Figures to query"]["lines"]
    for part in found["parts"]:
        assert part["lines"] or part["without"]
        if part["heading"] != "What the report does not say, as far as was found":
            assert all(line["citations"] for line in part["lines"])


@pytest.mark.parametrize("ending", [".md", ".docx"])
def test_briefing_is_written_to_a_file(depot: Run, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"briefing{ending}"
    assert depot("brief", "depot", "--out", str(target)).exit_code == 0
    if ending == ".md":
        text = target.read_text("utf-8")
    else:
        text = "\n".join(each.text for each in docx.Document(str(target)).paragraphs)
    assert "Approve the shared depot" in text and "Figures to query" in text


def test_paper_that_is_not_there_is_wrong_usage(depot: Run) -> None:
    assert depot("check", "nowhere").exit_code == 2
    assert depot("brief", "nowhere").exit_code == 2
