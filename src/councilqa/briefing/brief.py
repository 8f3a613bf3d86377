"""Puts a briefing together from a paper's registers, its discrepancies, and answers to standing questions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml

from councilqa.briefing.shortening import shortened
from councilqa.councils.names import short_name
from councilqa.domain.answers import Answer, Citation
from councilqa.domain.briefings import Briefing, BriefingLine, BriefingPart
from councilqa.domain.discrepancies import CitedDiscrepancy
from councilqa.domain.documents import Metadata
from councilqa.domain.registers import (
    CitedEntry,
    Milestone,
    Recommendation,
    Recurrence,
    RegisterKind,
    Risk,
    Standing,
    Sum,
    SumKind,
)
from councilqa.figures import in_pounds
from councilqa.text import fold

LONGEST_LINE = 260
"""Characters of a statement; its quotation is whole."""
MOST_RECOMMENDATIONS = 15
MOST_SUMS = 4
"""Of savings, and as many of costs."""
MOST_RISKS = 6
MOST_MILESTONES = 8
MOST_QUERIES = 6
MOST_CLAIMS = 2
"""Of the answer to one standing question."""
_QUESTIONS = Path(__file__).with_name("questions.yaml")
_MARKER = re.compile(r"\s*\[\d+\]\s*$")
_GRADES = ("very high", "severe", "critical", "catastrophic", "red", "high", "major", "significant", "amber", "medium")
"""Words for how grave a risk is, the gravest first; others are less."""
_SEVERITIES = ("high", "medium", "low")
_OF_OTHERS = re.compile(
    r"\b(?:others?|elsewhere|lessons|case stud(?:y|ies)|precedents?|examples?|national(?:ly)?)\b", re.I
)
"""In a heading: what stands below it is told of other councils, or of the country."""
_NO_STATEMENT = re.compile(r"^\W|\?$")
"""A question of the paper's own form, or the rest of a mark."""

T = TypeVar("T")
Entries = Sequence[tuple[T, tuple[Citation, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is known of the paper."""

    document_id: str
    metadata: Metadata
    registers: Mapping[RegisterKind, Sequence[CitedEntry]]
    discrepancies: Sequence[CitedDiscrepancy]
    ask: Callable[[str], Answer]
    """A question of this paper alone."""

    def entries(self, kind: RegisterKind, of: type[T]) -> Entries[T]:
        return [(each.entry, each.citations) for each in self.registers[kind] if isinstance(each.entry, of)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A standing question."""

    ask: str
    words: tuple[str, ...]
    """How words begin of which a line that answers it holds one."""

    def answered_by(self, line: BriefingLine) -> bool:
        said = fold(line.text)
        fits = any(re.search(rf"(?<!\w){re.escape(word)}", said) for word in self.words)
        return fits and not _NO_STATEMENT.search(line.text)


def brief(material: Material) -> Briefing:
    """The parts in the order in which a member needs them."""
    questions = _questions()
    told = {each.ask: _lines(each, material.ask(each.ask)) for part in questions.values() for each in part}
    metadata = material.metadata
    return Briefing(
        document_id=material.document_id,
        title=metadata.title,
        councils=metadata.councils,
        date=metadata.date,
        parts=(
            _decisions(material.entries(RegisterKind.RECOMMENDATIONS, Recommendation)),
            _money(material.entries(RegisterKind.MONEY, Sum)),
            _answers("Options", [told[each.ask] for each in questions["options"]]),
            _risks(material.entries(RegisterKind.RISKS, Risk)),
            _answers("Who is affected", [told[each.ask] for each in questions["affected"]]),
            _milestones(material.entries(RegisterKind.MILESTONES, Milestone), metadata.date),
            _unsaid([question for question, lines in told.items() if not lines]),
            _to_query(material.discrepancies),
        ),
    )


@cache
def _questions() -> dict[str, tuple[Question, ...]]:
    read = yaml.safe_load(_QUESTIONS.read_text("utf-8"))
    return {
        part: tuple(Question(ask=each["ask"], words=tuple(each["words"])) for each in questions)
        for part, questions in read.items()
    }


def _decisions(found: Entries[Recommendation]) -> BriefingPart:
    """What is recommended or resolved; what an appendix merely proposes only where there is nothing else."""
    headings = {
        Standing.RECOMMENDED: "What you are asked to decide",
        Standing.RESOLVED: "What was decided",
        Standing.PROPOSED: "What is proposed",
    }
    for standing, heading in headings.items():
        lines = [_decision(entry, cited) for entry, cited in found if entry.standing is standing]
        if lines:
            return _part(heading, lines, MOST_RECOMMENDATIONS)
    return BriefingPart(
        heading=headings[Standing.RECOMMENDED], lines=(), without="No recommendation was recognised in the paper."
    )


def _decision(entry: Recommendation, cited: tuple[Citation, ...]) -> BriefingLine:
    text = shortened(_with_items(entry), LONGEST_LINE)
    if entry.condition and entry.condition not in text:
        text = f"{entry.condition}: {text}"
    return BriefingLine(text=text, citations=cited[:1], about=entry.number or "")


def _with_items(entry: Recommendation) -> str:
    """Its sub-items behind the words that announce them."""
    announcing, colon, more = entry.text.partition(":")
    if not entry.items or not colon:
        return " ".join((entry.text, *entry.items))
    return f"{announcing}: {'; '.join(entry.items)}. {more.strip()}".strip()


def _money(found: Entries[Sum]) -> BriefingPart:
    lines = [
        _sum(entry, cited)
        for kind in (SumKind.SAVING, SumKind.COST)
        for entry, cited in _weightiest([each for each in found if each[0].kind is kind])
    ]
    return _part("What it costs and saves, and for whom", lines, len(lines), "No saving or cost was recognised in it.")


def _weightiest(found: Entries[Sum]) -> Entries[Sum]:
    """Totals before their parts, sums over the years before those of one, then by size; none twice.

    What changes nothing in a council's purse (a worked example, what something costs now) only where there is no other;
    so too what others save.
    """
    found = [each for each in found if each[0].effect] or found
    found = [each for each in found if not _of_others(each[1])] or found
    known: dict[tuple[str | None, Decimal], tuple[Sum, tuple[Citation, ...]]] = {}
    for entry, cited in found:
        if entry.amount:
            known.setdefault((entry.council, abs(entry.amount)), (entry, cited))
    return sorted(known.values(), key=lambda each: _weight(each[0]))[:MOST_SUMS]


def _of_others(cited: Sequence[Citation]) -> bool:
    return any(_OF_OTHERS.search(heading) for citation in cited[:1] for heading in citation.section)


def _weight(entry: Sum) -> tuple[bool, bool, Decimal]:
    return (not entry.total, entry.recurrence is not Recurrence.CUMULATIVE, -abs(entry.amount or Decimal(0)))


def _sum(entry: Sum, cited: tuple[Citation, ...]) -> BriefingLine:
    whose = short_name(entry.council) if entry.council else ""
    when = entry.period.label if entry.period else str(entry.recurrence or "")
    beside = "; ".join(filter(None, (whose, when, "estimate" if entry.decided is False else "")))
    written = in_pounds(abs(entry.amount)) if entry.amount is not None and "£" not in entry.written else entry.written
    text = f"{shortened(entry.what, LONGEST_LINE)}: {written}" + (f" ({beside})" if beside else "")
    return BriefingLine(text=text, citations=cited[:1], about=str(entry.kind).capitalize())


def _lines(question: Question, answer: Answer) -> tuple[BriefingLine, ...]:
    """The first statements of an answer, as far as they speak of what was asked."""
    return tuple(line for line in _claims(answer)[:MOST_CLAIMS] if question.answered_by(line))


def _answers(heading: str, answers: Sequence[Sequence[BriefingLine]]) -> BriefingPart:
    known: dict[tuple[str, int], BriefingLine] = {}
    for line in (line for answer in answers for line in answer):
        known.setdefault((line.citations[0].document_id, line.citations[0].start), line)
    return _part(heading, list(known.values()), len(known), "The paper does not say, as far as it was understood.")


def _claims(answer: Answer) -> list[BriefingLine]:
    """The statements of an answer, each with its citation."""
    said = [_MARKER.sub("", line) for line in answer.text.split("\n")] if answer.citations else []
    return [
        BriefingLine(text=shortened(text, LONGEST_LINE), citations=(citation,))
        for text, citation in zip(said, answer.citations, strict=False)
    ]


def _risks(found: Entries[Risk]) -> BriefingPart:
    rows = [each for each in found if each[0].in_register] or found
    ranked = sorted(rows, key=lambda each: _gravity(each[0]))
    return _part("Main risks", [_risk(*each) for each in ranked], MOST_RISKS, "No risk was recognised in the paper.")


def _gravity(entry: Risk) -> tuple[float, int]:
    """By score, the highest first, where there is one; risks without stay in their order."""
    given = entry.score or entry.impact or ""
    number = re.search(r"\d+(?:\.\d+)?", given)
    grade = next((place for place, word in enumerate(_GRADES) if word in given.lower()), len(_GRADES))
    return (-float(number[0]) if number else 0.0, grade)


def _risk(entry: Risk, cited: tuple[Citation, ...]) -> BriefingLine:
    done = shortened("; ".join(entry.mitigations), LONGEST_LINE // 2)
    text = shortened(entry.risk, LONGEST_LINE) + (f" Mitigation: {done}" if done else " No mitigation is given.")
    about = " ".join(filter(None, (entry.number, f"({entry.score})" if entry.score else "")))
    return BriefingLine(text=text, citations=cited[:1], about=about)


def _milestones(found: Entries[Milestone], day: dt.date | None) -> BriefingPart:
    """What is still to come on the day of the paper, by date; what has none behind it."""
    ahead = [each for each in found if not (day and each[0].last_day and each[0].last_day < day)]
    ordered = sorted(ahead, key=lambda each: each[0].first_day or dt.date.max)
    lines = [
        BriefingLine(text=shortened(entry.what, LONGEST_LINE), citations=cited[:1], about=entry.when)
        for entry, cited in ordered
    ]
    return _part("What happens when", lines, MOST_MILESTONES, "No date ahead was recognised in the paper.")


def _unsaid(questions: Sequence[str]) -> BriefingPart:
    lines = [BriefingLine(text=each, citations=()) for each in questions]
    return _part(
        "What the report does not say, as far as was found",
        lines,
        len(lines),
        "Something was found on each of the standing questions.",
    )


def _to_query(found: Sequence[CitedDiscrepancy]) -> BriefingPart:
    ranked = sorted(found, key=lambda each: _SEVERITIES.index(each.discrepancy.severity))
    lines = [BriefingLine(text=each.discrepancy.sentence, citations=each.citations) for each in ranked]
    return _part("Figures to query", lines, MOST_QUERIES, "No contradiction was found among its figures.")


def _part(heading: str, lines: Sequence[BriefingLine], most: int, without: str = "") -> BriefingPart:
    return BriefingPart(
        heading=heading, lines=tuple(lines[:most]), more=max(len(lines) - most, 0), without="" if lines else without
    )
