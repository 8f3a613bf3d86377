"""A chat model with what has to be known of it; which one is a setting, and by default there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel


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
    structured: Mapping[str, Any] = field(default_factory=dict)
    """What to call it with so that it keeps to the schema of a reply; empty where it can only be asked to."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must not stand in any message or record."""

    def redacted(self, text: str) -> str:
        """A message of the model's library without what is secret."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return text
