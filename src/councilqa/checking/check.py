"""All that does not agree in a paper, or in the papers of a partnership."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from councilqa.checking.anchored import anchored
from councilqa.checking.compared import compared
from councilqa.checking.dates import wrong_dates
from councilqa.checking.papers import Paper, lay_out
from councilqa.checking.ranks import ranks
from councilqa.checking.references import wrong_references
from councilqa.checking.restated import Said, restated
from councilqa.checking.splits import wrong_complements, wrong_splits
from councilqa.checking.statements import statements
from councilqa.checking.tables import in_tables
from councilqa.checking.twins import twins
from councilqa.domain.discrepancies import Discrepancy
from councilqa.domain.documents import Document, PaperKind

_ORDER = {"high": 0, "medium": 1, "low": 2}
_IN_ONE: tuple[Callable[[Paper], Iterable[Discrepancy]], ...] = (
    in_tables,
    compared,
    wrong_splits,
    wrong_complements,
    wrong_dates,
)
_AMONG: tuple[Callable[[Sequence[Paper]], Iterable[Discrepancy]], ...] = (anchored, twins, ranks)
_OF_OTHERS = frozenset({PaperKind.MINUTES, PaperKind.DECISION, PaperKind.AGENDA})
"""Papers that speak of the paragraphs of a report, not of their own."""


def discrepancies(document: Document) -> tuple[Discrepancy, ...]:
    """What does not agree in a paper, gravest first, else in reading order; each once."""
    paper = lay_out(document)
    return _sorted((*_in_one(paper), *_among((paper,))))


def between(documents: Sequence[Document]) -> tuple[Discrepancy, ...]:
    """What does not agree between the papers of one partnership, that of one of them alone left out."""
    papers = tuple(lay_out(document) for document in documents)
    found = _among(papers) if len(papers) > 1 else ()
    return _sorted(each for each in found if len({side.document_id for side in each.sides}) > 1)


def _in_one(paper: Paper) -> Iterator[Discrepancy]:
    for check in _IN_ONE:
        yield from check(paper)
    if paper.document.metadata.kind not in _OF_OTHERS:
        yield from wrong_references(paper)


def _among(papers: Sequence[Paper]) -> Iterator[Discrepancy]:
    yield from restated([Said(paper=paper, statement=each) for paper in papers for each in statements(paper)])
    for check in _AMONG:
        yield from check(papers)


def _sorted(found: Iterable[Discrepancy]) -> tuple[Discrepancy, ...]:
    told = sorted(_once(found), key=lambda each: (_ORDER[each.severity], each.sides[0].quote.start))
    return tuple(told)


def _once(found: Iterable[Discrepancy]) -> list[Discrepancy]:
    """The same table or sentence may stand twice: its second places are added to the first finding."""
    first: dict[tuple[object, ...], Discrepancy] = {}
    for each in found:
        key = (each.kind, each.values, each.arithmetic) if each.arithmetic else (each.kind, *sorted(set(each.values)))
        if key not in first:
            first[key] = each
        elif not _has(first[key], each):
            sides = (*first[key].sides, each.sides[0])
            first[key] = replace(first[key], sides=sides, values=(*first[key].values, each.values[0]))
    return list(first.values())


def _has(told: Discrepancy, other: Discrepancy) -> bool:
    places = {(side.document_id, side.quote.start) for side in told.sides}
    return (other.sides[0].document_id, other.sides[0].quote.start) in places
