"""The standing fields of every partnership."""

from __future__ import annotations

import re

from councilqa.domain.comparisons import Grid, Row
from councilqa.precedents.fields import CELL_CHARACTERS, standing_fields


def _cell(grid: Grid, field: str, party: str) -> Row:
    comparison = next(comparison for each, comparison in grid.fields if each.name == field)
    return next(row for row in comparison.rows if row.party.key == party)


def test_the_fields_that_officers_ask_for_are_there() -> None:
    names = [each.name for each in standing_fields()]
    assert len(names) == len(set(names))
    assert {"Model", "Legal basis", "How costs are split", "Savings realised", "Exit", "Timetable"} <= set(names)


def test_every_pattern_of_a_field_can_be_compiled() -> None:
    for field in standing_fields():
        assert field.questions and field.shows, field.name
        for pattern in (*field.shows, *field.never):
            re.compile(pattern)


def test_cells_hold_short_cited_statements(grid: Grid) -> None:
    expected = {
        ("Legal basis", "ashvale-birchley"): "section 113",
        ("How costs are split", "ashvale-birchley"): "50:50",
        ("How costs are split", "elmstead-firbridge"): "in proportion to its population",
        ("Savings expected", "ashvale-birchley"): "£310,000",
        ("Savings expected", "elmstead-firbridge"): "£95,000",
        ("Governance", "ashvale-birchley"): "Joint Steering Board",
        ("Employer of staff", "ashvale-birchley"): "employed by Birchley",
        ("Exit", "ashvale-birchley"): "six months' notice",
        ("Timetable", "elmstead-firbridge"): "1 October 2022",
    }
    for (field, party), words in expected.items():
        row = _cell(grid, field, party)
        assert words in row.answer.text, (field, party, row.answer.text)
        assert row.answer.citations and len(row.answer.text) <= CELL_CHARACTERS


def test_what_papers_do_not_state_is_not_filled_with_something_else(grid: Grid) -> None:
    for field in ("Legal basis", "How costs are split", "Savings expected", "Exit", "Employer of staff"):
        assert not _cell(grid, field, "gorsley-hazelton").stated, field


def test_what_others_saved_is_not_told_as_saved_here(grid: Grid) -> None:
    assert "£4.5m" not in _cell(grid, "Savings realised", "ashvale-birchley").answer.text
