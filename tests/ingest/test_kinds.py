from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from councilqa.errors import DocumentError, PasswordError, TooLargeError
from councilqa.ingest.kinds import FileKind, sniff

REAL = Path(__file__).parents[2].parent / "shared" / "real"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"junk from a mail gateway\r\n%PDF-1.4\n", FileKind.PDF),
        (zipped("[Content_Types].xml", "word/document.xml"), FileKind.DOCX),
        (b"<!DOCTYPE html><html><body>x", FileKind.HTML),
        (b"\xef\xbb\xbf<!-- saved --> <html>", FileKind.HTML),
        ("<html><body>Café".encode("utf-16"), FileKind.HTML),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html>', FileKind.HTML),
        (b"<script>var x</script>\n<body class='x'>", FileKind.HTML),
        (b"<div><p>A fragment", FileKind.HTML),
        (b"# Minutes\n\n- one\n- two\n", FileKind.MARKDOWN),
        (b"RESOLVED: **that** see [the report](x.pdf)", FileKind.MARKDOWN),
        (b"1.1 The report.\n\nPage 3 of 5\n", FileKind.TEXT),
        ("Café £5".encode("cp1252"), FileKind.TEXT),
        ("Plain £5".encode("utf-16"), FileKind.TEXT),
        (b"The value is < 5 and the tag <br> is text.", FileKind.TEXT),
    ],
)
def test_kind_is_told_by_content(tmp_path: Path, data: bytes, expected: FileKind) -> None:
    (tmp_path / "report.pdf").write_bytes(data)
    assert sniff(tmp_path / "report.pdf") is expected


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (bytes(2000), "empty"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"{\\rtf1 x}", "RTF"),
        (zipped("xl/workbook.xml"), "Excel"),
        (zipped("ppt/presentation.xml"), "PowerPoint"),
        (zipped("mimetype", "content.xml"), "OpenDocument"),
        (zipped("a.pdf", "b.pdf"), "ZIP"),
        (b"PK\x03\x04", "damaged"),
        (_OLE + "WordDocument".encode("utf-16-le"), "old Word file"),
        (_OLE + "Workbook".encode("utf-16-le"), "old Excel"),
        (_OLE, "old Office"),
        (bytes(range(256)) * 8, "binary"),
        (b"<?xml version='1.0'?><feed/>", "XML"),
    ],
)
def test_other_files_are_named(tmp_path: Path, data: bytes, what: str) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(DocumentError, match=what) as raised:
        sniff(tmp_path / "a")
    assert raised.value.hint


def test_office_file_with_a_password(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(_OLE + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(PasswordError):
        sniff(tmp_path / "a.docx")


@pytest.mark.parametrize("name", [".", "nowhere.pdf"])
def test_what_is_no_file_is_a_document_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError):
        sniff(tmp_path / name)


def test_archive_of_countless_files_is_refused_before_it_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04" + b"PK\x01\x02" * 50_001)
    with pytest.raises(TooLargeError):
        sniff(tmp_path / "a.docx")


@pytest.mark.parametrize("data", [b"<!--x-->" * 8000 + b"z", b"[" * 65_536, b"\n" * 65_535 + b"x", b"**a" * 20_000])
def test_no_text_takes_long(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    begun = time.monotonic()
    sniff(tmp_path / "a")
    assert time.monotonic() - begun < 5


@pytest.mark.skipif(not REAL.exists(), reason="real papers are not here")
def test_real_files() -> None:
    kinds = {".pdf": FileKind.PDF, ".docx": FileKind.DOCX, ".html": FileKind.HTML}
    for path in sorted(REAL.rglob("*.*")):
        if path.suffix in kinds and path.name != "zero_bytes.pdf":
            assert sniff(path) is kinds[path.suffix], path.name
