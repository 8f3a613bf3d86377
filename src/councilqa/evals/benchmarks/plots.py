"""How costs grow with the papers, as plots with logarithmic axes; the same results give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from councilqa.evals.benchmarks.results import ASKING, Bench
from councilqa.evals.plots import WIDTH, axes_of_height, svg

_PLOTS: Mapping[str, tuple[str, str, Sequence[str]]] = {
    "asking": (
        "A question, by stage",
        "seconds, p50",
        (*(f"ask: {name}" for name in ASKING), "ask, all of it", "tutorial: ask"),
    ),
    "starting": (
        "A new process, and one paper more",
        "seconds",
        ("new process: the index", "new process: first question", "one paper more: write", "one paper more: compact"),
    ),
    "size": ("Memory and disk", "bytes", ("new process: memory", "server: memory", "index")),
}


def write_plots(bench: Bench, folder: Path) -> tuple[Path, ...]:
    """One SVG file for each kind of cost; those of which nothing was measured are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, (title, unit, costs) in _PLOTS.items():
        drawn = _drawn(bench, name, title, unit, costs)
        if drawn is not None:
            written.append(folder / f"{name}.svg")
            written[-1].write_text(drawn, "utf-8")
    return tuple(written)


def _drawn(bench: Bench, name: str, title: str, unit: str, costs: Sequence[str]) -> str | None:
    figure, axes = axes_of_height(WIDTH * 0.6)
    lines = {cost: points for cost in costs if (points := bench.points(cost))}
    for cost, points in lines.items():
        axes.loglog(*zip(*points, strict=True), marker="o", markersize=3, linewidth=1.2, label=cost)
    if not lines:
        return None
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_xlabel("passages")
    axes.set_ylabel(unit)
    axes.legend(frameon=False, fontsize="small", loc="best")
    return svg(figure, f"bench-{name}", title)
