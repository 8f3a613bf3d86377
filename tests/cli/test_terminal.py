from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.cli.terminal import clean, print_json


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x9b31mred", "red"),
        ("a\tb\nc", "a | b\nc"),
        ("\u202egnp.exe", "gnp.exe"),
        ("£5 [bold]", "£5 [bold]"),
        ("broken \ud800 half", "broken ? half"),
    ],
)
def test_clean_leaves_what_can_be_read(text: str, seen: str) -> None:
    assert clean(text) == seen


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert not any((ord(each) < 32 and each != "\n") or 127 <= ord(each) < 160 for each in clean(text))


@given(st.text(st.characters(codec=None)))
def test_json_says_the_same_without_control_characters(text: str) -> None:
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as stream:
        print_json({"text": text})
    written = stream.getvalue()
    assert json.loads(written) == {"text": text}
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in written.rstrip("\n"))
