"""Calling a model: piece by piece, within a time, stopped when nobody waits, again only where that can help."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage

from councilqa.domain.answers import Stopped, never_stopped
from councilqa.models.chat import Chat

PAUSES_SECONDS = (0.5, 2.0)
"""Before the second and the third attempt."""
_TRANSIENT_NAMES = ("timeout", "connect", "ratelimit", "overloaded", "unavailable", "internalserver", "remoteprotocol")
_TRANSIENT_CODES = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


LOOK_SECONDS = 0.2
"""Between two looks whether the reader has stopped the model."""
STOPPED = "the language model was stopped"


class ModelFailure(Exception):
    """A model did not answer; the message says why, in words that a reader may see."""


@dataclass(slots=True)
class Usage:
    """Tokens as the model counted them, in all calls for one answer; None where it does not count."""

    input_tokens: int | None = None
    output_tokens: int | None = None

    def add(self, chunk: AIMessageChunk) -> None:
        counted = chunk.usage_metadata
        if counted:
            self.input_tokens = (self.input_tokens or 0) + counted["input_tokens"]
            self.output_tokens = (self.output_tokens or 0) + counted["output_tokens"]


def pieces(
    chat: Chat,
    messages: Sequence[BaseMessage],
    *,
    deadline: float,
    usage: Usage,
    schema: Mapping[str, Any] | None = None,
    stopped: Stopped = never_stopped,
) -> Generator[str]:
    """The reply as it comes, held to a schema where the model can be; `deadline` by `time.monotonic`.

    Raises ModelFailure where the model cannot be had, refuses, takes too long or is `stopped`. Closing the generator
    stops the model at its next piece.
    """
    form = {} if schema is None else chat.held_to(schema)
    for pause in (*PAUSES_SECONDS, None):
        try:
            yield from _once(chat, messages, form, deadline, usage, stopped)
        except _Transient as failure:
            if pause is None or time.monotonic() + pause >= deadline:
                raise ModelFailure(str(failure)) from failure.__cause__
            time.sleep(pause)
        else:
            return


class _Transient(Exception):
    """A failure before the first piece that may not come again."""


def _once(
    chat: Chat,
    messages: Sequence[BaseMessage],
    form: Mapping[str, Any],
    deadline: float,
    usage: Usage,
    stopped: Stopped,
) -> Generator[str]:
    call = _Call(chat, messages, form)
    said = False
    try:
        while True:
            piece = call.next(deadline, stopped)
            if piece is None:
                return
            usage.add(piece)
            if piece.text:
                said = True
                yield piece.text
    except (ModelFailure, GeneratorExit):
        raise
    except Exception as error:
        what = f"the language model failed ({chat.redacted(_in_words(error))})"
        raise (ModelFailure(what) if said or not _is_transient(error) else _Transient(what)) from error
    finally:
        call.stop()


class _Call:
    """One call in a thread of its own, for a library that waits for its server cannot be interrupted."""

    def __init__(self, chat: Chat, messages: Sequence[BaseMessage], form: Mapping[str, Any]) -> None:
        self._queue: queue.Queue[AIMessageChunk | Exception | None] = queue.Queue()
        self._stopped = threading.Event()
        self._chat = chat
        self._form = form
        threading.Thread(target=self._run, args=(list(messages),), daemon=True, name="language model").start()

    def next(self, deadline: float, stopped: Stopped) -> AIMessageChunk | None:
        """The next piece; None at the end."""
        while not stopped():
            left = deadline - time.monotonic()
            try:
                found = self._queue.get(timeout=min(max(left, 0.0), LOOK_SECONDS))
            except queue.Empty:
                if left <= LOOK_SECONDS:
                    raise ModelFailure("the language model took too long") from None
                continue
            if isinstance(found, Exception):
                raise found
            return found
        raise ModelFailure(STOPPED)

    def stop(self) -> None:
        self._stopped.set()

    def _run(self, messages: list[BaseMessage]) -> None:
        try:
            for chunk in self._chat.model.stream(messages, **self._form):
                if self._stopped.is_set():
                    return
                self._queue.put(chunk if isinstance(chunk, AIMessageChunk) else AIMessageChunk(content=chunk.content))
            self._queue.put(None)
        except Exception as error:  # whatever a provider's library raises goes to who waits
            self._queue.put(error)


def _is_transient(error: Exception) -> bool:
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in _TRANSIENT_CODES
    names = " ".join(kind.__name__.lower() for kind in type(error).__mro__)
    return any(name in names for name in _TRANSIENT_NAMES)


def _in_words(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
