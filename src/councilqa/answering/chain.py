"""From question to verified answer: a LangChain runnable of six stages, each usable alone.

understand → retrieve → rerank → select → compose → verify. With a language model, it writes the draft in place of the
last two, and what it writes goes through the same verification; where it fails, they quote. `ask` is the end of
`stream`.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TypedDict, TypeVar

from langchain_core.runnables import Runnable, RunnableLambda

from councilqa.answering.about_library import reply
from councilqa.answering.compose import Claim, Lengths, Source, citation, claim_of, text_with_markers
from councilqa.answering.conversing import Wish, wish
from councilqa.answering.doubt import Case, Doubt, doubt, nothing_near, unknown_words
from councilqa.answering.elsewhere import elsewhere
from councilqa.answering.evidence import Evidence, asked_about, weigh
from councilqa.answering.followup import stand_alone
from councilqa.answering.reader import Reader, Scored, packaged_reader
from councilqa.answering.registered.answers import Registered
from councilqa.answering.select import Selection, kind_missing, select
from councilqa.answering.spelling import corrected
from councilqa.answering.subject import Subject, analyse
from councilqa.answering.verify import verify
from councilqa.answering.wanted import wanted
from councilqa.answering.written.queries import QueryWriter
from councilqa.answering.written.writer import Task, Writer, Written
from councilqa.checking import contradicted
from councilqa.councils.names import short_name
from councilqa.domain.answers import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    Citation,
    Finished,
    Said,
    Scope,
    Searching,
    Stopped,
    Timings,
    never_stopped,
)
from councilqa.domain.discrepancies import Discrepancy
from councilqa.domain.generations import Generation, Rewriting
from councilqa.domain.names import listed, partnership_name
from councilqa.domain.passages import Hit
from councilqa.retrieval.retriever import Filters, Query, Retriever
from councilqa.store.store import Store
from councilqa.text import content_words, fold

T = TypeVar("T")

ENGINE = "extractive"
WRITER_MISSES = "The language model found nothing on a part of the question."
WRITER_FOUND_NOTHING = "The language model read the nearest passages and found no answer in them."
"""Its own words on what is missing are not shown: nothing bears them out."""
TURNS = 3
"""Earlier questions that a language model is shown with a follow-up; never their answers."""
MOST_WARNINGS = 3
FORMS_LOOKED_AT = 20
"""Passages that hold a word in some form, to see whether one has the form itself."""
RELATED = 3
"""Nearest passages shown when nothing answers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """What is known of a question so far; each stage fills in its own."""

    question: str
    filters: Filters = Filters()
    history: tuple[Answer, ...] = ()
    """The conversation so far, the last answer last."""
    private: bool = False
    """Nothing of it is kept."""
    stopped: Stopped = never_stopped
    """Whether the reader waits no longer for the language model."""
    understood: str | None = None
    """The question with what it leaves to the conversation put back and misspelt words put right; None as it is."""
    follows: bool = False
    """Whether it leaves anything to the conversation."""
    started: float = field(default_factory=time.perf_counter)
    retrieved: float = 0.0
    query: Query | None = None
    looked_for: tuple[str, ...] = ()
    """Other ways to put it, in a language model's words."""
    hits: tuple[Hit, ...] = ()
    subject: Subject | None = None
    evidence: tuple[Evidence, ...] = ()
    scored: tuple[Scored, ...] = ()
    """What can be said, with how likely it is to answer."""
    doubt: Doubt | None = None
    remark: Doubt | None = None
    """What a language model is told of, and may overrule; where it does not answer, the reason not to."""
    selection: Selection | None = None
    claims: tuple[Claim, ...] = ()
    """Those of the draft; once verified, those that hold."""
    further: tuple[Claim, ...] = ()
    """What also bears on the question, likewise."""
    rewriting: Rewriting | None = None
    """How a language model put a follow-up."""
    generation: Generation | None = None
    note: str | None = None
    """For the reader: that the language model failed, and why."""
    answer: Answer | None = None
    trace: tuple[tuple[str, str], ...] = ()

    def noting(self, stage: str, *what: str) -> State:
        return replace(self, trace=(*self.trace, *((stage, each) for each in what)))


class Answerer:
    """The stages over one open store; safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        retriever: Retriever,
        *,
        top_k: int = 10,
        lengths: Lengths = Lengths(),
        spelling: bool = True,
        registers: bool = True,
        second: bool = True,
        refuse: bool = True,
        writer: Writer | None = None,
        queries: QueryWriter | None = None,
        discrepancies: Callable[[str], Sequence[Discrepancy]] = lambda document_id: (),
        reader: Reader | None = None,
    ) -> None:
        """Without `spelling`, misspelt words of a question stay; without `registers`, `second` or `refuse` no question
        is answered from a register, with a second statement, or turned down for a reason.

        `reader` takes the place of the packaged one.

        With a `writer` a language model drafts the answers, from what the other stages have found.

        With `queries` it is asked before that what else to look for.

        `discrepancies` gives those of a paper by its id."""
        self.retriever = retriever
        self._store = store
        self._top_k = top_k
        self.lengths = lengths
        self._spelling = spelling
        self._writer = writer
        self._queries = queries
        self._discrepancies = discrepancies
        self._reader = reader or packaged_reader()
        self._registered = Registered(store, self.lengths) if registers else None
        self._second = second
        self._refuse = refuse
        self.understanding: Runnable[State, State] = RunnableLambda(self.understand)
        self.finding: Runnable[State, State] = (
            RunnableLambda(self.retrieve) | RunnableLambda(self.rerank) | RunnableLambda(self.select)
        )
        self.quoting: Runnable[State, State] = RunnableLambda(self.compose) | RunnableLambda(self.verify)

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),
        *,
        history: Sequence[Answer] = (),
        private: bool = False,
        quoted: bool = False,
    ) -> Answer:
        """Answer a question; with a history it may lean on the last question: "and for Melton?".

        Where it is to be `quoted`, no language model is asked."""
        *_, last = self.stream(question, filters, history=history, private=private, quoted=quoted)
        if not isinstance(last, Finished):
            raise ValueError("an answer that does not end")
        return last.answer

    def stream(
        self,
        question: str,
        filters: Filters = Filters(),
        *,
        history: Sequence[Answer] = (),
        private: bool = False,
        quoted: bool = False,
        stopped: Stopped = never_stopped,
    ) -> Iterator[AnswerEvent]:
        """The same answer as it comes about: nothing is said before it is verified.

        Once `stopped` is true, a language model is not waited for any longer: what it has said stands, or the papers
        are quoted."""
        earlier = tuple(each for each in history if each.status is not AnswerStatus.TOLD)
        wanted = wish(question, self.retriever.scoped(), self.retriever.likeness, answered=bool(history))
        if wanted is not None:
            yield Finished(answer=self._told(question, filters, wanted, earlier))
            return
        writer = None if quoted else self._writer
        asked = State(question=question, filters=filters, history=earlier, private=private, stopped=stopped)
        state = self.understanding.invoke(asked)
        yield Searching(understood=state.understood, where=self._where(_set(state.query)))
        if self._queries is not None and not quoted:
            state = self._sought(state, self._queries)
        state = self.consult(self.finding.invoke(state))
        if writer is not None and state.follows and state.selection is not None:
            state = self._put_otherwise(asked, state, writer)
            yield Searching(understood=state.understood, where=self._where(_set(state.query)))
        if writer is not None and state.doubt is not None and not state.doubt.leaves_no_answer:
            state = self.choose(replace(state, remark=state.doubt, doubt=None))
        if writer is not None and state.selection is not None:
            for step in self._written(state, writer):
                if isinstance(step, Said):
                    yield step
                else:
                    state = step
        if state.answer is None:
            if state.remark is not None:
                state = refused(state, state.remark)
            state = self.quoting.invoke(state)
            for claim, cited in zip(state.claims, _set(state.answer).citations, strict=True):
                yield Said(text=claim.text, citation=cited)
        yield Finished(answer=_set(state.answer))

    # The stages

    def understand(self, state: State) -> State:
        """The question as it stands alone; scope, other words, kind of thing asked for."""
        papers = self.retriever.scoped()
        words = _Words(self._store)
        spelt = corrected(state.question, papers.names, words) if self._spelling else state.question
        if spelt != state.question:
            state = state.noting("understand", f"spelt otherwise: {spelt}")
        standing = stand_alone(spelt, state.history, papers, alike=self.retriever.likeness, known=words.hold)
        question = state.understood or standing.question
        if standing.rewritten:
            why = "in the language model's words" if state.understood else standing.why
            state = state.noting("understand", f"a follow-up, {why}: {question}")
        if question != state.question:
            state = replace(state, understood=question, follows=standing.rewritten)
        query = self.retriever.query(question, state.filters, within=standing.within)
        subject = analyse(query)
        kinds = ", ".join(kind.value for kind in wanted(query.text)) or "no particular kind of thing"
        other = "; ".join(f"{each.said} → {each.written}" for each in query.alternatives)
        notes = [f"papers: {self._where(query)}", f"asks for {kinds}"]
        notes += [f"names: {', '.join(subject.names)}"] if subject.names else []
        notes += [f"other words: {other}"] if other else []
        return replace(state, query=query, subject=subject).noting("understand", *notes)

    def retrieve(self, state: State) -> State:
        """Candidates, and their order by late interaction; with other queries, by what all of them find."""
        query = _set(state.query)
        hits = self.retriever.search(query, self._top_k, also=state.looked_for)
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
        """Decide whether the papers answer, and with which statements."""
        case = self._case(state)
        found = doubt(case) if self._refuse else nothing_near(case)
        if found is None:
            state = replace(state, scored=self._reader.read(case.query, state.evidence))
            found = kind_missing(case, state.scored) if self._refuse else None
        return refused(state, found) if found is not None else self.choose(state)

    def choose(self, state: State) -> State:
        """The statements that answer, whatever there is to doubt."""
        query = _set(state.query)
        scored = state.scored or self._reader.read(query, state.evidence)
        selection = select(
            query,
            scored,
            self._reader,
            unknown=unknown_words(self._case(state)),
            lengths=self.lengths,
            second=self._second,
        )
        notes = [f"kept {_named(each)}" for each in selection.chosen]
        notes += [f"further {_named(each)}" for each in selection.further]
        notes += [f"no answer to: {part}" for part in selection.missing]
        return replace(state, scored=tuple(scored), selection=selection).noting("select", *notes)

    def consult(self, state: State) -> State:
        """For a question for a list, a count or a row: what the registers of the papers say."""
        if self._registered is None:
            return state
        claims = self._registered.answer(_set(state.query), at_any_length=state.selection is None)
        if not claims:
            return state
        state = replace(state, claims=claims, selection=None, doubt=None)
        return state.noting("select", *(f"of the register, {_place(each.hit)}: {_short(each.text)}" for each in claims))

    def compose(self, state: State) -> State:
        """Draft the claims, each with its quotation."""
        selection = state.selection
        if selection is None:
            return state
        about = asked_about(_set(state.query))

        def drafted(scored: Sequence[Scored]) -> tuple[Claim, ...]:
            return tuple(
                claim_of(each.statement, self._store.document(each.statement.hit.passage.document_id), about=about)
                for each in scored
            )

        claims = drafted(selection.chosen)
        while len(claims) > 1 and not self._fits(claims):
            state = state.noting("compose", f"cut, no room for it: {_short(claims[-1].text)}")
            claims = claims[:-1]
        return replace(state, claims=claims, further=drafted(selection.further))

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
        further = [
            each for each in state.further if verify(each, self._store.document(each.hit.passage.document_id)).holds
        ]
        state = state.noting("verify", f"{len(kept)} of {len(state.claims)} quotations hold")
        state = replace(state, claims=tuple(kept), further=tuple(further))
        return replace(state, answer=self._answer(state, kept, tuple(dropped)))

    # Inside

    def _told(self, question: str, filters: Filters, wish: Wish, earlier: Sequence[Answer]) -> Answer:
        """About the library or the conversation: from the list of papers, without a search."""
        started = time.perf_counter()
        every = self.retriever.papers()
        scope = self.retriever.scope(question, filters)
        meant = [each for each in every if scope.document_ids is None or each.id in scope.document_ids]
        last = earlier[-1] if earlier else None
        return Answer(
            question=question,
            status=AnswerStatus.TOLD,
            text=reply(wish, every, meant, last, self._holds),
            engine=ENGINE,
            scope=scope,
            timings=Timings(retrieve_seconds=0.0, total_seconds=round(time.perf_counter() - started, 4)),
            trace=(("understand", f"about the library or the conversation: {wish.talk}"),),
        )

    def _holds(self, document_id: str, text: str) -> bool:
        """Whether a paper has every word of it."""
        words = content_words(text)
        return bool(words) and all(self._store.holding(word, most=1, within=(document_id,)) for word in words)

    def _sought(self, state: State, queries: QueryWriter) -> State:
        """With what a language model would look for; where it fails the question alone is searched for."""
        found = queries.write(_set(state.query).text, private=state.private, stopped=state.stopped)
        notes = [f"also looked for: {each}" for each in found.queries]
        notes += [f"nothing else looked for, for {found.failure}"] if found.failure else []
        return replace(state, looked_for=found.queries).noting("understand", *notes)

    def _written(self, state: State, writer: Writer) -> Iterator[Said | State]:
        """What a language model says, as it comes, then the state with its answer; without one where it must quote."""
        task = self._task(state)
        kept: list[Claim] = []
        with closing(writer.write(task)) as draft:
            for step in draft:
                if isinstance(step, Written):
                    yield self._with_written(state, kept, step)
                elif self._fits([*kept, step]) and verify(step, task.documents[step.hit.passage.document_id]).holds:
                    kept.append(step)
                    source = task.sources[step.hit.passage.document_id]
                    yield Said(text=step.text, citation=citation(step, str(len(kept)), source))

    def _put_otherwise(self, asked: State, found: State, writer: Writer) -> State:
        """A follow-up to which the papers have an answer, in the language model's words where that holds for them too.

        Only then is the model asked: what is refused in our own words never reaches it.
        """
        earlier = [each.understood or each.question for each in asked.history[-TURNS:]]
        said, rewriting = writer.rewrite(asked.question, earlier, stopped=asked.stopped)
        found = replace(found, rewriting=rewriting)
        if said is None or fold(said) == fold(found.understood or ""):
            return found
        again = self.understanding.invoke(replace(asked, understood=said, rewriting=rewriting))
        again = self.consult(self.finding.invoke(again))
        return again if again.selection is not None else found

    def _fits(self, drafted: Sequence[Claim]) -> bool:
        return len(text_with_markers(drafted)) <= self.lengths.most_characters

    def _with_written(self, state: State, kept: list[Claim], written: Written) -> State:
        generation = written.generation
        dropped = tuple(each.text for each in generation.dropped)
        state = replace(state, generation=generation)
        notes = [f"{generation.model}, prompt {generation.prompt}, {generation.seconds:.1f} s: {generation.kept} kept"]
        notes += [f"dropped, {each.why}: {_short(each.text)}" for each in generation.dropped]
        notes += [f"failed: {generation.failure}"] if generation.failure else []
        state = state.noting("write", *notes)
        if kept:
            missing = WRITER_MISSES if generation.missing else None
            answer = self._answer(state, kept, dropped, reason=missing)
            if generation.failure:
                answer = replace(answer, note=f"The language model did not finish, for {generation.failure}.")
            return replace(state, claims=tuple(kept), answer=answer)
        if written.found_nothing:
            return replace(state, selection=None, answer=self._not_found(state, dropped, reason=WRITER_FOUND_NOTHING))
        why = generation.failure or "nothing that the language model said was borne out by the papers"
        done = "Quoted from the papers" if state.remark is None else "Told without the language model"
        return replace(state, note=f"{done}, for {why}.")

    def _task(self, state: State) -> Task:
        summaries = self.retriever.papers()
        ids = {hit.passage.document_id for hit in state.hits}
        councils = {each.id: {short_name(council) for council in each.metadata.councils} for each in summaries}
        everywhere = frozenset().union(*councils.values())
        return Task(
            question=_set(state.query).text,
            hits=state.hits,
            sources={each.id: Source(path=each.source, metadata=each.metadata) for each in summaries if each.id in ids},
            documents={each: self._store.document(each) for each in ids},
            strangers={each: tuple(sorted(everywhere - councils[each])) for each in ids},
            index=hashlib.sha256(f"{self._store.stamp} {self._store.generation}".encode()).hexdigest()[:12],
            remark=state.remark.reason if state.remark else "",
            private=state.private,
            rewriting=state.rewriting,
            stopped=state.stopped,
        )

    def _answer(
        self, state: State, kept: list[Claim], dropped: tuple[str, ...], *, reason: str | None = None
    ) -> Answer:
        if not kept:
            return self._not_found(state, dropped)
        missing = state.selection.missing if state.selection else ()
        reason = "Not found: " + "; ".join(missing) if missing else reason
        cited = [self._cited(claim, number) for number, claim in enumerate(kept, start=1)]
        return Answer(
            question=state.question,
            understood=state.understood,
            status=AnswerStatus.PARTIAL if reason else AnswerStatus.ANSWERED,
            text=text_with_markers(kept),
            citations=tuple(cited),
            more=tuple(
                Said(text=each.text, citation=self._cited(each, number))
                for number, each in enumerate(state.further, start=len(kept) + 1)
            ),
            confidence=state.selection.confidence if state.selection else None,
            warnings=self._warnings(cited),
            reason=reason,
            dropped=dropped,
            **_made(state),
        )

    def _cited(self, claim: Claim, number: int) -> Citation:
        paper = next(each for each in self.retriever.papers() if each.id == claim.hit.passage.document_id)
        return citation(claim, str(number), Source(path=paper.source, metadata=paper.metadata))

    def _warnings(self, cited: Sequence[Citation]) -> tuple[str, ...]:
        """What the same papers say against the figures that are quoted, each once."""
        found = [
            each.note
            for citation in cited
            for each in contradicted(
                citation.document_id,
                citation.start,
                citation.start + len(citation.quote),
                self._discrepancies(citation.document_id),
            )
        ]
        return tuple(dict.fromkeys(found))[:MOST_WARNINGS]

    def _not_found(self, state: State, dropped: tuple[str, ...], *, reason: str | None = None) -> Answer:
        reason = reason or (state.doubt.reason if state.doubt else "No passage bears out an answer.")
        return Answer(
            question=state.question,
            understood=state.understood,
            status=AnswerStatus.NOT_FOUND,
            text=f"Not found in {self._where(_set(state.query))}. {reason}",
            reason=reason,
            related=state.hits[:RELATED],
            dropped=dropped,
            **_made(state),
        )

    def _case(self, state: State) -> Case:
        query = _set(state.query)
        within = query.scope.document_ids
        return Case(
            query=query,
            subject=_set(state.subject),
            wanted=wanted(query.text),
            evidence=state.evidence,
            found=cache(lambda word: self._store.holding(word, most=20, within=within)),
            found_anywhere=cache(lambda word: self._store.holding(word, most=20)),
            where=self._where(query),
            elsewhere=lambda: elsewhere(self.retriever, query, _set(state.subject), state.evidence),
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


@dataclass(frozen=True, slots=True)
class _Words:
    """What all papers say of words."""

    store: Store

    def hold(self, word: str) -> bool:
        return self.store.holding(word, most=1) > 0

    def spell(self, word: str) -> bool:
        found = [passage for passage, _ in self.store.keywords([word], k=FORMS_LOOKED_AT)]
        return any(re.search(rf"\b{word}\b", fold(passage.text)) for passage in self.store.passages(found))


class _Made(TypedDict):
    """What every answer says of how it came about."""

    engine: str
    looked_for: tuple[str, ...]
    note: str | None
    generation: Generation | None
    scope: Scope
    timings: Timings
    trace: tuple[tuple[str, str], ...]


def _made(state: State) -> _Made:
    timings = Timings(
        retrieve_seconds=round(state.retrieved, 4), total_seconds=round(time.perf_counter() - state.started, 4)
    )
    return _Made(
        engine=state.generation.model if state.generation and not state.note else ENGINE,
        looked_for=state.looked_for,
        note=state.note,
        generation=state.generation,
        scope=_set(state.query).scope,
        timings=timings,
        trace=state.trace,
    )


def refused(state: State, found: Doubt) -> State:
    """Without a selection, and why."""
    return replace(state, doubt=found, selection=None).noting("select", f"not answered ({found.check}): {found.reason}")


def _set(value: T | None) -> T:
    """A stage's input that an earlier stage has filled in."""
    if value is None:
        raise ValueError("this stage was run before the one that it needs")
    return value


def _place(hit: Hit) -> str:
    passage = hit.passage
    named = f"paragraph {passage.paragraph}" if passage.paragraph else (passage.section[-1:] or ("start",))[0]
    return f"{passage.document_id[:6]} {named}" + (f", page {passage.page}" if passage.page else "")


def _named(scored: Scored) -> str:
    """As the measures find it again, see `evals/losses.py`."""
    statement = scored.statement
    first = statement.units[statement.of].unit.text
    return f"{scored.probability:.2f} {_place(statement.hit)}: {_short(first)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:89]}…"
