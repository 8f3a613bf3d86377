"""`councilqa eval` and `councilqa bench`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from councilqa.cli.codes import FAILED
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Index
from councilqa.cli.terminal import err, out, print_json, waiting

if TYPE_CHECKING:
    from councilqa.evals.cases import Case, CaseFile
    from councilqa.evals.report import Report
    from councilqa.evals.runner import Outcome
    from councilqa.service import CouncilQA

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="Question files, one JSON object a line."),
]


def evaluate(
    files: Files,
    out_file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.json", help="Write the whole run there.")
    ] = None,
    show_failures: Annotated[
        bool, typer.Option("--show-failures", help="List every question that went wrong, and where it was lost.")
    ] = False,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Measure the answers to question files.

    Recall, citations, accuracy and refusals, by kind of question."""
    from councilqa.cli.measured import print_failures, print_report
    from councilqa.evals.files import read_files

    given = read_files(files)
    with opened(index) as service:
        report = _measured(service, given)
    if out_file is not None:
        out_file.write_text(json.dumps(report.to_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    if as_json:
        print_json(report.to_json())
    else:
        print_report(out(), report)
        print_failures(out(), report, wrong_too=show_failures)
    if report.crashed():
        raise typer.Exit(FAILED)


def bench(
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            metavar="FILE.jsonl",
            exists=True,
            dir_okay=False,
            help="A question file; without it, questions about the indexed papers' sections.",
        ),
    ] = None,
    runs: Annotated[int, typer.Option("--runs", min=1, max=100, metavar="N", help="Rounds over the questions.")] = 3,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Measure speed, index size and memory.

    Each as a ratio to something else in the same run, so that it means the same on another machine."""
    from councilqa.cli.measured import print_bench
    from councilqa.evals.bench import measure
    from councilqa.evals.files import read_cases
    from councilqa.evals.report import versions

    asked = [case.question for case in read_cases(questions).cases] if questions else []
    with opened(index) as service:
        found = measure(service, asked, runs=runs, on_stage=lambda stage: err().print(f"{stage} …"))
        digest = service.settings.digest()
    if as_json:
        head = {"date": _today().isoformat(), "settings_digest": digest, "versions": versions()}
        print_json({**head, **found.to_json()})
    else:
        print_bench(out(), found)


def _measured(service: CouncilQA, files: tuple[CaseFile, ...]) -> Report:
    from councilqa.evals.indexed import read_indexed
    from councilqa.evals.report import Report
    from councilqa.evals.runner import run

    with waiting("Loading the model …"):
        service.warm()
    indexed = read_indexed(service.settings.index)
    cases = [case for file in files for case in file.cases]
    with _counting(cases) as count:
        outcomes = run(cases, service, indexed, on_done=count)
    return Report(
        date=_today(), files=files, outcomes=outcomes, settings_digest=service.settings.digest(), indexed=indexed
    )


@contextmanager
def _counting(cases: list[Case]) -> Iterator[Callable[[Outcome], None]]:
    """A bar that moves with each question, where somebody sees it."""
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = err()
    columns = (TextColumn("Asking"), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(cases))

        def count(outcome: Outcome) -> None:
            progress.advance(task)

        yield count


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
