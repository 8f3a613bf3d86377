"""Entries of registers as statements, short enough to stand in one answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from councilqa.domain.documents import Slice
from councilqa.domain.registers import Milestone, Recommendation, Risk

_CLAUSE = re.compile(r"[.;:,–—(]\s|\s(?:which|that|who|and|or|to|for|by|with|in order to|subject to|including)\s")
_LEAST_SHARE = 0.55
"""Of the length allowed; a clause that ends sooner leaves too much unsaid."""
_SPACES = re.compile(r"\s+")

Listed = Risk | Recommendation | Milestone
"""Entries that a question may ask for as a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is said of one entry and the words of the paper that bear it out."""

    number: str
    text: str
    quote: Slice
    columns: tuple[str, ...] = ()
    """Words over the columns of a row, which it borrows."""

    def shortened(self, length: int) -> Statement:
        """The same in at most so many characters, its number with them."""
        room = length - len(self.number) - (2 if self.number else 0)
        return replace(self, text=shortened(self.text, max(room, 12)))

    @property
    def whole(self) -> str:
        return f"{self.number}. {self.text}" if self.number else self.text


def statement(entry: Listed) -> Statement:
    """An entry as one of a list."""
    match entry:
        case Risk():
            return Statement(number=entry.number or "", text=_line(entry.risk), quote=_head(entry))
        case Recommendation():
            text = "; ".join([_line(entry.text), *map(_line, entry.items)])
            return Statement(number=entry.number or "", text=text, quote=entry.quotes[0])
        case Milestone():
            text = f"{_line(entry.when)}: {_line(entry.what)}"
            return Statement(number="", text=text, quote=entry.quotes[0])


def row(entry: Risk | Recommendation) -> tuple[Statement, ...]:
    """All that is given of an entry: one statement, and one for each part on a further page."""
    if isinstance(entry, Recommendation):
        return (statement(entry),)
    first, *more = entry.quotes
    here = [measure for measure in entry.mitigations if not _only_in(measure, first, more)]
    statements = [Statement(number=entry.number or "", text=_risk(entry, here), quote=first)]
    for quote in more:
        there = [measure for measure in entry.mitigations if _only_in(measure, first, [quote])]
        if there:
            statements.append(Statement(number="", text=_joined(there), quote=quote))
    return tuple(statements)


def shortened(text: str, length: int) -> str:
    """The beginning of a text as far as a clause goes, with an ellipsis where anything is left out."""
    if len(text) <= length:
        return text
    room = text[: length - 1]
    ends = [match.start() for match in _CLAUSE.finditer(room) if match.start() >= _LEAST_SHARE * length]
    cut = ends[-1] if ends else room.rfind(" ")
    return room[: cut if cut > 0 else len(room)].rstrip(" ,;:(–—") + "…"


def _risk(entry: Risk, mitigations: list[str]) -> str:
    given = (
        ("Consequence", entry.consequence),
        ("Likelihood", entry.likelihood),
        ("Impact", entry.impact),
        ("Score", entry.score),
        ("Residual score", entry.residual_score if entry.residual_score != entry.score else None),
        ("Owner", entry.owner),
    )
    parts = [_line(entry.risk).rstrip(".")]
    told = [(name, text) for name, text in given if text]
    done = _joined(mitigations)
    parts += [f"Mitigation: {done.rstrip('.') if told else done}"] if mitigations else []
    parts += [f"{name}: {_line(text).rstrip('.')}" for name, text in told]
    return " – ".join(parts[:2]) + "".join(f"; {part}" for part in parts[2:])


def _joined(measures: list[str]) -> str:
    said = [_line(measure) for measure in measures]
    return "; ".join([*(each.rstrip(".;") for each in said[:-1]), *said[-1:]])


def _only_in(measure: str, first: Slice, quotes: list[Slice]) -> bool:
    return measure not in first.text and any(measure in quote.text for quote in quotes)


def _head(entry: Risk) -> Slice:
    """The row as far as it names the risk."""
    quote = entry.quotes[0]
    place = quote.text.find(entry.risk)
    if place < 0:
        return quote
    begin = 0 if entry.number and entry.number in quote.text[:place] else place
    return Slice(text=quote.text[begin : place + len(entry.risk)], start=quote.start + begin)


def _line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
