"""What each component is worth: the same questions with one switched off at a time, set beside the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from councilqa.errors import SettingsError
from councilqa.evals.compare import Moved, compare
from councilqa.evals.report import BY_NAME, Measure, Summary, form_of
from councilqa.evals.results import Results

COMPONENTS: Mapping[str, Mapping[str, str]] = {
    "spelling": {"answer.spelling": "false"},
    "registers": {"answer.registers": "false"},
    "second statement": {"answer.second": "false"},
    "reasons to refuse": {"answer.refuse": "false"},
}
"""By name the settings that switch a component off."""
WHOLE = "nothing"
SHOWN = ("first", "at300", "at400", "accuracy", "on point", "length", "refusal", "false refusal")
Asks = Callable[[str, Mapping[str, str]], Results]
"""Runs a suite (without what, with which settings)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """A run with a component switched off."""

    component: str
    results: Results
    moved: Mapping[str, Moved]
    """By measure, from the whole to this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """One suite, asked of the whole and without each component."""

    suite: str
    whole: Results
    without: tuple[Without, ...]


def chosen(names: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """The components of these names, all if none is given; raises SettingsError for one that there is not."""
    for name in names:
        if name not in COMPONENTS:
            raise SettingsError(f"there is no component {name!r}", hint=f"There are {', '.join(COMPONENTS)}.")
    return {name: COMPONENTS[name] for name in names or COMPONENTS}


def ablate(suite: str, ask: Asks, components: Mapping[str, Mapping[str, str]]) -> Ablation:
    """Ask one suite of the whole, and again without each component."""
    whole = ask(WHOLE, {})
    return Ablation(
        suite=suite,
        whole=whole,
        without=tuple(_without(name, whole, ask(name, changed)) for name, changed in components.items()),
    )


def _without(component: str, whole: Results, results: Results) -> Without:
    moved = {each.measure.name: each for each in compare(whole, results).moved}
    return Without(component=component, results=results, moved=moved)


def markdown(ablations: Sequence[Ablation]) -> str:
    """One table, component by suite; what moved beyond chance is bold."""
    measures = [name for name in SHOWN if any(_measured(each, name) for each in ablations)]
    head = ["suite", "without", "n", *measures]
    rows = [row for each in ablations for row in _rows(each, [BY_NAME[name] for name in measures])]
    lines = [head, ["---", "---", *["---:"] * (len(head) - 2)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _measured(ablation: Ablation, name: str) -> bool:
    return Summary(ablation.whole.ours).mean(name) is not None


def _rows(ablation: Ablation, measures: Sequence[Measure]) -> list[list[str]]:
    whole = Summary(ablation.whole.ours)
    first = [ablation.suite, WHOLE, str(len(whole.cases)), *(_mean(whole, measure) for measure in measures)]
    others = [
        [
            ablation.suite,
            each.component,
            str(len(each.results.ours.cases)),
            *(_difference(each.moved.get(measure.name)) for measure in measures),
        ]
        for each in ablation.without
    ]
    return [first, *others]


def _mean(summary: Summary, measure: Measure) -> str:
    found = summary.mean(measure.name)
    return "" if found is None else f"{found.mean:{form_of(measure)}}"


def _difference(moved: Moved | None) -> str:
    """The value without the component, the difference to the whole and its paired interval: "0.41, -0.04 (-0.08 …
    -0.01)"."""
    if moved is None:
        return ""
    form, interval = form_of(moved.measure), moved.difference.interval
    if moved.difference.mean == interval.low == interval.high == 0:
        return f"{moved.after:{form}}"
    said = (
        f"{moved.after:{form}}, {moved.difference.mean:+{form}} ({interval.low:+{form}} … {interval.high:+{form}})"
        if moved.difference.is_enough
        else f"{moved.after:{form}}, {moved.difference.mean:+{form}}"
    )
    beyond_chance = moved.difference.is_enough and (interval.low > 0 or interval.high < 0)
    return f"**{said}**" if beyond_chance else said


def to_json(ablations: Sequence[Ablation]) -> dict[str, Any]:
    """Means and differences with their intervals, by suite and component."""
    return {
        each.suite: {
            WHOLE: {name: found.mean for name in SHOWN if (found := Summary(each.whole.ours).mean(name)) is not None},
            **{without.component: _moved_json(without) for without in each.without},
        }
        for each in ablations
    }


def _moved_json(without: Without) -> dict[str, Any]:
    return {
        name: {
            "mean": moved.after,
            "difference": moved.difference.mean,
            "interval": [moved.difference.interval.low, moved.difference.interval.high],
        }
        for name, moved in without.moved.items()
        if name in SHOWN
    }
