"""Replies of models, in one piece and in many."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.answering.written.reply import ReplyReader

CLAIM = {"evidence": "E1", "quote": "a saving of £88k", "text": "It saves £88k."}
REPLY = json.dumps({"claims": [CLAIM, {**CLAIM, "text": 'It {really} "saves" £88k.'}], "missing": "who pays"})


def texts(reply: str, size: int) -> list[str]:
    reader = ReplyReader()
    return [claim.text for at in range(0, len(reply), size) for claim in reader.feed(reply[at : at + size])]


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize(
    "reply",
    [
        REPLY,
        f"Here you are:\n```json\n{REPLY}\n```\nI hope it helps {{smile}}.",
        REPLY[1:-1],
        '{"claims": [' + ", ".join([json.dumps(CLAIM), json.dumps({**CLAIM, "text": 'It {really} "saves" £88k.'})]),
        REPLY.replace('"text"', '"claim"').replace('"evidence"', '"label"'),
    ],
)
def test_claims_are_read_whatever_stands_around_them(reply: str, size: int) -> None:
    assert texts(reply, size) == ["It saves £88k.", 'It {really} "saves" £88k.']


def test_claim_is_given_as_soon_as_it_is_whole() -> None:
    reader = ReplyReader()
    first = REPLY.index("}") + 1
    assert [each.text for each in reader.feed(REPLY[:first])] == ["It saves £88k."]


def test_what_is_missing_is_read_from_a_reply_without_claims() -> None:
    reader = ReplyReader()
    assert list(reader.feed('{"claims": [], "missing": "The papers\\n give no date."}')) == []
    assert reader.is_reply and reader.missing == "The papers give no date."


@pytest.mark.parametrize("reply", ['{"claims": [], "missing": "a \\q b"}', '{"a":' * 5000])
def test_reply_that_is_not_quite_json_does_not_end_the_answer(reply: str) -> None:
    reader = ReplyReader()
    assert list(reader.feed(reply)) == []
    assert "b" in reader.missing or not reader.is_reply


@pytest.mark.parametrize("label", [" [E1]", " [1]", " (E1)", " [E1, E2]", "[E1]."])
def test_label_at_the_end_of_a_claim_is_not_part_of_it(label: str) -> None:
    claim = {**CLAIM, "text": f"It saves £88k{label}"}
    assert [each.text.rstrip(".") for each in ReplyReader().feed(json.dumps(claim))] == ["It saves £88k"]


@pytest.mark.parametrize("claim", [{"text": "x"}, {**CLAIM, "quote": ""}, {**CLAIM, "text": "x" * 601}, "a text", 7])
def test_claim_without_its_parts_is_refused_and_counted(claim: object) -> None:
    reader = ReplyReader()
    assert list(reader.feed(json.dumps({"claims": [claim, CLAIM], "missing": ""})))[-1].text == "It saves £88k."
    assert reader.refused == 1


@pytest.mark.parametrize(
    "reply", ["", "I cannot answer that.", "[1, 2]", '{"claims": [{"evidence": "E1", "quote": "cut sh', '{"claims": [']
)
def test_prose_is_no_reply(reply: str) -> None:
    reader = ReplyReader()
    assert list(reader.feed(reply)) == [] and not reader.is_reply


@given(st.text(max_size=200), st.integers(min_value=1, max_value=9))
def test_nothing_that_a_model_writes_breaks_the_reader(reply: str, size: int) -> None:
    reader = ReplyReader()
    for at in range(0, len(reply), size):
        list(reader.feed(reply[at : at + size]))
    assert isinstance(reader.missing, str)
