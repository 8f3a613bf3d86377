"""A model's draft, claim by claim as it comes: each is checked against its passage before anybody sees it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from councilqa.answering.compose import Claim, Source
from councilqa.answering.spoken import spoken
from councilqa.answering.written.bearing import Fault, Ground, faults
from councilqa.answering.written.calling import STOPPED, ModelFailure, Usage, pieces
from councilqa.answering.written.prompting import CHARACTERS_PER_TOKEN, evidence, labels, prompt, quotable, remarked
from councilqa.answering.written.quoting import locate
from councilqa.answering.written.reply import LONGEST_CLAIM, DraftClaim, ReplyReader, bound_schema, reply_schema
from councilqa.domain.answers import Stopped, never_stopped
from councilqa.domain.documents import Document, Slice
from councilqa.domain.generations import DroppedClaim, Generation, Rewriting
from councilqa.domain.passages import Hit, Unit
from councilqa.generations import Generations
from councilqa.models.chat import Chat
from councilqa.text import comparable, content_words

MOST_CLAIMS = 8
LONGEST_QUESTION = 400
REWRITE_SECONDS = 15.0
"""At most, of the time for an answer."""
OVERHEAD_CHARACTERS = 3000
"""Of the prompt beside its evidence, and of what a repair adds."""
_UNFORMED = Fault(check="form", why="it lacks its evidence or its quotation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a model is to answer, and from what."""

    question: str
    hits: tuple[Hit, ...]
    sources: Mapping[str, Source]
    """By document id."""
    documents: Mapping[str, Document]
    strangers: Mapping[str, tuple[str, ...]]
    """By document id: short names of councils that the paper is not of."""
    index: str
    """Digest of the state of the index."""
    remark: str = ""
    """Why the papers may not answer, as far as can be told without reading them."""
    private: bool = False
    """Nothing of it is kept."""
    rewriting: Rewriting | None = None
    """How the question came about, where a model was asked to put it."""
    stopped: Stopped = never_stopped
    """Whether the reader waits no longer for the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How a draft ended; its claims were given before."""

    generation: Generation

    @property
    def found_nothing(self) -> bool:
        """Whether the model replied as it was asked to, and that the passages do not tell."""
        return not self.generation.failure and not self.generation.made


@dataclass(slots=True)
class _Draft:
    """What came of the replies so far."""

    given: tuple[Hit, ...]
    started: float
    usage: Usage = field(default_factory=Usage)
    replies: list[str] = field(default_factory=list)
    kept: list[Claim] = field(default_factory=list)
    dropped: list[DroppedClaim] = field(default_factory=list)
    missing: str = ""
    readable: bool = False
    made: int = 0


class Writer:
    """Drafts with one model; safe to use from several threads."""

    def __init__(self, chat: Chat, *, timeout_seconds: float, generations: Generations | None) -> None:
        """`generations` keeps records and replies; None keeps none."""
        self.chat = chat
        self._timeout = timeout_seconds
        self._generations = generations

    def write(self, task: Task) -> Generator[Claim | Written]:
        """Claims that hold, as they come; the last thing given says how it ended.

        Closing the generator stops the model. Never raises for a model that fails: `generation.failure` tells."""
        room = (self.chat.context_tokens - self.chat.most_tokens) * CHARACTERS_PER_TOKEN - OVERHEAD_CHARACTERS
        sources = [task.sources[hit.passage.document_id] for hit in task.hits]
        block, given = evidence(task.hits, sources, most_characters=room)
        asked = prompt("answer")
        messages = asked.messages(evidence=block, question=task.question, remark=remarked(task.remark))
        draft = _Draft(given=given, started=time.monotonic())
        key = self._key(messages, task)
        known = self._known(key, task)
        failure = None
        if known is not None:
            for reply in known:
                yield from self._read(iter([reply]), draft, task)
        else:
            try:
                yield from self._drafted(messages, draft, task)
            except ModelFailure as error:
                failure = str(error)
            except GeneratorExit:
                self._keep(self._generation(task, draft, asked.id, STOPPED, cached=False), task)
                raise
        if failure is None and not draft.readable:
            failure = "the language model did not reply in the form that it was asked for"
        generation = self._generation(task, draft, asked.id, failure, cached=known is not None)
        self._keep(generation, task, key=key if failure is None and known is None else None)
        yield Written(generation=generation)

    def rewrite(self, question: str, earlier: Sequence[str], *, stopped: Stopped) -> tuple[str | None, Rewriting]:
        """A follow-up as a question of its own; None where the model fails or says what nobody said."""
        asked, usage, started = prompt("rewrite"), Usage(), time.monotonic()
        history = "\n".join(f"Question: {each}" for each in earlier)
        messages = asked.messages(history=history, question=question)
        try:
            deadline = started + min(self._timeout, REWRITE_SECONDS)
            said = "".join(pieces(self.chat, messages, deadline=deadline, usage=usage, stopped=stopped))
        except ModelFailure:
            said = ""
        rewritten = " ".join(said.strip().strip("\"'“”").split())
        taken = _is_of(rewritten, question, earlier)
        return rewritten if taken else None, Rewriting(
            prompt=asked.id,
            reply=self.chat.redacted(said),
            taken=taken,
            seconds=round(time.monotonic() - started, 3),
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )

    def _drafted(self, messages: Sequence[BaseMessage], draft: _Draft, task: Task) -> Iterator[Claim]:
        """The first reply, and where claims of it did not hold, one to their repair."""
        quotes = dict(zip(labels(draft.given), map(quotable, draft.given), strict=True))
        bound = self.chat.takes_quotes and any(quotes.values())
        schema = bound_schema(quotes) if bound else reply_schema(list(quotes))
        ask = partial(
            pieces,
            self.chat,
            deadline=draft.started + self._timeout,
            usage=draft.usage,
            schema=schema,
            stopped=task.stopped,
        )
        yield from self._read(ask(messages), draft, task)
        if not draft.dropped and draft.readable:
            return
        told = [f"- “{each.text}”: {each.why}" for each in draft.dropped[:MOST_CLAIMS]]
        repair = prompt("repair").messages(faults="\n".join(told) or "- your reply was not in the form asked for")
        again = [*messages, AIMessage(draft.replies[-1]), HumanMessage(repair[-1].text)]
        try:
            yield from self._read(ask(again), draft, task)
        except ModelFailure:
            if not draft.readable:
                raise

    def _read(self, reply: Iterator[str], draft: _Draft, task: Task) -> Iterator[Claim]:
        reader = ReplyReader()
        try:
            for piece in reply:
                for claim in reader.feed(piece):
                    draft.made += 1
                    checked = _checked(claim, draft, task)
                    if isinstance(checked, tuple):
                        draft.dropped.append(_dropped(claim.text, checked))
                    elif len(draft.kept) < MOST_CLAIMS:
                        draft.kept.append(checked)
                        yield checked
        finally:
            draft.replies.append(reader.text)
            draft.made += reader.refused
            draft.dropped += [_dropped("…", [_UNFORMED])] * reader.refused
            draft.readable |= reader.is_reply
            draft.missing = reader.missing or draft.missing

    def _keep(self, generation: Generation, task: Task, *, key: str | None = None) -> None:
        """A record of each answer; with a key its replies are given again to the same question."""
        if self._generations is not None and not task.private:
            self._generations.keep(generation, key=key)

    def _known(self, key: str, task: Task) -> tuple[str, ...] | None:
        if self._generations is None or task.private:
            return None
        return self._generations.replies(key, now=dt.datetime.now(dt.UTC))

    def _key(self, messages: Sequence[BaseMessage], task: Task) -> str:
        """Of model, prompts with their evidence, and index: whatever would make the model reply otherwise."""
        model = [self.chat.name, self.chat.settings_digest, self.chat.most_tokens]
        form = [reply_schema([]), bound_schema({})]
        said = [*model, form, prompt("repair").id, task.index, *(message.text for message in messages)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _generation(
        self, task: Task, draft: _Draft, prompt_id: str, failure: str | None, *, cached: bool
    ) -> Generation:
        return Generation(
            at=dt.datetime.now(dt.UTC),
            question=task.question,
            model=self.chat.name,
            prompt=prompt_id,
            index=task.index,
            passages=tuple(hit.passage.id for hit in draft.given),
            replies=tuple(self.chat.redacted(each) for each in draft.replies),
            made=draft.made,
            kept=len(draft.kept),
            dropped=tuple(draft.dropped),
            missing=draft.missing,
            failure=failure,
            cached=cached,
            seconds=round(time.monotonic() - draft.started, 3),
            input_tokens=draft.usage.input_tokens,
            output_tokens=draft.usage.output_tokens,
            rewriting=task.rewriting,
        )


def _checked(claim: DraftClaim, draft: _Draft, task: Task) -> Claim | tuple[Fault, ...]:
    """The claim with its place in the paper, or why it cannot be kept."""
    if len(claim.text) >= LONGEST_CLAIM - 2 and not claim.text.rstrip("\"'”’)").endswith((".", "!", "?")):
        return (Fault(check="form", why="it is cut off"),)
    hit = _labelled(claim.evidence, draft.given)
    if hit is None:
        return (Fault(check="label", why=f"there is no evidence {claim.evidence}"),)
    found = locate(claim.quote, hit.passage.text)
    if found is None:
        return (Fault(check="quotation", why=f"the quotation does not stand in {claim.evidence}"),)
    units = _units(hit, found)
    if not units:
        return (Fault(check="quotation", why="the quotation is a heading"),)
    start, end = units[0].start, units[-1].end
    quote = task.documents[hit.passage.document_id].text[start:end]
    found_faults = faults(claim.text, _ground(hit, units, quote, task))
    if found_faults:
        return found_faults
    if any(comparable(other.text) == comparable(claim.text) for other in draft.kept):
        return (Fault(check="repeated", why="it was said before"),)
    return Claim(text=" ".join(claim.text.split()), hit=hit, unit=units[0], quote=quote, start=start)


def _dropped(text: str, found: Sequence[Fault]) -> DroppedClaim:
    checks = tuple(dict.fromkeys(each.check for each in found))
    return DroppedClaim(text=text, why="; ".join(each.why for each in found), checks=checks)


def _labelled(label: str, given: Sequence[Hit]) -> Hit | None:
    number = label.strip(" []()").upper().removeprefix("E")
    return given[int(number) - 1] if number.isdecimal() and 1 <= int(number) <= len(given) else None


def _units(hit: Hit, found: Slice) -> list[Unit]:
    """The sentences, items or rows that the quotation touches: these are quoted whole, less headings at their edges."""
    start = hit.passage.start + found.start
    touched = [unit for unit in hit.passage.units if unit.start < start + len(found.text) and start < unit.end]
    while touched and touched[0].kind == "heading":
        touched = touched[1:]
    while touched and touched[-1].kind == "heading":
        touched = touched[:-1]
    return touched


def _ground(hit: Hit, units: Sequence[Unit], quote: str, task: Task) -> Ground:
    passage = hit.passage
    metadata = task.sources[passage.document_id].metadata
    rows = [unit for unit in units if unit.kind == "row" and unit.columns]
    return Ground(
        quote=quote,
        spoken="\n".join(spoken(unit) for unit in units),
        around=" ".join((passage.context, passage.text, metadata.title, *metadata.councils)),
        question=task.question,
        strangers=task.strangers.get(passage.document_id, ()),
        columns=tuple(zip(rows[0].columns, rows[0].cells, strict=False)) if len(rows) == 1 else (),
    )


def _is_of(rewritten: str, question: str, earlier: Sequence[str]) -> bool:
    """Whether a rewritten question says all that the last one does, and nothing that nobody said."""
    said = set(content_words(rewritten))
    known = set(content_words(" ".join((question, *earlier))))
    return bool(said) and len(rewritten) <= LONGEST_QUESTION and set(content_words(question)) <= said <= known
