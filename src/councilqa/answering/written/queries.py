"""A question in the words of reports: a language model that has seen no paper writes queries for the search.

They only widen what is found. The answer comes from the passages as ever, and whatever the model invents is lost there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from councilqa.answering.written.calling import ModelFailure, Usage, pieces
from councilqa.answering.written.prompting import prompt
from councilqa.domain.answers import Stopped
from councilqa.domain.generations import Generation
from councilqa.generations import Generations
from councilqa.models.chat import Chat
from councilqa.text import content_words, fold

SECONDS = 10.0
"""At most, of the time for an answer."""
MOST_QUERIES = 3
LONGEST_QUERY = 300
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_QUERY)]


SCHEMA = {
    "type": "object",
    "properties": {"queries": {"type": "array", "items": {"type": "string"}}, "sentence": {"type": "string"}},
    "required": ["queries", "sentence"],
    "additionalProperties": False,
}
"""As servers take it that hold a model to one strictly: nothing left out, no limits."""


class _Reply(BaseModel):
    queries: list[_Text] = Field(max_length=2 * MOST_QUERIES)
    sentence: _Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a model would look for."""

    queries: tuple[str, ...] = ()
    failure: str | None = None
    """Why there are none, in words that a reader may see."""


class QueryWriter:
    """Writes queries with one model; safe to use from several threads."""

    def __init__(self, chat: Chat, *, timeout_seconds: float, generations: Generations | None) -> None:
        """`generations` keeps records and replies; None keeps none."""
        self._chat = chat
        self._seconds = min(timeout_seconds, SECONDS)
        self._generations = generations

    def write(self, question: str, *, private: bool, stopped: Stopped) -> Sought:
        """Queries beside the question; of one that is `private` nothing is kept. Never raises for a model that fails.

        The model is held to a JSON schema where it can be."""
        asked, usage, started = prompt("queries"), Usage(), time.monotonic()
        messages = asked.messages(question=question)
        kept = None if private else self._generations
        said = [self._chat.name, self._chat.settings_digest, *(message.text for message in messages)]
        key = hashlib.sha256(json.dumps(said).encode()).hexdigest()
        known = kept.replies(key, now=dt.datetime.now(dt.UTC)) if kept else None
        if known:
            return _read(known[0], question)
        try:
            deadline = started + self._seconds
            call = pieces(self._chat, messages, deadline=deadline, usage=usage, schema=SCHEMA, stopped=stopped)
            reply = "".join(call)
        except ModelFailure as error:
            return Sought(failure=str(error))
        found = _read(reply, question)
        if kept:
            record = Generation(
                at=dt.datetime.now(dt.UTC),
                question=question,
                model=self._chat.name,
                prompt=asked.id,
                index="",
                passages=(),
                made=0,
                kept=0,
                replies=(self._chat.redacted(reply),),
                failure=found.failure,
                seconds=round(time.monotonic() - started, 3),
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
            )
            kept.keep(record, key=None if found.failure else key)
        return found


def _read(reply: str, question: str) -> Sought:
    """The queries of a reply, each once and none that says what the question does."""
    try:
        read = _Reply.model_validate_json(reply[reply.find("{") : reply.rfind("}") + 1])
    except ValidationError:
        return Sought(failure="the language model did not write queries in the form that it was asked for")
    written = (" ".join(each.split()) for each in (*read.queries[:MOST_QUERIES], read.sentence))
    unlike = {fold(each): each for each in written if content_words(each)}
    unlike.pop(fold(question), None)
    return Sought(queries=tuple(unlike.values()))
