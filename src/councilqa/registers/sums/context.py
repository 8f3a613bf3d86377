"""What stands around a block: the words before a table, the heading whose council a page is about."""

from __future__ import annotations

from dataclasses import dataclass

from councilqa.domain.documents import Document, Footnote, Heading, ListItem, Paragraph, Placed, Slice
from councilqa.registers.sums.councils import Councils

_BACK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The surroundings of a block."""

    council: str | None
    """The one that its headings are about."""
    before: tuple[Slice, ...]
    """What stands before it, the nearest first."""
    section: tuple[str, ...]


def surroundings(document: Document, councils: Councils) -> tuple[Around, ...]:
    """One for each of the document's blocks."""
    found: list[Around] = []
    page = _PageTitle()
    before: tuple[Slice, ...] = ()
    for position, placed in enumerate(document.placed):
        following = document.placed[position + 1] if position + 1 < len(document.placed) else None
        page.step(placed, following, councils)
        found.append(Around(council=_council(placed, page, councils), before=before, section=placed.section))
        if isinstance(placed.block, Heading):
            before = (placed.block, *(each for each in before if isinstance(each, Heading)))[:_BACK]
        elif not isinstance(placed.block, Footnote):
            before = (placed.block, *before)[:_BACK] if isinstance(placed.block, Paragraph | ListItem) else ()
    return tuple(found)


class _PageTitle:
    """A heading that stands right above another is the title over it and over those that follow it, as on a slide."""

    def __init__(self) -> None:
        self.council: str | None = None
        self._level = 0
        self._last_was_heading = False

    def step(self, placed: Placed, following: Placed | None, councils: Councils) -> None:
        block = placed.block
        if not isinstance(block, Heading):
            self._last_was_heading = False
            return
        named = councils.named(block.text)
        titles = following is not None and isinstance(following.block, Heading)
        if named:
            self.council = named[0] if len(named) == 1 and titles else None
            self._level = block.level
        elif block.number is not None or block.level < self._level or (titles and not self._last_was_heading):
            self.council = None
        self._last_was_heading = True


def _council(placed: Placed, page: _PageTitle, councils: Councils) -> str | None:
    """By the innermost heading that names councils; none where it names several."""
    for title in reversed(placed.section[1:] if len(placed.section) > 1 else placed.section):
        named = councils.named(title)
        if named:
            return named[0] if len(named) == 1 else None
        if page.council is not None:
            return page.council
    return page.council
