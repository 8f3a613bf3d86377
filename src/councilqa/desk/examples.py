"""Questions to begin with, made from what is indexed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from councilqa.domain.answers import AnswerStatus
from councilqa.domain.names import short_name
from councilqa.service import CouncilQA
from councilqa.store.records import DocumentSummary

MOST = 4
_KINDS_OF_QUESTION = (
    "What are {names} asked to decide?",
    "How much will {names} save?",
    "What are the risks for {names}?",
    "How will {names} share the costs?",
    "What happens next for {names}?",
)


def examples(service: CouncilQA, most: int = MOST) -> tuple[str, ...]:
    """At most so many questions that the papers do answer, from as many partnerships as there are."""
    found: list[str] = []
    for question in candidates(service.documents()):
        if len(found) == most:
            break
        if service.ask(question, quoted=True).status is AnswerStatus.ANSWERED:
            found.append(question)
    return tuple(found)


def candidates(papers: Sequence[DocumentSummary]) -> Iterator[str]:
    """Questions of every kind about every group of councils, the groups taking turns."""
    groups = tuple(dict.fromkeys(_named(paper) for paper in papers if paper.metadata.councils))
    for turn in range(len(_KINDS_OF_QUESTION)):
        for place, names in enumerate(groups):
            yield _KINDS_OF_QUESTION[(turn + place) % len(_KINDS_OF_QUESTION)].format(names=names)


def _named(paper: DocumentSummary) -> str:
    """ "Hart and Rushmoor"."""
    names = [short_name(council) for council in paper.metadata.councils[:2]]
    return " and ".join(names)
