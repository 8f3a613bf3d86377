"""The year that a date leaves out, where what stands around it makes it sure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from councilqa.registers.dating.moments import Moment, moments

_YEAR = re.compile(r"(?<![\d.,£/-])20\d\d(?![\d.,%]*\d|\s?[/-]\s?\d)")
_AHEAD = 9
"""A month without a year that is ahead by so many months at most is the next one of that name."""


def with_years(
    found: Sequence[Moment], *, headings: Sequence[str] = (), written: dt.date | None = None, ahead: bool = False
) -> tuple[Moment, ...]:
    """The dates of one sentence or row, each with its year where it is sure.

    By the others of the sentence, then by the headings above it (innermost first), then, where the sentence looks
    ahead, by the date on which the paper was written.
    """
    return tuple(_with_year(each, found, headings, written if ahead else None) for each in found)


def _with_year(moment: Moment, found: Sequence[Moment], headings: Sequence[str], written: dt.date | None) -> Moment:
    if moment.year is not None or moment.high.month is None:
        return moment
    return _by_neighbours(moment, found) or _by_headings(moment, headings) or _by_paper(moment, written)


def _by_neighbours(moment: Moment, found: Sequence[Moment]) -> Moment | None:
    """ "in May so that it opens in July 2023": the year of the date that follows, or comes before, in its order."""
    month = moment.high.month or 0
    for other in found:
        if other.year is None or other.high.month is None or other.high.unit not in ("day", "month"):
            continue
        later, sooner = other.start > moment.start, other.start < moment.start
        if (later and month <= other.high.month) or (sooner and month >= other.high.month):
            return moment.in_year(other.year)
    return None


def _by_headings(moment: Moment, headings: Sequence[str]) -> Moment | None:
    """ "Timeline 2022", "Plan for June and July 2022": a heading that names one year, and no other months."""
    for heading in headings:
        years = {int(year) for year in _YEAR.findall(heading)}
        if not years:
            continue
        if len(years) > 1:
            return None
        year = years.pop()
        named = [(each.low.month, each.high.month) for each in moments(heading) if each.high.unit in ("day", "month")]
        month = moment.high.month or 0
        if not named or any(low <= month <= high for low, high in named if low and high):
            return moment.in_year(year)
        return None
    return None


def _by_paper(moment: Moment, written: dt.date | None) -> Moment:
    """The next month of that name, where it is near."""
    if written is None or moment.high.month is None:
        return moment
    months = (moment.high.month - written.month) % 12
    if months > _AHEAD:
        return moment
    return moment.in_year(written.year + (1 if moment.high.month < written.month else 0))
