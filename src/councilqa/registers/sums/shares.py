"""Which part of another sum a sum is: "50% of the overall cost", "split 50:50"."""

from __future__ import annotations

import re

_PART = (
    r"(?:\d{1,3}(?:\.\d+)?\s?(?:%|per\s?cent)|"
    r"\b(?:half|one[- ](?:third|quarter|half)|two[- ]thirds|three[- ]quarters))"
)
_WORD = r"(?!(?:is|are|was|were|and|to|at|for|will|would|which|from)\b)[a-z][\w'’-]*"
_SHARE = re.compile(
    rf"{_PART}\s+(?:share\s+)?of\s+(?:(?:the|this|its|their|all)\s+)?(?!the\b){_WORD}(?:\s+(?:of\s+)?{_WORD}){{0,3}}|"
    r"\b(?:split|shared|apportioned|divided|funded)(?:\s+equally)?\s*(?:on (?:a|an)\s+)?(?:\(\s*)?"
    r"(?:\d{1,2}(?:%)?\s?[:/]\s?\d{1,2}%?|equally)",
    re.IGNORECASE,
)
_PAYS = re.compile(r"\b(?:contribut\w+|pay\w*|meet\w*|bear\w*|fund\w*|share\w*|apportion\w*)\b", re.IGNORECASE)
_AHEAD = re.compile(rf"({_PART})\s*\(\s*$", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*\(\s*({_PART})\s*\)", re.IGNORECASE)


def share_in(text: str) -> str | None:
    """As it is written in the words around a sum; None where they name none."""
    match = _SHARE.search(text)
    return match[0] if match else None


def share_beside(sentence: str, start: int, end: int) -> str | None:
    """The part of a cost that somebody pays, in brackets beside a sum: "FDC would contribute 60% (£150,000)"."""
    if not _PAYS.search(sentence[:start]):
        return None
    match = _AHEAD.search(sentence[:start]) or _BEHIND.match(sentence, end)
    return match[1] if match else None
