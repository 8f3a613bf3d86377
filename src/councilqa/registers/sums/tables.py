"""Sums in the cells of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from councilqa.domain.documents import Document, Heading, Row, Slice, Table
from councilqa.domain.registers import Period, Recurrence, Sum, SumKind
from councilqa.figures import PERCENT, POUNDS, Found, figures
from councilqa.registers.sums.context import Around
from councilqa.registers.sums.councils import Councils, for_each
from councilqa.registers.sums.grid import Column, Grid, Line, grid_of, is_empty, is_number, is_pending
from councilqa.registers.sums.kinds import is_level, is_pay, kind_of, kind_words, standing
from councilqa.registers.sums.periods import first_period, recurrence_of, spanned
from councilqa.registers.sums.ranges import paired
from councilqa.registers.sums.shares import share_in
from councilqa.registers.sums.signs import Entry, settle
from councilqa.registers.sums.units import counts_no_money, unit_of, without_unit
from councilqa.sentences import sentences

_TOTAL = re.compile(
    r"^\W*(?:grand |sub-?|overall |combined |gross |net )*totals?\b|\btotals?\W*$|^\W*(?:combined|both councils|all councils)\b|"
    r"\bcombined\b",
    re.IGNORECASE,
)
_VARIANCE = re.compile(r"\b(?:variances?|variations?|differences?|movements?|change(?! cost))\b", re.IGNORECASE)
_BREAKDOWN = re.compile(
    r"\b(?:break-?down|analysis|make-?up|composition|made up|constituent|components?)\b", re.IGNORECASE
)
_PROSE_WORDS = 14
_SCALES = ("k", "m", "mn", "million", "thousand", "bn", "billion")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What holds for the whole of a table."""

    document: Document
    table: Table
    grid: Grid
    around: Around
    councils: Councils
    times: Decimal | None
    """Pounds that a bare number stands for, where the words over the table say it."""
    kind: SumKind | None
    kind_of_all: bool
    """Whether the table breaks down one quantity, so that every row is a part of it."""
    column_council: dict[int, str | None]
    """By those of the columns whose head names councils; None for several together."""
    column_period: dict[int, Period | None]
    naming: tuple[Slice, ...]
    """Words over the table that name its unit or its kind."""


def sums_of_table(
    document: Document, table: Table, around: Around, councils: Councils, *, header: Sequence[Row] = ()
) -> Iterator[Sum]:
    """Sums of a table's cells in reading order; cells of prose are left to the reader of sentences."""
    if not _may_hold_money(table, around):
        return
    setting = _setting(document, table, around, councils, header)
    entries = [entry for line in setting.grid.lines for entry in _entries(setting, line)]
    yield from settle(entries)


def is_prose(text: str) -> bool:
    return len(text.split()) > _PROSE_WORDS


def _may_hold_money(table: Table, around: Around) -> bool:
    if "£" in table.text or unit_of(table.text) is not None:
        return True
    return any(unit_of(text) is not None for text in (table.caption or "", *(each.text for each in around.before)))


def _setting(document: Document, table: Table, around: Around, councils: Councils, header: Sequence[Row]) -> _Setting:
    grid = grid_of(table, header=header)
    over = [text for text in (table.caption, grid.corner, *(each.text for each in around.before)) if text]
    times = next((times for text in over if (times := _unit_over(text)) is not None), None)
    kind, whole, named_by = _kind_over(table, around)
    naming = tuple(each for each in around.before if each is named_by or _unit_over(each.text) is not None)[:1]
    return _Setting(
        document=document,
        table=table,
        grid=grid,
        around=around,
        councils=councils,
        times=times,
        kind=kind,
        kind_of_all=whole,
        column_council=_column_councils(grid, councils),
        column_period={column.index: first_period(column.name) for column in grid.columns},
        naming=naming,
    )


def _unit_over(text: str) -> Decimal | None:
    """A unit that stands without a number: "All figures in £000"; "a gap of £2m" names none."""
    return unit_of(text)


def _kind_over(table: Table, around: Around) -> tuple[SumKind | None, bool, Slice | None]:
    """(kind, whether every row is a part of it, the words that say so), by the caption or what stands right above."""
    if table.caption and (kind := kind_of(table.caption)):
        return kind, _BREAKDOWN.search(table.caption) is not None, None
    above = around.before[0] if around.before else None
    for sentence in last_sentences(above.text) if above else around.section[-1:]:
        if kind := kind_of(sentence):
            return kind, _BREAKDOWN.search(sentence) is not None, above
    return None, False, None


def last_sentences(text: str) -> list[str]:
    """The last three of a text, the last one first."""
    return [text[start:end] for start, end in sentences(text)][:-4:-1]


def _column_councils(grid: Grid, councils: Councils) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for column in grid.columns:
        named = dict.fromkeys(name for head in column.heads for name in councils.named(head.text))
        if named:
            found[column.index] = next(iter(named)) if len(named) == 1 else None
        elif (blurred := _blurred(column, grid, councils)) is not None:
            found[column.index] = blurred
    return found


def _blurred(column: Column, grid: Grid, councils: Councils) -> str | None:
    """A garbled head over several columns stands in pieces over them."""
    if len(column.heads) < 2:
        return None
    pieces = [each.heads[0].text for each in _group(column, grid)]
    return councils.blurred("".join(dict.fromkeys(pieces)))


def _group(column: Column, grid: Grid) -> Iterator[Column]:
    """The columns around one, as far as their lowest names do not repeat."""
    named = [each for each in grid.columns if len(each.heads) > 1]
    groups: list[list[Column]] = [[]]
    for each in named:
        if any(each.heads[-1].text == other.heads[-1].text for other in groups[-1]):
            groups.append([])
        groups[-1].append(each)
    yield from next((group for group in groups if column in group), [column])


def _entries(setting: _Setting, line: Line) -> Iterator[Entry]:
    for index, cell in line.values:
        column = setting.grid.columns[index]
        if is_pending(cell.text):
            if _is_money_column(setting, column, line):
                yield _entry(setting, line, column, cell, None, ())
            continue
        if is_prose(cell.text):
            continue
        found = _money_in(setting, line, column, cell)
        for position, (figure, upper) in enumerate(found):
            others = tuple(each for each, _ in found)
            yield _entry(setting, line, column, cell, figure, others, position=position, upper=upper)


def _money_in(setting: _Setting, line: Line, column: Column, cell: Slice) -> list[tuple[Found, Found | None]]:
    """The sums of a cell, each with the upper end of its range."""
    found: list[Found] = []
    for figure in figures(cell.text):
        if figure.unit == POUNDS and "£" in cell.text[: figure.end]:
            found.append(_scaled(figure, cell.text, _times(setting, line, column)))
        elif figure.unit != PERCENT and is_number(cell.text):
            times = _times(setting, line, column) or (Decimal(1) if _has_pounds(setting, line, column) else None)
            if times is not None and not counts_no_money(column.name) and not counts_no_money(line.label):
                found.append(_scaled(figure, cell.text, times))
    return paired(found, cell.text)


def _scaled(figure: Found, text: str, times: Decimal | None) -> Found:
    """A number in a column of thousands, unless it says its own scale: "£1.2m"."""
    own = re.search(rf"\d\s?(?:{'|'.join(_SCALES)})", text[figure.start : figure.end], re.IGNORECASE)
    return figure if own or times is None else replace(figure, value=figure.value * times)


def _times(setting: _Setting, line: Line, column: Column) -> Decimal | None:
    for text in (line.label, column.name):
        if (times := unit_of(text)) is not None:
            return times
    return setting.times


def _has_pounds(setting: _Setting, line: Line, column: Column) -> bool:
    """Whether the cells of its row, or of its column, are in pounds as far as they say."""
    in_row = [cell.text for _, cell in line.values if cell.text[:1] not in "-–" or len(cell.text) > 1]
    in_column = [cell.text for each in setting.grid.lines for index, cell in each.values if index == column.index]
    return _are_pounds(in_row) or _are_pounds(in_column)


def _are_pounds(texts: Sequence[str]) -> bool:
    """ "£120", "95", "£215" are; "£13.3m" among "228 sq miles" and "34" tells nothing of 34."""
    return any("£" in text for text in texts) and all(
        "£" in text or is_number(text) or is_pending(text) or is_empty(text) for text in texts
    )


def _is_money_column(setting: _Setting, column: Column, line: Line) -> bool:
    if counts_no_money(column.name) or counts_no_money(line.label):
        return False
    return unit_of(column.name) is not None or setting.times is not None or _has_pounds(setting, line, column)


def _entry(
    setting: _Setting,
    line: Line,
    column: Column,
    cell: Slice,
    figure: Found | None,
    others: tuple[Found, ...],
    *,
    position: int = 0,
    upper: Found | None = None,
) -> Entry:
    text = setting.document.text
    written = _written(cell, figure, upper)
    own = _own_words(cell.text, others, position)
    kind = _kind(setting, line, column, own)
    period, recurrence = _time(setting, line, column, own)
    council = _council(setting, line, column, cell.text, position, len(others))
    words = " ".join((own, line.label, column.name, *(each.text for each in setting.naming)))
    entry = Sum(
        document_id=setting.document.id,
        quotes=(
            Slice(text=text[line.start : line.end], start=line.start),
            written,
            *(head for head in column.heads),
            *setting.naming,
        ),
        written=written.text,
        amount=figure.value if figure else None,
        upper=upper.value if upper else None,
        approximate=figure.approximate if figure else False,
        kind=kind or setting.kind or SumKind.OTHER,
        what=_what(setting, line, column, own),
        council=council,
        period=period,
        recurrence=recurrence,
        decided=standing(words),
        share=share_in(" ".join((own, line.label))),
        row=line.label or None,
        column=column.bare_name or column.name or None,
        theme=line.theme,
        total=_is_total(setting, line, column),
        each=for_each(f"{line.label} {column.name}"),
    )
    return Entry(sum=entry, line=setting.grid.lines.index(line), column=column.index, labelled=kind)


def _written(cell: Slice, figure: Found | None, upper: Found | None) -> Slice:
    """The sum with its brackets and its "c", as it stands in the cell."""
    if figure is None or is_number(cell.text):
        return cell
    start, end = figure.start, (upper or figure).end
    lead = re.search(r"(?:\bc(?:irca|a)?\.?\s?)$", cell.text[:start], re.IGNORECASE)
    start = lead.start() if lead else start
    return Slice(text=cell.text[start:end], start=cell.start + start)


def _own_words(text: str, others: Sequence[Found], position: int) -> str:
    """What a cell says beside a sum: "HRA" in "£4.8m (+ HRA £7.2m)"."""
    if not others:
        return ""
    start = others[position - 1].end if position else 0
    before = text[start : others[position].start]
    after = text[others[position].end :] if position + 1 == len(others) else ""
    return " ".join(re.sub(r"[^\w\s%:/.-]", " ", f"{before} {after}").split())


def _kind(setting: _Setting, line: Line, column: Column, own: str) -> SumKind | None:
    """What the words of the cell, the row and the column say; the table's own kind where it breaks one quantity down."""
    if setting.kind_of_all:
        return setting.kind
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
    return SumKind.OTHER if setting.kind is SumKind.SAVING and is_level(line.label) else None


def _time(setting: _Setting, line: Line, column: Column, own: str) -> tuple[Period | None, Recurrence | None]:
    label = f"{own} {line.label}"
    recurrence = recurrence_of(column.name) or recurrence_of(label)
    period = setting.column_period.get(column.index) or first_period(label)
    years = list(setting.column_period.values())
    is_sum = recurrence is Recurrence.CUMULATIVE or (_TOTAL.search(column.name) and _sums_years(setting, column))
    if is_sum and (whole := spanned(years, column.bare_name or column.name)):
        if recurrence_of(column.name) is Recurrence.CUMULATIVE or _TOTAL.search(column.name):
            return whole, Recurrence.CUMULATIVE
        if len(line.values) == 1:
            return replace(whole, label=line.label), Recurrence.CUMULATIVE
    over = _period_over(setting)
    if setting.kind_of_all and setting.column_period.get(column.index) is None:
        period = over or period
    period = period or over
    if recurrence is None:
        recurrence = _recurrence_over(setting)
    return period, recurrence


def _sums_years(setting: _Setting, column: Column) -> bool:
    return setting.column_period.get(column.index) is None and spanned(setting.column_period.values(), "") is not None


def _period_over(setting: _Setting) -> Period | None:
    """The year in the table's caption or the sentence before it, where that names one only."""
    for text in (setting.table.caption, *(each.text for each in setting.naming)):
        sentence = re.split(r"(?<=[.;])\s+", text)[-1] if text else ""
        if period := first_period(sentence):
            return period
    return None


def _recurrence_over(setting: _Setting) -> Recurrence | None:
    texts = [text for text in (setting.table.caption, *setting.around.section[-1:]) if text]
    return next((found for text in texts if (found := recurrence_of(text))), None)


def _council(setting: _Setting, line: Line, column: Column, cell: str, position: int, count: int) -> str | None:
    councils = setting.councils
    if column.index in setting.column_council and setting.column_council[column.index] is None:
        return None
    in_cell = [mention.council for mention in councils.mentions(cell) if not mention.itself]
    if in_cell and len(in_cell) == count:
        return in_cell[position]
    if len(in_cell) == 1:
        return in_cell[0]
    if column.index in setting.column_council:
        return setting.column_council[column.index]
    for words in (*line.beside, line.label, line.theme or ""):
        named = councils.named(words)
        if named:
            return named[0] if len(named) == 1 else None
    if setting.column_council or _rows_of_councils(setting) or _is_combined(column.name) or _is_combined(line.label):
        return None
    return _council_over(setting)


def _rows_of_councils(setting: _Setting) -> bool:
    """Whether the rows tell the councils apart, so that one without a council is for all."""
    return any(setting.councils.cell(words) for line in setting.grid.lines for words in line.beside)


def _is_combined(label: str) -> bool:
    return re.search(r"\b(?:combined|both councils|all councils|joint)\b", label, re.IGNORECASE) is not None


def _council_over(setting: _Setting) -> str | None:
    named = setting.councils.named(setting.table.caption or "")
    if named:
        return named[0] if len(named) == 1 else None
    above = setting.around.before[0].text if setting.around.before else ""
    named = setting.councils.named(next(iter(last_sentences(above)), ""))
    return named[0] if len(named) == 1 else setting.around.council or setting.councils.only


def _what(setting: _Setting, line: Line, column: Column, own: str) -> str:
    """The row's label; the column's name or the table's title where the row is a council, a year or a total."""
    councils = setting.councils
    words = re.sub(
        r"\s+", " ", " ".join(part for part in (line.label, own if own and not councils.cell(own) else "") if part)
    )
    plain = words.strip()
    if plain and not councils.cell(plain) and not _is_bare_total(plain) and first_period_only(plain) is None:
        return plain
    name = column.bare_name
    if name and not councils.named(name) and not _is_bare_total(name) and first_period(name) is None:
        return name
    title = setting.table.caption or _title(setting)
    return title or plain or name or "sum"


def first_period_only(text: str) -> Period | None:
    period = first_period(text)
    return period if period and len(text.strip()) <= len(period.label) + 2 else None


def _is_bare_total(text: str) -> bool:
    return re.fullmatch(r"\W*(?:(?:grand|sub|overall|combined)[ -]?)?totals?\W*", text, re.IGNORECASE) is not None


def _title(setting: _Setting) -> str | None:
    """What the words before the table call its kind ("budget gap"), or else the heading over it."""
    for each in setting.around.before:
        for sentence in last_sentences(each.text):
            if found := kind_words(sentence):
                return each.text if isinstance(each, Heading) else sentence[found[0].start : found[0].end]
    return setting.around.section[-1] if setting.around.section else None


def _is_total(setting: _Setting, line: Line, column: Column) -> bool:
    if any(_TOTAL.search(without_unit(words)) for words in (line.label, column.name, *line.beside) if words):
        return _adds_up(setting, line, column)
    return not line.label and line.last and len(setting.grid.lines) > 1


def _adds_up(setting: _Setting, line: Line, column: Column) -> bool:
    """A "total budget" beside nothing that it could be the total of is none."""
    if _TOTAL.search(without_unit(line.label)) or any(_TOTAL.search(words) for words in line.beside):
        return True
    others = [each for each in setting.grid.columns if each is not column and each.index > 0]
    return any(not counts_no_money(each.name) for each in others)
