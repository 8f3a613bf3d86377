"""What is said of a statement, what is borrowed for it from above, and what is quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answering_makers import FIRST, PAPER, hit, read, unit

from councilqa.answering.compose import LONGEST_LEAD, Claim, claim_of, text_with_markers
from councilqa.answering.evidence import Evidence
from councilqa.answering.shorten import stems
from councilqa.answering.statements import Statement
from councilqa.answering.verify import verify
from councilqa.domain.documents import Document, Draft, Metadata

LEAD = "The key risks of sharing are:"
NOT_PROPOSED = "What isn’t being proposed?"


def claim(*units: Evidence, about: frozenset[str] = frozenset()) -> Claim:
    return claim_of(Statement(units=units, shape="unit", of=0), paper(units[0].hit.passage.text), about=about)


def paper(text: str, councils: tuple[str, ...] = (), abbreviations: tuple[tuple[str, str], ...] = ()) -> Document:
    metadata = Metadata(title="A paper", councils=councils)
    draft = Draft(text=text, blocks=())
    return Document(
        id="0" * 16, source="paper.txt", draft=draft, placed=(), metadata=metadata, abbreviations=abbreviations
    )


def test_units_side_by_side_share_one_quotation_that_is_a_slice() -> None:
    units = read(("sentence", "One is  so."), ("sentence", "Two is **so**."))
    made = claim(*units)
    assert made.text == "One is so. Two is so."
    assert made.quote == "One is  so. Two is **so**."
    text = units[0].hit.passage.text
    assert text[made.start : made.start + len(made.quote)] == made.quote
    assert made.borrowed == ()


def test_a_list_is_said_with_what_leads_in_to_it_and_quoted_whole() -> None:
    made = claim(*read(("sentence", LEAD), ("item", "loss of staff"), ("item", "delay"), lead_in=LEAD))
    assert made.text == f"{LEAD} loss of staff; delay"
    assert made.quote == f"{LEAD}\nloss of staff\ndelay"
    assert made.borrowed == ()


def test_an_item_is_said_with_what_leads_in_to_it_and_quoted_alone() -> None:
    made = claim(*read(("item", "loss of staff"), lead_in=LEAD))
    assert made.text == f"{LEAD} loss of staff"
    assert made.quote == "loss of staff"
    assert made.borrowed == (LEAD,)


@pytest.mark.parametrize(
    ("item", "lead_in", "said"),
    [
        ("loss of staff", None, "loss of staff"),
        (f"{LEAD} loss of staff", LEAD, f"{LEAD} loss of staff"),
        ("loss of staff", f"{'The councils say much. ' * 8}These are:", "loss of staff"),
        ("a merger", f"{'The councils say much. ' * 8}It does not mean:", None),
    ],
)
def test_a_lead_in_that_is_long_is_left_out_unless_it_turns_the_sense(
    item: str, lead_in: str | None, said: str | None
) -> None:
    assert lead_in is None or lead_in == LEAD or len(lead_in) > LONGEST_LEAD
    made = claim(*read(("item", item), lead_in=lead_in))
    assert made.text == (f"{lead_in} {item}" if said is None else said)


@pytest.mark.parametrize(
    "heading",
    [
        NOT_PROPOSED,
        "Options rejected",
        "Out of scope",
        "What the councils will not share",
        "Services excluded",
        "Options ruled out",
    ],
)
@pytest.mark.parametrize("kind", ["sentence", "item", "row"])
def test_what_stands_under_a_heading_that_negates_is_said_with_it(heading: str, kind: str) -> None:
    made = claim(*read((kind, "One council\tfor both"), section=("Proposals", heading)))  # type: ignore[arg-type]
    assert made.text.startswith(f"{heading} – One council")
    assert heading in made.borrowed
    assert made.quote == "One council\tfor both"


def test_other_headings_and_those_that_the_statement_says_are_left_out() -> None:
    assert claim(*read(("sentence", "One council for both."), section=("What is proposed?",))).borrowed == ()
    said = claim(*read(("sentence", f"{NOT_PROPOSED} One council for both."), section=(NOT_PROPOSED,)))
    assert said.text == f"{NOT_PROPOSED} One council for both."


def test_a_row_is_said_with_words_that_introduce_its_table() -> None:
    table = "The costs of the proposed team are:"
    columns = ("Post", "FTE", "Budget £000")
    made = claim(*read(("row", "Chief\t1.0\t191"), lead_in=table, columns=columns))
    assert made.text == "Chief – FTE: 1.0; Budget: £191,000 (The costs of the proposed team)"
    assert made.quote == "Chief\t1.0\t191"
    assert made.borrowed == ("The costs of the proposed team",)
    assert made.unit.columns[:3] == columns


def test_rows_together_are_introduced_once() -> None:
    table = "The costs of the proposed team are:"
    made = claim(*read(("row", "Chief\t1.0"), ("row", "Deputy\t2.0"), lead_in=table, columns=("Post", "FTE")))
    assert made.text == "Chief – FTE: 1.0; Deputy – FTE: 2.0 (The costs of the proposed team)"
    assert made.quote == "Chief\t1.0\nDeputy\t2.0"


def test_a_long_row_alone_is_said_in_what_is_about_the_question() -> None:
    filler = "The board meets each month to look at progress and at what is still to be done. " * 8
    (row,) = read(("row", f"Trust\t{filler}Champion groups of staff will be set up."), columns=("Theme", "Mitigation"))
    made = claim(row, about=stems(["Which champion groups?"]))
    assert "Champion groups of staff will be set up." in made.text
    assert len(made.text) < len(made.quote)
    assert made.quote == row.unit.text


def test_each_claim_has_its_marker() -> None:
    one, two = claim(*read(("sentence", "One is so."))), claim(*read(("sentence", "Two is so.")))
    assert text_with_markers([one, two]) == "One is so. [1]\nTwo is so. [2]"


def test_a_claim_with_words_from_above_is_verified_as_any_other() -> None:
    sentence = replace(unit(FIRST[4:], 4), section=("Savings",))
    (evidence,) = read(("sentence", FIRST[4:]))
    found = replace(evidence, hit=hit(sentence), unit=sentence)
    made = claim_of(Statement(units=(found,), shape="unit", of=0), PAPER)
    assert verify(made, PAPER).holds
    borrowed = replace(made, text=f"Savings – {made.text}", borrowed=("Savings",))
    assert verify(borrowed, PAPER).holds


BOTH = ("Harborough District Council", "Melton Borough Council")


@pytest.mark.parametrize(
    ("text", "section", "councils", "said"),
    [
        (
            "The council will save £44k.",
            ("Savings", "MBC"),
            BOTH,
            "The council [Melton Borough Council] will save £44k.",
        ),
        (
            "It costs the Council’s staff.",
            ("Melton", "Staff"),
            BOTH,
            "It costs the Council [Melton Borough Council]’s staff.",
        ),
        ("The council will save £44k.", ("Harborough and Melton",), BOTH, "The council will save £44k."),
        ("The council will save £44k.", ("Savings",), BOTH, "The council will save £44k."),
        ("The council and Melton will save.", ("HDC",), BOTH, "The council and Melton will save."),
        ("The council will save £44k.", ("MBC",), BOTH[1:], "The council will save £44k."),
        ("The council tax base rises.", ("MBC",), BOTH, "The council tax base rises."),
    ],
)
def test_which_council_it_is_stands_in_square_brackets(
    text: str, section: tuple[str, ...], councils: tuple[str, ...], said: str
) -> None:
    units = read(("sentence", text), section=section)
    made = claim_of(Statement(units=units, shape="unit", of=0), paper(text, councils))
    assert made.text == said
    assert made.quote == text
