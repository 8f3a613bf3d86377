"""Where each block stands: the headings above it, the paragraph it is cited by, its lead-in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from councilqa.domain.documents import (
    Block,
    Footnote,
    Heading,
    ListItem,
    Paragraph,
    Placed,
    Slice,
    Table,
    item_heading,
)
from councilqa.ingest.pack import Item

_MARKUP = re.compile(r"\*\*|__|[*_#]")
_LABEL = re.compile(r"[A-Z][\w ]{2,30}: ?\S.{0,60}$|[A-Z][\w ]{2,30} details\b", re.IGNORECASE)
_UNREAD = re.compile(
    r"[A-Z]{0,3}[./-]?\d{1,5}(?:[./-]\d{1,5})*[a-z]{0,5}[.:)]+(?=\s|[A-Z])"
    r"|(?!(?:19|20)\d\d\s)(?:\d{4,5}|\d{1,4}/\d{1,5})(?=\s+[A-Z][a-z])"
)
"""Begins with what may be a number of its own, though it was not taken for one: no part of the paragraph before."""
_LONGEST_OF_A_SECTION = 3
_NUMERAL = re.compile(r"[ivx]+", re.IGNORECASE)
_LETTER = re.compile(r"[a-z]+", re.IGNORECASE)
_FIRST = ("i", "a", "1")
_SENTENCE_END = re.compile(r"(?<=[.;?!])\s+")


def place(blocks: Sequence[Block], *, items: Sequence[Item] = (), minutes: bool = False) -> tuple[Placed, ...]:
    """Give every block its section path, paragraph number and lead-in, in reading order.

    `items` are those of an agenda pack, each with numbers and headings of its own. In `minutes` what stands under a
    numbered heading is cited by that number.
    """
    outline = _Outline(_levels(blocks), minutes=minutes)
    coming = list(items)
    placed: list[Placed] = []
    for position, block in enumerate(blocks):
        while coming and coming[0].start <= block.start:
            outline.begin(coming.pop(0))
        placed.append(outline.place(position, block))
    return tuple(placed)


def plain(text: str) -> str:
    """A heading as a reader sees it: no markup, one line."""
    return " ".join(_MARKUP.sub("", text).split())


def _levels(blocks: Sequence[Block]) -> dict[int, int]:
    """Level of each heading by position.

    An unnumbered heading stands under the numbered one before it as long as that series goes on
    (5.1 … 5.2); after its last number it may be a section of its own.
    """
    levels: dict[int, int] = {}
    numbered: list[tuple[int, Heading]] = []
    for position, block in enumerate(blocks):
        if isinstance(block, Heading):
            levels[position] = block.level
            if block.number is not None:
                numbered.append((position, block))
    for (position, heading), (following, after) in itertools.pairwise(numbered):
        if not _same_series(heading, after):
            continue
        for between in range(position + 1, following):
            if between in levels and levels[between] > 1:
                levels[between] = max(levels[between], heading.level + 1)
    return levels


def _same_series(heading: Heading, after: Heading) -> bool:
    """Whether two numbered headings count within one parent: 1.05 and 1.06, 5 and 6."""
    parent, _, own = (heading.number or "").rpartition(".")
    other_parent, _, other = (after.number or "").rpartition(".")
    if parent != other_parent or heading.level != after.level:
        return False
    return not (own.isdigit() and other.isdigit()) or int(other) >= int(own)


@dataclass(frozen=True, slots=True)
class _Above:
    """A heading that stands above what follows."""

    level: int
    title: str
    number: str | None
    """What is cited for it, in minutes also for the headings below it: "Decision" under minute 54."""


class _Outline:
    """The state of one walk through the blocks."""

    def __init__(self, levels: dict[int, int], *, minutes: bool) -> None:
        self._levels = levels
        self._minutes = minutes
        self._title = ""
        self._path: list[_Above] = []
        self._paragraph: str | None = None
        self._lead_in: Slice | None = None
        self._item: str | None = None
        self._lists: dict[str, Slice | None] = {}

    def begin(self, item: Item) -> None:
        """Nothing of the item before stands above what follows."""
        self._path = [_Above(0, item_heading(item.number, item.title), None)]
        self._title = item.title.casefold()
        self._paragraph = self._lead_in = self._item = None
        self._lists = {}

    def place(self, position: int, block: Block) -> Placed:
        match block:
            case Heading():
                return self._heading(position, block)
            case Paragraph():
                self._item = None
                if block.number is not None:
                    self._paragraph = block.number
                    self._lists = {}
                elif _LABEL.match(block.text) or _UNREAD.match(block.text):
                    self._paragraph = None
                placed = self._placed(block, None)
                self._lead_in = _last_sentence(block)
                return placed
            case ListItem():
                return self._list_item(block)
            case Table():
                placed = self._placed(block, self._lead_in)
                self._lead_in = None
                return placed
            case Footnote():
                return Placed(block=block, section=self._section(), paragraph=None)

    def _heading(self, position: int, block: Heading) -> Placed:
        level = self._levels[position]
        title = plain(block.text)
        while self._path and self._path[-1].level >= level:
            self._path.pop()
        above = self._path[-1].number if self._minutes and self._path else None
        self._paragraph = block.number if block.number and self._cited(block.number) else above
        if title.casefold() != self._title:
            self._path.append(_Above(level, title, self._paragraph))
        self._lead_in = Slice(text=block.text, start=block.start) if title.endswith(":") else None
        self._item = None
        self._lists = {}
        return self._placed(block, None)

    def _cited(self, number: str) -> bool:
        """Whether the number of a heading is one that what stands under it is cited by: "5.11", minute 1024."""
        return self._minutes or "." in number or "/" in number or len(number) > _LONGEST_OF_A_SECTION

    def _list_item(self, block: ListItem) -> Placed:
        number = self._paragraph
        if number is None and block.number is not None:
            self._item = block.number
        if number is None:
            number = self._item
        placed = Placed(block=block, section=self._section(), paragraph=number, lead_in=self._introduction(block))
        if block.text.rstrip().endswith(":"):
            self._lead_in = _last_sentence(block)
        return placed

    def _introduction(self, block: ListItem) -> Slice | None:
        """The lead-in, for (ii) that of (i), whatever stands between them."""
        if block.number is None:
            return self._lead_in
        form = _NUMERAL.sub("i", block.number) if _NUMERAL.search(block.number) else _LETTER.sub("a", block.number)
        if block.number.strip("().").lower() in _FIRST or form not in self._lists:
            self._lists[form] = self._lead_in
        return self._lists[form]

    def _placed(self, block: Block, lead_in: Slice | None) -> Placed:
        return Placed(block=block, section=self._section(), paragraph=self._paragraph, lead_in=lead_in)

    def _section(self) -> tuple[str, ...]:
        return tuple(each.title for each in self._path)


def _last_sentence(block: Paragraph | ListItem) -> Slice:
    """What introduces a list or table under the block."""
    cut = 0
    for match in _SENTENCE_END.finditer(block.text):
        cut = match.end()
    return Slice(text=block.text[cut:], start=block.start + cut)
