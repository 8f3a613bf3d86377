"""Opening a PDF whatever state it is in, or saying clearly why that cannot be done."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from councilqa.errors import DocumentError, PasswordError

_HEADER_WITHIN = 1_000_000
"""Bytes of mail or web headers that may stand before the PDF itself."""
_OBJECT = re.compile(rb"(?<![0-9])(\d{1,7})\s+(\d{1,5})\s+obj\b")
_TYPE = re.compile(rb"/Type\s*/(Catalog|Page)(?![A-Za-z])")


def open_pdf(name: str, data: bytes, passwords: Sequence[str]) -> tuple[pdfium.PdfDocument, bool]:
    """The open document, and whether it had to be repaired first."""
    if not data:
        raise DocumentError(f"{name!r} is empty: it has no bytes at all")
    start = data.find(b"%PDF-", 0, _HEADER_WITHIN)
    if start < 0:
        raise DocumentError(f"{name!r} is not a PDF file, whatever its name says")
    data = data[start:]
    try:
        return _with_passwords(name, data, passwords), False
    except pdfium.PdfiumError as error:
        mended = mend(data)
        if mended is None:
            raise DocumentError(f"{name!r} is damaged and cannot be opened as a PDF") from error
    try:
        return _with_passwords(name, mended, passwords), True
    except pdfium.PdfiumError as error:
        raise DocumentError(f"{name!r} is damaged and cannot be opened as a PDF") from error


def _with_passwords(name: str, data: bytes, passwords: Sequence[str]) -> pdfium.PdfDocument:
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if error.err_code != raw.FPDF_ERR_PASSWORD:
                raise
    tried = "none of the passwords given opens it" if passwords else "no password was given"
    raise PasswordError(f"{name!r} is protected by a password, and {tried}")


def mend(data: bytes) -> bytes | None:
    """A file that has lost its end gets a new catalogue of the pages still there, or None.

    PDFium finds the objects of such a file again by itself, but not where to begin.
    """
    catalog: bytes | None = None
    pages: list[bytes] = []
    highest = 0
    found = list(_OBJECT.finditer(data))
    ends = [match.start() for match in found[1:]] + [len(data)]
    for match, end in zip(found, ends[: len(found)], strict=True):
        highest = max(highest, int(match[1]))
        body = data[match.end() : min(end, match.end() + 4_000)].partition(b"stream")[0]
        kind = _TYPE.search(body)
        if kind is None:
            continue
        reference = match[1] + b" " + match[2] + b" R"
        if kind[1] == b"Catalog":
            catalog = reference
        else:
            pages.append(reference)
    if catalog is not None and b"/Root" not in data:
        return data + _trailer(catalog, highest + 1)
    if not pages:
        return None
    return data + _new_tree(pages, highest + 1)


def _new_tree(pages: Sequence[bytes], number: int) -> bytes:
    kids = b" ".join(pages)
    tree = b"\nendstream\nendobj\n%d 0 obj\n<< /Type /Pages /Count %d /Kids [%s] >>\nendobj\n" % (
        number, len(pages), kids,
    )  # fmt: skip
    root = b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n" % (number + 1, number)
    return tree + root + _trailer(b"%d 0 R" % (number + 1), number + 2)


def _trailer(root: bytes, size: int) -> bytes:
    return b"\nendobj\ntrailer\n<< /Size %d /Root %s >>\nstartxref\n0\n%%%%EOF\n" % (size, root)
