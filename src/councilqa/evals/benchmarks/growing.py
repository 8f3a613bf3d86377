"""An index that grows from the real papers to many times as many, through the store's own writing path."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from councilqa.checking.kept import kept_discrepancies
from councilqa.domain.discrepancies import Checked
from councilqa.domain.documents import Document
from councilqa.errors import CouncilQAError
from councilqa.evals.benchmarks.figures import timed
from councilqa.evals.benchmarks.making import Made, Maker
from councilqa.evals.benchmarks.results import INGESTION, Adding, Ingestion
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
from councilqa.store.store import DenseEngine, Store

Embed = Callable[[list[str]], object]
"""The model's own way to embed, without anything of ours around it."""
EXTRA = 1_000_000
"""Number of the first variant that is added on top of a size."""


@dataclass
class Clock:
    """Seconds by stage."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - started

    def by_stage(self) -> dict[str, float]:
        return {name: self.seconds[name] for name in INGESTION if name in self.seconds}


@dataclass
class Amount:
    """What was brought in."""

    papers: int = 0
    pages: int = 0
    passages: int = 0
    text_bytes: int = 0

    @classmethod
    def of(cls, papers: Sequence[Document], passages: int) -> Amount:
        pages = sum(len(paper.draft.pages) for paper in papers)
        return cls(len(papers), pages, passages, sum(len(paper.text.encode()) for paper in papers))

    def add(self, more: Amount) -> None:
        self.papers += more.papers
        self.pages += more.pages
        self.passages += more.passages
        self.text_bytes += more.text_bytes

    def taking(self, clock: Clock, *, encoder_seconds: float, estimated: bool = False) -> Ingestion:
        return Ingestion(**asdict(self), seconds=clock.by_stage(), encoder_seconds=encoder_seconds, estimated=estimated)


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
        self.total = Amount()
        self.encoded_papers = 0
        self.times = 0
        self.graph = True
        """Whether Chroma holds all of it."""
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
        with clock.stage("check"):
            for paper in papers:
                kept_discrepancies(self.folder, paper)
        self.originals, self.times = tuple(papers), 1
        self._maker = Maker(papers, self._bank, self._tools.sizes, seed=self._seed)
        texts = [f"{each.passage.context}\n{each.passage.text}" for each in self._bank]
        alone = timed(lambda: self._tools.embed(texts))
        self._encoder_rate = alone / len(texts)
        amount = Amount.of(papers, len(self._bank))
        self.total.add(amount)
        self.encoded_papers = len(papers)
        return amount.taking(clock, encoder_seconds=alone)

    def grow(self, times: int, *, encode_until: float, until: float, graph: bool = True) -> Ingestion | None:
        """Add variants up to so many times the corpus; really encoded until one moment, and no longer than another.

        Both are readings of `time.perf_counter`. Without `graph` Chroma is left behind from then on: its graph takes
        longer than all the rest. None where nothing was added.
        """
        if self.times >= times or time.perf_counter() > until:
            return None
        clock, amount = Clock(), Amount()
        self.graph = self.graph and graph
        with (
            Store.open(self.folder, stamp=self._tools.stamp, writable=True, dense=self._engine) as store,
            closing(self._rounds(times, clock, encode_until)) as rounds,
        ):
            for made in rounds:
                with clock.stage("write"):
                    pairs = zip(made.papers, made.encoded, strict=True)
                    store.write_all([Written(paper, own, _record(paper)) for paper, own in pairs])
                more = Amount.of(made.papers, sum(map(len, made.passages)))
                self.total.add(more)
                amount.add(more)
                self.times += 1
                for paper in made.papers:
                    # As `councilqa ingest` leaves papers, so that no question has to check them.
                    kept_discrepancies(self.folder, paper, lambda paper: Checked(found=()))
                if time.perf_counter() > until:
                    break
        return amount.taking(clock, encoder_seconds=amount.passages * self._encoder_rate, estimated=True)

    def add_one(self) -> Adding:
        """One paper more, as a user adds one to an index that is there; its encoding is left out.

        Raises CouncilQAError where Chroma was left behind: the first writer would have to make it first."""
        if not self.graph:
            raise CouncilQAError("it would first have to bring Chroma in line")
        made = self._maker.one(self._extra)
        (paper,), (encoded,) = made.papers, made.encoded
        self._extra += 1
        started = time.perf_counter()
        store = Store.open(self.folder, stamp=self._tools.stamp, writable=True)
        opened = time.perf_counter()
        try:
            writing = timed(lambda: store.write(paper, encoded, _record(paper)))
            compacting = timed(store.tidy)
        finally:
            shutting = timed(store.close)
        self.total.add(Amount.of([paper], len(encoded)))
        return Adding(
            passages=len(encoded),
            open_seconds=opened - started,
            write_seconds=writing,
            compact_seconds=compacting,
            close_seconds=shutting,
        )

    def texts(self) -> Iterator[Document]:
        """Every paper as it stands in the index, made again rather than kept, without its blocks."""
        yield from map(_slim, self.originals)
        for number in range(1, self.times):
            yield from map(_slim, self._maker.texts(number))

    @property
    def _engine(self) -> DenseEngine:
        return "chroma" if self.graph else "exact"

    def _rounds(self, times: int, clock: Clock, encode_until: float) -> Generator[Made]:
        """Those that are missing, ready to be written: really encoded as long as there is time for it."""
        number = self.times
        while number < times and time.perf_counter() < encode_until:
            yield self._really_encoded(self._maker.round(number, with_vectors=False), clock)
            number += 1
        if number < times:
            with closing(self._maker.beside(range(number, times))) as rounds:
                for made in rounds:
                    clock.seconds["split"] += made.split_seconds
                    yield made

    def _really_encoded(self, made: Made, clock: Clock) -> Made:
        clock.seconds["split"] += made.split_seconds
        with clock.stage("encode"):
            encoder, reduction = self._tools.encoder, self._tools.reduction
            encoded = tuple(encode_passages(each, encoder, reduction) for each in made.passages)
        self.encoded_papers += len(made.papers)
        return replace(made, encoded=encoded)


def _slim(paper: Document) -> Document:
    return replace(paper, draft=replace(paper.draft, blocks=()), placed=())


def _record(paper: Document) -> FileRecord:
    content = paper.text.encode()
    return FileRecord(
        sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content), added_at=dt.datetime.now(dt.UTC)
    )
