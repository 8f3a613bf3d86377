"""In which unit a table's bare numbers are: pounds, thousands or millions of them, or no money at all."""

from __future__ import annotations

import re
from decimal import Decimal

_MULTIPLES = {
    "": Decimal(1),
    "s": Decimal(1),
    "000": Decimal(1000),
    "k": Decimal(1000),
    "thousand": Decimal(1000),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "million": Decimal(10**6),
    "bn": Decimal(10**9),
}
_UNIT = re.compile(
    r"(?:£|\bGBP\b)\s?['’‘]?(?P<times>000|k|mn|million|m|thousand|bn)?(?:['’]?s)?(?!\w|[.,]\d|\s?\d)"
    r"|\b(?P<words>thousand|million)s?\s+(?:of\s+)?pounds\b|['’](?P<bare>000)(?:['’]?s)?(?!\d)",
    re.IGNORECASE,
)
_NO_MONEY = re.compile(
    r"\b(?:f\.?t\.?e\.?s?|headcounts?|numbers? of|no\.? of|populations?|per\s?cent|percentages?|ratios?)(?!\w)|%|"
    r"^\W*(?:number|no\.?)\W*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^\W*(?:total |current |new )?(?:posts?|dwellings|households|days|hours|weeks|months|rank|score|ref(?:erence)?|"
    r"miles|hectares|employees|staff(?: numbers?)?|units|quantity|visits|cases|applications|properties|years?|age|item|"
    r"row|line|likelihood|impact|page|para(?:graph)?|appendix|date|band|grade|rate)\W*$",
    re.IGNORECASE,
)


def unit_of(text: str) -> Decimal | None:
    """How many pounds a bare number under these words stands for; None where they name no unit of money."""
    found = list(_UNIT.finditer(text))
    if not found:
        return None
    match = found[-1]
    said = (match["times"] or match["words"] or match["bare"] or "").lower()
    return _MULTIPLES[said]


def without_unit(text: str) -> str:
    """ "CCDC Budget (£000)" as "CCDC Budget"."""
    plain = re.sub(r"\(\s*(?:(?:all )?(?:figures )?in\s*)?\)", "", _UNIT.sub("", text))
    return re.sub(r"\s+", " ", plain).strip(" \n-–:*")


def counts_no_money(label: str) -> bool:
    """Whether bare numbers under or beside these words are posts, people, percentages or the like."""
    return unit_of(label) is None and (_NO_MONEY.search(label) is not None or _COUNTED.match(label) is not None)
