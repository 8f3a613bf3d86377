"""A comparison, a grid and named precedents as they are pasted into a report: a table, and numbered references."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

from councilqa.domain.answers import Citation
from councilqa.domain.comparisons import Comparison, FigureCompared, Grid, Party, Precedent, Precedents, Row
from councilqa.domain.names import listed
from councilqa.exports.parts import Heading, Line, Part, Quotation, Table, file_name
from councilqa.exports.sheets import Cell, Sheet
from councilqa.exports.word import word_bytes
from councilqa.exports.wording import citation_in_words, day_in_words, place_in_words

NOT_STATED = "Not stated"
GRID = "Partnerships compared"
NAMED = "Precedents named in the papers"
Link = Callable[[Citation], str | None]
_MARKER = re.compile(r"\[(\d+)\](?=\s*$)", re.MULTILINE)


class _References:
    """Citations of many answers, numbered in one row; the same place of a paper has one number."""

    def __init__(self) -> None:
        self.cited: list[Citation] = []

    def number(self, citation: Citation) -> int:
        place = (citation.document_id, citation.start, citation.quote)
        for number, known in enumerate(self.cited, start=1):
            if (known.document_id, known.start, known.quote) == place:
                return number
        self.cited.append(citation)
        return len(self.cited)

    def text(self, row: Row, *, reason: bool) -> str:
        """What a row says, with the numbers of the whole list."""
        answer = row.answer
        if not row.stated:
            return f"{NOT_STATED}. {answer.reason}" if reason and answer.reason else NOT_STATED
        numbers = {each.label: self.number(each) for each in answer.citations}
        text = _MARKER.sub(lambda match: f"[{numbers[match[1]]}]" if match[1] in numbers else match[0], answer.text)
        return f"{text}\n({answer.reason})" if reason and answer.reason else text


def comparison_parts(comparison: Comparison, *, made_at: dt.datetime) -> Iterator[Part]:
    """From the question to the list of references."""
    references = _References()
    yield Heading(1, comparison.question)
    yield _made(made_at)
    yield Table(
        ("Partnership", "What its papers say"),
        tuple((row.party.name, references.text(row, reason=True)) for row in comparison.rows),
    )
    for figure in comparison.figures:
        yield Line(figure_in_words(figure, [row.party for row in comparison.rows]))
    yield from _listed(references)


def grid_parts(grid: Grid, *, made_at: dt.datetime) -> Iterator[Part]:
    """One column for each partnership, one row for each field."""
    references = _References()
    yield Heading(1, GRID)
    yield _made(made_at)
    rows = tuple(
        (field.name, *(references.text(row, reason=False) for row in comparison.rows))
        for field, comparison in grid.fields
    )
    yield Table(("", *(party.name for party in grid.parties)), rows)
    yield Line("; ".join(f"{party.name}: {', '.join(party.titles)}" for party in grid.parties), "Searched")
    yield from _listed(references)


def precedents_parts(precedents: Precedents, *, made_at: dt.datetime) -> Iterator[Part]:
    """Partnerships that the papers name, with the sentences that do."""
    references = _References()
    yield Heading(1, NAMED)
    yield _made(made_at)
    rows = []
    for each in precedents.found:
        said = "\n".join(f"{citation.quote} [{references.number(citation)}]" for citation in each.citations)
        rows.append((each.name, saved_in_words(each), ", ".join(each.years), said))
    yield Table(("Councils", "Saved", "When", "What is said"), tuple(rows))
    yield Line("; ".join(precedents.searched), "Searched")
    yield from _listed(references)


def word(parts: Iterator[Part], *, title: str, made_at: dt.datetime) -> bytes:
    """As a Word file, with its pages across."""
    return word_bytes(parts, title=title, made_at=made_at, wide=True)


def comparison_sheets(comparison: Comparison, link: Link) -> tuple[Sheet, ...]:
    """The rows, and the references; a cell leads to the first place that it cites."""
    references = _References()
    rows = [
        (
            Cell(row.party.name),
            Cell(str(row.answer.status)),
            Cell(references.text(row, reason=True), _first_link(row, link)),
        )
        for row in comparison.rows
    ]
    sheet = Sheet(title="Comparison", columns=("Partnership", "Status", comparison.question), rows=rows)
    return sheet, _reference_sheet(references, link)


def grid_sheets(grid: Grid, link: Link) -> tuple[Sheet, ...]:
    """The grid, and the references; a cell leads to the first place that it cites."""
    references = _References()
    rows = [
        (
            Cell(field.name),
            *(Cell(references.text(row, reason=False), _first_link(row, link)) for row in comparison.rows),
        )
        for field, comparison in grid.fields
    ]
    sheet = Sheet(title="Fields", columns=("Field", *(party.name for party in grid.parties)), rows=rows)
    return sheet, _reference_sheet(references, link)


def precedents_sheets(precedents: Precedents, link: Link) -> tuple[Sheet, ...]:
    """One row for each partnership named, with its first place."""
    rows = [
        (
            Cell(each.name),
            Cell(saved_in_words(each)),
            Cell(", ".join(each.years)),
            Cell(each.citations[0].title),
            Cell(place_in_words(each.citations[0]) or "in the text", link(each.citations[0])),
            Cell("\n".join(citation.quote for citation in each.citations)),
        )
        for each in precedents.found
    ]
    columns = ("Councils", "Saved", "When", "Paper", "Place", "Quotation")
    return (Sheet(title="Precedents", columns=columns, rows=rows),)


def saved_in_words(precedent: Precedent) -> str:
    """The sums, or that none is stated."""
    return ", ".join(precedent.saved) or NOT_STATED.lower()


def figure_in_words(figure: FigureCompared, parties: Sequence[Party]) -> str:
    """ "Salary: Hart and Melton agree on £140K; Stafford gives £150k"."""
    names = {party.key: party.name for party in parties}
    given = "; ".join(f"{names[each.party]} {', '.join(each.written)}" for each in figure.given)
    if not figure.agreeing:
        return f"Figures ({figure.sort}) differ, and need not be of the same thing: {given}."
    agreeing = "; ".join(listed([names[key] for key in group]) for group in figure.agreeing)
    return f"Figures ({figure.sort}), one value given alike by {agreeing}: {given}."


def _made(made_at: dt.datetime) -> Line:
    return Line(f"Made on {day_in_words(made_at)} at {made_at:%H:%M} by quoting the papers; read them before use.")


def _listed(references: _References) -> Iterator[Part]:
    if references.cited:
        yield Heading(2, "References")
        for number, citation in enumerate(references.cited, start=1):
            where = f"{citation_in_words(citation)} ({file_name(citation.source)})"
            yield Quotation(f"[{number}]", citation.quote, where)


def _first_link(row: Row, link: Link) -> str | None:
    return link(row.answer.citations[0]) if row.answer.citations else None


def _reference_sheet(references: _References, link: Link) -> Sheet:
    rows = [
        (
            Cell(number),
            Cell(each.title),
            Cell(place_in_words(each) or "in the text", link(each)),
            Cell(each.quote),
            Cell(file_name(each.source)),
        )
        for number, each in enumerate(references.cited, start=1)
    ]
    return Sheet(title="References", columns=("Number", "Paper", "Place", "Quotation", "File"), rows=rows)
