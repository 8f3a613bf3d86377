"""A paper of two pages and a claim about it, made by hand."""

from __future__ import annotations

from councilqa.answering.compose import Claim
from councilqa.domain.documents import Document, Draft, Metadata, Page, Paragraph, Placed
from councilqa.domain.passages import Hit, Passage, Unit, UnitKind

FIRST = "1.1 The shared team saves £88,000 (6.7%) a year."
SECOND = "1.2 Both councils keep their own websites."
TEXT = f"{FIRST}\n{SECOND}"


def paper() -> Document:
    blocks = (
        Paragraph(text=FIRST, start=0, number="1.1"),
        Paragraph(text=SECOND, start=len(FIRST) + 1, number="1.2"),
    )
    pages = (
        Page(number=1, label="i", start=0, end=len(FIRST) + 1),
        Page(number=2, label="ii", start=len(FIRST) + 1, end=len(TEXT)),
    )
    return Document(
        id="0123456789abcdef",
        source="paper.txt",
        draft=Draft(text=TEXT, blocks=blocks, pages=pages),
        placed=tuple(Placed(block=block, section=("Savings",), paragraph=block.number) for block in blocks),
        metadata=Metadata(title="Shared services"),
    )


def unit(
    text: str,
    start: int,
    *,
    kind: UnitKind = "sentence",
    paragraph: str | None = "1.1",
    page: int | None = 1,
    cells: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
    of: str | None = None,
) -> Unit:
    return Unit(
        text=text, start=start, kind=kind, paragraph=paragraph, page=page, cells=cells, columns=columns, unit=of
    )


def hit(*units: Unit, text: str = TEXT) -> Hit:
    passage = Passage(
        text=text,
        start=0,
        id="0" * 16,
        document_id="0123456789abcdef",
        ordinal=0,
        kind="text",
        section=("Savings",),
        paragraph="1.1",
        page=1,
        printed_page="i",
        context="",
        units=units,
    )
    return Hit(rank=1, score=1.0, passage=passage, found_by=("tokens",))


PAPER = paper()
SENTENCE = unit(FIRST[4:], 4)
CLAIM = Claim(text=SENTENCE.text, hit=hit(SENTENCE), unit=SENTENCE, quote=SENTENCE.text, start=4)
