"""An index as one thing: the library, the vectors in Chroma, and the lock that guards them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from councilqa.domain.documents import Document, Metadata
from councilqa.domain.passages import Passage
from councilqa.errors import (
    DamagedIndexError,
    IndexFault,
    LockedIndexError,
    MissingIndexError,
    StaleIndexError,
)
from councilqa.store import library as library_module
from councilqa.store import vectors as vectors_module
from councilqa.store.checks import check_library, check_stamp, check_vectors
from councilqa.store.encoded import EncodedPassage, TokenFrequencies, TokenMatrix, TokenVectors
from councilqa.store.exact import ExactSearch
from councilqa.store.library import EVERYTHING, Library, Written
from councilqa.store.lock import IndexLock
from councilqa.store.records import DocumentSummary, FileRecord, Finding, Sizes
from councilqa.store.stamp import Stamp
from councilqa.store.vectors import VectorIndex, VectorRecord

DenseEngine = Literal["chroma", "exact"]

Step = Literal["library written", "vectors deleted", "vectors added", "done"]
"""Between which a writer may be killed; told to `on_step`."""

WORTH_COMPACTING = 0.2
"""Share of a database that is free room."""

_DOCUMENTS_KEPT = 32
_SYNCED_TOGETHER = 64
"""Documents whose vectors go to Chroma in one call, which takes longer than what it does for a small one."""


class Store:
    """One index folder, opened for reading or for writing. Threads may share it; close it when done.

    A writing process keeps every other writer out. A reading one never does, unless it
    searches with Chroma, which bears one process only; see docs/decisions/0002-store.md.
    With `dense="exact"` Chroma is left alone: what is written meanwhile is pending until
    the next writer without it brings Chroma in line.
    """

    def __init__(
        self,
        folder: Path,
        library: Library,
        lock: IndexLock,
        *,
        writable: bool,
        dense: DenseEngine = "chroma",
        on_step: Callable[[Step], None] | None = None,
    ) -> None:
        """Use `open`, `create` or `create_or_open`."""
        self.folder = folder
        self.writable = writable
        self._library = library
        self._lock = lock
        self._engine: DenseEngine = dense
        self._on_step = on_step or (lambda step: None)
        self._vectors: VectorIndex | None = None
        self._exact = ExactSearch(library)
        self._guard = threading.RLock()
        self._load = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._read_document)

    # Opening and closing

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        stamp: Stamp | None,
        writable: bool = False,
        dense: DenseEngine = "chroma",
        on_step: Callable[[Step], None] | None = None,
    ) -> Self:
        """An index that is there. Without a stamp, whatever it was built with (to list, or to examine it)."""
        path = folder / library_module.FILE_NAME
        if not path.exists():
            raise MissingIndexError(f"there is no index in {folder.name!r}")
        lock = IndexLock(folder)
        try:
            if writable:
                lock.acquire("writing")
            library = Library.open(path, writable=writable)
            store = cls(folder, library, lock, writable=writable, dense=dense, on_step=on_step)
            store._start(stamp)
        except BaseException:
            lock.release()
            raise
        return store

    @classmethod
    def create(
        cls,
        folder: Path,
        stamp: Stamp,
        *,
        dense: DenseEngine = "chroma",
        on_step: Callable[[Step], None] | None = None,
    ) -> Self:
        """An empty index open for writing, in place of any that is there; all of it or nothing."""
        _make_folder(folder)
        lock = IndexLock(folder)
        lock.acquire("writing")
        try:
            library = Library.create(folder / library_module.FILE_NAME, stamp)
            store = cls(folder, library, lock, writable=True, dense=dense, on_step=on_step)
            store._start(stamp)
        except BaseException:
            lock.release()
            raise
        return store

    @classmethod
    def create_or_open(
        cls,
        folder: Path,
        stamp: Stamp,
        *,
        writable: bool,
        dense: DenseEngine = "chroma",
        on_step: Callable[[Step], None] | None = None,
    ) -> Self:
        """The index in the folder; a writer makes it where there is none."""
        try:
            return cls.open(folder, stamp=stamp, writable=writable, dense=dense, on_step=on_step)
        except MissingIndexError:
            if not writable:
                raise
        return cls.create(folder, stamp, dense=dense, on_step=on_step)

    def close(self) -> None:
        with self._guard:
            try:
                self._close_vectors()
            finally:
                self._library.close()
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing

    def write(self, document: Document, encoded: Sequence[EncodedPassage], file: FileRecord) -> None:
        """Put a document in, in place of whatever stood under its id."""
        self._put(document, encoded, file, replacing=())

    def write_all(self, written: Sequence[Written]) -> None:
        """Put many documents in at once, in place of whatever stood under their ids: all of them or none.

        Much faster than one by one where they are small; everything is held in memory meanwhile.
        """
        touched = tuple(each.document.id for each in written)
        if len(set(touched)) != len(touched):
            raise ValueError("a document stands twice among those to write")
        self._change(lambda: self._library.write_all(written), touched)

    def replace(self, old_id: str, document: Document, encoded: Sequence[EncodedPassage], file: FileRecord) -> None:
        """Put in the new version of a changed file; nobody ever sees both, or neither."""
        self._put(document, encoded, file, replacing=(old_id,))

    def remove(self, document_id: str) -> None:
        self._change(lambda: self._library.remove(document_id), (document_id,))

    def relocate(self, document_id: str, source: str) -> None:
        """The same file now lies elsewhere."""
        self._change(lambda: self._library.relocate(document_id, source), (document_id,))

    def update_metadata(self, document_id: str, metadata: Metadata) -> None:
        """Correct what is known of a paper; its text, passages and vectors stay."""
        self._change(lambda: self._library.update_metadata(document_id, metadata), (document_id,))

    def repair(self) -> tuple[str, ...]:
        """Bring Chroma in line with the library, and say for which documents that was needed."""
        self._require_writable()
        with self._guard:
            vectors = self._vectors or self._open_for_writing()
            if vectors.count() != self._library.count():
                self._library.mark_pending(_differing(self._library, vectors))
            unfinished = self._library.pending()
            self._sync(vectors, unfinished)
            return unfinished

    def rebuild_vectors(self) -> None:
        """Make all of Chroma anew from the library, without embedding anything again."""
        self._require_writable()
        self._library.mark_pending((EVERYTHING,))
        self.repair()

    def compact(self) -> None:
        """Give the room of removed documents back to the disk."""
        self._require_writable()
        with self._guard:
            self._close_vectors()
            self._library.compact()
            vectors_module.compact(self._vectors_folder)

    def tidy(self) -> None:
        """Compact where that gives much back; it takes as long as writing the whole index, however little was added."""
        self._require_writable()
        with self._guard:
            self._close_vectors()
            if self._library.waste() > WORTH_COMPACTING:
                self._library.compact()
            if vectors_module.waste(self._vectors_folder) > WORTH_COMPACTING:
                vectors_module.compact(self._vectors_folder)

    # Reading

    @property
    def stamp(self) -> Stamp:
        """With what the index was built."""
        return self._library.stamp

    @property
    def generation(self) -> int:
        """Higher after every change, by whichever process: what was read under a lower one is out of date."""
        return self._library.generation

    def pending(self) -> tuple[str, ...]:
        """Documents of an interrupted write, whose vectors Chroma may not hold yet ("*": all)."""
        return self._library.pending()

    def documents(self) -> tuple[DocumentSummary, ...]:
        """By source."""
        return self._library.summaries()

    def document(self, document_id: str) -> Document:
        return self._load(document_id, self.generation)

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """In the order asked."""
        return self._library.passages(ids)

    def passage_ids(self, document_ids: Collection[str] | None = None) -> tuple[str, ...]:
        """By document and place in it; None for all documents."""
        return self._library.passage_ids(document_ids)

    def passage_documents(self) -> dict[str, str]:
        """The document of each passage, by the passage's id."""
        return self._library.passage_documents()

    def token_vectors(self, ids: Sequence[str]) -> dict[str, TokenVectors]:
        """In the order asked."""
        return self._library.token_vectors(ids)

    def all_token_vectors(self) -> TokenMatrix:
        """Those of every passage, in the order of `passage_ids()`."""
        return self._library.token_matrix()

    def token_frequencies(self) -> TokenFrequencies:
        return self._library.token_frequencies()

    def sizes(self) -> Sizes:
        return Sizes(
            library=sum(each.stat().st_size for each in self.folder.glob(f"{library_module.FILE_NAME}*")),
            vectors=sum(each.stat().st_size for each in self._vectors_folder.rglob("*") if each.is_file()),
        )

    # Searching

    def keywords(
        self, terms: Sequence[str], *, k: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Passages that hold any of the terms, by BM25, best first. A term of several words is a phrase."""
        return self._library.keywords(terms, k=k, within=within)

    def holding(self, term: str, *, most: int, within: Collection[str] | None = None) -> int:
        """How many passages hold a term, as far as `most`: whether it is rare, without finding the best."""
        return self._library.holding(term, most=most, within=within)

    def nearest(
        self, vector: NDArray[np.float32], *, k: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Passages by cosine similarity, best first; `within` names documents."""
        if within is not None and not within:
            return []
        found = self._by_chroma(vector, k=k, within=within)
        if found is None:
            found = self._exact.query(vector, k=k, within=within)
        held = self._library.known([each for each, _ in found])
        return [pair for pair in found if pair[0] in held]

    @property
    def dense_engine(self) -> DenseEngine:
        """What answers `nearest` at this moment."""
        return "exact" if self._chroma_if_sound() is None else "chroma"

    def check(self, now: Stamp | None = None) -> tuple[Finding, ...]:
        """Everything that can be found wrong, and what was found in order; `now` is the stamp in force."""
        findings = (*check_stamp(self.stamp, now), *check_library(self._library))
        return (*findings, *self._check_vectors())

    # Inside

    @property
    def _vectors_folder(self) -> Path:
        return self.folder / vectors_module.FOLDER_NAME

    def _start(self, stamp: Stamp | None) -> None:
        try:
            if stamp is not None and (changed := self.stamp.differences(stamp)):
                raise StaleIndexError(f"the index {self.folder.name!r} is out of date: {'; '.join(changed)}")
            if self.writable and self._engine == "chroma" and not self._closed_and_complete():
                self.repair()
        except BaseException:
            self.close()
            raise

    def _require_writable(self) -> None:
        if not self.writable:
            raise ValueError("the index was opened for reading")

    def _read_document(self, document_id: str, generation: int) -> Document:
        """The generation only makes the cache forget."""
        return self._library.document(document_id)

    def _put(
        self,
        document: Document,
        encoded: Sequence[EncodedPassage],
        file: FileRecord,
        *,
        replacing: tuple[str, ...],
    ) -> None:
        touched = tuple(dict.fromkeys((*replacing, document.id)))
        self._change(lambda: self._library.write(document, encoded, file, replacing=replacing), touched)

    def _change(self, change: Callable[[], None], touched: Sequence[str]) -> None:
        """The library first, in one transaction that also notes what Chroma lacks; then Chroma."""
        self._require_writable()
        with self._guard:
            # Before the library changes: opening compares the two.
            vectors = None if self._engine == "exact" else self._vectors or self._open_in_line()
            change()
            self._on_step("library written")
            if vectors is not None:
                self._sync(vectors, touched)

    def _sync(self, vectors: VectorIndex, document_ids: Sequence[str]) -> None:
        """Give Chroma what the library holds of these documents. Doing it twice changes nothing."""
        wanted: Sequence[str] = document_ids
        if EVERYTHING in document_ids:
            vectors.clear()
            wanted = [each.id for each in self._library.summaries()]
        for start in range(0, len(wanted), _SYNCED_TOGETHER):
            batch = wanted[start : start + _SYNCED_TOGETHER]
            vectors.delete(*batch)
            self._on_step("vectors deleted")
            vectors.add([record for document_id in batch for record in self._records(document_id)])
            self._on_step("vectors added")
        self._library.clear_pending(document_ids)
        self._on_step("done")

    def _records(self, document_id: str) -> list[VectorRecord]:
        """As kept in the library, so that a repair gives Chroma the same numbers as the first write."""
        summary = self._library.summary(document_id)
        if summary is None:
            return []
        dense = self._library.dense((document_id,))
        passages = self._library.passages(dense.passage_ids)
        return [
            VectorRecord(passage, vector, summary.metadata.title, summary.source)
            for passage, vector in zip(passages, dense.vectors, strict=True)
        ]

    def _chroma_if_sound(self) -> VectorIndex | None:
        """Chroma, where this process may use it and it agrees with the library."""
        if self._engine == "exact":
            return None
        vectors = self._vectors
        if vectors is None:
            with self._guard:
                vectors = self._vectors or (self._open_in_line() if self.writable else self._open_for_reading())
        return None if vectors is None or self._library.pending() else vectors

    def _closed_and_complete(self) -> bool:
        return not self._library.pending() and not self._library.vectors_in_use()

    def _by_chroma(
        self, vector: NDArray[np.float32], *, k: int, within: Collection[str] | None
    ) -> list[tuple[str, float]] | None:
        vectors = self._chroma_if_sound()
        if vectors is None:
            return None
        try:
            return vectors.query(vector, k=k, within=within)
        except DamagedIndexError:
            if vectors is self._vectors:
                raise
            return None  # another thread has closed it meanwhile, to compact it

    def _open_in_line(self) -> VectorIndex:
        vectors = self._open_for_writing()
        self.repair()
        return vectors

    def _open_for_writing(self) -> VectorIndex:
        """Chroma as the last writer closed it, or else an empty one, which the library can fill again."""
        if self._library.vectors_in_use():
            shutil.rmtree(self._vectors_folder, ignore_errors=True)
        self._library.set_vectors_in_use(True)
        try:
            self._vectors = VectorIndex(self._vectors_folder)
        except DamagedIndexError:
            shutil.rmtree(self._vectors_folder, ignore_errors=True)
            self._vectors = VectorIndex(self._vectors_folder)
        return self._vectors

    def _open_for_reading(self) -> VectorIndex | None:
        """None for good where another process has Chroma, or where it is not what the library says."""
        if self._vectors_folder.exists():
            try:
                self._lock.acquire("searching")
                if self._closed_and_complete():
                    self._vectors = VectorIndex(self._vectors_folder)
                    if self._vectors.count() == self._library.count():
                        return self._vectors
            except IndexFault:
                pass
        self._engine = "exact"
        self._close_vectors()
        self._lock.release()
        return None

    def _check_vectors(self) -> tuple[Finding, ...]:
        """Also of an index opened for reading, provided that no other process has Chroma."""
        with self._guard:
            if self._vectors is not None:
                return check_vectors(self._library, self._vectors)
            held = self._lock.held
            try:
                self._lock.acquire("checking")
                return self._check_closed_vectors()
            except LockedIndexError as error:
                return (Finding(check="vectors", severity="note", message=f"not checked: {error}", hint=error.hint),)
            except DamagedIndexError as error:
                return (Finding(check="vectors", severity="error", message=str(error), hint=error.hint),)
            finally:
                if not held:
                    self._lock.release()

    def _check_closed_vectors(self) -> tuple[Finding, ...]:
        """Without putting anything right, as opening for use would."""
        if not self._vectors_folder.exists():
            raise DamagedIndexError("the vectors of the index are gone", hint="Run `councilqa ingest`.")
        if self._library.vectors_in_use():
            message = "the last writer was stopped before it could finish; searches use the library meanwhile"
            hint = "Run `councilqa ingest`: the next writer finishes it."
            return (Finding(check="vectors", severity="warning", message=message, hint=hint),)
        vectors = VectorIndex(self._vectors_folder)
        try:
            return check_vectors(self._library, vectors)
        finally:
            vectors.close()

    def _close_vectors(self) -> None:
        vectors, self._vectors = self._vectors, None  # first, so that a search under way sees that it was closed
        if vectors is not None:
            vectors.close()
            if self.writable:
                self._library.set_vectors_in_use(False)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the papers in it may not be for everybody
    except OSError as error:
        raise IndexFault(
            f"the index folder {folder.name!r} cannot be made: {error.strerror or error}",
            hint="Check the path, and that it can be written to.",
        ) from error


def _differing(library: Library, vectors: VectorIndex) -> list[str]:
    """Documents of which either holds a passage that the other does not."""
    ours = set(library.passage_documents().items())
    theirs = set(vectors.document_ids().items())
    return sorted({document_id for _, document_id in ours ^ theirs})
