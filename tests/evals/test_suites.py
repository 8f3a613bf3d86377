"""Reading suites: what they hold, and what is wrong with its file and line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from suite_texts import COMPARED, HEAD, NONE, ONE, suite

from councilqa.errors import SettingsError
from councilqa.evals.cases import Answerable, Cell, Comparison, Evidence, Figure, Unanswerable
from councilqa.evals.files import read_cases, read_files, suites_under
from councilqa.evals.suites import parse_suite


def test_each_kind_of_case_is_read() -> None:
    file = parse_suite(suite(ONE, NONE, COMPARED), name="ours.yaml")
    one, none, compared = file.cases
    assert isinstance(one, Answerable) and isinstance(none, Unanswerable) and isinstance(compared, Comparison)
    assert one.proofs == (
        Evidence(quote="would save £88k (6.7%)", document="paper.txt", page=1, printed_page="i", paragraph="1.1"),
    )
    assert one.evidence == ("would save £88k (6.7%)",)
    assert one.gold == (("£88k", "£88,000"), ("6.7%",))
    assert one.figures[1] == (Figure(number=Decimal("6.7"), unit="%", tolerance=Decimal("0.1")),)
    assert (none.kind, none.put_right) == ("false-premise", ("their own – separate – websites",))
    assert compared.expect["us"].evidence == ("save £88k",)
    assert compared.not_stated == ("them",)
    assert (file.version, file.part, file.about) == (1, "development", "Ours.")
    assert file.lines == {"a-1": 5, "n-1": 18, "x-1": 25}


def test_turns_scope_and_cell_are_read() -> None:
    case = ONE.replace("    question:", "    papers: [paper.txt]\n    turns: [Who pays?]\n    question:")
    case = case.replace("        page: 1\n", "        cell: {row: Total, column: £000}\n")
    read = parse_suite(suite(case), name="ours.yaml").cases[0]
    assert isinstance(read, Answerable)
    assert (read.papers, read.turns) == (("paper.txt",), ("Who pays?",))
    assert read.proofs[0].cell == Cell(row="Total", column="£000")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (suite(ONE.replace("gold:", "goald:")), "line 15: a-1: goald: unknown key"),
        (suite(ONE + "    colour: red\n"), "line 17: a-1: colour: unknown key"),
        (suite(ONE.replace("        page: 1\n", "        pge: 1\n")), "line 13: a-1: evidence.0.pge: unknown key"),
        (suite(ONE.replace('"1.1"', "1.1")), "line 12: a-1: evidence.0.paragraph: text is expected; write 1.1"),
        (suite(ONE.replace("page: 1", "page: one")), "line 13: a-1: evidence.0.page: "),
        (suite(ONE.replace(", unit: £", "")), "line 16: a-1: figures.0.0.unit: is missing"),
        (suite(ONE.replace("88000", "£88k")), "line 16: a-1: figures.0.0.number: a number is expected"),
        (suite(ONE.replace("kind: saving", "kind: savings")), "line 6: a-1: kind: "),
        (suite(ONE.replace("persona: member", "persona: mayor")), "line 7: a-1: persona: "),
        (suite(NONE.replace("false-premise", "wrong")), "line 6: n-1: kind: "),
        (suite(COMPARED.replace("gold: [[£88k]]", "gold: []")), "line 13: x-1: expect.us.gold: "),
        (suite(ONE, ONE), "line 18: the id 'a-1' is also in line 5"),
        (suite(ONE.replace("    kind:", "    id: a-2\n    kind:")), "line 6: id: given twice"),
        (suite(ONE, head=HEAD.replace("1", "2")), "line 1: version: "),
        (suite(ONE, head=HEAD + "colour: red\n"), "line 4: colour: unknown key"),
        (suite(ONE, head=HEAD.replace("development", "final")), "line 2: part: final questions, and no others"),
        ("cases: [", "line 2: not valid YAML"),
        ("- a", "line 1: a mapping with version, part, about and cases is expected"),
        ("", "line 1: a mapping"),
        ("cases: &a [*a]\n", "something in it is a part of itself"),
        ("[a]: b\n", "not valid YAML"),
        ("colour: b\n", "line 1: colour: unknown key"),
        (suite(ONE.replace("    question: What is saved?\n", "")), "line 5: a-1: question: is missing"),
        (suite("  - a\n"), "line 5: cases.0: "),
        ("version: 1\npart: development\nabout: x\ncases: {}\n", "line 4: cases: "),
        (suite("  - id: 2022-13-45\n"), "not valid YAML"),
    ],
)
def test_fault_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_suite(text, name="ours.yaml")
    assert str(caught.value).startswith("ours.yaml")
    assert said in str(caught.value)


def test_final_questions_stand_in_a_folder_of_their_own(tmp_path: Path) -> None:
    final = tmp_path / "final" / "ours.yaml"
    final.parent.mkdir()
    final.write_text(suite(ONE), "utf-8")
    with pytest.raises(SettingsError, match=r"ours\.yaml, line 2: part: "):
        read_cases(final)
    final.write_text(suite(ONE, head=HEAD.replace("development", "final")), "utf-8")
    assert read_cases(final).part == "final"


def test_same_id_in_a_suite_and_in_json_lines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(suite(ONE), "utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "a-1", "question": "?", "type": "x", "why": "y"}', "utf-8")
    with pytest.raises(SettingsError, match=r"b\.jsonl: the id 'a-1' is also in a\.yaml"):
        read_files([tmp_path / "a.yaml", tmp_path / "b.jsonl"])


def test_suites_of_a_folder_are_found_in_order(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "final/c.yaml", "notes.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [path.name for path in suites_under([tmp_path])] == ["a.yml", "b.yaml", "c.yaml"]
    assert [path.name for path in suites_under([tmp_path / "notes.md"])] == ["notes.md"]


def test_suite_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SettingsError, match=r"q\.yaml"):
        read_cases(tmp_path / "q.yaml")
