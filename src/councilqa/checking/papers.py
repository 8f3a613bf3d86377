"""A paper laid out for checking: its sentences and tables with their places, and whom a figure is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from councilqa.checking.effort import Effort
from councilqa.checking.grids import Grid, read_grid
from councilqa.councils.called import defined, first_words, forms
from councilqa.domain.discrepancies import Side
from councilqa.domain.documents import Document, Heading, Placed, Slice, Table
from councilqa.sentences import sentences
from councilqa.text import unlike

BOTH = "both"
"""Scope of what is said of all the councils of a partnership together."""
_TOGETHER = re.compile(
    r"\b(?:both (?:the )?(?:councils|authorities|areas|organisations|districts|boroughs)|combined|collectively|"
    r"(?<!work )(?<!working )together|(?:the )?two councils|joint population|partnership area|across the partnership|"
    r"all (?:of )?the councils)\b",
    re.IGNORECASE,
)
_FOR = re.compile(r"\s*(?:million|m|k)?\s*(?:\([^)]*\)\s*)?(?:for|at|in|from|\(|to)\s*(?:the\s+)?", re.IGNORECASE)
_THE_COUNCIL = re.compile(r"\bthe council\b", re.IGNORECASE)
_LONG_TITLE = 70
HEADINGS = 20
"""Blocks above a figure in which a heading may say whom it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    quote: Slice
    placed: Placed
    position: int
    """Of its block in the paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedGrid:
    grid: Grid
    placed: Placed
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the councils of a paper are called in it."""

    aliases: tuple[tuple[re.Pattern[str], str], ...]
    """(pattern, council), longer names first."""
    single: bool
    """Whether the paper is of one council, so that what names none is its own."""

    def mentions(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """(start, end, council or BOTH) in the order of the text, none inside another."""
        return _mentions(self.aliases, text)

    def of(self, text: str) -> str | None:
        """The one that a heading or a column is about; None where it is about none or several."""
        named = {name for _, _, name in self.mentions(text)}
        if BOTH in named:
            return BOTH
        return named.pop() if len(named) == 1 else None


@lru_cache(maxsize=1024)
def _mentions(aliases: tuple[tuple[re.Pattern[str], str], ...], text: str) -> tuple[tuple[int, int, str], ...]:
    """Read once for all the figures of a sentence."""
    plain = unlike(text)
    found = [(match.start(), match.end(), BOTH) for match in _TOGETHER.finditer(plain)]
    for pattern, council in aliases:
        for match in pattern.finditer(plain):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), council))
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    document: Document
    names: Names
    sentences: tuple[Sentence, ...]
    """Of its prose, in reading order; those of tables are left out."""
    grids: tuple[PlacedGrid, ...]
    starts: tuple[int, ...] = field(repr=False)
    """Of the blocks."""
    effort: Effort = field(repr=False, compare=False)
    """What checking it may cost, and what is left out for it."""

    @property
    def text(self) -> str:
        return self.document.text

    def side(self, quote: Slice) -> Side:
        return Side(document_id=self.document.id, quote=quote)

    def slice(self, start: int, end: int) -> Slice:
        """What stands there, without the white space around it."""
        raw = self.text[start:end]
        lead = len(raw) - len(raw.lstrip())
        return Slice(text=raw.strip(), start=start + lead)

    def position_at(self, offset: int) -> int:
        """Of the block that holds an offset, or the last before it."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def placed_at(self, offset: int) -> Placed:
        return self.document.placed[self.position_at(offset)]

    def where(self, offset: int) -> str:
        """A place in words: "at 6.13 (“Savings”)", "under “Financial case” on page 12"."""
        placed = self.placed_at(offset)
        # A heading stands under the one above it.
        section = (
            placed.section[:-1] if isinstance(placed.block, Heading) and len(placed.section) > 1 else placed.section
        )
        title = _short(section[-1]) if section else ""
        page = self.document.draft.page_at(offset)
        parts = []
        if placed.paragraph:
            titled = title and not title.startswith(placed.paragraph)
            parts.append(f"at {placed.paragraph}" + (f" (“{title}”)" if titled else ""))
        elif title:
            parts.append(f"under “{title}”")
        if page is not None:
            parts.append(f"on page {page.number}")
        return " ".join(parts) or "at the beginning"

    def scope_at(self, position: int) -> str | None:
        """Whom a block is about by the headings above it."""
        for title in reversed(self.document.placed[position].section):
            if (name := self.names.of(title)) is not None:
                return name
        return "" if self.names.single else None

    def scope_near(self, position: int) -> str | None:
        """The same, or by the last heading not far above that names a council, where headings are poorly nested."""
        if (scope := self.scope_at(position)) is not None:
            return scope
        for placed in reversed(self.document.placed[max(position - HEADINGS, 0) : position]):
            if isinstance(placed.block, Heading) and (name := self.names.of(placed.block.text)) is not None:
                return name
        return None

    def scope_of(self, sentence: Sentence, start: int, end: int) -> str | None:
        """Whom the figure from `start` to `end` (offsets in the paper) is about: by its sentence, else by headings."""
        text, begin = sentence.quote.text, sentence.quote.start
        mentions = self.names.mentions(text)
        for first, _, name in mentions:
            if first >= end - begin and _FOR.fullmatch(text[end - begin : first]):
                return name
        before = [name for first, _, name in mentions if first < start - begin]
        if before:
            return before[-1]
        named = [name for _, _, name in mentions if name != BOTH]
        if named and not _THE_COUNCIL.search(text):
            return named[0]
        return self.scope_at(sentence.position)


def _short(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= _LONG_TITLE else title[: _LONG_TITLE - 1].rsplit(" ", 1)[0] + "…"


def lay_out(document: Document, effort: Effort) -> Paper:
    return Paper(
        document=document,
        names=names_of(document),
        sentences=tuple(_sentences(document)),
        grids=tuple(_grids(document)),
        starts=tuple(placed.block.start for placed in document.placed),
        effort=effort,
    )


def _sentences(document: Document) -> Iterator[Sentence]:
    for position, placed in enumerate(document.placed):
        block = placed.block
        if isinstance(block, Table | Heading):
            continue
        for start, end in sentences(block.text):
            quote = Slice(text=block.text[start:end], start=block.start + start)
            yield Sentence(quote=quote, placed=placed, position=position)


def _grids(document: Document) -> Iterator[PlacedGrid]:
    for position, placed in enumerate(document.placed):
        if isinstance(placed.block, Table) and (grid := read_grid(placed.block)) is not None:
            yield PlacedGrid(grid=grid, placed=placed, position=position)


def names_of(document: Document) -> Names:
    """Full names, short names, abbreviations, and a first word that only one of the councils has."""
    councils = document.metadata.councils
    called: dict[str, str] = {}
    for council in councils:
        called |= dict.fromkeys(forms(council), council)
    called = {**first_words(councils), **called, **defined(councils, document.abbreviations)}
    ordered = sorted(called.items(), key=lambda item: -len(item[0]))
    aliases = tuple((re.compile(rf"\b{re.escape(alias)}(?:'s|’s)?\b"), council) for alias, council in ordered)
    return Names(aliases=aliases, single=len(councils) <= 1)
