"""Papers with registers of risks of many layouts, in the formats that councils publish."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, LongTable, PageBreak, SimpleDocTemplate
from reportlab.platypus import Paragraph as Text

from councilqa.domain.registers import Risk
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.registers.risks import risks


def risks_in(path: Path) -> tuple[Risk, ...]:
    """The register of a file; every quotation of it stands where it says."""
    document = document_of(read_draft(path), path, sha256=digest(path))
    found = risks(document)
    for risk in found:
        assert risk.quotes and risk.risk
        assert all(document.text[quote.start : quote.end] == quote.text for quote in risk.quotes)
    return found


def word(
    path: Path,
    rows: Sequence[Sequence[str]],
    *,
    heading: str = "Risk register",
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = (),
) -> Path:
    """A Word file with one table; lines of a cell are its paragraphs, `merged` the corners (row, column) of cells."""
    document = docx.Document()
    document.add_heading(heading, level=1)
    table = document.add_table(rows=0, cols=max(len(row) for row in rows))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    for start, end in merged:
        table.cell(*start).merge(table.cell(*end))
    document.save(str(path))
    return path


def page(path: Path, rows: Sequence[Sequence[str]], *, heading: str = "Risk register") -> Path:
    """A web page with one table, its first row the names; a cell that begins with "<" is taken as it is."""
    header = "".join(f"<th>{escape(text)}</th>" for text in rows[0])
    lines = "".join(f"<tr>{''.join(map(_data, cells))}</tr>" for cells in rows[1:])
    return prose_page(path, f"<h2>{heading}</h2><table><tr>{header}</tr>{lines}</table>")


def _data(text: str) -> str:
    return f"<td>{text if text.startswith('<') else escape(text)}</td>"


def prose_page(path: Path, body: str) -> Path:
    path.write_text(f"<html><body><main><h1>Report to Cabinet</h1>{body}</main></body></html>", "utf-8")
    return path


def pdf(
    path: Path,
    rows: Sequence[Sequence[str]],
    *,
    heading: str = "Risk register",
    repeat: int = 1,
    widths: Sequence[float] | None = None,
    spans: Sequence[tuple[tuple[int, int], tuple[int, int]]] = (),
    more: Sequence[Sequence[str]] = (),
) -> Path:
    """A ruled PDF table over pages, with the header on each of them or only on the first; `more` begin a page."""
    styles = getSampleStyleSheet()
    lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    lines += [("SPAN", start, end) for start, end in spans]
    story: list[Flowable] = [Text(heading, styles["Heading1"])]
    for part in (rows, more):
        cells = [[Text(text.replace("\n", "<br/>"), styles["BodyText"]) for text in each] for each in part]
        story += [LongTable(cells, repeatRows=repeat, style=lines, colWidths=widths), PageBreak()] if cells else []
    SimpleDocTemplate(str(path), pagesize=A4).build(story)
    return path
