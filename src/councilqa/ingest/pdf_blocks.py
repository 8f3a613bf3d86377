"""Lines and tables to headings, paragraphs, items and footnotes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from councilqa.ingest.numbering import leading_number
from councilqa.ingest.pdf_lines import Line
from councilqa.ingest.pdf_tables import Grid

Kind = Literal["heading", "paragraph", "item", "table", "footnote"]

_BULLET = re.compile(r"[•●○◦▪▫■□◆◇►▶➢➤❖✓✔·∙‣⁃*\uf000-\uf0ff\ue000-\uefff]+$|[-–—o§¢]$")
STOP = re.compile(r"[.!?;:][)\]\"'”’]*$")
_FULL_STOP = re.compile(r"[.!?;,][)\]\"'”’]*$")
_FOOTNOTE = re.compile(r"(\d{1,3}(?![\d.,%])|[*†‡])(?=\s*\S)")
CAPTION = re.compile(r"(?:Table|Tabl)\s+[A-Z]{0,2}\.?\d+(?:\.\d+)*\b")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\S{0,8}$|…\s*\S{1,8}$")
"""The dots of a table of contents before its page number."""
_LEAD_IN = re.compile(r"\b(?:that|to|is|are|asked|recommended|following)\b.*:$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A block before its text is set: lines, or a table, of one page or of several."""

    kind: Kind
    parts: tuple[tuple[int, tuple[Line, ...]], ...] = ()
    """(page, lines); a paragraph cut by a page break has two."""
    grids: tuple[tuple[int, Grid], ...] = ()
    number: str | None = None
    level: int = 1
    depth: int = 0
    caption: str | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for _, lines in self.parts for line in lines)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def last_page(self) -> int:
        return self.grids[-1][0] if self.grids else self.parts[-1][0]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual in the document."""

    body: float
    """Size of most of its text."""
    pitch: float
    """From line to line, as a multiple of the size."""


def measure(lines: Sequence[Line]) -> Measure:
    sizes: Counter[float] = Counter()
    pitches: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    for one, two in itertools.pairwise(lines):
        step = (two.top - one.top) / max(one.size, 1.0)
        if abs(one.size - two.size) < 0.5 and 0.9 < step < 2.6:
            pitches[round(step * 20) / 20] += 1
    body = sizes.most_common(1)[0][0] if sizes else 11.0
    return Measure(body=body, pitch=pitches.most_common(1)[0][0] if pitches else 1.2)


# --- lines to chunks ----------------------------------------------------------


def chunk_page(page: int, content: Sequence[Line | Grid], usual: Measure, marks: Collection[str] = ()) -> list[Chunk]:
    """The blocks of one page, in order; `marks` are the numbers of the notes it refers to."""
    chunks: list[Chunk] = []
    run: list[Line] = []
    for piece in content:
        if isinstance(piece, Line):
            run.append(piece)
            continue
        chunks += _prose(page, run, usual)
        run = []
        chunks.append(Chunk("table", grids=((page, piece),)))
    chunks += _prose(page, run, usual)
    return _typed_notes(_mark_footnotes(chunks, usual), marks)


def _typed_notes(chunks: Sequence[Chunk], marks: Collection[str]) -> list[Chunk]:
    """The last paragraphs as notes where their numbers are those that stand raised in the text above."""
    first = len(chunks)
    while first > 0 and _is_typed_note(chunks[first - 1], marks):
        first -= 1
    notes = chunks[first:]
    if not notes or notes[0].number != min(marks, key=int) or all(chunk.kind == "footnote" for chunk in notes):
        return list(chunks)
    return [*chunks[:first], *(replace(chunk, kind="footnote") for chunk in notes)]


def _is_typed_note(chunk: Chunk, marks: Collection[str]) -> bool:
    if chunk.kind not in ("paragraph", "footnote") or chunk.number not in marks:
        return False
    return chunk.text.startswith((f"{chunk.number} ", f"({chunk.number}) "))


def chunk_asides(page: int, lines: Sequence[Line]) -> list[Chunk]:
    """Text beside the page's own: a paragraph, never a heading, whatever its size."""
    return [Chunk("paragraph", ((page, tuple(lines)),))] if lines else []


def _prose(page: int, lines: Sequence[Line], usual: Measure) -> Iterator[Chunk]:
    block: list[Line] = []
    margins = _margins(lines, usual)
    for line, margin in zip(lines, margins, strict=True):
        if block and _begins(block, line, margin, usual):
            yield _classify(page, block, usual)
            block = []
        block.append(line)
    if block:
        yield _classify(page, block, usual)


def _margins(lines: Sequence[Line], usual: Measure) -> list[float]:
    """How far the line before each line could have run.

    That is the edge of the column; or, in an indented quotation, the reach of the lines
    that begin at the same place.
    """
    margins: list[float] = []
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and index > start and _same_run(lines[index - 1], lines[index], usual):
            continue
        run = lines[start:index]
        if run:
            reach = max(line.x1 for line in run)
            margins += [reach if _is_justified(run, reach) else line.right for line in run]
        start = index
    return margins


def _is_justified(run: Sequence[Line], reach: float) -> bool:
    """Whether lines end near one another, as wrapped lines do and those of an address do not."""
    ragged = sum(1 for line in run[:-1] if line.x1 < reach - 4 * line.size)
    return len(run) >= 3 and reach - run[0].x0 > 0.5 * (run[0].right - run[0].left) and ragged <= len(run) // 5


def _same_run(one: Line, two: Line, usual: Measure) -> bool:
    step = (two.top - one.top) / max(one.size, 1.0)
    return abs(one.x0 - two.x0) < 2 and abs(one.size - two.size) < 0.5 and 0 < step < 1.25 * usual.pitch


def _begins(block: Sequence[Line], line: Line, margin: float, usual: Measure) -> bool:
    """Whether a line begins a new block after the lines of `block`."""
    last = block[-1]
    if line.words[0].raised:
        return True
    if _only_marker(block):
        return line.top - last.top > 2.2 * usual.pitch * line.size
    if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return True
    if _LEADERS.search(last.text):
        return True
    full = not would_fit(last, line, margin)
    if line.top < last.top - 1 or (line.left != last.left and line.left > last.right):
        return not goes_on(block, line, full)
    if line.top - last.top > 1.28 * usual.pitch * max(line.size, last.size):
        return True
    if last.bold != line.bold and (not full or line.bold):
        return True
    if marker_of(line) is not None:
        return _marker_counts(block, line, full)
    if not full and not last.text.endswith(("-", "/")):
        return True
    return _indent_breaks(block, line)


def _only_marker(block: Sequence[Line]) -> bool:
    """A number alone on its line: its text stands on the next."""
    if len(block) != 1 or len(block[0].text) > 8:
        return False
    marker = marker_of(block[0])
    return marker is not None and marker[1] >= len(block[0].text)


def would_fit(last: Line, line: Line, margin: float) -> bool:
    """Whether the first word of a line had room on the line before: then the break was meant."""
    word = line.words[0]
    return last.x1 + (word.x1 - word.x0) + 0.9 * line.size < max(margin, last.x1)


def goes_on(block: Sequence[Line], line: Line, full: bool) -> bool:
    """Whether a sentence runs on into the next column or page."""
    text = block[-1].text
    if STOP.search(text) or abs(block[-1].size - line.size) > 0.6 or block[-1].bold != line.bold:
        return False
    if marker_of(line) is not None:
        return False
    return line.text[:1].islower() or full


def _marker_counts(block: Sequence[Line], line: Line, full: bool) -> bool:
    """A number at a line's head may be the middle of a sentence: "... in paragraph / 12. The"."""
    last = block[-1]
    if not full or STOP.search(last.text) or last.text.endswith((" and", " or", ",")):
        return True
    marker = marker_of(line)
    if marker is not None and marker[0] == "":
        return True
    first = block[0]
    return abs(line.x0 - last.x0) > 3 or (len(block) == 1 and abs(line.x0 - first.x0) < 3
                                          and marker_of(first) is not None)  # fmt: skip


def _indent_breaks(block: Sequence[Line], line: Line) -> bool:
    last, em = block[-1], line.size
    if len(block) == 1:
        return line.x0 - last.x0 > em and marker_of(last) is None and not _centred(last, line)
    return abs(line.x0 - last.x0) > em and not _centred(last, line)


def _centred(one: Line, two: Line) -> bool:
    return abs((one.x0 + one.x1) - (two.x0 + two.x1)) < 6


def marker_of(line: Line) -> tuple[str, int] | None:
    """The number a line begins with, or "" for a bullet, and where its text begins."""
    first = line.words[0].text
    if len(line.words) > 1 and _BULLET.match(first):
        apart = line.words[1].x0 - line.words[0].x1 > 0.35 * line.size
        if apart or first not in "o-–—*§¢":
            return "", len(first) + 1
    elif len(first) == 1 and _BULLET.match(first) and first not in "o*":
        return "", len(first)
    return leading_number(line.text)


# --- kinds --------------------------------------------------------------------


def _classify(page: int, lines: Sequence[Line], usual: Measure) -> Chunk:
    parts = ((page, tuple(lines)),)
    text = " ".join(line.text for line in lines)
    marker = marker_of(lines[0])
    number = marker[0] or None if marker else None
    if lines[0].words[0].raised and len(lines[0].words) > 1:
        return _footnote(page, lines)
    if marker is not None and (marker[1] >= len(text) or _LEADERS.search(text)):
        number = None
    if marker is not None and marker[0] == "":
        return Chunk("item", parts)
    if _is_heading(lines, text, usual):
        return Chunk("heading", parts, number=number)
    if number is not None and _is_item_number(number):
        return Chunk("item", parts, number=number)
    return Chunk("paragraph", parts, number=number)


def _is_item_number(number: str) -> bool:
    """Letters, roman numerals and bracketed numbers count items; "A." and "12." paragraphs."""
    return not (number[:1].isdigit() or number[:1].isupper())


def _is_heading(lines: Sequence[Line], text: str, usual: Measure) -> bool:
    letters = sum(char.isalpha() for char in text)
    if letters < 3 or len(lines) > 4 or len(text) > 200 or _FULL_STOP.search(text):
        return False
    if CAPTION.match(text):
        return False
    if text.endswith(":") and (len(text) > 80 or (_LEAD_IN.search(text) and not text.isupper())):
        return False
    big = min(line.size for line in lines) >= 1.12 * usual.body
    bold = all(line.bold for line in lines)
    capitals = text.isupper() and letters >= 4 and len(lines) <= 2 and len(text) <= 120
    number = leading_number(text)
    if number is not None and number[0][:1] in "(abcdefghijklmnopqrstuvwxyz" and not big:
        return False
    return big or (bold and len(text) <= 160) or capitals


def _mark_footnotes(chunks: Sequence[Chunk], usual: Measure) -> list[Chunk]:
    """Small print at the foot of a page or column that begins with its number."""
    sizes: Counter[float] = Counter()
    for chunk in chunks:
        for line in chunk.lines:
            sizes[line.size] += len(line.text)
    body = min([usual.body, *(size for size, _ in sizes.most_common(1))])
    return [note for column in _columns(chunks) for note in _foot_of(column, body)]


def _columns(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    column: list[Chunk] = []
    for chunk in chunks:
        if column and chunk.lines and column[-1].lines and chunk.lines[0].top < column[-1].lines[-1].top - 1:
            yield column
            column = []
        column.append(chunk)
    yield column


def _foot_of(column: Sequence[Chunk], body: float) -> Iterator[Chunk]:
    first = len(column)
    while first > 0 and _is_small(column[first - 1], body):
        first -= 1
    while first < len(column) and not _FOOTNOTE.match(column[first].text):
        first += 1
    yield from column[:first]
    for chunk in column[first:]:
        yield from _footnotes(chunk)


def _is_small(chunk: Chunk, body: float) -> bool:
    return bool(chunk.lines) and max(line.size for line in chunk.lines) <= 0.93 * body


def _footnotes(chunk: Chunk) -> Iterator[Chunk]:
    """Notes one below the other with nothing between them are still notes of their own."""
    page, lines = chunk.parts[0]
    note: list[Line] = []
    for line in lines:
        if note and line.words[0].text.isdigit() and line.words[0].size < 0.85 * line.size:
            yield _footnote(page, note)
            note = []
        note.append(line)
    yield _footnote(page, note)


def _footnote(page: int, lines: Sequence[Line]) -> Chunk:
    match = _FOOTNOTE.match(lines[0].text)
    return Chunk("footnote", ((page, tuple(lines)),), number=match[1] if match else None)
