"""The answer's text from the chosen units, and the citation of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from councilqa.answering.reckoning import Reckoned
from councilqa.answering.spoken import clean, introduction, is_row, spoken, without_number
from councilqa.answering.statements import Statement
from councilqa.answering.whose import resolved
from councilqa.domain.answers import Citation
from councilqa.domain.documents import Document, Metadata
from councilqa.domain.passages import Hit, Unit
from councilqa.text import comparable


@dataclass(frozen=True, slots=True)
class Lengths:
    most_characters: int = 800
    most_quotations: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement of a draft, with the place that is to bear it out."""

    text: str
    """Without its marker."""
    hit: Hit
    unit: Unit
    quote: str
    start: int
    """Offset of the quotation in the paper's text."""
    number: str = ""
    """By which an entry of a register is cited; the text begins with it, or has it behind what was reckoned."""
    reckoned: Reckoned | None = None
    """What the text begins with and no quotation holds."""
    borrowed: tuple[str, ...] = ()
    """Words of the paper that the text takes from above the quotation: a heading, what leads in, a caption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a citation says of its paper."""

    path: str
    metadata: Metadata


def claim_of(statement: Statement, document: Document, *, about: Collection[str] = ()) -> Claim:
    """The claim of a statement with one quotation out of its paper; `about` as for `spoken`."""
    first, last = statement.units[0].unit, statement.units[-1].unit
    said, borrowed = _said(statement, about)
    return Claim(
        text=resolved(said, first, document),
        hit=statement.hit,
        unit=replace(first, columns=_columns(statement)),
        quote=document.text[first.start : last.end],
        start=first.start,
        borrowed=borrowed,
    )


def _columns(statement: Statement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in statement.units for name in (*each.unit.columns, each.unit.unit or "")))


def _said(statement: Statement, about: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The units one after the other, with what they cannot be understood without, and what of it is borrowed."""
    units = [each.unit for each in statement.units]
    parts = [spoken(unit, about if len(units) == 1 else ()) for unit in units]
    said = parts[0]
    for part in parts[1:]:
        said += (" " if re.search(r"[.:;!?]$", said) else "; ") + part
    lead = _lead(units[0])
    heading = _heading(units[0], f"{lead} {said}")
    if is_row(units[0]):
        told = introduction(units[0], said)
        said = f"{said} ({told})" if told else said
        lead = told
    elif lead:
        said = f"{lead} {said}"
    if heading:
        said = f"{heading} – {said}"
    return said, tuple(each for each in (heading, lead) if each)


LONGEST_LEAD = 160
NEGATES = re.compile(
    r"\b(?:not|never|no longer|without|except|excluding|excluded|isn['’]t|aren['’]t|won['’]t|wouldn['’]t|doesn['’]t|"
    r"don['’]t|cannot|can['’]t|neither|nor|out of scope|ruled out|rejected|discounted|dismissed|against)\b",
    re.IGNORECASE,
)
"""Of a heading or a sentence that leads in: what stands under it is not so."""


def _lead(unit: Unit) -> str:
    """What leads in to an item, said before it: short, or turning its sense."""
    lead = without_number(clean(unit.lead_in or ""))
    if unit.kind != "item" or not lead or comparable(lead) in comparable(unit.text):
        return ""
    return lead if len(lead) <= LONGEST_LEAD or NEGATES.search(lead) else ""


def _heading(unit: Unit, said: str) -> str:
    """The heading above a unit where it turns its sense: "What isn't being proposed?"."""
    heading = clean(unit.section[-1]) if unit.section else ""
    return heading if NEGATES.search(heading) and comparable(heading) not in comparable(said) else ""


def citation(claim: Claim, label: str, source: Source) -> Citation:
    """The citation of one claim, yet to be verified."""
    passage, unit, metadata = claim.hit.passage, claim.unit, source.metadata
    return Citation(
        label=label,
        document_id=passage.document_id,
        title=metadata.title,
        source=source.path,
        councils=metadata.councils,
        partnership=metadata.partnership,
        date=metadata.date,
        page=unit.page,
        printed_page=unit.printed_page,
        paragraph=unit.paragraph,
        section=unit.section,
        quote=claim.quote,
        passage=passage.text,
        passage_id=passage.id,
        start=claim.start,
    )


def text_with_markers(claims: Sequence[Claim]) -> str:
    """The claims one after the other, each with its marker."""
    return "\n".join(f"{claim.text} [{number}]" for number, claim in enumerate(claims, start=1))
