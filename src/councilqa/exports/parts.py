"""What a written-up conversation consists of, whatever the format of the file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from councilqa.domain.answers import Answer, Citation
from councilqa.exports.wording import (
    citation_in_words,
    day_in_words,
    drafted_in_words,
    hit_in_words,
    paper_in_words,
    scope_in_words,
    status_in_words,
)

NEAREST = "nearest passage, not an answer"
_MOST_CHARACTERS = 800
"""Of a nearest passage."""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    """1 is the title of the whole."""
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of its own, after a name in bold where it has one: "Understood as: …"."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a paper and where they stand."""

    marker: str
    """ "[1]", as in the answer; empty for a passage that is no source."""
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper in the list at the end."""

    paper: str
    file: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of text under the names of their columns; a cell may have several lines."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Each as long as `columns`; the first cell names the row."""


Part = Heading | Line | Quotation | Reference | Table


def conversation(
    answers: Sequence[Answer], *, made_at: dt.datetime, heading: str, titles: Mapping[str, str]
) -> Iterator[Part]:
    """From the heading to the list of papers; every text as it came, not escaped for any format."""
    yield Heading(1, heading)
    yield Line(f"Made on {day_in_words(made_at)} at {made_at:%H:%M}.")
    known = {each.document_id: each.title for answer in answers for each in answer.citations} | dict(titles)
    for answer in answers:
        yield from _answer(answer, known)
    cited = _papers(answers)
    if cited:
        yield Heading(2, "Papers cited")
        for citation in cited:
            yield Reference(paper_in_words(citation), file_name(citation.source))


def file_name(source: str) -> str:
    """The name without the folders of the machine it lies on."""
    return re.split(r"[\\/]", source)[-1]


def _answer(answer: Answer, titles: Mapping[str, str]) -> Iterator[Part]:
    yield Heading(2, answer.question)
    if answer.understood:
        yield Line(answer.understood, "Understood as")
    if answer.scope.chosen:
        yield Line(scope_in_words(answer.scope, titles), "Asked of")
    yield Line(status_in_words(answer), "Status")
    drafted = drafted_in_words(answer)
    if drafted:
        yield Line(drafted, "Written")
    if answer.note:
        yield Line(answer.note, "Note")
    if answer.citations:
        yield from (Line(line) for line in answer.text.splitlines() if line.strip())
        yield from (Line(warning, "Note") for warning in answer.warnings)
        yield Heading(3, "Sources")
        for each in answer.citations:
            yield Quotation(f"[{each.label}]", each.quote, citation_in_words(each))
    elif answer.reason:
        yield Line(answer.reason)
    if answer.related:
        yield Heading(3, "Nearest passages")
        for hit in answer.related:
            yield Quotation("", _shortened(hit.passage.text), f"{NEAREST}: {hit_in_words(hit, titles)}")


def _papers(answers: Sequence[Answer]) -> list[Citation]:
    """The first citation of each paper, in the order in which the papers are first cited."""
    first: dict[str, Citation] = {}
    for answer in answers:
        for citation in answer.citations:
            first.setdefault(citation.document_id, citation)
    return list(first.values())


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS].rstrip()} …"
