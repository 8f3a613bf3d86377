"""What can be said as one statement, and what says nothing on its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from answering_makers import read
from hypothesis import given
from hypothesis import strategies as st

from councilqa.answering.evidence import Evidence
from councilqa.answering.statements import (
    MOST_CHARACTERS,
    MOST_GAP,
    MOST_LISTED,
    MOST_ROWS,
    Statement,
    beside,
    says_nothing,
    statements,
)
from councilqa.domain.passages import UnitKind

LEAD = "The key risks of sharing are:"


def places(evidence: tuple[Evidence, ...]) -> dict[tuple[int, ...], str]:
    """The positions of each statement, with its shape."""
    return {each.positions: each.shape for each in statements(evidence)}


@pytest.mark.parametrize(
    "leaning",
    [
        "This is 6.7% of its cost.",
        "It begins in April.",
        "However, staff were not asked.",
        "Therefore the post is not filled.",
        "They keep their own websites.",
        "The latter is the cheaper one.",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_takes_it_along(leaning: str) -> None:
    found = places(read(("sentence", "The team saves £88,000."), ("sentence", leaning)))
    assert set(found) == {(0,), (0, 1)}


def test_a_chain_of_leaning_sentences_is_followed_to_the_third() -> None:
    sentences = ("The team saves money.", "This is much.", "It lasts.", "They agree.")
    found = places(read(*(("sentence", each) for each in sentences)))
    assert (0, 1, 2) in found
    assert (1, 2, 3) in found
    assert not {(1,), (2,), (3,)} & set(found)


def test_a_sentence_that_leans_on_nothing_stands_alone_and_with_its_neighbours() -> None:
    evidence = read(("sentence", "One is so."), ("sentence", "Two is so."), ("sentence", "Three is so."))
    assert places(evidence) == {
        (0,): "unit",
        (1,): "unit",
        (2,): "unit",
        (0, 1): "pair",
        (1, 2): "pair",
        (0, 1, 2): "triple",
    }


@pytest.mark.parametrize("lead", [LEAD, "The risks are as follows", "The risks are set out below."])
def test_a_sentence_that_announces_a_list_is_said_only_with_the_whole_of_it(lead: str) -> None:
    evidence = read(("sentence", lead), ("item", "loss of staff"), ("item", "delay"), lead_in=lead)
    found = places(evidence)
    assert found[(0, 1, 2)] == "list"
    assert not {(0,), (0, 1)} & set(found)
    assert (found[(1,)], found[(2,)]) == ("item", "item")


def test_a_list_is_whole_where_its_lead_in_stands_in_another_passage() -> None:
    evidence = read(("item", "loss of staff"), ("item", "delay of systems"), ("item", "lack of support"), lead_in=LEAD)
    assert places(evidence) == {(0,): "item", (1,): "item", (2,): "item", (0, 1, 2): "list"}


def test_lists_with_lead_ins_of_their_own_are_not_run_together() -> None:
    first = read(("sentence", "The risks are:"), ("item", "loss of staff"), ("item", "delay"), lead_in="The risks are:")
    second = read(("item", "lower costs"), ("item", "quicker replies"), lead_in="The benefits are:")
    shift = first[-1].unit.end + 1 - second[0].unit.start
    hit = first[0].hit
    moved = tuple(
        replace(each, hit=hit, position=each.position + 3, unit=replace(each.unit, start=each.unit.start + shift))
        for each in second
    )
    found = places((*first, *moved))
    assert {(0, 1, 2), (3, 4)} <= set(found)
    assert not any({2, 3} <= set(each) for each in found)


def test_a_row_stands_alone_and_a_small_table_whole() -> None:
    evidence = read(("row", "Chief\t1.0"), ("row", "Deputy\t2.0"), columns=("Post", "FTE"))
    assert places(evidence) == {(0,): "unit", (1,): "unit", (0, 1): "rows"}


def test_a_row_that_names_a_group_of_rows_says_nothing_on_its_own() -> None:
    found = places(read(("row", "Senior posts\t\t"), ("row", "Chief\t1.0\t191"), columns=("Post", "FTE", "Budget")))
    assert (0,) not in found
    assert (1,) in found


@pytest.mark.parametrize(
    ("kind", "text", "nothing"),
    [
        ("sentence", LEAD, True),
        ("sentence", "The costs are set out below.", True),
        ("sentence", "Why do the councils share?", True),
        ("item", "“What does it cost?”", True),
        ("row", "Employees\t\t", True),
        ("row", "Employees", False),
        ("row", "Employees\t3", False),
        ("sentence", "The team saves £88,000.", False),
        ("item", "loss of staff", False),
    ],
)
def test_what_only_points_on_asks_or_heads_rows_says_nothing(kind: UnitKind, text: str, nothing: bool) -> None:
    (evidence,) = read((kind, text))
    assert says_nothing(evidence.unit) is nothing
    assert bool(places((evidence,))) is not nothing


def test_a_question_of_the_papers_own_is_said_with_what_answers_it() -> None:
    found = places(read(("sentence", "Why do the councils share?"), ("sentence", "Sharing saves money.")))
    assert found == {(1,): "unit", (0, 1): "pair"}


@pytest.mark.parametrize("changed", [{"paragraph": "1.2"}, {"page": 2}])
def test_sentences_of_two_paragraphs_or_pages_are_not_run_together(changed: dict[str, object]) -> None:
    first, second = read(
        ("sentence", "The team saves £88,000."), ("sentence", "Solent Advisers charge £12,500 for their review.")
    )
    other = replace(second, unit=replace(second.unit, **changed))  # type: ignore[arg-type]
    assert places((first, other)) == {(0,): "unit", (1,): "unit"}


def test_sentences_with_a_blank_line_between_them_are_not_run_together() -> None:
    first, second = read(
        ("sentence", "The team saves £88,000."), ("sentence", "Solent Advisers charge £12,500 for their review."), gap=2
    )
    passage = replace(first.hit.passage, text=first.hit.passage.text.replace("  ", "\n\n"))
    apart = [replace(each, hit=replace(each.hit, passage=passage)) for each in (first, second)]
    assert places(tuple(apart)) == {(0,): "unit", (1,): "unit"}


def test_no_run_begins_with_a_sentence_that_leans_on_one_before_it() -> None:
    found = places(read(("sentence", "The team saves."), ("sentence", "It is new."), ("sentence", "Staff agree.")))
    assert set(found) == {(0,), (2,), (0, 1), (0, 1, 2)}


def test_an_item_is_not_run_together_with_the_sentence_below_its_list() -> None:
    found = places(read(("item", "loss of staff"), ("sentence", "The board reviews the risks."), lead_in=LEAD))
    assert found == {(0,): "item", (1,): "unit"}


def test_no_run_ends_with_a_sentence_that_points_on() -> None:
    found = places(read(("sentence", "The team saves £88,000."), ("sentence", LEAD)))
    assert found == {(0,): "unit"}


def test_a_bare_figure_is_said_with_what_it_is_of() -> None:
    lead = "The salary costs of the present deputies are as follows:"
    found = places(read(("sentence", lead), ("item", "NDC = £86,488"), ("item", "ABC = £86,453"), lead_in=lead))
    assert {(0, 1), (0, 1, 2)} <= set(found)
    assert not {(1,), (2,)} & set(found)


@pytest.mark.parametrize(("gap", "together"), [(1, True), (MOST_GAP, True), (MOST_GAP + 1, False), (60, False)])
def test_nothing_is_said_across_a_gap(gap: int, together: bool) -> None:
    sentences = read(("sentence", "One is so."), ("sentence", "Two is so."), gap=gap)
    listed = read(("sentence", LEAD), ("item", "loss of staff"), ("item", "delay"), lead_in=LEAD, gap=gap)
    assert ((0, 1) in places(sentences)) is together
    assert ((0, 1, 2) in places(listed)) is together


def test_what_a_passage_leaves_out_between_two_units_parts_them() -> None:
    first, _, third = read(("sentence", "One is so."), ("sentence", "Two."), ("sentence", "Three is so."))
    assert set(places((first, third))) == {(0,), (2,)}


def test_units_of_two_passages_are_never_one_statement() -> None:
    evidence = (*read(("sentence", "One is so."), rank=1), *read(("sentence", "It is so."), rank=2))
    assert all(len(each.units) == 1 for each in statements(evidence))


def test_runs_lists_and_tables_have_a_greatest_length() -> None:
    long = "word " * (MOST_CHARACTERS // 10) + "end."
    assert places(read(("sentence", long), ("sentence", long))) == {(0,): "unit", (1,): "unit"}
    item = "item " * (MOST_LISTED // 15)
    assert "list" not in places(read(*[("item", item)] * 4, lead_in=LEAD)).values()
    assert "rows" in places(read(*[("row", f"Post {n}\t1.0") for n in range(MOST_ROWS)])).values()
    assert "rows" not in places(read(*[("row", f"Post {n}\t1.0") for n in range(MOST_ROWS + 1)])).values()


def test_statements_share_what_they_both_say() -> None:
    one, two = read(("sentence", "One is so."), ("sentence", "Two is so."))
    (again,) = read(("sentence", "one is  *so*."), rank=2)
    (other,) = read(("sentence", "Three is so."), rank=2)

    def said(*units: Evidence) -> Statement:
        return Statement(units=units, shape="unit", of=0)

    assert said(one).shares(said(one, two))
    assert not said(one).shares(said(two))
    assert said(one, two).shares(said(again))
    assert not said(one, two).shares(said(other))


def test_a_statement_meets_what_any_of_its_units_meets_and_says_something() -> None:
    one, two = read(("sentence", "One is so."), ("sentence", "Two is so."))
    units = (
        replace(one, met=np.array([0.9, 0.1], dtype=np.float32)),
        replace(two, met=np.array([0.2, 0.8], dtype=np.float32)),
    )
    assert Statement(units=units, shape="pair", of=0).met == pytest.approx([0.9, 0.8])
    with pytest.raises(ValueError, match="says something"):
        Statement(units=(), shape="unit", of=0)


PIECES = st.sampled_from(
    [
        ("sentence", "The team saves £88,000."),
        ("sentence", "It is so."),
        ("sentence", LEAD),
        ("sentence", "Why?"),
        ("item", "loss of staff"),
        ("item", "NDC = £86,488"),
        ("row", "Chief\t1.0"),
        ("row", "Posts\t\t"),
        ("heading", "Savings"),
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=9), st.sampled_from([1, 2, 20]), st.sampled_from([None, LEAD]))
def test_every_statement_is_units_in_a_row_that_one_quotation_holds(
    pieces: list[tuple[UnitKind, str]], gap: int, lead: str | None
) -> None:
    made = statements(read(*pieces, gap=gap, lead_in=lead))
    assert len({each.positions for each in made}) == len(made)
    for each in made:
        assert all(beside(one, other) for one, other in pairwise(each.units))
        assert list(each.positions) == list(range(each.positions[0], each.positions[-1] + 1))
        assert 0 <= each.of < len(each.units)
        assert len(each.units) > 1 or not says_nothing(each.units[0].unit)
