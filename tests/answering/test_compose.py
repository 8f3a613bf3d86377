"""What is read out, and what is quoted for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answering_makers import FIRST, PAPER, SECOND, TEXT, hit, unit

from councilqa.answering.compose import Claim, claims, introduced, introduction, spoken, text_with_markers
from councilqa.answering.verify import verify

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
        (("Oakford", "2.8"), ("Council", "2023-24", "2024-25"), None, "Oakford – 2023-24: 2.8"),
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


def row(text: str, *, lead_in: str | None = None, heading: str = "") -> Claim:
    """A claim made of one row of a table."""
    cells = tuple(text.split("\t"))
    section = (heading,) if heading else ()
    made = replace(unit(text, 0, kind="row", cells=cells), lead_in=lead_in, section=section)
    return Claim(text=spoken(made), hit=hit(made, text=text), unit=made, quote=text, start=0)


@pytest.mark.parametrize(
    ("lead_in", "heading", "said"),
    [
        ("9.26 The costings for the proposed new structure are set out below:", "Cost of existing structure",
         "The costings for the proposed new structure"),
        ("A summary of the budget gap is set out below:", "", "A summary of the budget gap"),
        ("The services currently shared are:", "", "The services currently shared"),
        ("Table 2: proposed structure", "", "proposed structure"),
        ("The fees are as follows:", "Fees for burials", "Fees for burials"),
        ("In tabular form:", "Allocation of costs", "Allocation of costs"),
        ("Both councils run libraries.", "1.17 - Risk register", "Risk register"),
        (None, "Cost of existing structure", "Cost of existing structure"),
        (None, "", ""),
        (f"The {'very ' * 30}long list:", "", ""),
        ("Figures for 2024 and 2025:", "Spending of 2023", ""),
    ],
)  # fmt: skip
def test_a_row_is_introduced_by_words_of_the_paper_that_add_no_figure(
    lead_in: str | None, heading: str, said: str
) -> None:
    claim = row("Chief Executive\t1.0\t191", lead_in=lead_in, heading=heading)
    assert introduction(claim) == said
    assert said in f"{lead_in} {heading}"


def test_a_figure_of_the_caption_that_stands_in_the_row_is_said() -> None:
    assert introduction(row("2024\t191", lead_in="Spending on roads in 2024:")) == "Spending on roads in 2024"


def test_rows_of_one_table_are_introduced_once_and_rows_of_two_each() -> None:
    old = [row(f"{post}\t1.0", heading="Existing posts held") for post in ("Chief Executive", "Deputy")]
    new = [row(f"{post}\t1.0", heading="Proposed posts") for post in ("Chief Executive", "Deputy")]
    assert [claim.text.count("(") for claim in introduced(old)] == [1, 0]
    assert [claim.text.rpartition("(")[2] for claim in introduced([*old, *new])] == [
        *["Existing posts held)"] * 2,
        *["Proposed posts)"] * 2,
    ]


def test_sentences_are_not_introduced() -> None:
    sentence = replace(unit(FIRST[4:], 4), section=("Costs of the structure",))
    made = claims([(hit(sentence), sentence)], TEXTS)
    assert introduced(made) == made


def test_an_introduced_claim_is_verified_as_any_other() -> None:
    sentence = replace(unit(FIRST[4:], 4, kind="row", cells=(FIRST[4:16], FIRST[16:])), lead_in="Savings of the team:")
    made = introduced(claims([(hit(sentence), sentence)], TEXTS))
    assert made[0].text.endswith("(Savings of the team)")
    assert verify(made[0], PAPER).holds
