from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.answering.parts import parts


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How much does it save and when does it start?", 2),
        ("How much does it save, and who decided on that?", 2),
        ("Who chairs the board? What are its powers there?", 2),
        ("How much does it save, when does it start, and who leads the team?", 3),
        ("What are the risks and benefits of sharing services?", 1),
        ("Which council leads on legal and finance services?", 1),
        ("What is the cost of the Chief Executive and the deputies?", 1),
        ("Why is it done?", 1),
        ("Who and why?", 1),
        ("savings", 1),
    ],
)
def test_a_question_has_as_many_parts_as_it_asks_things(question: str, count: int) -> None:
    assert len(parts(question)) == count


@given(
    st.lists(st.sampled_from(["how much", "does it save", " and ", ", ", "? ", "when is that", "risks"]), min_size=1)
)
def test_parts_follow_each_other_and_cover_the_question(pieces: list[str]) -> None:
    question = "".join(pieces)
    found = parts(question)
    assert "".join(question[start:end] for start, end in found) == question
