"""Dates that cannot be, or that differ for the same thing."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from councilqa.checking.papers import Paper, Sentence
from councilqa.checking.statements import stems
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind, Severity
from councilqa.domain.documents import Heading, Slice, Table
from councilqa.text import content_words

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DATE = rf"(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?,?\s+(?P<year>(?:19|20)\d\d)\b"
_PLAIN_DATE = re.sub(r"\?P<\w+>", "", _DATE).replace("(\\d{1,2})", "\\d{1,2}")
_WEEKDAY = re.compile(rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b,?\s+(?:the\s+)?{_DATE}", re.IGNORECASE)
_ANY_DATE = re.compile(rf"\b{_DATE}", re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?P<first>{_PLAIN_DATE})\s*(?:to|until|till|and|-|–|—)\s*(?P<last>{_PLAIN_DATE})", re.IGNORECASE
)
_FROM = re.compile(
    r"(?<!compared )\b(?:from|between|period|starting|covers?|for the years?)\b[^.]{0,25}$|\($", re.IGNORECASE
)
_YEARS = re.compile(
    r"\b(?P<first>20\d\d)\s?[/-]\s?\d\d(?:\d\d)?\s+(?:to|until|through to)\s+"
    r"(?P<last>20\d\d)\s?[/-]\s?\d\d(?:\d\d)?\b"
)
_SINCE = re.compile(r"(?P<what>[^.;:,()]{8,90}?)\s+since\s+(?P<year>(?:19|20)\d\d)\b")
_NAME = re.compile(r"(?<=\s)[A-Z]\w+")
_PHASE = re.compile(
    rf"\b(?P<what>(?:phase|stage|tranche|wave)\s+(?:\d+|[a-c]))\b\s*[:(–—-]*\s*"
    rf"(?P<first>{_MONTH})\b\.?(?:\s+(?P<year1>20\d\d))?\s*(?:to|-|–|—)\s*(?P<last>{_MONTH})\b\.?\s+(?P<year>20\d\d)\)?",
    re.IGNORECASE,
)
_TITLE_DATE = re.compile(rf"^(?P<title>.{{8,90}}?)\s*\((?P<date>{_MONTH}\s+20\d\d)\)\W*$", re.IGNORECASE)
_LABEL = re.compile(r"^\W*(?:appendix|annexe?)\s+\w+\W*", re.IGNORECASE)
_MONTH_ALONE = re.compile(rf"\W*(?P<date>{_MONTH}\s+20\d\d)\W*", re.IGNORECASE)
SAME_WORDS = 3
"""Words right before "since" that make it the same thing."""
COVER = 6
"""Blocks in which a title page may have its date."""


def wrong_dates(paper: Paper) -> Iterator[Discrepancy]:
    for sentence in paper.sentences:
        yield from _impossible(paper, sentence)
    yield from _since(paper)
    yield from _phases(paper)
    yield from _covers(paper)


def _impossible(paper: Paper, sentence: Sentence) -> Iterator[Discrepancy]:
    """A day that there is not, the wrong day of the week, an end before its beginning."""
    text = sentence.quote.text
    for match in _ANY_DATE.finditer(text):
        if _day(match) is None:
            said = f"{match[0]} {paper.where(sentence.quote.start)} is no day of the calendar."
            yield _alone(paper, sentence, match, said)
    for match in _WEEKDAY.finditer(text):
        day = _day(match)
        if day is not None and _WEEKDAYS[day.weekday()] != match["weekday"].lower():
            right = _WEEKDAYS[day.weekday()].capitalize()
            where = paper.where(sentence.quote.start)
            yield _alone(paper, sentence, match, f"{' '.join(match[0].split())} {where}: that day is a {right}.")
    for match in (*_RANGE.finditer(text), *_YEARS.finditer(text)):
        if _is_backwards(match) and _FROM.search(text[: match.start()]):
            said = f"The period {' '.join(match[0].split())} {paper.where(sentence.quote.start)} ends before it begins."
            yield _alone(paper, sentence, match, said)


def _is_backwards(match: re.Match[str]) -> bool:
    if match.re is _YEARS:
        return int(match["last"]) < int(match["first"])
    first, last = (_day(_ANY_DATE.match(match[name])) for name in ("first", "last"))
    return first is not None and last is not None and last < first


def _day(match: re.Match[str] | None) -> dt.date | None:
    if match is None:
        return None
    try:
        return dt.date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _month(written: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(written.lower()[:3]))


def _alone(paper: Paper, sentence: Sentence, match: re.Match[str], said: str) -> Discrepancy:
    return Discrepancy(
        kind=DiscrepancyKind.DATE,
        severity="medium",
        sides=(paper.side(sentence.quote),),
        values=(" ".join(match[0].split()),),
        arithmetic="",
        sentence=said,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    """A thing with a date, where it stands."""

    quote: Slice
    written: str
    value: tuple[int, ...]


def _since(paper: Paper) -> Iterator[Discrepancy]:
    """ "sharing services since 2011" and "sharing services since 2010"."""
    found: dict[tuple[str, ...], list[_Dated]] = defaultdict(list)
    for sentence in paper.sentences:
        if " since " not in sentence.quote.text:
            continue
        for match in _SINCE.finditer(sentence.quote.text):
            words = tuple(word for each in match["what"].split() for word in stems(each, paper.names))[-SAME_WORDS:]
            names = tuple(sorted({name for name in _NAME.findall(match["what"]) if content_words(name)}))
            if len(words) == SAME_WORDS:
                dated = _Dated(quote=sentence.quote, written=f"since {match['year']}", value=(int(match["year"]),))
                found[names + words].append(dated)
    for things in found.values():
        yield from _two(paper, things, what="The same is said to have been so", severity="low")


def _phases(paper: Paper) -> Iterator[Discrepancy]:
    """ "Phase 1 (Jan-April 2023)" and "Phase 1 Jan-May 2023": the same beginning or the same end, and another other."""
    found: dict[str, list[_Dated]] = defaultdict(list)
    for placed in paper.document.placed:
        if isinstance(placed.block, Table):
            continue
        for match in _PHASE.finditer(placed.block.text):
            year = int(match["year"])
            value = (int(match["year1"] or year), _month(match["first"]), year, _month(match["last"]))
            start = placed.block.start + match.start()
            quote = paper.slice(start, start + len(match[0]))
            found[match["what"].lower()].append(_Dated(quote=quote, written=" ".join(match[0].split()), value=value))
    for what, things in found.items():
        values = {thing.value for thing in things}
        if len(values) == 2 and (len({v[:2] for v in values}) == 1 or len({v[2:] for v in values}) == 1):
            yield from _two(paper, things, what=f"The dates of {what} differ: it is", severity="medium")


def _two(paper: Paper, things: list[_Dated], *, what: str, severity: Severity) -> Iterator[Discrepancy]:
    other = next((thing for thing in things if thing.value != things[0].value), None)
    if other is None or len({thing.value for thing in things}) > 2:
        return
    pair = (things[0], other)
    places = [f"{thing.written} {paper.where(thing.quote.start)}" for thing in pair]
    yield Discrepancy(
        kind=DiscrepancyKind.DATE,
        severity=severity,
        sides=tuple(paper.side(thing.quote) for thing in pair),
        values=tuple(thing.written for thing in pair),
        arithmetic="",
        sentence=f"{what} {places[0]} and {places[1]}.",
    )


def _covers(paper: Paper) -> Iterator[Discrepancy]:
    """A paper that is listed with one month, and has another on its own title page."""
    placed = paper.document.placed
    for position, each in enumerate(placed):
        match = None if isinstance(each.block, Table) else _TITLE_DATE.match(each.block.text.strip())
        if match is None:
            continue
        title = stems(
            re.sub(r"^\W*(?:appendix|annexe?)\s+\w+\W*", "", match["title"], flags=re.IGNORECASE), paper.names
        )
        for at in range(position + 1, len(placed)):
            if isinstance(placed[at].block, Heading) and title and stems(placed[at].block.text, paper.names) == title:
                dated = _title_page_date(paper, at)
                if dated is not None and dated[1].lower() != match["date"].lower():
                    yield _told_cover(paper, each.block, match["date"], *dated)
                break


def _title_page_date(paper: Paper, position: int) -> tuple[Slice, str] | None:
    for each in paper.document.placed[position + 1 : position + 1 + COVER]:
        match = _MONTH_ALONE.fullmatch(each.block.text)
        if match is not None:
            return paper.slice(each.block.start, each.block.end), match["date"]
    return None


def _told_cover(paper: Paper, listed: Slice, date: str, quote: Slice, other: str) -> Discrepancy:
    return Discrepancy(
        kind=DiscrepancyKind.DATE,
        severity="low",
        sides=(paper.side(paper.slice(listed.start, listed.end)), paper.side(quote)),
        values=(date, other),
        arithmetic="",
        sentence=(
            f"“{' '.join(listed.text.split())}” is listed {paper.where(listed.start)}, "
            f"but its title page says {other}; "
            "it may be another version."
        ),
    )
