"""`councilqa bench`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from councilqa.cli.opening import opened, quiet
from councilqa.cli.options import AsJson, Index
from councilqa.cli.terminal import err, out, plain, print_json

if TYPE_CHECKING:
    from councilqa.evals.benchmarks.measuring import Plan
    from councilqa.evals.benchmarks.results import Bench


def scales(text: str) -> tuple[int, ...]:
    """ "1,10,100" as numbers."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no list of whole numbers: write 1,10,100") from error


def bench(
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Three minutes at most: at the corpus and three times as much, few questions."),
    ] = False,
    wanted: Annotated[
        str | None,
        typer.Option(
            "--scales",
            metavar="1,10,…",
            help="Times the corpus, from 1 on; 1,10,100,1000 if not given.",
        ),
    ] = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0.5, help="What does not fit is told, not measured; 20.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Of the variants of the papers.")] = None,
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.json", help="Write the whole run there.")
    ] = None,
    plots: Annotated[
        Path | None, typer.Option("--plots", metavar="FOLDER", help="Write plots of how costs grow, as SVG.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE.md", help="Write a summary; - for standard output.")
    ] = None,
    show: Annotated[
        Path | None,
        typer.Option("--show", metavar="FILE.json", exists=True, dir_okay=False, help="Show a run that was written."),
    ] = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Measure speed, memory and size, and how they grow.

    In an index of its own, made from the files behind this one and from variants of them; as ratios within one run."""
    from councilqa.evals.benchmarks.results import read_bench, write_bench

    found = read_bench(show) if show else _measured(_plan(quick, wanted, minutes, seed), index)
    if out_file is not None:
        write_bench(found, out_file)
    if plots is not None:
        from councilqa.evals.benchmarks.plots import write_plots

        write_plots(found, plots)
    _print(found, markdown=markdown, as_json=as_json)


def _print(found: Bench, *, markdown: Path | None, as_json: bool) -> None:
    from councilqa.cli.benched import print_bench
    from councilqa.evals.benchmarks.summary import markdown_summary

    if markdown is not None and str(markdown) != "-":
        markdown.write_text(markdown_summary(found), "utf-8")
    if as_json:
        print_json(found.model_dump(mode="json"))
    elif markdown is not None and str(markdown) == "-":
        typer.echo(markdown_summary(found), nl=False)
    else:
        print_bench(out(), found)


def _plan(quick: bool, wanted: str | None, minutes: float | None, seed: int | None) -> Plan:
    from dataclasses import replace

    from councilqa.evals.benchmarks.measuring import Plan

    plan = Plan.quick() if quick else Plan()
    return replace(
        plan,
        scales=scales(wanted) if wanted else plan.scales,
        minutes=minutes or plan.minutes,
        seed=plan.seed if seed is None else seed,
    )


def _measured(plan: Plan, index: Path | None) -> Bench:
    quiet()
    from councilqa.evals.benchmarks.measuring import measure

    with opened(index) as service:
        return measure(service, plan, progress=lambda what: err().print(plain(f"{what} …")))
