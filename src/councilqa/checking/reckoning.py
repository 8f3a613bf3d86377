"""Sums and figures in words, as a member would say them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from councilqa.checking.grids import Cell

MOST_PARTS = 8
"""A longer sum is told by the number of its parts."""


def written(number: Decimal, like: Cell) -> str:
    """A number in the manner of a cell: "£28.8m" beside "£7.6m", "315" beside "1,013"."""
    text = like.slice.text
    scale = Decimal(1)
    suffix = ""
    if like.number:
        for letters, times in (("bn", 10**9), ("m", 10**6), ("k", 1000)):
            if (
                like.step >= Decimal(times) / 1000
                and letters in text.lower()
                and abs(like.number) >= Decimal(times) / 10
            ):
                scale, suffix = Decimal(times), letters
                break
    decimals = max(-int(like.step.normalize().adjusted()) + int(scale.adjusted()), 0)
    value = (abs(number) / scale).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    sign = "-" if number < 0 else ""
    return f"{sign}{'£' if like.money else ''}{value:,}{suffix}{'%' if like.percent else ''}"


def sum_of(parts: Sequence[Cell], reckoned: Decimal, stated: Cell) -> str:
    """ "153 + 162 = 315", in the manner of the total."""
    result = written(reckoned, _finest(parts, stated))
    if len(parts) > MOST_PARTS:
        return f"its {len(parts)} parts add up to {result}"
    return f"{' + '.join(_part(cell) for cell in parts)} = {result}".replace("+ -", "- ")


def _part(cell: Cell) -> str:
    return " ".join(cell.slice.text.split())


def _finest(parts: Sequence[Cell], stated: Cell) -> Cell:
    """The total's own manner, unless it is rounded more coarsely than its parts."""
    alike = [cell for cell in parts if cell.money == stated.money and cell.number]
    return min([stated, *alike], key=lambda cell: cell.step) if alike else stated


def percent(share: Decimal, step: Decimal) -> str:
    """A share of 1 with as many decimals as `step`, in per cent: 15.8% for 0.1."""
    decimals = max(-step.normalize().adjusted(), 0)
    return f"{(share * 100).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)}%"
