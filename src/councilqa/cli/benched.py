"""Runs of `bench` as they are read in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from councilqa.cli.terminal import plain
from councilqa.evals.benchmarks.results import Bench
from councilqa.evals.benchmarks.summary import METHOD, Rows, growth_rows, ingestion_rows, linear, scale_rows


def print_bench(console: Console, bench: Bench) -> None:
    """Ingestion by stage, each size in a column, how each cost grows, and what grows that should not."""
    console.print(
        plain(
            f"{bench.date}, settings {bench.settings_digest}, {bench.machine.cpus} CPUs, "
            f"{bench.seconds / 60:.0f} minutes; `councilqa --help` {bench.help_seconds:.2f} s",
            "bold",
        )
    )
    console.print(_table("Ingestion of the papers", ingestion_rows(bench)))
    console.print(_table("By size, seconds", scale_rows(bench)))
    growths = growth_rows(bench)
    if len(growths) > 1:
        console.print(_table("Growth with the passages: cost = a · passages^b", growths))
        console.print(plain(METHOD), style="dim")
    for line in linear(bench):
        console.print(plain(line))
    for note in (*bench.notes, *(f"{scale.times:g}x: {each}" for scale in bench.scales for each in scale.missing)):
        console.print(plain(f"Not measured: {note}"))


def _table(title: str, rows: Rows) -> Table:
    """The first row are the heads."""
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for place, head in enumerate(rows[0]):
        table.add_column(head, justify="right" if place else "left", no_wrap=place == 0)
    for row in rows[1:]:
        table.add_row(*(plain(cell) for cell in row))
    return table
