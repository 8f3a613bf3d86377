"""`councilqa ingest`: papers into the index, with progress while it runs and a table at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from councilqa.cli.codes import FAILED
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Index
from councilqa.cli.terminal import clean, count, err, out, plain, print_json
from councilqa.domain.reports import IngestReport

if TYPE_CHECKING:
    from councilqa.ingest.pipeline import Progress as Step

MOST_ROWS = 20
"""Of one outcome in the table; a file that failed is always listed."""
_STAGES = {"read": "reading", "encode": "encoding"}


def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Files and folders; the corpus folder if none.", show_default=False),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(
            envvar="COUNCILQA_CORPUS",
            help="Folder to take if no PATH is given, else corpus.",
            show_default=False,
        ),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove papers of these folders if the files are gone.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build a new index beside the old one, then put it in its place.")
    ] = False,
    password: Annotated[
        list[str] | None, typer.Option("--password", help="To open an encrypted file; may be given more than once.")
    ] = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Bring files and folders into the index.

    What has not changed is skipped, what has changed is replaced whole, and a file that fails does not stop
    the others.
    """
    with opened(index, corpus=corpus) as service, Watched(err()) as watched:
        report = service.ingest(
            paths or (), passwords=password or (), prune=prune, rebuild=rebuild, on_progress=watched.show
        )
        place = service.settings.index
    if as_json:
        from councilqa.contract import report_json

        print_json(report_json(report))
    else:
        print_report(out(), report, place)
    if report.failed or report.needs_ocr:
        raise typer.Exit(FAILED)


class Watched:
    """Progress on standard error: two bars in a terminal, a line for each file elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._files: TaskID | None = None
        self._within: TaskID | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bars.start()
            self._files = self._bars.add_task("loading the model", total=None)
            self._within = self._bars.add_task("", total=None, visible=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._files is not None:
            self._bars.stop()

    def show(self, step: Step) -> None:
        """Where ingestion stands now."""
        name = clean(Path(step.path).name)
        if self._files is None or self._within is None:
            if step.stage == "file":
                self._console.print(plain(f"[{step.done + 1}/{step.total}] {step.path}"), soft_wrap=True)
        elif step.stage in _STAGES:
            self._bars.update(
                self._within,
                description=f"{_STAGES[step.stage]} {name[:48]}",
                completed=step.done,
                total=step.total,
                visible=True,
            )
        else:
            self._bars.update(self._files, description="papers", completed=step.done, total=step.total)


def print_report(console: Console, report: IngestReport, index: Path) -> None:
    """What became of each file, then the sums."""
    table = Table(show_lines=False)
    table.add_column("Outcome", no_wrap=True)
    table.add_column("Paper", overflow="fold", ratio=2)
    table.add_column("What to know, what to do", overflow="fold", ratio=3)
    for row in _rows(report):
        table.add_row(*row)
    if table.row_count:
        console.print(table)
    counts = f"{len(report.added)} added, {len(report.unchanged)} unchanged, {len(report.replaced)} replaced, "
    counts += f"{len(report.removed)} removed, {len(report.failed)} failed, {len(report.needs_ocr)} need OCR"
    console.print(plain(counts), soft_wrap=True)
    read = f"{count(report.pages, 'page')} and {count(report.passages, 'passage')} read in {report.seconds:.1f} s"
    console.print(plain(f"{read}; index {index}"), soft_wrap=True)


def _rows(report: IngestReport) -> Iterator[tuple[str, Text, Text]]:
    notes = _notes_by_path(report)
    outcomes = (
        ("added", report.added),
        ("unchanged", report.unchanged),
        ("replaced", report.replaced),
        ("removed", report.removed),
    )
    for outcome, paths in outcomes:
        yield from _some(outcome, paths, notes)
    for failure in report.failed:
        yield "failed", plain(failure.path, "red"), plain(f"{failure.error}. {failure.hint}")
    for path in report.needs_ocr:
        yield "needs OCR", plain(path, "yellow"), plain(notes.pop(path, ""))
    listed = {*report.added, *report.unchanged, *report.replaced, *report.removed}
    for path, note in notes.items():
        if path not in listed:
            yield "note", plain(path), plain(note)


def _some(outcome: str, paths: Sequence[str], notes: dict[str, str]) -> Iterator[tuple[str, Text, Text]]:
    """The first papers of an outcome and any with a note; the others as a count."""
    left_out = 0
    for position, path in enumerate(paths):
        if position < MOST_ROWS or path in notes:
            yield outcome, plain(path), plain(notes.get(path, ""))
        else:
            left_out += 1
    if left_out:
        yield outcome, plain(f"and {left_out:,} more"), plain("")


def _notes_by_path(report: IngestReport) -> dict[str, str]:
    notes: dict[str, str] = {}
    for path, note in report.notes:
        notes[path] = f"{notes[path]}; {note}" if path in notes else note
    return notes
