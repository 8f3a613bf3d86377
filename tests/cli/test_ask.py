from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CITATION = {
    "label": str,
    "document_id": str,
    "title": str,
    "source": str,
    "councils": list,
    "partnership": (str, type(None)),
    "date": (str, type(None)),
    "page": (int, type(None)),
    "printed_page": (str, type(None)),
    "paragraph": (str, type(None)),
    "section": list,
    "quote": str,
    "passage": str,
}
HIT = {
    "rank": int,
    "score": float,
    "document_id": str,
    "title": str,
    "source": str,
    "page": (int, type(None)),
    "printed_page": (str, type(None)),
    "paragraph": (str, type(None)),
    "section": list,
    "text": str,
    "found_by": list,
}
SAVING = "How much does the shared waste service save a year?"
ELSEWHERE = "What is the budget of Glasgow City Council's airport?"


def has(value: dict[str, Any], shape: dict[str, Any]) -> bool:
    return all(name in value and isinstance(value[name], kind) for name, kind in shape.items())


def test_an_answer_has_the_keys_of_the_contract(run_json: Any, papers: Path) -> None:
    found = run_json("ask", SAVING)
    assert found["question"] == SAVING
    assert found["status"] == "answered"
    assert "£240,000" in found["answer"]
    assert "[1]" in found["answer"]
    assert set(found["timings"]) == {"retrieve_seconds", "total_seconds"}
    assert found["engine"] == "extractive"
    assert 0 < found["confidence"] <= 1
    assert isinstance(found["scope"], dict)
    assert not {"trace", "dropped", "id"} & set(found)
    first = found["citations"][0]
    assert has(first, CITATION)
    assert first["source"] == str(papers / "oakshire.txt")
    assert first["paragraph"] == "2.1"
    assert first["quote"] in first["passage"]


def test_explain_adds_the_stages(run: Any, run_json: Any) -> None:
    found = run_json("ask", SAVING, "--explain")
    assert found["trace"]
    assert set(found["trace"][0]) == {"stage", "what"}
    assert isinstance(found["dropped"], list)
    assert "How this answer came about" in run("ask", SAVING, "--explain").stdout


def test_not_found_exits_with_3_and_marks_what_is_near(run: Any, run_json: Any) -> None:
    for arguments in (("ask", ELSEWHERE), ("ask", ELSEWHERE, "--more")):
        assert run(*arguments).exit_code == 3
    short, long = run("ask", ELSEWHERE).stdout, run("ask", ELSEWHERE, "--more").stdout
    assert "Nearest passages: --more" in short
    assert "not an answer" not in short
    assert "Nearest passages (not an answer)" in long
    assert "--more" not in long
    assert long.startswith(short.split("Nearest passages")[0].rstrip())
    found = run_json("ask", ELSEWHERE)
    assert found["status"] == "not_found"
    assert found["reason"]
    assert found["citations"] == []
    assert found["related"]
    assert all(has(each, HIT) for each in found["related"])
    assert found["more"] == []
    assert "confidence" not in found


def test_what_else_bears_on_the_question_is_told_where_it_is_asked_for(run: Any, run_json: Any) -> None:
    asked = (SAVING, "What does the shared waste service cost?", "Who employs the head of the waste service?")
    question = next(each for each in asked if run_json("ask", each)["more"])
    found = run_json("ask", question)
    labels = [each["label"] for each in found["citations"]]
    for each in found["more"]:
        assert set(each) == {"statement", "citation"}
        assert has(each["citation"], CITATION)
        assert each["statement"] not in found["answer"]
        labels.append(each["citation"]["label"])
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    short, long = run("ask", question).stdout, run("ask", question, "--more").stdout
    assert "More from the papers: --more" in short
    assert f"[{labels[-1]}]" not in short
    assert "More from the papers\n" in long
    assert all(f"[{label}]" in long for label in labels)
    assert run_json("ask", question, "--more").keys() == found.keys()


def test_an_answer_for_reading_names_its_source(run: Any) -> None:
    done = run("ask", SAVING)
    assert done.exit_code == 0
    assert "paragraph 2.1" in done.stdout
    assert "oakshire.txt" in done.stdout.replace("\n", "").replace(" ", "")


def test_hits_have_the_keys_of_the_contract(run_json: Any) -> None:
    found = run_json("search", "planning applications", "-k", "2")
    assert found["query"] == "planning applications"
    assert [each["rank"] for each in found["hits"]] == [1, 2]
    assert all(has(each, HIT) and len(each["text"]) <= 1500 for each in found["hits"])
    assert "412 planning applications" in found["hits"][0]["text"]
    assert found["hits"][0]["page"] == 1


def test_a_document_chosen_is_the_only_one_searched(run_json: Any) -> None:
    found = run_json("search", "planning applications", "--document", "library")
    assert {Path(each["source"]).name for each in found["hits"]} == {"library.docx"}


def test_dates_bound_what_is_searched(run_json: Any) -> None:
    found = run_json("search", "service", "--since", "2023", "--until", "2023-05")
    assert {Path(each["source"]).name for each in found["hits"]} == {"oakshire.txt"}


def test_an_unknown_document_or_partnership_exits_with_2(run: Any) -> None:
    assert run("search", "service", "--document", "nowhere").exit_code == 2
    assert run("search", "service", "--partnership", "here-there").exit_code == 2


def test_an_empty_question_is_refused(run: Any) -> None:
    done = run("ask", "  ")
    assert (done.exit_code, done.stdout) == (1, "")


@pytest.mark.parametrize(("command", "key"), [("ask", "question"), ("search", "query"), ("search", "question")])
def test_a_batch_goes_on_after_lines_that_fail(run: Any, tmp_path: Path, command: str, key: str) -> None:
    lines = [
        json.dumps({"id": "a", key: SAVING}),
        "not json",
        json.dumps({"id": 7, key: "  "}),
        "",
        json.dumps({"id": "c"}),
        json.dumps([1]),
        json.dumps({"id": "d", key: "When do libraries open on Sundays?"}),
    ]
    file = tmp_path / "batch.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    done = run(command, "--batch", str(file))
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert [each["id"] for each in replies] == ["a", None, 7, "c", None, "d"]
    assert ["error" in each for each in replies] == [False, True, True, True, True, False]


def test_a_batch_may_come_from_standard_input(run: Any) -> None:
    done = run("search", "--batch", "-", input=json.dumps({"id": "a", "query": "waste"}) + "\n")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["hits"]


def test_without_an_index_the_hint_says_what_to_run(run_process: Any) -> None:
    done = run_process("ask", SAVING)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "councilqa ingest" in done.stderr
    assert "Traceback" not in done.stderr


def test_json_is_alone_on_standard_output_in_a_process_of_its_own(run_process: Any, index: Path) -> None:
    done = run_process("search", "waste", "--json", "--index", str(index))
    assert done.returncode == 0, done.stderr
    assert has(json.loads(done.stdout)["hits"][0], HIT)
    assert "Loading weights" not in done.stderr
