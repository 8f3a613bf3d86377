"""What the registers of the papers in scope say to a question, as claims that are verified like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from councilqa.answering.compose import Claim, Lengths
from councilqa.answering.reckoning import Reckoned
from councilqa.answering.registered.asked import Asked, Want, asked_of, plain_number
from councilqa.answering.registered.first_page import asked_on_first_page
from councilqa.answering.registered.said import Listed, Statement, row, statement
from councilqa.answering.spoken import clean
from councilqa.answering.verify import verify
from councilqa.domain.documents import Document, Slice, Table
from councilqa.domain.names import partnership_name
from councilqa.domain.passages import Hit, Passage, Unit
from councilqa.domain.registers import Milestone, Recommendation, RegisterKind, Risk, Standing
from councilqa.ingest.metadata import LabelledLine, labelled_lines
from councilqa.registers.citing import block_at
from councilqa.registers.milestones import milestones
from councilqa.registers.recommendations import recommendations
from councilqa.registers.risks import risks
from councilqa.retrieval.retriever import Query
from councilqa.store.store import Store

MOST_PAPERS = 8
"""A question to more papers than this wants a search, not their registers one behind the other."""
MOST_TOLD = 3
"""Papers that one answer may list the entries of."""
MOST_DATES = 12
"""A paper full of dates tells in words which of them matter."""
MARKER = len(" [10]\n")
LENGTHS = (400, 300, 240, 200, 160, 130, 110, 90, 75, 60, 50, 42)
"""Characters of an entry, tried from the longest; below the last a list is cut off."""
CUT_LENGTH = 60
REGISTERS_KEPT = 64
_READERS: dict[RegisterKind, Callable[[Document], Sequence[Listed]]] = {
    RegisterKind.RISKS: risks,
    RegisterKind.RECOMMENDATIONS: recommendations,
    RegisterKind.MILESTONES: milestones,
}


class Registered:
    """Answers from the registers of one open store."""

    def __init__(self, store: Store, lengths: Lengths = Lengths()) -> None:
        self._store = store
        self._lengths = lengths
        self._entries = lru_cache(maxsize=REGISTERS_KEPT)(self._read)
        self._first_page = lru_cache(maxsize=REGISTERS_KEPT)(self._read_first_page)

    def answer(self, query: Query, *, at_any_length: bool = False) -> tuple[Claim, ...]:
        """The claims of an answer, all of which hold; none where the question is not one for a register.

        A list of very many dates is only given where that is wanted.
        """
        asked = asked_of(query.text, names=query.scope.named)
        within = query.scope.document_ids
        papers = [each for each in self._store.documents() if within is None or each.id in within]
        if len(papers) > MOST_PAPERS:
            return ()
        if asked is None:
            return self._on_first_pages(query, [each.id for each in papers])
        found = [_Paper(self._store, each.id, self._of(asked, each.id, at_any_length)) for each in papers]
        found = [paper for paper in found if paper.entries]
        if not found or len(found) > MOST_TOLD:
            return ()
        return self._holding(self._said(asked, found))

    def _on_first_pages(self, query: Query, document_ids: Sequence[str]) -> tuple[Claim, ...]:
        """What the papers say of themselves: whether a decision is a key one, whom to ask, which wards it is of."""
        found: list[tuple[_Paper, LabelledLine]] = []
        for document_id in document_ids:
            title, lines = self._first_page(document_id, self._store.generation)
            line = asked_on_first_page(query.text, lines, names=(*query.scope.named, title))
            if line is not None:
                found.append((_Paper(self._store, document_id, ()), line))
        if len(found) > MOST_TOLD:
            return ()
        claims = [claim for paper, line in found for claim in paper.line(line, named=len(document_ids) > 1)]
        return self._holding(claims)

    def _holding(self, claims: Sequence[Claim]) -> tuple[Claim, ...]:
        """All of them, or none where one does not hold."""
        holds = (verify(each, self._store.document(each.hit.passage.document_id)).holds for each in claims)
        return tuple(claims) if all(holds) else ()

    def _of(self, asked: Asked, document_id: str, at_any_length: bool) -> tuple[Listed, ...]:
        entries = self._entries(document_id, asked.kind, self._store.generation)
        found = _asked_for(asked, entries, self._store.document(document_id).metadata.date)
        dates = asked.kind is RegisterKind.MILESTONES
        return () if dates and len(found) > MOST_DATES and not at_any_length else tuple(found)

    def _read(self, document_id: str, kind: RegisterKind, generation: int) -> tuple[Listed, ...]:
        """The generation only makes the cache forget."""
        return tuple(_READERS[kind](self._store.document(document_id)))

    def _read_first_page(self, document_id: str, generation: int) -> tuple[str, tuple[LabelledLine, ...]]:
        document = self._store.document(document_id)
        return document.metadata.title, labelled_lines(document.text)

    def _said(self, asked: Asked, papers: Sequence[_Paper]) -> tuple[Claim, ...]:
        """Each paper's claims; what one does not need of its share of the answer's length the others have."""
        room = self._lengths.most_characters
        told: dict[str, tuple[Claim, ...]] = {}
        for done, paper in enumerate(sorted(papers, key=lambda each: len(each.entries))):
            claims = paper.told(asked, room // (len(papers) - done), named=len(papers) > 1)
            room -= sum(len(claim.text) + MARKER for claim in claims)
            told[paper.document.id] = claims
        return tuple(claim for paper in papers for claim in told[paper.document.id])


def _asked_for(asked: Asked, entries: Sequence[Listed], date: dt.date | None) -> list[Listed]:
    """Those of a paper's entries that the question is for."""
    if asked.number is not None:
        return [each for each in entries if _numbered(each, asked.number)]
    match asked.kind:
        case RegisterKind.RISKS:
            risks = [each for each in entries if isinstance(each, Risk)]
            return [each for each in risks if each.in_register] or list(risks)
        case RegisterKind.RECOMMENDATIONS:
            return _decisions([each for each in entries if isinstance(each, Recommendation)])
        case _:
            return _dates([each for each in entries if isinstance(each, Milestone)], date)


def _numbered(entry: Listed, number: str) -> bool:
    own = entry.number if isinstance(entry, Risk | Recommendation) else None
    formal = not isinstance(entry, Recommendation) or entry.standing is not Standing.PROPOSED
    return own is not None and formal and plain_number(own) == number


def _decisions(found: Sequence[Recommendation]) -> list[Listed]:
    formal = [each for each in found if each.standing is Standing.RECOMMENDED]
    return list(formal or [each for each in found if each.standing is Standing.RESOLVED])


def _dates(found: Sequence[Milestone], date: dt.date | None) -> list[Listed]:
    """Those to come when the paper was written, by their days; all of a paper without a date."""
    coming = [each for each in found if each.last_day and (date is None or each.last_day >= date)]
    ordered: list[Milestone] = sorted(coming, key=lambda each: each.first_day or dt.date.max)
    return list(ordered)


class _Paper:
    """A paper's entries that are asked for, made into claims."""

    def __init__(self, store: Store, document_id: str, entries: tuple[Listed, ...]) -> None:
        self.entries = entries
        self.document = store.document(document_id)
        self._store = store

    @property
    def name(self) -> str:
        metadata = self.document.metadata
        return partnership_name(metadata.partnership, metadata.councils) if metadata.partnership else metadata.title

    def told(self, asked: Asked, room: int, *, named: bool) -> tuple[Claim, ...]:
        """In at most so many characters; with its name where there are several papers."""
        match asked.want:
            case Want.ROW:
                return self.rows(room, named=named)
            case _:
                return self.listed(asked, room, named=named)

    def line(self, line: LabelledLine, *, named: bool) -> tuple[Claim, ...]:
        """A line of the first page."""
        said = Statement(number="", text=clean(f"{line.label}: {line.value}"), quote=line.whole)
        return self._named(self._claims([said], None), named=named)

    def listed(self, asked: Asked, room: int, *, named: bool) -> tuple[Claim, ...]:
        """How many there are, then as many as there is room for."""
        statements = [statement(each) for each in self.entries]
        count = Reckoned(
            text=self._count(asked, len(statements), named=named),
            basis=tuple(each.quote for each in statements),
        )
        fitting = _fitting(statements, room - len(count.text) - len(", 10 of them here. "))
        if len(fitting) < len(statements):
            count = replace(count, text=f"{count.text}, {len(fitting)} of them here")
        return self._claims(fitting, count)

    def rows(self, room: int, *, named: bool) -> tuple[Claim, ...]:
        """All that is given of each entry."""
        told: list[Claim] = []
        for entry in self.entries:
            if not isinstance(entry, Risk | Recommendation):
                continue
            first, *more = row(entry)
            share = room // len(self.entries) - sum(len(each.whole) + MARKER for each in more)
            told += self._claims([first.shortened(max(share - MARKER - len(self.name), CUT_LENGTH)), *more], None)
        return self._named(told, named=named)

    def _count(self, asked: Asked, number: int, *, named: bool) -> str:
        words = _NAMES[asked.kind]
        first = self.entries[0]
        if isinstance(first, Recommendation) and first.standing is Standing.RESOLVED:
            words = ("decision", "decisions")
        where = " in the register" if isinstance(first, Risk) and first.in_register else ""
        who = f"{self.name}: " if named else ""
        return f"{who}{number} {words[number != 1]}{where}"

    def _named(self, claims: Sequence[Claim], *, named: bool) -> tuple[Claim, ...]:
        if not named or not claims or claims[0].reckoned is not None:
            return tuple(claims)
        return (*claims[:-1], replace(claims[-1], text=f"{claims[-1].text} ({self.name})"))

    def _claims(self, statements: Sequence[Statement], reckoned: Reckoned | None) -> tuple[Claim, ...]:
        made = [claim for each in statements if (claim := self._claim(each)) is not None]
        if made and reckoned is not None:
            made[0] = replace(made[0], text=f"{reckoned.text}. {made[0].text}", reckoned=reckoned)
        return tuple(made)

    def _claim(self, said: Statement) -> Claim | None:
        passage = self._passage(said.quote)
        placed = block_at(self.document.placed, said.quote.start)
        if passage is None or placed is None:
            return None
        quote = Slice(text=said.quote.text[: passage.end - said.quote.start].rstrip(), start=said.quote.start)
        page = self.document.draft.page_at(quote.start)
        unit = Unit(
            text=quote.text,
            start=quote.start,
            kind="row" if isinstance(placed.block, Table) else "item",
            paragraph=placed.paragraph,
            page=page.number if page else None,
            printed_page=page.label if page else None,
            section=placed.section,
            columns=said.columns,
            lead_in=placed.lead_in.text if placed.lead_in else None,
        )
        hit = Hit(rank=1, score=1.0, passage=passage, found_by=("register",))
        return Claim(text=said.whole, hit=hit, unit=unit, quote=quote.text, start=quote.start, number=said.number)

    @cached_property
    def _passages(self) -> tuple[Passage, ...]:
        return tuple(self._store.passages(self._store.passage_ids([self.document.id])))

    def _passage(self, quote: Slice) -> Passage | None:
        """The passage that the quotation begins in."""
        return next((each for each in self._passages if each.start <= quote.start < each.end), None)


_NAMES = {
    RegisterKind.RISKS: ("risk", "risks"),
    RegisterKind.RECOMMENDATIONS: ("recommendation", "recommendations"),
    RegisterKind.MILESTONES: ("date", "dates"),
}


def _fitting(statements: Sequence[Statement], room: int) -> list[Statement]:
    """All of them, each as long as there is room for all; of many as many as fit."""
    for length in LENGTHS:
        short = [each.shortened(length) for each in statements]
        if _length(short) <= room:
            return short
    short = [each.shortened(CUT_LENGTH) for each in statements]
    while len(short) > 1 and _length(short) > room:
        short.pop()
    return short


def _length(statements: Sequence[Statement]) -> int:
    return sum(len(each.whole) + len(f" [{place}]\n") for place, each in enumerate(statements, start=1))
