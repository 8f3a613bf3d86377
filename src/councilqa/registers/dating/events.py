"""Milestones in sentences: something that will be, or was, on a date that the sentence gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from councilqa.registers.dating.moments import Moment, moments
from councilqa.registers.dating.years import with_years
from councilqa.sentences import sentences

TIMETABLE = re.compile(
    r"\b(?:time ?tables?|time ?lines?|time ?scales?|milestones?|key dates|next steps|implementation (?:plan|"
    r"timetable|and)|"
    r"(?:project|delivery|action|communications?|programme|work) plan|road ?map|what happens next|forward plan|"
    r"phased approach|future work|review (?:process|cycle)|schedule of (?:work|events))\b",
    re.IGNORECASE,
)
"""Headings and captions that announce what happens when."""

_AHEAD = re.compile(
    r"\b(?:will|would|shall|is to|are to|to be|due|expected|anticipated|envisaged|planned|scheduled|intended|"
    r"intention|proposed|"
    r"targets?|targeted|aims?|deadlines?|expires?|ends|begins|starts|commences|comes? into (?:force|effect|operation)|"
    r"takes? effect|goes? live|go[- ]live|no later than|onwards|is contracted until|needs? to|must|should|can|"
    r"designed to|end (?:in|on)|expiring|runs? until|time ?frame)\b|^\W*To [a-z]+\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:agreed|approved|decided|resolved|established|created|formed|formali[sz]ed|launched|introduced|"
    r"appointed|began|commenced|"
    r"started|opened|closed|signed|transferred|merged|ended|completed|adopted|endorsed|confirmed|authori[sz]ed|"
    r"commissioned|"
    r"undertook|undertaken|implemented|considered|came into (?:force|effect|operation)|took effect|became|joined|"
    r"set up|"
    r"went live|retire(?:d|ment)|given|held|reviewed|submitted|presented|developed)\b",
    re.IGNORECASE,
)
_NO_EVENT = re.compile(
    r"(?:\bas (?:at|of)|\bdated?|\bpublished(?: \w+)?|\bpublication(?: date)?|\bupdated|\brevised|\bversion|"
    r"\baccessed|\bissued|"
    r"\bminutes of .{0,60}|\b(?:reports?|papers?|survey|census|data|figures|statistics|forecasts?|estimates?|"
    r"settlement|prices|"
    r"letter|petition)(?: (?:to|of|at|from|for|presented to|considered by|received)\b[^.;]{0,50})?|\bsince|"
    r"\bappendix \w+|"
    r"\bexperience|\bitem \d+ at .{0,30})\s*(?:in|on|from|for)?\s*[,(]?\s*$",
    re.IGNORECASE,
)
_NEEDS = (
    "in",
    "on",
    "by",
    "no later than",
    "not later than",
    "on or before",
    "before",
    "prior to",
    "from",
    "until",
    "till",
)
_RANGES = (
    "up to",
    "after",
    "during",
    "between",
    "commencing",
    "beginning",
    "starting",
    "ending",
    "week commencing",
    "w/c",
    "around",
)
_DEADLINES = ("by", "until", "no later than", "not later than", "on or before")
_PAST = re.compile(r"\b(?:had|was|were|has been|have been)\b", re.IGNORECASE)
_RECENT = dt.timedelta(days=62)
"""So long before the day that it bears, of the meeting, a paper may be written: what was ahead may be past by then."""
_LABEL_LINE = re.compile(r"\W*[A-Z][\w /()]{2,40}:\s*\S.{0,60}$")
_SEPARATOR = re.compile(r"\s*(?:[:–—-]|\)\s*[:–—-]?|\s-\s)\s*")
_CLAUSE = re.compile(
    r";\s+|,?\s+so that\s+|,\s+(?:and|with|but|while|whilst|followed by|then|after which|which)\s+|\s+and then\s+|"
    r"\s+before\s+(?=\w+ing\b)",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(
    r"\bby\s+(?:the\s+)?(?P<who>(?:[A-Z][\w&'’-]*\s+(?:(?:of|and|for|the)\s+)?){0,7}"
    r"(?:Board|Council|Cabinet|Committee|Executive|Panel|Team|Group|Director|Officer|Authority)s?)\b"
)
_SUBJECT = re.compile(
    r"^(?:(?:In|On|By|From|Following|After|During)\s[^,]{3,80},\s+)?(?P<who>(?:[Tt]he\s+|[Bb]oth\s+|[Ee]ach\s+)?"
    r"(?:(?:[A-Z][\w&'’()/-]*|of|and|for|the|two|joint|lead)\s+){0,8}?(?i:board|councils?|cabinets?|committee|"
    r"executive|panel|team|officers?|director|head of service|heads of service|"
    r"leaders?|members|authority|authorities))\s+(?=(?:will|would|shall|to|is to|are to|have|has|had|should|must|"
    r"agreed|approved)\b)"
)
_BRACKETED = re.compile(r"(?P<who>(?:[A-Z][\w&'’-]*\s+(?:(?:of|and|for)\s+(?=[A-Z]))?)+)\($")
_SUPPOSED = re.compile(
    r"\b(?:will|would|shall|did|do|does|may|is|are) not\b|\b(?:estimat\w+|assumed|assumptions?|modell\w+|"
    r"baselin\w+|forecast(?:ed|s)?|appraisal period|appraised until)\b|"
    r"^\W*(?:for example|e\.g\.|if)\b",
    re.IGNORECASE,
)
"""What will not be, and what is only reckoned with."""
_FIGURE = re.compile(r"£\s?\d|\d\s?%")
_MARKUP = re.compile(r"\*\*|__|\*(?=\S)|(?<=\S)\*|</?\w+[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a stretch of text says to happen when."""

    start: int
    """Offset in the text that was looked at."""
    end: int
    what: str
    when: str
    moment: Moment
    who: str | None = None


def events(
    text: str, *, timetable: bool, item: bool, headings: Sequence[str], written: dt.date | None
) -> Iterator[Event]:
    """The dated events of a paragraph or a list item.

    Under a heading that announces a timetable (`timetable`) a line "April 2023 – Consultation" is one without a verb.
    """
    if not timetable and _LABEL_LINE.match(text) and len(text) < 90:
        return
    for start, end in sentences(text):
        sentence = text[start:end]
        found = moments(sentence)
        if not found:
            continue
        dated = with_years(found, headings=headings, written=written, ahead=timetable or _looks_ahead(sentence, *found))
        labelled = _labelled(sentence, dated) if timetable or item else None
        if labelled is not None and timetable:
            yield _moved(labelled, start)
            continue
        for event in _of_sentence(sentence, dated, written):
            yield _moved(event, start)


def _labelled(sentence: str, found: Sequence[Moment]) -> Event | None:
    """ "April 2023 – Consultation starts", "Consultation: April 2023": a date and what is on it, with no verb."""
    moment = found[0]
    before = sentence[: moment.start].strip(" *_•●◦-–—\t")
    behind = _SEPARATOR.match(sentence, moment.end)
    if not before and behind and len(sentence[behind.end() :].split()) > 1:
        what = sentence[behind.end() :]
    elif (
        len(found) == 1
        and re.search(r"[:–—(-]\s*$", sentence[: moment.start])
        and not sentence[moment.end :].strip(" .;)*_")
    ):
        what = sentence[: moment.start]
    else:
        return None
    return Event(start=0, end=len(sentence), what=_plain(what), when=_when(sentence, moment), moment=moment)


def _of_sentence(sentence: str, found: Sequence[Moment], written: dt.date | None) -> Iterator[Event]:
    for moment, (start, end) in zip(found, _clauses(sentence, found), strict=True):
        clause = sentence[start:end]
        if _states(clause, moment, moment.start - start, written):
            yield Event(
                start=start,
                end=end,
                what=_plain(clause),
                when=_when(sentence, moment),
                moment=moment,
                who=_who(clause, moment.start - start),
            )


def _clauses(sentence: str, found: Sequence[Moment]) -> list[tuple[int, int]]:
    """The stretch of the sentence that each date belongs to; all of it where nothing parts one date from the next."""
    cuts = [0]
    for one, other in pairwise(found):
        parting = next(iter(_CLAUSE.finditer(sentence, one.end, other.start)), None)
        cuts.append(parting.end() if parting else cuts[-1])
    ends = [cut if cut > start else len(sentence) for start, cut in pairwise(cuts)]
    return [(start, _trimmed(sentence, start, end)) for start, end in zip(cuts, [*ends, len(sentence)], strict=True)]


def _trimmed(sentence: str, start: int, end: int) -> int:
    if end == len(sentence):
        return end
    parting = list(_CLAUSE.finditer(sentence, start, end))
    return parting[-1].start() if parting and parting[-1].end() == end else end


def _states(clause: str, moment: Moment, place: int, written: dt.date | None) -> bool:
    """Whether a clause says that something happens then; precision comes first."""
    if _NO_EVENT.search(clause[:place]) or _SUPPOSED.search(clause) or _adjective(clause, moment, place):
        return False
    unit = moment.high.unit
    days = moment.days()
    recent = written - _RECENT if written else None
    ahead = _looks_ahead(clause, moment) and not (days and recent and days[1] < recent)
    ahead = ahead or bool(written and days and days[0] > written and not _PAST.search(clause))
    if unit in ("year", "financial year", "municipal year"):
        return ahead and (moment.preposition in _NEEDS[2:] or bool(moment.part)) and not _FIGURE.search(clause)
    if days is None and not (ahead and moment.preposition in _DEADLINES):
        return False
    return ahead or bool(_DONE.search(clause))


def _looks_ahead(sentence: str, *found: Moment) -> bool:
    """Whether it speaks of what is to come: "will", "by the end of June"."""
    if _AHEAD.search(sentence):
        return True
    return not (_PAST.search(sentence) or _DONE.search(sentence)) and any(
        each.preposition in _DEADLINES for each in found
    )


def _adjective(clause: str, moment: Moment, place: int) -> bool:
    """ "the May 2023 elections", "October 2022 report": the date only tells one thing from another."""
    if moment.part or moment.preposition.endswith(("of", "for", "is", "be", ":")):
        return False
    if moment.the and moment.high.unit != "day":
        return True
    if moment.preposition:
        return moment.preposition not in (*_NEEDS, *_RANGES)
    bracketed = clause[:place].rstrip().endswith("(")
    return not bracketed or moment.high.unit == "year"


def _who(clause: str, place: int) -> str | None:
    """The body or the officers named: the subject, "by the Board", or "the Police Authority (14/2/12)"."""
    match = _BRACKETED.search(clause[:place]) or _SUBJECT.match(clause) or _BY_WHOM.search(clause)
    return _plain(re.sub(r"^(?:the)\s+", "", match["who"], flags=re.IGNORECASE)) if match else None


def _when(sentence: str, moment: Moment) -> str:
    return _plain(sentence[moment.start : moment.end]).rstrip(".")


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub("", text).split()).strip(" ,;:–—-•●(")


def _moved(event: Event, by: int) -> Event:
    return Event(
        start=event.start + by, end=event.end + by, what=event.what, when=event.when, moment=event.moment, who=event.who
    )
