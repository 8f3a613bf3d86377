"""The date of a paper as its head gives it: that of the meeting before that of its printing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

_MONTHS = "January February March April May June July August September October November December".split()
_WELSH = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr".split()
_WELSH_NUMBERS = {name.lower(): number for number, name in enumerate(_WELSH, start=1)}
_MONTH_NAME = "|".join(
    (*(rf"{month[:3]}(?:t\.?|\.|{month[3:]})?" for month in _MONTHS), *(rf"{month}\b" for month in _WELSH))
)
_YEAR = r"(?P<year>(?:19|20)\d\d|['’]\d\d)(?!\d)"
_ORDINAL = r"(?: ?(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain))?"
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}}){_ORDINAL}(?: day)?(?: of)?,?[ -](?P<month>{_MONTH_NAME})(?: of)?[, -]{{1,2}}{_YEAR}"
    rf"|\b(?P<us_month>{_MONTH_NAME}) (?P<us_day>\d{{1,2}}){_ORDINAL},? (?P<us_year>(?:19|20)\d\d)\b"
    r"|\b(?P<n_day>\d{1,2})(?P<apart> ?[/.-] ?)(?P<n_month>\d{1,2})(?P=apart)(?P<n_year>(?:20)?\d\d)\b"
    r"|\b(?P<iso>\d{4}-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b(?P<month>{'|'.join(_MONTHS + _WELSH)}),? (?P<year>\d{{4}})\b", re.IGNORECASE)
_MEETING_LABELS = ("date of meeting", "meeting date", "cabinet date", "committee date", "council date")
_OF_THE_MEETING = re.compile(
    r"\b(?:meeting|held|commencing|cyfarfod|cynhaliwyd|cynhelir|summoned|agenda|minutes|cofnodion)\b", re.IGNORECASE
)
_OF_ANOTHER = re.compile(
    r"\b(?:publi(?:shed|cation)|print(?:ed)?|issued|dispatch(?:ed)?|despatch(?:ed)?|version|created|updated|modified|"
    r"signed|previous|last|next|adjourned from|minutes of the meeting|effective|call[- ]in|"
    r"implementation|cyhoeddwyd)\b",
    re.IGNORECASE,
)
_LINES = 30
"""A paper dates itself on top."""
_MONTHS_WITHIN = 2500


def date_of(labels: Sequence[tuple[str, str]], head: str) -> date | None:
    """From a label for the meeting, any label, a line that tells of a meeting, or the first that is of nothing else."""
    named = [value for key, value in labels if key in _MEETING_LABELS]
    for text in filter(lambda each: has_day(each) or _MONTH.search(each), named):
        return next((found for _, found in _dates(text, _DAY if has_day(text) else _MONTH)), None)
    dates = [value for key, value in labels if key == "date"]
    lines = [line for line in head.split("\n") if line.strip()][:_LINES]
    places: tuple[tuple[Sequence[str], Callable[[str], bool]], ...] = (
        (dates[:1], lambda before: True),
        (lines, lambda before: _OF_THE_MEETING.search(before) is not None and _OF_ANOTHER.search(before) is None),
        (lines, lambda before: _OF_ANOTHER.search(before) is None),
        (dates, lambda before: True),
        ([head], lambda before: True),
    )
    for texts, fits in places:
        for text in texts:
            for before, found in _dates(text, _DAY):
                if fits(before):
                    return found
    return next((found for _, found in _dates(head[:_MONTHS_WITHIN], _MONTH)), None)


def has_day(text: str) -> bool:
    """Whether a text gives a day."""
    return _DAY.search(text) is not None


def _dates(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, date]]:
    """Each date with the words before it in its line."""
    for match in pattern.finditer(text):
        found = _date(match.groupdict())
        if found is not None:
            yield text[: match.start()].rpartition("\n")[2], found


def _date(found: dict[str, str | None]) -> date | None:
    if found.get("iso"):
        year, month, day = (int(part) for part in (found["iso"] or "").split("-"))
    else:
        said = found.get("year") or found.get("us_year") or found.get("n_year") or ""
        year = int(said[-2:]) + 2000 if len(said) < 4 else int(said)
        name = found.get("month") or found.get("us_month")
        month = _month(name) if name else int(found.get("n_month") or 0)
        day = int(found.get("day") or found.get("us_day") or found.get("n_day") or 1)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    folded = name.lower()
    if folded in _WELSH_NUMBERS:
        return _WELSH_NUMBERS[folded]
    return [month[:3].lower() for month in _MONTHS].index(folded[:3]) + 1
