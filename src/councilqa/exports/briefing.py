"""A briefing as a file: Markdown and Word, with its sources numbered through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from councilqa.domain.answers import Citation
from councilqa.domain.briefings import Briefing, BriefingLine
from councilqa.exports.conversation import markdown
from councilqa.exports.parts import Heading, Line, Part, Quotation
from councilqa.exports.word import word_bytes
from councilqa.exports.wording import citation_in_words, day_in_words, place_in_words

CAUTION = (
    "Made from the paper by rules, without judgement: check each line at its place before you repeat it. "
    "What the paper does not say means what was not found in it."
)


def briefing_markdown(briefing: Briefing, *, made_at: dt.datetime) -> str:
    return markdown(_parts(briefing, made_at))


def briefing_docx(briefing: Briefing, *, made_at: dt.datetime) -> bytes:
    return word_bytes(_parts(briefing, made_at), title=f"Briefing: {briefing.title}", made_at=made_at)


Place = tuple[str, int, int]
"""A quotation by its paper, its place and its length."""


def numbered(briefing: Briefing) -> dict[Place, int]:
    """The number of each quotation, in the order in which they are first cited."""
    numbers: dict[Place, int] = {}
    for part in briefing.parts:
        for line in part.lines:
            for citation in line.citations:
                numbers.setdefault(place(citation), len(numbers) + 1)
    return numbers


def place(citation: Citation) -> Place:
    return (citation.document_id, citation.start, len(citation.quote))


def where(briefing: Briefing, citation: Citation) -> str:
    """The place in the paper; a figure to query may stand in another paper, which is named."""
    if citation.document_id != briefing.document_id:
        return citation_in_words(citation)
    return place_in_words(citation) or "in the text"


def _parts(briefing: Briefing, made_at: dt.datetime) -> Iterator[Part]:
    numbers = numbered(briefing)
    yield Heading(1, f"Briefing: {briefing.title}")
    about = [", ".join(briefing.councils), day_in_words(briefing.date) if briefing.date else ""]
    yield Line(". ".join(filter(None, (*about, f"Made on {day_in_words(made_at)}"))) + ".")
    yield Line(CAUTION)
    cited: dict[int, Citation] = {}
    for part in briefing.parts:
        yield Heading(2, part.heading)
        for line in part.lines:
            cited |= {numbers[place(each)]: each for each in line.citations}
            yield Line(_with_markers(line, numbers), line.about)
        if part.more:
            yield Line(f"{part.more} more are not shown here.")
        if part.without:
            yield Line(part.without)
    yield Heading(2, "Sources")
    for number, citation in sorted(cited.items()):
        yield Quotation(f"[{number}]", citation.quote, where(briefing, citation))


def _with_markers(line: BriefingLine, numbers: dict[Place, int]) -> str:
    markers = "".join(f" [{numbers[place(each)]}]" for each in line.citations)
    return f"{line.text}{markers}"
