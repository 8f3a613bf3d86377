"""Places in a ranking: "147th most populated", "ranked 249th out of 317"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from councilqa.checking.papers import BOTH, Paper
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind
from councilqa.domain.documents import Slice
from councilqa.text import unlike

_BY = re.compile(
    r"\b(?P<rank>\d{1,3})\s?(?:st|nd|rd|th)\s+(?=(?:most|least|largest|smallest|highest|lowest|in terms of)\b)",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    r"\brank(?:ed)?\b\W{0,12}(?P<rank>\d{1,3})\s?(?:st|nd|rd|th)\W{0,12}out of (?P<of>\d{2,4})\b", re.IGNORECASE
)
_MEASURES = {
    "population": re.compile(r"\bpopulat\w+", re.IGNORECASE),
    "area": re.compile(r"\b(?:geographic\w*|area in (?:size|hectares)|land area)\b", re.IGNORECASE),
    "deprivation": re.compile(r"\bdepriv\w+", re.IGNORECASE),
    "prosperity": re.compile(r"\bprosper\w+", re.IGNORECASE),
}
_DOMAIN = re.compile(
    r"\b(?:income|employment|education|health|crime|barriers|living|housing|children|older)\b", re.IGNORECASE
)
"""Parts of an index in which a council has a rank of its own."""
_WITHIN = re.compile(r"\b(?:[Ii]n|[Aa]cross|[Ww]ithin)\s+(?:the\s+)?([A-Z]\w+(?:\s[A-Z]\w+)*|country|county|region)\b")
_EVERYWHERE = frozenset({"country", "England"})
_STOP = re.compile(r"[.;,()]|\band\s+\d|\bwith\b|\bbut\b|\bwhile\b")
NEAR = 60
AROUND = 150
"""Characters that may say what a ranking is of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rank:
    paper: Paper
    quote: Slice
    written: str
    rank: int
    scope: str
    key: tuple[str, str]
    """(what it is by, among how many)."""
    within: str | None
    """Where the ranking is of, if that is said: "Leicestershire"."""


def ranks(papers: Sequence[Paper]) -> Iterator[Discrepancy]:
    """One for each two places that a council or a partnership is said to have in the same ranking."""
    found = [rank for paper in papers for rank in (*_by_words(paper), *_out_of(paper))]
    rankings: dict[tuple[object, ...], dict[int, int]] = defaultdict(dict)
    for at, each in enumerate(found):
        rankings[each.key, each.scope, each.within].setdefault(each.rank, at)
    told: set[tuple[object, ...]] = set()
    for at, one in enumerate(found):
        others = rankings[one.key, one.scope, one.within]
        for place in others.values() if others[one.rank] == at else ():
            key = (one.key, one.scope, *sorted((one.rank, found[place].rank)))
            if place > at and key not in told:
                told.add(key)
                yield _told(one, found[place])


def _by_words(paper: Paper) -> Iterator[_Rank]:
    for sentence in paper.sentences:
        text, begin = sentence.quote.text, sentence.quote.start
        if "respectively" in text.lower():
            continue
        for match in _BY.finditer(text):
            by = _STOP.split(text[match.end() : match.end() + AROUND])[0]
            scope = paper.scope_of(sentence, begin + match.start(), begin + match.end())
            measure = next((name for name, pattern in _MEASURES.items() if pattern.search(by)), None)
            if scope is None or measure is None:
                continue
            within = next((each[1] for each in _WITHIN.finditer(text) if each[1] not in _EVERYWHERE), None)
            yield _Rank(
                paper=paper,
                quote=sentence.quote,
                written=_ordinal(match[0]),
                rank=int(match["rank"]),
                scope=scope,
                key=(measure, ""),
                within=within,
            )


def _out_of(paper: Paper) -> Iterator[_Rank]:
    """Over the ends of lines and blocks, as a picture's text has it."""
    text = unlike(paper.text)
    for match in _OUT_OF.finditer(text):
        measure = _nearest(text, match)
        scope = _scope(paper, match.start())
        if measure is not None and scope is not None:
            yield _Rank(
                paper=paper,
                quote=paper.slice(match.start("rank"), match.end()),
                written=_ordinal(text[match.start("rank") : match.end()]),
                rank=int(match["rank"]),
                scope=scope,
                key=(measure, f"{match['of']} {_domains(text, match)}".strip()),
                within=None,
            )


def _nearest(text: str, match: re.Match[str]) -> str | None:
    """The measure that is named nearest to a rank."""
    start, end = max(match.start() - AROUND, 0), match.end() + AROUND
    found = [
        (max(match.start() - each.end(), each.start() - match.end()), name)
        for name, pattern in _MEASURES.items()
        for each in pattern.finditer(text, start, end)
    ]
    return min(found)[1] if found else None


def _domains(text: str, match: re.Match[str]) -> str:
    near = text[max(match.start() - NEAR, 0) : match.end() + NEAR]
    return " ".join(sorted({found[0].lower() for found in _DOMAIN.finditer(near)}))


def _scope(paper: Paper, start: int) -> str | None:
    """By the words right before, else the last heading above that names one council."""
    line = paper.text[paper.text.rfind("\n\n", 0, start) + 1 : start]
    if (name := paper.names.of(line)) not in (None, BOTH):
        return name
    return paper.scope_near(paper.position_at(start))


def _ordinal(text: str) -> str:
    found = re.match(r"\d+\s?(?:st|nd|rd|th)", text, re.IGNORECASE)
    return found[0] if found else text


def _told(one: _Rank, other: _Rank) -> Discrepancy:
    whom = "both councils together" if one.scope == BOTH else one.scope or "the council"
    places = [rank.paper.where(rank.quote.start) for rank in (one, other)]
    among = f" out of {one.key[1].split()[0]}" if one.key[1] else ""
    be = "are" if one.scope == BOTH else "is"
    return Discrepancy(
        kind=DiscrepancyKind.RESTATED,
        severity="medium",
        sides=tuple(rank.paper.side(rank.quote) for rank in (one, other)),
        values=(one.written, other.written),
        arithmetic="",
        sentence=(
            f"By {one.key[0]}, {whom} {be} ranked {one.written} {places[0]} and {other.written} {places[1]}{among}."
        ),
    )
