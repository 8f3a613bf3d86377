"""Who moved a resolution and who seconded it, as minutes name them."""

from __future__ import annotations

import re

from councilqa.domain.documents import Slice

_TITLE = (
    r"(?:(?:the\s+)?(?:Cllrs?|Councillors?|Coun|Cyng(?:horydd)?|Mr|Mrs|Ms|Miss|Dr|Sir|Rev|Alderman|Chair(?:man)?|"
    r"Mayor|Leader)\b\.?\s+)"
)
_NAME = rf"(?P<name>{_TITLE}{{0,2}}(?:[A-Z]\.?\s*){{0,3}}[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){{0,2}})"
_MOVED = (
    rf"(?:[Pp]roposed|[Mm]oved|PROPOSED|MOVED|[Cc]ynigiwyd)\s*(?:by|gan)?\s*(?:y\s+)?[:–-]?\s*{_NAME}",
    rf"(?:[Pp]roposer|[Mm]over|Prop(?:osed)?)\.?\s*[:–-]\s*{_NAME}",
    rf"(?:motion|proposal|proposition)\s+(?:of|by|from)\s+{_NAME}",
    rf"{_NAME}\s+(?:proposed|moved)\b",
)
_SECONDED = (
    rf"(?:[Ss]econded|SECONDED|[Ee]iliwyd)\s*(?:by|gan)?\s*(?:y\s+)?[:–-]?\s*{_NAME}",
    rf"(?:[Ss]econder|Sec(?:onded)?)\.?\s*[:–-]\s*{_NAME}",
    rf"{_NAME}\s+seconded\b",
)
_STARTS = re.compile(
    r"\W*(?:\(?(?:un)?animous\w*\W*)?(?:proposed|moved|seconded|proposer|seconder|prop\b|mover|cynigiwyd|eiliwyd|"
    r"(?:cllr|councillor)\b.{0,40}"
    r"(?:moved|proposed))",
    re.IGNORECASE,
)
_BEFORE = 400
"""Characters around a resolution, or behind its lead, in which its mover may be named."""


def movers(text: str, whole: Slice, lead: Slice | None) -> tuple[str | None, str | None]:
    """Mover and seconder of a resolution: in it and its lead, before them in their paragraph, or in the next line."""
    first = lead or whole
    before = text[max(first.start - _BEFORE, 0) : first.start].rpartition("\n")[2]
    following = [line for line in text[whole.end : whole.end + _BEFORE].split("\n")[:4] if line.strip()]
    after = next((line for line in following[:2] if _STARTS.match(line)), "")
    # Of a long list only what stands near the lead, and the point itself: the points between may have other movers.
    led = text[first.start : min(first.end + _BEFORE, whole.start)]
    for said in (f"{led}\n{whole.text}", _last(before), after):
        mover, seconder = _named(_MOVED, said), _named(_SECONDED, said)
        if mover or seconder:
            return mover, seconder
    return None, None


def _last(before: str) -> str:
    """What leads up to a resolution in its own sentence, with "Proposer: Cllr Oak." before it."""
    parts = re.split(r"(?<=[a-z)][.;])\s+(?=[A-Z])", before)
    first = len(parts) - 1
    while first and (not parts[first].strip() or _STARTS.match(parts[first])) and _STARTS.match(parts[first - 1]):
        first -= 1
    return " ".join(parts[first:])


def _named(patterns: tuple[str, ...], said: str) -> str | None:
    for pattern in patterns:
        if match := re.search(rf"\b{pattern}", said):
            return " ".join(match["name"].split())
    return None
