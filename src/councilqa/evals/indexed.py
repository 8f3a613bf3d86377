"""What an index holds, as the measures need it: papers to check citations against, passages to look evidence up in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from councilqa.domain.documents import Document
from councilqa.domain.passages import Passage
from councilqa.store.stamp import Stamp
from councilqa.store.store import Store
from councilqa.text import comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A reading of an index."""

    documents: Mapping[str, Document]
    """By id."""
    passages: tuple[Passage, ...]
    stamp: Stamp | None = None

    @property
    def characters(self) -> int:
        return sum(len(document.text) for document in self.documents.values())

    @property
    def text_bytes(self) -> int:
        return sum(len(document.text.encode()) for document in self.documents.values())


def read_indexed(folder: Path) -> Indexed:
    """Everything in the index; raises IndexFault where it cannot be read."""
    with Store.open(folder, stamp=None, dense="exact") as store:
        ids = [summary.id for summary in store.documents()]
        return Indexed(
            documents={each: store.document(each) for each in ids},
            passages=store.passages(store.passage_ids()),
            stamp=store.stamp,
        )


@dataclass(frozen=True, slots=True)
class Comparable:
    """The texts of an index, once through the measures' normalisation."""

    papers: tuple[str, ...]
    passages: tuple[str, ...]

    @classmethod
    def of(cls, indexed: Indexed) -> Comparable:
        return cls(
            papers=tuple(comparable(document.text) for document in indexed.documents.values()),
            passages=tuple(comparable(passage.text) for passage in indexed.passages),
        )
