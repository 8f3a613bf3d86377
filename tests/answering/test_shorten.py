"""Long rows of tables are said in few words, never in words that they do not hold."""

from __future__ import annotations

import pytest
from answering_makers import unit

from councilqa.answering.shorten import MORE, cut, shortened, stems
from councilqa.answering.spoken import LONGEST_ROW, spoken

FILLER = "The board meets each month to look at progress and at what is still to be done. " * 4
CELLS = (
    "Trust of staff",
    f"{FILLER}Poor communication leads to mistrust.",
    f"{FILLER}Champion groups of staff will be set up. {FILLER}",
)
ROW = unit("\t".join(CELLS), 0, kind="row", cells=CELLS, columns=("Theme", "Risk", "Mitigation"))
ABOUT = stems(["Which champion groups prevent mistrust?"])


def test_a_long_row_is_said_with_its_name_and_what_was_asked_about() -> None:
    said = spoken(ROW, ABOUT)
    assert said.startswith("Trust of staff – Risk: ")
    assert "Poor communication leads to mistrust." in said
    assert "Mitigation: " in said
    assert "Champion groups of staff will be set up." in said
    assert MORE in said
    assert len(said) < LONGEST_ROW + len("Risk: ; Mitigation: ") + 10 < len(spoken(ROW))


def test_every_word_of_a_shortened_row_stands_in_the_row_in_that_order() -> None:
    whole = iter(spoken(ROW).split())
    assert all(word in whole for word in spoken(ROW, ABOUT).split() if word != MORE)


@pytest.mark.parametrize("about", [frozenset(), stems(["groups"])])
def test_a_row_that_is_not_long_is_said_whole(about: frozenset[str]) -> None:
    short = unit("Staff\tGroups. Boards.", 0, kind="row", cells=("Staff", "Groups. Boards."), columns=("Theme", "How"))
    assert spoken(short, about) == "Staff – How: Groups. Boards."


def test_a_long_row_is_said_whole_where_nothing_is_asked() -> None:
    assert MORE not in spoken(ROW)


@pytest.mark.parametrize(
    ("cells", "about", "most", "kept"),
    [
        (("One thing. Two groups. Three things.", "Nothing."), ["group"], 15, ["… Two groups. …", ""]),
        (("One thing. Two groups.", "Three groups."), ["groups"], 40, ["… Two groups.", "Three groups."]),
        (("One thing. Two things.", ""), ["groups"], 14, ["One thing. …", ""]),
        (("Far too long a sentence.",), [], 5, ["Far too long a sentence."]),
        (("A group. Other. A group again.",), ["group"], 32, ["A group. … A group again."]),
        (("",), ["group"], 32, [""]),
    ],
)
def test_sentences_with_words_of_the_question_are_kept_in_their_order(
    cells: tuple[str, ...], about: list[str], most: int, kept: list[str]
) -> None:
    assert shortened(cells, stems(about), most=most) == kept


def test_a_long_name_is_cut_between_words() -> None:
    assert cut("Workforce and culture", 15) == f"Workforce and {MORE}"
    assert cut("Workforce", 15) == "Workforce"


def test_stems_tell_words_that_say_something() -> None:
    assert stems(["Which groups?", "the group’s grouping"]) == stems(["group"])
