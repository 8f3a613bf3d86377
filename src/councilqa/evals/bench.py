"""Speed and size as ratios within one run on one machine, so that they mean the same on another."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from councilqa.errors import CouncilQAError
from councilqa.evals.indexed import Indexed, read_indexed
from councilqa.ingest.outline import plain
from councilqa.models.encoder import load_model
from councilqa.service import CouncilQA
from councilqa.settings import Settings

Embed = Callable[[str | list[str]], object]
"""The model's own way to embed, without anything of ours around it."""
MOST_QUESTIONS = 24
HELP_STARTS = 5
_ANSWER_ONE = """
import sys
from councilqa import CouncilQA
with CouncilQA.open(sys.argv[1]) as papers:
    papers.ask(sys.argv[2])
"""
_PEAK_OF_A_CHILD = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Started between this process and the one measured: on Linux a child's peak begins at that of its parent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Of something done many times."""

    p50_seconds: float
    p95_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A warm question beside the embedding of it alone."""

    questions: int
    runs: int
    ask: Times
    embed: Times

    @property
    def p50_ratio(self) -> float:
        return self.ask.p50_seconds / self.embed.p50_seconds

    @property
    def p95_ratio(self) -> float:
        return self.ask.p95_seconds / self.embed.p95_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingesting:
    """Ingestion of the papers beside the encoding of their passages alone, the best of each."""

    characters: int
    passages: int
    runs: int
    ingest_seconds: float
    encode_seconds: float

    @property
    def rate_ratio(self) -> float:
        """The same characters, so the rates stand as the times do, turned over."""
        return self.encode_seconds / self.ingest_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The index folder beside the text of its papers."""

    index_bytes: int
    text_bytes: int

    @property
    def ratio(self) -> float:
        return self.index_bytes / self.text_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    value: float
    unit: str
    needed: float
    """The limit that the project has set itself."""
    at_least: bool = False
    """The limit is a lower one."""

    @property
    def met(self) -> bool:
        return self.value >= self.needed if self.at_least else self.value <= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What one run measured."""

    asking: Asking
    ingesting: Ingesting
    size: Size
    peak_bytes: int
    """Of a fresh process that answers one question."""
    help_seconds: float
    """Of `councilqa --help` in a fresh process, the median."""

    def rows(self) -> tuple[Row, ...]:
        """The measures with their limits."""
        return (
            Row(name="warm ask, p50", value=self.asking.p50_ratio, unit="x embedding it", needed=6),
            Row(name="ingestion", value=self.ingesting.rate_ratio, unit="x encoding", needed=0.7, at_least=True),
            Row(name="index", value=self.size.ratio, unit="x its text", needed=40),
            Row(name="peak memory", value=self.peak_bytes / 1e9, unit="GB", needed=1.5),
            Row(name="--help", value=self.help_seconds, unit="s", needed=0.5),
        )

    def to_json(self) -> dict[str, Any]:
        """Everything that was measured, as plain data."""
        asking, ingesting = self.asking, self.ingesting
        return {
            "cpus": os.cpu_count(),
            "asking": {**asdict(asking), "p50_ratio": asking.p50_ratio, "p95_ratio": asking.p95_ratio},
            "ingesting": {**asdict(ingesting), "rate_ratio": ingesting.rate_ratio},
            "size": {**asdict(self.size), "ratio": self.size.ratio},
            "peak_bytes": self.peak_bytes,
            "help_seconds": self.help_seconds,
            "rows": [{**asdict(row), "met": row.met} for row in self.rows()],
        }


def measure(
    papers: CouncilQA,
    questions: Sequence[str] = (),
    *,
    runs: int = 3,
    on_stage: Callable[[str], None] = lambda stage: None,
) -> Bench:
    """Measure an open index, with questions made from its sections if none are given."""
    index = papers.settings.index
    indexed = read_indexed(index)
    questions = questions or questions_from(indexed)
    on_stage("loading the model")
    embed = partial(load_model(papers.settings.embedder).encode, show_progress_bar=False)
    on_stage(f"asking {len(questions)} questions, {runs} times")
    asking = time_asking(papers, embed, questions, runs=runs)
    on_stage("ingesting the papers, twice")
    ingesting = time_ingesting(papers, embed)
    on_stage("starting fresh processes")
    return Bench(
        asking=asking,
        ingesting=ingesting,
        size=Size(index_bytes=bytes_under(index), text_bytes=indexed.text_bytes),
        peak_bytes=peak_of_one_question(index, questions[0]),
        help_seconds=time_help(),
    )


def questions_from(indexed: Indexed, *, most: int = MOST_QUESTIONS) -> tuple[str, ...]:
    """Questions about sections spread evenly over the papers, the same for the same index."""
    subjects = tuple(dict.fromkeys(_subjects(indexed)))
    step = max(1, math.ceil(len(subjects) / most))
    return tuple(f"What does {title} say about {section}?" for title, section in subjects[::step])


def _subjects(indexed: Indexed) -> Iterator[tuple[str, str]]:
    """(title of the paper, heading) of each passage."""
    for passage in indexed.passages:
        title = indexed.documents[passage.document_id].metadata.title
        yield title, plain(passage.section[-1]) if passage.section else "its subject"


def time_asking(papers: CouncilQA, embed: Embed, questions: Sequence[str], *, runs: int) -> Asking:
    """Embed and ask each question in turn in one loop, so that noise of the machine meets both."""
    papers.ask(questions[0])
    embed(questions[0])
    embedding: list[float] = []
    answering: list[float] = []
    for _ in range(runs):
        for question in questions:
            embedding.append(_seconds(partial(embed, question)))
            answering.append(_seconds(partial(papers.ask, question)))
    return Asking(questions=len(questions), runs=runs, ask=_times(answering), embed=_times(embedding))


def time_ingesting(papers: CouncilQA, embed: Embed, *, runs: int = 2) -> Ingesting:
    """Ingest the files behind an index anew, and encode the passages of each beside it; the best run of each file."""
    files = _files(papers)
    with tempfile.TemporaryDirectory(prefix="councilqa-bench-") as folder:
        targets = [Path(folder) / str(run) for run in range(runs)]
        timed = [_ingest_each(target, papers.settings, files, embed) for target in targets]
        indexed = read_indexed(targets[0])
    return Ingesting(
        characters=indexed.characters,
        passages=len(indexed.passages),
        runs=runs,
        ingest_seconds=sum(min(ingesting for ingesting, _ in of_file) for of_file in zip(*timed, strict=True)),
        encode_seconds=sum(min(encoding for _, encoding in of_file) for of_file in zip(*timed, strict=True)),
    )


def _ingest_each(target: Path, settings: Settings, files: Sequence[Path], embed: Embed) -> list[tuple[float, float]]:
    """Seconds to ingest and to encode each file, one after the other, so that noise meets both."""
    timed: list[tuple[float, float]] = []
    known: set[str] = set()
    with CouncilQA.open(target, settings=settings) as fresh:
        for file in files:
            ingesting = fresh.ingest([file]).seconds
            passages = [each for each in read_indexed(target).passages if each.document_id not in known]
            known.update(each.document_id for each in passages)
            texts = [f"{passage.context}\n{passage.text}" for passage in passages]
            timed.append((ingesting, _seconds(partial(embed, texts))))
    return timed


def _files(papers: CouncilQA) -> list[Path]:
    files = [Path(summary.source) for summary in papers.documents()]
    gone = [path.name for path in files if not path.exists()]
    if gone:
        raise CouncilQAError(
            f"ingestion cannot be measured without the files: {', '.join(gone)}",
            hint="Run it from the folder in which `councilqa ingest` was run.",
        )
    return files


def bytes_under(folder: Path) -> int:
    """Of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def peak_of_one_question(index: Path, question: str) -> int:
    """Most memory, in bytes, that a fresh process held while it answered."""
    between = [sys.executable, "-c", _PEAK_OF_A_CHILD]
    peak = int(_output([*between, sys.executable, "-c", _ANSWER_ONE, str(index), question]))
    return peak if sys.platform == "darwin" else peak * 1024


def time_help() -> float:
    """Median seconds of `councilqa --help` from start to end of its process."""
    return statistics.median(
        _seconds(lambda: _output([sys.executable, "-m", "councilqa", "--help"])) for _ in range(HELP_STARTS)
    )


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise CouncilQAError(f"a process started to be measured failed: {last}", hint="Run `councilqa doctor`.")
    return done.stdout


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _times(seconds: Sequence[float]) -> Times:
    ordered = sorted(seconds)
    return Times(p50_seconds=statistics.median(ordered), p95_seconds=ordered[math.ceil(0.95 * len(ordered)) - 1])
