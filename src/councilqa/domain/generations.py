"""What a language model was given and what it gave back, for each answer that it was asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedClaim:
    """A statement of the model that was not kept."""

    text: str
    why: str
    checks: tuple[str, ...] = ()
    """Names of the checks that it did not pass: "quotation", "figure"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """A follow-up that a model was asked to put so that it stands alone."""

    prompt: str
    """Name and version."""
    reply: str
    """As it came; empty where it failed."""
    taken: bool
    """Whether it says all that was asked and nothing that nobody said; else our own words were kept."""
    seconds: float
    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One question put to a model."""

    at: dt.datetime
    question: str
    """As it was put to the model."""
    model: str
    prompt: str
    """Name and version: "answer 1"."""
    index: str
    """Digest of the state of the index."""
    passages: tuple[str, ...]
    """Ids of those that it was shown, in the order of their labels."""
    replies: tuple[str, ...]
    """As they came: the first, and that to the repair where there was one."""
    made: int
    """Claims that it made, in all replies."""
    kept: int
    dropped: tuple[DroppedClaim, ...] = ()
    missing: str = ""
    """What it said that the passages do not tell; never shown as a finding."""
    failure: str | None = None
    """Why it did not answer, where it did not."""
    cached: bool = False
    seconds: float
    input_tokens: int | None = None
    output_tokens: int | None = None
    rewriting: Rewriting | None = None
    """The call before it, of a follow-up; its time and tokens are not among these."""
