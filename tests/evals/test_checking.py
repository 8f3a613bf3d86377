"""Suites against the papers: what does not stand there is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from eval_makers import TEXT, paper
from suite_texts import COMPARED, HEAD, NONE, ONE, suite
from typer.testing import CliRunner

from councilqa.cli.app import app
from councilqa.domain.documents import Document
from councilqa.evals.checking import check
from councilqa.evals.papers import read_papers
from councilqa.evals.places import Paper
from councilqa.evals.suites import parse_suite
from councilqa.text import comparable

ROOT = Path(__file__).parents[2]
TABLE = """\
Costs

- 2.1 The costs are set out below.

Post	Total FTE	Total Budget £000
Chief Executive	1.0	191
Total	10.0	1,240
"""
IN_CELL = """\
  - id: t-1
    kind: table
    persona: officer
    question: What does it all cost?
    evidence:
      - {quote: "Total 10.0 1,240", document: costs.txt, cell: {row: Total, column: Total Budget £000}}
    gold: [["1,240"]]
    figures: [[{number: 1240000, unit: £}]]
"""


def documents() -> tuple[Document, ...]:
    ours = paper()
    other = replace(ours, id="f" * 16, source="other.txt", metadata=replace(ours.metadata, partnership="them"))
    return replace(ours, metadata=replace(ours.metadata, partnership="us")), other


def faults(*cases: str) -> list[str]:
    return [fault.what for fault in check([parse_suite(suite(*cases), name="ours.yaml")], documents())]


def test_suite_that_holds_has_no_faults() -> None:
    assert faults(ONE, NONE, COMPARED) == []


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (ONE.replace("quote: would", "quote: might"), "“might save £88k (6.7%)” does not stand in paper.txt"),
        (ONE.replace("document: paper", "document: papers"), "there is no paper 'papers.txt'"),
        (ONE.replace('"1.1"', '"1.2"'), "does not stand under paragraph 1.2, but under 1.1"),
        (ONE.replace("page: 1", "page: 2"), "does not stand on page 2"),
        (ONE.replace("page: 1\n        printed_page: i", "printed_page: ii"), "does not stand on the page printed ii"),
        (
            ONE.replace("        page: 1\n", "        cell: {row: Total, column: £}\n"),
            "not in the cell 'Total', '£'",
        ),
        (ONE.replace("[6.7%]]", '["8%", "8 per cent"]]'), "the gold '8%' or '8 per cent' is in none of the quotations"),
        (ONE.replace("88000", "89000"), "the figure £89,000 is in none of the quotations"),
        (ONE.replace("    question:", "    papers: [gone.txt]\n    question:"), "there is no paper 'gone.txt'"),
        (ONE.replace("kind: saving", "kind: follow-up"), "a follow-up needs the turns before it"),
        (NONE.replace("their own", "our"), "none of the phrases that put the premise right stands"),
        (COMPARED.replace("save £88k,", "save £89k,"), "us: “save £89k” does not stand in paper.txt"),
        (COMPARED.replace("[them]", "[others]"), "no paper is of the partnership 'others'"),
        (COMPARED.replace("[them]", "[us]"), "'us' is named more than once"),
    ],
)
def test_what_does_not_hold_is_named(case: str, said: str) -> None:
    assert any(said in what for what in faults(case)), faults(case)


def test_fault_is_shown_with_file_line_and_id() -> None:
    (fault,) = check([parse_suite(suite(NONE.replace("their own", "our")), name="ours.yaml")], documents())
    assert str(fault).startswith("ours.yaml, line 5: n-1: none of the phrases")


def test_evidence_is_compared_as_the_measures_do() -> None:
    assert faults(ONE.replace("quote: would save", "quote: WOULD  *save*")) == []


def test_cell_holds_its_figure_in_the_unit_of_its_column(tmp_path: Path) -> None:
    (tmp_path / "costs.txt").write_text(TABLE, "utf-8")
    papers = read_papers(tmp_path)
    assert check([parse_suite(suite(IN_CELL), name="t.yaml")], papers) == ()
    wrong = IN_CELL.replace("column: Total Budget £000", "column: Total FTE")
    assert [fault.what for fault in check([parse_suite(suite(wrong), name="t.yaml")], papers)] == [
        "the figure £1,240,000 is in none of the quotations"
    ]


def test_final_question_that_is_known_in_development_is_named() -> None:
    known = parse_suite(suite(ONE, NONE), name="dev.yaml")
    copies = (ONE.replace("a-1", "f-1"), NONE.replace("n-1", "f-2").replace("Why is", "So why is"))
    other = ONE.replace("a-1", "f-3").replace("What is saved?", "By how much do costs come down?")
    head = HEAD.replace("development", "final")
    final = parse_suite(suite(*copies, other, head=head), name="final.yaml", final=True)
    found = [(fault.id, fault.what) for fault in check([known, final], documents())]
    assert found == [
        ("f-1", "a near copy of a-1 in dev.yaml, which is for development"),
        ("f-2", "a near copy of n-1 in dev.yaml, which is for development"),
    ]


def test_same_id_in_two_files_is_named() -> None:
    files = [parse_suite(suite(ONE), name=name) for name in ("a.yaml", "b.yaml")]
    assert [fault.what for fault in check(files, documents())] == ["the id is also in a.yaml"]


def test_text_of_a_paper_is_that_which_the_measures_compare() -> None:
    assert Paper(paper()).text == comparable(TEXT)
    for document in read_papers(ROOT / "corpus"):
        assert Paper(document).text == comparable(document.text)


def test_own_suites_hold_and_are_as_broad_as_they_say() -> None:
    result = CliRunner().invoke(app, ["eval", "check", str(ROOT / "evals"), "--corpus", str(ROOT / "corpus")])
    assert result.exit_code == 0, result.output
    assert "all hold" in result.output


def test_command_ends_with_1_where_something_does_not_hold(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(suite(ONE), "utf-8")
    result = CliRunner().invoke(app, ["eval", "check", str(path), "--corpus", str(ROOT / "corpus")])
    assert result.exit_code == 1
    assert "ours.yaml, line 5: a-1: there is no paper 'paper.txt'" in result.output
