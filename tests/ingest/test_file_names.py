"""Names from a browser: fit for any file system, and never a way out of the folder."""

from __future__ import annotations

import unicodedata
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.errors import DocumentError
from councilqa.ingest.file_names import numbered, safe_name
from councilqa.ingest.files import ENDINGS, papers_under


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Report 2022.PDF", "Report 2022.PDF"),
        ("../../etc/report.pdf", "report.pdf"),
        ("C:\\Users\\me\\report.pdf", "report.pdf"),
        ("..\\CON.pdf", "paper-CON.pdf"),
        ("lpt1.old.txt", "paper-lpt1.old.txt"),
        ("nul .txt", "paper-nul.txt"),
        ("console.txt", "console.txt"),
        (".hidden.pdf", "hidden.pdf"),
        (".pdf", "paper.pdf"),
        ("...pdf", "paper.pdf"),
        (" report .pdf. ", "report.pdf"),
        ("readme.md", "readme-1.md"),
        ("ReadMe.TXT", "ReadMe-1.TXT"),
        ("a\x00b\x01\x7f\u202e\u200bc.pdf", "abc.pdf"),
        ("a\nb\tc\u2028d\xa0e.pdf", "a b c d e.pdf"),
        ('a<b>:"|?*.pdf', "a-b------.pdf"),
        ("Gwrthgyferbyniad y Cyngor – £5m (tŷ).docx", "Gwrthgyferbyniad y Cyngor – £5m (tŷ).docx"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("half\ud800.pdf", "half.pdf"),
        ("a" * 300 + ".html", "a" * 115 + ".html"),
        ("議" * 100 + ".pdf", "議" * 65 + ".pdf"),
    ],
)
def test_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    "name", ["sheet.xlsx", "report", "pdf", "", ".", "..", "/", "a.pdf/", "a.pdf\x00.exe", "a.pdf.zip"]
)
def test_other_kinds_are_refused_with_those_that_are_taken(name: str) -> None:
    with pytest.raises(DocumentError, match="not of a kind that is taken") as refused:
        safe_name(name)
    assert "PDF, Word (.docx)" in refused.value.hint


def test_further_names_carry_a_number_before_the_ending() -> None:
    assert list(islice(numbered("a.b.pdf"), 3)) == ["a.b.pdf", "a.b (2).pdf", "a.b (3).pdf"]
    assert [len(each) for each in islice(numbered("a" * 116 + ".pdf"), 12)] == [120] * 12


@given(st.text(max_size=40), st.sampled_from(sorted(ENDINGS)))
def test_any_name_is_one_that_can_be_used(tmp_path_factory: pytest.TempPathFactory, name: str, ending: str) -> None:
    safe = safe_name(name + ending)
    assert safe_name(safe) == safe
    assert len(safe) <= 120 and safe.isprintable() and unicodedata.is_normalized("NFC", safe)
    folder = tmp_path_factory.mktemp("names")
    path = folder / safe
    path.write_text("text", "utf-8")
    assert path.parent == folder and list(papers_under([folder])) == [path]
    assert Path(safe).suffix.lower() == ending
