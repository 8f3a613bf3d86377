"""One run of all measures, from the real papers to as many times the corpus as fits the time."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from councilqa.errors import CouncilQAError, SettingsError
from councilqa.evals.benchmarks.asking import ask, ask_at_once, questions_from
from councilqa.evals.benchmarks.beside import Beside
from councilqa.evals.benchmarks.growing import Embed, Growing, Tools
from councilqa.evals.benchmarks.results import Bench, Ingestion, Scale
from councilqa.evals.benchmarks.starting import start, time_help
from councilqa.evals.benchmarks.variants import SEED
from councilqa.evals.results import code_digest, this_machine, versions
from councilqa.ingest.split import Sizes
from councilqa.ingest.versions import stamp_of
from councilqa.models.encoder import load_model
from councilqa.models.loading import load_models
from councilqa.service import CouncilQA
from councilqa.settings import Settings
from councilqa.store.store import Store

if TYPE_CHECKING:
    from councilqa.models.encoder import Encoder
    from councilqa.models.reduction import Reduction

SCALES = (1, 10, 100, 1000)
QUICK_SCALES = (1, 3)
MINUTES = 20.0
REAL_SHARE = 0.25
"""Of the time in which variants are really encoded; later ones get vectors like real ones."""
REALLY_UP_TO = 10
"""Times the corpus."""
GRAPH_UP_TO = 100
"""Times the corpus that Chroma holds too: its graph takes twice as long as all other writing, beyond that longer."""
TUTORIAL_SHARE = 0.1
"""Of the time that is left, which the larger sizes need."""
LEAST_FREE = 3_000_000_000
"""Bytes that stay free on the disk."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to measure, and how long that may take."""

    scales: tuple[int, ...] = SCALES
    minutes: float = MINUTES
    askers: tuple[int, ...] = (1, 4, 16)
    questions: int = 24
    asking_seconds: float = 12.0
    """At one size, of the warm questions one after the other; a third of it for each number of askers."""
    processes: bool = True
    """Whether new processes are started and measured too."""
    seed: int = SEED

    def __post_init__(self) -> None:
        if not self.scales or self.scales[0] != 1 or sorted(set(self.scales)) != list(self.scales):
            raise SettingsError("the scales must rise and begin with 1", hint="For example: --scales 1,10,100")

    @classmethod
    def quick(cls, *, seed: int = SEED) -> Plan:
        return cls(scales=QUICK_SCALES, minutes=3.0, askers=(1, 4), questions=8, asking_seconds=3.0, seed=seed)


def measure(
    papers: CouncilQA,
    plan: Plan = Plan(),
    *,
    models: tuple[Encoder, Reduction] | None = None,
    alone: Embed | None = None,
    progress: Progress = lambda what: None,
) -> Bench:
    """Bring the files behind an index into one of the benchmark's own, let it grow, and measure it at each size.

    `models` are an encoder and its reduction that are loaded already, `alone` what embeds texts with the same model
    and nothing of ours around it.
    """
    started = time.perf_counter()
    progress("loading the model")
    files = _files(papers)
    with tempfile.TemporaryDirectory(prefix="councilqa-bench-") as folder:
        run = _Run(Path(folder) / "index", papers.settings, plan, models, alone, started, progress)
        progress("ingesting the papers")
        ingestion = run.growing.ingest(files)
        scales = run.scales()
    return Bench(
        date=dt.datetime.now(dt.UTC).date(),
        seed=plan.seed,
        settings_digest=papers.settings.digest(),
        code_digest=code_digest(),
        versions=versions(),
        machine=this_machine(),
        seconds=time.perf_counter() - started,
        limit_minutes=plan.minutes,
        help_seconds=time_help(),
        ingestion=ingestion,
        scales=scales,
        notes=tuple(run.notes),
    )


class _Run:
    """The index that grows, and the time that is left."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        plan: Plan,
        models: tuple[Encoder, Reduction] | None,
        alone: Embed | None,
        started: float,
        progress: Progress,
    ) -> None:
        self.notes: list[str] = []
        self._settings = settings.model_copy(update={"index": folder})
        self._plan = plan
        self._progress = progress
        self._started = started
        self._embed = alone or _alone(settings.embedder)
        self._models = models or load_models(settings.embedder, settings.index)
        sizes = Sizes(aim=settings.split.aim, at_least=settings.split.at_least)
        encoder, reduction = self._models
        stamp = stamp_of(encoder, reduction)
        tools = Tools(encoder=encoder, reduction=reduction, stamp=stamp, sizes=sizes, embed=self._embed)
        self.growing = Growing(folder, tools, seed=plan.seed)
        self._beside = Beside(self._embed, seed=plan.seed)

    def scales(self) -> tuple[Scale, ...]:
        """Each size in turn, until one is not reached."""
        measured: list[Scale] = []
        self._questions = questions_from(self.growing.originals, most=self._plan.questions)
        for times in self._plan.scales:
            written = self._grown(times) if times > 1 else None
            if measured and self.growing.times == measured[-1].times:
                self.notes.append(f"{times}x was not begun: {self._why()}")
                break
            reached = self.growing.times
            self._progress(f"measuring at {reached} times the corpus, {self.growing.total.passages:,} passages")
            measured.append(self._measured(times, written))
            if reached < times:
                self.notes.append(f"of {times}x only {reached}x was reached and measured: {self._why()}")
                break
        return tuple(measured)

    def _grown(self, times: int) -> Ingestion | None:
        """As far as the time goes, less what measuring needs, and as far as the disk does."""
        self._progress(f"growing to {times} times the corpus")
        until = self._started + self._plan.minutes * 60 - self._measuring_seconds
        encode_until = self._started + self._plan.minutes * 60 * REAL_SHARE if times <= REALLY_UP_TO else 0.0
        room = shutil.disk_usage(self._settings.index).free - LEAST_FREE
        a_round = _bytes_under(self._settings.index) / self.growing.times
        # Compacting writes all of the library once more.
        affordable = int(room / a_round / 2) + self.growing.times
        graph = times <= GRAPH_UP_TO
        return self.growing.grow(min(times, affordable), encode_until=encode_until, until=until, graph=graph)

    @property
    def _measuring_seconds(self) -> float:
        """Of a size yet to be reached: measuring it takes longer than the time for asking, the larger the more."""
        return self._plan.asking_seconds * 4 + 20 + self._plan.minutes * 4

    def _why(self) -> str:
        spent = (time.perf_counter() - self._started) / 60
        free = shutil.disk_usage(self._settings.index).free / 1e9
        return f"after {spent:.0f} of {self._plan.minutes:g} minutes, with {free:.0f} GB of disk free"

    def _measured(self, times: int, written: Ingestion | None) -> Scale:
        growing, missing = self.growing, list[str]()
        with Store.open(growing.folder, stamp=None, dense="exact") as store:
            sizes = store.sizes()
        scale = Scale(
            wanted=times,
            times=growing.times,
            papers=growing.total.papers,
            passages=growing.total.passages,
            encoded_papers=growing.encoded_papers,
            text_bytes=growing.total.text_bytes,
            library_bytes=sizes.library,
            vectors_bytes=sizes.vectors,
            graph=growing.graph,
            written=written,
        )
        parts: tuple[tuple[str, Callable[[], dict[str, object]]], ...] = (
            ("warm questions", self._asked),
            ("new processes", self._begun),
            ("many askers", self._at_once),
            ("the tutorial", self._tutorial),
            ("one paper more", lambda: {"adding": growing.add_one()}),
        )
        for name, part in parts:
            self._progress(f"  {name}")
            try:
                scale = scale.model_copy(update=part())
            except (CouncilQAError, MemoryError) as error:
                missing.append(f"{name}: {error or 'memory'}")
        return scale.model_copy(update={"missing": tuple(missing)})

    def _asked(self) -> dict[str, object]:
        with CouncilQA.open(settings=self._settings, models=self._models) as papers:
            asked = ask(papers, self._embed, self._questions, within_seconds=self._plan.asking_seconds)
        return {"embed": asked.embed, "ask": asked.ask, "search": asked.search, "stages": asked.stages}

    def _begun(self) -> dict[str, object]:
        """Raises CouncilQAError where they were not asked for."""
        if not self._plan.processes:
            raise CouncilQAError("left out of this plan")
        first = partial(start, self._settings.index, self._settings.embedder, self._questions[0])
        return {"started": first(shared=False), "served": first(shared=True)}

    def _at_once(self) -> dict[str, object]:
        seconds = self._plan.asking_seconds / 3
        with CouncilQA.open(settings=self._settings, models=self._models, shared=True) as papers:
            papers.ask(self._questions[0])
            many = [
                ask_at_once(papers, self._questions, askers=askers, within_seconds=seconds)
                for askers in self._plan.askers
            ]
        return {"concurrent": tuple(many)}

    def _tutorial(self) -> dict[str, object]:
        """Raises CouncilQAError where the time is too short to build it."""
        growing = self.growing
        needed = self._beside.seconds_per_paper * growing.total.papers
        left = self._started + self._plan.minutes * 60 - time.perf_counter()
        if needed > left * TUTORIAL_SHARE:
            raise CouncilQAError(f"building it would take {needed:.0f} s or more, of {left:.0f} s that are left")
        papers, real = growing.texts(), growing.times == 1
        seconds = self._plan.asking_seconds / 3
        return {"tutorial": self._beside.measure(papers, self._questions, real=real, within_seconds=seconds)}


def _alone(embedder: str) -> Embed:
    """As sentence-transformers embeds texts by itself."""
    return partial(load_model(embedder).encode, normalize_embeddings=True, show_progress_bar=False)


def _files(papers: CouncilQA) -> list[Path]:
    files = [Path(summary.source) for summary in papers.documents()]
    gone = [path.name for path in files if not path.exists()]
    if gone:
        raise CouncilQAError(
            f"ingestion cannot be measured without the files: {', '.join(gone)}",
            hint="Run it from the folder in which `councilqa ingest` was run.",
        )
    return files


def _bytes_under(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
