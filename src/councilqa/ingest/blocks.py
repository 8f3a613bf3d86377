"""How the readers of Word files and web pages put their blocks together.

A reader makes blocks that start at 0; `draft_of` gives each its place in one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from councilqa.domain.documents import Block, Draft, ListItem, Paragraph, Row, Slice, Table
from councilqa.errors import TooLargeError
from councilqa.ingest.numbering import leading_number
from councilqa.ingest.table_names import Cell, labels_below, over_gaps, spread

SEPARATOR = "\n\n"
CELL_SEPARATOR = "\t"
ROW_SEPARATOR = "\n"
COVERED = "█"
"""For words within a line that cannot be seen, where the page shows a gap or a box."""
MAX_CELLS = 1_000_000
"""Of one table; a sheet of 10,000 rows and 100 columns, far past any report."""
_LONGEST_NAME = 60
_LONGEST_BOLD_HEADING = 120

_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
# Zero-width marks, soft hyphens and control characters say nothing and would break quotations.
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
# Fonts such as Wingdings put their bullets into the private-use area.
_BULLET = re.compile("(?:[•●○▪▫■□◦‣⁃∙➢➔✓❖·\uf000-\uf0ff]|[oO](?=\t)|[-–—*](?=[\t ]))\\s*")

_INITIAL = re.compile(r"[A-Z]\. (?:[A-Z]\. ?)*\S+(?: \S+)?$")
"""A name such as "T. Clegg", which is no paragraph T."""


def tidy(text: str) -> str:
    """Text as a reader sees it: one space where there are many, line breaks kept."""
    return _BREAKS.sub("\n", _SPACES.sub(" ", _UNSEEN.sub("", text))).strip()


def one_line(text: str) -> str:
    """Text for a heading or a cell, where a line break is a space."""
    return tidy(text).replace("\n", " ")


def prose(raw: str, *, depth: int = 0) -> Paragraph | ListItem:
    """A paragraph, or a list item where a bullet or the number of an item stands typed at its start."""
    bullet = _BULLET.match(raw.lstrip())
    if bullet is not None and raw.lstrip()[bullet.end() :].strip():
        return ListItem(text=tidy(raw.lstrip()[bullet.end() :]), start=0, depth=depth)
    text = tidy(raw)
    number = typed_number(text)
    if number is None or number[0].isdigit():
        return Paragraph(text=text, start=0, number=number)
    return ListItem(text=text, start=0, depth=depth, number=number)


def typed_number(text: str) -> str | None:
    """The number that stands at the start of a text, for a block that has no other."""
    found = leading_number(text)
    if found is None or (len(text) <= _LONGEST_NAME and _INITIAL.match(text)):
        return None
    return found[0]


def reads_like_heading(text: str) -> bool:
    """Whether a paragraph set in bold may be a heading: short, and no sentence."""
    return (
        len(text) <= _LONGEST_BOLD_HEADING
        and any(letter.isalpha() for letter in text)
        and not text.endswith((".", ";", ","))
    )


def table_of(rows: Sequence[Sequence[Cell]], *, header_rows: int, caption: str | None = None) -> Table | None:
    """A table from the cells of its rows, or None where no cell has any text.

    A merged cell stands once, in its first row and column, so that a figure is not counted twice. A name is repeated:
    in a header over the columns it covers, below it over the rows it holds for.
    """
    width = max((sum(cell.columns for cell in row) for row in rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise TooLargeError(f"a table has more than {MAX_CELLS} cells", hint="Take the table out of the paper.")
    once = [spread(row) for row in rows]
    used = sorted({column for row in once for column, text in enumerate(row) if text})
    kept = [index for index, row in enumerate(once) if any(row)]
    if not kept:
        return None
    headers = sum(1 for index in kept if index < header_rows)
    texts = [[_at(spread(rows[index], repeat=index < header_rows), column) for column in used] for index in kept]
    texts[:headers] = over_gaps(texts[:headers])
    covered = _covered([rows[index] for index in kept], used)
    for (row, column), label in labels_below(texts, first=headers, covered=covered).items():
        texts[row][column] = label
    return _table(texts, header_rows=headers, caption=caption)


def _covered(rows: Sequence[Sequence[Cell]], used: Sequence[int]) -> set[tuple[int, int]]:
    """Where the lower parts of cells that reach down stand, by row and column."""
    places = {column: place for place, column in enumerate(used)}
    found: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            if cell.covered and column in places:
                found.add((at, places[column]))
            column += cell.columns
    return found


def _at(texts: Sequence[str], column: int) -> str:
    return texts[column] if column < len(texts) else ""


def _table(texts: Sequence[Sequence[str]], *, header_rows: int, caption: str | None) -> Table:
    rows: list[Row] = []
    offset = 0
    for row in texts:
        cells: list[Slice] = []
        for text in row:
            cells.append(Slice(text=text, start=offset))
            offset += len(text) + 1  # one separator follows each cell and each row
        rows.append(Row(cells=tuple(cells)))
    text = ROW_SEPARATOR.join(CELL_SEPARATOR.join(row) for row in texts)
    return Table(text=text, start=0, rows=tuple(rows), header_rows=header_rows, caption=caption)


def draft_of(blocks: Iterable[Block], *, title: str | None = None, notes: Sequence[str] = ()) -> Draft:
    """One text out of all blocks, each moved to its place in it."""
    placed = tuple(_placed(block for block in blocks if block.text))
    text = SEPARATOR.join(block.text for block in placed)
    return Draft(text=text, blocks=placed, title=title, notes=tuple(notes))


def _placed(blocks: Iterable[Block]) -> Iterator[Block]:
    offset = 0
    for block in blocks:
        yield moved(block, offset)
        offset += len(block.text) + len(SEPARATOR)


def moved(block: Block, offset: int) -> Block:
    """The same block further on in the text, its cells with it."""
    if not isinstance(block, Table):
        return replace(block, start=block.start + offset)
    rows = tuple(Row(cells=tuple(replace(cell, start=cell.start + offset) for cell in row.cells)) for row in block.rows)
    return replace(block, start=block.start + offset, rows=rows)
