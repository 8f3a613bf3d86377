"""Which units of a passage may be quoted at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answering_makers import unit

from councilqa.answering.evidence import says_of_what
from councilqa.domain.passages import Unit

ITEM = unit("£88,000", 0, kind="item")


@pytest.mark.parametrize(
    "said",
    [
        unit("The team saves £88,000.", 0),
        unit("97,600 residents", 0),
        replace(ITEM, lead_in="The team saves each year:"),
        unit("Total\t12.0", 0, kind="row", cells=("Total", "12.0"), columns=("Post", "FTE")),
        unit("2023\t12.0", 0, kind="row", cells=("2023", "12.0"), columns=("Year", "FTE")),
    ],
)
def test_a_figure_with_a_word_beside_it_may_be_quoted(said: Unit) -> None:
    assert says_of_what(said)


@pytest.mark.parametrize(
    "said",
    [
        unit("82nd", 0),
        unit("84.2yr", 0),
        ITEM,
        unit("0 – 195\t317", 0, kind="row", cells=("0 – 195", "317"), columns=("", "")),
    ],
)
def test_a_figure_alone_may_be_of_anything(said: Unit) -> None:
    assert not says_of_what(said)
