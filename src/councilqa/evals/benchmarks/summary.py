"""A run of measures as rows of text, for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from councilqa.evals.benchmarks.figures import NEARLY_LINEAR, WORTH_NAMING_SECONDS
from councilqa.evals.benchmarks.results import ASKING, Bench, Growth, Scale

Rows = list[tuple[str, ...]]
METHOD = (
    "b: slope of least squares through the logarithms over all sizes; last b: between the "
    "largest and the next of at most half its size. Told as linear "
    f"and avoidable: last b of {NEARLY_LINEAR} or more where none is needed, from "
    f"{WORTH_NAMING_SECONDS * 1000:.0f} ms on."
)
Cell = Callable[[Scale], str]
Part = Callable[[Scale], float | None]


def ingestion_rows(bench: Bench) -> Rows:
    """Stages with their rates, and as ratios to the encoder alone."""
    found = bench.ingestion
    rows: Rows = [("stage", "s", "pages/s", "passages/s", "MB/s", "x encoder")]
    timed = {**found.seconds, "all of it": found.total_seconds, "the encoder alone": found.encoder_seconds}
    for name, seconds in timed.items():
        pages = f"{found.pages / seconds:,.0f}" if found.pages and seconds else ""
        rate = f"{found.passages / seconds:,.0f}" if seconds else ""
        megabytes = f"{found.text_bytes / 1e6 / seconds:,.2f}" if seconds else ""
        rows.append((name, f"{seconds:.2f}", pages, rate, megabytes, f"{seconds / found.encoder_seconds:.3f}"))
    return rows


def scale_rows(bench: Bench) -> Rows:
    """A column for each size."""
    lines: list[tuple[str, Cell]] = [
        ("papers (really encoded)", lambda scale: f"{scale.papers:,} ({scale.encoded_papers:,})"),
        ("passages", lambda scale: f"{scale.passages:,}"),
        ("in Chroma too", lambda scale: "yes" if scale.graph else "no"),
        ("embedding a question, p50", _in_seconds(lambda scale: scale.embed.p50 if scale.embed else None)),
        ("ask, p50", _in_seconds(lambda scale: scale.ask.p50 if scale.ask else None)),
        ("ask, p50 x embedding", lambda scale: _ratio(scale, scale.ask.p50 if scale.ask else None)),
        ("ask, p95", _in_seconds(lambda scale: scale.ask.p95 if scale.ask else None)),
        ("ask, p99", _in_seconds(lambda scale: scale.ask.p99 if scale.ask else None)),
        *((f"  {name}, p50 x embedding", _stage(name)) for name in ASKING),
        ("search, p50", _in_seconds(lambda scale: scale.search.p50 if scale.search else None)),
        ("tutorial, search p50", _in_seconds(lambda scale: scale.tutorial.ask.p50 if scale.tutorial else None)),
        ("new process: imports", _in_seconds(lambda scale: scale.started.imports_seconds if scale.started else None)),
        ("new process: model", _in_seconds(lambda scale: scale.started.model_seconds if scale.started else None)),
        ("new process: index", _in_seconds(lambda scale: scale.started.index_seconds if scale.started else None)),
        ("new process: question", _in_seconds(lambda scale: scale.started.question_seconds if scale.started else None)),
        ("councilqa ask, in all", _in_seconds(lambda scale: scale.started.command_seconds if scale.started else None)),
        ("memory, one question", lambda scale: _gigabytes(scale.started.peak_bytes if scale.started else None)),
        ("memory, server", lambda scale: _gigabytes(scale.served.peak_bytes if scale.served else None)),
        ("library", lambda scale: _gigabytes(scale.library_bytes)),
        ("Chroma", lambda scale: _gigabytes(scale.vectors_bytes if scale.graph else None)),
        ("index x text", lambda scale: f"{scale.index_ratio:.0f}" if scale.graph else ""),
        ("one paper more", _in_seconds(lambda scale: scale.adding.seconds if scale.adding else None)),
        *(_askers(count) for count in _counts(bench)),
    ]
    heads = ("", *(f"{scale.times:g}x" for scale in bench.scales))
    return [heads, *((name, *map(cell, bench.scales)) for name, cell in lines)]


def growth_rows(bench: Bench) -> Rows:
    """Exponents, those that should not be there first."""
    rows: Rows = [("cost", "smallest", "largest", "b", "last b", "linear, avoidable")]
    for each in sorted(bench.growths(), key=lambda each: (not each.linear_and_should_not_be, -each.last)):
        first, last = _cost(each, each.first_cost), _cost(each, each.last_cost)
        said = "yes" if each.linear_and_should_not_be else ""
        rows.append((each.name, first, last, f"{each.exponent:.2f}", f"{each.last:.2f}", said))
    return rows


def linear(bench: Bench) -> tuple[str, ...]:
    """What the run says of costs that grow with the papers and should not."""
    named = [each for each in bench.growths() if each.linear_and_should_not_be]
    if not bench.growths():
        return ("How costs grow is not known from one size.",)
    if not named:
        return ("Nothing was found to be linear in the corpus that should not be.",)
    said = "Linear in the corpus and should not be"
    return tuple(f"{said}: {each.name} ({_cost(each, each.last_cost)})." for each in named)


def markdown_summary(bench: Bench) -> str:
    """The tables, for a README."""
    sizes = ", ".join(f"{scale.times:g}x ({scale.passages:,} passages)" for scale in bench.scales)
    notes = [*bench.notes, *(f"{scale.times:g}x: {each}" for scale in bench.scales for each in scale.missing)]
    parts = [
        f"{bench.date}, settings {bench.settings_digest}, {bench.machine.cpus} CPUs, {bench.seconds / 60:.0f} minutes, "
        f"at {sizes}. `councilqa --help`: {bench.help_seconds:.2f} s.",
        _markdown(ingestion_rows(bench)),
        _markdown(scale_rows(bench)),
        "\n".join(f"- {line}" for line in linear(bench)),
        "\n".join(f"- Not measured: {note}" for note in notes),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown(rows: Rows) -> str:
    head, *body = rows
    marks = ("---", *("---:" for _ in head[1:]))
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, marks, *body))


def _stage(name: str) -> Cell:
    return lambda scale: _ratio(scale, scale.stages[name].p50 if name in scale.stages else None)


def _counts(bench: Bench) -> Sequence[int]:
    return sorted({each.askers for scale in bench.scales for each in scale.concurrent})


def _askers(count: int) -> tuple[str, Cell]:
    def cell(scale: Scale) -> str:
        found = next((each for each in scale.concurrent if each.askers == count), None)
        if found is None:
            return ""
        return f"{found.per_second:.1f}/s, {found.latency.p50:.2f}, {found.latency.p95:.2f}"

    return f"served to {count}: rate, p50, p95", cell


def _ratio(scale: Scale, seconds: float | None) -> str:
    return "" if seconds is None or scale.embed is None else f"{seconds / scale.embed.p50:.2f}"


def _in_seconds(part: Part) -> Cell:
    return lambda scale: _seconds(part(scale))


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f}" if seconds < 1 else f"{seconds:.1f}"


def _gigabytes(size: float | None) -> str:
    return "" if size is None else f"{size / 1e9:.2f} GB"


def _cost(each: Growth, cost: float) -> str:
    return _gigabytes(cost) if each.unit == "bytes" else f"{cost:.4f} s" if cost < 0.1 else f"{cost:.2f} s"
