"""Dates as papers write them: "by 31 March 2023", "May/June 2023", "Q2 2023/24", "Spring 2024", "w/c 13 June 2022"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Unit = Literal["day", "month", "quarter", "season", "financial year", "municipal year", "year"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_DAY_LONG = dt.timedelta(days=1)
_THIRDS = 3
_FINANCIAL_YEAR_STARTS = 4
_MUNICIPAL_YEAR_STARTS = 5

_FOLD = str.maketrans("‐‑‒–—―−\u00a0\u2009\u202f’‘*_", "-------   ''  ")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|"
    r"SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)(?![a-zA-Z])\.?"
)
_YEAR = r"(?:(?:19|20)\d\d)(?![\d%]|,\d|\.\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = r"(?:\s?(?:st|nd|rd|th)\b)?"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?\s+(?:the\s+)?)?"
_FINANCIAL = r"(?:19|20)\d\d\s?[/-]\s?(?:(?:19|20)\d\d|\d\d)(?![\d/%]|-\d)"
_START = r"(?<![\w£.,])(?<!\d[-/])(?<![Pp]hase )(?<![Ss]tage )(?<![Ss]tep )(?<![Pp]art )(?<![Tt]ier )(?<![Oo]ption )"
_ATOM = re.compile(
    rf"{_START}(?:"
    r"(?P<iso>(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)"
    r"|(?P<numeric>\d{1,2}[/.]\d{1,2}[/.](?:(?:19|20)\d\d|\d\d))(?![\d/]|\.\d)"
    rf"|{_WEEKDAY}(?:(?P<day_before>{_DAY}){_TH}\s*(?:-|to|and|"
    rf"&)\s*)?(?P<day>{_DAY}){_TH}\s+(?:of\s+)?(?P<day_month>{_MONTH})(?:,?\s+(?P<day_year>{_YEAR}|'\d\d(?!\d)))?"
    rf"|(?P<us_month>{_MONTH})\s+(?P<us_day>{_DAY})(?:\s?(?:st|nd|rd|th)\b(?:,?\s+(?P<us_year>{_YEAR}))?|"
    rf",?\s+(?P<us_year_only>{_YEAR})|"
    rf"(?=\s*(?:to|-)\s*{_MONTH}\s+{_DAY}\b))"
    rf"|(?P<month>{_MONTH})(?:\s*,?\s*(?P<month_year>{_YEAR})|\s?[-']\s?'?(?P<short_year>\d\d)(?![\d/]|\s?(?:st|nd|"
    rf"rd|th)\b))?"
    rf"|(?P<season>(?i:spring|summer|autumn|"
    rf"winter))\s+(?:of\s+)?(?P<season_year>{_YEAR})(?:\s?[/-]\s?(?:20)?\d\d(?!\d))?"
    rf"|(?:(?i:Q|quarter\s)(?P<quarter>[1-4])|(?P<ordinal>(?i:first|second|third|fourth|1st|2nd|3rd|"
    rf"4th))\s+(?i:quarter))"
    rf"(?:(?:\s*,?\s*(?:of\s+)?(?:the\s+)?(?:FY\s?)?(?P<quarter_year>{_FINANCIAL}|\d\d/\d\d(?!\d)|{_YEAR})))?(?![\w/])"
    rf"|(?P<kind>(?i:financial\s+year|municipal\s+year|FY)\s*)?(?P<financial>{_FINANCIAL})"
    rf"|(?P<year>{_YEAR})(?!\s?[/-]\s?\d)(?!\w)"
    r")"
)
_BETWEEN = re.compile(r"\)?\s*(?:-|to|until|and|&|/|or|through)\s*(?:the\s+)?(?:end\s+(?:of\s+)?)?", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:(?P<preposition>no later than|not later than|on or before|by|before|prior to|from|until|till|up to|after|"
    r"during|since|"
    r"week commencing|week beginning|w/?c|week ending|w/e|between|in|on|commencing|beginning|starting|ending|around|"
    r"(?:start|end|completion|target|launch|implementation|go[- ]live|effective) date (?:of|is|will be|:)|"
    r"deadline (?:of|is)|"
    r"(?:scheduled|planned|set|expected|due|agreed|targeted|target|timetabled|pencilled in|"
    r"proposed) (?:to take place )?for)\s*)?"
    r"(?:(?:the\s+)?(?P<part>(?:end|close|start|beginning|middle) of|early|mid|late|end|"
    r"start)[\s-]+)?(?P<the>the\s+)?$",
    re.IGNORECASE,
)
_OPENS_RANGE = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:\(\s*(?:tbc|provisional|indicative)\s*\)|\bonwards?\b|\btbc\b)", re.IGNORECASE)
_LAW = re.compile(
    r"\b(?:act|order|regulations?|rules|census|directive|bill|agreement|code|framework|nppf|isbn|mod|scheme)\s*\(?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One day, month, quarter or year; without a year where the paper leaves it out."""

    unit: Unit
    year: int | None
    month: int | None = None
    day: int | None = None

    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day of it; None without a year, or for a day that there is not."""
        if self.year is None:
            return None
        first, months = (self.month or 1), {"day": 1, "month": 1, "quarter": 3, "season": 3}.get(self.unit, 12)
        try:
            start = dt.date(self.year, first, self.day or 1)
        except ValueError:
            return None
        if self.unit == "day":
            return start, start
        if self.unit == "municipal year":  # from one annual meeting in May to the next
            return start, dt.date(self.year + 1, first, 31)
        return start, _months_on(start, months) - _DAY_LONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date or a range of dates in a text."""

    start: int
    """Where the words begin that say when, "by" and "end of" among them."""
    end: int
    bare: int
    """Where the date itself begins."""
    low: Point
    high: Point
    preposition: str = ""
    """What stands before it in lower case: "by", "from", "end date of"."""
    part: str = ""
    """ "end", "early", "mid", "late" or "start" of it."""
    the: bool = False
    """Whether an article stands before it: "the May 2023 elections"."""

    @property
    def year(self) -> int | None:
        return self.high.year

    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day that is meant; None where there is no year to reckon with."""
        low, high = self.low.days(), self.high.days()
        if low is None or high is None or high[1] < low[0]:
            return None
        if self.high.unit == "municipal year" and self.part == "end":
            return high[1].replace(day=1), high[1]
        first, last = _part(low[0], high[1], self.part)
        if self.preposition in ("before", "prior to"):
            return first - dt.timedelta(days=1), first - dt.timedelta(days=1)
        if self.preposition in ("week commencing", "week beginning", "w/c", "wc"):
            return first, last + dt.timedelta(days=6)
        if self.preposition in ("week ending", "w/e"):
            return first - dt.timedelta(days=6), last
        return first, last

    def in_year(self, year: int) -> Moment:
        """With the year of its end, which its words leave out."""
        high = replace(self.high, year=year)
        low_year = year - 1 if self.low.month and high.month and self.low.month > high.month else year
        return replace(self, low=replace(self.low, year=low_year), high=high)


def moments(text: str) -> tuple[Moment, ...]:
    """Every date of a text in its order; a range is one."""
    folded = text.translate(_FOLD)
    found = list(_joined(list(_atoms(folded)), folded))
    return tuple(_with_words(each, folded) for each in found)


def _atoms(text: str) -> Iterator[Moment]:
    for match in _ATOM.finditer(text):
        points = _points(match)
        if points is None:
            continue
        low, high = points
        if high.year is None and (match["month"] or "").isupper():
            continue  # MAR, an abbreviation
        if high.unit == "year" and _LAW.search(text[: match.start()]):
            continue
        yield Moment(start=match.start(), end=match.end(), bare=match.start(), low=low, high=high)


def _points(match: re.Match[str]) -> tuple[Point, Point] | None:
    found = match.groupdict()
    if iso := found["iso"]:
        year, month, day = (int(part) for part in iso.split("-"))
        return _twice(Point(unit="day", year=year, month=month, day=day))
    if numeric := found["numeric"]:
        day, month, year = (int(part) for part in re.split(r"[/.]", numeric))
        return _twice(Point(unit="day", year=_century(year), month=month, day=day)) if month <= 12 else None
    if found["day"]:
        high = Point(unit="day", year=_year(found["day_year"]), month=_month(found["day_month"]), day=int(found["day"]))
        return (replace(high, day=int(found["day_before"])) if found["day_before"] else high), high
    if found["us_month"]:
        year_said = found["us_year"] or found["us_year_only"]
        return _twice(
            Point(unit="day", year=_year(year_said), month=_month(found["us_month"]), day=int(found["us_day"]))
        )
    if found["month"]:
        short = found["short_year"]
        year_of = _century(int(short)) if short else _year(found["month_year"])
        return _twice(Point(unit="month", year=year_of, month=_month(found["month"])))
    return _longer(found)


def _longer(found: dict[str, str | None]) -> tuple[Point, Point] | None:
    """Seasons, quarters and years."""
    if season := found["season"]:
        return _twice(Point(unit="season", year=_year(found["season_year"]), month=_SEASONS[season.lower()][0]))
    if found["quarter"] or found["ordinal"]:
        number = int(found["quarter"]) if found["quarter"] else _ORDINALS[(found["ordinal"] or "").lower()]
        return _twice(_quarter(number, found["quarter_year"]))
    if financial := found["financial"]:
        first, last = _both_years(financial)
        if last != first + 1:
            return Point(unit="year", year=first), Point(unit="year", year=last)
        municipal = (found["kind"] or "").lower().startswith("municipal")
        starts = _MUNICIPAL_YEAR_STARTS if municipal else _FINANCIAL_YEAR_STARTS
        return _twice(Point(unit="municipal year" if municipal else "financial year", year=first, month=starts))
    return _twice(Point(unit="year", year=_year(found["year"])))


def _twice(point: Point) -> tuple[Point, Point]:
    return point, point


def _quarter(number: int, year: str | None) -> Point:
    """A quarter of a financial year begins in April; with a plain year that of the calendar is meant."""
    if year is None or not re.search(r"[/-]", year):
        return Point(unit="quarter", year=_year(year), month=3 * number - 2)
    months = _FINANCIAL_YEAR_STARTS - 1 + 3 * (number - 1)
    return Point(unit="quarter", year=_both_years(year)[0] + months // 12, month=months % 12 + 1)


def _both_years(text: str) -> tuple[int, int]:
    first, last = (int(part) for part in re.split(r"\s?[/-]\s?", text))
    first = _century(first)
    return first, last if last > 99 else first // 100 * 100 + last + (100 if last < first % 100 else 0)


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year


def _year(text: str | None) -> int | None:
    return _century(int(text.lstrip("'"))) if text else None


def _month(text: str | None) -> int:
    return _MONTHS.index((text or "")[:3].lower()) + 1


def _joined(found: list[Moment], text: str) -> Iterator[Moment]:
    """Two dates with "to", "-" or "/" between them as one range; the first takes the year of the second."""
    while found:
        one = found.pop(0)
        while found and (both := _range(one, found[0], text)) is not None:
            one = both
            found.pop(0)
        yield one


def _range(one: Moment, other: Moment, text: str) -> Moment | None:
    between = text[one.end : other.bare]
    if not _BETWEEN.fullmatch(between) or (one.low.unit == "year") != (other.high.unit == "year"):
        return None
    apart = re.search(r"and|&|or", between, re.IGNORECASE) and not _OPENS_RANGE.search(text[: one.bare])
    both = replace(one, end=other.end, high=other.high)
    if one.year is not None and other.year is not None:
        # "2022/23 and 2023/24" may be two; "2023 to 2025" is one.
        return None if apart or "/" in between else both
    if one.year is None and one.high.month and other.high.month:
        if apart and (other.high.month - one.high.month) % 12 > 1:
            return None
        return both.in_year(other.year) if other.year is not None else both
    return None


def _with_words(moment: Moment, text: str) -> Moment:
    """With the words around it that say how it is meant."""
    end = moment.end
    if after := _AFTER.match(text, end):
        end = after.end()
    before = _BEFORE.search(text, max(moment.start - 60, 0), moment.start)
    if before is None or not before[0] or (before.start() and text[before.start() - 1].isalnum()):
        return replace(moment, end=end)
    said = (before["preposition"] or "").lower()
    start = moment.start if not said and not before["part"] else before.start()
    if said in ("in", "on", "between", "around") or said.endswith(("for", "of", "is", "be", ":")):
        start = before.start("part") if before["part"] else moment.start
    part = (before["part"] or "").lower().removesuffix(" of").strip()
    return replace(moment, start=start, end=end, preposition=said, part=part, the=bool(before["the"]))


def _part(first: dt.date, last: dt.date, part: str) -> tuple[dt.date, dt.date]:
    """The third of it that "early", "mid" and "late" mean; its last day for its end."""
    if part in ("end", "close"):
        return last, last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months < _THIRDS:
        third = dt.timedelta(days=((last - first).days + 1) // _THIRDS)
        begins, ends = first + third, last - third + _DAY_LONG
    else:
        begins, ends = _months_on(first, months // _THIRDS), _months_on(first, months - months // _THIRDS)
    match part:
        case "early" | "start" | "beginning":
            return first, begins - _DAY_LONG
        case "mid" | "middle":
            return begins, ends - _DAY_LONG
        case "late":
            return ends, last
    return first, last


def _months_on(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)
