"""A quotation is shown only if it stands where the citation says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from answering_makers import CLAIM, PAPER, hit, unit

from councilqa.answering.chain import Answerer, State
from councilqa.answering.compose import Claim
from councilqa.answering.verify import Verdict, verify
from councilqa.domain.answers import AnswerStatus
from councilqa.domain.documents import Page, Paragraph, Placed

Change = Callable[[Claim], Claim]


def test_a_true_quotation_holds() -> None:
    verdict = verify(CLAIM, PAPER)
    assert (verdict.holds, verdict.why) == (True, "")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda claim: replace(claim, quote=claim.quote.replace("£88,000", "£99,000")), "at its place"),
        (lambda claim: replace(claim, quote=claim.quote.replace("shared", "Shared")), "at its place"),
        (lambda claim: replace(claim, quote=""), "at its place"),
        (lambda claim: replace(claim, quote="   "), "at its place"),
        (lambda claim: replace(claim, start=claim.start + 1), "at its place"),
        (lambda claim: replace(claim, start=len(PAPER.text) + 5), "at its place"),
        (
            lambda claim: replace(
                claim,
                hit=replace(claim.hit, passage=replace(claim.hit.passage, text="Another passage.")),
            ),
            "in its passage",
        ),
        (lambda claim: replace(claim, unit=replace(claim.unit, page=2)), "another page"),
        (lambda claim: replace(claim, unit=replace(claim.unit, page=None)), "another page"),
        (lambda claim: replace(claim, unit=replace(claim.unit, paragraph="1.2")), "another paragraph"),
        (lambda claim: replace(claim, unit=replace(claim.unit, paragraph=None)), "another paragraph"),
        (lambda claim: replace(claim, text=claim.text.replace("£88,000", "£880,000")), "880,000"),
        (lambda claim: replace(claim, text=f"{claim.text} That is 7% in all."), "7"),
    ],
    ids=[
        "a figure altered",
        "a letter altered",
        "empty",
        "blank",
        "start moved",
        "start past the end",
        "not of the passage",
        "wrong page",
        "no page",
        "wrong paragraph",
        "no paragraph",
        "figure not in the quotation",
        "figure added",
    ],
)
def test_a_quotation_that_does_not_hold_is_refused(change: Change, why: str) -> None:
    verdict = verify(change(CLAIM), PAPER)
    assert not verdict.holds
    assert why in verdict.why


def test_names_of_columns_may_bring_figures() -> None:
    claim = replace(CLAIM, text=f"In 2023-24: {CLAIM.text}", unit=replace(CLAIM.unit, columns=("2023-24",)))
    assert verify(claim, PAPER).holds


def test_words_from_above_must_stand_above() -> None:
    heading = replace(CLAIM, text=f"Savings – {CLAIM.text}", borrowed=("Savings",))
    assert verify(heading, PAPER).holds
    invented = replace(CLAIM, text=f"Costs that rise – {CLAIM.text}", borrowed=("Costs that rise",))
    assert "does not stand there" in verify(invented, PAPER).why


def test_what_leads_in_must_stand_in_the_paper() -> None:
    lead = "1.1 The shared team"
    item = replace(CLAIM, text=f"{lead} {CLAIM.text}", unit=replace(CLAIM.unit, lead_in=lead), borrowed=(lead,))
    assert verify(item, PAPER).holds
    other = "The shared board"
    invented = replace(item, text=f"{other} {CLAIM.text}", unit=replace(CLAIM.unit, lead_in=other), borrowed=(other,))
    assert "leads in" in verify(invented, PAPER).why
    elsewhere = replace(item, unit=replace(CLAIM.unit, lead_in=None))
    assert "does not stand there" in verify(elsewhere, PAPER).why


def in_table(said: str, cells: str, columns: tuple[str, ...], of: str | None = None) -> Verdict:
    """Whether a claim holds that is made of one row of a paper."""
    row = unit(cells, 0, kind="row", cells=tuple(cells.split("\t")), columns=columns, of=of)
    block = Paragraph(text=cells, start=0, number="1.1")
    table = replace(
        PAPER,
        draft=replace(PAPER.draft, text=cells, blocks=(block,), pages=(Page(number=1, label="i", start=0, end=99),)),
        placed=(Placed(block=block, section=(), paragraph="1.1"),),
    )
    return verify(Claim(text=said, hit=hit(row, text=cells), unit=row, quote=cells, start=0), table)


@pytest.mark.parametrize(
    ("cell", "column", "of", "said"),
    [
        ("191", "Budget £000", None, "£191,000"),
        ("1,191.5", "Budget £k", None, "£1,191,500"),
        ("(191)", "Budget", "£000", "(£191,000)"),
        ("2.8", "Deficit £m", None, "£2.8m"),
        ("86,488", "Salary £", None, "£86,488"),
    ],
)
def test_a_cell_may_be_said_in_the_pounds_of_its_column(cell: str, column: str, of: str | None, said: str) -> None:
    assert in_table(f"Chief – {said}", f"Chief\t{cell}", ("Post", column), of).holds


@pytest.mark.parametrize(
    ("cell", "column", "of", "said"),
    [
        ("191", "Budget £000", None, "£192,000"),
        ("191", "Budget £000", None, "£191,000,000"),
        ("191", "Posts", None, "£191,000"),
        ("191", "Posts", "FTE", "£191,000"),
        ("191 or so", "Budget £000", None, "£191,000"),
        ("191", "Budget £m", None, "£191,000"),
    ],
)
def test_a_sum_that_no_cell_makes_is_refused(cell: str, column: str, of: str | None, said: str) -> None:
    verdict = in_table(f"Chief – {said}", f"Chief\t{cell}", ("Post", column), of)
    assert not verdict.holds
    assert said.strip("£") in verdict.why


def composed(answerer: Answerer, selected: Callable[[str], State]) -> State:
    return answerer.compose(selected("How much does the senior management team save a year?"))


def test_a_claim_that_does_not_hold_is_dropped_and_the_others_stay(
    answerer: Answerer, selected: Callable[[str], State]
) -> None:
    state = composed(answerer, selected)
    first, *others = (*state.claims, *state.further)
    assert others
    altered = replace(first, quote=first.quote.replace("£88,000", "£99,000"))
    answer = answerer.verify(replace(state, claims=(altered, *others), further=())).answer
    assert answer is not None
    assert answer.dropped == (first.text,)
    assert all("£99,000" not in each.quote for each in answer.citations)
    assert [each.label for each in answer.citations] == [str(number) for number in range(1, len(others) + 1)]
    assert any(stage == "verify" and what.startswith("dropped") for stage, what in answer.trace)


def test_an_answer_of_which_nothing_holds_is_not_given(answerer: Answerer, selected: Callable[[str], State]) -> None:
    state = composed(answerer, selected)
    altered = tuple(replace(each, text=f"{each.text} 987,654") for each in state.claims)
    answer = answerer.verify(replace(state, claims=altered)).answer
    assert answer is not None
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.citations == ()
    assert len(answer.dropped) == len(altered)
    assert "987,654" not in answer.text
