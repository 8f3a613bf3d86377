"""What makes one unit more worth quoting than another that meets the question as well."""

from __future__ import annotations

import numpy as np
import pytest
from answering_makers import hit, unit

from councilqa.answering.evidence import Evidence
from councilqa.answering.worth import Asked, announces, worth
from councilqa.domain.passages import Unit

NOTHING = np.zeros(0, dtype=np.float32)


def value(said: Unit, question: str) -> float:
    evidence = Evidence(hit=hit(said, text=said.text), position=0, unit=said, score=1.0, met=NOTHING, own=NOTHING)
    return worth(evidence, Asked.by(question))


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("Why was the depot closed?", "The depot closed because of rust.", "The depot closed on a Monday now."),
        ("What led to the depot's closing?", "It closed due to rust in winter.", "It closed and the rust stays on."),
        ("How many depots are there?", "There are 3 depots in the town.", "There are depots in the town too."),
        ("What share is paid by Oakford?", "Oakford pays 40 of each hundred.", "Oakford pays what Elmham will not."),
        ("When does the depot close?", "The depot closes in June 2024 now.", "The depot closes on the hill soon."),
        ("What are the risks?", "Costs may rise.", "The key risks of sharing services with the other are:"),
        ("What are the risks?", "Costs may rise by far.", "How may the costs rise?"),
        ("What are the risks?", "Costs may rise.", "Costs may rise, as they do in any year and in any of the towns."),
    ],
)
def test_signs_of_what_is_asked_for_decide_between_units_that_meet_the_question_alike(
    question: str, better: str, worse: str
) -> None:
    assert value(unit(better, 0), question) > value(unit(worse, 0), question)


def test_what_is_not_asked_for_is_worth_nothing() -> None:
    why, told = unit("It closed because of rust.", 0), unit("It closed on a Mond in fog.", 0)
    assert abs(value(why, "Where is the depot?") - value(told, "Where is the depot?")) < 0.01


@pytest.mark.parametrize(
    ("said", "announcing"),
    [
        (unit("The key risks are:", 0), True),
        (unit("The costs are set out below.", 0), True),
        (unit("Costs:", 0, kind="row", cells=("Costs:", "3")), False),
        (unit("The costs are £3.", 0), False),
    ],
)
def test_sentences_that_only_point_on_are_told(said: Unit, announcing: bool) -> None:
    assert announces(said) is announcing
