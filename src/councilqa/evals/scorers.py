"""The measures: each a function of a case and what was given for it, or None where it does not apply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.domain.documents import Document
from councilqa.domain.passages import Hit
from councilqa.evals.cases import Answerable, Case, Unanswerable
from councilqa.text import comparable

RECALL_AT = (1, 3, 5, 10, 20)
CITED_FIRST = 3
MOST_ANSWER_CHARACTERS = 800
MOST_PASSAGE_CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class Score:
    """A value from 0 to 1, and what it rests on."""

    value: float
    reason: str = ""


def recall(case: Case, hits: Sequence[Hit], *, at: int) -> Score | None:
    """Whether a fragment of the evidence stands in one of the first passages of a search."""
    if not isinstance(case, Answerable):
        return None
    for hit in hits[:at]:
        if len(hit.passage.text) <= MOST_PASSAGE_CHARACTERS and holds_any(hit.passage.text, case.evidence):
            return Score(1.0, f"in passage {hit.rank}")
    return Score(0.0, f"no evidence in the first {at} passages")


def cited(case: Case, answer: Answer) -> Score | None:
    """Whether a fragment of the evidence stands behind one of the first three citations."""
    if not isinstance(case, Answerable):
        return None
    for citation in answer.citations[:CITED_FIRST]:
        if holds_any(citation.passage, case.evidence):
            return Score(1.0, f"behind citation {citation.label}")
    return Score(0.0, f"no evidence behind the first {CITED_FIRST} citations")


def accuracy(case: Case, answer: Answer) -> Score | None:
    """Whether every gold group is in an answer that is short enough to read out."""
    if not isinstance(case, Answerable):
        return None
    if len(answer.text) > MOST_ANSWER_CHARACTERS:
        return Score(0.0, f"{len(answer.text)} characters long")
    missing = [group for group in case.gold if not holds_any(answer.text, group)]
    return Score(0.0, f"without {_named(missing)}") if missing else Score(1.0)


def refusal(case: Case, answer: Answer) -> Score | None:
    """Whether a question without an answer was turned down, or its false premise put right."""
    if not isinstance(case, Unanswerable):
        return None
    if answer.status is AnswerStatus.NOT_FOUND:
        return Score(1.0, "refused")
    if case.put_right and holds_any(answer.text, case.put_right):
        return Score(1.0, "premise put right")
    return Score(0.0, f"{answer.status.value}, though {case.why}")


def false_refusal(case: Case, answer: Answer) -> Score | None:
    """Whether a question that has an answer was turned down: 1 is bad."""
    if not isinstance(case, Answerable):
        return None
    if answer.status is AnswerStatus.NOT_FOUND:
        return Score(1.0, answer.reason or "refused")
    return Score(0.0)


def quotations(answer: Answer, documents: Mapping[str, Document]) -> Score | None:
    """Whether every citation quotes its paper verbatim, with the right page and paragraph."""
    if not answer.citations:
        return None
    wrong = [
        f"[{citation.label}] {fault}"
        for citation in answer.citations
        for fault in citation_faults(citation, documents.get(citation.document_id))
    ]
    return Score(0.0, "; ".join(wrong)) if wrong else Score(1.0)


def citation_faults(citation: Citation, document: Document | None) -> tuple[str, ...]:
    """What does not hold of a citation, in words; empty where all of it does."""
    if document is None:
        return ("no such paper in the index",)
    end = citation.start + len(citation.quote)
    checks = (
        (bool(citation.quote.strip()), "the quotation is empty"),
        (citation.quote in citation.passage, "the quotation is not in its passage"),
        (citation.passage in document.text, "the passage is not in the paper"),
        (document.text[citation.start : end] == citation.quote, "the quotation is not at its place in the paper"),
        ((citation.page, citation.printed_page) == _page(document, citation.start), "the page is wrong"),
        (citation.paragraph == _paragraph(document, citation.start), "the paragraph is wrong"),
    )
    return tuple(fault for right, fault in checks if not right)


def _page(document: Document, offset: int) -> tuple[int | None, str | None]:
    page = document.draft.page_at(offset)
    return (page.number, page.label) if page else (None, None)


def _paragraph(document: Document, offset: int) -> str | None:
    """The number of the block that holds this character."""
    for placed in document.placed:
        if placed.block.start <= offset < placed.block.end:
            return placed.paragraph
    return None


def holds_any(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, as the measures compare it."""
    return stands_in(comparable(text), phrases)


def stands_in(folded: str, phrases: Iterable[str]) -> bool:
    """The same for a text that `comparable` has been through."""
    return any(comparable(phrase) in folded for phrase in phrases)


def _named(groups: Sequence[Sequence[str]]) -> str:
    return ", ".join(repr(group[0]) if len(group) == 1 else f"{group[0]!r} or the like" for group in groups)
