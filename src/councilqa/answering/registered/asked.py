"""Which questions a register answers whole: those that name it, and nothing beside it but the paper.

Told by words, not by grammar: each word that says something is one for the register, or one for where to look. A
question with more to it is left to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from councilqa.domain.registers import RegisterKind
from councilqa.text import content_words, fold, stem


class Want(StrEnum):
    LIST = "list"
    COUNT = "count"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question wants of a register."""

    kind: RegisterKind
    want: Want
    number: str | None = None
    """Of one entry, without brackets and spaces: "11", "2.2i"."""


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


_NAMED: dict[RegisterKind, frozenset[str]] = {
    RegisterKind.RECOMMENDATIONS: _stems("recommendation recommend decide decision vote approve agree asked"),
    RegisterKind.RISKS: _stems("risk"),
    RegisterKind.MILESTONES: _stems("timetable timeline timescale milestone happen"),
}
"""Words that name a register."""
_WHERE = _stems(
    "council district borough county city report paper document business case cabinet executive committee register log "
    "annex appendix list set full complete all key main proposal proposed partnership shared share sharing service "
    "joint working project programme plan please member councillor tonight today meeting agenda item being need"
)
"""Words that say where to look and not what for."""
_WHOLE = re.compile(r"^(?:please |so |and )*(?P<asks>what|which|how many|list|give|show|tell|set out|read)(?:'s)?\b")
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|do|does|did|has|have|had|will|would|shall|should|can|could|may|might|must|needs?)\b"
)
_THING = re.compile(r"\b(?:(?:recommendation|decision|risk|timetable|timeline|timescale|milestone)s?|happens?)\b")
"""What a question for a register asks for, where it names a thing: "which decisions", not "which councils agreed"."""
_NUMBERED = re.compile(
    r"\b(?P<noun>risk|recommendation)\s+(?:no\.?\s*|number\s*|#\s*)?"
    r"(?P<number>[a-z]{0,3}[- ]?\d+(?:\.\d+)*(?:\s?\(?(?:[a-z]|[ivx]+)\)?)?|\([a-z]\)|[a-z](?=\W*$))(?![\w%.]*\w)"
)
_ROW = _stems("mitigation mitigate action control owner own likelihood impact score say mean text read")
"""What may be asked of one entry, all of which is told."""


def asked_of(question: str, *, names: Collection[str] = ()) -> Asked | None:
    """What a question wants of a register, or None where it is no such question.

    `names` are the words that set its scope: the councils and papers it names.
    """
    text = fold(question)
    scope = {word for name in names for word in content_words(name)}
    numbered = _NUMBERED.search(text)
    if numbered is not None:
        rest = _said(f"{text[: numbered.start()]} {text[numbered.end() :]}", scope)
        kind = RegisterKind.RISKS if numbered["noun"] == "risk" else RegisterKind.RECOMMENDATIONS
        return Asked(kind=kind, want=Want.ROW, number=plain_number(numbered["number"])) if rest <= _ROW else None
    whole = _WHOLE.match(text)
    if whole is None or not _asks_for_entries(whole["asks"], text[whole.end() :]):
        return None
    words = _said(text[whole.end() :], scope)
    for kind, named in _NAMED.items():
        if words and words <= named:
            return Asked(kind=kind, want=Want.COUNT if whole["asks"] == "how many" else Want.LIST)
    return None


def _asks_for_entries(word: str, rest: str) -> bool:
    """Whether what stands between "which" and the verb, if anything, is a thing that registers hold."""
    if word not in ("what", "which", "how many"):
        return True
    thing = _VERB.split(rest, maxsplit=1)[0]
    return not content_words(thing) or _THING.search(thing) is not None


def _said(text: str, scope: Collection[str]) -> frozenset[str]:
    """Stems of what is said beside where to look."""
    return frozenset(stem(word) for word in content_words(text) if word not in scope) - _WHERE


def plain_number(number: str) -> str:
    """A number as it is compared: "2.2 (i)" and "2.2i" are one."""
    return re.sub(r"[\s().:-]+(?=\D|$)|[\s()-]+", "", number.lower())
