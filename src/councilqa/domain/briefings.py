"""Two pages on a paper for a member: what is asked, what it costs, what is at risk, and what it does not say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from councilqa.domain.answers import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingLine:
    """One statement, or a question that the paper leaves open."""

    text: str
    """Without its marker."""
    citations: tuple[Citation, ...]
    """Empty only for what the paper does not say."""
    about: str = ""
    """What stands before it in bold: the number of a recommendation, a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingPart:
    heading: str
    lines: tuple[BriefingLine, ...]
    more: int = 0
    """Entries of the register that were left out for want of room."""
    without: str = ""
    """What is said where there are no lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    document_id: str
    title: str
    councils: tuple[str, ...]
    date: dt.date | None
    parts: tuple[BriefingPart, ...]
