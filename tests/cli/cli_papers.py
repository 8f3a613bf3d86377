"""Three small papers for the command line to work on, in three formats."""

from __future__ import annotations

from pathlib import Path

import docx
from fpdf import FPDF

OAKSHIRE = """OAKSHIRE DISTRICT COUNCIL

CABINET

12 May 2023

Shared Waste Service with Elmham Borough Council

1. Purpose

1.1 This report asks Cabinet to agree a shared waste service with Elmham Borough Council (EBC).

2. Finance

2.1 The shared waste service saves £240,000 a year from 2024/25 for both councils together.

2.2 One-off costs of £75,000 are met from the transformation reserve.

2.3 The head of the shared waste service is employed by Oakshire District Council.

3. Risks

3.1 The key risks are:

- loss of staff during the transfer of the depot
- delay in the delivery of new vehicles
"""
TURNED = "\u202egnp.exe [bold]not markup[/bold]"
"""What a hostile paper would have a terminal do; text with escape sequences is refused as binary data."""
MANIFEST = r"""
hostile.txt:
  title: "\e[31mLighting\e[0m \e]0;owned\a of [bold]the square[/bold]"
"""


def write_papers(folder: Path) -> None:
    """oakshire.txt, library.docx and planning.pdf."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "oakshire.txt").write_text(OAKSHIRE, "utf-8")
    _write_docx(folder / "library.docx")
    _write_pdf(folder / "planning.pdf")


def write_hostile(folder: Path) -> None:
    """A paper that carries markup and turned writing direction, under a title with escape sequences."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        f"Thornby Town Council\n\n1. Lighting\n\n1.1 The town clerk replaces the lamps {TURNED} in the market square.\n"
    )
    (folder / "hostile.txt").write_text(text, "utf-8")
    (folder / "manifest.yaml").write_text(MANIFEST, "utf-8")


def _write_docx(path: Path) -> None:
    paper = docx.Document()
    paper.add_heading("Library Opening Hours", level=1)
    paper.add_paragraph("Report to the Cabinet of Westmere County Council, 3 March 2021.")
    paper.add_heading("Proposal", level=2)
    paper.add_paragraph("1.1 Westmere libraries open on Sundays from 10am to 4pm, staffed by volunteers.")
    paper.add_paragraph("1.2 A review of Sunday opening comes to Cabinet after twelve months.")
    paper.save(str(path))


def _write_pdf(path: Path) -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    pages = (
        ("Planning Service Review", "1.1 Fenland Borough Council determined 412 planning applications in 2022."),
        ("Conclusions", "2.1 The backlog of planning enforcement cases is cleared by an agency team."),
    )
    for heading, text in pages:
        pdf.add_page()
        pdf.set_font("Helvetica", style="B", size=16)
        pdf.multi_cell(0, 10, heading, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=12)
        pdf.multi_cell(0, 8, text, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))
