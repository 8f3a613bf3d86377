"""Milestones in tables: a column that says when, one that says what, one that says who."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from councilqa.domain.documents import Row, Slice, Table
from councilqa.registers.dating.moments import Moment, moments

_WHEN = re.compile(
    r"(?:by\s+)?when|(?:key |target |proposed |planned |indicative |expected |due |estimated |anticipated |"
    r"provisional |revised |"
    r"actual |start |end |finish |completion |implementation |delivery |decision |meeting |milestone |go[- ]live |"
    r"review )*"
    r"(?:dates?|deadlines?|time ?scales?|time ?frames?|timings?|months?|quarters?|timelines?|timetable|due|start|"
    r"end|finish|completion|period)"
    r"(?: due| (?:for|of|to) (?:completion|delivery|implementation|implement|start|end|investigation))?(?: \(.*\))?|"
    r"(?:yr|year)s?\.? of \w+|completed by|to be (?:completed|delivered) by|week commencing|w/c",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"(?:key |project |main |proposed |next |service )*(?:milestones?|activit(?:y|ies)|actions?|tasks?|stages?|"
    r"steps?|events?|"
    r"deliverables?|what|work ?streams?|phases?|process|outputs?|requirements?|meetings?|decisions?|items?|functions?)"
    r"(?: (?:required|needed|description|and \w+|/ ?\w+))?|(?:local plan|project|programme) \w+",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"(?:by )?whom?|who(?: is| will be)? (?:responsible|leading|lead|accountable).*|(?:lead|responsible|action|"
    r"accountable)?\s*(?:officers?|owners?|leads?|responsib(?:le|ility)|accountab(?:le|ility))"
    r"(?: .*)?|lead officer.*|led by|delivered by|body|decision maker",
    re.IGNORECASE,
)
_NO_EVENT = re.compile(
    r"(?:background )?(?:documents?|papers?|reports?|titles?|files?|versions?|references?|amount|cost|budget|£.*|"
    r"councillor|member|"
    r"attendance|author|amendments?|changes?|revision)s?",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\W*(?:month|week|year|phase|day)s?\s*\d{1,2}(?:\s*(?:-|–|to|/|and)\s*\d{1,2})?\W*|\W*(?:\d{1,2}\s*(?:-|–|"
    r"to)\s*)?\d{1,2}\s+"
    r"(?:days|weeks|months|years)\b.{0,40}|\W*(?:immediate(?:ly)?|on-?going|tbc|tbd|to be (?:confirmed|agreed|"
    r"determined)|"
    r"completed?|asap|within \w+ \w+|\w+ weeks? (?:after|before) .*)\W*",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(?:of|for|start|end|finish|completion|review|decision|meeting|go[- ]live|launch)\b", re.IGNORECASE
)
"""In the name of a column: what of the row the date is."""
_OPENS_CELL = re.compile(r"\s*(?:[:–—-]\s*)")
_SHORT = 60
"""A cell that says when says little else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A row or a cell that says what happens when."""

    quote: Slice
    more: tuple[Slice, ...] = ()
    """The cell of a row above that says when for this one too."""
    what: str
    when: str
    moment: Moment | None
    """None where no date is given to reckon with."""
    until: Moment | None = None
    """Of another column, where one says the start and one the end."""
    others: tuple[Moment, ...] = ()
    """Other dates of the row."""
    who: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    when: tuple[int, ...]
    what: tuple[int, ...]
    who: int | None
    heads: tuple[str, ...]


def heads_of(table: Table, before: Sequence[str]) -> tuple[str, ...]:
    """The names of its columns; those of the table `before` it where it goes on from that without naming its own."""
    head, rows = _head(table)
    if len(head) != len(before) or _columns(head, rows, timetable=False) is not None:
        return head
    columns, first = _columns(before, table.rows, timetable=False), table.rows[0].cells
    dated = columns is not None and any(moments(first[place].text) for place in columns.when if place < len(first))
    return tuple(before) if dated else head


def dated_rows(table: Table, document_text: str, *, timetable: bool, before: Sequence[str] = ()) -> Iterator[Dated]:
    """What a table says to happen when; `timetable` says that a heading or a caption announces that it tells this.

    `before` are the names of the columns of the table that it goes on from.
    """
    head, rows = _head(table)
    if before and heads_of(table, before) == tuple(before):
        head, rows = tuple(before), table.rows
    columns = _columns(head, rows, timetable)
    if columns is None:
        if timetable:
            yield from _cells(table)
        return
    above: dict[int, Slice] = {}
    for row in rows:
        yield from _of_row(row, columns, above, document_text)


def _head(table: Table) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Names of the columns, and the rows under them; a title alone in the first row is no header."""
    rows = list(table.rows)
    count = table.header_rows
    while len(rows) > 1 and len([cell for cell in rows[0].cells if cell.text.strip()]) == 1 and len(rows[0].cells) > 1:
        rows.pop(0)
        count -= 1
    count = max(count, 1 if rows and any(_is(_WHEN, cell.text) for cell in rows[0].cells) else 0)
    width = max((len(row.cells) for row in rows), default=0)
    heads = tuple(
        _head_of([row.cells[place].text for row in rows[:count] if place < len(row.cells)]) for place in range(width)
    )
    return heads, tuple(rows[count:])


def _head_of(cells: Sequence[str]) -> str:
    """The name of a column: the one of its header cells that says what it holds, or all of them."""
    for cell in cells:
        if _is(_WHEN, cell) or _is(_WHAT, cell) or _is(_WHO, cell):
            return " ".join(cell.split())
    return " ".join(" ".join(cells).split())


def _is(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.fullmatch(" ".join(text.split()).strip(" :?*_.")))


def _columns(heads: Sequence[str], rows: Sequence[Row], timetable: bool) -> _Columns | None:
    when = tuple(place for place, head in enumerate(heads) if _is(_WHEN, head) and _mostly_when(rows, place))
    if not when and timetable:
        # No header names it: the column that holds nothing but dates.
        when = tuple(
            place
            for place in range(len(heads))
            if not _is(_WHAT, heads[place]) and _mostly_when(rows, place, finely=True)
        )
        when = when if len(when) == 1 else ()
    if not when:
        return None
    who = next((place for place, head in enumerate(heads) if place not in when and _is(_WHO, head)), None)
    what = tuple(place for place, head in enumerate(heads) if place not in (*when, who) and _is(_WHAT, head))
    free = [place for place in range(len(heads)) if place not in (*when, who)]
    if not what and (timetable or not any(_is(_NO_EVENT, heads[place]) for place in free)):
        what = tuple(free[:2]) if timetable or who is not None else ()
    return _Columns(when=when, what=what[:2], who=who, heads=tuple(heads)) if what else None


def _mostly_when(rows: Sequence[Row], place: int, *, finely: bool = False) -> bool:
    """Whether a column says when; `finely`, that it names days, months or quarters, which no column of sums does."""
    cells = [
        row.cells[place].text.strip() for row in rows if place < len(row.cells) and row.cells[place].text.strip(" -–")
    ]
    dated = [cell for cell in cells if len(cell) <= _SHORT and (moments(cell) or _LOOSE.fullmatch(cell))]
    found = [moment for cell in dated for moment in moments(cell)]
    fine = [each for each in found if each.high.unit in ("day", "month", "quarter", "season")]
    return bool(cells) and 2 * len(dated) >= len(cells) and bool(fine if finely else found)


def _of_row(row: Row, columns: _Columns, above: dict[int, Slice], text: str) -> Iterator[Dated]:
    cells = row.cells
    if _heads_a_group(row, columns):
        above.clear()
        return
    what = " – ".join(_said(cells, place) for place in columns.what if _said(cells, place))
    if not what:
        return
    who = _said(cells, columns.who) or None if columns.who is not None else None
    others = tuple(
        moment for place, cell in enumerate(cells) if place not in columns.when for moment in moments(cell.text)
    )
    found = []
    for place in columns.when:
        own = cells[place] if place < len(cells) and cells[place].text.strip(" -–") else None
        goes_on = not _said(cells, columns.what[0]) or not what[:1].isupper()
        cell = own or (None if goes_on else above.get(place))
        if cell is None or not (moments(cell.text) or _LOOSE.fullmatch(cell.text)):
            continue
        above[place] = cell
        found.append((place, cell, own is None))
    if len(found) == 2 and _start_and_end(columns, found[0][0], found[1][0]):
        found = found[:1]
        last = cells[columns.when[1]]
        yield _dated(row, what, who, others, found[0][1], text, until=last)
        return
    for place, cell, borrowed in found:
        head = columns.heads[place]
        label = f"{what} – {head}" if len(columns.when) > 1 or _TELLING.search(head) else what
        entry = _dated(row, label, who, others, cell, text)
        yield replace(entry, more=(cell,)) if borrowed else entry


def _heads_a_group(row: Row, columns: _Columns) -> bool:
    """Whether a row only names those below it: one cell alone, and no event beside a date that spans several rows."""
    filled = [place for place, cell in enumerate(row.cells) if cell.text.strip(" -–")]
    if len(filled) != 1 or len(row.cells) < len((*columns.when, *columns.what)):
        return False
    alone = row.cells[filled[0]].text
    under_a_date = filled[0] in columns.what and filled[0] > min(columns.when)
    return not under_a_date and not moments(alone) and alone.strip()[:1].isupper()


def _start_and_end(columns: _Columns, one: int, other: int) -> bool:
    begins, ends = columns.heads[one].casefold(), columns.heads[other].casefold()
    return ("start" in begins or "from" in begins) and any(word in ends for word in ("end", "finish", "complet", "to"))


def _dated(
    row: Row,
    what: str,
    who: str | None,
    others: tuple[Moment, ...],
    cell: Slice,
    text: str,
    *,
    until: Slice | None = None,
) -> Dated:
    found = moments(cell.text)
    filled = [each for each in row.cells if each.text.strip()]
    start, end = filled[0].start, filled[-1].end
    last = moments(until.text) if until is not None else ()
    when = " ".join(cell.text.split())
    return Dated(
        quote=Slice(text=text[start:end], start=start),
        what=what,
        when=when if until is None else f"{when} – {' '.join(until.text.split())}",
        moment=found[0] if found else None,
        until=last[0] if last else None,
        others=others,
        who=who,
    )


def _said(cells: Sequence[Slice], place: int) -> str:
    return " ".join(cells[place].text.split()).strip(" •●-–") if place < len(cells) else ""


def _cells(table: Table) -> Iterator[Dated]:
    """A picture of a timeline read as a table: cells that begin with a date and say what is on it."""
    for row in table.rows:
        for cell in row.cells:
            found = moments(cell.text)
            if not found or cell.text[: found[0].start].strip(" •●-–"):
                continue
            between = _OPENS_CELL.match(cell.text, found[0].end)
            what = " ".join(cell.text[between.end() :].split()) if between else ""
            if len(what.split()) < 2:
                continue
            when = " ".join(cell.text[found[0].start : found[0].end].split())
            yield Dated(quote=cell, what=what, when=when, moment=found[0])
