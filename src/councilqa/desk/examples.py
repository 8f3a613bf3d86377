"""Questions to begin with, made from what is indexed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from councilqa.councils.names import short_name
from councilqa.domain.answers import AnswerStatus
from councilqa.service import CouncilQA
from councilqa.store.records import DocumentSummary

MOST = 4
_KINDS_OF_QUESTION = (
    "What are {names} asked to decide?",
    "What are the risks for {names}?",
    "What happens next for {names}?",
)


def examples(service: CouncilQA, most: int = MOST) -> tuple[str, ...]:
    """At most so many questions that a register of the papers answers, from as many partnerships as there are.

    What the reader alone is sure of may still be of something else: nobody is led to it.
    """
    found: list[str] = []
    for question in candidates(service.documents()):
        if len(found) == most:
            break
        answer = service.ask(question, quoted=True)
        if answer.status is AnswerStatus.ANSWERED and answer.confidence is None:
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
