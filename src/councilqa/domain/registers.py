"""What a paper lists: recommendations, risks, sums of money, milestones; each entry with the words that bear it out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from councilqa.domain.answers import Citation
from councilqa.domain.documents import Slice


class RegisterKind(StrEnum):
    RECOMMENDATIONS = "recommendations"
    RISKS = "risks"
    MONEY = "money"
    MILESTONES = "milestones"


class Standing(StrEnum):
    """What became of a recommendation, as far as its paper tells."""

    RECOMMENDED = "recommended"
    """To the body that is asked to decide; also what a body resolved to recommend to another."""
    RESOLVED = "resolved"
    PROPOSED = "proposed"
    """In a business case or another appendix, or in passing in a report that lists its recommendations elsewhere."""


class SumKind(StrEnum):
    SAVING = "saving"
    COST = "cost"
    BUDGET = "budget"
    DEFICIT = "deficit"
    INCOME = "income"
    SALARY = "salary"
    RESERVE = "reserve"
    OTHER = "other"


class Recurrence(StrEnum):
    ANNUAL = "annual"
    ONE_OFF = "one-off"
    CUMULATIVE = "cumulative"
    """Over the years of its period together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    document_id: str
    quotes: tuple[Slice, ...]
    """Verbatim stretches of the paper; the first is the entry itself."""
    body: str | None
    """Who is asked or has decided: "Cabinet"."""
    number: str | None
    """As a member cites it: "2.2(i)", "a"."""
    verb: str | None
    """In its plain form: "approve", "note", "delegate"."""
    text: str
    """Of the recommendation without its number, markup and sub-items."""
    items: tuple[str, ...] = ()
    """Its sub-items, each with its number."""
    condition: str | None = None
    """Verbatim: "subject to 2.1"."""
    delegated_to: str | None = None
    sums: tuple[str, ...] = ()
    """As they are written: "£41k"."""
    standing: Standing
    amended: bool = False
    """Whether it was decided otherwise than it was recommended, as far as its paper says so."""
    mover: str | None = None
    seconder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    document_id: str
    quotes: tuple[Slice, ...]
    number: str | None
    theme: str | None
    risk: str
    mitigations: tuple[str, ...] = ()
    owner: str | None = None
    likelihood: str | None = None
    impact: str | None = None
    score: str | None = None
    """What is given for the risk as a whole: a number, "High", "Red"; before mitigation, where both are given."""
    cause: str | None = None
    consequence: str | None = None
    """What it leads to in words, where that has a column or a label of its own."""
    residual_likelihood: str | None = None
    """As things stand with the mitigation; so are the two below."""
    residual_impact: str | None = None
    residual_score: str | None = None
    in_register: bool = False
    """Whether it is a row of a table of risks, not told in prose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time that a sum is for."""

    label: str
    """As it is written: "2023/24", "Year 1", "over 3 years"."""
    first_year: int | None = None
    """In which it begins: 2023 for 2023/24."""
    last_year: int | None = None
    """In which its last year begins: 2023 for 2023/24, 2025 for 2023/24 to 2025/26."""
    years: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    document_id: str
    quotes: tuple[Slice, ...]
    """Its row or sentence, the sum itself, then what names it: heads of its column, the sentence that leads in."""
    written: str
    """As the paper has it: "c£41k", "(191)", "TBC"."""
    amount: Decimal | None
    """In pounds, with the sign as it is written; None where it is still to come ("TBC")."""
    upper: Decimal | None = None
    """The other end of a range."""
    approximate: bool = False
    kind: SumKind
    what: str
    """What it is for, in the paper's words: the row's label, the words beside it."""
    council: str | None = None
    """The one council that it is for, by its full name; None where it is for all together or is not said."""
    period: Period | None = None
    recurrence: Recurrence | None = None
    decided: bool | None = None
    """False for an estimate or a forecast; None where it is not said."""
    share: str | None = None
    """ "50% of …" as it is written, where the sum is a part of another."""
    row: str | None = None
    """Label of the row of the table it stands in."""
    column: str | None = None
    """Name of its column."""
    theme: str | None = None
    """The group of rows that it stands in."""
    total: bool = False
    """Whether the paper gives it as the total of others."""
    each: bool = False
    """Whether it is so much for each of the councils."""
    effect: Decimal | None = None
    """What it does to a council's purse, in pounds: a saving is positive, a cost negative, however they are signed.

    None where it is neither, or says what something costs now or then rather than a change.
    """

    @property
    def figure(self) -> Slice:
        """The sum itself in its place: the second quotation."""
        return self.quotes[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    document_id: str
    quotes: tuple[Slice, ...]
    what: str
    when: str
    """As it is written: "by December 2022", "Q2 2023"."""
    first_day: dt.date | None
    """The first day that it can mean; None where it gives no date to reckon with ("month 3")."""
    last_day: dt.date | None
    who: str | None = None


Entry = Recommendation | Risk | Sum | Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedEntry:
    """An entry with its quotations as citations, in their order."""

    entry: Entry
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The entries of one kind of some papers, by paper and then in reading order."""

    kind: RegisterKind
    entries: tuple[CitedEntry, ...]
    searched: tuple[str, ...]
    """Titles of the papers that were looked through."""
    without: tuple[str, ...]
    """Titles of those in which none was recognised."""
