"""From question to verified answer: a LangChain runnable of six stages, each usable alone.

understand → retrieve → rerank → select → compose → verify. The stage that writes the draft can be replaced; what it
writes goes through the same verification. `ask` and `stream` run the same two halves: understanding, then answering.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TypeVar

from langchain_core.runnables import Runnable, RunnableLambda

from councilqa.answering.compose import Claim, Lengths, Source, citation, claims, introduced, text_with_markers
from councilqa.answering.denial import denials
from councilqa.answering.doubt import Case, Doubt, doubt, unknown_words
from councilqa.answering.evidence import Evidence, weigh
from councilqa.answering.followup import stand_alone
from councilqa.answering.select import Selection, select
from councilqa.answering.subject import Subject, analyse
from councilqa.answering.verify import verify
from councilqa.answering.wanted import wanted
from councilqa.domain.answers import Answer, AnswerEvent, AnswerStatus, Finished, Said, Searching, Timings
from councilqa.domain.names import listed, partnership_name
from councilqa.domain.passages import Hit
from councilqa.retrieval.retriever import Filters, Query, Retriever
from councilqa.store.store import Store

T = TypeVar("T")

ENGINE = "extractive"
RELATED = 3
"""Nearest passages shown when nothing answers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """What is known of a question so far; each stage fills in its own."""

    question: str
    filters: Filters = Filters()
    history: tuple[Answer, ...] = ()
    """The conversation so far, the last answer last."""
    understood: str | None = None
    """The question with what it leaves to the conversation put back; None where it stands alone."""
    started: float = field(default_factory=time.perf_counter)
    retrieved: float = 0.0
    query: Query | None = None
    hits: tuple[Hit, ...] = ()
    subject: Subject | None = None
    evidence: tuple[Evidence, ...] = ()
    doubt: Doubt | None = None
    selection: Selection | None = None
    claims: tuple[Claim, ...] = ()
    """Those of the draft; once verified, those that hold."""
    answer: Answer | None = None
    trace: tuple[tuple[str, str], ...] = ()

    def noting(self, stage: str, *what: str) -> State:
        return replace(self, trace=(*self.trace, *((stage, each) for each in what)))


class Answerer:
    """The stages over one open store; safe to use from several threads."""

    def __init__(self, store: Store, retriever: Retriever, *, top_k: int = 10, lengths: Lengths = Lengths()) -> None:
        self.retriever = retriever
        self._store = store
        self._top_k = top_k
        self._lengths = lengths
        self.understanding: Runnable[State, State] = RunnableLambda(self.understand)
        self.answering = self._answering()
        self.chain: Runnable[State, State] = self.understanding | self.answering

    def _answering(self) -> Runnable[State, State]:
        """The stages behind the understanding of the question; each is also a method."""
        stages: list[Callable[[State], State]] = [self.rerank, self.select, self.compose, self.verify]
        chain: Runnable[State, State] = RunnableLambda(self.retrieve)
        for stage in stages:
            chain = chain | RunnableLambda(stage)
        return chain

    def ask(self, question: str, filters: Filters = Filters(), *, history: Sequence[Answer] = ()) -> Answer:
        """Answer a question; with a history it may lean on the last question: "and for Melton?"."""
        state = self.chain.invoke(State(question=question, filters=filters, history=tuple(history)))
        return _set(state.answer)

    def stream(
        self, question: str, filters: Filters = Filters(), *, history: Sequence[Answer] = ()
    ) -> Iterator[AnswerEvent]:
        """The same answer as it comes about: nothing is said before it is verified."""
        state = self.understanding.invoke(State(question=question, filters=filters, history=tuple(history)))
        yield Searching(understood=state.understood, where=self._where(_set(state.query)))
        state = self.answering.invoke(state)
        answer = _set(state.answer)
        for claim, cited in zip(state.claims, answer.citations, strict=True):
            yield Said(text=claim.text, citation=cited)
        yield Finished(answer=answer)

    # The stages

    def understand(self, state: State) -> State:
        """The question as it stands alone; scope, other words, kind of thing asked for."""
        standing = stand_alone(state.question, state.history[-1] if state.history else None, self.retriever.scoped())
        if standing.rewritten:
            state = replace(state, understood=standing.question)
            state = state.noting("understand", f"a follow-up, {standing.why}: {standing.question}")
        query = self.retriever.query(standing.question, state.filters, within=standing.within)
        subject = analyse(query)
        kinds = ", ".join(kind.value for kind in wanted(query.text)) or "no particular kind of thing"
        other = "; ".join(f"{each.said} → {each.written}" for each in query.alternatives)
        notes = [f"papers: {self._where(query)}", f"asks for {kinds}"]
        notes += [f"names: {', '.join(subject.names)}"] if subject.names else []
        notes += [f"other words: {other}"] if other else []
        return replace(state, query=query, subject=subject).noting("understand", *notes)

    def retrieve(self, state: State) -> State:
        """Candidates, and their order by late interaction."""
        query = _set(state.query)
        hits = self.retriever.search(query, self._top_k)
        notes = [f"{hit.rank}. {hit.score:.3f} {_place(hit)} ({', '.join(hit.found_by)})" for hit in hits]
        state = replace(state, hits=hits, retrieved=time.perf_counter() - state.started)
        return state.noting("retrieve", *(notes or ["nothing to search in these papers"]))

    def rerank(self, state: State) -> State:
        """Order sentences, items and rows of the passages by how well each meets the question."""
        query = _set(state.query)
        vectors = self.retriever.vectors([hit.passage for hit in state.hits])
        evidence = weigh(query, state.hits, vectors)
        notes = [f"{each.score:.3f} {_place(each.hit)}: {_short(each.unit.text)}" for each in evidence[:10]]
        return replace(state, evidence=evidence).noting("rerank", *notes)

    def select(self, state: State) -> State:
        """Decide whether the papers answer, and with which units."""
        query = _set(state.query)
        first = denials(query, state.evidence)
        case = self._case(state)
        found = None if first else doubt(case)
        if found is not None:
            return replace(state, doubt=found).noting("select", f"not answered ({found.check}): {found.reason}")
        selection = select(query, state.evidence, first=first, unknown=unknown_words(case), lengths=self._lengths)
        notes = [f"kept {_place(each.hit)}: {_short(each.unit.text)}" for each in selection.chosen]
        notes += [f"the papers deny it: {_short(first[0].unit.text)}"] if first else []
        notes += [f"no answer to: {part}" for part in selection.missing]
        return replace(state, selection=selection).noting("select", *notes)

    def compose(self, state: State) -> State:
        """Draft the claims, each with its quotation."""
        if state.selection is None:
            return state
        chosen = [(each.hit, each.unit) for each in state.selection.chosen]
        ids = {hit.passage.document_id for hit, _ in chosen}
        texts = {each: self._store.document(each).text for each in sorted(ids)}
        drafted = claims(chosen, texts)
        while len(drafted) > 1 and len(text_with_markers(introduced(drafted))) > self._lengths.most_characters:
            drafted = drafted[:-1]
        whole = introduced(drafted)
        drafted = whole if len(text_with_markers(whole)) <= self._lengths.most_characters else drafted
        return replace(state, claims=drafted)

    def verify(self, state: State) -> State:
        """Keep the claims whose quotations hold; what is left decides the status."""
        kept: list[Claim] = []
        dropped: list[str] = []
        for claim in state.claims:
            verdict = verify(claim, self._store.document(claim.hit.passage.document_id))
            if verdict.holds:
                kept.append(claim)
            else:
                dropped.append(claim.text)
                state = state.noting("verify", f"dropped, {verdict.why}: {_short(claim.text)}")
        state = state.noting("verify", f"{len(kept)} of {len(state.claims)} quotations hold")
        return replace(state, claims=tuple(kept), answer=self._answer(state, kept, tuple(dropped)))

    # Inside

    def _answer(self, state: State, kept: list[Claim], dropped: tuple[str, ...]) -> Answer:
        missing = state.selection.missing if state.selection else ()
        timings = Timings(
            retrieve_seconds=round(state.retrieved, 4), total_seconds=round(time.perf_counter() - state.started, 4)
        )
        if not kept:
            return self._not_found(state, dropped, timings)
        reason = "Not found: " + "; ".join(missing) if missing else None
        sources = {each.id: Source(path=each.source, metadata=each.metadata) for each in self.retriever.papers()}
        cited = [
            citation(claim, str(number), sources[claim.hit.passage.document_id])
            for number, claim in enumerate(kept, start=1)
        ]
        return Answer(
            question=state.question,
            understood=state.understood,
            status=AnswerStatus.PARTIAL if missing else AnswerStatus.ANSWERED,
            text=text_with_markers(kept),
            citations=tuple(cited),
            reason=reason,
            dropped=dropped,
            engine=ENGINE,
            scope=_set(state.query).scope,
            timings=timings,
            trace=state.trace,
        )

    def _not_found(self, state: State, dropped: tuple[str, ...], timings: Timings) -> Answer:
        reason = state.doubt.reason if state.doubt else "No passage bears out an answer."
        return Answer(
            question=state.question,
            understood=state.understood,
            status=AnswerStatus.NOT_FOUND,
            text=f"Not found in {self._where(_set(state.query))}. {reason}",
            reason=reason,
            related=state.hits[:RELATED],
            dropped=dropped,
            engine=ENGINE,
            scope=_set(state.query).scope,
            timings=timings,
            trace=state.trace,
        )

    def _case(self, state: State) -> Case:
        query = _set(state.query)
        within = query.scope.document_ids
        return Case(
            query=query,
            subject=_set(state.subject),
            wanted=wanted(query.text),
            evidence=state.evidence,
            found=cache(lambda word: len(self._store.keywords([word], k=20, within=within))),
            found_anywhere=cache(lambda word: len(self._store.keywords([word], k=20))),
            where=self._where(query),
        )

    def _where(self, query: Query) -> str:
        """The papers searched, in words."""
        scope = query.scope
        if scope.document_ids is None:
            return "the papers"
        if len(scope.document_ids) == 1:
            title = next(
                (each.metadata.title for each in self.retriever.papers() if each.id == scope.document_ids[0]), ""
            )
            return f"the paper ‘{title}’"
        names = [partnership_name(each, scope.councils) for each in scope.partnerships]
        return f"the papers of {listed(names)}" if names else "the papers chosen"


def _set(value: T | None) -> T:
    """A stage's input that an earlier stage has filled in."""
    if value is None:
        raise ValueError("this stage was run before the one that it needs")
    return value


def _place(hit: Hit) -> str:
    passage = hit.passage
    named = f"paragraph {passage.paragraph}" if passage.paragraph else (passage.section[-1:] or ("start",))[0]
    return f"{passage.document_id[:6]} {named}" + (f", page {passage.page}" if passage.page else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:89]}…"
