"""What is made of the papers as a whole: registers, comparisons, figures that do not agree, briefings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from typing import Literal, assert_never

from councilqa.access.rules import Action, Person, permit
from councilqa.desk.bounds import bounded, permitted
from councilqa.desk.comparisons import Compared, Comparisons, Result
from councilqa.desk.remembered import Remembered
from councilqa.desk.scopes import Chosen
from councilqa.domain.answers import Citation
from councilqa.domain.briefings import Briefing
from councilqa.domain.comparisons import Comparison, Grid, Precedents
from councilqa.domain.discrepancies import CitedDiscrepancy
from councilqa.domain.registers import Register, RegisterKind
from councilqa.exports.briefing import briefing_docx, briefing_markdown
from councilqa.exports.comparisons import (
    GRID,
    NAMED,
    Link,
    comparison_parts,
    comparison_sheets,
    grid_parts,
    grid_sheets,
    precedents_parts,
    precedents_sheets,
    word,
)
from councilqa.exports.conversation import markdown
from councilqa.exports.parts import Part
from councilqa.exports.registers import register_sheet
from councilqa.exports.sheets import Sheet, csv_text, excel_bytes
from councilqa.service import CouncilQA

MOST_GRIDS = 16
MOST_BRIEFINGS = 64
RegisterFormat = Literal["csv", "xlsx"]
ComparisonFormat = Literal["md", "docx", "xlsx"]
BriefingFormat = Literal["md", "docx"]


class Reports:
    """Every method begins with `permit`; safe to use from several threads."""

    def __init__(self, service: CouncilQA, *, clock: Callable[[], dt.datetime]) -> None:
        self._service = service
        self._clock = clock
        self._comparisons = Comparisons(clock)
        self._grids: Remembered[Grid] = Remembered(MOST_GRIDS)
        self._briefings: Remembered[Briefing] = Remembered(MOST_BRIEFINGS)

    # Registers

    def register(self, who: Person | None, kind: RegisterKind, chosen: Chosen = Chosen()) -> Register:
        permit(who, Action.READ)
        return self._service.register(kind, **chosen.filter())

    def register_file(
        self, who: Person | None, kind: RegisterKind, chosen: Chosen, format: RegisterFormat, *, base: str
    ) -> bytes:
        """`base` is the page's own address, which the links of a spreadsheet lead to."""
        permit(who, Action.EXPORT)
        sheet = register_sheet(self._service.register(kind, **chosen.filter()), links_to(base))
        if format == "xlsx":
            return excel_bytes([sheet])
        # Excel takes CSV for UTF-8 only where it begins with a byte order mark.
        return csv_text(sheet).encode("utf-8-sig")

    # Comparisons

    def compare(self, who: Person | None, question: str, chosen: Chosen = Chosen()) -> Compared:
        """One question to each partnership."""
        owner = permitted(who, Action.COMPARE).name
        return self._comparisons.keep(owner, self._service.compare(bounded(question), **chosen.filter()))

    def compare_fields(self, who: Person | None, chosen: Chosen = Chosen()) -> Compared:
        """The standing fields of each partnership; they take long, and are remembered until the papers change."""
        owner = permitted(who, Action.COMPARE).name
        grid = self._grids.get((self._papers(), chosen), lambda: self._service.compare_fields(**chosen.filter()))
        return self._comparisons.keep(owner, grid)

    def precedents(self, who: Person | None, chosen: Chosen = Chosen()) -> Compared:
        """Partnerships that the papers name and that are not their own."""
        owner = permitted(who, Action.COMPARE).name
        return self._comparisons.keep(owner, self._service.precedents(**chosen.filter()))

    def comparison_file(self, who: Person | None, id: str, format: ComparisonFormat, *, base: str) -> bytes:
        """A comparison that was made; `base` as for a register."""
        compared = self._comparisons.of(permitted(who, Action.EXPORT).name, id)
        result, made_at = compared.result, compared.made_at
        if format == "xlsx":
            return excel_bytes(_sheets(result, links_to(base)))
        if format == "docx":
            return word(_parts(result, made_at), title=_title(result), made_at=made_at)
        return markdown(_parts(result, made_at)).encode()

    # One paper

    def discrepancies(self, who: Person | None, document_id: str) -> tuple[CitedDiscrepancy, ...]:
        """What does not agree in a paper, or between it and others of its partnership; gravest first."""
        permit(who, Action.READ)
        return self._service.discrepancies(document=document_id)

    def briefing(self, who: Person | None, document_id: str) -> Briefing:
        """A paper on two pages."""
        permit(who, Action.READ)
        return self._briefing(document_id)

    def briefing_file(self, who: Person | None, document_id: str, format: BriefingFormat) -> bytes:
        permit(who, Action.EXPORT)
        briefing = self._briefing(document_id)
        if format == "docx":
            return briefing_docx(briefing, made_at=self._clock())
        return briefing_markdown(briefing, made_at=self._clock()).encode()

    def _briefing(self, document_id: str) -> Briefing:
        return self._briefings.get((self._papers(), document_id), lambda: self._service.brief(document_id))

    def _papers(self) -> Hashable:
        """What is indexed, with what is known of it."""
        return tuple((each.id, each.metadata) for each in self._service.documents())


def links_to(base: str) -> Callable[[Citation], str]:
    """The address of a quotation's place on the page at `base`."""

    def link(citation: Citation) -> str:
        end = citation.start + len(citation.quote)
        path = f"papers/{citation.document_id}?start={citation.start}&end={end}#quotation"
        return f"{base.rstrip('/')}/{path}"

    return link


def _title(result: Result) -> str:
    match result:
        case Comparison():
            return result.question
        case Grid():
            return GRID
        case Precedents():
            return NAMED
    assert_never(result)


def _parts(result: Result, made_at: dt.datetime) -> Iterator[Part]:
    match result:
        case Comparison():
            return comparison_parts(result, made_at=made_at)
        case Grid():
            return grid_parts(result, made_at=made_at)
        case Precedents():
            return precedents_parts(result, made_at=made_at)
    assert_never(result)


def _sheets(result: Result, link: Link) -> tuple[Sheet, ...]:
    match result:
        case Comparison():
            return comparison_sheets(result, link)
        case Grid():
            return grid_sheets(result, link)
        case Precedents():
            return precedents_sheets(result, link)
    assert_never(result)
