"""What does not agree in a paper, and its briefing, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from councilqa.domain.answers import Citation
from councilqa.domain.briefings import Briefing, BriefingLine
from councilqa.domain.discrepancies import CitedDiscrepancy, DiscrepancyKind
from councilqa.exports.briefing import Place, numbered, place, where
from councilqa.ui.cited import Cited, as_cited, in_brief

_SEVERITIES = {"high": "Serious", "medium": "To query", "low": "Minor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    severity: str
    """ "high", "medium" or "low"."""
    words: str
    """The same as a reader is told: "Serious"."""
    kind: str
    sentence: str
    arithmetic: str
    cited: tuple[Cited, ...]
    """The places that do not agree; in other papers, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    about: str
    text: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    heading: str
    lines: tuple[ShownLine, ...]
    more: int
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBriefing:
    parts: tuple[ShownPart, ...]
    sources: tuple[tuple[str, tuple[Cited, ...]], ...]
    """(place, the quotations that stand there)."""


def shown_findings(found: Sequence[CitedDiscrepancy], document_id: str) -> tuple[ShownFinding, ...]:
    """As they are shown at this paper."""
    return tuple(_finding(each, document_id) for each in found)


def _finding(cited: CitedDiscrepancy, document_id: str) -> ShownFinding:
    found = cited.discrepancy
    revised = found.kind is DiscrepancyKind.REVISED
    return ShownFinding(
        severity=found.severity,
        words="Revised" if revised else _SEVERITIES[found.severity],
        kind=str(found.kind),
        sentence=found.sentence,
        arithmetic=found.arithmetic,
        cited=tuple(_side(each, document_id) for each in cited.citations),
    )


def _side(citation: Citation, document_id: str) -> Cited:
    """Another paper is named, this one is not."""
    side = replace(as_cited(citation), label="")
    return replace(side, words=side.place) if citation.document_id == document_id else side


def shown_briefing(briefing: Briefing) -> ShownBriefing:
    """With its sources numbered through as in the files."""
    numbers = numbered(briefing)
    lines = [line for part in briefing.parts for line in part.lines]
    cited = {place(each): each for line in lines for each in line.citations}
    sources = {key: _source(cited[key], str(number), briefing) for key, number in numbers.items()}
    return ShownBriefing(
        parts=tuple(
            ShownPart(
                heading=part.heading,
                lines=tuple(_line(each, sources) for each in part.lines),
                more=part.more,
                without=part.without,
            )
            for part in briefing.parts
        ),
        sources=_by_place(sources.values()),
    )


def _by_place(sources: Iterable[Cited]) -> tuple[tuple[str, tuple[Cited, ...]], ...]:
    """In the order in which the places are first cited."""
    places: dict[str, list[Cited]] = {}
    for each in sources:
        places.setdefault(each.place, []).append(each)
    return tuple((place, tuple(cited)) for place, cited in places.items())


def _source(citation: Citation, label: str, briefing: Briefing) -> Cited:
    """Two pages have room for few words of it; another paper is named."""
    brief = in_brief(citation)
    place = brief if citation.document_id == briefing.document_id else f"{citation.title}, {brief}"
    return replace(as_cited(citation), label=label, words=where(briefing, citation), place=place)


def _line(line: BriefingLine, sources: Mapping[Place, Cited]) -> ShownLine:
    return ShownLine(about=line.about, text=line.text, cited=tuple(sources[place(each)] for each in line.citations))
