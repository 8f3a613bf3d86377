"""Bringing an index in line with files: what is new goes in, what changed is replaced whole, the rest stays."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from councilqa.domain.documents import Metadata
from councilqa.domain.reports import Failure, IngestReport
from councilqa.errors import DocumentError, NeedsOCRError
from councilqa.ingest.encode import encode_passages
from councilqa.ingest.files import digest, document_of, papers_under, read_draft
from councilqa.ingest.manifest import Entry, read_manifest
from councilqa.ingest.split import Sizes, split
from councilqa.models.encoder import Encoder
from councilqa.models.reduction import Reduction
from councilqa.store.records import FileRecord
from councilqa.store.store import Store


@dataclass(frozen=True, slots=True)
class Progress:
    """Where ingestion stands; `done` of `total` are files, or within a file pages or passages."""

    stage: Literal["file", "read", "encode", "done"]
    path: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to bring into the index, and how."""

    paths: tuple[Path, ...]
    passwords: tuple[str, ...] = ()
    prune: bool = False
    """Remove papers of these folders whose files are gone."""
    sizes: Sizes = Sizes()


@dataclass(frozen=True, slots=True)
class _Known:
    """A paper of the index, as far as a new file is compared with it."""

    id: str
    sha256: str
    source: str
    metadata: Metadata


@dataclass
class _Tally:
    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    needs_ocr: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    pages: int = 0
    passages: int = 0


def ingest(
    store: Store,
    encoder: Encoder,
    reduction: Reduction,
    order: Order,
    *,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> IngestReport:
    """Bring the papers in; a file that fails is reported and the others go on."""
    started = time.perf_counter()
    run = _Run(store, encoder, reduction, order, on_progress)
    files = list(papers_under(order.paths))
    for position, path in enumerate(files):
        on_progress(Progress("file", str(path), position, len(files)))
        run.take(path)
    run.look_for_gone(files)
    on_progress(Progress("done", "", len(files), len(files)))
    if run.tally.replaced or run.tally.removed:
        store.compact()  # what was taken out is to be gone from the disk
    elif run.tally.added:
        store.tidy()
    return run.report(time.perf_counter() - started)


class _Run:
    """One ingestion: what is known of the index, and what has come of the files so far."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        reduction: Reduction,
        order: Order,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.tally = _Tally()
        self._store = store
        self._encoder = encoder
        self._reduction = reduction
        self._order = order
        self._on_progress = on_progress
        known = (_Known(each.id, each.file.sha256, each.source, each.metadata) for each in store.documents())
        self._by_id = {each.id: each for each in known}
        self._by_path = {_key(Path(each.source)): each for each in self._by_id.values()}
        self._manifests: dict[Path, dict[str, Entry]] = {}
        for folder in {path if path.is_dir() else path.parent for path in order.paths}:
            self._entries(folder)

    def take(self, path: Path) -> None:
        """Bring one file in, or say why not."""
        try:
            self._take(path)
        except NeedsOCRError as error:
            self.tally.needs_ocr.append(str(path))
            self.tally.notes.append((str(path), f"{error}. {error.hint}"))
        except DocumentError as error:
            self.tally.failed.append(Failure(path=str(path), error=str(error), hint=error.hint))

    def _take(self, path: Path) -> None:
        sha256 = digest(path)
        entry = self._entries(path.parent).get(path.name)
        known = self._by_id.get(sha256[:16])
        if known is not None and self._is_current(known, path, entry):
            self.tally.unchanged.append(str(path))
            return
        before = known or self._by_path.get(_key(path))
        written = self._write(path, sha256, entry, before)
        if before is not None:
            self._by_id.pop(before.id, None)
        self._by_id[written.id] = written
        self._by_path[_key(path)] = written
        (self.tally.replaced if before is not None else self.tally.added).append(str(path))

    def _is_current(self, known: _Known, path: Path, entry: Entry | None) -> bool:
        """Whether the index holds this very content; a renamed file is followed."""
        if _key(Path(known.source)) != _key(path):
            if _holds(Path(known.source), known.sha256):
                self.tally.notes.append((str(path), f"the same content as {known.source}, indexed once"))
                return True
            self._store.relocate(known.id, str(path))
            if self._by_path.get(_key(Path(known.source))) is known:
                del self._by_path[_key(Path(known.source))]
            self._by_id[known.id] = self._by_path[_key(path)] = replace(known, source=str(path))
            self.tally.notes.append((str(path), f"renamed from {known.source}"))
        # Of papers indexed before corrections were noted, those with corrections are read once more, no others.
        return (entry or Entry()).holds_for(known.metadata)

    def _write(self, path: Path, sha256: str, entry: Entry | None, before: _Known | None) -> _Known:
        name = str(path)
        draft = read_draft(
            path,
            passwords=self._order.passwords,
            on_page=lambda done, total: self._on_progress(Progress("read", name, done, total)),
        )
        document = document_of(draft, path, sha256=sha256, entry=entry)
        passages = split(document, self._order.sizes)
        if not passages:
            raise DocumentError(f"{path.name!r} holds nothing that could be quoted", hint="Open it and check its text.")
        encoded = encode_passages(
            passages, self._encoder, self._reduction, on_done=_counter(self._on_progress, name, len(passages))
        )
        record = FileRecord(sha256=sha256, size_bytes=path.stat().st_size, added_at=dt.datetime.now(dt.UTC))
        if before is not None and before.id != document.id:
            self._store.replace(before.id, document, encoded, record)
        else:
            self._store.write(document, encoded, record)
        self.tally.pages += len(draft.pages)
        self.tally.passages += len(passages)
        self.tally.notes.extend((name, note) for note in draft.notes)
        return _Known(document.id, sha256, document.source, document.metadata)

    def look_for_gone(self, files: Sequence[Path]) -> None:
        """Papers of the folders named whose files are no longer there."""
        present = {_key(path) for path in files}
        folders = [path.resolve() for path in self._order.paths if path.is_dir()]
        for known in list(self._by_id.values()):
            source = _key(Path(known.source))
            if source in present or source.exists() or not any(source.is_relative_to(folder) for folder in folders):
                continue
            if self._order.prune:
                self._store.remove(known.id)
                self.tally.removed.append(known.source)
            else:
                self.tally.notes.append((known.source, "its file is gone; `--prune` removes it from the index"))

    def _entries(self, folder: Path) -> dict[str, Entry]:
        if folder not in self._manifests:
            self._manifests[folder] = read_manifest(folder)
        return self._manifests[folder]

    def report(self, seconds: float) -> IngestReport:
        tally = self.tally
        return IngestReport(
            added=tuple(tally.added),
            unchanged=tuple(tally.unchanged),
            replaced=tuple(tally.replaced),
            removed=tuple(tally.removed),
            failed=tuple(tally.failed),
            needs_ocr=tuple(tally.needs_ocr),
            notes=tuple(tally.notes),
            pages=tally.pages,
            passages=tally.passages,
            seconds=seconds,
        )


def _holds(path: Path, sha256: str) -> bool:
    """Whether the file is still there with this content."""
    try:
        return digest(path) == sha256
    except DocumentError:
        return False


def _key(path: Path) -> Path:
    return path.resolve()


def _counter(on_progress: Callable[[Progress], None], name: str, total: int) -> Callable[[int], None]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done = min(done + more, total)
        on_progress(Progress("encode", name, done, total))

    return count
