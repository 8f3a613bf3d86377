"""A whole run: the suites, the systems that are asked, and what the results say of themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Literal, get_args

from councilqa.errors import SettingsError
from councilqa.evals.cases import CaseFile, Part, distinct
from councilqa.evals.files import read_cases
from councilqa.evals.indexed import Comparable, Indexed, read_indexed
from councilqa.evals.journal import Journal
from councilqa.evals.results import (
    MODEL,
    OURS,
    Results,
    SuiteRecord,
    SystemResult,
    code_digest,
    suite_record,
    this_machine,
    versions,
)
from councilqa.evals.rows import ByRows
from councilqa.evals.runner import Ask, Scorer, Selected, System, asks, run, select, today
from councilqa.evals.wordings import together
from councilqa.service import CouncilQA
from councilqa.settings import Settings
from councilqa.store.store import Store

Baseline = Literal["tutorial", "bm25"]
BASELINES: tuple[Baseline, ...] = get_args(Baseline)
SUFFIXES = (".yaml", ".yml", ".jsonl")
Progress = Callable[[str, int, int], None]
"""(system, questions done, questions in all)."""
Embed = Callable[[list[str]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suites:
    """The question files of one run."""

    files: tuple[CaseFile, ...]
    records: tuple[SuiteRecord, ...]
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run and how."""

    selected: Selected = field(default_factory=Selected)
    model: str | None = None
    """A language model that drafts answers to the same questions, beside those that quote."""
    baselines: tuple[Baseline, ...] = ()
    jobs: int = 1
    changed: Mapping[str, str] | None = None
    """Settings that were given for this run, to be told in the report."""
    journal: Path | None = None
    judge: str | None = None


def read_suites(paths: Sequence[Path], *, part: Part) -> Suites:
    """The suites of one part among files and folders.

    Raises SettingsError where there is none, and for a file of the other part: the final questions are kept from
    whoever tunes by not being asked unawares.
    """
    found: list[tuple[Path, CaseFile]] = []
    for path in paths:
        for each in _files(path):
            suite = read_cases(each)
            if suite.part == part:
                found.append((each, suite))
            elif not path.is_dir():
                raise SettingsError(f"{each.name} holds {suite.part} questions", hint=f"Add --part {suite.part}.")
    if not found:
        places = ", ".join(map(str, paths))
        raise SettingsError(f"there are no {part} questions in {places}", hint="Name a suite: .yaml or .jsonl.")
    files = distinct(suite for _, suite in found)
    return Suites(files=files, records=tuple(suite_record(path, suite) for path, suite in found), part=part)


def _files(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise SettingsError(f"there is no suite {str(path)!r}", hint="Check the path.")
    if path.is_dir():
        yield from sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES)
    else:
        yield path


def measure(
    service: CouncilQA,
    suites: Suites,
    order: Order,
    *,
    progress: Progress = lambda system, done, total: None,
    embed: Embed | None = None,
    scores: Scorer | None = None,
) -> Results:
    """Ask every question of every system, and tell with what that was done.

    `embed` takes the place of the settings' own embedder in the tutorial's pipeline; `scores` that of the measures of
    suites.
    """
    wanted = asks(select([case for file in suites.files for case in file.cases], order.selected))
    if not wanted:
        raise SettingsError("no question was chosen", hint="Look at --kind and --part.")
    judge = _judge(order.judge) if order.judge else None  # a judge that cannot be had is told before all is asked
    drafting = _drafting(service, order.model) if order.model else None
    indexed = read_indexed(service.settings.index)
    index_digest = digest_of(indexed)
    conditions = "\0".join(
        (service.settings.digest(), service.settings.embedder, order.model or "", index_digest, code_digest())
    )
    measured: list[SystemResult] = []
    with ExitStack() as stack:
        journal = stack.enter_context(Journal(order.journal, conditions=conditions)) if order.journal else None
        for name in (OURS, *([MODEL] if drafting else []), *order.baselines):
            asked = drafting if drafting and name == MODEL else service
            system = replace(stack.enter_context(_system(name, asked, indexed, embed)), scores=scores)
            measured.append(_asked(system, wanted, journal, jobs=order.jobs, progress=progress))
    if judge is not None:
        measured[0] = judge(measured[0], progress)
    stamp = indexed.stamp
    return Results(
        date=today(),
        part=suites.part,
        suites=suites.records,
        selected=str(order.selected),
        settings_digest=service.settings.digest(),
        changed=dict(order.changed or {}),
        index_stamp=asdict(stamp) if stamp else None,
        index_digest=index_digest,
        documents=len(indexed.documents),
        passages=len(indexed.passages),
        code_digest=code_digest(),
        versions=versions(),
        machine=this_machine(),
        jobs=order.jobs,
        judge=order.judge,
        systems=tuple(measured),
    )


def _asked(
    system: System, wanted: Sequence[Ask], journal: Journal | None, *, jobs: int, progress: Progress
) -> SystemResult:
    known = journal.known(wanted, system.name) if journal else {}
    done = len(known)
    progress(system.name, done, len(wanted))

    def on_done(result: Any) -> None:
        nonlocal done
        done += 1
        if journal is not None:
            journal.add(result, system.name)
        progress(system.name, done, len(wanted))

    cases = together(run(wanted, system, known=known, jobs=jobs, on_done=on_done))
    return SystemResult(name=system.name, about=system.about, cases=cases)


@contextmanager
def _system(name: str, service: CouncilQA, indexed: Indexed, embed: Embed | None) -> Iterator[System]:
    """What answers under this name; open as long as it is asked."""
    if name == OURS:
        service.warm()
        yield ours(service, indexed)
    elif name == MODEL:
        with service:
            service.warm()
            yield replace(
                ours(service, indexed),
                name=MODEL,
                about=f"drafted by {service.chat().name}, settings {service.settings.digest()}",
            )
    elif name == "tutorial":
        from councilqa.evals.baselines import tutorial

        yield tutorial(indexed, embed or _embedder(service.settings))
    else:
        from councilqa.evals.baselines import bm25

        with Store.open(service.settings.index, stamp=None, dense="exact") as store:
            yield bm25(indexed, store)


def _drafting(service: CouncilQA, model: str) -> CouncilQA:
    """Raises ModelError for a model that cannot be had, before all is asked."""
    drafting = service.drafting(model)
    drafting.chat()
    return drafting


def ours(service: CouncilQA, indexed: Indexed) -> System:
    return System(
        name=OURS,
        about=f"an index of {len(indexed.passages):,} passages, settings {service.settings.digest()}",
        papers=ByRows(service),
        indexed=indexed,
        texts=Comparable.of(indexed),
        read=service.settings.retrieval.top_k,
    )


def _embedder(settings: Settings) -> Embed:
    from councilqa.models.encoder import load_model

    model = load_model(settings.embedder)
    return lambda texts: model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def _judge(name: str) -> Callable[[SystemResult, Progress], SystemResult]:
    """A chat model's opinion of answers; LangChain is loaded for it alone."""
    from councilqa.evals.judge import judge_model, judged

    chat = judge_model(name)

    def judge(system: SystemResult, progress: Progress) -> SystemResult:
        done = count(1)
        return judged(system, chat, on_done=lambda: progress("judge", next(done), len(system.cases)))

    return judge


def digest_of(indexed: Indexed) -> str:
    """12 hex digits of the stamp and of every passage, so that another index is told from this one."""
    digest = hashlib.sha256(repr(indexed.stamp).encode())
    for each in sorted(passage.id for passage in indexed.passages):
        digest.update(each.encode())
    return digest.hexdigest()[:12]


_NOT_FOR_A_RUN = {
    "split": "lengths of passages are set when papers are indexed",
    "serve": "it bears on the page alone",
    "corpus": "it bears on indexing alone",
    "data": "it bears on the page alone",
    "index": "there is --index for it",
}


def changed_settings(given: Iterable[str]) -> dict[str, str]:
    """ "retrieval.top_k=12" and so on as name and value; raises SettingsError for what bears on no run."""
    changed: dict[str, str] = {}
    for each in given:
        name, equals, value = (part.strip() for part in each.partition("="))
        if not (name and equals):
            raise SettingsError(f"{each!r} is no setting", hint="Write it as retrieval.top_k=12.")
        why = _NOT_FOR_A_RUN.get(name.split(".")[0])
        if why:
            raise SettingsError(f"{name} cannot be set for a run: {why}", hint="Leave it out.")
        changed[name] = value
    return changed


def nested(changed: Mapping[str, str]) -> dict[str, Any]:
    """Names with dots as dicts within dicts, as settings are built from."""
    built: dict[str, Any] = {}
    for name, value in changed.items():
        *sections, last = name.split(".")
        at = built
        for section in sections:
            at = at.setdefault(section, {})
            if not isinstance(at, dict):
                raise SettingsError(f"{section!r} is set both as a whole and in part", hint="Leave one out.")
        at[last] = value
    return built
