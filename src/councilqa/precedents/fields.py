"""The standing questions of a grid, and the grid of their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from councilqa.answering.chain import Answerer
from councilqa.answering.compose import Lengths
from councilqa.answering.evidence import Evidence
from councilqa.answering.spoken import spoken
from councilqa.domain.comparisons import Comparison, Field, Grid, Party, Row
from councilqa.domain.passages import Unit
from councilqa.precedents.agreeing import compared
from councilqa.precedents.comparing import Reading, decided, readings
from councilqa.precedents.relative import share
from councilqa.retrieval.retriever import Filters, Retriever
from councilqa.store.store import Store

CELL_CHARACTERS = 400
CELL_QUOTATIONS = 2
CELL_PASSAGES = 30
"""So many passages are looked through for statements of a field."""
LEAST_OF_STATEMENTS = 0.70
"""Share from which on a statement of the right form counts: its form bears witness, too."""


class _Field(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    questions: list[str]
    shows: list[str] = []
    never: list[str] = []


@cache
def standing_fields() -> tuple[Field, ...]:
    """Those that come with the package, in their order."""
    text = files("councilqa.precedents").joinpath("fields.yaml").read_text("utf-8")
    read = TypeAdapter(list[_Field]).validate_python(yaml.safe_load(text))
    return tuple(
        Field(name=each.name, questions=tuple(each.questions), shows=tuple(each.shows), never=tuple(each.never))
        for each in read
    )


def cells(store: Store, retriever: Retriever) -> Answerer:
    """What answers for a grid: in few words, from many passages."""
    lengths = Lengths(most_characters=CELL_CHARACTERS, most_quotations=CELL_QUOTATIONS)
    return Answerer(store, retriever, top_k=CELL_PASSAGES, lengths=lengths)


def grid(
    answerer: Answerer,
    parties: Sequence[Party],
    filters: Filters = Filters(),
    *,
    fields: Sequence[Field] | None = None,
    elsewhere: Mapping[str, Sequence[tuple[int, int]]] | None = None,
) -> Grid:
    """Every field asked of every party by an answerer as `cells` makes it.

    `elsewhere` are stretches by document, (start, end), that speak of other councils: what was saved there was not
    saved here.
    """
    chosen = standing_fields() if fields is None else fields
    others = elsewhere or {}
    return Grid(
        parties=tuple(parties),
        fields=tuple((field, _compared(field, answerer, parties, filters, others)) for field in chosen),
    )


def _compared(
    field: Field,
    answerer: Answerer,
    parties: Sequence[Party],
    filters: Filters,
    elsewhere: Mapping[str, Sequence[tuple[int, int]]],
) -> Comparison:
    shows, never = _patterns(field.shows), _patterns(field.never)

    def states(evidence: Evidence) -> bool:
        short = len(spoken(evidence.unit)) <= CELL_CHARACTERS
        return short and _is_statement(evidence.unit, shows, never) and not _within(evidence, elsewhere)

    asked = [readings(question, answerer, parties, filters, only=states) for question in field.questions]
    rows = tuple(_row(place, asked, answerer) for place in range(len(parties)))
    question = field.questions[0]
    return Comparison(question=field.name, asked=question, rows=rows, figures=compared(question, rows))


def _row(place: int, asked: Sequence[Sequence[Reading]], answerer: Answerer) -> Row:
    """The party's row for the question that its papers meet best, beside the others' rows for the same."""
    best = max(asked, key=lambda read: _fit(read[place], read))
    return decided(best[place], best, answerer, statements_from=LEAST_OF_STATEMENTS)


def _fit(reading: Reading, read: Sequence[Reading]) -> tuple[bool, float]:
    """A question that a party answers as well as others do, before one that it only comes near."""
    own = share(reading.strength, [each.strength for each in read])
    return own >= LEAST_OF_STATEMENTS, reading.strength.together * own


def _is_statement(unit: Unit, shows: Sequence[re.Pattern[str]], never: Sequence[re.Pattern[str]]) -> bool:
    text = " ".join((*unit.columns, spoken(unit)))
    return all(each.search(text) for each in shows) and not any(each.search(text) for each in never)


def _within(evidence: Evidence, elsewhere: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    unit = evidence.unit
    spans = elsewhere.get(evidence.hit.passage.document_id, ())
    return any(start < unit.end and unit.start < end for start, end in spans)


def _patterns(written: Sequence[str]) -> list[re.Pattern[str]]:
    return [re.compile(each, re.IGNORECASE) for each in written]
