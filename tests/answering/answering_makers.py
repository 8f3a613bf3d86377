"""A paper of two pages and a claim about it, questions and evidence, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from councilqa.answering.compose import Claim
from councilqa.answering.evidence import Evidence
from councilqa.answering.spoken import spoken
from councilqa.domain.answers import Scope
from councilqa.domain.documents import Document, Draft, Metadata, Page, Paragraph, Placed
from councilqa.domain.passages import Hit, Passage, Unit, UnitKind
from councilqa.models.encoder import Encoded
from councilqa.retrieval.late import QueryTokens
from councilqa.retrieval.retriever import Query
from councilqa.text import fold
from fake_encoder import spans

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


def asked(question: str) -> Query:
    """A question about all papers; each of its words weighs the same."""
    offsets = np.array(spans(fold(question)), dtype=np.int32).reshape(-1, 2)
    count = len(offsets)
    vectors = np.zeros((count, 4), dtype=np.float32)
    return Query(
        text=question,
        folded=fold(question),
        scope=Scope(),
        alternatives=(),
        tokens=QueryTokens(
            vectors=vectors, weights=np.full(count, 1 / max(count, 1), dtype=np.float32), offsets=offsets
        ),
        dense=Encoded(dense=vectors.sum(axis=0), tokens=vectors, ids=np.zeros(count, np.uint32), offsets=offsets),
    )


def read(
    *pieces: tuple[UnitKind, str],
    rank: int = 1,
    lead_in: str | None = None,
    section: Sequence[str] = ("Savings",),
    columns: tuple[str, ...] = (),
    gap: int = 1,
    met: Sequence[float] = (0.0,),
) -> tuple[Evidence, ...]:
    """The units of one passage, each on a line of its own but sentences; cells of a row stand apart by tabs.

    `lead_in` is that of items and rows; `gap` of the characters between two units; `met` of every unit.
    """
    text, units = "", []
    for kind, words in pieces:
        if text:
            text += " " * gap if kind == "sentence" else "\n" * gap
        made = unit(words, len(text), kind=kind, cells=tuple(words.split("\t")) if kind == "row" else ())
        led = lead_in if kind in ("item", "row") else None
        units.append(replace(made, section=tuple(section), lead_in=led, columns=columns if kind == "row" else ()))
        text += words
    found = hit(*units, text=text)
    found = replace(found, rank=rank, passage=replace(found.passage, id=f"{rank:016}", units=tuple(units)))
    return tuple(
        Evidence(
            hit=found,
            position=position,
            unit=each,
            score=1.0,
            near=0.5,
            own_score=0.5,
            context=0.0,
            whole=0.5,
            mean=0.5,
            focus=0.5,
            met=np.array(met, dtype=np.float32),
            own=np.array(met, dtype=np.float32),
            said=spoken(each),
        )
        for position, each in enumerate(units)
        if each.kind != "heading"
    )
