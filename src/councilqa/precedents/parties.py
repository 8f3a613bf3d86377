"""The parties of a comparison: papers grouped by partnership."""

from __future__ import annotations

from collections.abc import Sequence

from councilqa.domain.answers import Scope
from councilqa.domain.comparisons import Party
from councilqa.domain.names import partnership_name
from councilqa.retrieval.retriever import Filters, passes
from councilqa.store.records import DocumentSummary


def parties(papers: Sequence[DocumentSummary], filters: Filters = Filters()) -> tuple[Party, ...]:
    """One for each partnership and one for each paper that is of none, by name, as far as filters leave papers."""
    groups: dict[str, list[DocumentSummary]] = {}
    for paper in papers:
        if passes(paper, filters):
            groups.setdefault(paper.metadata.partnership or f"/{paper.id}", []).append(paper)
    return tuple(sorted(map(_party, groups.values()), key=lambda party: (party.name.casefold(), party.document_ids)))


def named(parties: Sequence[Party], scope: Scope) -> tuple[Party, ...]:
    """Those that a question names, where it names two or more; else all."""
    if scope.document_ids is None:
        return tuple(parties)
    found = [party for party in parties if set(party.document_ids) & set(scope.document_ids)]
    return tuple(found if len(found) > 1 else parties)


def _party(papers: Sequence[DocumentSummary]) -> Party:
    councils = tuple(dict.fromkeys(council for paper in papers for council in paper.metadata.councils))
    handle = papers[0].metadata.partnership
    return Party(
        handle=handle,
        name=partnership_name(handle, councils) if handle else papers[0].metadata.title,
        councils=councils,
        document_ids=tuple(paper.id for paper in papers),
        titles=tuple(paper.metadata.title for paper in papers),
    )
