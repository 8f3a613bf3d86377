"""A collection as an index of ours: split, encoded and stored as papers are, without a file for each document."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from councilqa.domain.documents import Block, Document, Draft, Heading, Metadata, Paragraph
from councilqa.domain.passages import Passage
from councilqa.errors import MissingIndexError, SettingsError
from councilqa.evals.foreign.beir import Collection, Foreign
from councilqa.ingest.abbreviations import abbreviations
from councilqa.ingest.encode import encode_passages
from councilqa.ingest.outline import place
from councilqa.ingest.split import Sizes, split
from councilqa.models.encoder import Encoder
from councilqa.models.reduction import Reduction
from councilqa.store.library import Written
from councilqa.store.records import FileRecord
from councilqa.store.stamp import Stamp
from councilqa.store.store import Store

PASSAGES_TOGETHER = 1000
"""Encoded and written at once: texts of like length find each other, and a stopped run loses little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexing:
    """What building an index took."""

    documents: int
    passages: int
    encoding_seconds: float
    seconds: float
    """In all, reading the documents, encoding and writing."""


def document_id(foreign: Foreign) -> str:
    """The same for the same document of a collection, its content included."""
    text = "\0".join((foreign.id, foreign.title, foreign.text))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def document_of(collection: Collection, foreign: Foreign) -> Document:
    """The document as we read papers: its title, its paragraphs and the abbreviations it defines.

    No council, date or kind is looked for: a name met by chance must not keep a question from the other documents.
    """
    text, blocks = _blocks(foreign)
    return Document(
        id=document_id(foreign),
        source=f"{collection.name}/{foreign.id}",
        draft=Draft(text=text, blocks=blocks, title=foreign.title or None),
        placed=place(blocks),
        metadata=Metadata(title=foreign.title or foreign.id),
        abbreviations=abbreviations(text),
    )


def _blocks(foreign: Foreign) -> tuple[str, tuple[Block, ...]]:
    """The title, which the passages' context repeats, and a block for each stretch between line breaks."""
    text, blocks = "", list[Block]()
    if foreign.title:
        text = foreign.title
        blocks.append(Heading(text=foreign.title, start=0, level=1))
    for part in foreign.text.split("\n"):
        part = part.strip()
        if part:
            start = len(text) + 1 if text else 0
            text = f"{text}\n{part}" if text else part
            blocks.append(Paragraph(text=part, start=start))
    return text, tuple(blocks)


def open_or_index(
    collection: Collection,
    folder: Path,
    stamp: Stamp,
    encoder: Encoder,
    reduction: Reduction,
    *,
    sizes: Sizes = Sizes(),
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Store, Indexing | None]:
    """The collection's index, made where the folder holds none; what was interrupted goes on.

    Raises SettingsError where the folder holds something else: other documents would answer too.
    """
    try:
        store = Store.open(folder, stamp=stamp, dense="exact")
    except MissingIndexError:
        with Store.create(folder, stamp):
            pass
        store = Store.open(folder, stamp=stamp, dense="exact")
    held = {each.id for each in store.documents()}
    wanted = {document_id(each): each for each in collection.documents}
    if held - wanted.keys():
        store.close()
        raise SettingsError(
            f"the index {folder.name!r} holds documents that are not of {collection.name!r}",
            hint="Name another folder with --index.",
        )
    missing = [foreign for each, foreign in wanted.items() if each not in held]
    if not missing:
        return store, None
    store.close()
    with Store.open(folder, stamp=stamp, writable=True) as writer:
        done = index(collection, missing, writer, encoder, reduction, sizes=sizes, on_done=on_done)
    return Store.open(folder, stamp=stamp, dense="exact"), done


def index(
    collection: Collection,
    documents: Sequence[Foreign],
    store: Store,
    encoder: Encoder,
    reduction: Reduction,
    *,
    sizes: Sizes,
    on_done: Callable[[int, int], None],
) -> Indexing:
    """Put documents of the collection into a store that is open for writing."""
    started, encoding, passages, done = time.perf_counter(), 0.0, 0, 0
    now = dt.datetime.now(dt.UTC)
    for batch in _batches(collection, documents, sizes):
        together = [passage for _, own in batch for passage in own]
        before = time.perf_counter()
        encoded = iter(encode_passages(together, encoder, reduction))
        encoding += time.perf_counter() - before
        store.write_all(
            [Written(paper, [next(encoded) for _ in own], _record(paper, now)) for paper, own in batch],
        )
        passages += len(together)
        done += len(batch)
        on_done(done, len(documents))
    seconds = time.perf_counter() - started
    return Indexing(documents=done, passages=passages, encoding_seconds=encoding, seconds=seconds)


def _batches(
    collection: Collection, documents: Sequence[Foreign], sizes: Sizes
) -> Iterator[list[tuple[Document, tuple[Passage, ...]]]]:
    batch: list[tuple[Document, tuple[Passage, ...]]] = []
    for foreign in documents:
        paper = document_of(collection, foreign)
        batch.append((paper, split(paper, sizes)))
        if sum(len(own) for _, own in batch) >= PASSAGES_TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _record(document: Document, now: dt.datetime) -> FileRecord:
    content = document.text.encode("utf-8", "replace")
    return FileRecord(sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content), added_at=now)
