"""`councilqa eval ablate`: what each component is worth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from councilqa.cli.bars import Progress, counting
from councilqa.cli.foreign import folder_of
from councilqa.cli.measure import SUITES
from councilqa.cli.opening import quiet
from councilqa.cli.options import AsJson, Index
from councilqa.cli.terminal import print_json

if TYPE_CHECKING:
    from councilqa.evals.ablating import Asks
    from councilqa.evals.measuring import Order
    from councilqa.evals.results import Results


def ablate(
    suites: Annotated[
        list[Path] | None,
        typer.Argument(metavar="SUITE...", help="Question files or folders, each told apart; evals/suites if none."),
    ] = None,
    reports: Annotated[
        Path | None,
        typer.Option(
            "--reports", metavar="FILE.jsonl", exists=True, dir_okay=False, help="Passages of other papers too."
        ),
    ] = None,
    component: Annotated[
        list[str] | None, typer.Option("--without", metavar="NAME", help="Only this component; repeatable.")
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="About N of each, the same every time.")
    ] = None,
    changed: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting for all runs: retrieval.top_k=12; repeatable."),
    ] = None,
    kept: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", file_okay=False, help="Keep every run there; what is there goes on."),
    ] = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Ask suites with components switched off one at a time.

    One table in Markdown: each measure without the component, and how far that is from the whole."""
    quiet()
    from councilqa.evals import ablating
    from councilqa.evals.measuring import changed_settings

    components = ablating.chosen(component or ())
    runs = _Runs(changed_settings(changed or ()), kept, sample, index)
    found = []
    with counting() as progress:
        for path in suites or [SUITES]:
            found.append(ablating.ablate(path.stem, runs.of_suite(path, progress), components))
        if reports is not None:
            with runs.of_reports(reports, progress) as ask:
                found.append(ablating.ablate(reports.stem, ask, components))
    if as_json:
        print_json(ablating.to_json(found))
    else:
        typer.echo(ablating.markdown(found), nl=False)


class _Runs:
    """Ways to ask a suite with some settings changed."""

    def __init__(self, changed: Mapping[str, str], kept: Path | None, sample: int | None, index: Path | None) -> None:
        self._changed = changed
        self._kept = kept
        self._sample = sample
        self._index = index

    def of_suite(self, path: Path, progress: Progress) -> Asks:
        from councilqa.evals.measuring import measure, nested, read_suites
        from councilqa.service import CouncilQA
        from councilqa.settings import Settings

        suites = read_suites([path], part="development")

        def ask(without: str, changed: Mapping[str, str]) -> Results:
            order = self._order(path.stem, without, changed)
            settings = Settings.load(index=self._index, **nested(order.changed or {}))
            with CouncilQA.open(settings=settings) as service:
                results = measure(service, suites, order, progress=_told(progress, path.stem, without))
            return self._written(results, path.stem, without)

        return ask

    @contextmanager
    def of_reports(self, path: Path, progress: Progress) -> Iterator[Asks]:
        """All from one index, which is gone afterwards unless the runs are kept."""
        from councilqa.evals.foreign.reported import Sample, measure
        from councilqa.evals.measuring import nested
        from councilqa.service import CouncilQA
        from councilqa.settings import Settings

        with folder_of(self._kept / f"{path.stem}-index" if self._kept else None) as folder:

            def ask(without: str, changed: Mapping[str, str]) -> Results:
                order = self._order(path.stem, without, changed, sampled=False)
                places = {"index": folder / "index", "corpus": folder / "papers"}
                settings = Settings.load(**{**nested(order.changed or {}), **places})
                with CouncilQA.open(settings=settings) as service:
                    results = measure(
                        path,
                        service,
                        order,
                        part="validation",
                        sample=Sample(number=self._sample),
                        progress=_told(progress, path.stem, without),
                    )
                return self._written(results, path.stem, without)

            yield ask

    def _order(self, suite: str, without: str, changed: Mapping[str, str], *, sampled: bool = True) -> Order:
        from councilqa.evals.journal import journal_of
        from councilqa.evals.measuring import Order
        from councilqa.evals.runner import Selected

        return Order(
            selected=Selected(sample=self._sample if sampled else None),
            changed={**self._changed, **changed},
            journal=journal_of(self._file(suite, without)) if self._kept else None,
        )

    def _file(self, suite: str, without: str) -> Path:
        assert self._kept is not None
        return self._kept / f"{suite}-without-{re.sub(r'[^a-z0-9]+', '-', without)}.json"

    def _written(self, results: Results, suite: str, without: str) -> Results:
        """The journal stays: a run with a component more asks nothing again that was asked before."""
        from councilqa.evals.results import write_results

        if self._kept is not None:
            write_results(results, self._file(suite, without))
        return results


def _told(progress: Progress, suite: str, without: str) -> Progress:
    return lambda what, done, total: progress(f"{suite} without {without}: {what}", done, total)


def add_to(group: typer.Typer) -> None:
    """The command, as `councilqa eval ablate`."""
    group.command(
        "ablate",
        epilog="\b\nExamples:\n"
        "  councilqa eval ablate\n"
        "  councilqa eval ablate evals/suites/paraphrases.yaml --without spelling --without vocabulary\n"
        "  councilqa eval ablate --reports reports.jsonl --sample 150 --out build/ablation > table.md",
    )(ablate)
