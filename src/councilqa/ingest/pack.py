"""An agenda pack split at its items: where each begins, its number and its title."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from councilqa.domain.documents import Block, Draft, Footnote, Heading, Page

_ITEM = re.compile(
    r"(?:agenda\s+)?item(?:\s+(?:no|number))?\b[\s.:#]*(?P<number>\d{1,3}[A-Za-z]?)\s*(?:[-–—:.]\s*(?P<title>\S.*))?$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?P<number>\d{1,3}[A-Za-z]?)[.)]?\s+(?P<title>\S.*?)[\s.…]*\(?(?:(?:pages?|pp?\.?)\s*)?"
    r"(?P<first>\d{1,4})\s*(?:-|–|to)\s*\d{1,4}\)?$",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"(?:joint\s+)?report\s+(?:of|by|to|title)\b|(?:report author|subject|title)\s*[:\t]|date of meeting\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\*\*|__|[*_#]")
_NO_TITLE = re.compile(
    r".*\b(?:council|committee|cabinet|board|panel|agenda|meeting)$|(?:report|part|appendix|annex|cabinet|council)\b.{0,12}$"
    r"|.*\b\d{1,2}(?:st|nd|rd|th)? \w+ 20\d\d$",
    re.IGNORECASE,
)
_TITLED = re.compile(r"(?:report title|title of report|subject|title|report)\s*[:\t]\s*(?P<title>\S.*)", re.IGNORECASE)
_TOP = 5
"""Blocks at the top of a page that may name the item."""
_HEAD = 12
"""Blocks in which a report gives its title."""


@dataclass(frozen=True, slots=True)
class Item:
    start: int
    """Offset in the text."""
    number: str | None
    title: str


@dataclass(frozen=True, slots=True)
class _Listed:
    number: str
    title: str
    first_page: int
    """As it is printed."""


def items_of(draft: Draft) -> tuple[Item, ...]:
    """Where the items of a pack begin, in their order; none of a paper that is no pack."""
    tops = list(_tops(draft))
    listed = _listed(block for _, blocks in tops for block in blocks)
    starts = list(_starts(tops, listed, agenda=bool(listed) or _is_agenda(tops)))
    return tuple(starts) if len(starts) > 1 else ()


def _tops(draft: Draft) -> Iterator[tuple[Page, Sequence[Block]]]:
    """Each page that has text with the blocks that begin on it."""
    blocks = [block for block in draft.blocks if not isinstance(block, Footnote)]
    at = 0
    for page in draft.pages:
        while at < len(blocks) and blocks[at].start < page.start:
            at += 1
        end = at
        while end < len(blocks) and blocks[end].start < page.end:
            end += 1
        if end > at:
            yield page, blocks[at:end]
        at = end


def _is_agenda(tops: Sequence[tuple[Page, Sequence[Block]]]) -> bool:
    lines = (line for _, blocks in tops[:1] for block in blocks for line in _lines(block))
    return any(re.fullmatch(r"(?:\w+ )?agenda\W*", line, re.IGNORECASE) for line in lines)


def _listed(blocks: Iterator[Block]) -> Mapping[str, _Listed]:
    """What the agenda lists with pages, by number."""
    found: dict[str, _Listed] = {}
    for block in blocks:
        for line in _lines(block):
            if match := _LISTED.match(line):
                entry = _Listed(match["number"], match["title"].strip(" ."), int(match["first"]))
                found.setdefault(entry.number, entry)
    return found if len(found) > 1 else {}


def _starts(
    tops: Sequence[tuple[Page, Sequence[Block]]], listed: Mapping[str, _Listed], *, agenda: bool
) -> Iterator[Item]:
    number: str | None = None
    by_page = {each.first_page: each.number for each in listed.values()}
    for page, blocks in tops:
        named = page.item or next(filter(None, (_named(block) for block in blocks[:_TOP])), None)
        begins = named or by_page.get(_of_pack(page) or 0)
        if begins is not None and begins != number:
            number = begins
            yield Item(page.start, number, _title(blocks, listed.get(number)))
        elif begins is None and agenda and page.number > 1 and _is_report(blocks):
            number = None
            yield Item(page.start, None, _title(blocks, None))


def _named(block: Block) -> str | None:
    match = _ITEM.match(next(iter(_lines(block)), ""))
    return match["number"] if match else None


def _of_pack(page: Page) -> int | None:
    """The pack's number of a page, the last that is printed on it."""
    numbers = re.findall(r"\d+", page.label or "")
    return int(numbers[-1]) if numbers else None


def _is_report(blocks: Sequence[Block]) -> bool:
    """Whether a page begins with the head of a report."""
    lines = itertools.chain.from_iterable(_lines(block) for block in blocks[:_TOP])
    return any(_REPORT.match(line) for line in lines)


def _title(blocks: Sequence[Block], listed: _Listed | None) -> str:
    """As the agenda has it, or as the report itself has."""
    if listed is not None:
        return listed.title
    head = blocks[:_HEAD]
    for block in head:
        for line in _lines(block):
            match = _ITEM.match(line) or _TITLED.match(line)
            if match and match["title"]:
                return " ".join(match["title"].split())
    headings = [line for block in head if isinstance(block, Heading) for line in _lines(block)]
    titles = (line for line in headings if not (_ITEM.match(line) or _NO_TITLE.match(line)))
    return next(titles, headings[0] if headings else " ".join(blocks[0].text.split())[:80])


def _lines(block: Block) -> list[str]:
    return [" ".join(_MARKUP.sub("", line).split()) for line in block.text.split("\n") if line.strip()]
