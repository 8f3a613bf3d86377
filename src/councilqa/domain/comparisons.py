"""One question put to several partnerships, and what papers tell of partnerships that are not their own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from councilqa.councils.names import short_name
from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.domain.names import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Those whose papers are asked as one: a partnership, or a single paper that is of none."""

    handle: str | None
    """ "hart-rushmoor"; None for a paper that is of no partnership."""
    name: str
    """As it is shown: "Hart and Rushmoor", or the title of the paper."""
    councils: tuple[str, ...]
    document_ids: tuple[str, ...]
    """Of the papers that are asked."""
    titles: tuple[str, ...]
    """Of the same papers."""

    @property
    def key(self) -> str:
        """What tells it from the others: its handle, or else its title."""
        return self.handle or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the papers of one party say."""

    party: Party
    answer: Answer
    """Its question is the one that was put to this party alone."""

    @property
    def stated(self) -> bool:
        return self.answer.status is not AnswerStatus.NOT_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The figures of one sort that the first statement of a row gives."""

    party: str
    """Its key."""
    written: tuple[str, ...]
    """As its papers have them, "£140K"; in full where only a heading gives the unit."""
    values: tuple[Decimal, ...]
    """The same in base units: pounds, per cent, or what is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCompared:
    """Figures of the same unit and the same sort, from at least two rows."""

    unit: str
    """"£", "%", "FTE", or "" for a count."""
    sort: str
    """What they are of: "salary", "saving", "posts"."""
    given: tuple[Given, ...]
    agreeing: tuple[tuple[str, ...], ...]
    """Keys of parties that give one and the same value, the largest group first."""

    @property
    def differ(self) -> bool:
        """Whether no value is given by every one of them."""
        return not any(len(group) == len(self.given) for group in self.agreeing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    question: str
    """As it was asked."""
    asked: str
    """As it was put to each party."""
    rows: tuple[Row, ...]
    """By name of the party."""
    figures: tuple[FigureCompared, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One of the standing questions of a grid."""

    name: str
    """ "Legal basis"."""
    questions: tuple[str, ...]
    """Ways to ask it; the one that a party answers best is put to it."""
    shows: tuple[str, ...] = ()
    """Patterns, each of which a statement of this field must hold; without any, every sentence may be one."""
    never: tuple[str, ...] = ()
    """Patterns that show that a sentence is of something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Standing questions by parties: one comparison with short rows for each field."""

    parties: tuple[Party, ...]
    fields: tuple[tuple[Field, Comparison], ...]
    """Every comparison has a row for each party, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """Councils that share, named in a paper that is not theirs."""

    councils: tuple[str, ...]
    """As they are named there, without repetition: ("Adur District Council", "Worthing Borough Council")."""
    document_id: str
    citations: tuple[Citation, ...]
    """The sentences that speak of them, in reading order."""
    saved: tuple[str, ...]
    """Sums that these say were saved, as they are written."""
    years: tuple[str, ...]
    """Years and periods in the same sentences, as they are written: "2008-2018"."""

    @property
    def name(self) -> str:
        """ "Adur and Worthing"."""
        return listed([short_name(each) for each in self.councils])


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedents:
    found: tuple[Precedent, ...]
    """By paper, in reading order."""
    searched: tuple[str, ...]
    """Titles of the papers."""
