"""PDFs with words at known places, and where a picture of them is marked."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas

from councilqa.domain.documents import Document
from councilqa.ingest.files import document_of, read_draft
from councilqa.reading.pictures import PagePicture, PageRenderer, QuoteOnPage, quotes_on_page
from councilqa.reading.places import Span

FONT, SIZE = "Helvetica", 12
Area = tuple[float, float, float, float]
"""Left, top, right, bottom in points of the picture as it is shown, from its upper left corner."""


@dataclass
class Sheet:
    """Draws lines at a place and remembers where each stands."""

    path: Path
    size: tuple[float, float] = A4
    drawn: canvas.Canvas = field(init=False)

    def __post_init__(self) -> None:
        self.drawn = canvas.Canvas(str(self.path), pagesize=self.size)
        self.drawn.setFont(FONT, SIZE)

    def line(self, x: float, top: float, text: str) -> None:
        """A line with its baseline so many points below the page's upper edge."""
        self.drawn.drawString(x, self.size[1] - top, text)

    def lines(self, x: float, top: float, texts: Sequence[str], *, pitch: float = 15) -> None:
        for number, text in enumerate(texts):
            self.line(x, top + number * pitch, text)

    def next_page(self) -> None:
        self.drawn.showPage()
        self.drawn.setFont(FONT, SIZE)

    def saved(self) -> Path:
        self.drawn.save()
        return self.path


def area(x: float, top: float, line: str, words: str | None = None) -> Area:
    """Where words of a line stand that begins at `x` with its baseline at `top`."""
    words = words or line
    left = x + stringWidth(line[: line.index(words)], FONT, SIZE)
    return left, top - 0.75 * SIZE, left + stringWidth(words, FONT, SIZE), top + 0.25 * SIZE


def document(path: Path) -> Document:
    return document_of(read_draft(path), path, sha256=sha256(path))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def span_of(paper: Document, text: str, *, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = paper.text.index(text, start + 1)
    return Span(start=start, end=start + len(text))


def picture(
    renderer: PageRenderer, path: Path, span: Span | None, *, page: int = 1, paper: Document | None = None
) -> PagePicture:
    paper = paper or document(path)
    quotes: tuple[QuoteOnPage, ...] = quotes_on_page(paper, span, page) if span else ()
    return renderer.page(path, page, sha256=sha256(path), quotes=quotes)


def yellow(shown: PagePicture) -> np.ndarray:
    """Which pixels are washed with the highlight."""
    pixels = np.asarray(Image.open(io.BytesIO(shown.png)).convert("RGB")).astype(int)
    return (pixels[..., 0] > 200) & (pixels[..., 1] > 180) & (pixels[..., 2] < 150)


def assert_marked(shown: PagePicture, areas: Sequence[Area], *, width: float = A4[0]) -> None:
    """The highlight fills each area and lies nowhere else."""
    mask = yellow(shown)
    scale = shown.width / width
    for left, top, right, bottom in areas:
        inner = mask[_cut(top + 2, bottom - 3, scale), _cut(left + 1, right - 1, scale)]
        assert inner.size and inner.mean() > 0.4, "the words are not marked"  # the letters themselves stay dark
        mask[_cut(top - 3, bottom + 3, scale), _cut(left - 3, right + 3, scale)] = False
    assert not mask.any(), f"{mask.sum()} pixels are marked elsewhere"


def _cut(start: float, end: float, scale: float) -> slice:
    return slice(max(round(start * scale), 0), max(round(end * scale), 0))
