"""Counts and sums in an answer are worked out again from their quotations."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from answering_makers import FIRST, paper

from councilqa.answering.reckoning import Basis, Reckoned, amounts, fault
from councilqa.domain.documents import Document, Paragraph, Placed, Slice

TEXT = "Deficit\t£140,000\t£378,000\t£140,000"


def document(text: str = TEXT) -> Document:
    block = Paragraph(text=text, start=0)
    made = paper()
    return replace(
        made,
        draft=replace(made.draft, text=text, blocks=(block,), pages=()),
        placed=(Placed(block=block, section=(), paragraph=None),),
    )


def slices(*words: str, text: str = TEXT) -> tuple[Basis, ...]:
    found, start = [], 0
    for word in words:
        start = text.index(word, start)
        found.append(Basis(quote=Slice(text=word, start=start)))
        start += 1
    return tuple(found)


def reckoned(kind: Literal["count", "sum"], text: str, basis: tuple[Basis, ...]) -> Reckoned:
    return Reckoned(kind=kind, text=text, basis=basis)


def test_a_sum_of_quoted_parts_holds() -> None:
    said = reckoned("sum", "In total £518,000: £140,000 + £378,000", slices("£140,000", "£378,000"))
    assert fault(said, document()) == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("In total £519,000: £140,000 + £378,000", ("£140,000", "£378,000")),
        ("In total £518,000: £140,000 + £378,000", ("£140,000",)),
        ("In total £538,000: £160,000 + £378,000", ("£140,000", "£378,000")),
        ("In total £140,000: £140,000", ("£140,000",)),
    ],
)
def test_a_sum_that_does_not_follow_is_faulty(text: str, parts: tuple[str, ...]) -> None:
    assert fault(reckoned("sum", text, slices(*parts)), document()) != ""


def test_a_part_that_does_not_stand_in_the_paper_is_faulty() -> None:
    invented = (*slices("£140,000"), Basis(quote=Slice(text="£378,001", start=17)))
    assert "does not stand" in fault(reckoned("sum", "In total £518,001: £140,000 + £378,001", invented), document())


def test_a_unit_of_the_header_makes_thousands() -> None:
    quote = Slice(text="191", start=0)
    assert 191_000 in amounts(Basis(quote=quote, unit="£000"))
    assert amounts(Basis(quote=quote)) == frozenset()


def test_a_count_is_of_different_places() -> None:
    once = slices("£140,000", "£378,000")
    assert fault(reckoned("count", "2 sums", once), document()) == ""
    assert fault(reckoned("count", "3 sums", once), document()) != ""
    assert fault(reckoned("count", "2 sums", (once[0], once[0])), document()) != ""
    assert fault(reckoned("count", "2 sums, 3 of them here", once), document()) != ""


def test_the_quotations_of_a_count_must_stand_in_the_paper() -> None:
    basis = (Basis(quote=Slice(text=FIRST, start=0)),)
    assert fault(reckoned("count", "1 sum", basis), document()) != ""
