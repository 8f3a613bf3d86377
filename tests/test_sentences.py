from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.sentences import sentences


@pytest.mark.parametrize(
    "text",
    [
        "See para. 5 of the report.|Next one.",
        "See paras. 5 and 6.|Then go.",
        "It costs £1.2m.|The rest waits.",
        "It costs £1.2 million p.a. The Council pays half.".replace(" The", "|The"),
        "Some, e.g. Hart, agreed.|Done.",
        "Others, i.e. The Board, agreed.",
        "It stands in no. 5.|Next.",
        "Cllr. Smith spoke.|He left.",
        "J. Smith and M. O’Neill spoke.|All agreed.",
        "The members prefer Option A.|The Board agreed.",
        "It stands in Appendix B.|The rest does not.",
        "It began at 9.30 a.m.|The public left.",
        "It began at 9.30 a.m. in the chamber.|The public left.",
        "Savings are 6.7% at 2022/23 prices.|Costs are not.",
        "Is it so?|Yes!|Done.",
        "“It is done.”|He said so.",
        "It is done (see 5.11).|He said so.",
        "It is **done.**|He said so.",
        "The first; the second; the third.",
        "no stop\n\nThen a capital",
        "A stop.|No stop\nand a line",
        "It costs approx. £5k.|Good.",
        "",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str) -> None:
    whole = text.replace("|", " ")
    assert [whole[start:end] for start, end in sentences(whole)] == [each for each in text.split("|") if each]


def test_a_blank_line_after_a_stop_ends_a_sentence() -> None:
    text = "The first of them.\n\n“The second of them.”"
    assert [text[start:end] for start, end in sentences(text)] == ["The first of them.", "“The second of them.”"]


def test_a_long_run_of_clauses_is_cut_at_a_semicolon() -> None:
    clause = "The first of the two councils keeps its own constitution, its own members and its own committees " * 3
    text = f"{clause.strip()}; The second does so too; and all agree."
    assert len(list(sentences(text))) == 2


@given(st.text(st.sampled_from('aB .?!;\n"’)*5'), max_size=80))
def test_together_they_hold_every_word_in_order(text: str) -> None:
    found = list(sentences(text))
    assert "".join(text[start:end] for start, end in found).replace(" ", "").replace("\n", "") == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
