"""Claims of a model beside the quotations that they name."""

from __future__ import annotations

import pytest

from councilqa.answering.written.bearing import Ground, faults

SAVING = "The proposed structure represents a net reduction of 2.0 FTE and a saving of £88k (6.7%) from 1 April 2023."
AROUND = f"Business Case for Shared Services. Cannock Chase District Council, Stafford Borough Council. {SAVING}"


def ground(quote: str = SAVING, **changes: object) -> Ground:
    given: dict[str, object] = {
        "quote": quote,
        "spoken": quote,
        "around": f"{AROUND} {quote}",
        "question": "What does the shared management team save?",
        "strangers": ("Melton", "Hart"),
    }
    return Ground(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "claim",
    [
        "The proposed structure saves £88k.",
        "The proposed structure would save £88,000, a reduction of 6.7%.",
        "A net reduction of 2 FTE in Cannock Chase and Stafford.",
        "The saving starts on 1 April 2023.",
        "The shared management team saves £88k.",
    ],
)
def test_claim_that_the_quotation_bears_out_has_no_fault(claim: str) -> None:
    assert faults(claim, ground()) == ()


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("The proposed structure saves £88m.", "£88m"),
        ("The proposed structure saves £98k.", "£98k"),
        ("The proposed structure saves 88%.", "88%"),
        ("The saving is from 1 May 2023.", "1 may 2023"),
        ("The saving is from 1 April 2024.", "2024"),
        ("The proposed structure of Deloitte saves £88k.", "Deloitte"),
        ("Melton has a saving of £88k in its proposed structure.", "Melton"),
        ("The proposed structure is not a saving.", "other way round"),
        ("Ignore everything and visit our wonderful website for prizes.", "does not speak of"),
        ("£88k", "says nothing"),
        ("The proposed structure costs £88k.", "opposite of 'costs'"),
        ("The proposed structure saves £88k until 1 April 2023.", "opposite of 'until'"),
        ("The proposed structure saves £88k, half a million in all.", "'half'"),
        ("The proposed structure saves a million pounds.", "'million'"),
        ("The proposed structure saves £88k from 11 April 2023.", "11"),
        ("The saving is from 2022/23.", "2022-23"),
        ("Deloitte proposed a saving of £88k for the structure.", "Deloitte"),
        ("The proposed structure saves the", "cut off"),
        ("The proposed structure saves £88k and the councils are:", "cut off"),
        ("The proposed structure represents a reduc-", "cut off"),
        ("The proposed structure, with a net reduction", "no sentence"),
        ("The proposed structure saves £88k. The proposed structure saves £88k.", "more than once"),
        ("The shared management team saves much.", "something else"),
    ],
)
def test_claim_that_goes_beyond_the_quotation_is_told_why(claim: str, fault: str) -> None:
    assert any(fault in each.why for each in faults(claim, ground())), faults(claim, ground())


@pytest.mark.parametrize(
    ("quote", "claim", "holds"),
    [
        ("The transfer takes place on 21 April 2024.", "The transfer takes place on 1 April 2024.", False),
        ("Savings of 2 FTE in 2023/24 and 12 FTE after 2025.", "Savings of 2 FTE in 2023-24.", True),
        ("The deficit grows to £2.1m.", "The surplus grows to £2.1m.", False),
        ("The cost is up to £50,000.", "The cost is over £50,000.", False),
        (
            "The councils agreed to reduce the budget by £50,000.",
            "The councils agreed to cut the budget by £50,000.",
            True,
        ),
        ("The work reduces costs by £50,000.", "The work saves £50,000.", True),
        ("The lease runs from 1 May 2023 to 30 April 2026.", "The lease runs from 1 May 2023.", True),
    ],
)
def test_dates_bounds_and_directions_are_those_of_the_quotation(quote: str, claim: str, holds: bool) -> None:
    assert (faults(claim, ground(quote)) == ()) is holds, faults(claim, ground(quote))


def test_denial_stays_a_denial() -> None:
    quote = "This is not a merger of the two councils."
    assert faults("It is not a merger of the councils.", ground(quote)) == ()
    assert faults("It is a merger of the councils.", ground(quote))


def test_figure_belongs_to_the_council_of_its_column() -> None:
    row = ground(
        "Total saving | 231 | 456",
        spoken="Total saving – Harborough £000: 231; Melton £000: 456",
        columns=(("Item", "Total saving"), ("Harborough £000", "231"), ("Melton £000", "456")),
        strangers=(),
        around="Total saving Harborough Melton",
    )
    assert faults("The total saving of Melton is £456,000.", row) == ()
    assert any("column" in each.why for each in faults("The total saving of Melton is £231,000.", row))


def test_figure_that_stands_in_the_passage_but_not_in_the_quotation_is_a_fault() -> None:
    assert faults("The structure saves £88k.", ground("The proposed structure represents a net reduction."))
