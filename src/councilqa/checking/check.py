"""All that does not agree in a paper, or in the papers of a partnership."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from councilqa.checking.anchored import anchored
from councilqa.checking.compared import compared
from councilqa.checking.dates import wrong_dates
from councilqa.checking.effort import Effort, TooMuchError
from councilqa.checking.papers import Paper, lay_out
from councilqa.checking.ranks import ranks
from councilqa.checking.references import wrong_references
from councilqa.checking.restated import Said, restated
from councilqa.checking.splits import wrong_complements, wrong_splits
from councilqa.checking.statements import statements
from councilqa.checking.tables import in_tables
from councilqa.checking.twins import twins
from councilqa.domain.discrepancies import Checked, Discrepancy
from councilqa.domain.documents import Document, PaperKind

MOST_FOUND = 500
"""A check that finds more in one paper has misunderstood it."""
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
    return checked([document]).found


def between(documents: Sequence[Document]) -> tuple[Discrepancy, ...]:
    """What does not agree between the papers of one partnership, that of one of them alone left out."""
    return checked(documents).found if len(documents) > 1 else ()


def checked(documents: Sequence[Document], effort: Effort | None = None) -> Checked:
    """What does not agree in one paper, or between several, and what was left out of checking them."""
    effort = effort or Effort()
    papers = tuple(lay_out(document, effort) for document in documents)
    if len(papers) > 1:
        return _checked(_among(papers), effort, least=2)
    return _checked((each for paper in papers for each in (*_in_one(paper), *_among(papers))), effort)


def _checked(checks: Iterable[Iterable[Discrepancy]], effort: Effort, *, least: int = 1) -> Checked:
    """What the checks find of at least so many papers, each check within its bounds."""
    found: list[Discrepancy] = []
    for check in checks:
        telling = (each for each in check if len({side.document_id for side in each.sides}) >= least)
        try:
            for each in effort.first(MOST_FOUND, telling, what="findings of one kind"):
                found.append(each)
        except TooMuchError:
            effort.leave_out(f"The time for checking, {effort.seconds:g} seconds, was over before all was checked.")
    return Checked(found=_sorted(found), left_out=tuple(effort.left_out))


def _in_one(paper: Paper) -> Iterator[Iterable[Discrepancy]]:
    for check in _IN_ONE:
        yield check(paper)
    if paper.document.metadata.kind not in _OF_OTHERS:
        yield wrong_references(paper)


def _among(papers: Sequence[Paper]) -> Iterator[Iterable[Discrepancy]]:
    yield restated([Said(paper=paper, statement=each) for paper in papers for each in statements(paper)])
    for check in _AMONG:
        yield check(papers)


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
