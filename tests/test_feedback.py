from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.errors import FeedbackError
from councilqa.feedback import Feedback, FeedbackEntry, _harmless

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ANSWER = {
    "question": "What does it save?",
    "status": "answered",
    "answer": "It saves £75,000 [1].",
    "citations": [
        {
            "label": "1",
            "title": "Joint working",
            "paragraph": "5.11",
            "page": 12,
            "printed_page": "9",
            "quote": "a saving of £75,000",
        }
    ],
}
ENTRY = FeedbackEntry(
    answer_id="a1",
    time=NOON,
    verdict="wrong",
    comment="That was 2019.",
    who="Ada",
    question="What does it save?",
    understood="What does joint working save?",
    answer=ANSWER,
    index_stamp="0123456789ab",
    settings_digest="ba9876543210",
)
change: Callable[..., FeedbackEntry] = dataclasses.replace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "councilqa.sqlite"


@pytest.fixture
def feedback(path: Path) -> Feedback:
    return Feedback(path)


def test_an_entry_comes_back_as_it_was_given(feedback: Feedback) -> None:
    feedback.give(ENTRY)
    assert feedback.list() == (ENTRY,)
    assert feedback.list()[0].citations[0]["paragraph"] == "5.11"


def test_the_id_is_made_of_the_answer_and_the_reader() -> None:
    assert ENTRY.id == "3d2a4b94b98f19cb"
    assert change(ENTRY, verdict="right", time=NOON + dt.timedelta(1)).id == ENTRY.id
    assert len({each.id for each in (ENTRY, change(ENTRY, who=None), change(ENTRY, answer_id="a2"))}) == 3


def test_a_second_verdict_of_the_same_reader_takes_the_place_of_the_first(feedback: Feedback) -> None:
    second = change(ENTRY, verdict="right", comment="", time=NOON + dt.timedelta(minutes=1))
    others = (change(ENTRY, who="Grace"), change(ENTRY, who=None), change(ENTRY, answer_id="a2"))
    for each in (ENTRY, *others, second):
        feedback.give(each)
    assert len(feedback.list()) == 4
    assert feedback.list(verdict="right") == (second,)


def test_entries_are_listed_by_time_verdict_and_since(feedback: Feedback) -> None:
    summer = dt.timezone(dt.timedelta(hours=1))
    entries = [
        change(ENTRY, answer_id="late", time=NOON + dt.timedelta(hours=2)),
        change(ENTRY, answer_id="early", time=dt.datetime(2026, 3, 2, 12, 30, tzinfo=summer), verdict="right"),
        change(ENTRY, answer_id="noon"),
    ]
    for each in entries:
        feedback.give(each)
    assert [each.answer_id for each in feedback.list()] == ["early", "noon", "late"]
    assert [each.answer_id for each in feedback.list(since=NOON)] == ["noon", "late"]
    assert [each.answer_id for each in feedback.list(verdict="wrong", since=NOON + dt.timedelta(seconds=1))] == ["late"]


def test_more_than_one_batch_is_listed_whole_and_once(feedback: Feedback) -> None:
    for number in range(201):
        feedback.give(change(ENTRY, answer_id=f"a{number}", time=NOON + dt.timedelta(seconds=number // 7)))
    found = feedback.list()
    assert len({each.id for each in found}) == len(found) == 201


def test_a_comment_that_is_too_long_is_named(feedback: Feedback) -> None:
    feedback.give(change(ENTRY, comment="x" * 2000))
    with pytest.raises(FeedbackError, match="comment has 2,001 characters"):
        change(ENTRY, comment="x" * 2001)


def test_what_is_no_feedback_is_refused() -> None:
    with pytest.raises(FeedbackError, match="neither"):
        change(ENTRY, verdict="maybe")
    with pytest.raises(FeedbackError, match="no answer"):
        change(ENTRY, answer_id="")
    with pytest.raises(ValueError, match="time zone"):
        change(ENTRY, time=NOON.replace(tzinfo=None))


def test_half_characters_and_control_characters_are_kept_as_text(feedback: Feedback) -> None:
    given = change(ENTRY, answer_id="\ud800", comment="a\ud800b\x00\x1b[31m", question="\udfff?")
    feedback.give(given)
    assert feedback.list()[0].id == given.id
    assert (feedback.list()[0].comment, feedback.list()[0].question) == ("a?b\x00\x1b[31m", "??")


def test_json_lines_hold_everything(feedback: Feedback) -> None:
    feedback.give(ENTRY)
    feedback.give(change(ENTRY, answer_id="a2", comment="two\nlines\u2028"))
    lines = list(feedback.export("jsonl"))
    assert all(each.endswith("\n") and len(each.splitlines()) == 1 for each in lines)
    assert [json.loads(each) for each in lines] == [each.as_json() for each in feedback.list()]
    assert json.loads(lines[0])["answer"] == ANSWER


def test_csv_is_one_row_an_entry_with_its_citations(feedback: Feedback) -> None:
    feedback.give(change(ENTRY, comment='He said "no",\nthen left'))
    (row,) = csv.DictReader("".join(feedback.export("csv")).splitlines(keepends=True))
    assert row["comment"] == 'He said "no",\nthen left'
    assert row["answer"] == "It saves £75,000 [1]."
    assert row["citations"] == "[1] Joint working, paragraph 5.11, page 12 (printed 9): “a saving of £75,000”"
    assert (row["who"], row["status"], row["time"]) == ("Ada", "answered", "2026-03-02T12:00:00+00:00")


def test_an_export_can_be_narrowed_and_may_be_empty(feedback: Feedback, path: Path) -> None:
    assert len(list(feedback.export("csv"))) == 1
    assert list(feedback.export("jsonl")) == []
    assert not path.exists()
    feedback.give(ENTRY)
    assert list(feedback.export("jsonl", verdict="right")) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "\r\n=", "\x00=", "＝", "－"])
def test_a_spreadsheet_runs_no_comment(feedback: Feedback, start: str) -> None:
    feedback.give(change(ENTRY, comment=start + "HYPERLINK(1)", question=start + "cmd", who=start + "x"))
    (row,) = csv.DictReader("".join(feedback.export("csv")).splitlines(keepends=True))
    assert all(row[name].startswith("'") for name in ("comment", "question", "who"))
    assert json.loads("".join(feedback.export("jsonl")))["comment"] == start + "HYPERLINK(1)"


@given(st.text())
def test_no_cell_starts_a_formula(text: str) -> None:
    assert _harmless(text).strip()[:1] not in set("=+-@＝＋－＠") - {""}
    assert _harmless(text).endswith(text.replace("\x00", ""))


def test_the_file_is_the_owners_and_is_shared_with_access(feedback: Feedback, path: Path) -> None:
    from argon2 import PasswordHasher

    from councilqa.access.rules import Role
    from councilqa.access.users import Users

    feedback.give(ENTRY)
    assert path.stat().st_mode & 0o777 == 0o600
    users = Users(path, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert not users.any()
    users.add("Ada", "correct horse", Role.READER, now=NOON)
    assert feedback.list() == (ENTRY,) and users.any()


def test_threads_and_processes_give_side_by_side(feedback: Feedback, path: Path) -> None:
    code = """
import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])
from test_feedback import ENTRY, Feedback, change
feedback = Feedback(Path(sys.argv[1]))
for number in range(25):
    feedback.give(change(ENTRY, answer_id=f"process {number}"))
"""
    arguments: list[Any] = [sys.executable, "-c", code, str(path), str(Path(__file__).parent)]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as other, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: feedback.give(change(ENTRY, answer_id=f"thread {number}")), range(50)))
        said = other.communicate(timeout=60)[1]
    assert (other.returncode, said) == (0, "")
    assert len(feedback.list()) == 75
