"""The risks that a paper names: rows of its registers, and what it tells of risks in prose."""

from __future__ import annotations

from collections.abc import Iterable

from councilqa.domain.documents import Document
from councilqa.domain.registers import Risk
from councilqa.registers.risk_prose import told_risks
from councilqa.registers.risk_tables import tabled_risks
from councilqa.text import comparable


def risks(document: Document) -> tuple[Risk, ...]:
    """In reading order; one that a paper gives twice in the same words is one."""
    found = sorted([*tabled_risks(document), *told_risks(document)], key=lambda risk: risk.quotes[0].start)
    return tuple(_once(found))


def _once(found: Iterable[Risk]) -> Iterable[Risk]:
    """Without those that say again what another says, the row of a register before a summary of it."""
    kept: dict[str, list[Risk]] = {}
    risks = list(found)
    for risk in sorted(risks, key=lambda risk: not risk.in_register):
        same = kept.setdefault(comparable(risk.risk).rstrip(" ."), [])
        if not any(_says_all(other, risk) for other in same):
            same.append(risk)
    chosen = {id(risk) for same in kept.values() for risk in same}
    return (risk for risk in risks if id(risk) in chosen)


def _says_all(one: Risk, other: Risk) -> bool:
    """Whether the second adds nothing to the first but its theme."""
    if other.number and other.in_register and one.number != other.number:
        return False
    measures = {comparable(text) for text in one.mitigations}
    if not all(comparable(text) in measures for text in other.mitigations):
        return False
    levels = ((one.likelihood, other.likelihood), (one.impact, other.impact), (one.score, other.score))
    return all(second is None or second == first for first, second in levels)
