"""Comparisons as the page's tables show them, their sources numbered through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from councilqa.domain.comparisons import Comparison, Grid, Precedents, Row
from councilqa.exports.comparisons import figure_in_words, saved_in_words
from councilqa.ui.cited import Cited, Line, Numbered, cited_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """What the papers of one party say."""

    name: str
    lines: tuple[Line, ...]
    """None where they do not state it."""
    reason: str
    searched: tuple[str, ...]
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownComparison:
    question: str
    asked: str
    """Empty where it is the question itself."""
    rows: tuple[ShownRow, ...]
    figures: tuple[str, ...]
    """What agrees and what differs, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGrid:
    names: tuple[str, ...]
    fields: tuple[tuple[str, tuple[ShownRow, ...]], ...]
    """(name of the field, a row for each of `names`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPrecedent:
    name: str
    saved: str
    years: str
    title: str
    """Of the paper that names it."""
    said: tuple[Cited, ...]


def shown_comparison(comparison: Comparison) -> ShownComparison:
    numbered = Numbered()
    parties = [row.party for row in comparison.rows]
    return ShownComparison(
        question=comparison.question,
        asked=comparison.asked if comparison.asked != comparison.question else "",
        rows=tuple(_row(each, numbered) for each in comparison.rows),
        figures=tuple(figure_in_words(each, parties) for each in comparison.figures),
    )


def shown_grid(grid: Grid) -> ShownGrid:
    numbered = Numbered()
    return ShownGrid(
        names=tuple(party.name for party in grid.parties),
        fields=tuple(
            (field.name, tuple(_row(each, numbered) for each in comparison.rows)) for field, comparison in grid.fields
        ),
    )


def shown_precedents(precedents: Precedents) -> Iterator[ShownPrecedent]:
    numbered = Numbered()
    for each in precedents.found:
        yield ShownPrecedent(
            name=each.name,
            saved=saved_in_words(each),
            years=", ".join(each.years),
            title=each.citations[0].title,
            said=tuple(numbered.cited(citation) for citation in each.citations),
        )


def _row(row: Row, numbered: Numbered) -> ShownRow:
    answer = row.answer
    cited = {each.label: numbered.cited(each) for each in answer.citations} if row.stated else {}
    return ShownRow(
        name=row.party.name,
        lines=cited_lines(answer.text, cited) if row.stated else (),
        reason=answer.reason or "",
        searched=row.party.titles,
        sources=tuple(cited.values()),
    )
