"""Which line of a paper's first page answers: "Key Decision: Yes", "Ward Interest: None", "Contact Officer: …".

The labels are the paper's own. A question is for one where each of its words that says something is of the label, or
one by which such a thing is asked for; a question with more to it is left to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from councilqa.answering.doubt import QUANTITIES
from councilqa.answering.wanted import holds, wanted
from councilqa.ingest.metadata import CONTACT_LABELS, PORTFOLIO_LABELS, LabelledLine
from councilqa.text import content_words, fold, stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


_PAPER = _stems("report paper document business case council district borough county city item tonight today please")
"""Words for what the line is of."""
_ASKS = re.compile(r"^(?:please |so |and )*(?:is|are|was|does|do|who|whose|which|what|when|will|tell|give|show)\b")
_CALLED: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (CONTACT_LABELS, _stems("contact officer author wrote written write writes prepared who name")),
    (PORTFOLIO_LABELS, _stems("portfolio holder cabinet member councillor responsible")),
    (("ward", "wards", "ward interest", "wards affected", "ward(s) affected"), _stems("ward affect affected interest")),
)
"""Names of one thing on the papers of different councils, and the words that ask for it."""


def asked_on_first_page(
    question: str, lines: Sequence[LabelledLine], *, names: Collection[str] = ()
) -> LabelledLine | None:
    """The line that a question is for, the first of several; None where it is for none.

    `names` are the words that set the question's scope: the councils and papers it names.
    """
    folded = fold(question)
    if _ASKS.match(folded) is None:
        return None
    scope = {word for name in names for word in content_words(name)}
    words = frozenset(stem(word) for word in content_words(folded) if word not in scope) - _PAPER
    if not words:
        return None
    kinds = QUANTITIES.intersection(wanted(question))
    for line in lines:
        if kinds and not any(holds(kind, line.value) for kind in kinds):
            continue
        own = frozenset(stem(word) for word in content_words(line.label))
        called = (asked for labels, asked in _CALLED if line.label.lower() in labels)
        if words <= own.union(*called) and (own - _PAPER):
            return line
    return None
