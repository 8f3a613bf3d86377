"""Which statements answer: one, a second where it completes the first; the rest is told where it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from councilqa.answering.compose import Lengths
from councilqa.answering.doubt import QUANTITIES, Case, Doubt, holds_kind, lacking
from councilqa.answering.parts import parts
from councilqa.answering.reader import Reader, Scored
from councilqa.answering.statements import Statement
from councilqa.answering.wanted import Wanted, wanted
from councilqa.retrieval.retriever import Query
from councilqa.text import content_words

LENGTH_COST = 0.5
"""Share of the likeliest statement's probability that 400 characters cost: of two that are as good the shorter one."""
LEAST_SECOND = 0.25
"""Probability from which on a further statement is said."""
KIND_SHARE = 0.37
"""A statement of the kind asked for must be so likely to answer, of the likeliest; below, it is of something else."""
MOST_FURTHER = 4
LEAST_FURTHER = 0.1
"""Of what is told where it is asked for: share of the first one's probability that a unit answers at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the answer is made of."""

    chosen: tuple[Scored, ...]
    """The best first."""
    further: tuple[Scored, ...] = ()
    """What also bears on the question."""
    missing: tuple[str, ...] = ()
    """Parts of the question for which nothing fitting was found, as asked."""

    @property
    def confidence(self) -> float:
        """How likely the first statement holds all of the answer."""
        return self.chosen[0].probability if self.chosen else 0.0


def select(
    query: Query,
    scored: Sequence[Scored],
    reader: Reader,
    *,
    unknown: Collection[str] = (),
    lengths: Lengths,
    second: bool = True,
) -> Selection:
    """Choose statements; `unknown` are words that the papers do not speak of."""
    fitting = [each for each in scored if each.statement.length <= lengths.most_characters]
    if not fitting:
        return Selection(chosen=())
    fitting = holding_kind(query, fitting) or fitting
    chosen = [first_of(fitting)]
    next_one = following_of(reader, query, fitting, chosen[0]) if second and lengths.most_quotations > 1 else None
    if next_one and next_one.statement.length <= lengths.most_characters - chosen[0].statement.length:
        chosen.append(next_one)
    further: list[Scored] = []
    for each in sorted(scored, key=lambda each: -each.best):
        if each.best < LEAST_FURTHER * chosen[0].best or len(further) == MOST_FURTHER:
            break
        if each.statement.shape in ("unit", "item") and not _said(each, (*chosen, *further)):
            further.append(each)
    missing = _missing(query, [each.statement for each in chosen], unknown)
    return Selection(chosen=tuple(chosen), further=tuple(further), missing=missing)


def widened(selection: Selection, scored: Sequence[Scored], lengths: Lengths) -> Selection:
    """With the likeliest other statements in the answer, as far as there is room: for a cell that is compared."""
    kept = list(selection.chosen)
    for each in scored:
        fits = sum(one.statement.length for one in (*kept, each)) <= lengths.most_characters
        if fits and len(kept) < lengths.most_quotations and not _said(each, kept):
            kept.append(each)
    rest = tuple(each for each in selection.further if not _said(each, kept))
    return replace(selection, chosen=tuple(kept), further=rest)


def _said(scored: Scored, known: Sequence[Scored]) -> bool:
    return any(scored.statement.shares(each.statement) for each in known)


def asked_kinds(query: Query) -> tuple[Wanted, ...]:
    """Kinds of figure or date that all of the question asks for; none where it asks for anything else too."""
    kinds = wanted(query.text)
    whole = len(parts(query.text)) == 1 and all(kind in QUANTITIES for kind in kinds)
    return kinds if whole else ()


def holding_kind(query: Query, scored: Sequence[Scored]) -> list[Scored]:
    """Statements with a figure or date of the kind asked for, none of them much less likely to answer than others.

    All where the question asks for no such thing; none where the papers seem not to give it.
    """
    kinds = asked_kinds(query)
    if not kinds or not scored:
        return list(scored)
    best = max(each.best for each in scored)
    holding = [
        each for each in scored if any(holds_kind(kind, unit) for kind in kinds for unit in each.statement.units)
    ]
    return holding if max((each.best for each in holding), default=0.0) >= KIND_SHARE * best else []


def kind_missing(case: Case, scored: Sequence[Scored]) -> Doubt | None:
    """A figure or date is asked for, and what comes near the question has none."""
    if holding_kind(case.query, scored):
        return None
    return lacking(case, asked_kinds(case.query))


def first_of(scored: Sequence[Scored]) -> Scored:
    """The likeliest statement for its length."""
    most = scored[0].probability
    return max(scored, key=lambda each: each.probability - LENGTH_COST * most * each.statement.length / 400)


def following_of(
    reader: Reader, query: Query, scored: Sequence[Scored], first: Scored, *, least: float = LEAST_SECOND
) -> Scored | None:
    """A statement that probably holds what the first one lacks."""
    found = reader.completes(query, first, scored)
    return found[0][1] if found and found[0][0] >= least else None


def _missing(query: Query, chosen: Sequence[Statement], unknown: Collection[str]) -> tuple[str, ...]:
    """Parts of a question for a figure or a date that nothing chosen holds, or that ask of what no paper knows."""
    asked = [query.text[start:end].strip() for start, end in parts(query.text)]
    if len(asked) < 2:
        return ()
    missing = []
    for part in asked:
        kinds = QUANTITIES & set(wanted(part))
        held = any(holds_kind(kind, unit) for kind in kinds for each in chosen for unit in each.units)
        if kinds and (not held or set(content_words(part)) & set(unknown)):
            missing.append(part)
    return tuple(missing)
