"""Text of a paper that speaks to a language model instead of to readers: evidence of nothing, whatever it says."""

from __future__ import annotations

import re

from councilqa.text import fold

_MODEL = r"(?:ai|a\.i\.|(?:large )?language model|llm|chat ?bot|chatgpt|gpt-?\d?|copilot|ai assistant)"
_SAID = r"(?:instruction|prompt|direction|command|rule|guideline|context|message|question|text)s?"
_ADDRESSES = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{{0,40}}\b"
    rf"(?:above|previous|preceding|prior|earlier|foregoing|all other|your)\b[^.]{{0,30}}\b{_SAID}\b|"
    rf"\b(?:ignore|disregard|forget) (?:all of |everything |any of )?(?:the )?(?:above|previous)\b|"
    rf"\b(?:system|hidden|initial|developer) prompt\b|"
    rf"\b(?:print|reveal|repeat|show|output|disclose|reply with|write out) (?:\w+ ){{0,3}}(?:your|the) "
    rf"(?:\w+ ){{0,2}}(?:prompt|instructions)\b|"
    rf"\b(?:note|message|instructions?|attention|hint) (?:to|for) (?:the |any |all |every )?{_MODEL}s?\b|"
    rf"\bas an? {_MODEL}\b|\bif you are an? {_MODEL}\b|\byou are (?:now )?an? (?:\w+ )?(?:{_MODEL}|assistant)\b|"
    rf"<\s*/?\s*(?:system|assistant|user|instructions?|evidence)\s*>|\[/?inst\]|<\|im_(?:start|end)\|>"
)


def addresses_model(text: str) -> bool:
    """Whether a sentence tells a language model what to do; such a one is neither sent to it nor quoted."""
    return _ADDRESSES.search(fold(text)) is not None
