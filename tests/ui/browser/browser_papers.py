"""Papers of made-up councils in every format, for the page to be asked about; three of the repository's beside them."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from yard_papers import YARD_ENTRY, YARD_PAPER

CORPUS = Path(__file__).parents[3] / "corpus"
REAL = (
    "hart-rushmoor-working-together-cabinet-2022-07-07.txt",
    "hart-rushmoor-joint-statement-2022-06.txt",
    "hampshire-joint-working-update-2012-02-27.txt",
)
MARKUP = (
    "<script>document.title = 'taken over'</script>",
    "<img src=x onerror=\"document.title='taken over'\">",
    "{{7*7}}",
    "${7*7}",
    "{{#each papers}}",
)
"""What must be shown as it stands, wherever it comes from."""
LINKS = ("[press here](http://evil.example/link)", "![picture](http://evil.example/picture.png)")
"""Of which a paper's reader keeps the words alone."""
DEPOT_TITLE = "Shared Depot of Oakshire and Elmham"
DEPOT = (
    (
        (1, DEPOT_TITLE),
        (0, "Report to the Cabinet of Oakshire District Council, 12 May 2023"),
        (2, "1. Purpose"),
        (0, "1.1 This report asks Cabinet to agree a shared depot with Elmham Borough Council."),
        (0, "1.2 Officers of both councils wrote the report together over the winter."),
    ),
    (
        (2, "2. Finance"),
        (0, "2.1 The shared depot saves £240,000 a year for Oakshire and Elmham together."),
        (0, "2.2 One-off costs of the shared depot are £75,000, met from the transformation reserve."),
    ),
    (
        (2, "3. Risks"),
        (0, "3.1 The key risks of the shared depot of Oakshire and Elmham are:"),
        (0, "a) loss of experienced staff during the transfer of the depot"),
        (0, "b) delay in the delivery of new vehicles to the depot"),
    ),
)
"""Pages of (level of heading or 0, text)."""
LIGHTING = """<!doctype html><html lang="en"><head><title>Street Lighting in Calder</title></head><body>
<h1>Street Lighting in Calder</h1><p>Report to the Cabinet of Calder County Council, 20 January 2020</p>
<h2>1. Proposal</h2><p>1.1 Calder County Council replaces 9,400 street lamps with LED lamps by March 2022.</p>
<h2>2. Finance</h2><p>2.1 The new street lamps in Calder save £310,000 a year in electricity.</p></body></html>
"""
HOSTILE_TITLE = f"Market Square of Thornby {MARKUP[1]} {MARKUP[2]}"
HOSTILE_QUESTION = "What does the clerk of Thornby paint on the market square?"
HOSTILE = f"""Thornby Town Council

CABINET

3 March 2021

1. Market square

1.1 The clerk of Thornby paints {" and ".join((*MARKUP, *LINKS))} on the market square of Thornby.

1.2 The bandstand of Thornby stays as it is.
"""
MANIFEST = f"""
depot.pdf:
  councils: [Oakshire District Council, Elmham Borough Council]
  partnership: oakshire-elmham
hostile.txt:
  title: '{HOSTILE_TITLE.replace("'", "''")}'
  councils: [Thornby Town Council]
"""


def write_corpus(folder: Path) -> None:
    """Everything that the server for reading knows, with its manifest."""
    folder.mkdir(parents=True)
    for name in REAL:
        shutil.copy(CORPUS / name, folder)
    write_small(folder)
    (folder / "yard.html").write_text(YARD_PAPER, "utf-8")
    manifest = (CORPUS / "manifest.yaml").read_text("utf-8") + MANIFEST + YARD_ENTRY
    (folder / "manifest.yaml").write_text(manifest, "utf-8")


def write_small(folder: Path) -> None:
    """A PDF, a Word, an HTML paper and one in plain text that is full of markup."""
    folder.mkdir(parents=True, exist_ok=True)
    write_pdf(folder / "depot.pdf", DEPOT)
    write_libraries(folder / "library.docx")
    (folder / "lighting.html").write_text(LIGHTING, "utf-8")
    (folder / "hostile.txt").write_text(HOSTILE, "utf-8")


def write_pdf(path: Path, pages: tuple[tuple[tuple[int, str], ...], ...]) -> Path:
    styles = getSampleStyleSheet()
    story: list[object] = []
    for page in pages:
        for level, text in page:
            story.append(Paragraph(escape(text), styles[f"Heading{level}" if level else "BodyText"]))
        story.append(PageBreak())
    title = pages[0][0][1]
    SimpleDocTemplate(str(path), pagesize=A4, title=title, author="A council").build(story)
    return path


def write_libraries(path: Path) -> Path:
    paper = docx.Document()
    paper.core_properties.title = "Library Opening Hours"
    paper.add_heading("Library Opening Hours", level=1)
    paper.add_paragraph("Report to the Cabinet of Westmere County Council, 3 March 2021.")
    paper.add_heading("Proposal", level=2)
    paper.add_paragraph("1.1 Westmere libraries open on Sundays from 10am to 4pm, staffed by volunteers.")
    paper.add_heading("Costs", level=2)
    paper.add_paragraph("2.1 Sunday opening of Westmere libraries costs £18,000 a year.")
    paper.save(str(path))
    return path


def ferry(name: str = "Ferry of Brookfield", *, fare: str = "£4.20") -> str:
    """A paper to be added on the page: nothing else is about ferries."""
    return f"""{name}

Report to the Cabinet of Brookfield Borough Council

7 July 2022

1. The ferry

1.1 Brookfield Borough Council runs the river ferry from April to October.

1.2 A single ticket for the river ferry of Brookfield costs {fare} from April 2023.
"""
