"""Reads a PDF: text in reading order without running heads, in blocks, with its pages."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from councilqa.domain.documents import Draft
from councilqa.errors import DocumentError, NeedsOCRError, TooLargeError
from councilqa.ingest.pdf_blocks import Chunk, chunk_asides, chunk_page, join_pages, measure, set_levels
from councilqa.ingest.pdf_furniture import Furniture, find_furniture
from councilqa.ingest.pdf_grids import find_label_grids, with_figure_grids
from councilqa.ingest.pdf_lines import Line, reading_order
from councilqa.ingest.pdf_open import open_pdf
from councilqa.ingest.pdf_page import Clock, PageContent, read_page
from councilqa.ingest.pdf_tables import Grid, find_tables, in_table
from councilqa.ingest.pdf_text import TextSetter, Words, page_list


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLimits:
    """What keeps the reading of one file bounded."""

    max_pages: int = 5_000
    max_bytes: int = 200_000_000
    seconds: float = 180.0


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the file gives before its layout is worked out."""

    pages: tuple[PageContent, ...]
    labels: dict[int, str]
    title: str | None
    notes: tuple[str, ...]
    has_marks: bool
    """Whether there is anything at all drawn on its pages."""


def read_pdf(
    path: Path,
    *,
    passwords: Sequence[str] = (),
    on_page: Callable[[int, int], None] | None = None,
    limits: PdfLimits = PdfLimits(),
) -> Draft:
    """The draft of a PDF file; `on_page` hears (pages read, pages in all)."""
    clock = _clock(path.name, limits.seconds)
    opened = _open_and_read(path, passwords, on_page, limits, clock)
    _refuse_without_text(path.name, opened)
    chunks = _chunks(opened.pages, clock)
    return _draft(opened, *chunks)


def _clock(name: str, seconds: float) -> Clock:
    end = time.monotonic() + seconds

    def check() -> None:
        if time.monotonic() > end:
            raise TooLargeError(f"{name!r} takes longer to read than the limit of {seconds:g} seconds")

    return check


# --- taking in ----------------------------------------------------------------


def _open_and_read(
    path: Path,
    passwords: Sequence[str],
    on_page: Callable[[int, int], None] | None,
    limits: PdfLimits,
    clock: Clock,
) -> _Opened:
    data = _bytes(path, limits.max_bytes)
    pdf, mended = open_pdf(path.name, data, passwords)
    try:
        count = len(pdf)
        _check_count(path.name, count, limits.max_pages)
        if pdf.get_formtype() in (raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND):
            pdf.init_forms()
        pages, failed, marks = [], [], False
        for index in range(count):
            clock()
            content, drawn = _read_one(pdf, index, clock)
            marks = marks or drawn
            pages.append(content or _blank(index + 1))
            if content is None:
                failed.append(index + 1)
            if on_page is not None:
                on_page(index + 1, count)
        return _Opened(
            pages=tuple(pages),
            labels=_file_labels(pdf, count),
            title=_real_title(pdf),
            notes=_notes(pdf, pages, failed, mended),
            has_marks=marks,
        )
    finally:
        pdf.close()


def _bytes(path: Path, most: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > most:
            raise TooLargeError(
                f"{path.name!r} has {size:,} bytes, more than the limit of {most:,} (max_bytes)"
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot read {path.name!r}: {error.strerror or error}") from error


def _check_count(name: str, count: int, most: int) -> None:
    if count <= 0:
        raise DocumentError(f"{name!r} has no pages")
    if count > most:
        raise TooLargeError(f"{name!r} has {count:,} pages, more than the limit of {most:,} (max_pages)")


def _read_one(pdf: pdfium.PdfDocument, index: int, clock: Clock) -> tuple[PageContent | None, bool]:
    """The content of one page, or None where the page is broken; and whether anything is drawn on it."""
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return None, True
    try:
        drawn = raw.FPDFPage_CountObjects(page) > 0
        return read_page(page, number=index + 1, clock=clock), drawn
    except pdfium.PdfiumError:
        return None, True
    finally:
        page.close()


def _blank(number: int) -> PageContent:
    return PageContent(number, 1.0, 1.0, (), (), (), unreadable=False, cut=False)


def _file_labels(pdf: pdfium.PdfDocument, count: int) -> dict[int, str]:
    """The page labels of the file, where they say more than 1, 2, 3."""
    labels = {}
    for index in range(count):
        label = " ".join(pdf.get_page_label(index).split())
        if label:
            labels[index + 1] = label
    if all(label == str(number) for number, label in labels.items()):
        return {}
    return labels


_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)|untitled|template|^\W*$|^(?:document|doc|title|slide|report)\s*\d*$"
    r"|\.(?:docx?|pdf|rtf|odt|pptx?|xlsx?|indd|qxd|tmp)\b|^[\w-]*\d{5,}[\w-]*$|\\",
    re.IGNORECASE,
)


def _real_title(pdf: pdfium.PdfDocument) -> str | None:
    title = " ".join(pdf.get_metadata_value("Title").split())
    printable = "".join(char for char in title if char.isprintable() and not 0xD800 <= ord(char) < 0xE000)
    return None if len(printable) < 4 or _NO_TITLE.search(printable) else printable[:300]


def _notes(
    pdf: pdfium.PdfDocument, pages: Sequence[PageContent], failed: Sequence[int], mended: bool
) -> tuple[str, ...]:
    notes = []
    if mended:
        notes.append("the file is damaged; what could be recovered was read, some of it may be missing")
    if attached := pdf.count_attachments():
        notes.append(f"{attached} attachment{'s' if attached > 1 else ''} not read")
    if failed:
        notes.append(_about(failed, "could not be read", "could not be read"))
    unreadable = [page.number for page in pages if page.unreadable]
    if unreadable:
        notes.append(_about(unreadable, "has text in a font without readable characters",
                            "have text in fonts without readable characters"))  # fmt: skip
    known = {*failed, *unreadable}
    empty = [page.number for page in pages if not page.words and not page.turned and page.number not in known]
    if empty:
        notes.append(_about(empty, "has no text", "have no text"))
    cut = [page.number for page in pages if page.cut]
    if cut:
        notes.append(_about(cut, "is not read to its end", "are not read to their end"))
    return tuple(notes)


def _about(numbers: Sequence[int], one: str, many: str) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]} {one}"
    return f"pages {_ranges(numbers)} {many}"


def _ranges(numbers: Sequence[int]) -> str:
    """ "3, 7-9": rising numbers with runs drawn together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(str(end) for end in run) for run in runs)


def _refuse_without_text(name: str, opened: _Opened) -> None:
    if any(page.words or page.turned for page in opened.pages):
        return
    if any(page.unreadable for page in opened.pages):
        raise NeedsOCRError(f"{name!r} has text only in fonts that do not say which characters they show")
    if opened.has_marks:
        raise NeedsOCRError(f"{name!r} has no text, only pictures of it")
    raise DocumentError(f"{name!r} has only blank pages")


# --- working out --------------------------------------------------------------


def _chunks(pages: Sequence[PageContent], clock: Clock) -> tuple[list[Chunk], Furniture]:
    """The blocks of all pages, and what was left out of them."""
    tables: dict[int, list[Grid]] = {}
    for page in pages:
        clock()
        tables[page.number] = find_tables(page)
    tabled = {number: _words_of(grids) for number, grids in tables.items() if grids}
    furniture = find_furniture(pages, tabled)
    contents = [_content(page, tables[page.number], furniture, clock) for page in pages]
    usual = measure([piece for content in contents for piece in content if isinstance(piece, Line)])
    chunked = [
        chunk_page(page.number, content, usual)
        + chunk_asides(page.number, _asides(page, tables[page.number]))
        for page, content in zip(pages, contents, strict=True)
    ]
    return set_levels(join_pages(chunked), usual), furniture


def _words_of(grids: Iterable[Grid]) -> frozenset[int]:
    return frozenset(index for grid in grids for index in grid.words)


def _content(
    page: PageContent, tables: Sequence[Grid], furniture: Furniture, clock: Clock
) -> list[Line | Grid]:
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
                pieces += reading_order([page.words[index] for index in sorted(cell)])
        else:
            pieces.append(grid)
    pieces += with_figure_grids(reading_order(loose))
    return pieces


def _asides(page: PageContent, tables: Sequence[Grid]) -> list[Line]:
    """Text that runs another way than the page's, up a margin or across it."""
    return reading_order([turn.word for turn in page.turned if not in_table(turn, tables)])


def _draft(opened: _Opened, chunks: Sequence[Chunk], furniture: Furniture) -> Draft:
    lines = [line.text for chunk in chunks for line in chunk.lines]
    cells = [
        line
        for chunk in chunks
        for _, grid in chunk.grids
        for row in grid.rows
        for cell in row
        for line in cell.lines
    ]
    setter = TextSetter(Words(lines + cells))
    for chunk in chunks:
        setter.add(chunk)
    text = setter.text
    labels = opened.labels or dict(furniture.labels)
    return Draft(
        text=text,
        blocks=tuple(setter.blocks),
        pages=page_list(len(opened.pages), setter.page_starts, len(text), labels),
        title=opened.title,
        notes=opened.notes,
    )
