"""Which papers a question is about, from the names it uses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from councilqa.domain.answers import Scope
from councilqa.text import fold

_COUNCIL_END = re.compile(
    r"(?:\s+(?:county|district|borough|city|metropolitan borough|london borough|royal borough|unitary|town|parish))?"
    r"(?:\s+council)?$"
)
_COUNCIL_START = re.compile(r"^(?:(?:(?:london|royal|metropolitan) )?borough|city) of ")
_COMMON_FIRST = frozenset(
    "north south east west north-east north-west south-east south-west mid central great greater upper lower isle city "
    "county district borough town london royal new high forest".split()
)
"""First words of councils' names that stand in questions for other reasons."""
_COUNTY_WORDS = re.compile(r"\b(?:the )?county(?: council)?(?:'s)?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What scope needs to know of an indexed paper."""

    id: str
    councils: tuple[str, ...]
    partnership: str | None
    date: date | None
    abbreviations: tuple[tuple[str, str], ...] = ()


def understand(question: str, papers: Sequence[Paper]) -> Scope:
    """The papers of every partnership that the question names by one of its councils' names.

    A question that names none is about all papers.
    """
    folded = fold(question)
    named: list[str] = []
    kept: list[Paper] = []
    for paper in papers:
        found = [name for name in names_of(paper) if _stands_in(name, folded)]
        if found:
            named.extend(name for name in found if name not in named)
            kept.append(paper)
    if not kept:
        kept = _county_papers(folded, papers)
        named = ["county"] if kept else []
    if not kept:
        return Scope()
    partnerships = tuple(sorted({paper.partnership for paper in kept if paper.partnership}))
    together = [paper for paper in papers if paper in kept or (paper.partnership in partnerships)]
    return Scope(
        document_ids=tuple(paper.id for paper in together),
        partnerships=partnerships,
        councils=tuple(sorted({council for paper in together for council in paper.councils})),
        named=tuple(named),
    )


def names_of(paper: Paper) -> tuple[str, ...]:
    """Every name of the paper's councils, folded: full, short, first word, abbreviation."""
    names: dict[str, None] = {}
    abbreviated = {fold(long): fold(short) for short, long in paper.abbreviations}
    for council in paper.councils:
        full = fold(council)
        short = _COUNCIL_START.sub("", _COUNCIL_END.sub("", full))
        names[full] = names[short] = None
        first = short.split()[0] if short.split() else ""
        if len(first) >= 4 and first not in _COMMON_FIRST:
            names[first] = None
        if full in abbreviated:
            names[abbreviated[full]] = None
    if paper.partnership:
        names[paper.partnership.lower()] = None
    return tuple(names)


def _stands_in(name: str, folded: str) -> bool:
    return bool(name) and re.search(rf"(?<![\w]){re.escape(name)}(?:'s|s')?(?![\w])", folded) is not None


def _county_papers(folded: str, papers: Sequence[Paper]) -> list[Paper]:
    """The words "the county" mean the county councils' own papers, where there are any."""
    if not _COUNTY_WORDS.search(folded):
        return []
    return [paper for paper in papers if any("county council" in fold(council) for council in paper.councils)]
