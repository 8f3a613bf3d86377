"""What the answers are measured by: questions, each with what a right answer holds or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from councilqa.errors import SettingsError

Persona = Literal["member", "officer", "resident"]
"""Who would ask it so: a councillor, somebody who works for a council, somebody who lives there."""
Part = Literal["development", "final"]
"""Questions to tune against, or those kept for the figure that is published."""
Groups = tuple[tuple[str, ...], ...]
"""Groups of alternatives: each group asks for one of its members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place in a table."""

    row: str
    """What the row begins with, or one of its other cells where that names it."""
    column: str
    """The name of the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of a paper that verify an answer or a part of it."""

    quote: str
    """Verbatim, as the measures compare text."""
    document: str = ""
    """Name of the file; empty: any of those in scope."""
    page: int | None = None
    """1-based, as a viewer shows it."""
    printed_page: str | None = None
    paragraph: str | None = None
    """As a member cites it: "5.11", "2.3(iii)"."""
    cell: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with what it counts, however it is written: £41k is 41000 of the unit "£"."""

    number: Decimal
    unit: str
    """"£", "%", or what is counted: "FTE", "people", "months"."""
    tolerance: Decimal = Decimal(0)
    """How far a right answer may be off, in the unit."""


FigureGroups = tuple[tuple[Figure, ...], ...]
"""Groups of alternatives, as with phrases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """A question that the papers answer."""

    id: str
    question: str
    kind: str
    """What is asked for: "figure", "list", "risk"."""
    proofs: tuple[Evidence, ...]
    """Each is enough to verify the answer or a part of it, alternatives included."""
    gold: Groups
    """A right answer holds one of each group."""
    figures: FigureGroups = ()
    """A right answer holds one of each group, compared as numbers."""
    persona: Persona | None = None
    papers: tuple[str, ...] = ()
    """Names of the files in scope; empty: all."""
    turns: tuple[str, ...] = ()
    """Asked before in the same conversation; empty: the question stands alone."""
    difficulty: str | None = None
    wordings: tuple[str, ...] = field(default=(), repr=False)
    """Other words for the same question, each asked too; the digest of a case, which is of what it is asked as, leaves
    them out."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The quotations alone."""
        return tuple(proof.quote for proof in self.proofs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswerable:
    """A question that the papers do not answer."""

    id: str
    question: str
    kind: str
    """Why there is no answer: "absent-detail", "wrong-council"."""
    why: str
    put_right: tuple[str, ...] = ()
    """Phrases that put a false premise right; an answer with one of them is as good as a refusal."""
    persona: Persona | None = None
    papers: tuple[str, ...] = ()
    """Names of the files in scope; empty: all."""
    turns: tuple[str, ...] = ()
    """Asked before in the same conversation; empty: the question stands alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one partnership's row of a comparison holds."""

    proofs: tuple[Evidence, ...]
    gold: Groups
    figures: FigureGroups = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """The quotations alone."""
        return tuple(proof.quote for proof in self.proofs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A question put to several partnerships at once."""

    id: str
    question: str
    kind: Literal["comparison"] = "comparison"
    expect: Mapping[str, Expected] = field(default_factory=dict)
    """By partnership: "hart-rushmoor"."""
    not_stated: tuple[str, ...] = ()
    """Partnerships whose papers do not say."""
    borderline: tuple[str, ...] = ()
    """Partnerships neither asked for nor counted wrong."""
    persona: Persona | None = None


Case = Answerable | Unanswerable | Comparison


def worded(case: Case) -> tuple[Case, ...]:
    """The case in each of its wordings, its own question first, numbered from 1; itself where it has one alone."""
    if not isinstance(case, Answerable) or not case.wordings:
        return (case,)
    asked = enumerate((case.question, *case.wordings), 1)
    return tuple(replace(case, id=f"{case.id}/{at}", question=question, wordings=()) for at, question in asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The cases of one file."""

    name: str
    cases: tuple[Case, ...]
    version: int = 1
    part: Part = "development"
    about: str = ""
    """Where the questions come from."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Where each case begins, by id, from 1."""


def distinct(files: Iterable[CaseFile]) -> tuple[CaseFile, ...]:
    """The files, once it is clear that no two cases have the same id; raises SettingsError."""
    seen: dict[str, str] = {}
    given = tuple(files)
    for file in given:
        for case in file.cases:
            if case.id in seen:
                raise SettingsError(f"{file.name}: the id {case.id!r} is also in {seen[case.id]}", hint="Rename one.")
            seen[case.id] = file.name
    return given
