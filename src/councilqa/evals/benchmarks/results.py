"""What a benchmark leaves behind: every figure with its size, and with what it was measured. JSON, version 1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from councilqa.errors import SettingsError
from councilqa.evals.benchmarks.figures import NEARLY_LINEAR, WORTH_NAMING_SECONDS, exponent, last_exponent, percentile
from councilqa.evals.results import Machine, Record

INGESTION = ("read", "split", "encode", "write", "compact", "check")
"""Stages, in their order."""
ASKING = ("understand", "retrieve", "rerank", "select", "compose", "verify")


class Latency(Record):
    """Of something done several times."""

    count: int
    p50: float
    p95: float
    p99: float
    """Seconds."""

    @classmethod
    def of(cls, seconds: list[float]) -> Latency:
        p50, p95, p99 = (percentile(seconds, share) for share in (0.5, 0.95, 0.99))
        return cls(count=len(seconds), p50=p50, p95=p95, p99=p99)


class Ingestion(Record):
    """Papers brought in, by stage, beside the encoder alone over the same passages."""

    papers: int
    pages: int
    passages: int
    text_bytes: int
    seconds: dict[str, float]
    """By stage; a stage that was not run is absent."""
    encoder_seconds: float
    """The model and nothing around it."""
    estimated: bool = False
    """Whether the encoder alone was not timed at this size, but its rate at the smallest taken."""

    @property
    def total_seconds(self) -> float:
        return sum(self.seconds.values())

    @property
    def ratio(self) -> float:
        """All stages to the encoder alone."""
        return self.total_seconds / self.encoder_seconds


class Adding(Record):
    """One more paper to an index that is there."""

    passages: int
    open_seconds: float
    write_seconds: float
    compact_seconds: float
    close_seconds: float

    @property
    def seconds(self) -> float:
        return self.open_seconds + self.write_seconds + self.compact_seconds + self.close_seconds


class Starting(Record):
    """A question to a new process, from its start."""

    imports_seconds: float
    """Python itself and the modules."""
    model_seconds: float
    index_seconds: float
    question_seconds: float
    peak_bytes: int
    command_seconds: float | None = None
    """`councilqa ask` from start to end; the rest is measured within the process."""

    @property
    def seconds(self) -> float:
        return self.imports_seconds + self.model_seconds + self.index_seconds + self.question_seconds


class Concurrent(Record):
    """Several askers of one open index, as the page's server has it."""

    askers: int
    questions: int
    seconds: float
    latency: Latency

    @property
    def per_second(self) -> float:
        return self.questions / self.seconds


class Tutorial(Record):
    """LangChain's tutorial on the same papers in the same run."""

    chunks: int
    real_vectors: bool
    """False: of chunks like real ones, so that `embed_seconds` says nothing."""
    embed_seconds: float | None
    write_seconds: float
    """Splitting and Chroma."""
    ask: Latency
    """The search that hands passages to a model; it writes no answer."""


class Scale(Record):
    """All that was measured at one size."""

    wanted: float
    """Times the corpus, as it was ordered."""
    times: float
    """Times the corpus, as far as it got."""
    papers: int
    passages: int
    encoded_papers: int
    """Of them really encoded; the others' vectors are like real ones."""
    text_bytes: int
    library_bytes: int
    vectors_bytes: int
    graph: bool = True
    """Whether Chroma holds all passages; else it was left behind, and dense search is exact."""
    written: Ingestion | None = None
    """What was brought in to reach this size."""
    adding: Adding | None = None
    started: Starting | None = None
    served: Starting | None = None
    """The same for a server, which searches exactly over vectors in memory."""
    embed: Latency | None = None
    """The question alone, through the model and nothing else."""
    ask: Latency | None = None
    search: Latency | None = None
    stages: dict[str, Latency] = Field(default_factory=dict)
    concurrent: tuple[Concurrent, ...] = ()
    tutorial: Tutorial | None = None
    missing: tuple[str, ...] = ()
    """What was not measured at this size, and why."""

    @property
    def index_ratio(self) -> float:
        """Bytes of the index to bytes of text."""
        return (self.library_bytes + self.vectors_bytes) / self.text_bytes


class Growth(Record):
    """How one cost grows with the passages."""

    name: str
    expected: float
    """Exponent of what cannot be had for less: 0 for a question, 1 for writing everything."""
    exponent: float
    """Over all sizes."""
    last: float
    """Between the largest and the next well below it."""
    first_cost: float
    last_cost: float
    unit: Literal["s", "bytes"]

    @property
    def linear_and_should_not_be(self) -> bool:
        enough = self.unit == "bytes" or self.last_cost >= WORTH_NAMING_SECONDS
        return self.expected < 1 and self.last >= NEARLY_LINEAR and enough


class Bench(Record):
    """A run."""

    schema_version: Literal[1] = 1
    date: dt.date
    seed: int
    settings_digest: str
    code_digest: str
    versions: dict[str, str]
    machine: Machine
    seconds: float
    limit_minutes: float
    help_seconds: float
    """Of `councilqa --help` in a new process, the median."""
    ingestion: Ingestion
    """Of the papers' own files."""
    scales: tuple[Scale, ...]
    notes: tuple[str, ...] = ()
    """At which size it stopped, and why."""

    def growths(self) -> tuple[Growth, ...]:
        """One for each cost that was measured at two sizes or more."""
        names = dict.fromkeys(name for scale in self.scales for name, *_ in costs(scale))
        found = (self._growth(name) for name in names)
        return tuple(each for each in found if each is not None)

    def points(self, name: str) -> list[tuple[float, float]]:
        """(passages, cost) of one cost by size."""
        return [(scale.passages, cost) for scale in self.scales for each, cost, *_ in costs(scale) if each == name]

    def _growth(self, name: str) -> Growth | None:
        points = self.points(name)
        overall, last = exponent(points), last_exponent(points)
        if overall is None or last is None:
            return None
        expected, unit = next((to, of) for scale in self.scales for each, _, to, of in costs(scale) if each == name)
        return Growth(
            name=name,
            expected=expected,
            exponent=overall,
            last=last,
            first_cost=points[0][1],
            last_cost=points[-1][1],
            unit=unit,
        )


Cost = tuple[str, float, float, Literal["s", "bytes"]]
"""Name, what it came to, the exponent that cannot be helped, unit."""


def costs(scale: Scale) -> Iterator[Cost]:
    """Everything at one size that may grow."""
    for name, latency in scale.stages.items():
        yield f"ask: {name}", latency.p50, 0, "s"
    if scale.ask is not None:
        yield "ask, all of it", scale.ask.p50, 0, "s"
    if scale.search is not None:
        yield "search", scale.search.p50, 0, "s"
    for each in scale.concurrent:
        yield f"served, {each.askers} askers", each.latency.p50, 0, "s"
    if scale.started is not None and scale.graph:
        yield "new process: the index", scale.started.index_seconds, 0, "s"
        yield "new process: first question", scale.started.question_seconds, 0, "s"
        yield "new process: memory", scale.started.peak_bytes, 0, "bytes"
    if scale.served is not None:
        yield "server: the index", scale.served.index_seconds, 1, "s"
        yield "server: memory", scale.served.peak_bytes, 1, "bytes"
    if scale.adding is not None:
        yield "one paper more: write", scale.adding.open_seconds + scale.adding.write_seconds, 0, "s"
        yield "one paper more: compact", scale.adding.compact_seconds, 0, "s"
    if scale.written is not None and scale.graph:
        for stage in ("split", "write"):
            if stage in scale.written.seconds:
                seconds = scale.written.seconds[stage] * 1000 / scale.written.passages
                yield f"ingest: {stage}, 1,000 passages", seconds, 0, "s"
    if scale.graph:
        yield "index", scale.library_bytes + scale.vectors_bytes, 1, "bytes"
    if scale.tutorial is not None:
        yield "tutorial: ask", scale.tutorial.ask.p50, 0, "s"


def write_bench(bench: Bench, path: Path) -> None:
    """All at once: no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(bench.model_dump_json(indent=1) + "\n", "utf-8")
    part.replace(path)


def read_bench(path: Path) -> Bench:
    """Raises SettingsError where it is no benchmark of this version."""
    try:
        return Bench.model_validate_json(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the benchmark in {path.name!r}: {error}", hint="Check the path.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise SettingsError(
            f"{path.name!r} is not a run of `councilqa bench`: {where}: {first['msg'].lower()}",
            hint="Run it again with --out.",
        ) from error
