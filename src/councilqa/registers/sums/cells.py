"""Which figures in a table's cells are sums of money, and of how many pounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from councilqa.domain.documents import Slice
from councilqa.figures import PERCENT, POUNDS, Found, figures
from councilqa.registers.sums.frames import Frame
from councilqa.registers.sums.grid import Column, Line, is_empty, is_number, is_pending
from councilqa.registers.sums.ranges import paired
from councilqa.registers.sums.units import counts_no_money, unit_of

_OWN_SCALE = re.compile(r"\d\s?(?:k|m|mn|million|thousand|bn|billion|tn|trillion)", re.IGNORECASE)
_WORDS_PER_SUM = 6
"""A cell with more words than this beside each of its sums is prose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSum:
    """A sum of a cell."""

    written: Slice
    figure: Found | None
    """None where it is still to come."""
    upper: Found | None
    own: str
    """What the cell says beside it: "HRA" in "£4.8m (+ HRA £7.2m)"."""
    position: int
    """Among the sums of its cell."""
    count: int


def is_prose(text: str) -> bool:
    """Whether a cell is to be read as sentences."""
    words = [word for word in text.split() if re.search(r"[A-Za-z]{2}", word) and "£" not in word]
    return len(words) > _WORDS_PER_SUM * max(text.count("£"), 1)


def sums_of_cell(frame: Frame, line: Line, column: Column, cell: Slice) -> Iterator[CellSum]:
    """In their order; none in a cell of prose."""
    if is_pending(cell.text):
        if _holds_money(frame, line, column):
            yield CellSum(written=cell, figure=None, upper=None, own="", position=0, count=1)
        return
    if is_prose(cell.text):
        return
    found = paired(list(_money(frame, line, column, cell)), cell.text)
    for position, (figure, upper) in enumerate(found):
        yield CellSum(
            written=_written(cell, figure, upper),
            figure=figure,
            upper=upper,
            own=_own_words(cell.text, found, position),
            position=position,
            count=len(found),
        )


def _money(frame: Frame, line: Line, column: Column, cell: Slice) -> Iterator[Found]:
    times = _times(frame, line, column)
    for figure in figures(cell.text):
        if figure.unit == POUNDS and "£" in cell.text[: figure.end]:
            yield _scaled(figure, cell.text, times)
        elif figure.unit != PERCENT and is_number(cell.text) and _holds_money(frame, line, column):
            yield _scaled(figure, cell.text, times or Decimal(1))


def _times(frame: Frame, line: Line, column: Column) -> Decimal | None:
    for text in (line.label, column.name):
        if (times := unit_of(text)) is not None:
            return times
    return frame.times


def _scaled(figure: Found, text: str, times: Decimal | None) -> Found:
    """A number in a column of thousands, unless it says its own scale: "£1.2m"."""
    if times is None or _OWN_SCALE.search(text[figure.start : figure.end]):
        return figure
    return replace(figure, value=figure.value * times)


def _holds_money(frame: Frame, line: Line, column: Column) -> bool:
    """Whether a bare number in a row and column is money."""
    if counts_no_money(column.name) or counts_no_money(line.label):
        return False
    if _times(frame, line, column) is not None or column.index in frame.accounts:
        return True
    return _has_pounds(frame, line, column)


def _has_pounds(frame: Frame, line: Line, column: Column) -> bool:
    """Whether other cells say that it is in pounds: those of its column, or of its row where that goes by years."""
    in_column = [cell.text for each in frame.grid.lines for index, cell in each.values if index == column.index]
    if _are_pounds(in_column):
        return True
    by_years = frame.column_period.get(column.index) is not None or column.index in frame.column_council
    return by_years and _are_pounds([cell.text for _, cell in line.values])


def _are_pounds(texts: Sequence[str]) -> bool:
    """ "£120", "95", "£215" are, as accounts are set; "£13.3m" among "228 sq miles" and "34" tells nothing of 34."""
    numbers = [text for text in texts if not is_pending(text) and not is_empty(text)]
    if not numbers or not all("£" in text or is_number(text) for text in numbers):
        return False
    return "£" in numbers[0] and "£" in numbers[-1]


def _written(cell: Slice, figure: Found, upper: Found | None) -> Slice:
    """The sum with its brackets and its "c", as it stands in the cell."""
    if is_number(cell.text):
        return cell
    lead = re.search(r"\bc(?:irca|a)?\.?\s?$", cell.text[: figure.start], re.IGNORECASE)
    start = lead.start() if lead else figure.start
    return Slice(text=cell.text[start : (upper or figure).end], start=cell.start + start)


def _own_words(text: str, found: Sequence[tuple[Found, Found | None]], position: int) -> str:
    figure, upper = found[position]
    start = (found[position - 1][1] or found[position - 1][0]).end if position else 0
    after = text[(upper or figure).end :] if position + 1 == len(found) else ""
    words = re.sub(r"\bc(?:irca|a)?\.?\s?$", "", text[start : figure.start], flags=re.IGNORECASE)
    return " ".join(re.sub(r"[^\w\s%:/.-]", " ", f"{words} {after}").split()).strip(" .:-")
