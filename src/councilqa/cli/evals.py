"""`councilqa eval`: question suites, and how the answers do on them."""

from __future__ import annotations

import typer

from councilqa.cli.measure import evaluate

measured = typer.Typer(
    help="Measure answers on question suites that hold against the papers.",
    epilog="\b\nExamples:\n  councilqa eval run evals/smoke.jsonl",
    no_args_is_help=True,
    rich_markup_mode=None,
)
measured.command(
    "run",
    epilog="\b\nExamples:\n"
    "  councilqa eval run evals/smoke.jsonl\n"
    "  councilqa eval run evals/*.jsonl --show-failures --out results.json\n\n"
    "\b\nExit codes: 0 every question was asked; 1 one of them crashed.",
)(evaluate)
