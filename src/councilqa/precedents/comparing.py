"""A question put to each party on its own, and the rows judged beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from councilqa.answering.chain import Answerer, State, refused
from councilqa.answering.doubt import Doubt
from councilqa.answering.evidence import Evidence
from councilqa.answering.select import widened
from councilqa.domain.answers import Answer
from councilqa.domain.comparisons import Comparison, Party, Row
from councilqa.domain.names import listed
from councilqa.precedents.agreeing import compared
from councilqa.precedents.parties import named
from councilqa.precedents.relative import LEAST_SHARE, LEAST_SHARE_IN_DOUBT, Strength, missed, share, strength
from councilqa.precedents.standing import standing_question
from councilqa.retrieval.retriever import Filters
from councilqa.retrieval.scope import understand

WORDS_TOLD = 3
"""So many words at most are named as those that the papers do not speak of."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """What one party's papers hold on a question, before anything is decided."""

    party: Party
    state: State
    """Up to the stage of selection: with a selection, or with what the papers alone give to doubt."""
    strength: Strength


def compare(question: str, answerer: Answerer, parties: Sequence[Party], filters: Filters = Filters()) -> Comparison:
    """One row for each party, in their order; those that the question names, where it names several.

    `filters` narrow the papers of every party further; its partnership and document must be those of the parties.
    """
    scoped = answerer.retriever.scoped()
    asked = standing_question(question, scoped)
    chosen = named(parties, understand(question, scoped))
    read = readings(asked, answerer, chosen, filters)
    rows = tuple(decided(each, read, answerer) for each in read)
    return Comparison(question=question, asked=asked, rows=rows, figures=compared(asked, rows))


def readings(
    asked: str,
    answerer: Answerer,
    parties: Sequence[Party],
    filters: Filters = Filters(),
    *,
    only: Callable[[Evidence], bool] = lambda evidence: True,
) -> tuple[Reading, ...]:
    """A standing question read against the papers of each party; `only` tells what can be a statement at all."""
    return tuple(_read(asked, answerer, party, filters, only) for party in parties)


def _read(asked: str, answerer: Answerer, party: Party, filters: Filters, only: Callable[[Evidence], bool]) -> Reading:
    state = State(question=asked, filters=_own(party, filters))
    state = answerer.rerank(answerer.retrieve(answerer.understand(state)))
    state = replace(state, evidence=tuple(each for each in state.evidence if only(each)))
    return Reading(party=party, state=answerer.select(state), strength=strength(state))


def _own(party: Party, filters: Filters) -> Filters:
    if filters.document is not None:
        return filters
    if party.handle is None:
        return replace(filters, partnership=None, document=party.document_ids[0])
    return replace(filters, partnership=party.handle)


def decided(
    reading: Reading, read: Sequence[Reading], answerer: Answerer, *, statements_from: float | None = None
) -> Row:
    """The answer of a party beside what all have been read for, or that its papers do not state it.

    `statements_from` is the share from which on something counts as stated, where all that was read are statements of
    the kind asked for; what there is to doubt of the question counts nothing then.
    """
    settled = _settled(reading, read, answerer, statements_from)
    return Row(party=reading.party, answer=_answer(settled, answerer))


def _answer(state: State, answerer: Answerer) -> Answer:
    """What else bears on the question is told in the cell: there is no place beside it to look further."""
    if state.selection is not None:
        state = replace(state, selection=widened(state.selection, state.scored, answerer.lengths))
    answer = answerer.verify(answerer.compose(state)).answer
    if answer is None:
        raise ValueError("the last stage gives an answer")
    return answer


def _settled(reading: Reading, read: Sequence[Reading], answerer: Answerer, statements_from: float | None) -> State:
    """What a party's papers alone give to doubt counts less than how they stand beside the others'."""
    doubted = reading.state.doubt is not None
    if statements_from is None and all(each.state.doubt is not None for each in read):
        return reading.state
    least = statements_from or (LEAST_SHARE_IN_DOUBT if doubted else LEAST_SHARE)
    if share(reading.strength, [each.strength for each in read]) < least:
        return refused(reading.state, _not_stated(reading, read))
    return answerer.choose(replace(reading.state, doubt=None)) if doubted else reading.state


def _not_stated(reading: Reading, read: Sequence[Reading]) -> Doubt:
    words = missed(reading.strength, [each.strength for each in read])[:WORDS_TOLD]
    best = max(read, key=lambda each: each.strength.together).party
    searched = "; ".join(reading.party.titles)
    if not words or best == reading.party:
        return Doubt("compared", f"Searched: {searched}.")
    of = listed([f"‘{word}’" for word in words])
    return Doubt("compared", f"Searched: {searched}. The papers of {best.name} say more of {of}.")
