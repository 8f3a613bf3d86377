"""Plots of runs as SVG to stand in a page, drawn without a screen; the same results give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from typing import Any

from councilqa.errors import CouncilQAError
from councilqa.evals.losses import Stage
from councilqa.evals.report import ALL, Summary

WIDTH = 7.4
_COLOURS = ("#1f5f8b", "#c2703d", "#6f7f3f", "#7a5195", "#4d4d4d")
_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
Named = Sequence[tuple[str, Summary]]
"""Systems by the names that the page gives them, ours first."""


def by_kind(systems: Named) -> str:
    """Share of right answers by kind of question, with 95 % intervals."""
    kinds = (*systems[0][1].kinds(), ALL)
    figure, axes = axes_of_height(0.6 + 0.24 * len(kinds) * max(len(systems), 1))
    step = 0.8 / len(systems)
    for place, (name, summary) in enumerate(systems):
        for row, kind in enumerate(kinds):
            found = summary.right(kind)
            if found is None:
                continue
            at = row - 0.4 + step * (place + 0.5)
            label = name if kind == ALL else "_nolegend_"
            axes.barh(at, found.mean, height=step * 0.9, color=_colour(place), label=label)
            if found.is_enough:
                axes.plot([found.interval.low, found.interval.high], [at, at], color="#222222", linewidth=1)
    axes.set_yticks(range(len(kinds)), [f"{kind} ({len(systems[0][1].of_kind(kind))})" for kind in kinds])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel("share of questions answered, or turned down, rightly")
    _legend(axes, systems)
    return svg(figure, "by-kind", "Share of right answers by kind of question, with 95 % intervals")


def coverage(systems: Named) -> str:
    """Accuracy of the surest answers against the share of questions that they cover."""
    figure, axes = axes_of_height(3.0)
    for place, (name, summary) in enumerate(systems):
        points = summary.curve()
        axes.plot(
            [point.coverage for point in points],
            [point.accuracy for point in points],
            color=_colour(place),
            label=name,
        )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("share of questions answered, the surest first")
    axes.set_ylabel("right, of those")
    _legend(axes, systems)
    return svg(figure, "coverage", "Accuracy against coverage")


def blame(systems: Named) -> str:
    """Answers lost by each stage."""
    stages = list(Stage)
    figure, axes = axes_of_height(0.6 + 0.24 * len(stages) * max(len(systems), 1))
    step = 0.8 / len(systems)
    for place, (name, summary) in enumerate(systems):
        counts = {each.stage: each for each in summary.lost()}
        for row, stage in enumerate(stages):
            lost = counts.get(stage)
            at = row - 0.4 + step * (place + 0.5)
            label = name if row == 0 else "_nolegend_"
            axes.barh(at, lost.count if lost else 0, height=step * 0.9, color=_colour(place), label=label)
    axes.set_yticks(range(len(stages)), [stage.value for stage in stages])
    axes.invert_yaxis()
    axes.set_xlabel("answers lost")
    _legend(axes, systems)
    return svg(figure, "blame", "Answers lost by each stage")


def latency(systems: Named) -> str:
    """How long questions took: ours alone, for the others run without verification."""
    seconds = [case.seconds * 1000 for case in systems[0][1].cases if case.error is None]
    figure, axes = axes_of_height(2.4)
    axes.hist(seconds, bins=30, color=_colour(0))
    axes.set_xlabel("milliseconds to answer")
    axes.set_ylabel("questions")
    return svg(figure, "latency", "How long questions took")


def axes_of_height(height: float) -> tuple[Any, Any]:
    """A figure and its axes, as every plot here has them."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise CouncilQAError("plots need matplotlib", hint="Install councilqa[report].") from error

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _legend(axes: Any, systems: Named) -> None:
    if len(systems) > 1:
        axes.legend(frameon=False, fontsize="small", loc="best")


def _colour(place: int) -> str:
    return _COLOURS[place % len(_COLOURS)]


def svg(figure: Any, name: str, title: str) -> str:
    """Without what names the time and the program; ids are made from the name, for several stand in one page."""
    import matplotlib

    drawn = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "font.family": "sans-serif"}):
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawing = _METADATA.sub("", _HEAD.sub("", drawn.getvalue()))
    return drawing.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)
