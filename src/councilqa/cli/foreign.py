"""`councilqa eval retrieval`, `eval pages` and `eval reports`: how we do on questions and papers of others."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from councilqa.cli.bars import counting
from councilqa.cli.codes import FAILED
from councilqa.cli.opening import quiet
from councilqa.cli.options import AsJson, Changed, Jobs, ShowFailures
from councilqa.cli.terminal import count, out, plain, print_json

if TYPE_CHECKING:
    from councilqa.evals.foreign.pages import PagesReport
    from councilqa.evals.foreign.retrieval import Report
    from councilqa.evals.intervals import Estimate


class Baseline(StrEnum):
    DENSE = "dense"
    BM25 = "bm25"


def cutoffs(text: str) -> tuple[int, ...]:
    """ "1,3,5": where a ranked list is cut."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and 0 < int(part) <= 1000 for part in parts):
        raise typer.BadParameter(f"{text!r} is no list of numbers from 1 to 1000; write 1,3,5,10")
    return tuple(sorted({int(part) for part in parts}))


KeptIndex = Annotated[
    Path | None,
    typer.Option("--index", metavar="FOLDER", help="Keep the index there, and use it if it is there already."),
]
OutFile = Annotated[Path | None, typer.Option("--out", metavar="FILE.json", help="Write the figures there too.")]


def retrieval(
    beir: Annotated[
        Path, typer.Option("--beir", metavar="FOLDER", help="With corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv.")
    ],
    split: Annotated[str, typer.Option("--split", help="Which judgements.")] = "test",
    at: Annotated[
        Any, typer.Option("--k", parser=cutoffs, metavar="K,K,…", help="Where recall is measured.")
    ] = "1,3,5,10,20,100",
    limit: Annotated[
        int | None, typer.Option("--limit-queries", min=1, metavar="N", help="Only the first N questions.")
    ] = None,
    baseline: Annotated[
        list[Baseline] | None, typer.Option("--baseline", help="A simple search beside ours; repeatable.")
    ] = None,
    as_json: AsJson = False,
    out_file: OutFile = None,
    index: KeptIndex = None,
) -> None:
    """Measure ranking on a public test collection in BEIR's layout.

    Indexes it as papers are indexed, and prints nDCG@10, recall and MRR@10 as trec_eval defines them."""
    quiet()
    from councilqa.evals.foreign.beir import read_collection
    from councilqa.evals.foreign.retrieval import Order, measure
    from councilqa.settings import Settings

    collection = read_collection(beir, split=split).first(limit)
    with folder_of(index) as folder, counting() as progress:
        order = Order(
            index=folder,
            recall_at=at,
            baselines=tuple(dict.fromkeys(each.value for each in baseline or ())),
        )
        report = measure(collection, order, Settings.load(), progress=progress)
    _given_out(report.to_json(), as_json, out_file)
    if not as_json:
        print_report(out(), report)


def pages(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.jsonl", exists=True, dir_okay=False, help='Lines of {"question", "document", "pages": […]}.'
        ),
    ],
    papers: Annotated[Path, typer.Option("--papers", metavar="FOLDER", help="The PDFs that the questions are about.")],
    as_json: AsJson = False,
    out_file: OutFile = None,
    index: KeptIndex = None,
) -> None:
    """Measure whether the pages that answer questions are found.

    With the document given and over all documents of the folder."""
    quiet()
    from councilqa.evals.foreign.pages import measure
    from councilqa.service import CouncilQA
    from councilqa.settings import Settings

    with (
        folder_of(index) as folder,
        counting() as progress,
        CouncilQA.open(settings=Settings.load(index=folder, corpus=papers)) as service,
    ):
        report = measure(questions, papers, service, progress=progress)
    _given_out(report.to_json(), as_json, out_file)
    if not as_json:
        print_pages(out(), report)


def reports(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.jsonl",
            exists=True,
            dir_okay=False,
            help="Passages with their units, questions and near misses.",
        ),
    ],
    part: Annotated[str, typer.Option("--part", help="Which passages of the file.")] = "validation",
    sample: Annotated[
        int | None,
        typer.Option("--sample", min=1, metavar="N", help="So many questions, and near misses in proportion."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Which questions a sample draws.")] = 0,
    changed: Changed = None,
    jobs: Jobs = 1,
    out_file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.json", help="Write the whole run there; if interrupted, it goes on."),
    ] = None,
    show_failures: ShowFailures = False,
    as_json: AsJson = False,
    index: KeptIndex = None,
) -> None:
    """Measure answers on passages of other papers.

    The passages of one part become papers of an index of their own; what answers is told by the units quoted."""
    quiet()
    from councilqa.cli.measured import print_failures, print_run
    from councilqa.evals.foreign.reported import Sample, measure
    from councilqa.evals.journal import journal_of
    from councilqa.evals.measuring import Order, changed_settings, nested
    from councilqa.evals.results import plain_json, write_results
    from councilqa.service import CouncilQA
    from councilqa.settings import Settings

    settings_changed = changed_settings(changed or ())
    order = Order(jobs=jobs, changed=settings_changed, journal=journal_of(out_file) if out_file else None)
    with folder_of(index) as folder, counting() as progress:
        # Where the papers stand is a part of the index: beside it, so that both can be kept.
        places = {"index": folder / "index", "corpus": folder / "papers"}
        settings = Settings.load(**{**nested(settings_changed), **places})
        with CouncilQA.open(settings=settings) as service:
            results = measure(
                questions, service, order, part=part, sample=Sample(number=sample, seed=seed), progress=progress
            )
    if out_file is not None:
        write_results(results, out_file)
        journal_of(out_file).unlink(missing_ok=True)
    if as_json:
        print_json(plain_json(results))
    else:
        print_run(out(), results)
        print_failures(out(), results, wrong_too=show_failures)
        out().print(plain(results.ours.about))
    if results.ours.crashed():
        raise typer.Exit(FAILED)


def print_report(console: Console, report: Report) -> None:
    """The searches side by side, then what the run was like."""
    title = f"{report.collection}, {report.split}: {count(report.queries, 'question')}"
    console.print(plain(f"{title}, {count(report.documents, 'document')}", "bold"))
    table = _table("", *(each.name for each in report.rankings))
    found = [each.estimates() for each in report.rankings]
    for name in found[0]:
        table.add_row(name, *(_shown(each[name]) for each in found))
    table.add_row("s a question", *(f"{each.seconds:.3f}" for each in report.rankings))
    console.print(table)
    for each in report.rankings[1:]:
        if ahead := report.ahead(each):
            low, high = 100 * ahead.interval.low, 100 * ahead.interval.high
            console.print(
                f"nDCG@10 above {each.name}: {100 * ahead.mean:+.1f} points (95 %: {low:+.1f} to {high:+.1f})"
            )
    ours = report.rankings[0]
    way = "every passage" if report.exhaustive else f"{ours.scored or 0:,.0f} passages a question"
    console.print(f"{count(report.passages, 'passage')}; scored: {way}.")
    if ours.narrowed:
        console.print(f"{count(ours.narrowed, 'question')} looked at some of the documents only.")
    if done := report.indexing:
        console.print(
            f"Indexed {count(done.documents, 'document')} in {done.seconds:,.0f} s, "
            f"of which encoding {done.encoding_seconds:,.0f} s."
        )


def print_pages(console: Console, report: PagesReport) -> None:
    """Pages and documents found, with the document given and without."""
    held = f"{count(report.documents, 'document')}, {count(report.pages, 'page')}"
    console.print(plain(f"{count(report.questions, 'question')} on {held}", "bold"))
    given, free = report.given.estimates(), report.free.estimates()
    table = _table("", "document given", "over all")
    for name, found in free.items():
        table.add_row(name, _shown(given.get(name)), _shown(found))
    console.print(table)
    if report.free.narrowed:
        console.print(f"{count(report.free.narrowed, 'question')} looked at some documents only, by names in them.")
    for name in report.unread:
        console.print(plain(f"Not read: {name}", "yellow"))


def _table(*heads: str) -> Table:
    table = Table(show_edge=False, header_style="bold")
    for position, head in enumerate(heads):
        table.add_column(head, justify="right" if position else "left")
    return table


def _shown(found: Estimate | None) -> str:
    """The mean with its interval: "0.712 (0.68–0.74)"."""
    if found is None:
        return "–"
    return f"{found.mean:.3f} ({found.interval.low:.2f}–{found.interval.high:.2f})"


def _given_out(figures: Mapping[str, Any], as_json: bool, path: Path | None) -> None:
    import datetime as dt
    import json

    from councilqa.evals.results import versions

    whole = {"date": dt.datetime.now(dt.UTC).date().isoformat(), "versions": versions(), **figures}
    if path is not None:
        path.write_text(json.dumps(whole, indent=2) + "\n", "utf-8")
    if as_json:
        print_json(whole)


@contextmanager
def folder_of(kept: Path | None) -> Iterator[Path]:
    """The folder to keep the index in, or one that is gone afterwards."""
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory(prefix="councilqa-") as folder:
        yield Path(folder)


def add_to(group: typer.Typer) -> None:
    """The commands, as `councilqa eval …`."""
    group.command(
        "retrieval",
        epilog="\b\nExamples:\n"
        "  councilqa eval retrieval --beir scifact --baseline dense --baseline bm25\n"
        "  councilqa eval retrieval --beir scifact --split dev --k 1,10,100 --index indexes/scifact",
    )(retrieval)
    group.command(
        "pages",
        epilog="\b\nExamples:\n"
        "  councilqa eval pages questions.jsonl --papers reports\n\n"
        '\b\nA line: {"question": "What does it cost?", "document": "report.pdf", "pages": [4]}',
    )(pages)
    group.command(
        "reports",
        epilog="\b\nExamples:\n"
        "  councilqa eval reports reports.jsonl --sample 150 --out reports.json\n"
        "  councilqa eval reports reports.jsonl --index indexes/reports --set retrieval.top_k=12\n"
        "  councilqa eval compare before.json after.json\n\n"
        "\b\nExit codes: 0 every question was asked; 1 one of them crashed.",
    )(reports)
