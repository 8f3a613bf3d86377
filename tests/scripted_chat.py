"""A chat model that replays a script, keeps what it was sent, and fails when it runs out."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from councilqa.models.chat import Chat

Step = str | Exception | float
"""A reply, what is raised, or seconds to wait before the next step."""


class ScriptedChat(BaseChatModel):
    """Replies in the order of the script, a few letters at a time."""

    steps: list[Any]
    piece: int = 7
    _sent: list[list[BaseMessage]] = PrivateAttr(default_factory=list)
    _guard: Any = PrivateAttr(default_factory=threading.Lock)

    _called_with: list[dict[str, Any]] = PrivateAttr(default_factory=list)

    @property
    def called_with(self) -> list[dict[str, Any]]:
        """What was asked beside the messages, call by call."""
        return self._called_with

    @property
    def sent(self) -> list[list[BaseMessage]]:
        return self._sent

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _next(self, messages: list[BaseMessage]) -> str:
        with self._guard:
            self._sent.append(list(messages))
            while self.steps and isinstance(self.steps[0], float):
                time.sleep(self.steps.pop(0))
            if not self.steps:
                raise AssertionError("the script has run out")
            step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return str(step)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._next(messages)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self._called_with.append(kwargs)
        reply = self._next(messages)
        for at in range(0, len(reply), self.piece):
            yield ChatGenerationChunk(message=AIMessageChunk(content=reply[at : at + self.piece]))


def scripted(*steps: Step, context_tokens: int = 8000) -> Chat:
    return Chat(
        model=ScriptedChat(steps=list(steps)),
        name="scripted:test",
        context_tokens=context_tokens,
        most_tokens=500,
        secrets=("s3cret-key",),
    )


def sent_to(chat: Chat) -> Sequence[Sequence[BaseMessage]]:
    assert isinstance(chat.model, ScriptedChat)
    return chat.model.sent


def reply(*claims: tuple[str, str, str], missing: str = "") -> str:
    """JSON of (label, quotation, claim)."""
    made = [{"evidence": label, "quote": quote, "text": text} for label, quote, text in claims]
    return json.dumps({"claims": made, "missing": missing})
