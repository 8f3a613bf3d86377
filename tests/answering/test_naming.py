from __future__ import annotations

import pytest

from councilqa.answering.naming import common_words, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It was written by Mary Thornton, the interim director.", ["Mary Thornton"]),
        ("The contract is held by Solent Advisers Ltd until 2025.", ["Solent Advisers Ltd"]),
        ("It was let to Capita in 2019.", ["Capita"]),
        ("The Leader, Cllr Ashdown, agreed.", ["Cllr Ashdown"]),
        ("It is decided by the Chief Executive and the Head of Human Resources.", []),
        ("Members of the Joint Strategic Board agreed.", []),
        ("Waste is collected twice a week.", []),
        ("It was agreed with HDC and MBC.", []),
        ("It was agreed by Oakford and Elmbury.", []),
        ("It was agreed by Oakford District Council.", []),
    ],
)
def test_people_and_firms_are_told_from_posts_bodies_and_councils(text: str, names: list[str]) -> None:
    assert list(names_in(text, less={"oakford", "elmbury"})) == names


def test_a_word_that_is_written_small_elsewhere_is_no_name() -> None:
    common = common_words(["the depot is closed", "Capita runs it"])
    assert list(names_in("It moves to the Depot, which Capita runs.", common=common)) == ["Capita"]
