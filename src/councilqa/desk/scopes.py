"""Which papers a reader has chosen to ask about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from councilqa.domain.names import partnership_name
from councilqa.store.records import DocumentSummary


class Filter(TypedDict):
    """As `CouncilQA.ask` takes them."""

    partnership: str | None
    document: str | None
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Empty: every paper."""

    partnership: str | None = None
    document_id: str | None = None
    first_year: int | None = None
    last_year: int | None = None

    def filter(self) -> Filter:
        return Filter(
            partnership=self.partnership,
            document=self.document_id,
            since=dt.date(self.first_year, 1, 1) if self.first_year else None,
            until=dt.date(self.last_year, 12, 31) if self.last_year else None,
        )

    def in_words(self, papers: Sequence[DocumentSummary]) -> str:
        """ "all 5 papers", "2 papers of Hart and Rushmoor, 2022 to 2024"."""
        if self == Chosen():
            return f"all {len(papers)} papers" if len(papers) != 1 else "the one paper there is"
        if self.document_id is not None:
            what = next((each.metadata.title for each in papers if each.id == self.document_id), "a removed paper")
            what = f"the paper ‘{what}’"
        else:
            count = sum(self._covers(each) for each in papers)
            of = f" of {partnership(self.partnership, papers)}" if self.partnership else ""
            what = f"{count} {'paper' if count == 1 else 'papers'}{of}"
        return f"{what}{_years(self.first_year, self.last_year)}"

    def _covers(self, paper: DocumentSummary) -> bool:
        if self.partnership is not None and paper.metadata.partnership != self.partnership:
            return False
        if self.first_year is None and self.last_year is None:
            return True
        date = paper.metadata.date
        return date is not None and (self.first_year or 0) <= date.year <= (self.last_year or dt.MAXYEAR)


def partnership(handle: str, papers: Sequence[DocumentSummary]) -> str:
    """ "Hart and Rushmoor" for the handle "hart-rushmoor", by the councils of its papers."""
    return partnership_name(
        handle, (each for paper in papers if paper.metadata.partnership == handle for each in paper.metadata.councils)
    )


def partnerships(papers: Sequence[DocumentSummary]) -> tuple[tuple[str, str], ...]:
    """(name, handle) of each, by name."""
    handles = {each.metadata.partnership for each in papers if each.metadata.partnership}
    return tuple(sorted((partnership(handle, papers), handle) for handle in handles))


def years(papers: Sequence[DocumentSummary]) -> tuple[int, ...]:
    """Those of the papers, the first to the last."""
    return tuple(sorted({each.metadata.date.year for each in papers if each.metadata.date}))


def _years(first: int | None, last: int | None) -> str:
    if first and last:
        return f", {first}" if first == last else f", {first} to {last}"
    if first:
        return f", from {first} on"
    return f", up to {last}" if last else ""
