"""The measures: each a function of a case and what was given for it, or None where it does not apply."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePath

from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.domain.documents import Document
from councilqa.domain.passages import Hit
from councilqa.evals.cases import Answerable, Case, Evidence, Expected, Unanswerable
from councilqa.evals.figures import any_stands, shown
from councilqa.text import comparable

RECALL_AT = (1, 3, 5, 10, 20)
GAIN_AT = 10
LOOKED_AT = 20
"""So many passages of a search are looked at."""
CITED_FIRST = 3
MOST_ANSWER_CHARACTERS = 800
SHORT_AT = (300, 400)
"""Characters in which a reader who is in a hurry should have the answer."""
LIST = "list"
"""The kind of question whose answer is as long as what it asks for."""
MOST_PASSAGE_CHARACTERS = 1500


class Place(StrEnum):
    PAGE = "page"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Score:
    """A value from 0 to 1, of `length` in characters, and what it rests on."""

    value: float
    reason: str = ""


def recall(case: Case, hits: Sequence[Hit], *, at: int) -> Score | None:
    """Whether a fragment of the evidence stands in one of the first passages of a search."""
    if not isinstance(case, Answerable):
        return None
    rank = first_with(case, hits[:at])
    return Score(0.0, f"no evidence in the first {at} passages") if rank is None else Score(1.0, f"in passage {rank}")


def reciprocal_rank(case: Case, hits: Sequence[Hit]) -> Score | None:
    """1 / rank of the first of 20 passages with evidence, 0 where none has it; its mean is MRR."""
    if not isinstance(case, Answerable):
        return None
    rank = first_with(case, hits[:LOOKED_AT])
    return Score(0.0, f"no evidence in the first {LOOKED_AT} passages") if rank is None else Score(1 / rank)


def gain(case: Case, hits: Sequence[Hit], *, relevant: int) -> Score | None:
    """nDCG@10 (Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, 2002), with binary gains.

    A passage has a gain of 1 if a fragment of the evidence stands in it, discounted by log₂(rank + 1). Ideal are all
    passages of the index with evidence, `relevant` of them, ahead of all others; where there is none nothing is found.
    """
    if not isinstance(case, Answerable):
        return None
    found = sum(1 / math.log2(place + 1) for place, hit in enumerate(hits[:GAIN_AT], 1) if _relevant(case, hit))
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(max(relevant, 1), GAIN_AT) + 1))
    return Score(min(found / ideal, 1.0), f"{relevant} with evidence in the index")


def first_with(case: Answerable, hits: Sequence[Hit]) -> int | None:
    """Rank of the first passage with evidence."""
    return next((hit.rank for hit in hits if _relevant(case, hit)), None)


def _relevant(case: Answerable, hit: Hit) -> bool:
    return len(hit.passage.text) <= MOST_PASSAGE_CHARACTERS and holds_any(hit.passage.text, case.evidence)


def cited(case: Case, answer: Answer) -> Score | None:
    """Whether a fragment of the evidence stands behind one of the first three citations."""
    if not isinstance(case, Answerable):
        return None
    for citation in answer.citations[:CITED_FIRST]:
        if holds_any(citation.passage, case.evidence):
            return Score(1.0, f"behind citation {citation.label}")
    return Score(0.0, f"no evidence behind the first {CITED_FIRST} citations")


def on_point(case: Case, answer: Answer) -> Score | None:
    """The share of the citations that quote a fragment of the evidence, or stand in a passage that holds one."""
    citations = marked_citations(answer)
    if not isinstance(case, Answerable) or not citations:
        return None
    right = [
        holds_any(citation.passage, case.evidence) or holds_any(citation.quote, case.evidence) for citation in citations
    ]
    return Score(sum(right) / len(right), f"{sum(right)} of {len(right)} citations")


def first(case: Case, answer: Answer) -> Score | None:
    """Whether every gold group is in the first statement."""
    if not isinstance(case, Answerable):
        return None
    return _held(case, answer, first_statement(answer))


def first_statement(answer: Answer) -> str:
    """What an answer says before its first marker; of one that was turned down, nothing."""
    if answer.status is AnswerStatus.NOT_FOUND:
        return ""
    return _markers(answer).split(answer.text, maxsplit=1)[0].strip()


def within(case: Case, answer: Answer, *, at: int) -> Score | None:
    """Whether every gold group is in the first characters, markers left out; a list has as many as it is long."""
    if not isinstance(case, Answerable):
        return None
    most = max(at, _list_characters(case)) if case.kind == LIST else at
    return _held(case, answer, unmarked(answer)[:most])


def unmarked(answer: Answer) -> str:
    """The answer as it is read, without its markers."""
    return _markers(answer).sub("", answer.text)


def marked(answer: Answer) -> tuple[tuple[str, int], ...]:
    """The label of each marker, and how many characters of the unmarked answer stand before it."""
    found: list[tuple[str, int]] = []
    left_out = 0
    for marker in _markers(answer).finditer(answer.text):
        found.append((marker[0].strip(" \n\t[]"), marker.start() - left_out))
        left_out += len(marker[0])
    return tuple(found)


def marked_citations(answer: Answer) -> tuple[Citation, ...]:
    """Those that the text names, in its order, or all where it names none: what stands beside it is not measured."""
    by_label = {citation.label: citation for citation in answer.citations}
    labels = dict.fromkeys(label for label, _ in marked(answer))
    return tuple(by_label[label] for label in labels) or answer.citations


def _markers(answer: Answer) -> re.Pattern[str]:
    labels = "|".join(re.escape(citation.label) for citation in answer.citations)
    return re.compile(rf"\s*\[(?:{labels or '(?!)'})\]")


def _list_characters(case: Answerable) -> int:
    """Of a list as its paper has it: the quotations that hold its parts, without other places for the same part."""
    chosen: list[str] = []
    for group in case.gold:
        if not any(holds_any(quote, group) for quote in chosen):
            chosen += [quote for quote in case.evidence if holds_any(quote, group)][:1]
    return len("\n".join(chosen))


def _held(case: Answerable, answer: Answer, text: str) -> Score:
    if answer.status is AnswerStatus.NOT_FOUND:
        return Score(0.0, "refused")
    missing = [group for group in case.gold if not holds_any(text, group)]
    return Score(0.0, f"without {_named(missing)}") if missing else Score(1.0)


def accuracy(case: Case, answer: Answer) -> Score | None:
    """Whether every gold group is in an answer that is short enough to read out."""
    if not isinstance(case, Answerable):
        return None
    if len(answer.text) > MOST_ANSWER_CHARACTERS:
        return Score(0.0, f"{len(answer.text)} characters long")
    return phrases(case, answer)


def phrases(case: Case, answer: Answer) -> Score | None:
    """Whether every gold group is in the answer, however long it is."""
    if not isinstance(case, Answerable):
        return None
    missing = [group for group in case.gold if not holds_any(answer.text, group)]
    return Score(0.0, f"without {_named(missing)}") if missing else Score(1.0)


def figures_right(case: Case, answer: Answer) -> Score | None:
    """Whether every figure asked for is in the answer as a number, with its unit and scale."""
    if not isinstance(case, Answerable) or not case.figures:
        return None
    missing = [shown(group[0]) for group in case.figures if not any_stands(group, answer.text)]
    return Score(0.0, f"without {', '.join(missing)}") if missing else Score(1.0)


def complete(case: Case, answer: Answer) -> Score | None:
    """The share of the answer's parts, phrases and figures, that it holds."""
    if not isinstance(case, Answerable):
        return None
    held = [holds_any(answer.text, group) for group in case.gold]
    held += [any_stands(group, answer.text) for group in case.figures]
    return Score(sum(held) / len(held), f"{sum(held)} of {len(held)} parts")


def length(case: Case, answer: Answer) -> Score | None:
    """Characters of an answer that was given."""
    return None if answer.status is AnswerStatus.NOT_FOUND else Score(float(len(answer.text)))


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


def refusal_precision(case: Case, answer: Answer) -> Score | None:
    """Of what was turned down, whether it has no answer."""
    if answer.status is not AnswerStatus.NOT_FOUND:
        return None
    return Score(1.0 if isinstance(case, Unanswerable) else 0.0, answer.reason or "refused")


def follow_up(case: Case, answer: Answer) -> Score | None:
    """Whether a question that leans on the conversation before it was answered, or turned down, rightly."""
    if not isinstance(case, Answerable | Unanswerable) or not case.turns:
        return None
    return accuracy(case, answer) if isinstance(case, Answerable) else refusal(case, answer)


def cell(expected: Expected | None, answer: Answer) -> Score:
    """Whether a partnership's row of a comparison holds what it should; None: that its papers do not say."""
    refused = answer.status is AnswerStatus.NOT_FOUND
    if expected is None:
        return Score(1.0, "refused") if refused else Score(0.0, f"{answer.status.value}, though not stated")
    missing = [group for group in expected.gold if not holds_any(answer.text, group)]
    return Score(0.0, f"without {_named(missing)}") if missing else Score(1.0)


def citation_precision(case: Case, answer: Answer, *, by: Place) -> Score | None:
    """The share of the citations that name a page, or paragraph, of the evidence."""
    proofs = _placed(case, by)
    if not proofs or not answer.citations:
        return None
    right = [any(_at(citation, proof, by) for proof in proofs) for citation in answer.citations]
    return Score(sum(right) / len(right), f"{sum(right)} of {len(right)} citations")


def citation_recall(case: Case, answer: Answer, *, by: Place) -> Score | None:
    """The share of the answer's parts with a citation of the page, or paragraph, of evidence for that part.

    Evidence is for a part whose phrase it holds; where none does, each is for it.
    """
    proofs = _placed(case, by)
    if not proofs or not isinstance(case, Answerable):
        return None
    backed = [
        any(_at(citation, proof, by) for citation in answer.citations for proof in _for_part(group, proofs))
        for group in case.gold
    ]
    return Score(sum(backed) / len(backed), f"{sum(backed)} of {len(backed)} parts")


def _placed(case: Case, by: Place) -> tuple[Evidence, ...]:
    """The evidence with a known place."""
    if not isinstance(case, Answerable):
        return ()
    if by is Place.PAGE:
        return tuple(each for each in case.proofs if each.page is not None or each.printed_page is not None)
    return tuple(each for each in case.proofs if each.paragraph is not None)


def _at(citation: Citation, proof: Evidence, by: Place) -> bool:
    """A citation of a part of a paragraph, 2.2(iv), is one of the paragraph."""
    if proof.document and PurePath(citation.source).name != proof.document:
        return False
    if by is Place.PAGE:
        return (proof.page is not None and proof.page == citation.page) or (
            proof.printed_page is not None and proof.printed_page == citation.printed_page
        )
    number = citation.paragraph or ""
    return number == proof.paragraph or number.startswith(f"{proof.paragraph}(")


def _for_part(group: Sequence[str], proofs: Sequence[Evidence]) -> Sequence[Evidence]:
    return [proof for proof in proofs if holds_any(proof.quote, group)] or proofs


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
        ((citation.page, citation.printed_page) == page_at(document, citation.start), "the page is wrong"),
        (citation.paragraph == paragraph_at(document, citation.start), "the paragraph is wrong"),
    )
    return tuple(fault for right, fault in checks if not right)


def page_at(document: Document, offset: int) -> tuple[int | None, str | None]:
    page = document.draft.page_at(offset)
    return (page.number, page.label) if page else (None, None)


def paragraph_at(document: Document, offset: int) -> str | None:
    """The number of the block that holds this character."""
    for placed in document.placed:
        if placed.block.start <= offset < placed.block.end:
            return placed.paragraph
    return None


def holds_any(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, as the measures compare it."""
    return stands_in(_folded(text), phrases)


def stands_in(folded: str, phrases: Iterable[str]) -> bool:
    """The same for a text that `comparable` has been through."""
    return any(_folded(phrase) in folded for phrase in phrases)


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    """The same passages and phrases are compared again and again."""
    return comparable(text)


def _named(groups: Sequence[Sequence[str]]) -> str:
    return ", ".join(repr(group[0]) if len(group) == 1 else f"{group[0]!r} or the like" for group in groups)
