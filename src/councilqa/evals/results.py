"""What a run leaves behind: every case with its answer and scores, and with what it was measured. JSON, version 1."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

import councilqa
from councilqa.errors import SettingsError
from councilqa.evals.cases import Case, CaseFile, Part
from councilqa.evals.losses import Blame
from councilqa.evals.scorers import Score

PACKAGES = (
    "councilqa",
    "sentence-transformers",
    "transformers",
    "torch",
    "numpy",
    "chromadb",
    "langchain-core",
    "langchain-text-splitters",
)
OURS = "councilqa"
MODEL = "model"
"""The same questions and papers, the answers drafted by a language model."""


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SuiteRecord(Record):
    name: str
    part: Part
    version: int
    sha256: str
    cases: int


class EvidenceRecord(Record):
    """As a reader of the report looks it up."""

    quote: str
    where: str


class CitationRecord(Record):
    title: str
    source: str
    """Name of the file."""
    where: str
    quote: str
    passage_id: str


class Judgement(Record):
    """What a model said of an answer; never part of a score."""

    verdict: Literal["right", "partly", "wrong"]
    why: str


class DraftRecord(Record):
    """What a language model did for one answer."""

    model: str
    made: int
    """Claims."""
    kept: int
    """Of them, those that the answer shows."""
    dropped: dict[str, int] = {}
    """By the first check that each did not pass."""
    quoted: bool = False
    """Whether the papers were quoted in its place."""
    failure: str | None = None
    unsupported: tuple[str, ...] = ()
    """Figures that the answer shows and the quotation cited for them does not hold."""
    input_tokens: int | None = None
    output_tokens: int | None = None
    seconds: float


class CaseResult(Record):
    """One question put to one system, or one cell of a comparison."""

    id: str
    group: str
    """Id of the case: the cells of one comparison, or the wordings of one question, have it in common."""
    digest: str
    """Of all that the case says: with another digest it is another question."""
    kind: str
    question: str
    turns: tuple[str, ...] = ()
    partnership: str | None = None
    answerable: bool
    gold: tuple[str, ...] = ()
    evidence: tuple[EvidenceRecord, ...] = ()
    why: str = ""
    """Why there is no answer."""
    status: str | None = None
    """None where it crashed."""
    answer: str = ""
    understood: str | None = None
    reason: str | None = None
    citations: tuple[CitationRecord, ...] = ()
    hits: tuple[str, ...] = ()
    """Ids of the passages found, the best first."""
    confidence: float | None = None
    scores: dict[str, Score] = {}
    """By measure; one that does not apply is absent."""
    blame: Blame | None = None
    judgement: Judgement | None = None
    draft: DraftRecord | None = None
    """None where no language model was asked."""
    error: str | None = None
    """What a crashed case died of."""
    seconds: float = 0.0


class SystemResult(Record):
    name: str
    about: str
    cases: tuple[CaseResult, ...]

    def crashed(self) -> tuple[CaseResult, ...]:
        return tuple(case for case in self.cases if case.error is not None)


class Machine(Record):
    """No names of hosts or users."""

    platform: str
    processor: str
    cpus: int


class Results(Record):
    """A run."""

    schema_version: Literal[1] = 1
    date: dt.date
    part: Part
    suites: tuple[SuiteRecord, ...]
    selected: str = "all"
    """Which of their cases were asked."""
    settings_digest: str
    changed: dict[str, str] = {}
    """Settings given on the command line."""
    index_stamp: dict[str, Any] | None = None
    index_digest: str = ""
    """Of the stamp and the papers."""
    documents: int = 0
    passages: int = 0
    code_digest: str = ""
    versions: dict[str, str] = {}
    machine: Machine
    jobs: int = 1
    judge: str | None = None
    systems: tuple[SystemResult, ...]

    @property
    def ours(self) -> SystemResult:
        return self.systems[0]

    def system(self, name: str) -> SystemResult | None:
        return next((system for system in self.systems if system.name == name), None)

    def slim(self) -> Results:
        """What a comparison needs, without answers and papers' words, to be kept as a baseline."""
        return self.model_copy(update={"systems": tuple(_slim(system) for system in self.systems)})


_KEPT = ("id", "group", "digest", "kind", "partnership", "answerable", "status", "confidence", "seconds")


def _slim(system: SystemResult) -> SystemResult:
    cases = tuple(
        CaseResult(
            **{name: getattr(case, name) for name in _KEPT},
            question=case.question if system.name == OURS else "",
            error=case.error and case.error.split(":")[0],
            scores={name: Score(score.value) for name, score in case.scores.items()},
            blame=Blame(stage=case.blame.stage, refused=case.blame.refused) if case.blame else None,
        )
        for case in system.cases
    )
    return system.model_copy(update={"cases": cases})


def write_results(results: Results, path: Path) -> None:
    """All at once: no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(as_json(results) + "\n", "utf-8")
    part.replace(path)


def as_json(results: Results) -> str:
    """One case a line, without what is as it is by default, so that two runs can be read side by side."""
    head = results.model_dump(mode="json", exclude_defaults=True, exclude={"systems"})
    head = {"schema_version": results.schema_version, **head}
    systems = ",\n".join(_system_json(system) for system in results.systems)
    return f'{json.dumps(head, indent=1, ensure_ascii=False)[:-2]},\n "systems": [\n{systems}\n ]\n}}'


def _system_json(system: SystemResult) -> str:
    cases = ",\n".join(
        json.dumps(case.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) for case in system.cases
    )
    named = json.dumps({"name": system.name, "about": system.about}, ensure_ascii=False)[:-1]
    return f'  {named}, "cases": [\n{cases}\n  ]}}'


def plain_json(results: Results) -> dict[str, Any]:
    return results.model_dump(mode="json", exclude_defaults=False)


def read_results(path: Path) -> Results:
    """Raises SettingsError where it is no run of this version."""
    try:
        return Results.model_validate_json(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the results in {path.name!r}: {error}", hint="Check the path.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise SettingsError(
            f"{path.name!r} is not a run of `councilqa eval run`: {where}: {first['msg'].lower()}",
            hint="Run the suite again with --out.",
        ) from error


def case_digest(case: Case) -> str:
    """12 hex digits of all that a case says."""
    return hashlib.sha256(repr(case).encode()).hexdigest()[:12]


def suite_record(path: Path, file: CaseFile) -> SuiteRecord:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return SuiteRecord(name=file.name, part=file.part, version=file.version, sha256=digest, cases=len(file.cases))


@cache
def code_digest() -> str:
    """12 hex digits of this package's source, so that a run is not continued, or compared, unawares by other code."""
    root = Path(councilqa.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def versions(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """With what it was measured."""
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}


def this_machine() -> Machine:
    return Machine(
        platform=f"{platform.system()} {platform.release().split('-')[0]}",
        processor=platform.machine(),
        cpus=os.cpu_count() or 1,
    )
