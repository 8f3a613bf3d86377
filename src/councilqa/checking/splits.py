"""Whether a split in the text follows from the figures of a table: "69% Oakshire and 31% Elmham" by area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from councilqa.checking.grids import Cell, Line
from councilqa.checking.papers import BOTH, Paper, PlacedGrid, Sentence
from councilqa.checking.reckoning import percent
from councilqa.checking.statements import stems
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind

_SPLIT = re.compile(
    r"(?P<one>\d{1,3}(?:\.\d+)?)\s?%\s*(?:for\s+|to\s+|of\s+)?(?P<whose>[\w\s]{2,40}?)\s*(?:and|,|/|:)\s*"
    r"(?P<other>\d{1,3}(?:\.\d+)?)\s?%\s*(?:for\s+|to\s+|of\s+)?(?P<whose_else>[\w]{2,40}(?:\s\w+)?)"
)
FAR = Decimal(2)
"""Percentage points: nearer, the split may be of figures that are rounded or of another date."""
_COMPLEMENTS = (("rural", "urban"), ("male", "female"), ("men", "women"), ("owned", "rented"))
_SHARE_OF = re.compile(
    r"(?P<share>\d{1,3}(?:\.\d+)?)\s?%\s+of\s+(?P<whole>[^.;()%]{3,60}?)\s+(?:is|are|being|was|were|live in)\s+"
    r"(?P<what>[a-z]+)\b|"
    r"majority of (?P<whole2>[^.;()%]{3,60}?) (?:is|are|being) (?P<what2>[a-z]+) \((?P<share2>\d{1,3}(?:\.\d+)?)%\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    sentence: Sentence
    shares: tuple[tuple[str, Decimal, str], ...]
    """(council, per cent, as written)."""
    subject: frozenset[str]
    """Stems of the words before it."""
    written: str


def wrong_splits(paper: Paper) -> Iterator[Discrepancy]:
    """A split between councils that the row of the table on its subject does not bear out, once for each."""
    told: set[str] = set()
    for split in _splits(paper):
        for placed in paper.effort.timed(paper.grids):
            for line in placed.grid.lines:
                if split.written not in told and (found := _against(paper, split, placed, line)) is not None:
                    told.add(split.written)
                    yield found


def _splits(paper: Paper) -> Iterator[_Split]:
    for sentence in paper.sentences:
        for match in _SPLIT.finditer(sentence.quote.text):
            names = paper.names.of(match["whose"]), paper.names.of(match["whose_else"])
            shares = Decimal(match["one"]), Decimal(match["other"])
            if None in names or BOTH in names or names[0] == names[1] or sum(shares) != 100:
                continue
            yield _Split(
                sentence=sentence,
                shares=tuple(
                    (name or "", share, written)
                    for name, share, written in zip(names, shares, (match["one"], match["other"]), strict=True)
                ),
                subject=stems(sentence.quote.text[: match.start()], paper.names),
                written=match[0],
            )


def _against(paper: Paper, split: _Split, placed: PlacedGrid, line: Line) -> Discrepancy | None:
    label = stems(line.label, paper.names)
    if not label or not label <= split.subject:
        return None
    cells = [_cell_of(paper, placed, line, name) for name, _, _ in split.shares]
    if any(cell is None or not cell.filled or cell.percent or not cell.number for cell in cells):
        return None
    numbers = [abs(cell.number or Decimal(0)) for cell in cells if cell is not None]
    share = numbers[0] / sum(numbers)
    if abs(share * 100 - split.shares[0][1]) <= FAR:
        return None
    row = paper.slice(line.row.start, line.row.end)
    written = [cell.slice.text.strip() for cell in cells if cell is not None]
    right = f"{percent(share, Decimal(1))} and {percent(1 - share, Decimal(1))}"
    arithmetic = f"{written[0]} and {written[1]} are {right}"
    return Discrepancy(
        kind=DiscrepancyKind.SHARE,
        severity="medium",
        sides=(paper.side(split.sentence.quote), paper.side(row)),
        values=(split.written, written[0]),
        arithmetic=arithmetic,
        sentence=(
            f"The split “{split.written}” {paper.where(split.sentence.quote.start)} does not follow from "
            f"“{line.label}” {paper.where(row.start)}: {arithmetic}."
        ),
    )


def _cell_of(paper: Paper, placed: PlacedGrid, line: Line, council: str) -> Cell | None:
    places = [place for place, name in enumerate(placed.grid.columns) if place and paper.names.of(name) == council]
    return line.cells[places[0]] if len(places) == 1 else None


def wrong_complements(paper: Paper) -> Iterator[Discrepancy]:
    """ "46% of the population is rural" beside "64% of the population being urban"."""
    found = list(_shares_of(paper))
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            if _are_complements(one.what, other.what) and one.scope == other.scope and one.whole & other.whole:
                far = abs(one.share + other.share - 100) > FAR
                if far:
                    yield _told(paper, one, other)
                return


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShareOf:
    sentence: Sentence
    share: Decimal
    what: str
    whole: frozenset[str]
    scope: str


def _shares_of(paper: Paper) -> Iterator[_ShareOf]:
    for sentence in paper.sentences:
        for match in _SHARE_OF.finditer(sentence.quote.text):
            group = "" if match["share"] else "2"
            scope = paper.names.of(match[f"whole{group}"]) or paper.scope_near(sentence.position)
            what = match[f"what{group}"].lower()
            if scope is not None and any(what in pair for pair in _COMPLEMENTS):
                yield _ShareOf(
                    sentence=sentence,
                    share=Decimal(match[f"share{group}"]),
                    what=what,
                    whole=stems(match[f"whole{group}"], paper.names),
                    scope=scope,
                )


def _are_complements(one: str, other: str) -> bool:
    return (one, other) in _COMPLEMENTS or (other, one) in _COMPLEMENTS


def _told(paper: Paper, one: _ShareOf, other: _ShareOf) -> Discrepancy:
    arithmetic = f"100% - {one.share}% = {100 - one.share}%, not {other.share}%"
    return Discrepancy(
        kind=DiscrepancyKind.RESTATED,
        severity="medium",
        sides=(paper.side(one.sentence.quote), paper.side(other.sentence.quote)),
        values=(f"{one.share}%", f"{other.share}%"),
        arithmetic=arithmetic,
        sentence=(
            f"{one.share}% are {one.what} {paper.where(one.sentence.quote.start)}, which leaves "
            f"{100 - one.share}% {other.what}, but {paper.where(other.sentence.quote.start)} it is {other.share}%."
        ),
    )
