"""One fixed question to a model, to see whether it answers, in what form and how fast."""

from __future__ import annotations

import time
from dataclasses import dataclass

from councilqa.answering.written.calling import ModelFailure, Usage, pieces
from councilqa.answering.written.prompting import CHARACTERS_PER_TOKEN, prompt
from councilqa.answering.written.quoting import locate
from councilqa.answering.written.reply import DraftClaim, ReplyReader, reply_schema
from councilqa.models.chat import Chat

_TEXT = "3.1 The shared library service of Oakford and Elmbury saves £42,000 a year from April 2024."
_EVIDENCE = f'<evidence label="E1" from="Shared library service; paragraph 3.1">\n{_TEXT}\n</evidence>'
_QUESTION = "How much does the shared library service save a year?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What came of it."""

    failure: str | None
    """Why there was no reply, where there was none."""
    reply: str
    schema: bool
    """Whether the model could be held to the schema by its server, rather than asked to keep to it."""
    in_form: bool
    """Whether the reply could be read."""
    quotes: bool
    """Whether it quoted the evidence word for word."""
    right: bool
    """Whether it gave the figure."""
    first_seconds: float | None
    """Until the first piece came; the first call may load the model."""
    seconds: float
    tokens_per_second: float | None
    """Of the reply, from its first piece on; by the model's own count, or else by its length."""


def probe(chat: Chat, *, timeout_seconds: float) -> Probe:
    """Ask the fixed question; never raises for a model that fails."""
    started = time.monotonic()
    usage, reader = Usage(), ReplyReader()
    claims: list[DraftClaim] = []
    first: float | None = None
    failure = None
    try:
        messages = prompt("answer").messages(evidence=_EVIDENCE, question=_QUESTION, remark="")
        schema = reply_schema(["E1"])
        for piece in pieces(chat, messages, deadline=started + timeout_seconds, usage=usage, schema=schema):
            first = first if first is not None else time.monotonic() - started
            claims += reader.feed(piece)
    except ModelFailure as error:
        failure = str(error)
    seconds = time.monotonic() - started
    return Probe(
        failure=failure,
        reply=chat.redacted(reader.text),
        schema=chat.schema_form is not None,
        in_form=reader.is_reply,
        quotes=any(locate(each.quote, _TEXT) for each in claims),
        right=any("42,000" in each.text for each in claims),
        first_seconds=first,
        seconds=seconds,
        tokens_per_second=_speed(reader.text, usage, seconds - (first or 0.0)),
    )


def _speed(reply: str, usage: Usage, seconds: float) -> float | None:
    tokens = usage.output_tokens or len(reply) // CHARACTERS_PER_TOKEN
    return tokens / seconds if tokens and seconds > 0 else None
