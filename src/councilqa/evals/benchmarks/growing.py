"""An index that grows from the real papers to many times as many, through the store's own writing path."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from councilqa.domain.documents import Document
from councilqa.domain.passages import Passage
from councilqa.evals.benchmarks.figures import timed
from councilqa.evals.benchmarks.results import INGESTION, Adding, Ingestion
from councilqa.evals.benchmarks.variants import Variants
from councilqa.evals.benchmarks.vectors import Synthesis
from councilqa.ingest.encode import encode_passages
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.ingest.manifest import read_manifest
from councilqa.ingest.split import Sizes, split
from councilqa.models.encoder import Encoder
from councilqa.models.reduction import Reduction, keep
from councilqa.store.encoded import EncodedPassage
from councilqa.store.library import Written
from councilqa.store.records import FileRecord
from councilqa.store.stamp import Stamp
from councilqa.store.store import Store

Embed = Callable[[list[str]], object]
"""The model's own way to embed, without anything of ours around it."""
EXTRA = 1_000_000
"""Number of the first variant that is added on top of a size."""


@dataclass
class Clock:
    """Seconds by stage."""

    seconds: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - started  # type: ignore[assignment]

    def by_stage(self) -> dict[str, float]:
        return {name: float(self.seconds[name]) for name in INGESTION if name in self.seconds}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What papers are brought in with."""

    encoder: Encoder
    reduction: Reduction
    stamp: Stamp
    sizes: Sizes
    embed: Embed


class Growing:
    """One index folder of the benchmark's own."""

    def __init__(self, folder: Path, tools: Tools, *, seed: int) -> None:
        self.folder = folder
        self.papers = self.passages = self.encoded_papers = self.text_bytes = 0
        self.times = 0
        self.originals: tuple[Document, ...] = ()
        self._tools = tools
        self._seed = seed
        self._bank: list[EncodedPassage] = []
        self._encoder_rate = 0.0
        self._extra = EXTRA
        with Store.create(folder, tools.stamp):
            keep(tools.reduction, tools.encoder, folder)

    def ingest(self, files: Sequence[Path]) -> Ingestion:
        """Bring the real papers in from their files, one after the other as `councilqa ingest` does."""
        clock, papers = Clock(), list[Document]()
        with Store.open(self.folder, stamp=self._tools.stamp, writable=True) as store:
            for path in files:
                with clock.stage("read"):
                    entry = read_manifest(path.parent).get(path.name)
                    paper = document_of(read_draft(path), path, sha256=digest(path), entry=entry)
                with clock.stage("split"):
                    passages = split(paper, self._tools.sizes)
                with clock.stage("encode"):
                    encoded = encode_passages(passages, self._tools.encoder, self._tools.reduction)
                with clock.stage("write"):
                    store.write(paper, encoded, _record(paper))
                papers.append(paper)
                self._bank.extend(encoded)
            with clock.stage("compact"):
                store.tidy()
        self.originals, self.times = tuple(papers), 1
        self._variants = Variants(papers, seed=self._seed)
        self._synthesis = Synthesis(self._bank, seed=self._seed)
        texts = [f"{each.passage.context}\n{each.passage.text}" for each in self._bank]
        alone = timed(lambda: self._tools.embed(texts))
        self._encoder_rate = alone / len(texts)
        self._count(papers, len(self._bank), encoded=True)
        return self._ingestion(papers, len(self._bank), clock, alone=alone, estimated=False)

    def grow(self, times: int, *, encode_until: float, until: float) -> Ingestion | None:
        """Add variants up to so many times the corpus; really encoded until one moment, and no longer than another.

        Both are readings of `time.perf_counter`. None where nothing was added.
        """
        clock, added, passages = Clock(), list[Document](), 0
        encoder, reduction = self._tools.encoder, self._tools.reduction
        with Store.open(self.folder, stamp=self._tools.stamp, writable=True) as store:
            while self.times < times and time.perf_counter() < until:
                papers = list(self._variants.round(self.times))
                really = time.perf_counter() < encode_until
                with clock.stage("split"):
                    split_up = [split(paper, self._tools.sizes) for paper in papers]
                if really:
                    with clock.stage("encode"):
                        encoded = [encode_passages(each, encoder, reduction) for each in split_up]
                else:
                    encoded = [tuple(self._synthesis.encoded(each)) for each in split_up]
                with clock.stage("write"):
                    store.write_all(
                        [Written(paper, own, _record(paper)) for paper, own in zip(papers, encoded, strict=True)]
                    )
                more = sum(map(len, split_up))
                self._count(papers, more, encoded=really)
                self.times += 1
                added.extend(_slim(paper) for paper in papers)
                passages += more
        if not added:
            return None
        return self._ingestion(added, passages, clock, alone=passages * self._encoder_rate, estimated=True)

    def add_one(self) -> Adding:
        """One paper more, as a user adds one to an index that is there; its encoding is left out."""
        paper = self._variants.variant(self._extra, 0)
        self._extra += 1
        passages: tuple[Passage, ...] = split(paper, self._tools.sizes)
        encoded = self._synthesis.encoded(passages)
        started = time.perf_counter()
        store = Store.open(self.folder, stamp=self._tools.stamp, writable=True)
        opened = time.perf_counter()
        try:
            writing = timed(lambda: store.write(paper, encoded, _record(paper)))
            compacting = timed(store.tidy)
        finally:
            closing = timed(store.close)
        self._count([paper], len(passages), encoded=False)
        return Adding(
            passages=len(passages),
            open_seconds=opened - started,
            write_seconds=writing,
            compact_seconds=compacting,
            close_seconds=closing,
        )

    def texts(self) -> Iterator[Document]:
        """Every paper as it stands in the index, made again rather than kept, without its blocks."""
        yield from map(_slim, self.originals)
        for number in range(1, self.times):
            yield from map(_slim, self._variants.round(number))

    def _count(self, papers: Sequence[Document], passages: int, *, encoded: bool) -> None:
        self.papers += len(papers)
        self.passages += passages
        self.encoded_papers += len(papers) if encoded else 0
        self.text_bytes += _bytes(papers)

    def _ingestion(
        self, papers: Sequence[Document], passages: int, clock: Clock, *, alone: float, estimated: bool
    ) -> Ingestion:
        return Ingestion(
            papers=len(papers),
            pages=sum(len(paper.draft.pages) for paper in papers),
            passages=passages,
            text_bytes=_bytes(papers),
            seconds=clock.by_stage(),
            encoder_seconds=alone,
            estimated=estimated,
        )


def _bytes(papers: Sequence[Document]) -> int:
    return sum(len(paper.text.encode()) for paper in papers)


def _slim(paper: Document) -> Document:
    return replace(paper, draft=replace(paper.draft, blocks=()), placed=())


def _record(paper: Document) -> FileRecord:
    content = paper.text.encode()
    return FileRecord(
        sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content), added_at=dt.datetime.now(dt.UTC)
    )
