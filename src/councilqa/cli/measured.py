"""Runs of `eval` and `bench` as they are read in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from councilqa.cli.terminal import plain
from councilqa.evals.bench import Bench, Row
from councilqa.evals.report import ALL, Mean, Report
from councilqa.evals.runner import Outcome
from councilqa.evals.scorers import RECALL_AT

HEADS = {
    **{f"recall@{at}": f"R@{at}" for at in RECALL_AT},
    "accuracy": "acc.",
    "false refusal": "false\nrefusal",
    "quotations": "quotes",
}
"""Short, so that the table fits 80 columns."""


def print_report(console: Console, report: Report) -> None:
    """Means by kind and in all, then where answers were lost."""
    table = Table(title=_title(report), title_justify="left", box=None, padding=(0, 1, 0, 0))
    table.add_column("kind")
    table.add_column("n", justify="right")
    for measure in report.measures():
        table.add_column(HEADS.get(measure, measure), justify="right")
    for kind in (*report.kinds(), ALL):
        means = [_shown(report.mean(measure, kind)) for measure in report.measures()]
        table.add_row(plain(kind), str(len(report.of_kind(kind))), *means, style="bold" if kind == ALL else "")
    console.print(table)
    for stage, count in report.lost().items():
        console.print(f"{count:4}  lost: {stage.value}")


def print_failures(console: Console, report: Report, *, wrong_too: bool) -> None:
    """The questions that crashed, and on request those that were answered wrongly."""
    for outcome in report.outcomes:
        if outcome.error is not None:
            console.print(plain(f"{outcome.case.id}  crashed: {outcome.error}", "bold red"))
        elif wrong_too and (faults := _faults(outcome)):
            console.print()
            console.print(plain(f"{outcome.case.id}  {outcome.case.question}", "bold"))
            console.print(plain(outcome.answer.text if outcome.answer else ""))
            console.print(plain("; ".join(faults), "yellow"))


def print_bench(console: Console, found: Bench) -> None:
    """Each measure with its limit."""
    table = Table(title="Speed and size", title_justify="left")
    for name in ("measure", "found", "needed"):
        table.add_column(name, justify="left" if name == "measure" else "right")
    for row in found.rows():
        table.add_row(row.name, f"{row.value:.2f} {row.unit}", _limit(row), style="" if row.met else "red")
    console.print(table)
    asking = found.asking
    console.print(
        f"ask p50 {_ms(asking.ask.p50_seconds)}, p95 {_ms(asking.ask.p95_seconds)} ({asking.p95_ratio:.1f} x); "
        f"embedding p50 {_ms(asking.embed.p50_seconds)}, p95 {_ms(asking.embed.p95_seconds)}; "
        f"{asking.questions} questions, {asking.runs} runs"
    )
    ingesting = found.ingesting
    console.print(
        f"ingestion {ingesting.characters / ingesting.ingest_seconds:,.0f} characters/s, encoding alone "
        f"{ingesting.characters / ingesting.encode_seconds:,.0f}; best of {ingesting.runs}"
    )


def _title(report: Report) -> str:
    return f"{len(report.outcomes)} questions, {len(report.crashed())} crashed (R: recall, acc.: accuracy)"


def _shown(mean: Mean) -> str:
    return "" if mean.mean is None else f"{mean.mean:.2f}"


def _faults(outcome: Outcome) -> list[str]:
    """What went wrong, in words; empty for an answer that is right."""
    faults = [f"lost: {outcome.lost.value}"] if outcome.lost else []
    for measure, right in (("accuracy", 1.0), ("refusal", 1.0), ("quotations", 1.0), ("false refusal", 0.0)):
        score = outcome.scores.get(measure)
        if score is not None and score.value != right:
            faults.append(f"{measure}: {score.reason}")
    return faults


def _limit(row: Row) -> str:
    return f"{'at least' if row.at_least else 'at most'} {row.needed:g}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
