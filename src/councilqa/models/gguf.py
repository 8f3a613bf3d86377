"""A language model from a GGUF file, run in this process by llama.cpp (extra `gguf`)."""

from __future__ import annotations

import json
import os
import queue
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from councilqa.errors import ModelError

AT_ONCE = 2
"""Replies that are written at the same time; further ones wait."""


class GgufChat(BaseChatModel):
    """Loaded at the first question, once for all threads; stops at the next word where nobody listens any more."""

    path: Path
    context_tokens: int
    most_tokens: int
    temperature: float | None = 0.0
    threads: int | None = None
    """Of the processor; half of them where this is not set."""
    _server: Any = PrivateAttr(default=None)
    _guard: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "gguf"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        parts = [str(chunk.message.content) for chunk in self._stream(messages, stop, run_manager, **kwargs)]
        return ChatResult(generations=[ChatGeneration(message=AIMessage("".join(parts)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        asked = {
            "messages": convert_to_openai_messages(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": self.most_tokens,
            **({} if self.temperature is None else {"temperature": self.temperature}),
            **({"stop": stop} if stop else {}),
            **kwargs,
        }
        call = _Call(self._loaded(), asked)
        try:
            while (event := call.next()) is not None:
                yield ChatGenerationChunk(message=_message(event))
        finally:
            call.stop()

    def _loaded(self) -> Any:
        with self._guard:
            if self._server is None:
                self._server = self._load()
            return self._server

    def _load(self) -> Any:
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelError(
                "a GGUF file needs xllamacpp, which is not installed", hint='Run `pip install "councilqa[gguf]"`.'
            ) from error
        if not self.path.is_file():
            raise ModelError(f"there is no model file {str(self.path)!r}", hint="Correct the setting `model`.")
        wanted = xllamacpp.CommonParams()
        wanted.model.path = str(self.path)
        wanted.n_ctx = self.context_tokens * AT_ONCE
        wanted.n_parallel = AT_ONCE
        wanted.n_gpu_layers = 0
        wanted.cpuparams.n_threads = self.threads or max((os.cpu_count() or 2) // 2, 1)
        wanted.verbosity = 0
        wanted.warmup = False
        wanted.api_keys = [secrets.token_hex(16)]  # llama.cpp listens on the loopback address: nobody else may ask it
        try:
            return xllamacpp.Server(wanted)
        except Exception as error:
            raise ModelError(
                f"the model file {self.path.name!r} cannot be loaded: {error}",
                hint="Download it again, or choose one that fits in memory.",
            ) from error


class _Call:
    """llama.cpp calls back with each piece; here they are taken out one by one."""

    def __init__(self, server: Any, asked: dict[str, Any]) -> None:
        self._events: queue.Queue[dict[str, Any] | Exception | None] = queue.Queue()
        self._stopped = threading.Event()
        threading.Thread(target=self._run, args=(server, asked), daemon=True, name="llama.cpp").start()

    def next(self) -> dict[str, Any] | None:
        event = self._events.get()
        if isinstance(event, Exception):
            raise event
        return event

    def stop(self) -> None:
        self._stopped.set()

    def _run(self, server: Any, asked: dict[str, Any]) -> None:
        try:
            server.handle_chat_completions(asked, self._take)
            self._events.put(None)
        except Exception as error:  # whatever llama.cpp raises goes to who waits
            self._events.put(error)

    def _take(self, event: str | dict[str, Any]) -> bool:
        """True ends the reply."""
        found: dict[str, Any] = json.loads(event) if isinstance(event, str) else event
        if "error" in found:
            self._events.put(ModelError(f"the model cannot answer: {found['error'].get('message', 'no reason given')}"))
            return True
        self._events.put(found)
        return self._stopped.is_set()


def _message(event: dict[str, Any]) -> AIMessageChunk:
    choices = event.get("choices") or [{}]
    text = (choices[0].get("delta") or {}).get("content") or ""
    usage = event.get("usage")
    if not usage:
        return AIMessageChunk(content=text)
    counted = UsageMetadata(
        input_tokens=usage["prompt_tokens"],
        output_tokens=usage["completion_tokens"],
        total_tokens=usage["total_tokens"],
    )
    return AIMessageChunk(content=text, usage_metadata=counted)
