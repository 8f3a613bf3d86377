"""Looking names up finds what trying every name in turn would."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.retrieval.scope import Paper, Papers, mentions, names_of, understand
from councilqa.retrieval.vocabulary import Alternative, Vocabulary
from councilqa.text import fold

COUNCILS = (
    "Hart District Council",
    "St Albans City Council",
    "Stratford-on-Avon District Council",
    "King's Lynn and West Norfolk Borough Council",
    "Hampshire County Council",
    "Basingstoke and Deane Borough Council",
    "Adur Council",
)
PAPERS = Papers(
    Paper(
        id=str(number),
        councils=(council,),
        partnership=f"{council.split()[0].lower()}-{number % 2}",
        date=None,
        abbreviations=((f"{council[0]}DC", council),),
    )
    for number, council in enumerate(COUNCILS)
)
NAMES = sorted({name for paper in PAPERS for name in names_of(paper)})
PIECES = st.sampled_from(
    [*NAMES, *COUNCILS, "'s", "s'", "’s", " and ", "-", ", ", "(", ")", " ", "x", "é", "1", "_", "the risks"]
)
ABBREVIATIONS = (
    ("FTE", "full-time equivalent"),
    ("R&D", "research (and) development"),
    ("LGA", "Local Government Association"),
)


@given(st.lists(PIECES, max_size=6).map("".join))
def test_places_that_name_councils_are_the_same_for_any_sequence_of_papers(text: str) -> None:
    assert mentions(text, PAPERS) == mentions(text, list(PAPERS))
    districts = [paper for paper in PAPERS if "County" not in paper.councils[0]]  # "the county" is no name
    alone = {place for paper in districts for place in mentions(text, [paper])}
    covered = mentions(text, districts)
    assert all(any(start <= at and to <= end for start, end in covered) for at, to in alone)


def test_a_plain_tuple_of_papers_is_understood_alike() -> None:
    question = "What do Hart and St Albans save?"
    assert understand(question, tuple(PAPERS)) == understand(question, PAPERS)


@given(
    st.lists(
        st.sampled_from(
            ["fte", "r&d", "research (and) development", "lga", "redundancy", "boss", " ", "-", "the ", "s", "("]
        ),
        max_size=8,
    ).map("".join)
)
def test_other_words_are_those_of_the_longest_names_from_left_to_right(folded: str) -> None:
    known: dict[str, str] = {}
    for short, long in ABBREVIATIONS:
        known.setdefault(fold(short), long)
        known.setdefault(fold(long), short)
    longest_first = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    found = re.finditer(rf"(?<!\w)({longest_first})(?!\w)", folded)
    wanted = tuple(Alternative(each.start(1), each.end(1), each[1], known[each[1]]) for each in found)
    assert Vocabulary(ABBREVIATIONS).alternatives(folded) == wanted


@pytest.mark.parametrize("text", ["", " ", "'s", "…"])
def test_nothing_is_named_by_nothing(text: str) -> None:
    assert PAPERS.named_in(text) == ()
    assert mentions(text, PAPERS) == ()
    assert Vocabulary().alternatives(text) == ()
