"""Figures with the rounding that they show, and whether two of them can be the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from councilqa.domain.documents import Slice
from councilqa.figures import Found, figures

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_AT_LEAST = re.compile(
    r"\b(?:more than|over|in excess of|at least|above|exceed(?:s|ing)?|upwards of)\s*[£c]*\s*$", re.IGNORECASE
)
_AT_MOST = re.compile(
    r"\b(?:less than|under|up to|at most|nearly|almost|below|maximum of|fewer than)\s*[£c]*\s*$", re.IGNORECASE
)
MARGIN = Decimal("1.3")
"""How far beyond "more than 200,000" a figure may lie and still be what is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A figure as a paper has it."""

    quote: Slice
    """The figure itself, at its place in the paper."""
    value: Decimal
    """In base units: pounds, per cent, or what is counted."""
    step: Decimal
    """What one of its last shown digit stands for: 1000 for £41k, 0.1 for 15.6%."""
    unit: str
    bound: str = ""
    """ "over" or "under", where only a bound is given."""
    approximate: bool = False
    nouns: tuple[str, ...] = ()
    """Words behind a count, in the singular."""


def amounts(text: str, start: int = 0) -> tuple[Amount, ...]:
    """The figures of a text that begins at `start` of its paper; none where all its numbers are spelled out."""
    if not any(letter.isdigit() for letter in text):
        return ()
    return tuple(_amount(text, start, found) for found in figures(text))


def _amount(text: str, start: int, found: Found) -> Amount:
    written = text[found.start : found.end]
    before = text[max(found.start - 30, 0) : found.start]
    return Amount(
        quote=Slice(text=written, start=start + found.start),
        value=found.value,
        step=_step(written, found.value),
        unit=found.unit,
        bound="over" if _AT_LEAST.search(before) else "under" if _AT_MOST.search(before) else "",
        approximate=found.approximate,
        nouns=found.nouns,
    )


def _step(written: str, value: Decimal) -> Decimal:
    match = _NUMBER.search(written)
    if match is None:
        return Decimal(1)
    number = Decimal(match[0].replace(",", ""))
    decimals = len(match[0].partition(".")[2])
    scale = abs(value / number) if number and value else Decimal(1)
    return scale * Decimal(1).scaleb(-decimals)


def shown_step(amount: Amount) -> Decimal:
    """The rounding that a figure may stand for: two zeros or more at the end of a whole number may be rounding."""
    if amount.step != 1 or amount.value == 0:
        return amount.step
    digits = str(abs(int(amount.value)))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(10) ** zeros if zeros >= 2 else amount.step


def agree(one: Amount, other: Amount) -> bool:
    """Whether both can be the same figure, as far as each is rounded; a sign may be the table's way of showing it."""
    first, second = sorted((one, other), key=shown_step)
    fine, coarse = abs(first.value), abs(second.value)
    if fine == coarse:
        return True
    half = (shown_step(first) + shown_step(second)) / 2
    if abs(fine - coarse) < half:
        return True
    # 49,597 cut short to £49k
    if shown_step(second) >= 10 * shown_step(first) and 0 <= fine - coarse < shown_step(second):
        return True
    return _within(one, other) or _within(other, one)


def _within(bounded: Amount, other: Amount) -> bool:
    limit, value = abs(bounded.value), abs(other.value)
    if bounded.bound == "over":
        return limit <= value <= limit * MARGIN
    if bounded.bound == "under":
        return limit / MARGIN <= value <= limit
    return False


def apart(one: Amount, other: Amount) -> Decimal:
    """How far two figures lie from one another, as a share of the larger: 0 to 1."""
    larger = max(abs(one.value), abs(other.value))
    return abs(abs(one.value) - abs(other.value)) / larger if larger else Decimal(0)
