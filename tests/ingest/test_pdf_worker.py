"""What comes from the process that reads a PDF is taken for what it is: data, and not always sound."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest
from fpdf import FPDF

from councilqa.errors import DocumentError, PasswordError
from councilqa.ingest import pdf_worker
from councilqa.ingest.pdf_take import PdfLimits
from councilqa.ingest.pdf_worker import _collect, _environment, take_apart


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"\x80\x04}.\n",
        b"null\n",
        b"[1, 2]\n",
        b'{"kind": "SystemExit", "text": "x"}\n',
        b'{"kind": "SettingsError", "text": "x"}\n',
        b'{"content": {"number": 1}, "of": 1}\n',
        b'{"labels": 5, "title": null, "notes": [], "has_marks": true}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_reply_that_is_none_is_an_error_of_that_file_alone(line: bytes) -> None:
    with pytest.raises(DocumentError, match=r"'a\.pdf'"):
        _collect("a.pdf", iter([line]), None, late=threading.Event(), limits=PdfLimits())


def test_what_the_reader_refuses_is_told_in_its_own_words() -> None:
    line = json.dumps({"kind": "PasswordError", "text": "it is closed"}).encode()
    with pytest.raises(PasswordError, match="it is closed"):
        _collect("a.pdf", iter([line]), None, late=threading.Event(), limits=PdfLimits())


def test_the_process_has_none_of_our_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    monkeypatch.setenv("COUNCILQA_CHAT__API_KEY", "x")
    assert set(_environment()) <= {*pdf_worker._KEPT, "PYTHONPATH"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_paper_is_read_within_the_limits_of_the_process(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.multi_cell(0, 8, "1.1 The library opens on Sundays.")
    pdf.output(str(tmp_path / "a.pdf"))
    heard: list[tuple[int, int]] = []
    opened = take_apart(
        tmp_path / "a.pdf", passwords=(), on_page=lambda done, of: heard.append((done, of)), limits=PdfLimits()
    )
    assert [word.text for word in opened.pages[0].words][:3] == ["1.1", "The", "library"]
    assert heard == [(1, 1)]
