"""A unit as it is read out: one line without markup, a row with its columns' names and its sums in pounds."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from councilqa.answering.shorten import cut, shortened
from councilqa.domain.passages import Unit
from councilqa.figures import scale_named
from councilqa.text import comparable, content_words

_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|</?(?:u|b|i|em|strong|sup)>")
LONGEST_ROW = 500
"""Characters; one of 800 could never be quoted, and one that is a little shorter takes the place of all else."""
_BULLETS = re.compile(r"[\uf000-\uf8ff•▪✓✔▼]")


def spoken(unit: Unit, about: Collection[str] = ()) -> str:
    """A unit as it is read out: no markup, one line; a row with its columns' names and its unit.

    Of a long row only its name and what is `about` the stems given, with "…" where sentences are left out; without
    stems all of it.
    """
    if unit.kind != "row" or len(unit.cells) <= 1:
        return clean(unit.text)
    label, names, cells = _row(unit)
    text = _row_text(unit, label, names, cells)
    if not about or len(text) <= LONGEST_ROW:
        return text
    label = cut(label, LONGEST_ROW // 2)
    return _row_text(unit, label, names, shortened(cells, about, most=LONGEST_ROW - len(label)))


def _row(unit: Unit) -> tuple[str, list[str], list[str]]:
    """Its name, which is its first cell with text, and the columns' names and texts of the other cells."""
    cells = [clean(cell) for cell in unit.cells]
    first = next((place for place, cell in enumerate(cells) if cell), 0)
    names = [*unit.columns, *[""] * (len(cells) - len(unit.columns))][: len(cells)]
    return cells[first], [*names[:first], *names[first + 1 :]], [*cells[:first], *cells[first + 1 :]]


def _row_text(unit: Unit, label: str, names: Sequence[str], cells: Sequence[str]) -> str:
    """ "Chief Executive – Total FTE: 1.0; Total Budget: £191,000" from a row and its header."""
    caption = None if any(map(scale_named, unit.columns)) else unit.unit
    pairs = [_cell(name, cell, caption) for name, cell in zip(names, cells, strict=True) if cell]
    rest = [f"{name}: {cell}" if name else cell for name, cell in pairs]
    text = f"{label} – {'; '.join(rest)}" if rest else label
    if unit.unit and unit.unit not in text and not scale_named(unit.unit) and re.search(r"\d", text):
        text = f"{text} ({unit.unit})"
    return text


_COUNTS = re.compile(r"%|per ?cent|\b(?:fte|number|no|headcount|year|ref)\b|^posts?$", re.IGNORECASE)
"""Of a column's name: its figures are no money, whatever unit stands over the table."""
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_FIGURES = re.compile(r"[-–(\d][\d\s,.()–-]*")


def _cell(name: str, cell: str, caption: str | None) -> tuple[str, str]:
    """A column's name and a cell: where its unit is in the name or over the table, "191" becomes "£191,000"."""
    named = scale_named(name)
    if named is None:
        return name, cell if caption is None or _COUNTS.search(name) else _under(caption, cell)
    written = cell_in_pounds(cell, name)
    if written is None:
        return name, cell
    start, end = named[1]
    return " ".join(_EMPTY.sub(" ", f"{name[:start]} {name[end:]}").split()).strip(" ,-–"), written


def _under(caption: str, cell: str) -> str:
    """A cell with the unit that stands over its table: as a sum of money, or else in brackets behind figures."""
    written = cell_in_pounds(cell, caption)
    bare = written is None and scale_named(caption) is not None and _FIGURES.fullmatch(cell)
    return f"{cell} ({caption})" if bare else written or cell


_PLAIN = re.compile(r"(?P<before>[(-]?\s?)(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<after>\)?)")


def cell_in_pounds(cell: str, unit: str) -> str | None:
    """The plain number of a cell under "£000" or "Budget £m" as a sum of money; None for what is something else."""
    match, named = _PLAIN.fullmatch(cell.strip()), scale_named(unit)
    if match is None or named is None:
        return None
    scale = named[0]
    number = Decimal(match["number"].replace(",", ""))
    if scale.times == 1_000_000:
        written = f"£{match['number']}m"
    else:
        value = number * scale.times
        written = f"£{value:,.0f}" if value == value.to_integral_value() else f"£{value:,}"
    return f"{match['before']}{written}{match['after']}"


def clean(text: str) -> str:
    return " ".join(_BULLETS.sub(" ", _EMPHASIS.sub("", text)).split())


LONGEST_INTRODUCTION = 90
_NUMBERED = re.compile(
    r"^(?:(?:table|figure|annex|appendix)\s+)?[A-Z]?\d{1,2}(?:\.\d+)*(?:\s*[-–:.)]\s*|\s+)", re.IGNORECASE
)
_BE = r"(?:is|are|was|were|will be)"
_GIVEN = r"(?:set out|shown|given|detailed|provided|listed|presented|summarised|outlined)"
_WHERE = r"(?:(?:as follows|below|here|in the (?:\w+ )?table(?: below)?)\b)"
_POINTING = re.compile(
    rf",?\s*(?:{_BE}(?: {_GIVEN})?(?: {_WHERE})?|as (?:{_GIVEN}|follows)(?: below)?|below)\s*:?\s*$",
    re.IGNORECASE,
)
"""How a sentence points on to its table: that part says nothing beside a row."""


def without_number(text: str) -> str:
    """Without the number of its paragraph: "9.27 The costs are:"."""
    return _PARAGRAPH.sub("", text)


_PARAGRAPH = re.compile(r"^\(?[A-Z]?\d{1,3}(?:\.\d{1,3})+[.)]?\s+(?=[A-Z])")


def introduction(unit: Unit, row: str) -> str:
    """Words of the paper that say what a row's table is of: its caption, or else its heading.

    Empty where they are long, or hold a figure that the row does not.
    """
    lead = (unit.lead_in or "").strip()
    said = [lead] if lead.endswith(":") or re.match(r"table\b", lead, re.IGNORECASE) else []
    for each in (*said, *unit.section[-1:]):
        words = _POINTING.sub("", _NUMBERED.sub("", clean(each))).rstrip(" :.")
        if words.lower().startswith(("in ", "for ", "as ", "with ")):
            continue
        if len(content_words(words)) >= 2 and len(words) <= LONGEST_INTRODUCTION and not _adds_figure(words, row):
            return words
    return ""


def _adds_figure(words: str, row: str) -> bool:
    known = re.findall(r"\d+", comparable(row))
    return any(figure not in known for figure in re.findall(r"\d+", comparable(words)))


def is_row(unit: Unit) -> bool:
    return unit.kind == "row" and len(unit.cells) > 1
