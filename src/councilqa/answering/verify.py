"""A citation is a promise: this checks each against the paper as it is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from councilqa.answering.compose import Claim
from councilqa.answering.reckoning import fault
from councilqa.answering.spoken import cell_in_pounds, clean
from councilqa.domain.documents import Document
from councilqa.text import comparable

_FIGURE = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True, slots=True)
class Verdict:
    holds: bool
    why: str
    """Empty where it holds."""


def verify(claim: Claim, document: Document) -> Verdict:
    """Whether the quotation stands verbatim at its place, on its page, in its paragraph, and bears the claim."""
    end = claim.start + len(claim.quote)
    if not claim.quote.strip() or document.text[claim.start : end] != claim.quote:
        return Verdict(False, "the quotation does not stand at its place in the paper")
    if claim.quote not in claim.hit.passage.text:
        return Verdict(False, "the quotation does not stand in its passage")
    page = document.draft.page_at(claim.start)
    if (page.number if page else None) != claim.unit.page:
        return Verdict(False, "the quotation stands on another page")
    placed = next((each for each in document.placed if each.block.start <= claim.start < each.block.end), None)
    if placed is None or placed.paragraph != claim.unit.paragraph:
        return Verdict(False, "the quotation stands in another paragraph")
    above = comparable(clean("\n".join((*placed.section, claim.unit.lead_in or ""))))
    if any(comparable(each) not in above for each in claim.borrowed):
        return Verdict(False, "what is said above the quotation does not stand there")
    if claim.unit.lead_in and claim.borrowed and claim.unit.lead_in not in document.text:
        return Verdict(False, "what leads in to the quotation does not stand in the paper")
    wrong = fault(claim.reckoned, document) if claim.reckoned else ""
    if wrong:
        return Verdict(False, wrong)
    strange = _strange_figures(claim)
    if strange:
        return Verdict(False, f"the quotation does not hold {', '.join(strange)}")
    return Verdict(True, "")


def _scaled(claim: Claim) -> Iterator[str]:
    """The quotation's cells as sums of money, under the units that their columns name."""
    for cell in re.split(r"[\t|\n]", claim.quote):
        for unit in (*claim.unit.columns, claim.unit.unit or ""):
            written = cell_in_pounds(clean(cell), unit) if "£" in unit else None
            if written:
                yield comparable(written)


def _strange_figures(claim: Claim) -> list[str]:
    """Figures of the claim that stand neither in its quotation nor in the names of its columns.

    What was reckoned is checked apart from it, and the number of an entry may be that of its paragraph.
    """
    above = (*claim.unit.columns, claim.unit.unit or "", *claim.borrowed)
    known = comparable(" ".join((claim.quote, *above)))
    held = set(_FIGURE.findall(known))
    held |= {_FIGURE.findall(written)[0] for written in _scaled(claim)}
    text = claim.text.removeprefix(claim.reckoned.text) if claim.reckoned else claim.text
    if claim.number and set(_FIGURE.findall(claim.number)) <= held | set(_FIGURE.findall(claim.unit.paragraph or "")):
        text = text.lstrip(" .:").removeprefix(claim.number)
    return [figure for figure in _FIGURE.findall(comparable(text)) if figure not in held]
