"""Reads a PDF: text in reading order without running heads, in blocks, with its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from councilqa.domain.documents import Draft
from councilqa.errors import DocumentError, NeedsOCRError
from councilqa.ingest.pdf_blocks import Chunk, chunk_asides, chunk_page, measure
from councilqa.ingest.pdf_frame import Clock
from councilqa.ingest.pdf_furniture import Furniture, find_furniture
from councilqa.ingest.pdf_grids import find_label_grids, with_figure_grids
from councilqa.ingest.pdf_joins import join_pages, set_levels
from councilqa.ingest.pdf_lines import Line, is_scrambled
from councilqa.ingest.pdf_order import reading_order
from councilqa.ingest.pdf_page import PageContent, Turned, Word
from councilqa.ingest.pdf_sideways import with_sideways_tables
from councilqa.ingest.pdf_tables import Grid, find_tables, in_table
from councilqa.ingest.pdf_take import PdfLimits, clock_for, name_pages
from councilqa.ingest.pdf_text import TextSetter, Words, page_list
from councilqa.ingest.pdf_worker import Opened, take_apart

__all__ = ["PdfLimits", "read_pdf"]

USUAL_LIMITS = PdfLimits()


def read_pdf(
    path: Path,
    *,
    passwords: Sequence[str] = (),
    on_page: Callable[[int, int], None] | None = None,
    limits: PdfLimits = USUAL_LIMITS,
) -> Draft:
    """The draft of a PDF file; `on_page` hears (pages read, pages in all)."""
    clock = clock_for(path.name, limits.seconds)
    opened = take_apart(path, passwords=passwords, on_page=on_page, limits=limits)
    _refuse_without_text(path.name, opened)
    work = _work_out(opened.pages, clock)
    if len(work.stamped) + sum(not page.words and not page.turned for page in opened.pages) == len(opened.pages):
        raise NeedsOCRError(
            f"{path.name!r} has no text but the numbers on its pages, only pictures of it",
            hint="Run it through OCR that replaces what text there is (`ocrmypdf --redo-ocr in.pdf out.pdf`) and add"
            " the result.",
        )
    return _draft(opened, work)


def _page_notes(pages: Sequence[PageContent], work: _Work) -> list[str]:
    """What the user should know of single pages."""
    unreadable = [page.number for page in pages if page.unreadable]
    silent = (page for page in pages if not page.words and not page.turned)
    empty = [page.number for page in silent if not page.unreadable and not page.broken]
    cut = [page.number for page in pages if page.cut]
    notes = []
    if unreadable:
        notes.append(f"{name_pages(unreadable)}: the fonts do not say which characters they show")
    if empty:
        notes.append(f"{name_pages(empty)} {'has' if len(empty) == 1 else 'have'} no text")
    if work.stamped:
        have = "has" if len(work.stamped) == 1 else "have"
        notes.append(
            f"{name_pages(work.stamped)} {have} no text beside a running line: OCR is needed (`ocrmypdf --redo-ocr`)"
        )
    if work.scrambled:
        notes.append(f"{name_pages(work.scrambled)}: the order of the words is uncertain; look at the page itself")
    struck = [page.number for page in pages if page.struck]
    if struck:
        words = sum(page.struck for page in pages)
        notes.append(f"{name_pages(struck)}: text that is struck through was left out ({words} words)")
    hidden = [page.number for page in pages if page.hidden]
    if hidden:
        words = sum(page.hidden for page in pages)
        notes.append(f"{name_pages(hidden)}: text that cannot be seen on the page was left out ({words} words)")
    if cut:
        notes.append(f"{name_pages(cut)} not read to the end: too many characters")
    return notes


def _refuse_without_text(name: str, opened: Opened) -> None:
    if any(page.words or page.turned for page in opened.pages):
        return
    if any(page.unreadable for page in opened.pages):
        raise NeedsOCRError(f"{name!r} has text only in fonts that do not say which characters they show")
    if opened.about.has_marks:
        raise NeedsOCRError(f"{name!r} has no text, only pictures of it")
    raise DocumentError(f"{name!r} has only blank pages")


# --- working out --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Work:
    """The blocks of all pages, and what is to be told of them."""

    chunks: list[Chunk]
    furniture: Furniture
    stamped: list[int]
    """Pages that are a picture with nothing but a running line beside it."""
    scrambled: list[int]
    """Pages with a line whose words stand above one another."""


def _work_out(pages: Sequence[PageContent], clock: Clock) -> _Work:
    tables: dict[int, list[Grid]] = {}
    for page in pages:
        clock()
        tables[page.number] = with_sideways_tables(page, find_tables(page))
    tabled = {number: _words_of(grids) for number, grids in tables.items() if grids}
    furniture = find_furniture(pages, tabled)
    contents = [_content(page, tables[page.number], furniture, clock) for page in pages]
    usual = measure([piece for content in contents for piece in content if isinstance(piece, Line)])
    said: set[str] = set()
    chunked = [
        chunk_page(page.number, content, usual, page.marks)
        + chunk_asides(page.number, _new(_asides(page, tables[page.number]), said))
        for page, content in zip(pages, contents, strict=True)
    ]
    numbered = list(zip(pages, contents, strict=True))
    return _Work(
        chunks=set_levels(join_pages(chunked)),
        furniture=furniture,
        stamped=[page.number for page, content in numbered if page.pictured and page.words and not content],
        scrambled=[
            page.number for page, content in numbered if any(isinstance(p, Line) and is_scrambled(p) for p in content)
        ],
    )


def _new(lines: list[Line], said: set[str]) -> list[Line]:
    """Less what the margin or a stamp said on a page before."""
    new = [line for line in lines if line.text not in said]
    said.update(line.text for line in lines)
    return new


def _words_of(grids: Iterable[Grid]) -> frozenset[int]:
    return frozenset(index for grid in grids for index in grid.words)


def _content(page: PageContent, tables: Sequence[Grid], furniture: Furniture, clock: Clock) -> list[Line | Grid]:
    """Lines and tables of a page from the top down."""
    clock()
    gone = furniture.words.get(page.number, frozenset()) | _words_of(tables)
    loose = [word for index, word in enumerate(page.words) if index not in gone]
    labelled = find_label_grids(loose)
    held = _words_of(labelled)
    loose = [word for index, word in enumerate(loose) if index not in held]
    pieces: list[Line | Grid] = []
    for grid in sorted([*tables, *labelled], key=lambda grid: grid.top):
        above = [word for word in loose if word.y < grid.top]
        loose = [word for word in loose if word.y >= grid.top]
        pieces += with_figure_grids(reading_order(above))
        if grid.flows:
            for cell in grid.flows:
                pieces += reading_order(_set_apart([page.words[index] for index in sorted(cell)], grid))
        else:
            pieces.append(grid)
    pieces += with_figure_grids(reading_order(loose))
    return pieces


def _set_apart(words: list[Word], grid: Grid) -> list[Word]:
    """In bold where they head the paragraph beside them: so it is read as a heading."""
    if not grid.side_headed:
        return words
    return [replace(word, bold=word.x < grid.columns[1]) for word in words]


def _asides(page: PageContent, tables: Sequence[Grid]) -> list[Line]:
    """Text that runs another way than the page's, up a margin or across it."""
    loose = sorted((turn for turn in page.turned if not in_table(turn, tables)), key=_way)
    return [line for _, turns in groupby(loose, key=_way) for line in reading_order([turn.word for turn in turns])]


def _way(turn: Turned) -> int:
    return -1 if turn.turns is None else turn.turns


def _draft(opened: Opened, work: _Work) -> Draft:
    chunks = work.chunks
    lines = [line.text for chunk in chunks for line in chunk.lines]
    cells = [
        line for chunk in chunks for _, grid in chunk.grids for row in grid.rows for cell in row for line in cell.lines
    ]
    setter = TextSetter(Words(lines + cells))
    for chunk in chunks:
        setter.add(chunk)
    text = setter.text
    labels = opened.about.labels or dict(work.furniture.labels)
    return Draft(
        text=text,
        blocks=tuple(setter.blocks),
        pages=page_list(len(opened.pages), setter.page_starts, len(text), labels, work.furniture.items),
        title=opened.about.title,
        notes=(*opened.about.notes, *_page_notes(opened.pages, work)),
    )
