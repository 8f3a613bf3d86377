"""Quotations as the page shows them: what is cited, where it leads to, and the lines that it stands behind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from councilqa.domain.answers import Citation, whereabouts
from councilqa.domain.passages import Hit
from councilqa.exports.wording import citation_in_words, hit_in_words, paper_in_words, place_in_words

RELATED_CHARACTERS = 400
_MARKER = re.compile(r"\[(\w+)\]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A place that can be opened."""

    document_id: str
    start: int
    end: int
    label: str
    words: str
    """Paper and place."""
    quote: str
    place: str = ""
    """Within the paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPaper:
    """A paper, and what is quoted from it."""

    words: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    cited: tuple[Cited, ...] = ()


class Numbered:
    """Citations of many answers, numbered through as in the files they are saved in; one place has one number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, str], str] = {}

    def cited(self, citation: Citation) -> Cited:
        place = (citation.document_id, citation.start, citation.quote)
        label = self._numbers.setdefault(place, str(len(self._numbers) + 1))
        return replace(as_cited(citation), label=label)


def cited_lines(text: str, cited: Mapping[str, Cited]) -> tuple[Line, ...]:
    """Lines of an answer with their markers; "[3]" within a paper's own words is no marker."""
    found = []
    for line in text.splitlines():
        words, labels = line.rstrip(), list[str]()
        while (match := _MARKER.search(words)) and match[1] in cited:
            if labels and cited[labels[0]].quote.rstrip().endswith(match[0]):
                break  # the quotation itself ends so
            labels.insert(0, match[1])
            words = words[: match.start()].rstrip()
        if words or labels:
            found.append(Line(words, tuple(cited[label] for label in labels)))
    return tuple(found)


def as_cited(citation: Citation) -> Cited:
    """The place of a citation, under its own label."""
    return Cited(
        document_id=citation.document_id,
        start=citation.start,
        end=citation.start + len(citation.quote),
        label=citation.label,
        words=citation_in_words(citation),
        quote=citation.quote,
        place=place_in_words(citation) or "at its beginning",
    )


def in_brief(citation: Citation) -> str:
    """Paragraph and page, or else the section that it stands in."""
    known = whereabouts(citation.paragraph, citation.page, citation.printed_page)
    return known or (citation.section[-1] if citation.section else "at its beginning")


def near(hit: Hit, titles: dict[str, str]) -> Cited:
    """The place of a passage that is no source."""
    passage = hit.passage
    return Cited(
        document_id=passage.document_id,
        start=passage.start,
        end=passage.end,
        label="",
        words=hit_in_words(hit, titles),
        quote=_shortened(passage.text),
    )


def by_paper(citations: Sequence[Citation]) -> tuple[CitedPaper, ...]:
    """In the order in which the papers are first cited."""
    ids = dict.fromkeys(each.document_id for each in citations)
    grouped = ([each for each in citations if each.document_id == id] for id in ids)
    return tuple(CitedPaper(words=paper_in_words(each[0]), cited=tuple(map(as_cited, each))) for each in grouped)


def quoted(text: str) -> str:
    """A quotation as it is shown: cells of a row apart from each other."""
    return text.strip().replace("\t", " | ")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= RELATED_CHARACTERS else f"{line[:RELATED_CHARACTERS].rsplit(' ', 1)[0]} …"
