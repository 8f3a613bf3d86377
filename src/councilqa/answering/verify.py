"""A citation is a promise: this checks each against the paper as it is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from councilqa.answering.compose import Claim
from councilqa.answering.reckoning import fault
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
    if not _in_paragraph(claim, document):
        return Verdict(False, "the quotation stands in another paragraph")
    wrong = fault(claim.reckoned, document) if claim.reckoned else ""
    if wrong:
        return Verdict(False, wrong)
    strange = _strange_figures(claim)
    if strange:
        return Verdict(False, f"the quotation does not hold {', '.join(strange)}")
    return Verdict(True, "")


def _in_paragraph(claim: Claim, document: Document) -> bool:
    """Whether the block that the quotation begins in is cited by the number that the claim gives."""
    for placed in document.placed:
        if placed.block.start <= claim.start < placed.block.end:
            return placed.paragraph == claim.unit.paragraph
    return False


def _strange_figures(claim: Claim) -> list[str]:
    """Figures of the claim that stand neither in its quotation nor in the names of its columns.

    What was reckoned is checked apart from it, and the number of an entry may be that of its paragraph.
    """
    known = comparable(" ".join((claim.quote, *claim.unit.columns, claim.unit.unit or "")))
    held = set(_FIGURE.findall(known))
    text = claim.text.removeprefix(claim.reckoned.text) if claim.reckoned else claim.text
    if claim.number and set(_FIGURE.findall(claim.number)) <= held | set(_FIGURE.findall(claim.unit.paragraph or "")):
        text = text.lstrip(" .:").removeprefix(claim.number)
    return [figure for figure in _FIGURE.findall(comparable(text)) if figure not in held]
