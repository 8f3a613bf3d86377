"""What a run amounts to: counts and means by kind, where answers were lost, and with what it was measured."""

from __future__ import annotations

import datetime as dt
import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from councilqa.evals.cases import CaseFile
from councilqa.evals.indexed import Indexed
from councilqa.evals.losses import Stage
from councilqa.evals.runner import Outcome

PACKAGES = ("councilqa", "sentence-transformers", "transformers", "torch", "numpy", "chromadb", "langchain-core")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Mean:
    """Of the scores that apply."""

    count: int
    mean: float | None
    """None where no score applies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run over some question files."""

    date: dt.date
    files: tuple[CaseFile, ...]
    outcomes: tuple[Outcome, ...]
    settings_digest: str
    indexed: Indexed

    def kinds(self) -> tuple[str, ...]:
        """Kinds of question, in alphabetical order."""
        return tuple(sorted({outcome.case.kind for outcome in self.outcomes}))

    def measures(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for outcome in self.outcomes for name in outcome.scores))

    def mean(self, measure: str, kind: str = ALL) -> Mean:
        """Mean of one measure over the questions of one kind that did not crash."""
        return mean_of(self.of_kind(kind), measure)

    def of_kind(self, kind: str) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if kind in (ALL, outcome.case.kind))

    def crashed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.error is not None)

    def lost(self) -> dict[Stage, int]:
        """How many answers each stage lost, in the order of the chain."""
        counts = Counter(outcome.lost for outcome in self.outcomes)
        return {stage: counts[stage] for stage in Stage if counts[stage]}

    def to_json(self) -> dict[str, Any]:
        """The whole run as plain data."""
        stamp = self.indexed.stamp
        return {
            "date": self.date.isoformat(),
            "files": [{"name": each.name, "part": each.part, "cases": len(each.cases)} for each in self.files],
            "settings_digest": self.settings_digest,
            "index": {
                "stamp": asdict(stamp) if stamp else None,
                "documents": len(self.indexed.documents),
                "passages": len(self.indexed.passages),
            },
            "versions": versions(),
            "questions": len(self.outcomes),
            "failures": [{"id": each.case.id, "error": each.error} for each in self.crashed()],
            "measures": {name: self._measure_json(name) for name in self.measures()},
            "lost": {stage.value: count for stage, count in self.lost().items()},
            "cases": [_case_json(outcome) for outcome in self.outcomes],
        }

    def _measure_json(self, measure: str) -> dict[str, Any]:
        by_kind = {kind: self.mean(measure, kind) for kind in self.kinds()}
        return {
            **asdict(self.mean(measure)),
            "by_kind": {kind: asdict(mean) for kind, mean in by_kind.items() if mean.count},
        }


def mean_of(outcomes: Iterable[Outcome], measure: str) -> Mean:
    scores = [score.value for outcome in outcomes if (score := outcome.scores.get(measure)) is not None]
    return Mean(len(scores), sum(scores) / len(scores) if scores else None)


def versions(packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """With what it was measured."""
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}


def _case_json(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        "id": outcome.case.id,
        "kind": outcome.case.kind,
        "question": outcome.case.question,
        "status": answer.status.value if answer else None,
        "answer": answer.text if answer else None,
        "reason": answer.reason if answer else None,
        "citations": len(answer.citations) if answer else None,
        "scores": {name: asdict(score) if score else None for name, score in outcome.scores.items()},
        "lost": outcome.lost.value if outcome.lost else None,
        "error": outcome.error,
        "seconds": round(outcome.seconds, 4),
    }
