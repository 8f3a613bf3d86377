"""Whether suites are true to the papers: what they say stands there does, and nothing in them is made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from councilqa.domain.documents import Document
from councilqa.evals.cases import (
    Answerable,
    Case,
    CaseFile,
    Comparison,
    Evidence,
    Expected,
    FigureGroups,
    Groups,
    Unanswerable,
    worded,
)
from councilqa.evals.figures import any_stands, shown
from councilqa.evals.places import Paper, Papers
from councilqa.text import comparable, content_words

NEAR_COPY = 0.8
"""Of all the words of two questions together, how many they share at most."""
_SHOWN = 60
"""Characters of a quotation in a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What does not hold of a case."""

    file: str
    line: int | None
    id: str
    what: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.id}: {self.what}"


def check(files: Sequence[CaseFile], documents: Iterable[Document]) -> tuple[Fault, ...]:
    """Everything that does not hold, in the order of the files."""
    papers = Papers.of(documents)
    faults = [_fault(file, case, what) for file in files for case in file.cases for what in _wrong(case, papers)]
    return (*faults, *_same_ids(files), *_near_copies(files))


def _fault(file: CaseFile, case: Case, what: str) -> Fault:
    return Fault(file=file.name, line=file.lines.get(case.id), id=case.id, what=what)


def _wrong(case: Case, papers: Papers) -> Iterator[str]:
    match case:
        case Answerable():
            yield from _unknown(case.papers, papers)
            yield from _unproved(case, papers, case.papers)
            if case.kind == "follow-up" and not case.turns:
                yield "a follow-up needs the turns before it"
        case Unanswerable():
            yield from _unknown(case.papers, papers)
            yield from _not_put_right(case, papers)
        case Comparison():
            for name, expected in case.expect.items():
                yield from (f"{name}: {what}" for what in _unproved(expected, papers, ()))
            yield from _wrong_partnerships(case, papers)


def _unknown(names: Iterable[str], papers: Papers) -> Iterator[str]:
    yield from (f"there is no paper {name!r}" for name in names if papers.named(name) is None)


def _wrong_partnerships(case: Comparison, papers: Papers) -> Iterator[str]:
    named = (*case.expect, *case.not_stated, *case.borderline)
    yield from (f"no paper is of the partnership {name!r}" for name in named if name not in papers.partnerships)
    yield from (f"{name!r} is named more than once" for name in dict.fromkeys(named) if named.count(name) > 1)


def _not_put_right(case: Unanswerable, papers: Papers) -> Iterator[str]:
    if case.put_right and not any(papers.hold(phrase, case.papers) for phrase in case.put_right):
        yield "none of the phrases that put the premise right stands in the papers"


def _unproved(case: Answerable | Expected, papers: Papers, scope: Iterable[str]) -> Iterator[str]:
    """What is wrong with the evidence, and what of the gold it does not bear out."""
    texts = [comparable(proof.quote) for proof in case.proofs]
    for proof in case.proofs:
        yield from _misplaced(proof, papers, scope)
    yield from _unquoted(case.gold, texts)
    yield from _uncounted(case.figures, [text for proof in case.proofs for text in _counted(proof, papers)])


def _misplaced(proof: Evidence, papers: Papers, scope: Iterable[str]) -> Iterator[str]:
    found = papers.of_evidence(proof, scope)
    if not found:
        yield f"there is no paper {proof.document!r}"
        return
    holding = [paper for paper in found if paper.holds(proof.quote)]
    if not holding:
        yield f"{_short(proof.quote)} does not stand in {proof.document or 'the papers'}"
        return
    faults = [tuple(_wrong_place(proof, paper)) for paper in holding]
    yield from min(faults, key=len)


def _wrong_place(proof: Evidence, paper: Paper) -> Iterator[str]:
    quote = _short(proof.quote)
    if proof.paragraph is not None and not paper.is_under(proof.quote, proof.paragraph):
        found = ", ".join(dict.fromkeys(str(block.paragraph) for block in paper.blocks_with(proof.quote)))
        yield f"{quote} does not stand under paragraph {proof.paragraph}, but under {found}"
    on_page = proof.page is not None or proof.printed_page is not None
    if on_page and not paper.is_on(proof.quote, page=proof.page, printed_page=proof.printed_page):
        named = f"page {proof.page}" if proof.page is not None else f"the page printed {proof.printed_page}"
        yield f"{quote} does not stand on {named}"
    if proof.cell is not None and paper.in_cell(proof.quote, proof.cell) is None:
        yield f"{quote} is not in the cell {proof.cell.row!r}, {proof.cell.column!r} of a table"


def _counted(proof: Evidence, papers: Papers) -> Iterator[str]:
    """A quotation as its figures are read: a cell together with the name of its column, which may hold the unit."""
    yield proof.quote
    if proof.cell is not None:
        cells = (paper.in_cell(proof.quote, proof.cell) for paper in papers.of_evidence(proof))
        yield from (text for text in cells if text is not None)


def _unquoted(gold: Groups, texts: Sequence[str]) -> Iterator[str]:
    for group in gold:
        if not any(comparable(phrase) in text for phrase, text in product(group, texts)):
            yield f"the gold {' or '.join(map(repr, group))} is in none of the quotations"


def _uncounted(figures: FigureGroups, texts: Sequence[str]) -> Iterator[str]:
    for group in figures:
        if not any(any_stands(group, text) for text in texts):
            yield f"the figure {' or '.join(map(shown, group))} is in none of the quotations"


def _same_ids(files: Sequence[CaseFile]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for file in files:
        for case in file.cases:
            if case.id in first:
                yield _fault(file, case, f"the id is also in {first[case.id]}")
            first.setdefault(case.id, file.name)


def _near_copies(files: Sequence[CaseFile]) -> Iterator[Fault]:
    """Final questions that were as good as tuned against."""
    known = [
        (frozenset(_words(case)), frozenset(_quotes(case)), file.name, case)
        for file in files
        if file.part == "development"
        for case in _worded(file)
    ]
    for file in files:
        for case in _worded(file) if file.part == "final" else ():
            words, quotes = frozenset(_words(case)), frozenset(_quotes(case))
            for other_words, other_quotes, name, other in known:
                shared = len(words & other_words) > NEAR_COPY * len(words | other_words)
                if shared and (quotes & other_quotes or not (quotes or other_quotes)):
                    yield _fault(file, case, f"a near copy of {other.id} in {name}, which is for development")


def _worded(file: CaseFile) -> Iterator[Case]:
    yield from (each for case in file.cases for each in worded(case))


def _words(case: Case) -> tuple[str, ...]:
    turns = () if isinstance(case, Comparison) else case.turns
    return content_words(" ".join((*turns, case.question)))


def _quotes(case: Case) -> Iterator[str]:
    match case:
        case Answerable():
            yield from map(comparable, case.evidence)
        case Comparison():
            yield from (comparable(quote) for each in case.expect.values() for quote in each.evidence)


def _short(quote: str) -> str:
    text = " ".join(quote.split())
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"
