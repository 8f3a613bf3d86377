"""Small papers to be checked: a few paragraphs and a table, as a web page, a Word file or a PDF."""

from __future__ import annotations

import html
import zipfile
from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF

from councilqa.checking import discrepancies
from councilqa.domain.discrepancies import Discrepancy
from councilqa.domain.documents import Document
from councilqa.ingest.files import digest, document_of, read_draft

Rows = Sequence[Sequence[str]]
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(path: Path) -> Document:
    return document_of(read_draft(path), path, sha256=digest(path))


def from_text(path: Path, text: str) -> Document:
    path.write_text(text, "utf-8")
    return read(path)


def as_html(folder: Path, rows: Rows) -> Path:
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    head = "<tr>" + "".join(f"<th>{html.escape(cell)}</th>" for cell in rows[0]) + "</tr>"
    path = folder / "paper.html"
    path.write_text(
        "<html><head><title>Budget</title></head><body><h1>Oakshire District Council</h1><h2>1. Finance</h2>"
        f"<p>1.1 The position is set out below.</p><table>{head}{body}</table><p>1.2 Members may note this.</p>"
        "</body></html>",
        "utf-8",
    )
    return path


def as_word(folder: Path, rows: Rows) -> Path:
    table = "".join("<w:tr>" + "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    before, after = _paragraph("1.1 The position is set out below."), _paragraph("1.2 Members may note this.")
    body = f"{before}<w:tbl>{table}</w:tbl>{after}"
    path = folder / "paper.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        )
    return path


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'


def as_pdf(folder: Path, rows: Rows, *, after: str = "1.2 Members may note this.") -> Path:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.multi_cell(0, 8, "1.1 The position is set out below.", new_x="LMARGIN", new_y="NEXT")
    with pdf.table(first_row_as_headings=True) as table:
        for row in rows:
            cells = table.row()
            for text in row:
                cells.cell(text)
    pdf.ln(5)
    pdf.multi_cell(0, 8, after, new_x="LMARGIN", new_y="NEXT")
    path = folder / "paper.pdf"
    pdf.output(str(path))
    return path


def found_in(folder: Path, rows: Rows) -> tuple[Discrepancy, ...]:
    return discrepancies(read(as_html(folder, rows)))


def stands(document: Document, found: Discrepancy) -> bool:
    """Whether every quotation of a finding is verbatim at its place, and every value in its quotation."""
    return all(
        side.quote.text
        and document.text[side.quote.start : side.quote.end] == side.quote.text
        and " ".join(value.split()) in " ".join(side.quote.text.split())
        for side, value in zip(found.sides, found.values, strict=True)
    )
