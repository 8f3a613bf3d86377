"""A paper, its passages and answers about it, for the tests of the measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.domain.documents import Document, Draft, Metadata, Page, Paragraph, Placed
from councilqa.domain.passages import Hit, Passage, Unit
from councilqa.evals.cases import Answerable, Case, Evidence, Unanswerable
from councilqa.evals.indexed import Comparable, Indexed
from councilqa.evals.results import Machine, Results, SuiteRecord, SystemResult
from councilqa.evals.runner import System, asks, run

FIRST = "1.1 The shared team would save £88k (6.7%) a year."
SECOND = "1.2 Both councils “keep” their own – separate – websites."
TEXT = f"{FIRST}\n{SECOND}"
PAGES = (
    Page(number=1, label="i", start=0, end=len(FIRST) + 1),
    Page(number=2, label="ii", start=len(FIRST) + 1, end=len(TEXT)),
)


def paper() -> Document:
    """Two numbered paragraphs, each on a page of its own."""
    blocks = (
        Paragraph(text=FIRST, start=0, number="1.1"),
        Paragraph(text=SECOND, start=len(FIRST) + 1, number="1.2"),
    )
    return Document(
        id="0123456789abcdef",
        source="paper.txt",
        draft=Draft(text=TEXT, blocks=blocks, pages=PAGES),
        placed=tuple(Placed(block=block, section=("Savings",), paragraph=block.number) for block in blocks),
        metadata=Metadata(title="Shared services"),
    )


def passage(text: str, *, ordinal: int = 0) -> Passage:
    return Passage(
        text=text,
        start=max(TEXT.find(text), 0),
        id=f"{ordinal:016x}",
        document_id="0123456789abcdef",
        ordinal=ordinal,
        kind="text",
        section=("Savings",),
        paragraph=None,
        page=None,
        printed_page=None,
        context="",
        units=(Unit(text=text, start=max(TEXT.find(text), 0), kind="sentence"),),
    )


def hits(*texts: str) -> tuple[Hit, ...]:
    return tuple(
        Hit(rank=rank, score=1.0 / rank, passage=passage(text, ordinal=rank), found_by=("tokens",))
        for rank, text in enumerate(texts, 1)
    )


def citation(quote: str = "save £88k (6.7%)", *, behind: str = FIRST, label: str = "1") -> Citation:
    """One that holds, as long as the quotation stands in the first paragraph."""
    return Citation(
        label=label,
        document_id="0123456789abcdef",
        title="Shared services",
        source="paper.txt",
        councils=(),
        partnership=None,
        date=dt.date(2022, 11, 24),
        page=1,
        printed_page="i",
        paragraph="1.1",
        section=("Savings",),
        quote=quote,
        passage=behind,
        passage_id="0" * 16,
        start=max(TEXT.find(quote), 0),
    )


def answer(text: str = "It would save £88k (6.7%) a year. [1]", *citations: Citation) -> Answer:
    return Answer(question="?", status=AnswerStatus.ANSWERED, text=text, citations=citations or (citation(),))


def refused(reason: str = "no date is stated") -> Answer:
    return Answer(question="?", status=AnswerStatus.NOT_FOUND, text="The papers do not say.", reason=reason)


def answerable(name: str = "a-1", *, kind: str = "saving", question: str = "What is saved?") -> Answerable:
    return Answerable(
        id=name,
        question=question,
        kind=kind,
        proofs=(Evidence(quote="would save £88k (6.7%)", document="paper.txt", paragraph="1.1"),),
        gold=(("£88k", "£88,000"), ("6.7%",)),
    )


def unanswerable(name: str = "n-1", *, put_right: tuple[str, ...] = ()) -> Unanswerable:
    return Unanswerable(
        id=name, question="What colour is it?", kind="absent-topic", why="no colour", put_right=put_right
    )


def indexed() -> Indexed:
    return Indexed(documents={paper().id: paper()}, passages=(passage(FIRST), passage(SECOND, ordinal=1)))


@dataclass
class ScriptedPapers:
    """Stands in for an open index: the same hits for every question, an answer or an error by question."""

    replies: dict[str, Answer | BaseException]
    found: Sequence[Hit] = field(default_factory=lambda: hits(FIRST, SECOND))
    asked: list[str] = field(default_factory=list)
    scopes: list[tuple[str | None, str | None, tuple[str, ...]]] = field(default_factory=list)
    """(partnership, document, texts of the answers before) of each question."""

    def ask(
        self,
        question: str,
        *,
        partnership: str | None = None,
        document: str | None = None,
        history: Sequence[Answer] = (),
    ) -> Answer:
        self.asked.append(question)
        self.scopes.append((partnership, document, tuple(each.text for each in history)))
        reply = self.replies[f"{question} {partnership}" if partnership else question]
        if isinstance(reply, BaseException):
            raise reply
        return reply

    def search(
        self, query: str, *, k: int | None = None, partnership: str | None = None, document: str | None = None
    ) -> Sequence[Hit]:
        return self.found[:k]


def system(papers: ScriptedPapers, *, read: int = 10) -> System:
    """What a run asks, with the paper and the passages of these tests."""
    return System(
        name="councilqa",
        about="scripted",
        papers=papers,
        indexed=indexed(),
        texts=Comparable.of(indexed()),
        read=read,
    )


def results_of(cases: Sequence[Case], papers: ScriptedPapers, **changes: object) -> Results:
    """A run over some cases."""
    made = Results(
        date=dt.date(2022, 11, 24),
        part="development",
        suites=(SuiteRecord(name="q.yaml", part="development", version=1, sha256="0" * 64, cases=len(cases)),),
        settings_digest="abc",
        machine=Machine(platform="Linux", processor="x86_64", cpus=2),
        systems=(SystemResult(name="councilqa", about="scripted", cases=run(asks(cases), system(papers))),),
    )
    return made.model_copy(update=changes)
