"""The dense vectors of an index in Chroma: made from the library, and made again where they differ."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from councilqa.domain.passages import Passage
from councilqa.errors import DamagedIndexError
from councilqa.store.connections import translated, waste_of

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as ChromaCollection

FOLDER_NAME = "chroma"
COLLECTION_NAME = "passages"

_ALIKE = 0.99999

_HEADER = struct.Struct("<iQQQQ")
"""Of header.bin: version, offset, room for elements, elements, bytes of each."""
_HEADER_VERSION = 1

_CONFIGURATION: Any = {
    "hnsw": {
        "space": "cosine",
        # Measured on vectors that lie as passages do: all of the true first ten of 20,000, as with twice as many
        # neighbours in twice the time; 99.8 % of 200,000.
        "ef_construction": 100,
        "ef_search": 200,
        "max_neighbors": 16,
        # Until so many vectors are new, Chroma keeps them a second time in its queue.
        "sync_threshold": 100,
        "batch_size": 50,
    }
}


@dataclass(frozen=True, slots=True, eq=False)
class VectorRecord:
    """A passage as Chroma holds it."""

    passage: Passage
    vector: NDArray[np.float32]
    title: str
    source: str

    def metadata(self) -> dict[str, str | int]:
        """What users of `langchain_chroma.Chroma` find with a passage; Chroma refuses None."""
        values = {
            "document_id": self.passage.document_id,
            "title": self.title,
            "source": self.source,
            "page": self.passage.page,
            "paragraph": self.passage.paragraph,
        }
        return {key: value for key, value in values.items() if value is not None}


@contextmanager
def _translated() -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    # AttributeError: what Chroma raises of a client that another thread closes while this one asks it.
    except (ChromaError, ValueError, OSError, RuntimeError, AttributeError) as error:
        raise DamagedIndexError(f"the vectors of the index cannot be used: {error}") from error


class VectorIndex:
    """The Chroma collection of one index. Only one process may have it open, with any number of threads."""

    def __init__(self, folder: Path) -> None:
        with _translated():
            _check_files(folder)
            self._client = _open_client(folder)
            try:
                self._collection = _open_collection(self._client)
            except BaseException:
                self._client.close()
                raise

    @property
    def client(self) -> Client:
        """For `langchain_chroma.Chroma(client=..., collection_name=COLLECTION_NAME)`."""
        return self._client

    def close(self) -> None:
        with _translated():
            self._client.close()

    def clear(self) -> None:
        with _translated():
            self._client.delete_collection(COLLECTION_NAME)
            self._collection = _open_collection(self._client)

    def add(self, records: Sequence[VectorRecord]) -> None:
        """Passages whose ids are not there yet: Chroma would keep the old ones without a word."""
        with _translated():
            size = self._client.get_max_batch_size()
            for start in range(0, len(records), size):
                batch = records[start : start + size]
                self._collection.add(
                    ids=[record.passage.id for record in batch],
                    embeddings=np.stack([record.vector for record in batch]),
                    documents=[record.passage.text for record in batch],
                    metadatas=[record.metadata() for record in batch],
                )

    def delete(self, *document_ids: str) -> None:
        """Every passage of these documents."""
        where: Any = {"document_id": {"$in": list(document_ids)}}
        with _translated():
            self._collection.delete(where=where)

    def queryable(self, vector: NDArray[np.float32], passage_id: str) -> bool:
        """Whether asking with a passage's own vector brings it back, or one just as near."""
        found = self.query(vector, k=5)
        return any(each == passage_id for each, _ in found) or (bool(found) and found[-1][1] > _ALIKE)

    def count(self) -> int:
        with _translated():
            return self._collection.count()

    def ids(self, document_id: str | None = None) -> frozenset[str]:
        where: Any = None if document_id is None else {"document_id": document_id}
        with _translated():
            return frozenset(self._collection.get(where=where, include=[])["ids"])

    def document_ids(self) -> dict[str, str]:
        """The document of each passage."""
        with _translated():
            found = self._collection.get(include=["metadatas"])
        metadatas = found["metadatas"] or []
        return {
            each: str(metadata.get("document_id", "")) for each, metadata in zip(found["ids"], metadatas, strict=True)
        }

    def query(
        self, vector: NDArray[np.float32], *, k: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Nearest passages by cosine similarity, best first."""
        where: Any = None if within is None else {"document_id": {"$in": sorted(within)}}
        with _translated():
            found = self._collection.query(
                query_embeddings=np.atleast_2d(vector), n_results=k, where=where, include=["distances"]
            )
        distances = found["distances"] or [[]]
        pairs = [(each, 1.0 - distance) for each, distance in zip(found["ids"][0], distances[0], strict=True)]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _check_files(folder: Path) -> None:
    """Chroma does not raise on a graph that was cut short, it takes the whole process down with it."""
    for header in folder.glob("*/header.bin"):
        graph = header.parent
        if header.stat().st_size < _HEADER.size:
            raise ValueError("its graph has no header")
        version, _, _, elements, element_bytes = _HEADER.unpack(header.read_bytes()[: _HEADER.size])
        if version != _HEADER_VERSION or elements == 0:
            continue
        least = {
            "data_level0.bin": elements * element_bytes,
            "length.bin": elements * 4,
            "link_lists.bin": elements * 4,
        }
        short = any((graph / name).stat().st_size < size for name, size in least.items())
        if short or not (graph / "index_metadata.pickle").read_bytes().endswith(b"."):
            raise ValueError("its graph is cut short")


def _open_client(folder: Path) -> Client:
    # Slow to import, and not needed to list or read papers.
    import chromadb
    from chromadb.config import Settings

    try:
        client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    except BaseException:
        _forget_failed_start(folder)
        raise
    return cast("Client", client)


def _forget_failed_start(folder: Path) -> None:
    """Chroma keeps what failed to start, and would hand it out to the next who opens the folder."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_system.pop(str(folder), None)
    SharedSystemClient._identifier_to_refcount.pop(str(folder), None)


def _open_collection(client: Client) -> ChromaCollection:
    # The default embedding function would fetch a model from the network.
    collection = client.get_or_create_collection(COLLECTION_NAME, configuration=_CONFIGURATION, embedding_function=None)
    hnsw = collection.configuration_json.get("hnsw") or {}
    if hnsw.get("space") != "cosine":
        raise ValueError("the collection does not measure by cosine")
    return collection


def waste(folder: Path) -> float:
    """Share of Chroma's own database that holds nothing; 0 where there is none."""
    path = folder / "chroma.sqlite3"
    if not path.exists():
        return 0.0
    with translated(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return waste_of(connection)


def compact(folder: Path) -> None:
    """Give free room in Chroma's own database back to the disk. No process may have it open."""
    path = folder / "chroma.sqlite3"
    if path.exists():
        with translated(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("VACUUM")
