"""What is worked out of a paper once is not worked out again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from councilqa.domain.documents import Document
from councilqa.store.derived import FOLDER, Derived
from small_papers import service, write_paper


@pytest.fixture
def document(tmp_path: Path) -> Document:
    write_paper(tmp_path / "papers" / "paper-0.txt", 0)
    with service(tmp_path) as papers:
        papers.ingest()
        return papers.document("paper-0")


class Counting:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, document: Document) -> tuple[str, ...]:
        self.calls += 1
        return (document.metadata.title,)


def test_second_process_reads_what_the_first_has_made(tmp_path: Path, document: Document) -> None:
    make = Counting()
    for _ in range(2):
        assert Derived(tmp_path).get("titles", 1, document, tuple[str, ...], make) == (document.metadata.title,)
    assert make.calls == 1


def test_other_version_or_corrected_paper_is_worked_out_anew(tmp_path: Path, document: Document) -> None:
    make, kept = Counting(), Derived(tmp_path)
    corrected = replace(document, metadata=replace(document.metadata, title="Corrected"))
    for version, paper in ((1, document), (2, document), (1, corrected)):
        assert kept.get("titles", version, paper, tuple[str, ...], make) == (paper.metadata.title,)
    assert make.calls == 3


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}', b"\xff"])
def test_damaged_file_is_made_again(tmp_path: Path, document: Document, content: bytes) -> None:
    make, kept = Counting(), Derived(tmp_path)
    kept.get("titles", 1, document, tuple[str, ...], make)
    for path in (tmp_path / FOLDER).iterdir():
        path.write_bytes(content)
    assert kept.get("titles", 1, document, tuple[str, ...], make) == (document.metadata.title,)
    assert make.calls == 2
    assert [path.suffix for path in (tmp_path / FOLDER).iterdir()] == [".json"]


def test_folder_that_may_not_be_written_is_no_hindrance(tmp_path: Path, document: Document) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    make = Counting()
    assert Derived(tmp_path / "file").get("titles", 1, document, tuple[str, ...], make)
    assert make.calls == 1


def test_papers_are_checked_when_they_are_added(tmp_path: Path) -> None:
    write_paper(tmp_path / "papers" / "paper-0.txt", 0)
    with service(tmp_path) as papers:
        papers.ingest()
    assert len(list((tmp_path / "index" / FOLDER).glob("discrepancies-*.json"))) == 1
