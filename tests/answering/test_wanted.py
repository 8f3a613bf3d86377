from __future__ import annotations

import pytest

from councilqa.answering.wanted import Wanted, holds, wanted

MONEY, PERCENT, COUNT, NUMBER = Wanted.MONEY, Wanted.PERCENT, Wanted.COUNT, Wanted.NUMBER
DAY, DATE, DURATION, NAME, PERSON = Wanted.DAY, Wanted.DATE, Wanted.DURATION, Wanted.NAME, Wanted.PERSON


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How much would it save?", {MONEY}),
        ("What is the Chief Executive's salary?", {MONEY}),
        ("How many pounds is that?", {MONEY}),
        ("Which budget is it paid from?", {MONEY}),
        ("How many staff would transfer?", {COUNT}),
        ("What's the population of Melton?", {COUNT}),
        ("How many miles apart are they?", {NUMBER}),
        ("How big is the district?", {NUMBER}),
        ("What is the car mileage rate?", {NUMBER}),
        ("What percentage of residents agreed?", {PERCENT}),
        ("When will the shared team start?", {DATE}),
        ("Which years does it cover?", {DATE}),
        ("By what date must it be in place?", {DAY}),
        ("On what date is it decided, and when does it start?", {DAY}),
        ("How long does the consultation last?", {DURATION}),
        ("What notice must a council give to leave?", {DURATION}),
        ("What is the expected payback period of the scheme?", {DURATION}),
        ("What is the duration of the agreement?", {DURATION}),
        ("What is the consultation period?", set()),
        ("How many weeks does it last?", {DURATION}),
        ("Who chairs the board?", {PERSON}),
        ("Who wrote the report?", {NAME}),
        ("What is the name of the Head of Housing?", {NAME}),
        ("Which contractor empties the bins?", {NAME}),
        ("What sort of company is it?", set()),
        ("What is the name of the scheme?", set()),
        ("How much does it save and when does it start?", {MONEY, DATE}),
        ("Why do the councils share services?", set()),
        ("What are the key risks?", set()),
        ("What happens when the contract ends?", set()),
        ("Is it cheaper?", set()),
        ("", set()),
    ],
)
def test_kinds_asked_for(question: str, kinds: set[Wanted]) -> None:
    assert set(wanted(question)) == kinds


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        (MONEY, "It saves £88,000 a year.", True),
        (MONEY, "It saves 1.2 million a year.", True),
        (MONEY, "It saves £0.5m.", True),
        (MONEY, "It serves 1.2 million people.", False),
        (MONEY, "It saves a good deal of money.", False),
        (PERCENT, "It falls by 6.7%.", True),
        (PERCENT, "It is split 50:50.", True),
        (PERCENT, "A third of them agreed.", True),
        (PERCENT, "It falls by £67.", False),
        (COUNT, "There are 12 posts.", True),
        (COUNT, "There are seven heads of service.", True),
        (COUNT, "The council runs fourteen libraries.", True),
        (COUNT, "The van visits forty-two villages.", True),
        (COUNT, "The canteen is popular.", False),
        (COUNT, "It costs £12,000, or 7% of the budget.", False),
        (COUNT, "It was agreed by the two councils.", False),
        (COUNT, "It differs between the two Council populations.", False),
        (NUMBER, "It costs £12,000.", True),
        (NUMBER, "There are seven heads of service.", True),
        (NUMBER, "There are 12 posts.", True),
        (NUMBER, "It was agreed on 24 November 2022.", False),
        (NUMBER, "It runs in 2022/23.", False),
        (NUMBER, "It stands in paragraph 5.11.", False),
        (NUMBER, "It stands in Appendix 2, in section 4 of it.", False),
        (NUMBER, "Many posts are shared.", False),
        (DATE, "It starts on 1 March 2023.", True),
        (DATE, "It starts in the autumn.", True),
        (DATE, "It is due within six months.", True),
        (DATE, "It starts soon.", False),
        (DATE, "It may start soon.", False),
        (DATE, "It starts in May.", True),
        (DAY, "It starts in May.", True),
        (DAY, "It starts within six months.", False),
        (DATE, "It costs £2,450.", False),
        (DURATION, "It lasts for six weeks.", True),
        (DURATION, "It is a 5-year plan.", True),
        (DURATION, "The post is permanent.", True),
        (DURATION, "It lasts long.", False),
        (PERSON, "It was written by Mary Thornton.", True),
        (PERSON, "the monitoring officer decides.", True),
        (PERSON, "it was decided elsewhere.", False),
    ],
)
def test_a_text_holds_a_thing_of_that_form(kind: Wanted, text: str, held: bool) -> None:
    assert holds(kind, text) is held


@pytest.mark.parametrize(("unit", "held"), [("£000", True), ("£m", True), ("FTE", False), (None, False)])
def test_a_row_takes_the_unit_of_its_table(unit: str | None, held: bool) -> None:
    assert holds(MONEY, "Chief Executive\t1.0\t191", unit) is held
