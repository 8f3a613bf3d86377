"""The register of milestones: what happens when, and by whom."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from councilqa.domain.documents import Document, Footnote, Heading, ListItem, Paragraph, Placed, Slice, Table
from councilqa.domain.registers import Milestone
from councilqa.registers.dating.events import TIMETABLE, events
from councilqa.registers.dating.moments import Moment, moments
from councilqa.registers.dating.timetables import Dated, dated_rows, heads_of
from councilqa.registers.dating.years import with_years
from councilqa.registers.resolutions.lines import said_from
from councilqa.text import comparable

_HEADING = re.compile(
    r"\b(?:phase|stage|step|review|update|milestone|launch|consultation|implementation|go[- ]live|period|wave|"
    r"tranche)\b",
    re.IGNORECASE,
)
_NO_STAGE = re.compile(
    r"\b(?:feedback|minutes|version|report|meeting held|results?|appendix|annex|table|figure)\b", re.IGNORECASE
)
_BACKGROUND = re.compile(
    r"\W*[\d.]*\s*(?:(?:[\w-]+ )?history|(?:version|document) control|background (?:papers|documents)|"
    r"previous consideration|appendices|report track|references|bibliography)\b",
    re.IGNORECASE,
)
_MONTHS_AND_YEARS = re.compile(r"[\d/]|[A-Z][a-z]{2,8}")


def milestones(document: Document) -> tuple[Milestone, ...]:
    """What a paper says to happen when, in tables, headings, lists and sentences, in reading order; each once."""
    return _once(_milestones(document))


def _milestones(document: Document) -> Iterator[Milestone]:
    captions: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    for position, placed in enumerate(document.placed):
        block = placed.block
        match block:
            case Heading():
                yield from _of_heading(position, placed, document)
            case Table():
                yield from _of_table(block, placed, captions, document, heads)
                heads = heads_of(block, heads)
            case Paragraph() | ListItem():
                yield from _of_text(block, placed, document)
            case Footnote():
                continue
        if not isinstance(block, Table):
            captions, heads = (block.text, *captions)[:2], ()
        elif not heads:
            captions = ()


def _announces(*texts: str) -> bool:
    return any(TIMETABLE.search(text) for text in texts)


def _headings(placed: Placed, *more: str) -> tuple[str, ...]:
    """What stands above, the nearest first."""
    lead = (placed.lead_in.text,) if placed.lead_in else ()
    return (*more, *lead, *reversed(placed.section))


def _of_heading(position: int, placed: Placed, document: Document) -> Iterator[Milestone]:
    """A stage with its dates as a heading, "Phase 1 (Jan-April 2023)", and what stands first under it."""
    block = placed.block
    found = with_years(moments(block.text), headings=tuple(reversed(placed.section[:-1])))
    if len(found) != 1 or found[0].days() is None or _NO_STAGE.search(block.text):
        return
    moment = found[0]
    label = _plain(f"{block.text[: moment.start]} {block.text[moment.end :]}")
    if not _HEADING.search(label):
        return
    under = document.placed[position + 1].block if position + 1 < len(document.placed) else None
    text = f"{label}: {_plain(under.text)}" if isinstance(under, Paragraph | ListItem) else label
    entry = _milestone(
        document, Slice(text=block.text, start=block.start), text, _plain(block.text[moment.start : moment.end]), moment
    )
    yield (
        replace(entry, quotes=(*entry.quotes, Slice(text=under.text, start=under.start)))
        if isinstance(under, Paragraph | ListItem)
        else entry
    )


def _of_table(
    table: Table, placed: Placed, captions: tuple[str, ...], document: Document, heads: tuple[str, ...]
) -> Iterator[Milestone]:
    """`heads` are the names of the columns of a table right before this one."""
    headings = _headings(placed, *([table.caption] if table.caption else []), table.rows[0].cells[0].text, *captions)
    if any(_BACKGROUND.match(each) for each in (*captions, *headings[:2])):
        return
    timetable = _announces(*headings[:4])
    found = [
        _of_row(row, headings, document) for row in dated_rows(table, document.text, timetable=timetable, before=heads)
    ]
    if timetable or not _are_past(found, document.metadata.date):
        yield from found


def _are_past(found: Sequence[Milestone], written: dt.date | None) -> bool:
    """Whether a table tells only of what was before the paper: its history."""
    days = [each.last_day for each in found if each.last_day is not None]
    return written is not None and bool(days) and all(day < written for day in days)


def _of_row(row: Dated, headings: tuple[str, ...], document: Document) -> Milestone:
    moment, until = row.moment, row.until
    if moment is not None:
        moment = with_years((moment, *row.others), headings=headings, written=document.metadata.date, ahead=True)[0]
    if until is not None:
        until = with_years((until,), headings=headings, written=document.metadata.date, ahead=True)[0]
    entry = _milestone(document, row.quote, row.what, row.when, moment)
    last = until.days() if until else None
    return replace(
        entry,
        quotes=(row.quote, *row.more),
        who=row.who,
        last_day=last[1] if last and entry.first_day else entry.last_day,
    )


def _of_text(block: Paragraph | ListItem, placed: Placed, document: Document) -> Iterator[Milestone]:
    if not _MONTHS_AND_YEARS.search(block.text) or (placed.section and _BACKGROUND.match(placed.section[-1])):
        return
    headings = _headings(placed)
    timetable = _announces(*headings[:2])
    body = said_from(block.text, block.number)
    said, start = block.text[body:], block.start + body
    found = events(
        said, timetable=timetable, item=isinstance(block, ListItem), headings=headings, written=document.metadata.date
    )
    for event in found:
        quote = Slice(text=said[event.start : event.end], start=start + event.start)
        yield replace(_milestone(document, quote, event.what, event.when, event.moment), who=event.who)


def _milestone(document: Document, quote: Slice, what: str, when: str, moment: Moment | None) -> Milestone:
    days = moment.days() if moment else None
    return Milestone(
        document_id=document.id,
        quotes=(quote,),
        what=what,
        when=when,
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
    )


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_#]+", "", text).split()).strip(" ():;,–—-")


def _once(found: Iterable[Milestone]) -> tuple[Milestone, ...]:
    """What a summary and the text behind it both say as one entry, with the quotations of both."""
    kept: dict[tuple[str, str], Milestone] = {}
    for entry in found:
        key = (comparable(entry.what), comparable(entry.when))
        if key in kept:
            quotes = {each.start: each for each in (*kept[key].quotes, *entry.quotes)}
            kept[key] = replace(kept[key], quotes=tuple(quotes.values()))
        else:
            kept[key] = entry
    return tuple(kept.values())
