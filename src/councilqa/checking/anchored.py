"""Two places that compare the same two things, agree on one of them and not on the other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from councilqa.checking.amounts import Amount, agree, amounts, apart
from councilqa.checking.papers import Paper
from councilqa.checking.statements import stems
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind
from councilqa.domain.documents import Slice, Table
from councilqa.figures import POUNDS

NEAR = Decimal("0.05")
_SUPPOSED = re.compile(r"\b(?:assum\w+|scenarios?|sensitivit\w+|if|elasticit\w+|central estimate)\b", re.IGNORECASE)
"""What comes of one assumption is no other value of what comes of the next."""
LEAST_DIGITS = 3
"""With fewer, two figures are the same by chance too often."""
LEAST_WORDS = 2
"""That both places must have around the figure in question, and half of a row's."""
ALIKE = 0.8
"""Of the words around it in two sentences: a scenario's result beside the same central figure is another."""
BEFORE, BEHIND = 90, 60
LONGEST_ROW = 160
MOST_PAIRS, MOST_PAIRS_EACH = 20_000, 100
"""Pairs of places that are compared in any paper, and so many more for each place."""
MOST_FIGURES = 8
"""A sentence or row with more is a list, in which some pair always fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    paper: Paper
    quote: Slice
    figures: tuple[Amount, ...]
    in_table: bool

    def words(self, amount: Amount) -> frozenset[str]:
        """Around a figure in prose; of the whole row in a table."""
        text = self.quote.text
        if self.in_table:
            return stems(text, self.paper.names)
        at = amount.quote.start - self.quote.start
        return stems(text[max(at - BEFORE, 0) : at + BEHIND], self.paper.names)


def anchored(papers: Sequence[Paper]) -> Iterator[Discrepancy]:
    """ "62.3% compared to 55.7%" beside "62.4% and 55.7%" of the same words."""
    passages = [passage for paper in papers for passage in _passages(paper)]
    told: set[tuple[Decimal, ...]] = set()
    if not passages:
        return
    effort, most = papers[0].effort, MOST_PAIRS + MOST_PAIRS_EACH * len(passages)
    for one, other in effort.first(most, _with_one_figure(passages), what="pairs of places that share a figure"):
        pair = _differing(one, other)
        values = tuple(sorted(abs(amount.value) for amount in pair)) if pair else ()
        if pair and values not in told:
            told.add(values)
            yield _told(one, other, pair)


def _with_one_figure(passages: Sequence[_Passage]) -> Iterator[tuple[_Passage, _Passage]]:
    """Any two passages that have a figure in common, not both in tables, in the order of reading."""
    by_figure: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
    for place, passage in enumerate(passages):
        for key in {(amount.unit, amount.value) for amount in passage.figures}:
            by_figure[key].append(place)
    for place, passage in enumerate(passages):
        sharing = (by_figure[amount.unit, amount.value] for amount in passage.figures)
        later = {other for places in sharing for other in places[bisect_right(places, place) :]}
        yield from (
            (passage, passages[other]) for other in sorted(later) if not (passage.in_table and passages[other].in_table)
        )


def _passages(paper: Paper) -> Iterator[_Passage]:
    for sentence in paper.sentences:
        yield from _passage(paper, sentence.quote, in_table=False)
    for placed in paper.document.placed:
        if isinstance(placed.block, Table):
            for row in placed.block.rows:
                yield from _passage(paper, paper.slice(row.start, row.end), in_table=True)


def _is_supposed(passage: _Passage) -> bool:
    return not passage.in_table and bool(_SUPPOSED.search(passage.quote.text))


def _passage(paper: Paper, quote: Slice, *, in_table: bool) -> Iterator[_Passage]:
    found = tuple(amount for amount in amounts(quote.text, quote.start) if _is_telling(amount))
    if 2 <= len(found) <= MOST_FIGURES and not (in_table and len(quote.text) > LONGEST_ROW):
        yield _Passage(paper=paper, quote=quote, figures=found, in_table=in_table)


def _is_telling(amount: Amount) -> bool:
    digits = str(abs(amount.value / amount.step).to_integral_value()).strip("0") if amount.step else ""
    return len(digits) >= LEAST_DIGITS and (amount.unit in (POUNDS, "%") or abs(amount.value) >= 100)


def _differing(one: _Passage, other: _Passage) -> tuple[Amount, Amount] | None:
    """The two figures that stand beside an equal one in the same order, and differ."""
    if _is_supposed(one) or _is_supposed(other):
        return None
    for first, anchor in _beside(one):
        for second, same in _beside(other):
            if first.unit != second.unit or anchor.unit != same.unit or anchor.value != same.value:
                continue
            in_order = (first.quote.start < anchor.quote.start) == (second.quote.start < same.quote.start)
            if in_order and _is_restated(one, other, first, second):
                return first, second
    return None


def _beside(passage: _Passage) -> Iterator[tuple[Amount, Amount]]:
    """(figure, the one right before or behind it)."""
    for one, other in pairwise(passage.figures):
        yield one, other
        yield other, one


def _is_restated(one: _Passage, other: _Passage, first: Amount, second: Amount) -> bool:
    if agree(first, second) or apart(first, second) > NEAR:
        return False
    known = {figure.value for figure in one.figures}, {figure.value for figure in other.figures}
    if first.value in known[1] or second.value in known[0]:
        return False
    words = one.words(first), other.words(second)
    shared = len(words[0] & words[1])
    if one.in_table or other.in_table:
        row = words[0] if one.in_table else words[1]
        return shared >= LEAST_WORDS and shared * 2 >= len(row)
    return shared >= LEAST_WORDS and shared >= ALIKE * max(len(words[0]), len(words[1]))


def _told(one: _Passage, other: _Passage, pair: tuple[Amount, Amount]) -> Discrepancy:
    written = tuple(" ".join(amount.quote.text.split()) for amount in pair)
    places = [passage.paper.where(passage.quote.start) for passage in (one, other)]
    kind = DiscrepancyKind.RESTATED if one.in_table == other.in_table else DiscrepancyKind.TEXT_AND_TABLE
    return Discrepancy(
        kind=kind,
        severity="low" if pair[0].unit == "%" else "medium",
        sides=(one.paper.side(one.quote), other.paper.side(other.quote)),
        values=written,
        arithmetic="",
        sentence=(
            f"The same comparison is made twice, with {written[0]} {places[0]} and {written[1]} {places[1]}; "
            "the figure beside it is the same."
        ),
    )
