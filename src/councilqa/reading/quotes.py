"""What a page is searched for: the part of a span that stands on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from councilqa.domain.documents import Document, Page, Slice, Table
from councilqa.reading.shown import Span
from councilqa.reading.tracks import Track, matches, pattern_of, track_of

_CONTEXT = 160
"""Characters on either side that tell one occurrence of the same words from another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOnPage:
    """Words to be found on one page, and which of their occurrences is meant."""

    parts: tuple[str, ...]
    """The cells of a table row; one part for anything else."""
    before: str
    """What stands before it on the page, in reading order."""
    after: str
    occurrence: int
    """How often the same words stand on the page before this place."""
    occurrences: int
    """How often they stand on the page in all."""
    cut_word: str = ""
    """The word before, where the page's text begins with this quotation: its end may be printed on this page."""
    runs_on: bool = False
    """The quotation goes on overleaf: its last word may be cut by the page's end."""


def quotes_on_page(document: Document, span: Span, page: int) -> tuple[QuoteOnPage, ...]:
    """The part of a span that stands on a page, block by block and row by row; empty where none of it does."""
    found = next((each for each in document.draft.pages if each.number == page), None)
    if found is None or span.end <= found.start or span.start >= found.end:
        return ()
    track = track_of(document.text[found.start : found.end])
    on_page = Span(start=max(span.start, found.start), end=min(span.end, found.end))
    return tuple(
        _quote(document.text, found, span, pieces, track)
        for pieces in _pieces(document, on_page)
        if any(piece.text.strip() for piece in pieces)
    )


def _pieces(document: Document, span: Span) -> Iterator[tuple[Slice, ...]]:
    """The span cut where blocks and rows end; a row is its cells."""
    for placed in document.placed:
        block = placed.block
        if block.end <= span.start or block.start >= span.end:
            continue
        if isinstance(block, Table):
            for row in block.rows:
                yield tuple(_clipped(cell, span) for cell in row.cells)
        else:
            yield (_clipped(block, span),)


def _clipped(part: Slice, span: Span) -> Slice:
    start = min(max(part.start, span.start), part.end)
    end = max(min(part.end, span.end), start)
    return Slice(text=part.text[start - part.start : end - part.start], start=start)


def _quote(text: str, page: Page, span: Span, pieces: Sequence[Slice], track: Track) -> QuoteOnPage:
    said = [piece for piece in pieces if piece.text.strip()]
    start, end = said[0].start, said[-1].end
    parts = tuple(piece.text for piece in said)
    occurrence, occurrences = _which(
        text[page.start : page.end], track, parts, start + _indent(said[0].text) - page.start
    )
    crosses = span.start < page.start == start
    return QuoteOnPage(
        parts=parts,
        before=text[max(page.start, start - _CONTEXT) : start],
        after=text[end : min(page.end, end + _CONTEXT)],
        occurrence=occurrence,
        occurrences=occurrences,
        cut_word=text[max(page.start - 60, span.start) : page.start].split()[-1] if crosses else "",
        runs_on=span.end > page.end == end,
    )


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _which(text: str, track: Track, parts: Sequence[str], offset: int) -> tuple[int, int]:
    """(earlier occurrences, occurrences in all) of the parts in the page's text."""
    pattern = pattern_of(parts)
    for strict in (True, False):
        places = [
            track.sources[begin]
            for begin, end in matches(track, pattern, strict=strict)
            # The end of one row and the beginning of the next are no row.
            if len(parts) == 1 or "\n" not in text[track.sources[begin] : track.sources[end - 1]]
        ]
        if offset in places:
            return places.index(offset), len(places)
    return 0, 1
