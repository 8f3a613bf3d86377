"""The last question for another year: "and the year after?", "in 2024/25?", "and in year 3?"."""

from __future__ import annotations

import re

from councilqa.domain.answers import Answer

_YEAR = re.compile(
    r"(?<![-/\d£,.])((?:19|20)\d\d)(?:([-/–])((?:19|20)?\d\d))?(?![-/\d,]|\.\d)|\b(year) (\d)\b", re.IGNORECASE
)
_SAID = re.compile(
    r"(?:(?:in|by|for|from|since|until|before|after|during|over) )?(?:the )?(?:financial )?"
    r"(?:year )?((?:19|20)\d\d(?:[-/–](?:19|20)?\d\d)?|year \d)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:(?:in|for|by) )?(?:the )?(?:(?:year|one) (?P<after>after|following)(?: (?:that|this))?|"
    r"(?P<next>following|next|subsequent) (?:financial )?year|(?:year|one) before(?: (?:that|this))?|"
    r"(?:previous|preceding) (?:financial )?year)",
    re.IGNORECASE,
)


def other_period(said: str, asked: str, last: Answer) -> str | None:
    """The last question as it is asked for the period that is said, where nothing else is; None where it is not so.

    The year after one that nobody has named stays "the year after": a wrong one is never put in.
    """
    named = _SAID.fullmatch(said)
    if named is not None:
        return _put(named[1], said, asked)
    relative = _AFTER.fullmatch(said)
    if relative is None:
        return None
    known = _YEAR.findall(asked)[-1:] or sorted(set(_YEAR.findall(last.text)))
    if len(known) != 1:
        return f"{asked}, {said}"
    step = 1 if relative["after"] or relative["next"] else -1
    year = _moved(known[0], step)
    return _put(year, f"in {year}", asked)


def _moved(year: tuple[str, ...], step: int) -> str:
    first, mark, second, word, number = year
    if word:
        return f"{word} {int(number) + step}"
    later = str(int(second) + step + 100).zfill(2)[-2:] if second else ""
    later = f"{second[:-2]}{later}"
    return f"{int(first) + step}{mark}{later}"


def _put(year: str, said: str, asked: str) -> str:
    """In the place of the last year of the question, or behind it."""
    places = list(_YEAR.finditer(asked))
    if not places:
        return f"{asked} {said}"
    return f"{asked[: places[-1].start()]}{year}{asked[places[-1].end() :]}"
