"""The parts of a Word file, read without trusting any of them.

A Word file is a ZIP archive of XML. Nothing is ever unpacked to disk: a part is found by
its name in the archive and read up to a limit, whatever size the archive declares.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from councilqa.errors import DocumentError, PasswordError, TooLargeError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True, slots=True, kw_only=True)
class DocxLimits:
    """What bounds the time and memory that reading a Word file may take."""

    max_file_bytes: int = 200_000_000
    """Of the file itself; pictures make up most of a large one."""
    max_part_bytes: int = 64_000_000
    """Of one XML part once unpacked; a report of 1,000 pages has about 20 MB."""
    max_tags: int = 1_500_000
    """Of one XML part."""
    max_parts: int = 20_000


class Package:
    """An open Word file, from which XML parts are read by name."""

    def __init__(self, archive: zipfile.ZipFile, *, limits: DocxLimits) -> None:
        self._archive = archive
        self._limits = limits
        self._infos = {info.filename.lstrip("/"): info for info in archive.infolist()}
        if len(self._infos) > limits.max_parts:
            raise TooLargeError(f"the Word file has {len(self._infos)} parts, more than max_parts {limits.max_parts}")
        self.main_name = self._main_name()

    def main(self) -> etree._Element:
        """The part that holds the paper's text."""
        root = self.part(self.main_name)
        if root is None:
            raise DocumentError("the Word file has no document in it (word/document.xml is missing)")
        return root

    def related(self, kind: str) -> etree._Element | None:
        """The part that the main one calls its "styles", "numbering", "footnotes" or "endnotes"."""
        target = next(self._of_main(kind), None)
        return self.part(target or posixpath.join(posixpath.dirname(self.main_name), f"{kind}.xml"))

    def by_id(self, key: str) -> etree._Element | None:
        """The part that the main one names by the id of its relationship."""
        return next((self.part(target) for target in self._of_main(None, key=key)), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Of all its parts."""
        return tuple(self._infos)

    def all_related(self, kind: str) -> Iterator[etree._Element]:
        """The parts of which it may have several: "header", "footer"."""
        found = (self.part(target) for target in self._of_main(kind))
        return (root for root in found if root is not None)

    def part(self, name: str) -> etree._Element | None:
        """The root of an XML part, or None where the file has no such part."""
        info = self._infos.get(name)
        return None if info is None else _parse(self._read(info), name=name, limits=self._limits)

    def _main_name(self) -> str:
        target = next(self._targets("_rels/.rels", kind="officeDocument", folder=""), None)
        return target if target in self._infos else "word/document.xml"

    def _of_main(self, kind: str | None, *, key: str | None = None) -> Iterator[str]:
        folder, name = posixpath.split(self.main_name)
        return self._targets(f"{folder}/_rels/{name}.rels", kind=kind, key=key, folder=folder)

    def _targets(self, rels: str, *, kind: str | None, folder: str, key: str | None = None) -> Iterator[str]:
        root = self.part(rels)
        for relation in [] if root is None else root.iter(_RELATIONSHIP):
            of_kind = kind in (None, relation.get("Type", "").rsplit("/", 1)[-1])
            if of_kind and key in (None, relation.get("Id")) and relation.get("TargetMode") != "External":
                # Only looked up among the archive's names, so "../../etc" leads nowhere.
                yield posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")

    def _read(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise PasswordError("the Word file is protected with a password")
        most = self._limits.max_part_bytes
        if info.file_size > most:
            raise TooLargeError(f"{info.filename!r} in the Word file unpacks to more than max_part_bytes {most}")
        with self._archive.open(info) as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise TooLargeError(f"{info.filename!r} in the Word file unpacks to more than max_part_bytes {most}")
        return data


@contextmanager
def open_package(path: Path, *, limits: DocxLimits) -> Iterator[Package]:
    """A Word file opened for reading; whatever is wrong with the archive ends as a DocumentError."""
    try:
        if path.stat().st_size > limits.max_file_bytes:
            raise TooLargeError(f"{path.name!r} has more than max_file_bytes {limits.max_file_bytes}")
        with zipfile.ZipFile(path) as archive:
            yield Package(archive, limits=limits)
    except OSError as error:
        raise DocumentError(f"cannot read {path.name!r}: {error.strerror or error}") from error
    # A mangled archive makes zipfile raise all of these.
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise DocumentError(f"{path.name!r} is damaged: {error}") from error


def _parse(data: bytes, *, name: str, limits: DocxLimits) -> etree._Element:
    # Office never writes a DTD; entities in one are how small files grow without bound.
    if any(mark in data for mark in _DOCTYPES):
        raise DocumentError(f"{name!r} in the Word file declares entities, which is not allowed")
    if data.count(b"<") > limits.max_tags:
        raise TooLargeError(f"{name!r} in the Word file has more than max_tags {limits.max_tags}")
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error) or "limit" in str(error):
            raise TooLargeError(f"{name!r} in the Word file is nested too deeply or has too long a text") from error
        raise DocumentError(f"{name!r} in the Word file is not valid XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise DocumentError(f"{name!r} in the Word file declares entities, which is not allowed")
    return root
