"""A register as a table: the columns of each kind, the same in a file, on the page and in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from councilqa.domain.answers import Citation
from councilqa.domain.registers import CitedEntry, Register, RegisterKind
from councilqa.exports.sheets import Cell, Sheet
from councilqa.exports.wording import place_in_words

Value = str | Decimal | None

_COLUMNS: Mapping[RegisterKind, Mapping[str, Callable[[Any], Value]]] = {
    RegisterKind.RECOMMENDATIONS: {
        "Number": lambda entry: entry.number,
        "Body": lambda entry: entry.body,
        "Standing": lambda entry: f"{entry.standing}{', amended' if entry.amended else ''}",
        "Verb": lambda entry: entry.verb,
        "Recommendation": lambda entry: "\n".join((entry.text, *entry.items)),
        "Condition": lambda entry: entry.condition,
        "Delegated to": lambda entry: entry.delegated_to,
        "Sums": lambda entry: "; ".join(entry.sums),
    },
    RegisterKind.RISKS: {
        "Number": lambda entry: entry.number,
        "Theme": lambda entry: entry.theme,
        "Risk": lambda entry: entry.risk,
        "Mitigation": lambda entry: "\n".join(entry.mitigations),
        "Owner": lambda entry: entry.owner,
        "Likelihood": lambda entry: entry.likelihood,
        "Impact": lambda entry: entry.impact,
        "Score": lambda entry: entry.score,
    },
    RegisterKind.MONEY: {
        "Kind": lambda entry: f"{entry.kind}{' (total)' if entry.total else ''}",
        "What": lambda entry: entry.what,
        "Council": lambda entry: entry.council,
        "Period": lambda entry: entry.period.label if entry.period else None,
        "Recurrence": lambda entry: entry.recurrence,
        "As written": lambda entry: entry.written,
        "Pounds": lambda entry: entry.amount,
        "To pounds": lambda entry: entry.upper,
        "Share": lambda entry: entry.share,
        "Decided": lambda entry: {None: None, True: "decided", False: "estimate"}[entry.decided],
    },
    RegisterKind.MILESTONES: {
        "When": lambda entry: entry.when,
        "From": lambda entry: entry.first_day.isoformat() if entry.first_day else None,
        "To": lambda entry: entry.last_day.isoformat() if entry.last_day else None,
        "What": lambda entry: entry.what,
        "Who": lambda entry: entry.who,
    },
}
"""What an entry of each kind holds, by the names of its columns."""


def register_sheet(register: Register, link: Callable[[Citation], str | None]) -> Sheet:
    """One row for each entry; `link` is where a click on the place of its quotation leads."""
    rows = [_row(register.kind, each, link) for each in register.entries]
    return Sheet(title=str(register.kind).capitalize(), columns=columns(register.kind), rows=rows)


def columns(kind: RegisterKind) -> tuple[str, ...]:
    """Their names, in order."""
    return (*_COLUMNS[kind], "Paper", "Place", "Quotation")


def values(kind: RegisterKind, cited: CitedEntry) -> dict[str, Value]:
    """What an entry holds, by the names of its columns; None where its paper does not say."""
    return {name: _or_none(get(cited.entry)) for name, get in _COLUMNS[kind].items()}


def _or_none(value: Value) -> Value:
    return None if value == "" else value


def _row(kind: RegisterKind, cited: CitedEntry, link: Callable[[Citation], str | None]) -> tuple[Cell, ...]:
    first = cited.citations[0]
    return (
        *(Cell(value) for value in values(kind, cited).values()),
        Cell(first.title),
        Cell(place_in_words(first) or "in the text", link(first)),
        Cell(" … ".join(each.quote for each in cited.citations)),
    )
