"""Chunks to the draft's text: blocks as slices of it, pages as stretches of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from councilqa.domain.documents import (
    Block,
    Footnote,
    Heading,
    ListItem,
    Page,
    Paragraph,
    Row,
    Slice,
    Table,
)
from councilqa.ingest import table_names as names
from councilqa.ingest.pdf_blocks import Chunk
from councilqa.ingest.pdf_tables import Cell, Grid
from councilqa.ingest.table_names import labels_below, over_gaps, spread

_BROKEN = re.compile(r"((?:[^\W\d_]+-)*)(\w+)-$")
_RANGE = re.compile(r"[\w%)][-–/]$")
_AMOUNT = re.compile(r"[£$€(]?\d")
_REST = re.compile(r"([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXES = frozenset(
    [
        "all",
        "anti",
        "co",
        "cross",
        "ex",
        "full",
        "half",
        "high",
        "inter",
        "joint",
        "long",
        "low",
        "mid",
        "multi",
        "non",
        "off",
        "on",
        "one",
        "over",
        "part",
        "post",
        "pre",
        "pro",
        "re",
        "self",
        "semi",
        "short",
        "single",
        "sub",
        "third",
        "two",
        "under",
        "up",
        "well",
        "year",
    ]
)


class Words:
    """The words of the document, to tell a hyphen at a line's end from one in a word."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._known = {word.lower() for line in lines for word in _inner_words(line)}

    def join(self, lines: Sequence[str]) -> str:
        """Lines of one paragraph as running text."""
        text = ""
        for line in lines:
            text = self._append(text, line) if text else line
        return text

    def _append(self, text: str, line: str) -> str:
        if _RANGE.search(text) and _AMOUNT.match(line):
            return text + line
        broken = _BROKEN.search(text)
        rest = _REST.match(line) if broken is not None else None
        if broken is None or rest is None:
            return f"{text} {line}"
        if broken[1] and not self._ends_compound(broken[1].lower(), broken[2].lower(), rest[1].lower()):
            return text + line
        if self._is_one_word(broken[2].lower(), rest[1]):
            return text[:-1] + line
        return text + line

    def _ends_compound(self, before: str, start: str, rest: str) -> bool:
        """Whether the break lies in the last word of a compound: "co-oper-/ative", not "out-of-/hours"."""
        if before + start + rest in self._known:
            return True
        return f"{before}{start}-{rest}" not in self._known and start not in self._known and len(start) > 3

    def _is_one_word(self, start: str, rest: str) -> bool:
        """Whether the hyphen only marks the break: "imple-/mentation", not "high-/quality"."""
        if not rest[:1].islower() or not start.isalpha() or len(rest) < 2:
            return False
        whole, compound = start + rest, f"{start}-{rest}"
        if compound in self._known:
            return False
        if whole in self._known:
            return True
        parts = start in self._known and rest in self._known
        return not parts and start not in _PREFIXES and len(start) >= 2 and len(rest) >= 3


def _inner_words(line: str) -> list[str]:
    """Words that the line's end cannot have cut."""
    found = [match[0] for match in _WORD.finditer(line)]
    ends_cut, begins_cut = line.endswith("-"), line[:1].islower()
    return found[int(begins_cut) : len(found) - int(ends_cut)]


class TextSetter:
    """Sets one chunk after another and keeps count of where each page begins."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._pieces: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self.page_starts: dict[int, int] = {}

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, chunk: Chunk) -> None:
        if self._length:
            self._put("\n\n")
        self.blocks.append(self._table(chunk) if chunk.kind == "table" else self._prose(chunk))

    def _put(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)

    def _begin_page(self, page: int) -> None:
        self.page_starts.setdefault(page, self._length)

    def _prose(self, chunk: Chunk) -> Block:
        start, text = self._length, ""
        for page, lines in chunk.parts:
            grown = self._words.join([*([text] if text else []), *(line.text for line in lines)])
            if text and not grown.startswith(text):
                # The word that the page break cuts stays whole, on the page it begins on.
                cut = _after_word(grown, len(text) - 1)
                self.page_starts.setdefault(page, start + cut)
            elif text:
                gap = len(grown) > len(text) and grown[len(text)] == " "
                self.page_starts.setdefault(page, start + len(text) + int(gap))
            else:
                self._begin_page(page)
            text = grown
        self._put(text)
        return _prose_block(chunk, text, start)

    def _table(self, chunk: Chunk) -> Table:
        start, begun = self._length, len(self._pieces)
        rows: list[Row] = []
        used = _used_columns(chunk)
        heads = _header_rows(chunk)
        kept = [(page, row) for page, grid in _without_repeated_heads(chunk) for row in grid.rows]
        texts = self._texts([row for _, row in kept], heads, ruled=chunk.grids[0][1].ruled)
        for (page, _), row_texts in zip(kept, texts, strict=True):
            if rows:
                self._put("\n")
            self._begin_page(page)
            rows.append(self._row([row_texts[column] for column in used]))
        text = "".join(self._pieces[begun:])
        return Table(
            text=text,
            start=start,
            rows=tuple(rows),
            header_rows=heads,
            caption=chunk.caption,
        )

    def _texts(self, rows: Sequence[Sequence[Cell]], heads: int, *, ruled: bool) -> list[list[str]]:
        """What stands in each cell, with names over all the columns and labels in all the rows they hold for."""
        named = [_named(row, self._words) for row in rows]
        texts = [spread(row, repeat=at < heads) for at, row in enumerate(named)]
        texts[:heads] = over_gaps(texts[:heads])
        covered = {(at, column) for at, row in enumerate(rows) for column, cell in enumerate(row) if cell.covered}
        for (at, column), label in labels_below(texts, first=heads, covered=covered, blanks=ruled).items():
            texts[at][column] = label
        return texts

    def _row(self, texts: Sequence[str]) -> Row:
        slices: list[Slice] = []
        for number, text in enumerate(texts):
            if number:
                self._put("\t")
            slices.append(Slice(text=text, start=self._length))
            self._put(text)
        return Row(cells=tuple(slices))


def _after_word(text: str, index: int) -> int:
    space = text.find(" ", index)
    return len(text) if space < 0 else space + 1


def _prose_block(chunk: Chunk, text: str, start: int) -> Block:
    match chunk.kind:
        case "heading":
            return Heading(text=text, start=start, level=chunk.level, number=chunk.number)
        case "item":
            return ListItem(text=text, start=start, depth=chunk.depth, number=chunk.number)
        case "footnote":
            return Footnote(text=text, start=start, number=chunk.number)
        case _:
            return Paragraph(text=text, start=start, number=chunk.number)


def _used_columns(chunk: Chunk) -> list[int]:
    """The columns that hold any text on any page."""
    rows = [row for _, grid in chunk.grids for row in grid.rows]
    return [column for column in range(len(rows[0])) if any(row[column].lines for row in rows)]


def _named(row: Sequence[Cell], words: Words) -> list[names.Cell]:
    """A row as the file draws it: a cell over several columns stands once."""
    cells: list[names.Cell] = []
    column = 0
    while column < len(row):
        wide = max(min(row[column].columns, len(row) - column), 1)
        if any(cell.lines for cell in row[column + 1 : column + wide]):
            wide = 1
        cells.append(names.Cell(text=words.join(row[column].lines), columns=wide))
        column += wide
    return cells


def _without_repeated_heads(chunk: Chunk) -> Iterator[tuple[int, Grid]]:
    """The table's part on each page, the header only on the first."""
    first = chunk.grids[0][1].rows
    for part, (page, grid) in enumerate(chunk.grids):
        yield page, replace(grid, rows=tuple(without_repeats(grid.rows, first))) if part else grid


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell.text for cell in row)


def without_repeats(rows: Sequence[tuple[Cell, ...]], first: Sequence[tuple[Cell, ...]]) -> Sequence[tuple[Cell, ...]]:
    """Rows of a table's next page without the header that is printed on it again."""
    repeated = 0
    while repeated < min(len(rows), len(first), 4) and _texts(rows[repeated]) == _texts(first[repeated]):
        repeated += 1
    return rows[repeated:]


def _header_rows(chunk: Chunk) -> int:
    """How many rows name the columns, with those that complete their names."""
    rows = [_named(row, Words([])) for _, grid in chunk.grids for row in grid.rows]
    return names.with_bands(rows, _marked_rows(chunk))


def _marked_rows(chunk: Chunk) -> int:
    """How many rows are printed again on the next page, in bold, or above figures."""
    first = chunk.grids[0][1].rows
    repeats = [len(grid.rows) - len(without_repeats(grid.rows, first)) for _, grid in chunk.grids[1:]]
    if any(repeats):
        return max(repeats)
    bold = [all(cell.bold for cell in row if cell.lines) for row in first]
    if all(bold) or not bold[0]:
        return int(_names_columns(first))
    count = 0
    while count < min(3, len(bold)) and bold[count]:
        count += 1
    return count if sum(bool(cell.lines) for cell in first[0]) > 1 or count > 1 else 0


def _names_columns(rows: Sequence[tuple[Cell, ...]]) -> bool:
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    top = rows[0]
    if any(len(cell.text) > 60 or not cell.lines for cell in top[1:]):
        return False
    if len(rows[0]) >= 3:
        return not any(cell.text.endswith(":") for cell in top) and not _has_figures(top[1:])
    return not _has_figures(top[1:]) and any(_has_figures(row[1:]) for row in rows[1:])


def _has_figures(cells: Sequence[Cell]) -> bool:
    return any(re.fullmatch(r"[(£€$~c-]*[\d,.]+\s*(?:%|k|m|bn)?\)?", cell.text) for cell in cells)


def page_list(
    count: int, starts: Mapping[int, int], length: int, labels: Mapping[int, str], items: Mapping[int, str]
) -> tuple[Page, ...]:
    """Pages that together cover the text; one without text is empty, at its place."""
    begins = [length] * (count + 1)
    for number in range(count, 0, -1):
        begins[number - 1] = starts.get(number, begins[number])
    begins[0] = 0
    return tuple(
        Page(number=n, label=labels.get(n), start=begins[n - 1], end=begins[n], item=items.get(n))
        for n in range(1, count + 1)
    )
