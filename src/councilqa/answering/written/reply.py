"""What a model replies, read as it comes, whatever stands around it: claims, each with a label and a quotation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator

CLAIMS_ASKED_FOR = 6
"""At most, as the prompt says."""
LONGEST_CLAIM = 240
"""In characters, of a model that can be held to it."""
_LABELS = re.compile(r"\s*(?:\[\s*E?\d{1,2}(?:\s*,\s*E?\d{1,2})*\s*\]|\(\s*E\d{1,2}\s*\))(?=\W*$)")
"""With which models like to end a claim, whatever they are told."""


class DraftClaim(BaseModel):
    """One statement of a model, not yet checked."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    text: str = Field(min_length=1, max_length=600, validation_alias=AliasChoices("text", "claim", "statement"))
    evidence: str = Field(min_length=1, max_length=20, validation_alias=AliasChoices("evidence", "label", "source"))
    """Label of the passage: "E1"."""
    quote: str = Field(min_length=1, max_length=4000, validation_alias=AliasChoices("quote", "quotation"))

    @field_validator("text")
    @classmethod
    def _without_labels(cls, text: str) -> str:
        """The answer's own markers take their place."""
        return _LABELS.sub("", text)


def reply_schema(labels: Sequence[str]) -> dict[str, Any]:
    """For models that can be held to a schema, with the labels of the evidence that there is.

    The quotation comes before the claim, so that it is drawn from it."""
    return _reply(_claim(labels, {"type": "string"}, {"type": "string"}), {})


def bound_schema(quotable: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The same with what may be quoted, by the label of the evidence, and with lengths, so that a small model neither
    misquotes nor talks without end. For servers that take a schema of any size."""
    text = {"type": "string", "maxLength": LONGEST_CLAIM}
    kinds = [_claim([label], {"type": "string", "enum": list(each)}, text) for label, each in quotable.items() if each]
    return _reply({"anyOf": kinds}, {"maxItems": CLAIMS_ASKED_FOR})


def _reply(claim: Mapping[str, Any], limits: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim, **limits}, "missing": {"type": "string"}},
        "required": ["claims", "missing"],
        "additionalProperties": False,
    }


def _claim(labels: Sequence[str], quote: Mapping[str, Any], text: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"evidence": {"type": "string", "enum": list(labels)}, "quote": quote, "text": text},
        "required": ["evidence", "quote", "text"],
        "additionalProperties": False,
    }


_DECODER = json.JSONDecoder(strict=False)
_MISSING = re.compile(r'"missing"\s*:\s*("(?:[^"\\]|\\.)*")')


class ReplyReader:
    """Reads a reply piece by piece; a claim is given as soon as it is whole."""

    def __init__(self) -> None:
        self.text = ""
        self.refused = 0
        """Claims that lack a part or have one of the wrong kind."""
        self._read = 0

    def feed(self, piece: str) -> Iterator[DraftClaim]:
        """The claims that this piece completes."""
        self.text += piece
        while True:
            found = self._next_object()
            if found is None:
                return
            yield from self._claims(found)

    @property
    def is_reply(self) -> bool:
        """Whether it holds a whole claim, or is whole and says that there is none; a reply cut short is neither."""
        return self._read > 0

    @property
    def missing(self) -> str:
        """What the model says that the passages do not tell; empty where it says nothing of it."""
        found = _MISSING.search(self.text)
        if not found:
            return ""
        try:
            said = json.loads(found[1], strict=False)
        except ValueError:  # an escape that JSON does not have
            said = found[1][1:-1]
        return " ".join(str(said).split())[:300]

    def _next_object(self) -> dict[str, Any] | None:
        """The first whole object behind what was read; one that is still open is looked into."""
        place = self.text.find("{", self._read)
        while place >= 0:
            try:
                value, end = _DECODER.raw_decode(self.text, place)
            except (ValueError, RecursionError):
                place = self.text.find("{", place + 1)
                continue
            self._read = end
            return dict(value)
        return None

    def _claims(self, found: dict[str, Any]) -> Iterator[DraftClaim]:
        claims = found.get("claims")
        for each in claims if isinstance(claims, list) else [] if "claims" in found else [found]:
            try:
                yield DraftClaim.model_validate(each)
            except ValidationError:
                self.refused += 1
