"""With what an index was built, so that it is never searched with something else."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from councilqa.errors import DamagedIndexError

_WORDS = {
    "embedder": "embedder",
    "dimensions": "dimensions of a passage vector",
    "token_dimensions": "dimensions of a token vector",
    "reader_version": "version of the readers",
    "splitter_version": "version of the splitter",
    "format_version": "version of the index format",
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Everything that makes the content of one index unfit for another."""

    embedder: str
    dimensions: int
    token_dimensions: int
    reader_version: int
    splitter_version: int
    format_version: int

    def differences(self, now: Stamp) -> tuple[str, ...]:
        """What changed since the index was built, in words; empty where nothing did."""
        return tuple(
            f"{_WORDS[field.name]}: built with {getattr(self, field.name)}, now {getattr(now, field.name)}"
            for field in fields(self)
            if getattr(self, field.name) != getattr(now, field.name)
        )

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Stamp:
        try:
            return cls(**json.loads(text))
        except (TypeError, ValueError) as error:
            raise DamagedIndexError("the stamp of the index cannot be read") from error
