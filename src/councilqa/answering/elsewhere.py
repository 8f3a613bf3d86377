"""Whether papers outside those asked about deal with a question better than those inside.

What is asked of one council is often said of another: the papers in scope then hold passages that are near the
question, and others hold one that is much nearer. Measured against the scope's own best, this does not depend on how
many papers there are, nor on how plainly the question is put.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from councilqa.answering.evidence import Evidence, weigh
from councilqa.answering.subject import Subject
from councilqa.domain.answers import Scope
from councilqa.domain.passages import Hit
from councilqa.retrieval.late import Floats, QueryTokens
from councilqa.retrieval.retriever import Query, Retriever

REACH = 10
"""Passages of all papers that are looked through for one outside the scope."""
WEIGHED = 3
"""Of those outside, so many are weighed sentence by sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The best passage outside the scope."""

    hit: Hit
    title: str
    """Of its paper."""
    lead: float
    """How much more of the topic it meets than the best passage in scope does; negative where it meets less."""


def elsewhere(retriever: Retriever, query: Query, subject: Subject, evidence: Sequence[Evidence]) -> Elsewhere | None:
    """The best passage outside the scope for the topic alone, or None where all papers are in scope or none is near."""
    within = query.scope.document_ids
    if within is None or not evidence:
        return None
    wide = replace(query, scope=Scope(), tokens=_on_topic(query.tokens, subject.topic_weights))
    outside = [hit for hit in retriever.search(wide, REACH) if hit.passage.document_id not in within][:WEIGHED]
    if not outside:
        return None
    met = met_by_passage(weigh(query, outside, retriever.vectors([hit.passage for hit in outside])))
    covered = {passage: float(best @ subject.topic_weights) for passage, best in met.items()}
    first = max(outside, key=lambda hit: covered.get(hit.passage.id, 0.0))
    inside = max(float(best @ subject.topic_weights) for best in met_by_passage(evidence).values())
    titles = {paper.id: paper.metadata.title for paper in retriever.papers()}
    lead = covered.get(first.passage.id, 0.0) - inside
    return Elsewhere(hit=first, title=titles.get(first.passage.document_id, ""), lead=lead)


def met_by_passage(evidence: Iterable[Evidence]) -> dict[str, Floats]:
    """Of each passage, by its id, how well it meets each token of the question anywhere in it."""
    found: dict[str, Floats] = {}
    for each in evidence:
        known = found.get(each.hit.passage.id)
        found[each.hit.passage.id] = each.met if known is None else np.maximum(known, each.met)
    return found


def _on_topic(tokens: QueryTokens, topic_weights: Floats) -> QueryTokens:
    """The question without the names that set its scope: otherwise their own papers come first for their name."""
    weights = tokens.weights.copy()
    weights[: tokens.own] = topic_weights
    for span in tokens.spans:
        own = float(tokens.weights[list(span.tokens)].sum())
        share = float(topic_weights[list(span.tokens)].sum()) / own if own else 0.0
        weights[span.alternative] = tokens.weights[span.alternative] * share
    return replace(tokens, weights=weights)
