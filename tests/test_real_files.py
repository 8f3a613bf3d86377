"""Real papers and really broken files, where they are at hand beside the checkout; skipped elsewhere."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest

from councilqa import CouncilQA
from councilqa.domain.documents import Document, PaperKind
from councilqa.domain.reports import IngestReport
from small_papers import faults, service

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "real"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside this checkout")

MOST_SECONDS = 90
ENDS = {
    "encrypted-user-pw": "failed",
    "not-a-pdf": "failed",
    "image-only-scan": "needs_ocr",
    # A picture of a table: no reader finds a character in it.
    "tables-hard": "needs_ocr",
    # Its only font does not say which characters it shows: better none than wrong ones.
    "odd-fonts": "needs_ocr",
}
"""How files end by what INDEX.json says they are; the others are added."""
EITHER = {"corrupt", "zero-pages"}
"""A clear error or what text there is; whichever, no crash."""


def index() -> dict[str, dict[str, Any]]:
    entries = json.loads((SHARED / "INDEX.json").read_text("utf-8"))
    return {Path(each["file"]).name: each for each in entries if each["file"].startswith("nasty/")}


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> tuple[CouncilQA, IngestReport, float]:
    qa = service(tmp_path_factory.mktemp("nasty"))
    started = time.perf_counter()
    report = qa.ingest([SHARED / "nasty"])
    return qa, report, time.perf_counter() - started


def ends(report: IngestReport) -> dict[str, str]:
    """How each file ended, by name."""
    found = dict.fromkeys((Path(each.path).name for each in report.failed), "failed")
    for end in ("added", "needs_ocr", "unchanged"):
        found |= {Path(path).name: end for path in getattr(report, end)}
    return found


def text_of(qa: CouncilQA, name: str) -> str:
    return qa.document(name).text


def test_every_nasty_file_ends_as_its_index_says(nasty: tuple[CouncilQA, IngestReport, float]) -> None:
    qa, report, seconds = nasty
    found = ends(report)
    assert sorted(found) == sorted(index())
    for name, entry in index().items():
        if entry["what"] in EITHER:
            assert found[name] in {"added", "failed"}, name
        else:
            assert found[name] == ENDS.get(entry["what"], "added"), name
    assert all(each.error and each.hint and "Traceback" not in each.error for each in report.failed)
    assert seconds < MOST_SECONDS
    assert faults(qa) == []
    assert all(each.passages for each in qa.documents())


def test_text_of_the_odd_ones_is_as_it_should_be(nasty: tuple[CouncilQA, IngestReport, float]) -> None:
    qa, report, _ = nasty
    noted = {Path(path).name: note for path, note in report.notes}
    assert "attach" in noted["025-attachment__with-attachment.pdf"].lower()
    assert "some of it may be missing" in noted["truncated_half.pdf"]
    plain = text_of(qa, "council_owner_only.pdf")
    for name in ("council_pages_rotated.pdf", "junk_prefix.pdf", "no_eof_xref.pdf"):
        assert text_of(qa, name) == plain, name
    assert "foo" in text_of(qa, "resources__form.pdf")
    for summary in qa.documents():
        text = text_of(qa, summary.id)
        assert (text.count("\ufffd") + text.count("(cid:")) <= len(text) / 100, summary.source
    page = qa.search("page with text", document="blank_3001_pages", k=1)[0].passage.page
    assert page == 1501


def test_passwords_open_the_encrypted_ones(tmp_path: Path) -> None:
    locked = {name: each["password"] for name, each in index().items() if each["password"]}
    qa = service(tmp_path)
    paths = [SHARED / "nasty" / name for name in locked]
    refused = qa.ingest(paths)
    assert {"--password" in each.hint for each in refused.failed} == {True}
    report = qa.ingest(paths, passwords=["wrong", *locked.values()])
    assert ends(report) == dict.fromkeys(locked, "added")


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> CouncilQA:
    qa = service(tmp_path_factory.mktemp("council"))
    papers = sorted((SHARED / "council").iterdir())
    report = qa.ingest(papers)
    assert (len(report.added), report.failed, report.needs_ocr) == (len(papers), (), ())
    return qa


def test_council_papers_are_whole(council: CouncilQA) -> None:
    assert faults(council) == []
    for summary in council.documents():
        document: Document = council.document(summary.id)
        assert summary.passages >= max(summary.characters / 1500, 1)
        for hit in council.search("the council", k=20, document=summary.id):
            passage = hit.passage
            assert document.text[passage.start : passage.end] == passage.text
            assert len(passage.text) <= 1500
            if document.draft.pages:
                assert passage.page is not None
                assert 1 <= passage.page <= len(document.draft.pages)


@pytest.mark.parametrize(
    ("name", "title", "date", "body", "kind"),
    [
        (
            "gloucester",
            "Resource Requirements for GCC Finance Team",
            dt.date(2026, 3, 11),
            "Cabinet",
            PaperKind.CABINET_REPORT,
        ),
        (
            "petition",
            "Petition Regarding the Introduction of Traffic Management Measures On Manorgate Road",
            dt.date(2026, 1, 15),
            "Kingston & North Kingston Neighbourhood Committee",
            PaperKind.CABINET_REPORT,
        ),
        (
            "agenda-151",
            "Agenda for Kingston and North Kingston Neighbourhood Committee on Thursday 15 January 2026, 7:30 pm",
            dt.date(2026, 1, 15),
            "Kingston and North Kingston Neighbourhood Committee",
            PaperKind.AGENDA,
        ),
    ],
)
def test_council_papers_tell_their_title_date_and_body(
    council: CouncilQA, name: str, title: str, date: dt.date, body: str, kind: PaperKind
) -> None:
    metadata = council.document(name).metadata
    assert (metadata.title, metadata.date, metadata.body, metadata.kind) == (title, date, body, kind)


def test_councils_are_found_by_their_full_names(council: CouncilQA) -> None:
    assert council.document("gloucester").metadata.councils == ("Gloucester City Council",)
    assert council.document("local-plan").metadata.title
