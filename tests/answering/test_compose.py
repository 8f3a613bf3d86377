"""What is read out, and what is quoted for it."""

from __future__ import annotations

import pytest
from answering_makers import FIRST, SECOND, TEXT, hit, unit

from councilqa.answering.compose import claims, spoken, text_with_markers

TEXTS = {"0123456789abcdef": TEXT}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("**Lower costs.** Doubled\nwork is  avoided.", "Lower costs. Doubled work is avoided."),
        ("The *Joint Statement* is agreed.", "The Joint Statement is agreed."),
        ("• the first of them", "the first of them"),
        ("\uf0b7 the first of them", "the first of them"),
        ("<u>a</u> and snake_case stay words", "a and snake_case stay words"),
        ("3 * 4 = 12", "3 4 = 12"),
    ],
)
def test_a_sentence_is_said_without_markup(text: str, said: str) -> None:
    assert spoken(unit(text, 0)) == said


@pytest.mark.parametrize(
    ("cells", "columns", "of", "said"),
    [
        (
            ("Chief Executive", "1.0", "191"),
            ("Post", "Total FTE", "Total Budget £000"),
            "£000",
            "Chief Executive – Total FTE: 1.0; Total Budget £000: 191",
        ),
        (("Oakford", "2.8"), ("Council", "2023-24"), "£m", "Oakford – 2023-24: 2.8 (£m)"),
        (("Oakford", "", "3.1"), ("Council", "2023-24", "2024-25"), None, "Oakford – 2024-25: 3.1"),
        (("", "Staff", "A plan"), ("", "Risk", "Mitigation"), None, "Staff – Mitigation: A plan"),
        (("Employees", "", ""), ("Risk", "Mitigation", ""), None, "Employees"),
        (("Total", "£5"), (), None, "Total – £5"),
    ],
)
def test_a_row_is_said_with_the_names_of_its_columns_and_its_unit(
    cells: tuple[str, ...], columns: tuple[str, ...], of: str | None, said: str
) -> None:
    assert spoken(unit("\t".join(cells), 0, kind="row", cells=cells, columns=columns, of=of)) == said


def test_a_cell_that_equals_the_row_name_is_said() -> None:
    cells = ("2", "2", "5")
    row = unit("\t".join(cells), 0, kind="row", cells=cells, columns=("Grade", "FTE", "Budget"))
    assert "FTE: 2" in spoken(row)


def test_units_side_by_side_share_a_quotation_that_is_a_slice() -> None:
    text = "1.1 One is so. Two is so."
    first, second = unit("One is so.", 4), unit("Two is so.", 15)
    passage = hit(first, second, text=text)
    made = claims([(passage, second), (passage, first)], {"0123456789abcdef": text})
    assert [(claim.text, claim.quote, claim.start) for claim in made] == [
        ("One is so. Two is so.", "One is so. Two is so.", 4)
    ]
    assert text[4 : 4 + len(made[0].quote)] == made[0].quote


def test_units_of_other_paragraphs_or_pages_are_quoted_apart() -> None:
    first = unit(FIRST[4:], 4)
    second = unit(SECOND[4:], len(FIRST) + 5, paragraph="1.2", page=2)
    passage = hit(first, second)
    made = claims([(passage, first), (passage, second)], TEXTS)
    assert [claim.unit.paragraph for claim in made] == ["1.1", "1.2"]
    assert text_with_markers(made) == f"{FIRST[4:]} [1]\n{SECOND[4:]} [2]"
