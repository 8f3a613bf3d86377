"""What a language model drafted for an answer, and whether a figure of it reached the reader without its quotation.

This is reckoned from the answer as it is shown, apart from the checks that let its claims through.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from councilqa.domain.answers import Answer, Citation
from councilqa.domain.passages import Unit
from councilqa.evals.indexed import Indexed
from councilqa.evals.results import DraftRecord
from councilqa.figures import Found, figures
from councilqa.text import comparable

_SHOWN = re.compile(r"(.*) \[(\d+)\]")
_DIGITS = re.compile(r"\d+")


def draft_record(answer: Answer, indexed: Indexed) -> DraftRecord | None:
    """None where no language model was asked."""
    generation = answer.generation
    if generation is None:
        return None
    by_model = answer.engine == generation.model
    kept = len(answer.citations) if by_model else 0
    return DraftRecord(
        model=generation.model,
        made=generation.made,
        kept=kept,
        dropped=dict(Counter(check for each in generation.dropped for check in each.checks[:1])),
        quoted=not by_model,
        failure=generation.failure,
        unsupported=tuple(unsupported(answer, indexed)) if by_model else (),
        input_tokens=generation.input_tokens,
        output_tokens=generation.output_tokens,
        seconds=generation.seconds,
    )


def unsupported(answer: Answer, indexed: Indexed) -> Iterator[str]:
    """Figures, and other numbers, of an answer's claims that the quotation cited for each does not hold."""
    if not answer.citations:
        return
    cited = {citation.label: citation for citation in answer.citations}
    for line in answer.text.split("\n"):
        shown = _SHOWN.fullmatch(line)
        citation = cited.get(shown[2]) if shown else None
        yield from _strange(shown[1] if shown else line, citation, indexed)


def _strange(claim: str, citation: Citation | None, indexed: Indexed) -> Iterator[str]:
    readings = tuple(_readings(citation, indexed)) if citation else ()
    held = [found for reading in readings for found in figures(reading)]
    rest = claim
    for each in figures(claim):
        rest = rest[: each.start] + " " * (each.end - each.start) + rest[each.end :]
        if not any(_same(each, other) for other in held):
            yield claim[each.start : each.end]
    known = {digits for reading in readings for digits in _DIGITS.findall(comparable(reading))}
    yield from (digits for digits in _DIGITS.findall(comparable(rest)) if digits not in known)


def _same(one: Found, other: Found) -> bool:
    return one.unit == other.unit and abs(one.value) == abs(other.value)


def _readings(citation: Citation, indexed: Indexed) -> Iterator[str]:
    """The quotation; and of its table rows each cell under the name of its column and the unit of its table."""
    yield citation.quote
    for unit in _rows(citation, indexed):
        for name, cell in zip(unit.columns, unit.cells, strict=False):
            yield f"{name}: {cell}"
        if unit.unit:
            yield from (f"{cell} ({unit.unit})" for cell in unit.cells)


def _rows(citation: Citation, indexed: Indexed) -> Iterable[Unit]:
    end = citation.start + len(citation.quote)
    passage = next((each for each in indexed.passages if each.id == citation.passage_id), None)
    units = passage.units if passage else ()
    return (unit for unit in units if unit.kind == "row" and citation.start <= unit.start and unit.end <= end)
