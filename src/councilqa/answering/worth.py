"""What a unit is worth quoting: how well it meets the question, and signs that it holds what is asked for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from councilqa.answering.doubt import holds_kind
from councilqa.answering.evidence import Evidence
from councilqa.answering.wanted import Wanted, wanted
from councilqa.domain.passages import Unit
from councilqa.text import fold

# Fitted on questions about other papers and, apart from them, on the development questions: they agree.
KIND_BONUS = 0.08
"""For each kind of thing asked for that the unit holds."""
REASON_BONUS = 0.045
"""For a word that gives a reason, where one is asked for."""
FIGURE_BONUS = 0.03
"""For a figure, where the question asks how much, how many or how long."""
LENGTH_COST = 0.03
"""For each time that a unit is e times as long: it meets more words by chance, and takes the room of others."""
ANNOUNCING_COST = 0.12
"""For a sentence that only points on to what follows: "the key risks are:", "What will it cost?"."""
_POINTS_ON = re.compile(r"(?::|\bbelow\b.?|\bas follows\b.?)\s*$", re.IGNORECASE)
_ASKS_REASON = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhat (?:is|was|are|were) the reasons?\b|\bwhat (?:set|drove|prompted|made|led)\b"
)
_GIVES_REASON = re.compile(
    r"\b(?:because|due to|so that|in order to|as a result|therefore|since|reasons?|given (?:that|the)|driven by|"
    r"owing to|thereby|means that|lead(?:s|ing)? to|would (?:mean|otherwise)|"
    r"to (?:enable|ensure|allow|avoid|reduce|provide|improve|support|prevent))\b"
)
_ASKS_FIGURE = re.compile(r"\bhow (?:much|many|big|large|far|long|old)\b|\bpercentage\b|\bproportion\b|\bwhat share\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question asks for, as far as its form tells."""

    kinds: tuple[Wanted, ...]
    reason: bool
    figure: bool

    @classmethod
    def by(cls, question: str) -> Asked:
        folded = fold(question)
        return cls(
            kinds=wanted(question),
            reason=_ASKS_REASON.search(folded) is not None,
            figure=_ASKS_FIGURE.search(folded) is not None,
        )


def worth(evidence: Evidence, asked: Asked) -> float:
    """Higher is better; comparable among the units of one question."""
    said = evidence.said
    value = evidence.score - LENGTH_COST * math.log(len(said) + 10)
    value += KIND_BONUS * sum(holds_kind(kind, evidence) for kind in asked.kinds)
    if asked.reason and _GIVES_REASON.search(fold(said)):
        value += REASON_BONUS
    if asked.figure and any(character.isdigit() for character in said):
        value += FIGURE_BONUS
    return value - ANNOUNCING_COST if announces(evidence.unit) or asks(evidence.unit) else value


def announces(unit: Unit) -> bool:
    """Whether a sentence or item only points on to what follows."""
    return unit.kind != "row" and points_on(unit)


def asks(unit: Unit) -> bool:
    """Whether a sentence or item is a question of the paper's own: it says nothing without what answers it."""
    return unit.kind != "row" and unit.text.rstrip("\"'”’)*_ ").endswith("?")


def points_on(unit: Unit) -> bool:
    return _POINTS_ON.search(unit.text) is not None
