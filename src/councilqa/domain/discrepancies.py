"""Figures and references of a paper that do not agree with one another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from councilqa.domain.answers import Citation
from councilqa.domain.documents import Slice

Severity = Literal["high", "medium", "low"]


class DiscrepancyKind(StrEnum):
    SUM = "sum"
    """A total is not the sum of its parts."""
    SHARE = "share"
    """A percentage does not follow from the figures beside it."""
    CUMULATIVE = "cumulative"
    """A column of running totals does not follow from the years."""
    RESTATED = "restated"
    """The same quantity with another value."""
    REVISED = "revised"
    """The same quantity with another value, of which the paper says that it was updated: told, no fault."""
    TEXT_AND_TABLE = "text and table"
    REFERENCE = "reference"
    """A section, page, table or appendix that is referred to and is not there."""
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the places that do not agree."""

    document_id: str
    quote: Slice
    """Verbatim, as short as it can be understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    kind: DiscrepancyKind
    severity: Severity
    sides: tuple[Side, ...]
    """The places that do not agree, the one to query first; a reference to nothing has one."""
    values: tuple[str, ...]
    """What each side says, as it is written there: "£1.2m"."""
    arithmetic: str
    """How it was reckoned: "153 + 162 = 315, not 325"; empty where nothing was."""
    sentence: str
    """What a member could say about it, plain and complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of checking a paper, or several against one another."""

    found: tuple[Discrepancy, ...]
    left_out: tuple[str, ...] = ()
    """What was not checked, as it would have taken too long, in sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedDiscrepancy:
    """A discrepancy with its places as citations, in the order of its sides."""

    discrepancy: Discrepancy
    citations: tuple[Citation, ...]
