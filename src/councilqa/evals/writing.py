"""Cases as the lines of a suite, and suites with one more case: what their authors wrote stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml

from councilqa.errors import SettingsError
from councilqa.evals.cases import (
    Answerable,
    Case,
    Comparison,
    Evidence,
    Expected,
    Figure,
    FigureGroups,
    Groups,
    Unanswerable,
)

_WIDEST = 1 << 20


def lines_of(case: Case, *, indent: int = 2) -> str:
    """An element of `cases`, one key a line."""
    margin = " " * indent
    lines = [f"{margin}  {line}" for line in _keys(case)]
    return "".join(f"{line}\n" for line in [f"{margin}- {lines[0].lstrip()}", *lines[1:]])


def appended(text: str, case: Case) -> str:
    """The text of a suite with the case behind its others; raises SettingsError where `cases` is not the last key."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or not root.value:
        raise SettingsError("the suite is not a mapping with cases", hint="Correct the file.")
    key, cases = root.value[-1]
    if key.value != "cases" or not isinstance(cases, yaml.SequenceNode):
        raise SettingsError("a case can be added only where `cases` is the last key", hint="Put it last in the file.")
    if cases.flow_style and not cases.value:
        start, end = cases.start_mark.index, cases.end_mark.index
        rest = text[end:]
        return f"{text[:start].rstrip(' ')}{rest if rest.endswith(chr(10)) else rest + chr(10)}{lines_of(case)}"
    if cases.flow_style:
        raise SettingsError("a case can be added only where each has lines of its own", hint="Write `- ` before each.")
    whole = text if text.endswith("\n") else f"{text}\n"
    return f"{whole}\n{lines_of(case, indent=cases.start_mark.column)}"


def _keys(case: Case) -> Iterator[str]:
    yield f"id: {_dumped(case.id)}"
    yield f"kind: {case.kind}"
    if case.persona is not None:
        yield f"persona: {case.persona}"
    match case:
        case Answerable():
            if case.difficulty is not None:
                yield f"difficulty: {case.difficulty}"
            yield from _asked(case)
            yield from _right(case.proofs, case.gold, case.figures)
        case Unanswerable():
            yield from _asked(case)
            yield f"why: {_dumped(case.why)}"
            if case.put_right:
                yield f"put_right: {_dumped(list(case.put_right))}"
        case Comparison():
            yield f"question: {_dumped(case.question)}"
            yield from _expected(case)


def _asked(case: Answerable | Unanswerable) -> Iterator[str]:
    if case.papers:
        yield f"papers: {_dumped(list(case.papers))}"
    if case.turns:
        yield f"turns: {_dumped(list(case.turns))}"
    yield f"question: {_dumped(case.question)}"


def _expected(case: Comparison) -> Iterator[str]:
    yield "expect:"
    for name, each in case.expect.items():
        yield f"  {_dumped(name)}:"
        yield from (f"    {line}" for line in _right_of(each))
    if case.not_stated:
        yield f"not_stated: {_dumped(list(case.not_stated))}"
    if case.borderline:
        yield f"borderline: {_dumped(list(case.borderline))}"


def _right_of(each: Expected) -> Iterator[str]:
    yield from _right(each.proofs, each.gold, each.figures)


def _right(proofs: tuple[Evidence, ...], gold: Groups, figures: FigureGroups) -> Iterator[str]:
    yield "evidence:"
    for proof in proofs:
        first, *others = _evidence(proof)
        yield f"  - {first}"
        yield from (f"    {line}" for line in others)
    yield f"gold: {_dumped([list(group) for group in gold])}"
    if figures:
        yield f"figures: {_dumped([[_figure(each) for each in group] for group in figures])}"


def _evidence(proof: Evidence) -> Iterator[str]:
    yield f"quote: {_dumped(proof.quote)}"
    yield f"document: {_dumped(proof.document)}"
    for key in ("page", "printed_page", "paragraph"):
        if (value := getattr(proof, key)) is not None:
            yield f"{key}: {_dumped(value)}"
    if proof.cell is not None:
        yield f"cell: {_dumped({'row': proof.cell.row, 'column': proof.cell.column})}"


def _figure(figure: Figure) -> dict[str, Any]:
    tolerance = {"tolerance": _number(figure.tolerance)} if figure.tolerance else {}
    return {"number": _number(figure.number), "unit": figure.unit, **tolerance}


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _dumped(value: Any) -> str:
    """On one line, so written that YAML reads the same value from it."""
    style = '"' if isinstance(value, str) and not value.isprintable() else None
    dumped = yaml.safe_dump(
        value, default_flow_style=True, default_style=style, allow_unicode=True, width=_WIDEST, sort_keys=False
    )
    return str(dumped).removesuffix("\n").removesuffix("\n...")
