"""The time that a sum is for, as councils write it: "2023/24", "over 3 years", "per annum", "one-off"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from councilqa.domain.registers import Period, Recurrence

_NUMBERS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True))
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})"
_YEAR = r"(?:19|20)\d\d"
_SLASH = r"\s?[/\-–‑]\s?"
_FINANCIAL = rf"(?:{_YEAR}{_SLASH}(?:{_YEAR}|\d\d)|(?<![\d/.,£])\d\d/\d\d)(?![\d/])"
_PERIOD = re.compile(
    rf"(?P<span>(?P<first>{_FINANCIAL}|{_YEAR})\s*(?:to|until|and|through|-|–|‑)\s*(?P<last>{_FINANCIAL}|{_YEAR}\b))|"
    rf"(?P<financial>{_FINANCIAL}(?P<open>\s+onwards?)?)|"
    rf"(?P<several>\b(?:over|across|for|in|within|during|after)?\s*(?:(?:the|a|each of the)\s+)?"
    rf"(?:(?:first|next|last|coming|following|same|full|past)\s+)*(?P<count>{_COUNT})\s?-?\s?years?\b(?:\s+period)?)|"
    rf"(?P<nth>\byears?\s+(?P<place>{_COUNT})\b(?!\s*%))|"
    rf"(?P<calendar>(?:\b(?:in|by|since|from|during|for|FY)\s?|\()(?P<year>{_YEAR})\b(?!,\d|[./\-–‑]\d|\s+(?:prices|PV|base)\b))|"
    rf"(?P<bare>^\s*(?P<alone>{_YEAR})\b(?!,\d|[./\-–‑]\d|\s+(?:prices|PV|base)\b))|(?P<short>\bFY\s?(?P<fy>\d\d)\b)",
    re.IGNORECASE,
)
_CUMULATIVE = re.compile(
    rf"(?<!non-)(?<!non- )(?<!non )\bcumu\w*|\bover (?:the |a )?(?:\w+ )?{_COUNT}\s?-?\s?years?\b|"
    rf"\b{_COUNT}-?\s?year total\b|\bover the (?:same |\w+ )?period\b|\bover the (?:term|life|medium term)\b|"
    r"\bin total over\b",
    re.IGNORECASE,
)
_ANNUAL = re.compile(
    r"\b(?:annual(?:ly|ised)?|per\s+annum|p\.?\s?a\b\.?|"
    r"(?:a|per|each|every)\s+year(?!\s+(?:earlier|ago|later|before|on|end))|"
    r"yearly|recurr(?:ing|ent)|on-?going|full[- ]year)|(?<=[\dkm])pa\b|/\s?year\b",
    re.IGNORECASE,
)
_ONE_OFF = re.compile(r"\b(?:one[- ]offs?|non-?recurr\w+|single payment|once only|one[- ]time)\b", re.IGNORECASE)
_ASIDE = re.compile(r"\(?\b(?:incl|excl)(?:\.|ud\w*)[^),;.]*\)?", re.IGNORECASE)
"""What is in a sum or is not is no word on the sum: "(including one-off savings)"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A period with its place in a text."""

    start: int
    end: int
    period: Period


@lru_cache(maxsize=1024)
def periods(text: str) -> tuple[Dated, ...]:
    return tuple(_periods(text))


def first_period(text: str) -> Period | None:
    found = periods(text)
    return found[0].period if found else None


def recurrence_of(text: str) -> Recurrence | None:
    """How often a sum comes, by the words around it."""
    text = _ASIDE.sub("", text)
    if _CUMULATIVE.search(text):
        return Recurrence.CUMULATIVE
    if _ONE_OFF.search(text):
        return Recurrence.ONE_OFF
    return Recurrence.ANNUAL if _ANNUAL.search(text) else None


def merged(one: Period | None, other: Period | None) -> Period | None:
    """ "over the 3 year period" and "2023/24 to 2025/26" are one."""
    if one is None or other is None:
        return one or other
    return Period(
        label=one.label,
        first_year=one.first_year if one.first_year is not None else other.first_year,
        last_year=one.last_year if one.last_year is not None else other.last_year,
        years=one.years or other.years,
    )


def spanned(found: Iterable[Period | None], label: str) -> Period | None:
    """From the first to the last of several years; None where they name fewer than two."""
    years = sorted({year for each in found if each for year in (each.first_year, each.last_year) if year is not None})
    if len(years) < 2:
        return None
    return Period(label=label, first_year=years[0], last_year=years[-1], years=years[-1] - years[0] + 1)


def _periods(text: str) -> Iterator[Dated]:
    for match in _PERIOD.finditer(text):
        period = _read(match)
        if period is not None:
            lead = len(match[0]) - len(match[0].lstrip())
            yield Dated(start=match.start() + lead, end=match.end(), period=period)


def _read(match: re.Match[str]) -> Period | None:
    label = match[0].strip(" (")
    if match["span"]:
        return _span(label, match["first"], match["last"])
    if match["financial"]:
        return _financial(label, is_open=bool(match["open"]))
    if match["several"]:
        return Period(label=label, years=_number(match["count"]))
    if match["nth"]:
        return Period(label=label, years=1)
    if match["short"]:
        year = 2000 + int(match["fy"]) - 1
        return Period(label=label, first_year=year, last_year=year, years=1)
    year = int(match["year"] or match["alone"])
    word = label.split()[0].lower()
    if word in ("since", "from"):
        return Period(label=label, first_year=year)
    return Period(
        label=label, first_year=None if word == "by" else year, last_year=year, years=None if word == "by" else 1
    )


def _financial(label: str, *, is_open: bool = False) -> Period | None:
    first, last = (int(part) for part in re.findall(r"\d+", label))
    first = first if first > 1900 else 2000 + first
    if (last - first) % 100 == 1:
        return Period(label=label, first_year=first, last_year=None if is_open else first, years=None if is_open else 1)
    last = last if last > 1900 else first // 100 * 100 + last
    return Period(label=label, first_year=first, last_year=last) if 1 < last - first < 60 else None


def _span(label: str, one: str, other: str) -> Period | None:
    first, last = _financial(one) if len(one) > 4 else None, _financial(other) if len(other) > 4 else None
    if first and last and first.first_year is not None and last.last_year is not None:
        count = last.last_year - first.first_year + 1
        return (
            Period(label=label, first_year=first.first_year, last_year=last.last_year, years=count)
            if count > 1
            else None
        )
    begin, end = int(one[:4]), int(other[:4])
    if end - begin == 1 and len(one) == len(other) == 4:
        return Period(label=label, first_year=begin, last_year=begin, years=1)
    return Period(label=label, first_year=begin, last_year=end) if begin < end else None


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)
