"""A paper as lines one after another: headings, paragraphs, items, and cells of tables that hold recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from councilqa.domain.documents import (
    Document,
    Footnote,
    Heading,
    ListItem,
    Paragraph,
    Placed,
    Row,
    Slice,
    Table,
    item_of,
)
from councilqa.registers.resolutions.headings import announced
from councilqa.registers.resolutions.numbers import first, follows

LineKind = Literal["heading", "paragraph", "item"]

_MARK = r"[\s•●○▪◦■*_#‣·\-–]*"
_NUMBER = r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]{1,2}|[ivxIVX]{1,5})\)?"
_WORD = r"(?:(?i:minutes?|min|item|cofnod|eitem)\b\.?\s*(?:(?i:numbers?|nos?|rhif)\b\.?\s*)?)?"
_BULLET = re.compile(_MARK)
_INLINE = re.compile(
    r"(?:(?<=\s)|(?<=:)|^)(?P<number>\((?:\d{1,2}|[a-z]{1,2}|[ivx]{1,5})\)|\d{1,2}[.)](?!\d)|[a-z][.)]|"
    r"[ivx]{2,5}[.)])\s+(?=\S)"
)
_APPENDED = re.compile(
    r"\W*(?:appendix|appendices|annexe?|schedule|enclosure|atodiad)(?:\s+[\dA-Z]{1,3}\b|\s*[:\-–]|\W*$)", re.IGNORECASE
)
_TITLE = 100
_END_MATTER = re.compile(
    r"[\W\d]*(?:background (?:papers|documents|information)|(?:list of )?appendices(?: .*)?|attachments|"
    r"contact (?:details|officers?)|(?:report )?authors?|section 100\s?d\b.*)\W*",
    re.IGNORECASE,
)
_REPORT_HEAD = re.compile(
    r"\W*(?:report (?:of|to|by|from|title)|date of (?:meeting|committee)|meeting(?: date)?|decision maker|"
    r"title of report)\b"
    r"[^.:]{0,40}:",
    re.IGNORECASE,
)
_RECOMMENDED_COLUMN = re.compile(r"\W*(?:recommendations?|recommendation\(s\))\W*", re.IGNORECASE)
_DECIDED_COLUMN = re.compile(r"\W*(?:decisions?|resolutions?|resolved|decision made)\W*", re.IGNORECASE)
_NUMBER_COLUMN = re.compile(r"\W*(?:no|number|ref|reference|#|item|rec(?:ommendation)?\.? no)\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Slice):
    kind: LineKind
    number: str | None
    body: int
    """Offset in the document's text of its first word behind the number or the bullet."""
    level: int = 0
    """Of a heading."""
    depth: int = 0
    """Of an item."""
    section: tuple[str, ...] = ()
    paragraph: str | None = None
    """What it is cited by: its own number or that of the paragraph or minute it belongs to."""
    appended: bool = False
    """Whether it stands in an appendix."""

    @property
    def said(self) -> str:
        """Its text without number and bullet."""
        return self.text[self.body - self.start :]

    @property
    def cited(self) -> str:
        """With its number, which Word may have set, and without a bullet."""
        if self.number is None:
            return self.said
        return self.text if self.body > self.start else f"{self.number} {self.text}"

    def part(self, start: int, end: int, *, number: str | None = None, body: int | None = None) -> Line:
        """A stretch of it as a line of its own, by offsets in the document's text."""
        text = self.text[start - self.start : end - self.start]
        return replace(self, text=text, start=start, number=number, body=start if body is None else body)


def lines(document: Document) -> tuple[Line, ...]:
    """Every block but tables that hold none, in reading order."""
    return tuple(_lines(document))


def _lines(document: Document) -> Iterator[Line]:
    parts = _Parts()
    for placed in document.placed:
        appended = parts.appended(placed)
        match placed.block:
            case Heading(level=level):
                yield _line(placed, "heading", appended, level=level)
            case Paragraph():
                yield _line(placed, "paragraph", appended)
            case ListItem(depth=depth):
                yield _line(placed, "item", appended, depth=depth)
            case Table() as table:
                yield from _of_table(table, placed, appended)
            case Footnote():
                pass


class _Parts:
    """Where the report ends and what is appended to it begins, on a walk through the blocks."""

    def __init__(self) -> None:
        self._appended = False
        self._ended = False
        self._item: str | None = None

    def appended(self, placed: Placed) -> bool:
        block = placed.block
        if self._item != item_of(placed.section):  # the next report of a pack
            self._item = item_of(placed.section)
            self._appended = self._ended = False
        if isinstance(block, Heading):
            if _END_MATTER.fullmatch(block.text):
                self._ended = True
            elif _APPENDED.match(block.text) or (self._ended and block.level == 1):
                self._appended = True
        elif self._ended and isinstance(block, Paragraph) and len(block.text) < _TITLE and _APPENDED.match(block.text):
            self._appended = True
        elif _REPORT_HEAD.match(block.text):
            self._appended = self._ended = False
        return self._appended


def _line(placed: Placed, kind: LineKind, appended: bool, *, level: int = 0, depth: int = 0) -> Line:
    block = placed.block
    number = None if isinstance(block, Table) else block.number
    return Line(
        text=block.text,
        start=block.start,
        kind=kind,
        number=number,
        body=block.start + said_from(block.text, number),
        level=level,
        depth=depth,
        section=placed.section,
        paragraph=placed.paragraph,
        appended=appended,
    )


def said_from(text: str, number: str | None) -> int:
    """How many of the first characters are bullet and number."""
    if number is not None:
        itself = re.escape(number.strip("()"))
        match = re.match(rf"{_MARK}{_WORD}\(?{itself}\)?[.):]*{_MARK}(?=\s|$|[A-Z])", text)
        if match is not None:
            return match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    bullet = _BULLET.match(text)
    return bullet.end() if bullet else 0


def _of_table(table: Table, placed: Placed, appended: bool) -> Iterator[Line]:
    columns = _columns(table)
    for row in table.rows[table.header_rows or (1 if columns else 0) :] if columns else table.rows:
        if columns:
            yield from _of_columns(row, columns, placed, appended)
        else:
            yield from _of_label(row, placed, appended)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    number: int | None
    said: int
    head: Slice


def _columns(table: Table) -> _Columns | None:
    """The columns of a table that lists recommendations or decisions, one a row."""
    if len(table.rows) < 2:
        return None
    heads = table.rows[0].cells
    wanted = [
        place
        for place, head in enumerate(heads)
        if _RECOMMENDED_COLUMN.fullmatch(head.text) or _DECIDED_COLUMN.fullmatch(head.text)
    ]
    if len(wanted) != 1 or len([head for head in heads if head.text.strip()]) < 2:
        return None
    numbers = [place for place, head in enumerate(heads) if _NUMBER_COLUMN.fullmatch(head.text)]
    return _Columns(number=numbers[0] if numbers else None, said=wanted[0], head=heads[wanted[0]])


def _of_columns(row: Row, columns: _Columns, placed: Placed, appended: bool) -> Iterator[Line]:
    """The column's head as a heading, then the cell, so that it reads as a list under it."""
    if columns.said >= len(row.cells) or not row.cells[columns.said].text.strip():
        return
    cell = row.cells[columns.said]
    yield _cell(columns.head, "heading", placed, appended)
    number = (
        row.cells[columns.number].text.strip(" .")
        if columns.number is not None and columns.number < len(row.cells)
        else ""
    )
    line = _cell(cell, "paragraph", placed, appended)
    points = inline(line, line.start)
    if points or not re.fullmatch(_NUMBER, number):
        yield from points or (line,)
    else:
        yield replace(line, number=number)


def _of_label(row: Row, placed: Placed, appended: bool) -> Iterator[Line]:
    """A row of a header grid: "Recommendation(s):" and what it is."""
    filled = [cell for cell in row.cells if cell.text.strip()]
    if len(filled) < 2 or announced(filled[0].text, record=True) is None:
        return
    yield _cell(filled[0], "heading", placed, appended)
    for cell in filled[1:]:
        line = _cell(cell, "paragraph", placed, appended)
        yield from inline(line, line.start) or (line,)


def _cell(cell: Slice, kind: LineKind, placed: Placed, appended: bool) -> Line:
    return Line(
        text=cell.text,
        start=cell.start,
        kind=kind,
        number=None,
        body=cell.start,
        level=9,
        section=placed.section,
        paragraph=placed.paragraph,
        appended=appended,
    )


def inline(line: Line, start: int) -> tuple[Line, ...]:
    """The points of a list that runs on in one paragraph, "(1) …; and (2) …", with what stands before them.

    Empty where there is no such list of two points or more from this offset.
    """
    marks: list[re.Match[str]] = []
    for match in _INLINE.finditer(line.text, start - line.start):
        number = _plain(match)
        if follows(number, _plain(marks[-1])) if marks else first(number):
            marks.append(match)
    if len(marks) < 2:
        return ()
    ends = [*(mark.start() for mark in marks[1:]), len(line.text)]
    points = tuple(
        line.part(
            line.start + mark.start(),
            line.start + _trimmed(line.text, end),
            number=_plain(mark),
            body=line.start + mark.end(),
        )
        for mark, end in zip(marks, ends, strict=True)
    )
    before = line.text[start - line.start : marks[0].start()]
    if not before.strip():
        return points
    return (line.part(start, start + len(before.rstrip())), *points)


def _plain(mark: re.Match[str]) -> str:
    number = mark["number"]
    return number if number.startswith("(") else number.strip(".)")


def _trimmed(text: str, end: int) -> int:
    return len(text[:end].rstrip())
