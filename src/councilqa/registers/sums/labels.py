"""What a sum of a table is, for whom and when, by the names of its row and column and the words over the table."""

from __future__ import annotations

import re
from dataclasses import replace

from councilqa.domain.documents import Heading
from councilqa.domain.registers import Period, Recurrence, SumKind
from councilqa.registers.sums.cells import CellSum
from councilqa.registers.sums.frames import Frame, last_sentences
from councilqa.registers.sums.grid import Column, Line, is_empty
from councilqa.registers.sums.kinds import is_level, is_pay, kind_of, kind_words
from councilqa.registers.sums.periods import first_period, recurrence_of, spanned
from councilqa.registers.sums.units import counts_no_money, without_unit

_TOTAL = re.compile(
    r"^\W*(?:grand |sub-?|overall |combined |gross |net )*totals?\b|\btotals?\W*$|"
    r"^\W*(?:both councils|all councils)\b|\bcombined\b",
    re.IGNORECASE,
)
_BARE_TOTAL = re.compile(r"\W*(?:(?:grand|sub|overall|combined)[ -]?)?totals?\W*", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:combined|both councils|all councils|joint)\b", re.IGNORECASE)
_VARIANCE = re.compile(r"\b(?:variances?|variations?|differences?|movements?|change(?! cost))\b", re.IGNORECASE)


def kind_by(frame: Frame, line: Line, column: Column, own: str) -> SumKind | None:
    """What the words of the cell, the row and the column say; the table's own where it breaks one quantity down."""
    if frame.kind_of_all:
        return frame.kind
    if _VARIANCE.search(column.name):
        return SumKind.OTHER
    for words in (own, line.label):
        if kind := kind_of(words):
            return kind
    if is_pay(line.label):
        return SumKind.SALARY
    for words in (line.theme or "", column.name):
        if kind := kind_of(words):
            return kind
    return SumKind.OTHER if frame.kind is SumKind.SAVING and is_level(line.label) else None


def time_by(frame: Frame, line: Line, column: Column, own: str) -> tuple[Period | None, Recurrence | None]:
    label = f"{own} {line.label}".strip()
    recurrence = recurrence_of(column.name) or recurrence_of(label)
    if whole := _whole_time(frame, line, column, recurrence):
        return whole, Recurrence.CUMULATIVE
    over = _period_over(frame)
    own_period = frame.column_period.get(column.index) or first_period(label)
    if frame.kind_of_all and frame.column_period.get(column.index) is None:
        own_period = over or own_period
    return own_period or over, recurrence or _recurrence_over(frame)


def _whole_time(frame: Frame, line: Line, column: Column, recurrence: Recurrence | None) -> Period | None:
    """All the years of a table: of a column that adds them up, or of the one cell of a row that is cumulative."""
    whole = spanned(frame.column_period.values(), column.bare_name or column.name)
    if whole is None:
        return None
    adds_years = _TOTAL.search(column.name) and frame.column_period.get(column.index) is None
    if adds_years or recurrence_of(column.name) is Recurrence.CUMULATIVE:
        return whole
    if recurrence is Recurrence.CUMULATIVE and sum(not is_empty(cell.text) for _, cell in line.values) == 1:
        return replace(whole, label=line.label)
    return None


def _period_over(frame: Frame) -> Period | None:
    """The year in the table's caption or the sentence before it."""
    for text in (frame.table.caption, *(each.text for each in frame.naming)):
        sentence = next(iter(last_sentences(text)), "") if text else ""
        if period := first_period(sentence):
            return period
    return None


def _recurrence_over(frame: Frame) -> Recurrence | None:
    texts = [text for text in (frame.table.caption, *frame.around.section[-1:]) if text]
    return next((found for text in texts if (found := recurrence_of(text))), None)


def council_by(frame: Frame, line: Line, column: Column, cell: str, found: CellSum) -> str | None:
    """By the column's head, the cell, the row, then by the words over the table."""
    councils = frame.councils
    if column.index in frame.column_council and frame.column_council[column.index] is None:
        return None
    in_cell = [mention.council for mention in councils.mentions(cell) if not mention.itself]
    if in_cell and len(in_cell) in (1, found.count):
        return in_cell[found.position if len(in_cell) == found.count else 0]
    if column.index in frame.column_council:
        return frame.column_council[column.index]
    for words in (*line.beside, line.label, line.theme or ""):
        if named := councils.named(words):
            return named[0] if len(named) == 1 else None
    if frame.column_council or frame.rows_of_councils or _TOGETHER.search(f"{column.name} {line.label}"):
        return None
    return _council_over(frame)


def _council_over(frame: Frame) -> str | None:
    above = frame.around.before[0].text if frame.around.before else ""
    for words in (frame.table.caption or "", next(iter(last_sentences(above)), "")):
        if named := frame.councils.named(words):
            return named[0] if len(named) == 1 else None
    return frame.around.council or frame.councils.only


def what_by(frame: Frame, line: Line, column: Column, own: str) -> str:
    """The row's label; the column's name or the table's title where the row is a council, a year or a total."""
    councils = frame.councils
    said = " ".join(f"{line.label} {'' if councils.cell(own) else own}".split())
    if said and not councils.cell(said) and not _BARE_TOTAL.fullmatch(said) and not _is_period(said):
        return said
    name = column.bare_name
    if name and not councils.named(name) and not _BARE_TOTAL.fullmatch(name) and first_period(name) is None:
        return name
    return frame.table.caption or _title(frame) or said or name or frame.document.metadata.title


def _is_period(text: str) -> bool:
    period = first_period(text)
    return period is not None and len(text) <= len(period.label) + 2


def _title(frame: Frame) -> str | None:
    """The heading over the table, or what the words before it call its kind: "budget gap"."""
    for each in frame.around.before:
        for sentence in last_sentences(each.text):
            if found := kind_words(sentence):
                return each.text if isinstance(each, Heading) else sentence[found[0].start : found[0].end]
    return frame.around.section[-1] if frame.around.section else None


def is_total(frame: Frame, line: Line, column: Column) -> bool:
    """Whether the row or the column is named a total of others; a "total budget" with no other beside it is none."""
    if any(_TOTAL.search(without_unit(words)) for words in (line.label, *line.beside) if words):
        return True
    if not _TOTAL.search(without_unit(column.name)):
        return False
    others = [each for each in frame.grid.columns if each is not column and each.index >= frame.grid.leading]
    return any(not counts_no_money(each.name) for each in others)
