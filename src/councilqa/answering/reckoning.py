"""The one thing in an answer that no quotation holds: how many entries there are."""

from __future__ import annotations

from dataclasses import dataclass

from councilqa.domain.documents import Document, Slice
from councilqa.figures import figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """A sentence with a count, and all that was counted."""

    text: str
    """ "19 risks in the register"."""
    basis: tuple[Slice, ...]
    """The quotations, in the order of the paper."""


def fault(reckoned: Reckoned, document: Document) -> str:
    """Why a count does not follow from its quotations; empty where it does."""
    for quote in reckoned.basis:
        if not quote.text.strip() or document.text[quote.start : quote.end] != quote.text:
            return "what was counted does not stand in the paper"
    places = {(quote.start, quote.text) for quote in reckoned.basis}
    said = [figure.value for figure in figures(reckoned.text)]
    right = said[:1] == [len(places)] and len(places) == len(reckoned.basis)
    return "" if right and all(value <= len(places) for value in said) else "it was not counted so"
