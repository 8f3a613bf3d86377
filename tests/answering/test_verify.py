"""A quotation is shown only if it stands where the citation says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from answering_makers import CLAIM, PAPER

from councilqa.answering.chain import Answerer, State
from councilqa.answering.compose import Claim
from councilqa.answering.verify import verify
from councilqa.domain.answers import AnswerStatus

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


def composed(answerer: Answerer, selected: Callable[[str], State]) -> State:
    return answerer.compose(selected("Who chairs the Joint Strategic Board?"))


def test_a_claim_that_does_not_hold_is_dropped_and_the_others_stay(
    answerer: Answerer, selected: Callable[[str], State]
) -> None:
    state = composed(answerer, selected)
    first, *others = state.claims
    assert others
    altered = replace(first, quote=first.quote.replace("Ashdown", "Ashtown"))
    answer = answerer.verify(replace(state, claims=(altered, *others))).answer
    assert answer is not None
    assert answer.dropped == (first.text,)
    assert all("Ashtown" not in each.quote for each in answer.citations)
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
