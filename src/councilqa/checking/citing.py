"""Discrepancies with each of their places as a citation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from councilqa.domain.discrepancies import CitedDiscrepancy, Discrepancy
from councilqa.registers.citing import Paper


def cited_discrepancies(found: Iterable[Discrepancy], paper: Callable[[str], Paper]) -> tuple[CitedDiscrepancy, ...]:
    """In their order; labels count from 1 within each. `paper` gives a paper by its id."""
    known = cache(paper)
    return tuple(
        CitedDiscrepancy(
            discrepancy=each,
            citations=tuple(
                known(side.document_id).cite(side.quote, str(number)) for number, side in enumerate(each.sides, start=1)
            ),
        )
        for each in found
    )
