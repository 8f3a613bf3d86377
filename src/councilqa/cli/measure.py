"""`councilqa eval run`, `compare`, `keep` and `report`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from councilqa.cli.bars import counting
from councilqa.cli.codes import FAILED
from councilqa.cli.opening import quiet
from councilqa.cli.options import AsJson, Changed, Index, Jobs, ShowFailures
from councilqa.cli.terminal import complain, out, print_json, waiting

if TYPE_CHECKING:
    from councilqa.evals.measuring import Order, Suites
    from councilqa.evals.results import Results
    from councilqa.service import CouncilQA
    from councilqa.settings import Settings

SUITES = Path("evals/suites")
KEPT = Path("evals/baselines/development.json")


class Part(StrEnum):
    DEVELOPMENT = "development"
    FINAL = "final"


class Baseline(StrEnum):
    TUTORIAL = "tutorial"
    BM25 = "bm25"


def run(
    suites: Annotated[
        list[Path] | None,
        typer.Argument(metavar="SUITE...", help="Question files or folders of them; evals/suites if not given."),
    ] = None,
    out_file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.json", help="Write the whole run there; if interrupted, it goes on."),
    ] = None,
    part: Annotated[
        Part, typer.Option("--part", help="Questions to tune against, or those kept for the figure published.")
    ] = Part.DEVELOPMENT,
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help="Only these; repeatable.")] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="About N, of every kind, the same every time.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="PROVIDER:MODEL", help="A language model's drafts beside our quotations."),
    ] = None,
    baseline: Annotated[
        list[Baseline] | None, typer.Option("--baseline", help="A simple system beside ours; repeatable.")
    ] = None,
    changed: Changed = None,
    jobs: Jobs = 1,
    judge: Annotated[
        str | None,
        typer.Option("--judge", metavar="PROVIDER:MODEL", help="A chat model's opinion too, apart from the scores."),
    ] = None,
    show_failures: ShowFailures = False,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Ask the questions of suites and score the answers.

    By kind of question and in all, with 95 % intervals; where answers were lost; what simple systems do."""
    quiet()
    from councilqa.cli.measured import print_failures, print_run
    from councilqa.evals.journal import journal_of
    from councilqa.evals.measuring import Order, changed_settings, nested, read_suites
    from councilqa.evals.results import plain_json, write_results
    from councilqa.evals.runner import Selected

    settings_changed = changed_settings(changed or ())
    settings = _settings(nested(settings_changed), index, model)
    order = Order(
        selected=Selected(kinds=tuple(kind or ()), sample=sample),
        model=model,
        baselines=tuple(dict.fromkeys(each.value for each in baseline or ())),
        jobs=jobs,
        changed=settings_changed,
        journal=journal_of(out_file) if out_file else None,
        judge=judge,
    )
    results = _measured(settings, read_suites(suites or [SUITES], part=part.value), order)
    if out_file is not None:
        write_results(results, out_file)
        journal_of(out_file).unlink(missing_ok=True)
    if as_json:
        print_json(plain_json(results))
    else:
        print_run(out(), results)
        print_failures(out(), results, wrong_too=show_failures)
    if _is_unsound(results):
        raise typer.Exit(FAILED)


def compare(
    first: Annotated[Path, typer.Argument(metavar="[BEFORE.json]", exists=True, dir_okay=False, help="The older run.")],
    second: Annotated[
        Path | None, typer.Argument(metavar="AFTER.json", exists=True, dir_okay=False, help="The newer run.")
    ] = None,
    model: Annotated[
        bool,
        typer.Option("--model", help="The language model's answers: beside the quoted ones of one run, or in both."),
    ] = False,
    common: Annotated[
        bool, typer.Option("--common", help="Where the suites differ, compare the cases that both have.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what moved from one run to another.

    A single run is compared with the one kept in evals/baselines/development.json."""
    from councilqa.cli.measured import print_comparison
    from councilqa.evals.compare import compare as compared
    from councilqa.evals.results import MODEL, OURS, read_results

    before, after = (first, second) if second is not None else (first if model else KEPT, first)
    systems = (MODEL if model and second is not None else OURS, MODEL if model else OURS)
    found = compared(read_results(before), read_results(after), common=common, systems=systems)
    if as_json:
        print_json(found.to_json())
    else:
        print_comparison(out(), found)
    if found.failed:
        names = ", ".join(each.measure.name for each in found.fell)
        complain(f"fell beyond chance: {names}" if names else "questions crash that did not")
        raise typer.Exit(FAILED)


def keep(
    results: Annotated[Path, typer.Argument(metavar="RESULTS.json", exists=True, dir_okay=False, help="A run.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE.json", help="Where later runs look for it.")] = KEPT,
) -> None:
    """Keep a run as what later ones are compared with.

    Its scores are kept, not its answers."""
    from councilqa.evals.results import read_results, write_results

    write_results(read_results(results).slim(), to)
    out().print(f"{to} holds {results.name} now.")


def report(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULTS.json...", exists=True, dir_okay=False, help="Runs, ours first.")
    ],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE.html", help="One file that needs nothing else.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE.md", help="A summary; - for standard output.")
    ] = None,
) -> None:
    """Write runs as a page, or as a summary in Markdown."""
    from councilqa.evals.page import html_report, markdown_summary
    from councilqa.evals.results import read_results

    if html is None and markdown is None:
        raise typer.BadParameter("nothing to write: give --html or --markdown")
    runs = [read_results(path) for path in results]
    if html is not None:
        with waiting("Drawing …"):
            html.write_text(html_report(runs), "utf-8")
    if markdown is not None and str(markdown) == "-":
        typer.echo(markdown_summary(runs[0]), nl=False)
    elif markdown is not None:
        markdown.write_text(markdown_summary(runs[0]), "utf-8")


def add_to(group: typer.Typer) -> None:
    """The commands over runs that are written down, as `councilqa eval …`."""
    group.command(
        "compare",
        epilog="\b\nExamples:\n"
        "  councilqa eval compare before.json after.json\n"
        "  councilqa eval compare results.json --common\n\n"
        "\b\nExit codes: 0 nothing fell beyond its interval; 1 something did, or crashes; 2 not the same questions.",
    )(compare)
    group.command("keep", epilog="\b\nExamples:\n  councilqa eval keep results.json")(keep)
    group.command(
        "report",
        epilog="\b\nExamples:\n"
        "  councilqa eval report results.json --html report.html\n"
        "  councilqa eval report results.json --markdown summary.md",
    )(report)


def _settings(changed: dict[str, Any], index: Path | None, model: str | None) -> Settings:
    """Those of the run; beside a model that is named our own answers quote, whatever else is set."""
    from councilqa.settings import Settings

    if model is None:
        return Settings.load(index=index, **changed)
    wanted = Settings.load(**{**changed, "index": index, "model": model})
    return wanted.model_copy(update={"model": None})


def _is_unsound(results: Results) -> bool:
    """Whether a question crashed, or a language model's figure was shown that its quotation does not hold."""
    from councilqa.evals.report import drafts_of

    shown = [drafts for system in results.systems if (drafts := drafts_of(system.cases)) and drafts.unsupported]
    return bool(shown or results.ours.crashed())


def _measured(settings: Settings, suites: Suites, order: Order) -> Results:
    from councilqa.evals.measuring import measure
    from councilqa.service import CouncilQA

    with CouncilQA.open(settings=settings) as service:
        _load(service)
        with counting() as progress:
            return measure(service, suites, order, progress=progress)


def _load(service: CouncilQA) -> None:
    with waiting("Loading the model …"):
        service.warm()
