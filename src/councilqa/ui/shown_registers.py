"""A register as the page's table shows it, and what its sums come to by council and year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from councilqa.domain.answers import Citation
from councilqa.domain.registers import CitedEntry, Entry, Milestone, Register, RegisterKind, Sum
from councilqa.exports.registers import Value, values
from councilqa.registers.sums.yearly import Yearly, by_council_and_year
from councilqa.ui.cited import Cited, as_cited, in_brief

MOST_ROWS = 1000
"""More in one table make a browser slow; a file holds them all."""
_HEADS = {
    RegisterKind.RECOMMENDATIONS: "Recommendation",
    RegisterKind.RISKS: "Risk",
    RegisterKind.MONEY: "What",
    RegisterKind.MILESTONES: "What",
}
"""The column that a row is called by."""
_FOR_PROGRAMS = frozenset({"From", "To"})


@dataclass(frozen=True, slots=True)
class ShownCell:
    column: str
    text: str
    sort: str
    """What it is sorted by."""
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEntry:
    cells: tuple[ShownCell, ...]
    """As many as there are columns."""
    cited: Cited
    """Where it stands: of a sum its own cell, else the whole entry."""
    paper: str
    where: str
    """Within the paper, in few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    name: str
    heads: bool
    """Whether its cell is what a row is called by."""
    number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRegister:
    kind: RegisterKind
    columns: tuple[Column, ...]
    """Those in which some entry holds something."""
    entries: tuple[ShownEntry, ...]
    count: int
    """Of all entries, those past the most that are shown as well."""
    without: tuple[str, ...]
    papers: int
    several: bool
    """Whether its entries are of more than one paper."""
    years: tuple[PaperYears, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the sums that a figure is made of."""

    written: str
    what: str
    cited: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    words: str
    share: str
    """Of the largest amount of all, in per cent, for the length of its bar; empty for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownYear:
    council: str
    year: str
    savings: Amount
    costs: Amount
    net: str
    parts: tuple[Part, ...]
    pending: tuple[Part, ...]
    """Still open in the paper, and so in none of the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperYears:
    title: str
    years: tuple[ShownYear, ...]


def shown_register(register: Register) -> ShownRegister:
    """Without columns that would be empty from top to bottom."""
    rows = [_row(register.kind, each) for each in register.entries]
    filled = {cell.column for row in rows for cell in row.cells if cell.text}
    names = [cell.column for cell in rows[0].cells if cell.column in filled] if rows else []
    numbers = {cell.column for row in rows for cell in row.cells if cell.number}
    return ShownRegister(
        kind=register.kind,
        columns=tuple(Column(name=name, heads=name == _HEADS[register.kind], number=name in numbers) for name in names),
        entries=tuple(_only(row, filled) for row in rows[:MOST_ROWS]),
        count=len(rows),
        without=register.without,
        papers=len(register.searched),
        several=len({each.entry.document_id for each in register.entries}) > 1,
        years=tuple(paper_years(register)) if register.kind is RegisterKind.MONEY else (),
    )


def _row(kind: RegisterKind, cited: CitedEntry) -> ShownEntry:
    held = {name: value for name, value in values(kind, cited).items() if name not in _FOR_PROGRAMS}
    place = _place(cited)
    return ShownEntry(
        cells=tuple(_cell(name, value, cited) for name, value in held.items()),
        cited=_unlabelled(place),
        paper=place.title,
        where=in_brief(place),
    )


def _place(cited: CitedEntry) -> Citation:
    return cited.citations[1] if isinstance(cited.entry, Sum) else cited.citations[0]


def _unlabelled(citation: Citation) -> Cited:
    """An entry is no numbered source."""
    return replace(as_cited(citation), label="")


def _only(row: ShownEntry, names: set[str]) -> ShownEntry:
    return replace(row, cells=tuple(cell for cell in row.cells if cell.column in names))


def _cell(name: str, value: Value, cited: CitedEntry) -> ShownCell:
    if isinstance(value, Decimal):
        return ShownCell(name, plain_number(value), f"{value:f}", number=True)
    entry = cited.entry
    text = value or ""
    if isinstance(entry, Milestone) and name == "When":
        return ShownCell(name, text, entry.first_day.isoformat() if entry.first_day else "")
    if isinstance(entry, Sum) and name == "As written":
        return ShownCell(name, text, f"{entry.amount:f}" if entry.amount is not None else "", number=True)
    return ShownCell(name, text, " ".join(text.lower().split())[:200])


def plain_number(value: Decimal) -> str:
    """ "−191,000", "41.50"."""
    digits = f"{abs(value):,.0f}" if value == value.to_integral_value() else f"{abs(value):,.2f}"
    return f"−{digits}" if value < 0 else digits


def pounds(value: Decimal) -> str:
    """ "£240,942", "−£50,000"."""
    number = plain_number(abs(value))
    return f"−£{number}" if value < 0 else f"£{number}"


def paper_years(register: Register) -> Iterator[PaperYears]:
    """For each paper on its own: one may repeat what another has said, and then adding both up would be wrong."""
    by_paper: dict[str, list[CitedEntry]] = {}
    for each in register.entries:
        by_paper.setdefault(each.entry.document_id, []).append(each)
    found = {id: by_council_and_year(_sums(entries)) for id, entries in by_paper.items()}
    most = max((max(each.savings, each.costs) for years in found.values() for each in years), default=Decimal(0))
    for id, years in found.items():
        if years:
            cited = {each.entry: each for each in by_paper[id]}
            title = by_paper[id][0].citations[0].title
            yield PaperYears(title=title, years=tuple(_year(each, cited, most) for each in years))


def _sums(entries: Sequence[CitedEntry]) -> list[Sum]:
    return [each.entry for each in entries if isinstance(each.entry, Sum)]


def _year(yearly: Yearly, cited: Mapping[Entry, CitedEntry], most: Decimal) -> ShownYear:
    return ShownYear(
        council=yearly.council,
        year=_year_label(yearly),
        savings=_amount(yearly.savings, most),
        costs=_amount(yearly.costs, most),
        net=pounds(yearly.net),
        parts=tuple(_part(each, cited) for each in yearly.sums),
        pending=tuple(_part(each, cited) for each in yearly.pending),
    )


def _year_label(yearly: Yearly) -> str:
    """As the paper calls it, where it does so in one way."""
    labels = {each.period.label for each in yearly.sums if each.period}
    return labels.pop() if len(labels) == 1 else f"year from {yearly.year}"


def _amount(value: Decimal, most: Decimal) -> Amount:
    return Amount(words=pounds(value), share=f"{100 * value / most:.1f}" if value else "")


def _part(entry: Sum, cited: Mapping[Entry, CitedEntry]) -> Part:
    return Part(written=entry.written, what=entry.what, cited=_unlabelled(_place(cited[entry])))
