"""A table as rows and columns of numbers with names, for reckoning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from councilqa.domain.documents import Row, Slice, Table
from councilqa.text import unlike

_SIGN = "[-–−‒‐+]"
_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_CELL = re.compile(
    rf"(?P<open>[(\[])?\s*(?P<sign>{_SIGN})?\s*(?P<open2>\()?\s*(?P<pounds>£)?\s*(?P<sign2>{_SIGN})?\s*"
    rf"(?P<number>{_PLAIN})\s?(?P<times>k|m|mn|million|bn|billion)?(?P<percent>\s?%|\s?per cent)?\s*[)\]]{{0,2}}"
    r"(?P<words>\s*[A-Za-z][A-Za-z.]*(?:\s[A-Za-z.]+){0,2})?\s*[*†‡#¹²³⁴^]*",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"(?P<plus>\+|\bplus\b)?[^\d+]*?(?P<pounds>£)?(?P<number>{_PLAIN})(?P<times>k|m|bn)?(?![\d/])", re.IGNORECASE
)
_TIMES = {
    "k": Decimal(1000),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "million": Decimal(10**6),
    "bn": Decimal(10**9),
    "billion": Decimal(10**9),
}
_NOTHING = re.compile(r"(?:[-–—−‒]|nil|none|0)?", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:st|nd|rd|th|s)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TAG = re.compile(r"</?\w+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell and the number that it holds, if it holds one number and nothing else that counts."""

    slice: Slice
    number: Decimal | None
    """With its sign and its own scale, but not that of its column; an empty cell is 0, "TBC" is None."""
    step: Decimal = Decimal(1)
    """What one of the last shown digit stands for."""
    empty: bool = False
    """Nothing, or a dash for it."""
    percent: bool = False
    money: bool = False

    @property
    def filled(self) -> bool:
        return self.number is not None and not self.empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of numbers."""

    row: Row
    label: str
    """What it is called: the words of its first cells."""
    cells: tuple[Cell, ...]
    """In column order, those of the label too."""

    @property
    def has_numbers(self) -> bool:
        return any(cell.filled for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    table: Table
    columns: tuple[str, ...]
    """Names of the columns, from all the rows above the first number."""
    lines: tuple[Line, ...]
    """Below the names, in order; one without a number is a heading inside the table."""

    @property
    def width(self) -> int:
        return len(self.columns)


def read_cell(slice_: Slice) -> Cell:
    """ "(1,250)" is less than nothing, "-" nothing, "TBC" and "3rd" no number."""
    text = _TAG.sub("", slice_.text).strip().replace("\xa0", " ").replace("**", "")
    if _NOTHING.fullmatch(text):
        return Cell(slice=slice_, number=Decimal(0), empty=text != "0")
    match = _CELL.fullmatch(text)
    if match is None or (match["words"] and _ORDINAL.match(match["words"].strip())):
        return Cell(slice=slice_, number=None)
    number = Decimal(match["number"].replace(",", ""))
    scale = _TIMES[match["times"].lower()] if match["times"] else Decimal(1)
    decimals = len(match["number"].partition(".")[2])
    bracketed = (match["open"] or match["open2"]) and not match["words"]
    negative = bool(bracketed) or (match["sign"] or match["sign2"] or "+") != "+"
    return Cell(
        slice=slice_,
        number=(-number if negative else number) * scale,
        step=scale * Decimal(1).scaleb(-decimals),
        percent=bool(match["percent"]),
        money=bool(match["pounds"]),
    )


def read_grid(table: Table) -> Grid | None:
    """None for a table in which nothing can be reckoned."""
    width = max((len(row.cells) for row in table.rows), default=0)
    rows = [tuple(read_cell(cell) for cell in row.cells) for row in table.rows]
    first = _first_numbers(rows, table.header_rows)
    if first is None or width < 2:
        return None
    columns = tuple(_column_name(table.rows[:first], place) for place in range(width))
    lines = tuple(
        Line(row=row, label=_label(cells), cells=_padded(cells, width))
        for row, cells in zip(table.rows[first:], rows[first:], strict=True)
        if len(cells) <= width
    )
    return Grid(table=table, columns=columns, lines=lines)


def _first_numbers(rows: list[tuple[Cell, ...]], header_rows: int) -> int | None:
    for place, cells in enumerate(rows):
        if place < header_rows:
            continue
        numbers = [cell for cell in cells[1:] if cell.filled]
        if numbers and not (place == 0 and all(_YEAR.fullmatch(cell.slice.text.strip()) for cell in numbers)):
            return place
    return None


def _column_name(rows: tuple[Row, ...], place: int) -> str:
    texts = (row.cells[place].text.strip() for row in rows if place < len(row.cells))
    return unlike(" ".join(" ".join(text.split()) for text in texts if text))


def _label(cells: tuple[Cell, ...]) -> str:
    """Words of the cells before the first number."""
    words: list[str] = []
    for cell in cells:
        if cell.filled and words:
            break
        if not cell.filled and not cell.empty:
            words.append(" ".join(cell.slice.text.split()))
        elif cell.filled:
            break
    return unlike(" ".join(words[:2]))


def _padded(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    end = Slice(text="", start=cells[-1].slice.start + len(cells[-1].slice.text))
    return cells + (Cell(slice=end, number=Decimal(0), empty=True),) * (width - len(cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the numbers in a cell that holds several: "189 headcount, 164 FTE"."""

    number: Decimal
    step: Decimal
    added: bool
    """Whether a plus sign stands before it."""
    written: str


def parts_of(cell: Cell) -> tuple[Part, ...]:
    """The numbers of a cell; brackets with a date are left out."""
    text = re.sub(r"\([^()]*(?:19|20)\d\d[^()]*\)", lambda found: " " * len(found[0]), cell.slice.text)
    return tuple(_part(match) for match in _PART.finditer(text))


def _part(match: re.Match[str]) -> Part:
    scale = _TIMES[match["times"].lower()] if match["times"] else Decimal(1)
    decimals = len(match["number"].partition(".")[2])
    written = (match["pounds"] or "") + match["number"] + (match["times"] or "")
    return Part(
        number=Decimal(match["number"].replace(",", "")) * scale,
        step=scale * Decimal(1).scaleb(-decimals),
        added=bool(match["plus"]),
        written=written,
    )
