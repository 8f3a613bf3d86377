"""`councilqa register`: in the terminal, as JSON, as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from councilqa.cli.app import app

Run = Callable[..., Any]


def test_risks_are_listed_with_their_place(run: Run) -> None:
    done = run("register", "risks")
    assert done.exit_code == 0
    assert "loss of staff during the transfer of the depot" in done.stdout
    assert "paragraph 3.1" in done.stdout
    assert "2 entries of the risks register in 4 papers" in done.stdout


def test_papers_without_any_are_named(run: Run) -> None:
    assert "None was recognised in: Library Opening Hours" in run("register", "risks", "--document", "library").stdout


def test_nothing_recognised_is_told_by_the_exit_code(run: Run) -> None:
    assert run("register", "risks", "--document", "library").exit_code == 3


def test_json_has_every_entry_with_a_quotation_that_stands_in_its_passage(run_json: Callable[..., Any]) -> None:
    found = run_json("register", "money")
    assert found["register"] == "money" and len(found["searched"]) == 4
    amounts = {each["written"]: each for each in found["entries"]}
    assert amounts["£240,000"]["amount"] == 240000 and amounts["£240,000"]["kind"] == "saving"
    for each in found["entries"]:
        assert each["citations"]
        for citation in each["citations"]:
            assert citation["quote"] in citation["passage"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_register_is_written_to_a_file(index: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"money{ending}"
    done = CliRunner().invoke(app, ["register", "money", "--out", str(target), "--index", str(index)])
    assert done.exit_code == 0 and "Written to" in done.stderr
    if ending == ".csv":
        rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
        assert {"240000", "75000"} <= {row["Pounds"] for row in rows}
    else:
        page = openpyxl.load_workbook(target).active
        columns = {cell.value: cell.column for cell in page[1]}
        assert 240000 in [page.cell(row, columns["Pounds"]).value for row in range(2, page.max_row + 1)]
        assert page.cell(2, columns["Place"]).hyperlink.target.startswith("file:")


@pytest.mark.parametrize(
    ("name", "hint"), [("money.pdf", "Let it end in .csv, .xlsx."), ("missing/money.csv", "Name another file")]
)
def test_file_that_cannot_be_written_is_a_clear_error(index: Path, tmp_path: Path, name: str, hint: str) -> None:
    done = CliRunner().invoke(app, ["register", "money", "--out", str(tmp_path / name), "--index", str(index)])
    assert done.exit_code == 2 and hint in done.stderr


def test_link_leads_to_the_page_where_its_address_is_set(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNCILQA_SERVE__PUBLIC_URL", "https://intranet.example.org/councilqa")
    target = tmp_path / "risks.xlsx"
    assert CliRunner().invoke(app, ["register", "risks", "--out", str(target), "--index", str(index)]).exit_code == 0
    page = openpyxl.load_workbook(target).active
    links = [cell.hyperlink.target for row in page.iter_rows(min_row=2) for cell in row if cell.hyperlink]
    assert links and all(each.startswith("https://intranet.example.org/councilqa/papers/") for each in links)


def test_unknown_register_is_wrong_usage(run: Run) -> None:
    assert run("register", "birds").exit_code == 2
