"""Questions on passages of other papers, each with the sentences, items and rows that answer it, as papers of an index.

A line of the file is a passage as it was split: its units, its questions with the numbers of the units that answer
each, and a near miss that the passage does not answer. The passages of one document become one web page, with headings,
lists and tables, so that they are read, split and searched as papers are. What answers is then looked up again among
the units of the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from councilqa.domain.passages import Passage, Unit, UnitKind
from councilqa.errors import SettingsError
from councilqa.evals.foreign.beir import parse_object, read_lines
from councilqa.text import comparable

Shape = Literal["text", "list", "table"]
_Text = Annotated[str, Field(min_length=1)]
_BULLET = re.compile(r"^(?:o\s+|[^\w\s(£$€\"'‘“<>≥≤+\[-]+\s*|[-–]\s+)")
_NAME = re.compile(r"(?:^|; )([^:;]{1,160}): ")
_ENDS = re.compile(r"[.?!][\"'’”)\]]*$")
_BEGINS = re.compile(r"[\"'‘“(\[]*[A-Z0-9£]")
_DEEPEST = 6


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ReportUnit(_Line):
    """A sentence, an item, a row or a heading of a passage."""

    kind: UnitKind
    text: str
    """Of a row "Chief Executive – Posts: 1; Budget £000: 191", of the heads of a table with tabs between; empty where
    only a bullet or a blank row stood."""
    lead_in: str | None = None


class ReportQuestion(_Line):
    question: _Text
    units: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)]
    """Numbers, from 0, of all units that answer it together."""


class ReportPassage(_Line):
    """A line of the file."""

    id: _Text
    document: _Text
    title: _Text
    section: tuple[str, ...] = ()
    shape: Shape
    part: str
    units: Annotated[tuple[ReportUnit, ...], Field(min_length=1)]
    questions: tuple[ReportQuestion, ...]
    near_miss: str | None = None

    @model_validator(mode="after")
    def _are_there(self) -> Self:
        most = max((number for each in self.questions for number in each.units), default=0)
        if most >= len(self.units):
            raise ValueError(f"a question is answered by unit {most}, and there are {len(self.units)}")
        return self


def read_reports(path: Path, *, part: str) -> tuple[ReportPassage, ...]:
    """The passages of one part, in the file's order; raises SettingsError that names file and line of what is wrong."""
    lines = [_passage(line, f"{path.name}, line {number}") for number, line in read_lines(path)]
    found = tuple(each for each in lines if each.part == part)
    if not found:
        parts = ", ".join(sorted({each.part for each in lines})) or "none"
        raise SettingsError(f"{path.name} holds no passage of the part {part!r}", hint=f"Parts there: {parts}.")
    names: dict[str, int] = {}
    for number, each in enumerate(lines, 1):
        if names.setdefault(each.id, number) != number:
            raise SettingsError(f"{path.name}: the id {each.id!r} stands twice", hint="Give each passage its own.")
    return found


def _passage(line: str, where: str) -> ReportPassage:
    try:
        return ReportPassage.model_validate(parse_object(line, where))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        said = first["msg"].removeprefix("Value error, ").lower()
        at = ".".join(map(str, first["loc"]))
        raise SettingsError(f"{where}: {at}: {said}".replace(": : ", ": "), hint="Correct that line.") from error


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit as it stands in a page."""

    kind: UnitKind
    parts: tuple[str, ...]
    """Its text, or the cells of a row."""

    @property
    def key(self) -> str:
        """What is the same however it is written: letters and digits alone."""
        return key_of(" ".join(self.parts))


def key_of(text: str) -> str:
    return "".join(character for character in comparable(text) if character.isalnum())


def key_of_unit(unit: Unit) -> str:
    return key_of(" ".join(unit.cells) or unit.text)


def pieces(passage: ReportPassage) -> tuple[Piece, ...]:
    """The units of a passage, each row with its cells."""
    columns = _columns(passage.units)
    return tuple(_piece(unit, columns) for unit in passage.units)


def _piece(unit: ReportUnit, columns: Sequence[str]) -> Piece:
    if unit.kind == "row":
        return Piece("row", _cells(unit.text, columns))
    if _is_head(unit):
        return Piece("heading", tuple(cell.strip() for cell in unit.text.split("\t")))
    return Piece(unit.kind, (_BULLET.sub("", unit.text) if unit.kind == "item" else unit.text,))


def _is_head(unit: ReportUnit) -> bool:
    return unit.kind == "heading" and "\t" in unit.text


def _columns(units: Sequence[ReportUnit]) -> tuple[str, ...]:
    """The names of a passage's columns but that of the rows' names: of its heads, or as its rows were read out."""
    heads = [name.strip() for unit in units if _is_head(unit) for name in unit.text.split("\t")[1:] if name.strip()]
    rows = [unit.text.partition(" – ")[2] or unit.text for unit in units if unit.kind == "row"]
    read_out = [name for row in rows for name in _NAME.findall(row)]
    return tuple(dict.fromkeys((*heads, *(name for name in read_out if _is_name(name, read_out, rows)))))


def _is_name(name: str, found: Sequence[str], rows: Sequence[str]) -> bool:
    """One that names the cells of several rows, or opens what is said of one."""
    return found.count(name) > 1 or any(row.startswith(f"{name}: ") for row in rows)


def _cells(text: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The row's name, then a cell for each column; a row that is not read out so is one cell."""
    label, dash, rest = text.partition(" – ")
    if not dash:
        label, rest = "", text
    named = "|".join(map(re.escape, sorted(columns, key=len, reverse=True)))
    parts = re.split(rf"(?:^|; )({named}): ", rest) if named else [rest]
    if len(parts) == 1:
        return (label, rest) if dash else (text,)
    given = dict(zip(parts[1::2], parts[2::2], strict=True))
    first = f"{label}; {parts[0]}" if label and parts[0] else label or parts[0]
    return (first, *(given.get(name, "") for name in columns))


def page_of(passages: Sequence[ReportPassage]) -> str:
    """A web page of one document's passages, in their order."""
    title = escape(passages[0].title)
    body = "\n".join(_Page(passages).lines())
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f'<!doctype html>\n<html lang="en">{head}\n<body><main>\n<h1>{title}</h1>\n{body}\n</main></body></html>\n'


class _Page:
    """One pass over a document's passages, with what is open: a paragraph, a list or a table."""

    def __init__(self, passages: Sequence[ReportPassage]) -> None:
        self._passages = passages
        self._open = ""
        self._sentences: list[str] = []
        self._above: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        for passage in self._passages:
            yield from self._headings(passage)
            said = ""
            columns = _columns(passage.units)
            for unit, piece in zip(passage.units, pieces(passage), strict=True):
                if unit.lead_in and key_of(unit.lead_in) not in said and not self._is_open_table(piece):
                    yield from self._sentence(unit.lead_in)
                    said += key_of(unit.lead_in)
                if piece.key:
                    yield from self._piece(piece, passage.section, columns)
                said += key_of(unit.text)
            yield from self._closed()

    def _is_open_table(self, piece: Piece) -> bool:
        return self._open == "table" and piece.kind == "row"

    def _headings(self, passage: ReportPassage) -> Iterator[str]:
        """Those above a passage that are not above the one before and do not stand in it."""
        own = {piece.key for piece in pieces(passage) if piece.kind == "heading"}
        same = _shared(self._above, passage.section)
        for depth, text in enumerate(passage.section[same:], same):
            if key_of(text) not in own:
                yield _heading(text, depth)
        self._above = passage.section

    def _piece(self, piece: Piece, section: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
        if piece.kind == "sentence":
            yield from self._sentence(piece.parts[0])
        elif piece.kind == "item":
            yield from self._opened("ul")
            yield f"<li>{escape(piece.parts[0])}</li>"
        elif piece.kind == "row":
            if self._open != "table":
                yield from self._opened("table")
                yield _row(("", *columns), "th") if columns and len(piece.parts) > 1 else ""
            yield _row(piece.parts, "td")
        elif len(piece.parts) == 1:
            yield from self._closed()
            yield _heading(piece.parts[0], _depth(piece, section))
        else:
            yield from self._closed()
            yield from self._opened("table")
            yield _row(piece.parts if len(piece.parts) > len(columns) else ("", *columns), "th")

    def _sentence(self, text: str) -> Iterator[str]:
        """One that begins as sentences do, after one that ends so, stands in the same paragraph."""
        if self._sentences and not (_ENDS.search(self._sentences[-1]) and _BEGINS.match(text)):
            yield from self._closed()
        yield from self._opened("p")
        self._sentences.append(text)

    def _opened(self, tag: str) -> Iterator[str]:
        if self._open != tag:
            yield from self._closed()
            self._open = tag
            if tag != "p":
                yield f"<{tag}>"

    def _closed(self) -> Iterator[str]:
        if self._open == "p":
            yield f"<p>{escape(' '.join(self._sentences))}</p>"
            self._sentences = []
        elif self._open:
            yield f"</{self._open}>"
        self._open = ""


def _shared(before: Sequence[str], after: Sequence[str]) -> int:
    """How many headings two places have in common."""
    return next(
        (n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )


def _depth(piece: Piece, section: Sequence[str]) -> int:
    keys = [key_of(each) for each in section]
    return keys.index(piece.key) if piece.key in keys else len(section)


def _heading(text: str, depth: int) -> str:
    level = min(depth + 2, _DEEPEST)
    return f"<h{level}>{escape(text)}</h{level}>"


def _row(cells: Iterable[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def write_pages(passages: Sequence[ReportPassage], folder: Path) -> Mapping[str, Path]:
    """A page for each document, by its name; raises SettingsError for a name that is no file's."""
    by_document: dict[str, list[ReportPassage]] = {}
    for each in passages:
        by_document.setdefault(each.document, []).append(each)
    written = {}
    for name, own in by_document.items():
        if not re.fullmatch(r"[\w.-]+", name):
            raise SettingsError(f"{name!r} is no name for a document", hint="Use letters, digits, dots and hyphens.")
        written[name] = folder / f"{name}.html"
        written[name].write_text(page_of(own), "utf-8")
    return written


@dataclass(slots=True)
class Units:
    """The units of one document of the index, to look those of the file up in."""

    passages: Sequence[Passage]
    _units: list[Unit] = field(init=False)
    _keys: list[str] = field(init=False)
    _at: int = 0
    """Where the last was found: what stands twice is the next one from there."""

    def __post_init__(self) -> None:
        self._units = [
            unit for passage in sorted(self.passages, key=lambda each: each.ordinal) for unit in passage.units
        ]
        self._keys = [key_of_unit(unit) for unit in self._units]

    def find(self, piece: Piece) -> tuple[Unit, ...]:
        """The unit that is this piece, or those that it was cut into, or one that it is a part of; empty where none."""
        places = [*range(self._at, len(self._units)), *range(self._at)]
        found = self._same(piece.key, places) or self._parts(piece.key, places) or self._whole(piece.key, places)
        if found:
            self._at = found[-1]
        return tuple(self._units[place] for place in found)

    def _same(self, key: str, places: Sequence[int]) -> list[int]:
        return [place for place in places if self._keys[place] == key][:1]

    def _parts(self, key: str, places: Sequence[int]) -> list[int]:
        """Units in a row that make it up."""
        for place in places:
            end, made = place, ""
            while end < len(self._keys) and key.startswith(made) and len(made) < len(key):
                made += self._keys[end]
                end += 1
            if made == key and end > place:
                return [each for each in range(place, end) if self._keys[each]]
        return []

    def _whole(self, key: str, places: Sequence[int]) -> list[int]:
        """The first unit that holds it, unless it is too short to say which."""
        return [place for place in places if len(key) >= _TELLING and key in self._keys[place]][:1]


_TELLING = 12
"""Letters of a unit by which it can be told within another."""
