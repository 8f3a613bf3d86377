"""What a file is, told by what stands in it; names and endings are not trusted."""

from __future__ import annotations

import codecs
import re
import zipfile
from enum import StrEnum
from pathlib import Path

from councilqa.errors import DocumentError, PasswordError, TooLargeError

_HEAD_BYTES = 65_536
_PDF_WITHIN = 1024
_PDF_LATER = re.compile(rb"^%PDF-\d\.\d", re.MULTILINE)
"""Some mail gateways and web servers leave more than that before it."""
_OLE_BYTES = 8_000_000
"""How far into an old Office file its list of streams is looked for."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE_AS = "Save it as .docx or PDF and add that."


class FileKind(StrEnum):
    """The kinds of file that can be read."""

    PDF = "PDF"
    DOCX = "Word"
    HTML = "HTML"
    MARKDOWN = "Markdown"
    TEXT = "plain text"


_OTHER_SIGNATURES = (
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"RIFF", "a picture, sound or film (RIFF)"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7-Zip)"),
    (b"Rar!", "an archive (RAR)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound file (MP3)"),
    (b"SQLite format 3", "a database (SQLite)"),
)
_HINTS = {
    "picture": "Run it through OCR (for example `ocrmypdf`) and add the PDF.",
    "rich text": _SAVE_AS,
    "PostScript": "Turn it into a PDF and add that.",
    "archive": "Unpack it and add the files in it.",
    "compressed": "Unpack it and add the file in it.",
}
_OLE_STREAMS = (
    ("WordDocument", "an old Word file (.doc)"),
    ("Workbook", "an old Excel workbook (.xls)"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)"),
    ("__properties_version1.0", "an Outlook message (.msg)"),
)
_WORD_PART = re.compile(r"word/document\d*\.xml")
_ZIP_ENTRY = b"PK\x01\x02"
_MOST_ZIP_ENTRIES = 50_000
_MOST_ZIP_BYTES = 1_000_000_000
_CHUNK_BYTES = 1 << 20
_ZIP_PARTS = (
    ("xl/", "an Excel workbook", "Save the sheets that matter as PDF and add that."),
    ("ppt/", "a PowerPoint file", "Save it as PDF and add that."),
    ("content.xml", "an OpenDocument file", _SAVE_AS),
    ("META-INF/container.xml", "an e-book (EPUB)", "Save it as PDF and add that."),
)
_HTML_START = re.compile(
    r"(?>\s+|<!--.*?-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body|(?:p|div|table|h[1-6]|ul|ol|section|article|main)\b)",
    re.IGNORECASE | re.DOTALL,
)
_HTML_INSIDE = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
_XML_START = re.compile(r"\s*<(?:\?xml|!DOCTYPE|[A-Za-z][\w.-]*:[\w.-]+[\s>])")
_XML_ROOT = re.compile(
    r"(?>\s|<!--.*?-->|<!DOCTYPE[^>\[]*>)*+(<\?xml[^>]*\?>)?(?>\s|<!--.*?-->|<\?[^>]*\?>|<!DOCTYPE[^>\[]*>)*+"
    r"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)([^>]{0,2000})",
    re.DOTALL | re.IGNORECASE,
)
_HTML_ELEMENTS = frozenset(
    "html head body title meta link script style base p div span table thead tbody tr td th h1 h2 h3 h4 h5 h6 ul ol li"
    " dl dt dd section article main aside nav header footer form a b i u em strong small sup sub br hr img center font"
    " blockquote pre address figure fieldset details noscript iframe".split()
)
_HEADERS = re.compile(r"(?:[A-Za-z][\w-]{1,40}:[^\n]*\r?\n(?:[ \t]+[^\n]*\r?\n)*){2,}")
_PACKED = re.compile(
    r"^(?:MIME-Version|Content-Type|Content-Transfer-Encoding|Received|Message-ID|Return-Path|DKIM-Signature):",
    re.IGNORECASE | re.MULTILINE,
)
_ARCHIVED = re.compile(
    r"multipart/related|^(?:Snapshot-Content-Location|Content-Location):|Saved by|Content-Type: text/html",
    re.IGNORECASE | re.MULTILINE,
)
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|[ \t]{0,12}[-*+] \S|\|.*\|[ \t]*$|> \S|```|(?:[-*_] ?){3,}$)"
    r"|\*\*\S[^*\n]{0,300}\*\*|\[[^\]\n]{1,300}\]\([^)\n]{1,300}\)",
    re.MULTILINE,
)
_MARKS_OF_MARKDOWN = 2
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(path: Path) -> FileKind:
    """The kind of a file that can be read; a DocumentError says what any other file is."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise DocumentError(
            f"cannot read {path.name!r}: {error.strerror or error}", hint="Check the path and your rights to it."
        ) from error
    if not head.strip(b"\x00 \t\r\n"):
        raise _other(path, "an empty file", hint="Fetch or save it again.")
    if head.startswith(b"PK"):
        return _kind_of_zip(path)
    if head.startswith(_OLE):
        raise _ole_error(path)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return FileKind.PDF
    _refuse_known(path, head)
    return _kind_of_text(path, head)


def _other(path: Path, what: str, *, hint: str | None = None) -> DocumentError:
    return DocumentError(f"{path.name!r} is {what}", hint=hint or "PDF, Word (.docx), HTML and text files can be read.")


def _refuse_vast_zip(path: Path) -> None:
    """Python's zipfile lists all entries on opening, whatever their number."""
    vast = TooLargeError(f"{path.name!r} is an archive with more than {_MOST_ZIP_ENTRIES} files or 1 GB")
    if path.stat().st_size > _MOST_ZIP_BYTES:
        raise vast
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(_CHUNK_BYTES), b"")
        if sum(chunk.count(_ZIP_ENTRY) for chunk in chunks) > _MOST_ZIP_ENTRIES:
            raise vast


def _kind_of_zip(path: Path) -> FileKind:
    try:
        _refuse_vast_zip(path)
        with zipfile.ZipFile(path) as archive:
            names = [name.lstrip("/") for name in archive.namelist()]
            encrypted = any(info.flag_bits & 1 for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise DocumentError(f"{path.name!r} is a damaged Word file or archive: {error}") from error
    if any(_WORD_PART.fullmatch(name) for name in names):
        return FileKind.DOCX
    for part, what, hint in _ZIP_PARTS:
        if any(name.startswith(part) for name in names):
            raise _other(path, what, hint=hint)
    if encrypted:
        raise PasswordError(f"{path.name!r} is an archive protected with a password")
    raise _other(path, "an archive (ZIP)", hint="Unpack it and add the files in it.")


def _ole_error(path: Path) -> DocumentError:
    with path.open("rb") as file:
        data = file.read(_OLE_BYTES)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PasswordError(
            f"{path.name!r} is an Office file protected with a password",
            hint="Open it in Word, remove the password, save it and add it once more.",
        )
    for stream, what in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return _other(path, what, hint=f"It is in an old format. {_SAVE_AS}")
    return _other(path, "an old Office file", hint=_SAVE_AS)


def _refuse_known(path: Path, head: bytes) -> None:
    for signature, what in _OTHER_SIGNATURES:
        if head.startswith(signature):
            raise _other(path, what, hint=next((hint for word, hint in _HINTS.items() if word in what), None))
    if head[4:8] == b"ftyp":
        raise _other(path, "a film, sound or picture (MP4, HEIC)")


def _kind_of_text(path: Path, head: bytes) -> FileKind:
    text = _decoded(head)
    _refuse_mail(path, text)
    _refuse_data(path, text)
    if _HTML_START.match(text) or (text.lstrip().startswith("<") and _HTML_INSIDE.search(text)):
        return FileKind.HTML
    if len(_CONTROL.findall(text)) > len(text) / 200:
        if _PDF_LATER.search(head):
            return FileKind.PDF
        raise _other(path, "binary data")
    if len(_MARKDOWN.findall(text)) >= _MARKS_OF_MARKDOWN:
        return FileKind.MARKDOWN
    return FileKind.TEXT


def _refuse_mail(path: Path, text: str) -> None:
    """Mail and what browsers save as one file have header lines, then text that is packed for sending."""
    if text.startswith("From ") and "\n" in text:  # a mailbox: the line before each of its messages
        text = text.split("\n", 1)[1]
    headers = _HEADERS.match(text)
    if headers is None or not _PACKED.search(headers[0]):
        return
    if _ARCHIVED.search(headers[0]):
        raise _other(path, "a web archive (MHTML)", hint="Open it in a browser, save the page as PDF and add that.")
    raise _other(
        path, "a mail message", hint="Save its text as PDF and add that; add papers attached to it one by one."
    )


def _refuse_data(path: Path, text: str) -> None:
    """XML that is no web page, by its first element."""
    root = _XML_ROOT.match(text)
    if root is None or root[2].lower() in _HTML_ELEMENTS:
        return
    declared = root[1] or _XML_START.match(text) or "xmlns" in root[3]
    if root[2].lower() in ("akomantoso", "legislation"):
        hint = "It is an act or minutes as data: fetch the same text as PDF or as a web page and add that."
        raise _other(path, "XML data (a legal text)", hint=hint)
    if declared:
        raise _other(path, "XML data", hint="If it is a Word 2003 file, save it as .docx; fetch others as PDF or HTML.")


def _decoded(head: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    return head.decode("utf-8", errors="replace")
