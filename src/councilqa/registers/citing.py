"""From a verbatim stretch of a paper to its citation, with the same promise as that of an answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from councilqa.domain.answers import Citation
from councilqa.domain.documents import Document, Placed, Slice
from councilqa.domain.passages import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper with the passages that it was split into."""

    document: Document
    passages: tuple[Passage, ...]
    """By their place."""

    def cite(self, quote: Slice, label: str) -> Citation:
        """The citation of a quotation; raises ValueError for one that does not stand verbatim at its place."""
        document = self.document
        if not quote.text.strip() or document.text[quote.start : quote.end] != quote.text:
            raise ValueError(f"this quotation does not stand at {quote.start} of {document.id}: {quote.text[:80]!r}")
        placed = block_at(document.placed, quote.start)
        if placed is None:
            raise ValueError(f"nothing was read at {quote.start} of {document.id}")
        around = self._around(quote, placed)
        page = document.draft.page_at(quote.start)
        metadata = document.metadata
        return Citation(
            label=label,
            document_id=document.id,
            title=metadata.title,
            source=document.source,
            councils=metadata.councils,
            partnership=metadata.partnership,
            date=metadata.date,
            page=page.number if page else None,
            printed_page=page.label if page else None,
            paragraph=placed.paragraph,
            section=placed.section,
            quote=quote.text,
            passage=around.text,
            passage_id=around.id,
            start=quote.start,
        )

    def _around(self, quote: Slice, placed: Placed) -> _Around:
        """The passages that hold the quotation, as one stretch; a block that was left out of them for itself."""
        first = bisect_right(self.passages, quote.start, key=lambda each: each.start) - 1
        if first < 0 or self.passages[first].end <= quote.start:
            start, end = min(placed.block.start, quote.start), max(placed.block.end, quote.end)
            return _Around(id="", text=self.document.text[start:end])
        last = max(bisect_right(self.passages, quote.end - 1, key=lambda each: each.start) - 1, first)
        start, end = self.passages[first].start, max(self.passages[last].end, quote.end)
        return _Around(id=self.passages[first].id, text=self.document.text[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    id: str
    """Empty where it is no passage of the index."""
    text: str


def block_at(placed: Sequence[Placed], offset: int) -> Placed | None:
    """The block that holds a character, or None between blocks."""
    found = bisect_right(placed, offset, key=lambda each: each.block.start) - 1
    return placed[found] if found >= 0 and offset < placed[found].block.end else None
