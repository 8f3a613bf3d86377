"""Taking a PDF apart with PDFium: pages, labels, title, and what to tell about it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from councilqa.errors import DocumentError, TooLargeError
from councilqa.ingest.pdf_frame import Clock
from councilqa.ingest.pdf_open import open_pdf
from councilqa.ingest.pdf_page import PageContent, read_page
from councilqa.ingest.pdf_sight import Eyes

_LOOKING_SHARE = 0.25
"""Of the time for a file that may go into finding out which of its text can be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLimits:
    """What keeps the reading of one file bounded."""

    max_pages: int = 5_000
    max_bytes: int = 200_000_000
    seconds: float = 180.0
    max_memory: int = 2_000_000_000
    """Bytes the PDF library may take, where the system can hold it to that."""


@dataclass(frozen=True, slots=True)
class About:
    """What there is to know of a file beside its pages."""

    labels: dict[int, str]
    title: str | None
    notes: tuple[str, ...]
    has_marks: bool
    """Whether there is anything at all drawn on its pages."""


@dataclass(frozen=True, slots=True)
class PageTaken:
    content: PageContent
    of: int
    """How many pages there are."""


def take(path: Path, passwords: Sequence[str], limits: PdfLimits) -> Iterator[PageTaken | About]:
    """Page after page, and at the end what is known of the file as a whole."""
    clock = clock_for(path.name, limits.seconds)
    pdf, mended = open_pdf(path.name, _bytes(path, limits.max_bytes), passwords)
    try:
        count = len(pdf)
        _check_count(path.name, count, limits.max_pages)
        if pdf.get_formtype() in (raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND):
            pdf.init_forms()
        failed: list[int] = []
        marks = False
        eyes = Eyes(seconds=limits.seconds * _LOOKING_SHARE)
        for number in range(1, count + 1):
            clock()
            content, drawn = _read_one(pdf, number - 1, clock, eyes)
            marks = marks or drawn
            if content is None:
                failed.append(number)
            yield PageTaken(content or _broken(number), count)
        yield About(_file_labels(pdf, count), _real_title(pdf), _notes(pdf, failed, mended), marks)
    finally:
        pdf.close()


def clock_for(name: str, seconds: float) -> Clock:
    """A check that raises once the time for the file is over."""
    end = time.monotonic() + seconds

    def check() -> None:
        if time.monotonic() > end:
            raise TooLargeError(f"{name!r} takes longer to read than the limit of {seconds:g} seconds")

    return check


def _bytes(path: Path, most: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > most:
            raise TooLargeError(f"{path.name!r} has {size:,} bytes, more than the limit of {most:,} (max_bytes)")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot read {path.name!r}: {error.strerror or error}") from error


def _check_count(name: str, count: int, most: int) -> None:
    if count <= 0:
        raise DocumentError(f"{name!r} has no pages")
    if count > most:
        raise TooLargeError(f"{name!r} has {count:,} pages, more than the limit of {most:,} (max_pages)")


def _read_one(pdf: pdfium.PdfDocument, index: int, clock: Clock, eyes: Eyes) -> tuple[PageContent | None, bool]:
    """The content of one page, or None where the page is broken; and whether anything is drawn on it."""
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return None, True
    try:
        drawn = raw.FPDFPage_CountObjects(page) > 0
        return read_page(page, number=index + 1, clock=clock, eyes=eyes), drawn
    except pdfium.PdfiumError:
        return None, True
    finally:
        page.close()


def _broken(number: int) -> PageContent:
    return PageContent(number, 1.0, 1.0, (), (), (), unreadable=False, cut=False, broken=True)


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


def _notes(pdf: pdfium.PdfDocument, failed: Sequence[int], mended: bool) -> tuple[str, ...]:
    notes = []
    if mended:
        notes.append("the file is damaged; what could be recovered was read, some of it may be missing")
    if attached := pdf.count_attachments():
        notes.append(f"{attached} attachment{'s' if attached > 1 else ''} not read")
    if failed:
        notes.append(f"{name_pages(failed)} could not be read")
    return tuple(notes)


def name_pages(numbers: Sequence[int]) -> str:
    """ "page 3" or "pages 3, 7-9": rising numbers with runs drawn together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    named = ", ".join("-".join(str(end) for end in run) for run in runs)
    return f"page{'s' if len(numbers) > 1 else ''} {named}"
