"""What is given back to the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from councilqa.domain.generations import Generation
from councilqa.domain.passages import Hit


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    TOLD = "told"
    """About the library or the conversation ("how many papers are there?", "thanks"): nothing of what papers say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A verified promise: this quotation stands in this paper at this place."""

    label: str
    document_id: str
    title: str
    source: str
    councils: tuple[str, ...]
    partnership: str | None
    date: dt.date | None
    page: int | None
    """1-based, as a viewer shows it."""
    printed_page: str | None
    paragraph: str | None
    section: tuple[str, ...]
    quote: str
    passage: str
    passage_id: str
    start: int
    """Offset of the quotation in the paper's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which papers a question is about, as it was understood or chosen."""

    document_ids: tuple[str, ...] | None = None
    """None: every paper."""
    partnerships: tuple[str, ...] = ()
    councils: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    chosen: bool = False
    """True where the asker set a filter, False where it was read from the question."""
    named: tuple[str, ...] = ()
    """The words of the question that led to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    retrieve_seconds: float
    total_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A claim that was verified."""

    text: str
    """Without its marker."""
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    question: str
    """As it was asked."""
    understood: str | None = None
    """The question that was answered, where it was rewritten: a follow-up with its subject put back, misspelt words
    put right."""
    status: AnswerStatus
    text: str
    """With markers [1] that name citations by label."""
    citations: tuple[Citation, ...] = ()
    more: tuple[Said, ...] = ()
    """What else bears on the question, told where it is asked for; its labels go on from those of the citations."""
    confidence: float | None = None
    """How likely the first statement holds all of the answer, of what was quoted; None where nothing was reckoned."""
    reason: str | None = None
    """For partial and not found: what was looked for and not found."""
    related: tuple[Hit, ...] = ()
    """Nearest passages when nothing answers."""
    dropped: tuple[str, ...] = ()
    """Claims of the draft whose evidence did not hold."""
    engine: str = "extractive"
    """Name of the language model that wrote it, or "extractive"."""
    looked_for: tuple[str, ...] = ()
    """What a language model had the papers searched for beside the question."""
    note: str | None = None
    """What the reader should know of how it came about: that the language model failed."""
    warnings: tuple[str, ...] = ()
    """What the papers say elsewhere against a figure that is quoted."""
    generation: Generation | None = None
    """What the language model was given and gave back."""
    scope: Scope = field(default_factory=Scope)
    timings: Timings = Timings(retrieve_seconds=0.0, total_seconds=0.0)
    trace: tuple[tuple[str, str], ...] = ()
    """(stage, what happened), for `--explain`."""

    def __post_init__(self) -> None:
        if self.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL) and not self.citations:
            raise ValueError("an answer that claims something must cite something")
        if self.status is AnswerStatus.TOLD and self.citations:
            raise ValueError("what is told of the library quotes no paper")
        if self.status in (AnswerStatus.PARTIAL, AnswerStatus.NOT_FOUND) and not self.reason:
            raise ValueError("what is missing from an answer must be said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """The question is understood and the papers are being searched."""

    understood: str | None
    """The standing question, where it was rewritten."""
    where: str
    """The papers searched, in words: "the papers of Hart and Rushmoor"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The whole answer; what was said before is in it."""

    answer: Answer


AnswerEvent = Searching | Said | Finished
"""What a streamed answer consists of: one `Searching`, another for a follow-up that a language model was asked to put
otherwise, any number of `Said`, one `Finished`; of one `Finished` alone where nothing is searched."""

Stopped = Callable[[], bool]
"""Whether the reader waits no longer for a language model."""


def never_stopped() -> bool:
    """For who waits to the end."""
    return False


def whereabouts(paragraph: str | None, page: int | None, printed_page: str | None) -> str:
    """ "paragraph 5.11, page 12 (printed 9)", as far as it is known."""
    parts = []
    if paragraph:
        parts.append(f"paragraph {paragraph}")
    if page is not None:
        printed = f" (printed {printed_page})" if printed_page and printed_page != str(page) else ""
        parts.append(f"page {page}{printed}")
    elif printed_page:
        parts.append(f"printed page {printed_page}")
    return ", ".join(parts)
