"""What can be set, by argument or environment (`COUNCILQA_RETRIEVAL__TOP_K=12`)."""

from __future__ import annotations

import hashlib
import ipaddress
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from councilqa.errors import SettingsError


class Section(BaseModel):
    """A group of settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SplitSettings(Section):
    """Lengths of passages in characters."""

    aim: int = Field(default=1200, ge=200, le=1450)
    at_least: int = Field(default=500, ge=0, le=1450)


class RetrievalSettings(Section):
    top_k: int = Field(default=10, gt=0, le=100)
    """Passages that the answer is looked for in."""
    candidates: int = Field(default=200, gt=0, le=2000)
    """Passages that each first search may bring (dense: twice as many), in an index too large to score them all."""
    exhaustive_up_to: int = Field(default=5000, ge=0)
    """Indexes of no more passages than this score every passage."""


class AnswerSettings(Section):
    most_characters: int = Field(default=800, ge=100, le=4000)
    most_quotations: int = Field(default=6, ge=1, le=20)


class ServeSettings(Section):
    """The page, and who may use it."""

    host: str = "127.0.0.1"
    """Address to listen on; any but the loopback address wants users."""
    port: int = Field(default=7860, ge=0, le=65535)
    """0: any that is free."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$")
    """As readers see it behind a reverse proxy: "https://intranet.example.org/councilqa"."""
    most_upload_mb: int = Field(default=50, ge=1, le=2000)
    """Of one file."""
    concurrent_questions: int = Field(default=8, ge=1, le=64)
    idle_minutes: int = Field(default=480, ge=1, le=10_080)
    """A session ends when it was not used for so long."""

    @property
    def only_here(self) -> bool:
        """Whether only this machine's own users can reach the page; elsewhere people have to sign in."""
        return is_loopback(self.host) and not self.public_url


class Settings(BaseSettings):
    """Everything that can be set; build it once, at the edge."""

    model_config = SettingsConfigDict(
        env_prefix="COUNCILQA_", env_nested_delimiter="__", extra="forbid", frozen=True, env_ignore_empty=True
    )

    corpus: Path = Path("corpus")
    index: Path = Path("indexes/default")
    data: Path = Path("data")
    """Users, their sessions and what they said of answers; never part of an index."""
    embedder: str = "default"
    """Name or folder of a sentence-transformers model; "default" is the one that is installed with councilqa."""
    split: SplitSettings = SplitSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()
    serve: ServeSettings = ServeSettings()

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings in force; raises SettingsError that names each wrong one."""
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            wrong = "; ".join(
                f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}" for each in error.errors(include_url=False)
            )
            raise SettingsError(f"these settings are not usable: {wrong}") from error

    def digest(self) -> str:
        """First 12 hex digits of a hash over all that bears on answers, not on places of files."""
        text = self.model_dump_json(exclude={"corpus", "index", "data", "serve"})
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
