"""Runs as one HTML page that needs nothing else, and as a summary in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from councilqa.evals import plots
from councilqa.evals.report import (
    ALL,
    BY_NAME,
    HEADLINES,
    NOT_FOUND,
    Drafts,
    Measure,
    Summary,
    Surest,
    form_of,
    rightness,
    with_interval,
)
from councilqa.evals.results import CaseResult, Results

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Column:
    """A system of a run."""

    name: str
    summary: Summary
    results: Results

    def case(self, id: str) -> CaseResult | None:
        return next((case for case in self.summary.cases if case.id == id), None)


def html_report(runs: Sequence[Results]) -> str:
    """The first run in full, the others beside it; opens offline and fetches nothing."""
    columns = _columns(runs)
    named = [(column.name, column.summary) for column in columns]
    template = _environment().get_template("report.html")
    return template.render(
        run=runs[0],
        runs=runs,
        columns=columns,
        ours=columns[0].summary,
        others=[(column.name, {case.id: case for case in column.summary.cases}) for column in columns[1:]],
        all=ALL,
        headlines=headlines(columns[0].summary),
        surest=[(column.name, _surest_table(column.summary.surest())) for column in columns],
        drafted=DRAFTED,
        drafts=[(column.name, found, _drafted(found)) for column in columns if (found := column.summary.drafts())],
        plots=[
            ("Right answers by kind of question", Markup(plots.by_kind(named))),
            ("Accuracy against coverage", Markup(plots.coverage(named))),
            ("Where answers were lost", Markup(plots.blame(named))),
            ("How long questions took", Markup(plots.latency(named))),
        ],
    )


def markdown_summary(run: Results) -> str:
    """For a README: by kind, and every measure beside the simple systems'."""
    columns = _columns([run])
    ours = columns[0].summary
    about = (
        f"{len(ours.cases)} questions of the {run.part} part"
        f"{'' if run.selected == 'all' else f' ({run.selected})'}, {run.date}, settings {run.settings_digest}; "
        "mean and 95 % interval."
    )
    kinds = [
        [kind, str(len(ours.of_kind(kind))), *(with_interval(column.summary.right(kind)) for column in columns)]
        for kind in (*ours.kinds(), ALL)
    ]
    measures = [
        [measure.name, *(with_interval(column.summary.mean(measure.name), measure) for column in columns)]
        for measure in ours.measures()
    ]
    names = [column.name for column in columns]
    surest = _surest_table(ours.surest())
    drafts = [[column.name, *_drafted(found)] for column in columns if (found := column.summary.drafts())]
    lost = [[each.stage.value, str(each.count), str(each.refused)] for each in ours.lost()]
    parts = [
        about,
        _table(*headlines(ours)),
        _table(["right, by kind", "n", *names], kinds),
        _table(["measure", *names], measures),
        _table(*surest) if surest[1] else "",
        _table(DRAFTED, drafts) if drafts else "",
        _table(["answers lost: stage", "n", "refused"], lost) if lost else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


Rows = tuple[list[str], list[list[str]]]
"""The head of a table and its rows."""


def headlines(summary: Summary) -> Rows:
    """By kind of question, what counts most; measures that apply to none are left out."""
    given = {measure.name for measure in summary.measures()}
    measures = [BY_NAME[name] for name in HEADLINES if name in given]
    rows = [
        [kind, str(len(summary.of_kind(kind))), *(_short(summary, measure, kind) for measure in measures)]
        for kind in (*summary.kinds(), ALL)
    ]
    return ["by kind", "n", *(measure.name for measure in measures)], rows


def _short(summary: Summary, measure: Measure, kind: str) -> str:
    found = summary.mean(measure.name, kind)
    return "" if found is None else f"{found.mean:{form_of(measure)}}"


def _surest_table(found: Sequence[Surest]) -> Rows:
    """Accuracy against coverage."""
    names = [name for name, _ in found[-1].measures] if found else []
    rows = [
        [
            f"{each.share:.0%}",
            str(each.count),
            f"{each.least:.2f}",
            f"{each.right:.2f}",
            *(f"{dict(each.measures)[name]:.2f}" if name in dict(each.measures) else "" for name in names),
        ]
        for each in found
    ]
    return ["the surest answers", "n", "least confidence", "right", *names], rows


DRAFTED = (
    "language model",
    "asked",
    "claims made",
    "kept",
    "dropped",
    "unsupported figures shown",
    "quoted instead",
    "not found",
    "tokens read",
    "written",
    "seconds",
)


def _drafted(drafts: Drafts) -> list[str]:
    """As the columns `DRAFTED` have it."""
    numbers = (
        drafts.asked,
        drafts.made,
        drafts.kept,
        drafts.made - drafts.kept,
        len(drafts.unsupported),
        drafts.quoted,
        drafts.not_found,
        drafts.input_tokens,
        drafts.output_tokens,
        round(drafts.seconds),
    )
    return ["" if each is None else f"{each:,}" for each in numbers]


def _columns(runs: Sequence[Results]) -> list[Column]:
    several = len(runs) > 1
    return [
        Column(f"{system.name} {place}" if several else system.name, Summary(system), run)
        for place, run in enumerate(runs, 1)
        for system in run.systems
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(_cell(each) for each in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = with_interval
    environment.filters["state"] = state
    environment.filters["number"] = _number
    return environment


def state(case: CaseResult) -> Literal["crashed", "right", "refused", "wrong"]:
    """ "refused" is one turned down wrongly."""
    if case.error is not None:
        return "crashed"
    if rightness(case) == 1:
        return "right"
    return "refused" if case.status == NOT_FOUND else "wrong"


def _number(value: float | None, measure: Measure) -> str:
    if value is None:
        return ""
    return f"{value:{form_of(measure, 3)}}"
