"""A count in an answer is made again from its quotations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answering_makers import paper

from councilqa.answering.reckoning import Reckoned, fault
from councilqa.domain.documents import Document, Paragraph, Placed, Slice

TEXT = "Deficit\t£140,000\t£378,000\t£140,000"


def document() -> Document:
    block = Paragraph(text=TEXT, start=0)
    made = paper()
    return replace(
        made,
        draft=replace(made.draft, text=TEXT, blocks=(block,), pages=()),
        placed=(Placed(block=block, section=(), paragraph=None),),
    )


FIRST, SECOND = Slice(text="£140,000", start=8), Slice(text="£378,000", start=17)
AGAIN = Slice(text="£140,000", start=26)


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("2 sums", (FIRST, SECOND)),
        ("3 sums", (FIRST, SECOND, AGAIN)),
        ("2 sums, 1 of them here", (FIRST, SECOND)),
    ],
)
def test_a_count_of_different_places_holds(text: str, basis: tuple[Slice, ...]) -> None:
    assert fault(Reckoned(text=text, basis=basis), document()) == ""


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("3 sums", (FIRST, SECOND)),
        ("1 sum", (FIRST, SECOND)),
        ("2 sums", (FIRST, FIRST)),
        ("1 sum", (FIRST, FIRST)),
        ("2 sums, 3 of them here", (FIRST, SECOND)),
        ("Some sums", (FIRST, SECOND)),
    ],
)
def test_a_count_that_does_not_follow_is_faulty(text: str, basis: tuple[Slice, ...]) -> None:
    assert fault(Reckoned(text=text, basis=basis), document()) == "it was not counted so"


@pytest.mark.parametrize(
    "invented", [Slice(text="£378,001", start=17), Slice(text="£378,000", start=16), Slice(text="\t", start=7)]
)
def test_what_was_counted_must_stand_in_the_paper(invented: Slice) -> None:
    assert "does not stand" in fault(Reckoned(text="2 sums", basis=(FIRST, invented)), document())
