"""What can be set, by argument or environment (`COUNCILQA_RETRIEVAL__TOP_K=12`)."""

from __future__ import annotations

import hashlib
import ipaddress
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
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
    spelling: bool = True
    """Whether misspelt words of a question are put right."""
    registers: bool = True
    """Whether a question for all recommendations, risks or milestones is answered from the papers' registers."""
    second: bool = True
    """Whether a second statement is said where it probably holds what the first one lacks."""
    refuse: bool = True
    """Whether reasons not to answer are looked for; without, whatever comes nearest is said."""


class ChatSettings(Section):
    """The language model, where one is set."""

    base_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """Of a server that speaks as OpenAI's does: "http://127.0.0.1:8080/v1"."""
    api_key: SecretStr | None = None
    """Where the provider's own variable (OPENAI_API_KEY) is not used."""
    api_key_file: Path | None = None
    """A file that holds the key and nothing else."""
    context_tokens: int = Field(default=8192, ge=1024, le=2_000_000)
    """Of prompt and reply together; as many passages are sent as there is room for."""
    most_tokens: int = Field(default=700, ge=50, le=8000)
    """Of a reply."""
    timeout_seconds: float = Field(default=60.0, gt=0, le=1800)
    """For a whole answer; then the papers are quoted."""
    temperature: float | None = Field(default=0.0, ge=0, le=2)
    """"none" leaves it out of the request: some hosted models take no other than their own."""
    queries: bool = True
    """Ask the model before the search what else to look for, in the words of reports; not asked of a GGUF file."""
    keep_days: int = Field(default=30, ge=0, le=3650)
    """How long records and replies of the model are kept; 0: not at all."""
    threads: int | None = Field(default=None, ge=1, le=1024)
    """Of the processor, for a GGUF file."""

    @field_validator("temperature", mode="before")
    @classmethod
    def _none_in_words(cls, given: Any) -> Any:
        """The environment holds words only."""
        return None if isinstance(given, str) and given.strip().lower() == "none" else given

    def key(self) -> str | None:
        """The key that is set, from wherever it is; raises SettingsError for a file that cannot be read."""
        if self.api_key is not None:
            return self.api_key.get_secret_value()
        if self.api_key_file is None:
            return None
        try:
            return self.api_key_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"the key file {self.api_key_file.name!r} cannot be read") from error


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
    """Name or folder of a sentence-transformers model; "default" is the one that comes with councilqa, trained on
    questions about public papers; "untrained" the same before that."""
    split: SplitSettings = SplitSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()
    model: str | None = Field(default=None, pattern=r"^[\w-]+:.+$")
    """A language model that drafts answers, "provider:model" or "gguf:FILE"; without one the papers are quoted."""
    chat: ChatSettings = ChatSettings()
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
        places = {"corpus": True, "index": True, "data": True, "serve": True}
        text = self.model_dump_json(exclude={**places, "chat": {"api_key", "api_key_file", "keep_days", "threads"}})
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
