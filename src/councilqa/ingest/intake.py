"""Papers into the corpus folder and out of it, when it is a person at a page who brings and removes them.

Whatever is told here holds after a kill at any moment: a file is in the folder whole or not at all, and no file is
ever deleted. Of what may be left behind, nothing is read as a paper: hidden files, and manifest entries of files
that are not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from councilqa.domain.reports import Failure
from councilqa.errors import CouncilQAError, DocumentError, SettingsError, TooLargeError
from councilqa.ingest.atomic import copy_whole, locked, place, sync_folder
from councilqa.ingest.file_names import numbered, safe_name, shortened
from councilqa.ingest.files import digest, papers_under
from councilqa.ingest.manifest import Entry, read_manifest, write_entry

REMOVED = ".removed"
REFUSED = ".refused"
"""Folders in the corpus folder. Hidden, so that nothing in them is taken for a paper."""
_LOCK = "intake"
_INCOMING = ".incoming"
_UPLOADED = "uploaded as"
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    """As its owner calls it; nothing is taken for granted about it."""
    path: Path
    """Where it lies now; it stays there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What came of uploaded files."""

    paths: tuple[Path, ...] = ()
    """Where the papers now lie in the corpus folder, each once, those that lay there before included."""
    present: tuple[Path, ...] = ()
    """Those of the paths that lay there before with the same content."""
    failed: tuple[Failure, ...] = ()
    """By the name that their owner gave them."""
    origin_of: Mapping[Path, str] = field(default_factory=lambda: MappingProxyType({}))
    """The name that the owner of each path's file gave it."""


def take_in(
    uploads: Sequence[Upload], corpus: Path, *, most_bytes: int, today: dt.date, who: str | None = None
) -> Intake:
    """Copy files into the corpus folder under safe names, and note in its manifest where they came from.

    A file that cannot be taken is told in `failed` and the others go on. A manifest that is not valid, or a folder
    that cannot be written to, ends it before anything is copied, with SettingsError.
    """
    _make(corpus)
    desk = _Desk(corpus, most_bytes=most_bytes, today=today, who=who)
    with locked(corpus, _LOCK):
        read_manifest(corpus)
        return desk.take(uploads)


def withdraw(path: Path, corpus: Path, *, today: dt.date) -> Path | None:
    """Move a paper out of the corpus folder for good, with its manifest entry, to `.removed` in it.

    Copies of it in the corpus folder go with it, as the next ingestion would bring the paper back from one. Gives the
    new path, or None where the file is not there or does not lie in the corpus folder: such a file is left alone.
    """
    return _withdrawn(path, corpus, REMOVED, today, with_copies=True)


def discard(path: Path, corpus: Path, *, today: dt.date) -> Path | None:
    """Move a file that could not be read, with its manifest entry, to `.refused` in the corpus folder."""
    return _withdrawn(path, corpus, REFUSED, today, with_copies=False)


class _Desk:
    """Takes files in while the corpus folder is locked."""

    def __init__(self, corpus: Path, *, most_bytes: int, today: dt.date, who: str | None) -> None:
        self._corpus = corpus
        self._most_bytes = most_bytes
        self._today = today
        self._who = who

    def take(self, uploads: Sequence[Upload]) -> Intake:
        origin_of: dict[Path, str] = {}
        present: list[Path] = []
        failed: list[Failure] = []
        for upload in uploads:
            try:
                path, is_new = self._take(upload)
            except CouncilQAError as error:
                failed.append(Failure(path=upload.name, error=str(error), hint=error.hint))
                continue
            if path not in origin_of and not is_new:
                present.append(path)
            origin_of.setdefault(path, upload.name)
        return Intake(
            paths=tuple(origin_of),
            present=tuple(present),
            failed=tuple(failed),
            origin_of=MappingProxyType(origin_of),
        )

    def _take(self, upload: Upload) -> tuple[Path, bool]:
        """Where it lies now, and whether it was not there before."""
        name = safe_name(upload.name)
        incoming = self._corpus / _INCOMING
        try:
            _check_size(upload.path, self._most_bytes)
            sha256 = copy_whole(upload.path, incoming)
            same = next(_of_content(self._corpus, incoming.stat().st_size, sha256), None)
            return (same, False) if same is not None else (self._place(incoming, name, upload.name), True)
        except OSError as error:
            raise DocumentError(
                f"the file cannot be taken: {error.strerror or error}", hint="Add it once more."
            ) from error
        finally:
            incoming.unlink(missing_ok=True)

    def _place(self, incoming: Path, name: str, given: str) -> Path:
        """The manifest first: killed in between, it has an entry too many, not the folder a paper of no origin."""
        for each in numbered(name):
            if self._is_taken(each):
                continue
            before = read_manifest(self._corpus).get(each, Entry()).origin
            write_entry(self._corpus, each, {"origin": self._origin(given, before)})
            try:
                place(incoming, self._corpus / each)
            except OSError as error:
                write_entry(self._corpus, each, {"origin": before})
                if isinstance(error, FileExistsError):  # put there by hand at this moment
                    continue
                raise
            return self._corpus / each
        raise AssertionError("there is always a further number")

    def _origin(self, given: str, before: str | None) -> str:
        """After what an operator has noted of a file of this name before it came."""
        noted = f"{before}; " if before and not before.startswith(_UPLOADED) else ""
        by = f" by {self._who}" if self._who else ""
        return f"{noted}{_UPLOADED} {given} on {self._today.isoformat()}{by}"

    def _is_taken(self, name: str) -> bool:
        """Also by a name that differs in capitals only: on some file systems that is the same."""
        return name.casefold() in {each.name.casefold() for each in self._corpus.iterdir()}


def _withdrawn(path: Path, corpus: Path, into: str, today: dt.date, *, with_copies: bool) -> Path | None:
    if not corpus.is_dir():
        return None
    with locked(corpus, _LOCK):
        if not _lies_in(path, corpus):
            return None
        try:
            copies = _copies(path, corpus) if with_copies else []
            # The paper itself last: killed before, it is still in its place.
            for copy in copies:
                _set_aside(copy, corpus / into, today)
            return _set_aside(path, corpus / into, today)
        except OSError as error:
            raise SettingsError(
                f"{path.name!r} cannot be moved out of the corpus folder: {error.strerror or error}",
                hint="Check the folder's permissions.",
            ) from error


def _set_aside(path: Path, folder: Path, today: dt.date) -> Path:
    """The entry is copied, the file moved, the entry taken out: the file is never without its entry."""
    _make(folder)
    dated = shortened(f"{today.isoformat()}-{path.name}")
    target = next(folder / each for each in numbered(dated) if not (folder / each).exists())
    entry = read_manifest(path.parent).get(path.name)
    given = {key: getattr(entry, key) for key in sorted(entry.model_fields_set)} if entry else {}
    if given:
        write_entry(folder, target.name, given)
    path.rename(target)
    sync_folder(folder)
    sync_folder(path.parent)
    if given:
        write_entry(path.parent, path.name, dict.fromkeys(given))
    return target


def _lies_in(path: Path, corpus: Path) -> bool:
    """Whether it is a file in the corpus folder, and not in a hidden one in it."""
    parent, root = path.parent.resolve(), corpus.resolve()
    if not path.is_file() or not parent.is_relative_to(root):
        return False
    return not any(part.startswith(".") for part in (*parent.relative_to(root).parts, path.name))


def _copies(path: Path, corpus: Path) -> list[Path]:
    """Other papers of the corpus folder with the same content."""
    try:
        sha256 = digest(path)
    except DocumentError:  # what cannot be opened cannot be compared, only moved
        return []
    own = path.parent.resolve() / path.name
    found = _of_content(corpus, path.stat().st_size, sha256)
    return [each for each in found if each.parent.resolve() / each.name != own]


def _of_content(corpus: Path, size: int, sha256: str) -> Iterator[Path]:
    """Papers of the corpus folder that hold this."""
    for path in papers_under([corpus]):
        try:
            if path.stat().st_size == size and digest(path) == sha256:
                yield path
        except (OSError, DocumentError):
            continue


def _check_size(path: Path, most_bytes: int) -> None:
    if not path.is_file():
        raise DocumentError("the file did not arrive", hint="Add it once more.")
    size = path.stat().st_size
    if size == 0:
        raise DocumentError("the file is empty", hint="Fetch or save it again.")
    if size > most_bytes:
        has, most = _megabytes(size), _megabytes(most_bytes)
        if has == most:
            has, most = f"{size:,} bytes", f"{most_bytes:,}"
        raise TooLargeError(f"the file has {has}; at most {most} are taken")


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.0f} MB" if size >= _MEGABYTE else f"{size / 1000:.0f} KB"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the folder {folder.name!r} cannot be made: {error.strerror or error}", hint="Check the path."
        ) from error
