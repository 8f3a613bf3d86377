"""The place in a paper that a citation names, as text: the section around it, the quotation marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from councilqa.domain.documents import Document, Heading, Placed
from councilqa.errors import UnknownDocumentError
from councilqa.reading.shown import Piece, ShownBlock, ShownKind, Span, anchors, shown

__all__ = [
    "OutlineEntry", "PageStart", "Piece", "Place", "Reading", "ShownBlock", "ShownKind", "Span", "place_of",
    "reading_of",
]  # fmt: skip

USUAL_LENGTH = 6_000
"""Characters of a section that are shown around a quotation: about three printed pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quotation stands and what stands around it."""

    section: tuple[str, ...]
    paragraph: str | None
    page: int | None
    """1-based, as a viewer shows it: the page on which the quotation begins."""
    printed_page: str | None
    blocks: tuple[ShownBlock, ...]
    """Of the section that holds it, whole blocks, with the quotation marked."""
    cut_before: bool
    """The section has more before or between the blocks shown."""
    cut_after: bool
    before: Span | None
    """Where the section before begins; empty, so that nothing is marked there."""
    after: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    level: int
    """How deep the heading stands in the outline, from 1."""
    title: str
    anchor: str
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStart:
    """A page of the paper and where to jump to in its text."""

    number: int
    label: str | None
    """The label printed on it."""
    anchor: str | None
    """Of the first block that begins on it, or else of the one that runs over it; None where the page has no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole paper to be read."""

    outline: tuple[OutlineEntry, ...]
    blocks: tuple[ShownBlock, ...]
    pages: tuple[PageStart, ...]


def place_of(document: Document, span: Span, *, length: int = USUAL_LENGTH) -> Place:
    """The section around a span, in whole blocks, of about that length in all."""
    placed = document.placed
    first, last = _holding(document, span)
    begin, end = _section(placed, first, last)
    chosen = _chosen(placed, (begin, end), (first, last), length)
    names = anchors(placed)
    page = document.draft.page_at(max(span.start, placed[first].block.start))
    return Place(
        section=placed[first].section,
        paragraph=placed[first].paragraph,
        page=page.number if page else None,
        printed_page=page.label if page else None,
        blocks=tuple(
            shown(document, placed[index], anchor=names[index], span=span, skipped_before=_gap(chosen, position))
            for position, index in enumerate(chosen)
        ),
        cut_before=chosen[0] > begin or any(_gap(chosen, position) for position in range(len(chosen))),
        cut_after=chosen[-1] < end - 1,
        before=_beginning(placed, _section(placed, begin - 1, begin - 1)[0]) if begin > 0 else None,
        after=_beginning(placed, end) if end < len(placed) else None,
    )


def reading_of(document: Document, span: Span | None = None) -> Reading:
    """The whole paper in order, with its outline and pages."""
    names = anchors(document.placed)
    blocks = tuple(
        shown(document, placed, anchor=name, span=span) for placed, name in zip(document.placed, names, strict=True)
    )
    outline = tuple(
        OutlineEntry(
            level=max(len(block.section), 1),
            title=block.section[-1] if block.section else "".join(piece.text for piece in block.pieces),
            anchor=block.anchor,
            page=block.page,
        )
        for block in blocks
        if block.kind == "heading"
    )
    return Reading(outline=outline, blocks=blocks, pages=_page_starts(document, names))


def _page_starts(document: Document, names: Sequence[str]) -> tuple[PageStart, ...]:
    starts: list[PageStart] = []
    index = 0
    for page in document.draft.pages:
        while index < len(names) and document.placed[index].block.end <= page.start:
            index += 1
        at = index
        if at + 1 < len(names) and document.placed[at].block.start < page.start:
            at += document.placed[at + 1].block.start < page.end
        has_text = at < len(names) and document.placed[at].block.start < page.end and page.start < page.end
        starts.append(PageStart(number=page.number, label=page.label, anchor=names[at] if has_text else None))
    return tuple(starts)


def _holding(document: Document, span: Span) -> tuple[int, int]:
    """The first and the last block that the span touches; between two blocks, the next one."""
    placed = document.placed
    if not placed or span.end > len(document.text):
        raise UnknownDocumentError(
            f"the paper has no characters {span.start} to {span.end}",
            hint="It may have been replaced since it was cited: ask again.",
        )
    first = next((index for index, each in enumerate(placed) if each.block.end > span.start), len(placed) - 1)
    last = first
    while last + 1 < len(placed) and placed[last + 1].block.start < span.end:
        last += 1
    return first, last


def _section(placed: Sequence[Placed], first: int, last: int) -> tuple[int, int]:
    """From the headings above the first block to those below the last; headings in a row are one beginning."""
    while first > 0 and not _begins_section(placed, first):
        first -= 1
    end = last + 1
    while end < len(placed) and not _begins_section(placed, end):
        end += 1
    return first, end


def _begins_section(placed: Sequence[Placed], index: int) -> bool:
    is_heading = isinstance(placed[index].block, Heading)
    return is_heading and (index == 0 or not isinstance(placed[index - 1].block, Heading))


def _chosen(placed: Sequence[Placed], section: tuple[int, int], held: tuple[int, int], length: int) -> list[int]:
    """The blocks to show: those of the span, their lead-in, and their neighbours as far as there is room."""
    begin, end = section
    first, last = held
    always = {index for index in (_lead_in(placed, section, first),) if index is not None}
    room = length - sum(len(placed[index].block.text) for index in always | set(range(first, last + 1)))
    while first > begin or last < end - 1:
        before = len(placed[first - 1].block.text) if first > begin else room + 1
        after = len(placed[last + 1].block.text) if last < end - 1 else room + 1
        if min(before, after) > room:
            break
        # The nearer side first, so that the quotation stays about in the middle.
        if before <= room and (after > room or held[0] - first <= last - held[1]):
            first, room = first - 1, room - before
        else:
            last, room = last + 1, room - after
    return sorted(always | set(range(first, last + 1)))


def _lead_in(placed: Sequence[Placed], section: tuple[int, int], first: int) -> int | None:
    lead_in = placed[first].lead_in
    if lead_in is None:
        return None
    return next((index for index in range(section[0], first) if placed[index].block.end > lead_in.start), None)


def _gap(chosen: Sequence[int], position: int) -> bool:
    return position > 0 and chosen[position] > chosen[position - 1] + 1


def _beginning(placed: Sequence[Placed], index: int) -> Span:
    start = placed[index].block.start
    return Span(start=start, end=start)
