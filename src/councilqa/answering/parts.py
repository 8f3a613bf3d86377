"""The parts of a question that each want an answer of their own."""

from __future__ import annotations

import re

_ASK = (
    r"(?:how|what|what's|which|who|whose|who's|when|where|why|is|are|was|were|do|does|did|can|could|will|would|should|"
    r"has|have|by)"
)
_JOINT = re.compile(rf"(?:,? and (?:also |so )?|[;?!,–-] ?|\? )(?=(?:roughly |in )?{_ASK}\b)", re.IGNORECASE)
SHORTEST = 12
"""Characters; a shorter piece is not a question of its own."""


def parts(question: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each part; one that covers it all where the question has no second part."""
    cuts = [0]
    for match in _JOINT.finditer(question):
        before, after = question[cuts[-1] : match.start()], question[match.end() :]
        if len(before) >= SHORTEST and len(after) >= SHORTEST and asks(before) and asks(after):
            cuts.append(match.end())
    return tuple(zip(cuts, [*cuts[1:], len(question)], strict=True))


def asks(text: str) -> bool:
    """Whether there is a question word in it."""
    return re.search(rf"\b{_ASK}\b", text, re.IGNORECASE) is not None
