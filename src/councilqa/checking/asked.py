"""What an answer should say of the figures that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from councilqa.checking.amounts import Amount, amounts
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind, Side

_TOLD = frozenset(DiscrepancyKind) - {DiscrepancyKind.REFERENCE}
"""A reference that leads nowhere does not touch a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradicted:
    """A discrepancy in which a quotation of an answer has a part."""

    discrepancy: Discrepancy
    others: tuple[tuple[str, Side], ...]
    """The other places, each with what it says; empty where the quotation does not agree with itself."""
    note: str
    """To go with the answer: a sentence of its own."""


def contradicted(
    document_id: str, start: int, end: int, discrepancies: Iterable[Discrepancy]
) -> tuple[Contradicted, ...]:
    """The discrepancies that touch a figure of the stretch from `start` to `end` (offsets in the paper's text).

    A quotation that only stands near one, or in the same row but without its figure, is not touched.
    """
    return tuple(_touched(document_id, start, end, discrepancies))


def _touched(document_id: str, start: int, end: int, found: Iterable[Discrepancy]) -> Iterator[Contradicted]:
    for discrepancy in found:
        if discrepancy.kind not in _TOLD:
            continue
        used = [
            place
            for place, (side, value) in enumerate(zip(discrepancy.sides, discrepancy.values, strict=True))
            if side.document_id == document_id and _uses(side, value, start, end)
        ]
        if used:
            stated = {discrepancy.values[place] for place in used}
            sides = zip(discrepancy.values, discrepancy.sides, strict=True)
            others = tuple((value, side) for value, side in sides if value not in stated)
            yield Contradicted(discrepancy=discrepancy, others=others, note=discrepancy.sentence)


def _uses(side: Side, value: str, start: int, end: int) -> bool:
    """Whether a quotation holds the figure of one of the places."""
    quote = side.quote
    first, last = max(start, quote.start), min(end, quote.end)
    if first >= last:
        return False
    shared = quote.text[first - quote.start : last - quote.start]
    return _plain(value) in _plain(shared) or bool(_values(value) & _values(shared))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _values(text: str) -> set[tuple[object, str]]:
    return {_key(amount) for amount in amounts(text)}


def _key(amount: Amount) -> tuple[object, str]:
    return abs(amount.value), amount.unit
