"""Which part of another sum a sum is: "50% of the overall cost", "split 50:50"."""

from __future__ import annotations

import re

_PART = (
    r"(?:\d{1,3}(?:\.\d+)?\s?(?:%|per\s?cent)|\b(?:half|one[- ](?:third|quarter|half)|two[- ]thirds|three[- ]quarters))"
)
_SHARE = re.compile(
    rf"{_PART}\s+(?:share\s+)?of\s+(?:(?:the|this|its|their|all)\s+)?(?!the\b)[a-z][\w'’-]*(?:\s+(?:of\s+)?[a-z][\w'’-]*){{0,3}}|"
    r"\b(?:split|shared|apportioned|divided|funded)(?:\s+equally)?\s*(?:on (?:a|an)\s+)?(?:\(\s*)?"
    r"(?:\d{1,2}(?:%)?\s?[:/]\s?\d{1,2}%?|equally)",
    re.IGNORECASE,
)
_PAYS = r"\b(?:contribut\w+|pay\w*|meet\w*|bear\w*|fund\w*|share\w*|apportion\w*)\b[^;.]*?"
_PAID = re.compile(rf"{_PAYS}({_PART})\s*\(\s*£|{_PAYS}£[\d,.]+\w*\s*\(\s*({_PART})\s*\)", re.IGNORECASE)


def share_in(text: str) -> str | None:
    """As it is written in the words around a sum; None where they name none."""
    if match := _SHARE.search(text):
        return match[0]
    paid = _PAID.search(text)
    return (paid[1] or paid[2]) if paid else None
