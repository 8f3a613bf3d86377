"""Blocks of single pages to one run: what a page break cuts is whole again, headings have levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from councilqa.ingest.pdf_blocks import CAPTION, STOP, Chunk, goes_on, would_fit
from councilqa.ingest.pdf_tables import Cell, Grid
from councilqa.ingest.pdf_text import without_repeats
from councilqa.ingest.table_names import is_figure

_DECIMAL = re.compile(r"[A-Z]?\.?\d+(?:\.\d+)+")


def join_pages(pages: Sequence[Sequence[Chunk]]) -> list[Chunk]:
    """One run of chunks; paragraphs and tables that a page break cuts are whole again."""
    joined: list[Chunk] = []
    for chunks in pages:
        rest = list(chunks)
        if joined and rest:
            rest = _join_break(joined, rest)
        joined += rest
    return [_with_caption(joined, index) for index in range(len(joined))]


def _join_break(joined: list[Chunk], rest: list[Chunk]) -> list[Chunk]:
    end = len(joined)
    while end > 0 and joined[end - 1].kind == "footnote":
        end -= 1
    if end == 0:
        return rest
    last, first = joined[end - 1], rest[0]
    if last.kind == "table":
        return _join_tables(joined, end, rest)
    if last.kind not in ("paragraph", "item") or first.kind != "paragraph" or first.number:
        return rest
    line, begun = first.lines[0], last.lines
    full = not would_fit(begun[-1], line, begun[-1].right)
    if not goes_on(begun, line, full):
        return rest
    # The notes of the page come before the paragraph it cuts, so that both are whole.
    joined.insert(len(joined), joined.pop(end - 1))
    joined[-1] = replace(last, parts=last.parts + first.parts)
    return rest[1:]


def _join_tables(joined: list[Chunk], end: int, rest: list[Chunk]) -> list[Chunk]:
    last = joined[end - 1]
    repeated = 0
    if rest[0].kind != "table" and len(rest) > 1 and CAPTION.match(rest[0].text):
        above = joined[end - 2].text if end > 1 else ""
        repeated = int(_same_caption(above, rest[0].text))
    if repeated == len(rest) or rest[repeated].kind != "table":
        return rest
    first = rest[repeated]
    if not _same_columns(last.grids[-1][1], first.grids[0][1]):
        return rest
    joined.insert(len(joined), joined.pop(end - 1))
    joined[-1] = replace(last, grids=_with_cut_row(last.grids, first.grids))
    return rest[repeated + 1 :]


Grids = tuple[tuple[int, Grid], ...]


def _with_cut_row(before: Grids, after: Grids) -> Grids:
    """Both parts of a table; a row that the page cuts is whole again, on the page it begins on."""
    top = before[0][1].rows
    place = max((at for at, (_, grid) in enumerate(before) if without_repeats(grid.rows, top)), default=0)
    (last_page, last), (page, first) = before[place], after[0]
    heads = len(first.rows) - len(without_repeats(first.rows, top))
    if heads == len(first.rows) or not _goes_on(last.rows, first.rows[heads]):
        return before + after
    whole = tuple(
        replace(one, lines=one.lines + two.lines) for one, two in zip(last.rows[-1], first.rows[heads], strict=True)
    )
    joined = (last_page, replace(last, rows=(*last.rows[:-1], whole)))
    kept = replace(first, rows=first.rows[:heads] + first.rows[heads + 1 :])
    return (*before[:place], joined, *before[place + 1 :], (page, kept), *after[1:])


def _goes_on(above: Sequence[Sequence[Cell]], row: Sequence[Cell]) -> bool:
    """Whether a page's first row is the rest of the last one above: nothing in it begins anew."""
    last = above[-1]
    filled = [(one.text, two.text) for one, two in zip(last, row, strict=True) if two.lines]
    if not filled or any(not one or is_figure(two) or is_figure(one) for one, two in filled):
        return False
    running = [two[:1].islower() or not STOP.search(one) for one, two in filled]
    lower = [two[:1].islower() for _, two in filled]
    if row[0].lines:
        return all(lower)
    labelled = sum(bool(each[0].lines) for each in above)
    return any(lower) or (all(running) and labelled == len(above))


def _same_caption(one: str, two: str) -> bool:
    first, second = CAPTION.match(one), CAPTION.match(two)
    return first is not None and second is not None and first[0] == second[0]


def _same_columns(one: Grid, two: Grid) -> bool:
    return len(one.columns) == len(two.columns) and all(
        abs(a - b) <= 8 for a, b in zip(one.columns, two.columns, strict=True)
    )


def _with_caption(chunks: Sequence[Chunk], index: int) -> Chunk:
    chunk = chunks[index]
    if chunk.kind != "table" or index == 0:
        return chunk
    above = chunks[index - 1]
    if above.lines and above.last_page == chunk.grids[0][0] and CAPTION.match(above.text):
        return replace(chunk, caption=above.text)
    return chunk


# --- levels and depths ---------------------------------------------------------


def set_levels(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Headings ranked by type and number, items by indent."""
    chunks = [_promoted(chunks, index) for index in range(len(chunks))]
    styles = sorted({_style(chunk) for chunk in chunks if chunk.kind == "heading"}, reverse=True)
    ranks = {style: min(rank, 6) for rank, style in enumerate(styles, start=1)}
    open_numbers: dict[str, int] = {}
    indents: list[float] = []
    placed: list[Chunk] = []
    for chunk in chunks:
        match chunk.kind:
            case "heading":
                indents = []
                placed.append(replace(chunk, level=_level(chunk, ranks[_style(chunk)], open_numbers)))
            case "item":
                indents = _indents(indents, chunk.lines[0].x0)
                placed.append(replace(chunk, depth=len(indents) - 1))
            case _:
                indents = [] if chunk.kind == "table" or chunk.number else indents
                placed.append(chunk)
    return placed


def _indents(outer: Sequence[float], x0: float) -> list[float]:
    """The indents of the items that are open, down to one that begins at `x0`."""
    kept = [x for x in outer if x <= x0 + 4]
    return kept if kept and x0 <= kept[-1] + 4 else [*kept, x0]


def _style(chunk: Chunk) -> tuple[float, bool, bool]:
    lines = chunk.lines
    return round(lines[0].size * 2) / 2, chunk.text.isupper(), all(line.bold for line in lines)


def _level(chunk: Chunk, rank: int, open_numbers: dict[str, int]) -> int:
    """By its number under the heading whose number it extends, else by its type."""
    if chunk.number is None or not chunk.number[:1].isdigit():
        return rank
    number = re.sub(r"(?:\.0+)+$", "", chunk.number)
    parent = number.rpartition(".")[0]
    level = min(max(open_numbers[parent] + 1, rank), 6) if parent in open_numbers else rank
    open_numbers[number] = level
    return level


def _promoted(chunks: Sequence[Chunk], index: int) -> Chunk:
    """A plain "5 Financial implications" is a heading when 5.1 comes next."""
    chunk = chunks[index]
    if chunk.kind != "paragraph" or chunk.number is None or index + 1 == len(chunks):
        return chunk
    following = chunks[index + 1].number or ""
    number = re.sub(r"(?:\.0+)$", "", chunk.number)
    text = chunk.text
    short = len(text) <= 90 and len(chunk.lines) <= 2 and not STOP.search(text)
    if short and _DECIMAL.fullmatch(following) and following.startswith(number + ".") and following != chunk.number:
        return replace(chunk, kind="heading")
    return chunk
