"""Answers made by hand, to be written up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from councilqa.domain.answers import Answer, AnswerStatus, Citation, Scope
from councilqa.domain.passages import Hit, Passage

NOON = dt.datetime(2024, 3, 5, 12, 0, tzinfo=dt.UTC)

CITATION = Citation(
    label="1",
    document_id="a" * 16,
    title="Working Together",
    source="/srv/papers/working-together.pdf",
    councils=("Oakshire District Council", "Elmham Borough Council"),
    partnership="elmham-oakshire",
    date=dt.date(2022, 7, 7),
    page=12,
    printed_page="9",
    paragraph="5.11",
    section=("Finance", "Savings"),
    quote="The shared team saves £88,000 (6.7%) a year.",
    passage="The shared team saves £88,000 (6.7%) a year.",
    passage_id="0" * 16,
    start=4,
)
OTHER = replace(
    CITATION,
    label="2",
    document_id="b" * 16,
    title="Joint Statement",
    source=r"C:\papers\statement.docx",
    date=None,
    page=None,
    paragraph=None,
    section=(),
    quote="Each council keeps\nits own website.",
)
ANSWERED = Answer(
    question="What does the team save?",
    status=AnswerStatus.ANSWERED,
    text="The shared team saves £88,000 (6.7%) a year. [1]\nEach council keeps its own website. [2]",
    citations=(CITATION, OTHER),
)
PARTIAL = Answer(
    question="What does it save and how many staff agreed?",
    understood="What does the shared team save and how many staff agreed?",
    status=AnswerStatus.PARTIAL,
    text="The shared team saves £88,000 (6.7%) a year. [1]",
    citations=(CITATION,),
    reason="Not found: how many staff agreed?",
    scope=Scope(document_ids=("a" * 16,), chosen=True),
)


def passage(text: str) -> Passage:
    return Passage(
        text=text,
        start=0,
        id="1" * 16,
        document_id="c" * 16,
        ordinal=0,
        kind="text",
        section=("Transport",),
        paragraph="2.1",
        page=3,
        printed_page="3",
        context="",
        units=(),
    )


NOT_FOUND = Answer(
    question="What does the airport shuttle cost?",
    status=AnswerStatus.NOT_FOUND,
    text="Not found in the papers. The papers do not mention ‘airport’.",
    reason="The papers do not mention ‘airport’.",
    related=(Hit(rank=1, score=0.3, passage=passage("2.1 Buses run to the station."), found_by=("tokens",)),),
)
TITLES = {"c" * 16: "Bus Services"}


def with_text(text: str) -> list[Answer]:
    """Answers that have this text wherever papers and users can put one."""
    citation = replace(
        CITATION, title=text, source=text, councils=(text,), section=(text,), quote=text, paragraph=text, label="1"
    )
    reason = text or " "
    answered = replace(
        PARTIAL,
        question=text,
        understood=text,
        text=f"{text} [1]",
        reason=reason,
        citations=(citation,),
        warnings=(text,),
    )
    hits = (Hit(rank=1, score=0.3, passage=replace(passage(text), section=(text,)), found_by=("tokens",)),)
    return [answered, replace(NOT_FOUND, question=text, text=text, reason=reason, related=hits)]
