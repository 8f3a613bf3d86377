"""Which part of another sum a sum is: "50% of the overall cost", "split 50:50"."""

from __future__ import annotations

import re

_SHARE = re.compile(
    r"(?:\d{1,3}(?:\.\d+)?\s?(?:%|per\s?cent)|\b(?:half|one[- ](?:third|quarter|half)|two[- ]thirds|three[- ]quarters))"
    r"\s+(?:share\s+)?of\s+(?:the\s+|this\s+|its\s+|their\s+|all\s+)?[\w'’-]+(?:\s+(?:of\s+)?[\w'’-]+){0,3}|"
    r"\b(?:split|shared|apportioned|divided|funded)(?:\s+equally)?\s*(?:on (?:a|an)\s+)?(?:\(\s*)?"
    r"(?:\d{1,2}(?:%)?\s?[:/]\s?\d{1,2}%?|equally)",
    re.IGNORECASE,
)


def share_in(text: str) -> str | None:
    """As it is written; None where the words name none."""
    match = _SHARE.search(text)
    return match[0] if match else None
