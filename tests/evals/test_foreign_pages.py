"""Questions on pages of PDFs: what is refused, how pages are ranked, and a whole run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from foreign_makers import write_lines
from fpdf import FPDF

from councilqa.domain.passages import Passage, Unit
from councilqa.errors import SettingsError
from councilqa.evals.foreign.pages import PagesReport, measure, ranked_pages, read_questions
from councilqa.service import CouncilQA
from councilqa.settings import Settings
from fake_encoder import fake_models

PAGES = {
    "libraries.pdf": ("The central library opens at nine on weekdays.", "The mobile library visits every village."),
    "waste.pdf": (
        "Bins are emptied every second Tuesday.",
        "Garden waste costs forty pounds a year.",
        "Glass is free.",
    ),
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    for name, texts in PAGES.items():
        pdf = FPDF()
        pdf.set_font("Helvetica", size=11)
        for text in texts:
            pdf.add_page()
            pdf.multi_cell(0, 6, text)
        pdf.output(str(folder / name))
    return folder


def run(file: Path, papers: Path, index: Path) -> PagesReport:
    settings = Settings.load(index=index, corpus=papers)
    with CouncilQA.open(settings=settings, models=fake_models()) as service:
        return measure(file, papers, service)


def asked(path: Path, *rows: object) -> Path:
    write_lines(path / "questions.jsonl", rows)
    return path / "questions.jsonl"


def test_pages_and_documents_are_found(papers: Path, tmp_path: Path) -> None:
    file = asked(
        tmp_path,
        {"question": "What does garden waste cost a year?", "document": "waste.pdf", "pages": [2], "id": "more"},
        {"question": "When does the central library open?", "document": "libraries.pdf", "pages": [1]},
    )
    report = run(file, papers, tmp_path / "index")
    assert (report.questions, report.documents, report.pages) == (2, 2, 5)
    assert report.given.scores["page recall@3"] == (1.0, 1.0)
    assert report.free.scores["document recall@1"] == (1.0, 1.0)
    assert "document recall@1" not in report.given.scores
    assert report.free.narrowed == 0 and report.unread == ()
    json.dumps(report.to_json())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"question": "?", "document": "other.pdf", "pages": [1]}, "line 2: there is no PDF 'other.pdf'"),
        ({"question": "?", "document": "waste.pdf", "pages": [4]}, "line 2: page 4 of 'waste.pdf', which has 3"),
        ({"question": "?", "document": "waste.pdf", "pages": [0]}, "line 2: pages.0"),
        ({"question": "?", "document": "waste.pdf", "pages": []}, "line 2: pages"),
        ({"question": "", "document": "waste.pdf", "pages": [1]}, "line 2: question"),
        ({"document": "waste.pdf", "pages": [1]}, "line 2: question: field required"),
        ("waste.pdf", "line 2: not a JSON object"),
    ],
)
def test_wrong_lines_are_named(papers: Path, tmp_path: Path, row: object, message: str) -> None:
    file = asked(tmp_path, {"question": "Glass?", "document": "waste.pdf", "pages": [3]}, row)
    with pytest.raises(SettingsError) as raised:
        run(file, papers, tmp_path / "index")
    assert f"questions.jsonl, {message}" in str(raised.value)


def test_folders_and_files_without_anything_are_refused(papers: Path, tmp_path: Path) -> None:
    file = asked(tmp_path, {"question": "Glass?", "document": "waste.pdf", "pages": [3]})
    with pytest.raises(SettingsError, match="no PDF in"):
        run(file, tmp_path, tmp_path / "index")
    with pytest.raises(SettingsError, match="no folder"):
        run(file, tmp_path / "nowhere", tmp_path / "index")
    file.write_text("\n")
    with pytest.raises(SettingsError, match="holds no question"):
        read_questions(file)


def test_a_file_that_cannot_be_read_is_told(papers: Path, tmp_path: Path) -> None:
    for name in PAGES:
        (tmp_path / name).write_bytes((papers / name).read_bytes())
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    good = {"question": "Glass?", "document": "waste.pdf", "pages": [3]}
    assert run(asked(tmp_path, good), tmp_path, tmp_path / "index").unread == ("broken.pdf",)
    with pytest.raises(SettingsError, match=r"line 1: 'broken.pdf' could not be read"):
        run(asked(tmp_path, {**good, "document": "broken.pdf"}), tmp_path, tmp_path / "index")


def test_page_that_holds_most_of_a_passage_comes_first() -> None:
    assert ranked_pages([_passage("a", (1, "short"), (2, "much longer")), _passage("b", (2, "x"))]) == [
        "a 2",
        "a 1",
        "b 2",
    ]
    assert ranked_pages([_passage("a", (3, "x")), _passage("a", (3, "y")), _passage("c", (None, "z"))]) == ["a 3"]


def _passage(document: str, *texts: tuple[int | None, str]) -> Passage:
    return Passage(
        text=" ".join(text for _, text in texts),
        start=0,
        id=document,
        document_id=document,
        ordinal=0,
        kind="text",
        section=(),
        paragraph=None,
        page=texts[0][0],
        printed_page=None,
        context="",
        units=tuple(Unit(text=text, start=0, kind="sentence", page=page) for page, text in texts),
    )
