"""Papers of every kind, an index of them with the fake embedder, and a desk on it with a reader and an editor."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
from argon2 import PasswordHasher
from fpdf import FPDF

from councilqa import CouncilQA
from councilqa.access.rules import Person, Role
from councilqa.access.users import Users
from councilqa.database import FILE_NAME
from councilqa.desk.desk import Desk
from councilqa.settings import Settings
from fake_encoder import fake_models
from small_papers import write_folder

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
READER = Person("Rita", Role.READER)
OTHER = Person("Otto", Role.READER)
EDITOR = Person("Edda", Role.EDITOR)
PASSWORD = "correct horse battery"
QUESTION = "What does the shared service for library opening hours save?"
NAMES = ("paper-0.txt", "paper-1.txt", "paper-2.txt", "libraries.docx", "planning.pdf", "parks.html", "notes.md")
HTML = """<!doctype html><html><head><title>Parks of Wexcombe</title></head><body>
<h1>Parks of Wexcombe</h1><p>1.1 Wexcombe Town Council closes the parks at dusk from 1 May 2023.</p>
<script>document.title = "run"</script></body></html>
"""


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: dt.datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


def write_papers_of_every_kind(folder: Path) -> Path:
    """Three of text, and a Word, a PDF, an HTML and a Markdown paper."""
    write_folder(folder, 3)
    paper = docx.Document()
    paper.add_heading("Library Opening Hours", level=1)
    paper.add_paragraph("1.1 Westmere libraries open on Sundays from 10am to 4pm, staffed by volunteers.")
    paper.save(str(folder / "libraries.docx"))
    write_pdf(folder / "planning.pdf")
    (folder / "parks.html").write_text(HTML, "utf-8")
    (folder / "notes.md").write_text("# Notes\n\n1.1 The clerk of Wexcombe writes notes.\n", "utf-8")
    return folder


def write_pdf(path: Path) -> Path:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for heading, text in (
        ("Planning Service Review", "1.1 Fenmoor Borough Council determined 412 planning applications in 2022."),
        ("Conclusions", "2.1 The backlog of enforcement cases is cleared by an agency team."),
    ):
        pdf.add_page()
        pdf.multi_cell(0, 10, heading, new_x="LMARGIN", new_y="NEXT")
        pdf.multi_cell(0, 8, text, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))
    return path


def built(base: Path) -> Path:
    """A folder with `papers` and `index`, made once in `base`; no test changes it."""
    folder = base / "papers-of-every-kind"
    if not folder.exists():
        write_papers_of_every_kind(folder / "papers")
        with service_on(folder, folder / "data") as qa:
            report = qa.ingest()
        assert not report.failed and not report.needs_ocr
    return folder


def service_on(folder: Path, data: Path, **serve: object) -> CouncilQA:
    settings = Settings.load(corpus=folder / "papers", index=folder / "index", data=data, serve=serve)
    return CouncilQA.open(settings=settings, models=fake_models())


def desk_on(folder: Path, data: Path, *, users: bool = True, clock: Clock | None = None, **serve: object) -> Desk:
    """With Rita and Otto, readers, and Edda, an editor; or with nobody."""
    if users:
        add_users(data)
    service = service_on(folder, data, **serve)
    return Desk(service, clock=clock) if clock else Desk(service)


def add_users(data: Path) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    users = Users(data / FILE_NAME, hasher=weak)
    for person in (READER, OTHER, EDITOR):
        users.add(person.name, PASSWORD, person.role, now=NOON)


def token_of(desk: Desk, person: Person) -> str:
    """Of a new session."""
    return desk.access.sessions.start(person, desk.now())


def id_of(desk: Desk, name: str) -> str:
    """The id of the paper in that file."""
    return next(each.id for each in desk.service.documents() if Path(each.source).name == name)


def small(folder: Path) -> Path:
    """A folder with two papers and their index, for a test to change."""
    write_folder(folder / "papers", 2)
    with service_on(folder, folder / "data") as qa:
        qa.ingest()
    return folder
