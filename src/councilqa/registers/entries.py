"""The entries of a paper by the kind of register, each with its citations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from councilqa.domain.documents import Document
from councilqa.domain.registers import CitedEntry, Entry, RegisterKind
from councilqa.registers.citing import Paper
from councilqa.registers.milestones import milestones
from councilqa.registers.money import money
from councilqa.registers.recommendations import recommendations
from councilqa.registers.risks import risks

READERS: Mapping[RegisterKind, Callable[[Document], Sequence[Entry]]] = {
    RegisterKind.RECOMMENDATIONS: recommendations,
    RegisterKind.RISKS: risks,
    RegisterKind.MONEY: money,
    RegisterKind.MILESTONES: milestones,
}


def cited_entries(kind: RegisterKind, paper: Paper) -> tuple[CitedEntry, ...]:
    """In reading order; labels count from 1 within each entry."""
    return tuple(_cited(entry, paper) for entry in READERS[kind](paper.document))


def _cited(entry: Entry, paper: Paper) -> CitedEntry:
    cited = (paper.cite(quote, str(number)) for number, quote in enumerate(entry.quotes, start=1))
    return CitedEntry(entry=entry, citations=tuple(cited))
