"""A chat model with what has to be known of it; which one is a setting, and by default there is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from councilqa.errors import ModelError

GGUF = "gguf"
_NO_KEY = "none"
"""What a server of one's own is sent: it asks for no key, but its library does."""
_EXTRAS = {
    "ollama": "ollama",
    "openai": "openai",
    "azure_openai": "openai",
    "anthropic": "anthropic",
    GGUF: "gguf",
}
"""The extra of this package that installs what a provider needs."""
_SCHEMA_FORMS: dict[str, Literal["openai", "ollama"]] = {
    "ollama": "ollama",
    "openai": "openai",
    "azure_openai": "openai",
    GGUF: "openai",
}
"""Of the providers whose servers can hold a model to a schema."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chat:
    """A model that answers, ready to be called."""

    model: BaseChatModel
    name: str
    """As it is set: "ollama:llama3.1"."""
    context_tokens: int
    """Of prompt and reply together."""
    most_tokens: int
    """Of a reply."""
    schema_form: Literal["openai", "ollama"] | None = None
    """How its server is told the schema that a reply has to keep to; None where a model can only be asked to."""
    takes_quotes: bool = False
    """Whether a schema may hold all that may be quoted: llama.cpp takes any, hosted models limit its size."""
    settings_digest: str = ""
    """Of the server, the file and the options: with others the same name may stand for another model."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must not stand in any message or record."""

    def held_to(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """What to call it with so that it keeps to a JSON schema; empty where it can only be asked to."""
        if self.schema_form == "ollama":
            return {"format": dict(schema)}
        if self.schema_form == "openai":
            named = {"name": "reply", "schema": dict(schema), "strict": True}
            return {"response_format": {"type": "json_schema", "json_schema": named}}
        return {}

    def redacted(self, text: str) -> str:
        """A message of the model's library without what is secret."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions:
    """How a model is reached and what it may spend."""

    base_url: str | None = None
    """Of a server that speaks as OpenAI's or Ollama's does."""
    api_key: str | None = field(default=None, repr=False)
    context_tokens: int = 8192
    most_tokens: int = 700
    timeout_seconds: float = 60.0
    temperature: float | None = 0.0
    """None leaves it to the model: some take no other than their own."""
    threads: int | None = None


def open_chat(name: str, options: ChatOptions) -> Chat:
    """The model "provider:model", or "gguf:FILE"; nothing is sent or loaded yet. Raises ModelError."""
    provider, _, model = name.partition(":")
    if not model:
        raise ModelError(
            f"{name!r} names no model", hint="Write provider:model, for example ollama:llama3.1 or gguf:FILE.gguf."
        )
    if provider == GGUF:
        from councilqa.models.gguf import GgufChat

        made: BaseChatModel = GgufChat(
            path=Path(model),
            context_tokens=options.context_tokens,
            most_tokens=options.most_tokens,
            temperature=options.temperature,
            threads=options.threads,
        )
    else:
        made = _by_langchain(name, provider, options)
    return Chat(
        model=made,
        name=f"{provider}:{Path(model).name}" if provider == GGUF else name,
        context_tokens=options.context_tokens,
        most_tokens=options.most_tokens,
        schema_form=_SCHEMA_FORMS.get(provider),
        takes_quotes=provider == GGUF,
        settings_digest=_digest(model if provider == GGUF else None, options),
        secrets=_secrets(made, options),
    )


def _digest(file: str | None, options: ChatOptions) -> str:
    """Of all that may make a model of one name reply otherwise; a file by its place, size and time."""
    path = Path(file) if file else None
    state = path.stat() if path and path.is_file() else None
    told: list[Any] = [str(path), state and (state.st_size, state.st_mtime_ns), options.base_url, options.temperature]
    told += [options.context_tokens, options.most_tokens]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


def _secrets(made: BaseChatModel, options: ChatOptions) -> tuple[str, ...]:
    """The key that was given, and whatever the provider's class took from its own variable."""
    held = [value.get_secret_value() for value in vars(made).values() if isinstance(value, SecretStr)]
    return tuple(dict.fromkeys(each for each in (options.api_key, *held) if each and each != _NO_KEY))


def _by_langchain(name: str, provider: str, options: ChatOptions) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        made: BaseChatModel = init_chat_model(name, **_arguments(provider, options))
    except ImportError as error:
        extra = _EXTRAS.get(provider)
        hint = f'Run `pip install "councilqa[{extra}]"`.' if extra else "Install LangChain's package for this provider."
        raise ModelError(f"the model {name!r} needs a package that is not installed", hint=hint) from error
    except Exception as error:  # each provider's library has errors of its own for a setting that it lacks
        message = " ".join(str(error).split())[:300]
        if options.api_key:
            message = message.replace(options.api_key, "…")
        raise ModelError(f"the model {name!r} cannot be used: {message}") from error
    return made


def _arguments(provider: str, options: ChatOptions) -> dict[str, Any]:
    """What each provider's class calls the same things."""
    common: dict[str, Any] = {} if options.temperature is None else {"temperature": options.temperature}
    if options.base_url:
        common["azure_endpoint" if provider == "azure_openai" else "base_url"] = options.base_url
    if provider == "ollama":
        return {**common, **_of_ollama(options)}
    limits = {"max_tokens": options.most_tokens, "timeout": options.timeout_seconds, "max_retries": 0}
    key = options.api_key or (_NO_KEY if options.base_url and provider == "openai" else None)
    return {**common, **limits, **({"api_key": key} if key else {})}


def _of_ollama(options: ChatOptions) -> dict[str, Any]:
    headers = {"headers": {"Authorization": f"Bearer {options.api_key}"}} if options.api_key else {}
    return {
        "num_predict": options.most_tokens,
        "num_ctx": options.context_tokens,
        "client_kwargs": {"timeout": options.timeout_seconds, **headers},
    }
