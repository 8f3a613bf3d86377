"""The one thing in an answer that no quotation holds: how many entries there are, or what sums come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from councilqa.domain.documents import Document, Slice
from councilqa.figures import POUNDS, figures, scale_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A quotation that is counted, or that holds a sum which is added."""

    quote: Slice
    unit: str | None = None
    """Given in the header only: "£000"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """A sentence with a figure that was worked out, and all that it was worked out from."""

    kind: Literal["count", "sum"]
    text: str
    """ "19 risks", "In total £518,000: £140,000 + £378,000"."""
    basis: tuple[Basis, ...]
    """In the order of the sentence; of a sum one for each summand."""


def fault(reckoned: Reckoned, document: Document) -> str:
    """Why a reckoning does not follow from its quotations; empty where it does."""
    for each in reckoned.basis:
        quote = each.quote
        if not quote.text.strip() or document.text[quote.start : quote.end] != quote.text:
            return "what was reckoned from does not stand in the paper"
    return _miscount(reckoned) if reckoned.kind == "count" else _wrong_sum(reckoned)


def _miscount(reckoned: Reckoned) -> str:
    places = {(each.quote.start, each.quote.text) for each in reckoned.basis}
    said = [figure.value for figure in figures(reckoned.text)]
    right = said[:1] == [len(places)] and len(places) == len(reckoned.basis)
    return "" if right and all(value <= len(places) for value in said) else "it was not counted so"


def _wrong_sum(reckoned: Reckoned) -> str:
    """The first figure is the total, those after it what is added, each in its own quotation."""
    values = [figure.value for figure in figures(reckoned.text) if figure.unit == POUNDS]
    total, parts = values[:1], values[1:]
    if len(parts) != len(reckoned.basis) or len(parts) < 2 or total != [sum(parts)]:
        return "the sum does not add up"
    if not all(part in amounts(each) for part, each in zip(parts, reckoned.basis, strict=True)):
        return "what is added does not stand in its quotation"
    return ""


def amounts(basis: Basis) -> frozenset[Decimal]:
    """The sums of money in a quotation, without their signs."""
    scale = scale_of(basis.unit) if basis.unit else None
    found = figures(basis.quote.text)
    plain = {abs(each.value) for each in found if each.unit == POUNDS}
    if scale is not None and scale.unit == POUNDS:
        plain |= {abs(each.value) * scale.times for each in found if not each.unit}
    return frozenset(plain)


def in_pounds(amount: Decimal) -> str:
    """ "£518,000"."""
    whole = amount == amount.to_integral_value()
    return f"£{amount:,.0f}" if whole else f"£{amount:,.2f}"


def total_of(parts: Sequence[Decimal]) -> Decimal:
    return sum((abs(part) for part in parts), Decimal(0))
