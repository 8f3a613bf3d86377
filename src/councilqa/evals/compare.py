"""What moved between two runs over the same questions, and whether it moved beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from councilqa.errors import SettingsError
from councilqa.evals.intervals import Estimate, paired, smallest_paired_difference
from councilqa.evals.report import LENGTH, MEASURES, Measure, is_of_length, rightness
from councilqa.evals.results import OURS, CaseResult, Results

DIGITS = 6
"""What differs by less is the same: sums are added up in another order on another machine."""
_PAIRED = tuple(measure for measure in MEASURES if measure.name != "refusal precision")
"""A question turned down in both runs is the same question: what moves shows as refusal and false refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One measure in both runs, over the cases to which it applies in both."""

    measure: Measure
    before: float
    after: float
    difference: Estimate
    smallest: float | None
    """That could be told from chance."""

    @property
    def fell(self) -> bool:
        """Whether it is worse, by more than chance would have it: the whole interval lies on the worse side of 0."""
        return self._moved(worse=True)

    @property
    def rose(self) -> bool:
        return self._moved(worse=False)

    def _moved(self, *, worse: bool) -> bool:
        if self.measure.better is None or not self.difference.is_enough:
            return False
        down = worse == (self.measure.better == "higher")
        interval = self.difference.interval
        return interval.high < 0 if down else interval.low > 0


@dataclass(frozen=True, slots=True)
class Pair:
    before: CaseResult
    after: CaseResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs side by side."""

    moved: tuple[Moved, ...]
    gained: tuple[Pair, ...]
    """Wrong before, right after."""
    lost: tuple[Pair, ...]
    crashed: tuple[Pair, ...]
    """Crashed after, not before."""
    compared: int
    left_out: int
    """Cases of one run that the other does not have, or has with other words."""
    other: tuple[str, ...]
    """What is not the same beside the answers: settings, index, versions."""

    @property
    def fell(self) -> tuple[Moved, ...]:
        return tuple(each for each in self.moved if each.fell)

    @property
    def failed(self) -> bool:
        return bool(self.fell or self.crashed)

    def to_json(self) -> dict[str, Any]:
        return {
            "compared": self.compared,
            "left_out": self.left_out,
            "other": list(self.other),
            "failed": self.failed,
            "measures": {each.measure.name: _moved_json(each) for each in self.moved},
            "gained": [pair.after.id for pair in self.gained],
            "lost": [pair.after.id for pair in self.lost],
            "crashed": [pair.after.id for pair in self.crashed],
        }


def compare(
    before: Results, after: Results, *, common: bool = False, systems: tuple[str, str] = (OURS, OURS)
) -> Comparison:
    """What changed from one run to the other; raises SettingsError where they did not ask the same questions.

    `common` compares the questions that both asked in the same words. `systems` are the one of the earlier and the one
    of the later run; both runs may be the same one.
    """
    olds, news = _by_id(before, systems[0]), _by_id(after, systems[1])
    pairs = [Pair(olds[id], new) for id, new in news.items() if id in olds and olds[id].digest == new.digest]
    left_out = len(olds.keys() | news.keys()) - len(pairs)
    if left_out and not common:
        raise SettingsError(_unlike(before, after, left_out), hint="Add --common to compare the cases they share.")
    if not pairs:
        raise SettingsError("these runs have no case in common", hint="Run the same suite again.")
    return Comparison(
        moved=tuple(moved for measure in _PAIRED if (moved := _moved(measure, pairs)) is not None),
        gained=tuple(pair for pair in pairs if _turned(pair, to=1.0)),
        lost=tuple(pair for pair in pairs if _turned(pair, to=0.0)),
        crashed=tuple(pair for pair in pairs if pair.after.error is not None and pair.before.error is None),
        compared=len(pairs),
        left_out=left_out,
        other=tuple(_other(before, after)),
    )


def _by_id(results: Results, name: str) -> dict[str, CaseResult]:
    system = results.system(name)
    if system is None:
        raise SettingsError(f"a run has no system {name!r}", hint="Run it with `--model PROVIDER:MODEL`.")
    return {case.id: case for case in system.cases}


def _moved(measure: Measure, pairs: Sequence[Pair]) -> Moved | None:
    name = measure.name
    both = [
        pair
        for pair in pairs
        if name in pair.before.scores and name in pair.after.scores and (name != LENGTH or is_of_length(pair.after))
    ]
    before = [round(pair.before.scores[name].value, DIGITS) for pair in both]
    after = [round(pair.after.scores[name].value, DIGITS) for pair in both]
    difference = paired(before, after, [pair.after.group for pair in both], middle=measure.middle)
    if difference is None:
        return None
    of = median if measure.middle == "median" else fmean
    return Moved(
        measure=measure,
        before=of(before),
        after=of(after),
        difference=difference,
        smallest=smallest_paired_difference(before, after),
    )


def _turned(pair: Pair, *, to: float) -> bool:
    before, after = rightness(pair.before), rightness(pair.after)
    return before is not None and after is not None and before != after and after == to


def _unlike(before: Results, after: Results, left_out: int) -> str:
    if before.part != after.part:
        return f"one run is of the {before.part} part, the other of the {after.part} part"
    versions = {each.name: each.sha256 for each in before.suites}
    changed = [each.name for each in after.suites if versions.get(each.name) not in (None, each.sha256)]
    missing = sorted({each.name for each in before.suites} ^ {each.name for each in after.suites})
    why = [f"{name} has changed" for name in changed] + [f"{name} is in one of them" for name in missing]
    if before.selected != after.selected:
        why.append(f"one asked {before.selected}, the other {after.selected}")
    return f"these runs asked other questions ({left_out} differ): {'; '.join(why) or 'another choice of cases'}"


def _other(before: Results, after: Results) -> list[str]:
    found = [
        f"{what}: {old} → {new}"
        for what, old, new in (
            ("settings", before.settings_digest, after.settings_digest),
            ("index", before.index_digest, after.index_digest),
            ("code", before.code_digest, after.code_digest),
        )
        if old != new
    ]
    names = sorted(before.versions.keys() | after.versions.keys())
    versions = [(name, before.versions.get(name, "none"), after.versions.get(name, "none")) for name in names]
    return found + [f"{name}: {old} → {new}" for name, old, new in versions if old != new]


def _moved_json(each: Moved) -> dict[str, Any]:
    interval = each.difference.interval
    return {
        "count": each.difference.count,
        "before": each.before,
        "after": each.after,
        "difference": each.difference.mean,
        "interval": [interval.low, interval.high],
        "smallest_difference": each.smallest,
        "fell": each.fell,
        "rose": each.rose,
    }
