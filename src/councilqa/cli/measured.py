"""Runs of `eval` as they are read in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from councilqa.cli.terminal import count, plain
from councilqa.evals.compare import Comparison, Moved, Pair
from councilqa.evals.intervals import Estimate
from councilqa.evals.report import ALL, BY_NAME, HEADLINES, Measure, Summary, form_of, with_interval
from councilqa.evals.results import CaseResult, Results
from councilqa.evals.scorers import RECALL_AT

HEADS = {
    **{f"recall@{at}": f"R@{at}" for at in RECALL_AT},
    "first any": "any",
    "on point": "on\npoint",
    "length": "len.",
    "accuracy": "acc.",
    "refusal": "refu-\nsal",
    "comparison": "com-\npar.",
    "false refusal": "false\nref.",
    "quotations": "quo-\ntes",
}
BY_KIND = (*HEADLINES, "recall@5", "quotations")
"""So many fit 80 columns."""


def print_run(console: Console, results: Results) -> None:
    """By kind, in all with intervals, the systems side by side, where answers were lost, what took longest."""
    summaries = [Summary(system) for system in results.systems]
    ours = summaries[0]
    console.print(_title(results, ours), style="bold")
    console.print(_by_kind(ours))
    console.print()
    console.print(_in_all(summaries))
    for summary in summaries:
        _print_drafts(console, summary, ours)
    _print_surest(console, ours)
    _print_weakest(console, ours)
    _print_lost(console, ours)
    _print_slowest(console, ours)
    judged = ours.judged()
    if judged:
        right = sum(judgement.verdict == "right" for _, judgement in judged)
        console.print(f"Apart from the scores: {results.judge} calls {right} of {len(judged)} answers right.")


def print_failures(console: Console, results: Results, *, wrong_too: bool) -> None:
    """The questions that crashed, and on request those that were answered wrongly."""
    for system in results.systems:
        for case in system.crashed():
            console.print(plain(f"{system.name}: {case.id} crashed: {case.error}", "bold red"))
    for case in results.ours.cases if wrong_too else ():
        if faults := _faults(case):
            console.print()
            console.print(plain(f"{case.id}  {case.question}", "bold"))
            console.print(plain(case.answer))
            console.print(plain("; ".join(faults), "yellow"))


def print_comparison(console: Console, found: Comparison) -> None:
    """Every measure before and after, then the cases that turned."""
    for line in found.other:
        console.print(plain(line))
    table = Table(title=_compared(found), title_justify="left", box=None, padding=(0, 1, 0, 0))
    for name in ("measure", "n", "before", "after", "difference (95 %)", ""):
        table.add_column(name, justify="left" if name in ("measure", "") else "right")
    for each in found.moved:
        style = "red" if each.fell else "green" if each.rose else ""
        table.add_row(
            each.measure.name,
            str(each.difference.count),
            _number(each.measure, each.before),
            _number(each.measure, each.after),
            _difference(each),
            "fell" if each.fell else "rose" if each.rose else "",
            style=style,
        )
    console.print(table)
    _print_pairs(console, "Gained", found.gained)
    _print_pairs(console, "Lost", found.lost)
    for pair in found.crashed:
        console.print(plain(f"{pair.after.id} crashes now: {pair.after.error}", "bold red"))


def _title(results: Results, ours: Summary) -> str:
    asked = f"{count(len(ours.cases), 'question')} of the {results.part} part"
    chosen = f" ({results.selected})" if results.selected != "all" else ""
    return f"{asked}{chosen}, {len(ours.crashed)} crashed"


def _by_kind(summary: Summary) -> Table:
    given = {measure.name for measure in summary.measures()}
    names = [name for name in BY_KIND if name in given]
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("kind")
    for name in ("n", *names):
        table.add_column(HEADS.get(name, name), justify="right")
    for kind in (*summary.kinds(), ALL):
        means = [_mean(summary.mean(name, kind), BY_NAME[name]) for name in names]
        style = "bold" if kind == ALL else ""
        table.add_row(plain(kind), str(len(summary.of_kind(kind))), *means, style=style)
    return table


def _in_all(summaries: Sequence[Summary]) -> Table:
    """Ours with intervals; of the simple systems the means, so that it fits 80 columns."""
    ours, *others = summaries
    table = Table(title="In all", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("measure")
    for name in ("n", f"{ours.system.name} (95 %)", "tells apart", *(each.system.name for each in others)):
        table.add_column(name, justify="right")
    for measure in ours.measures():
        mean, smallest = ours.mean(measure.name), ours.smallest_difference(measure.name)
        told = "" if smallest is None else _number(measure, smallest)
        beside = [_mean(each.mean(measure.name), measure) for each in others]
        table.add_row(measure.name, str(mean.count if mean else 0), with_interval(mean, measure), told, *beside)
    return table


def _print_drafts(console: Console, summary: Summary, ours: Summary) -> None:
    """What a language model made, what of it was dropped and why, and how it refuses beside ours."""
    drafts = summary.drafts()
    if drafts is None:
        return
    console.print(plain(f"\nLanguage model {drafts.model}: asked {drafts.asked} of {len(summary.cases)}", "bold"))
    why = f" ({_counted(drafts.dropped[:5])})" if drafts.dropped else ""
    console.print(plain(f"  claims made {drafts.made}, kept {drafts.kept}, dropped {drafts.made - drafts.kept}{why}"))
    style = "bold red" if drafts.unsupported else ""
    console.print(plain(f"  unsupported figures shown: {len(drafts.unsupported)}", style))
    for id, figure in drafts.unsupported:
        console.print(plain(f"    {id}: {figure}", style))
    console.print(plain(f"  quoted from the papers instead: {drafts.quoted}, not found by it: {drafts.not_found}"))
    for failure, times in drafts.failures[:3]:
        console.print(plain(f"    {times} × {failure}"), soft_wrap=True)
    tokens = f"tokens {_tokens(drafts.input_tokens)} read, {_tokens(drafts.output_tokens)} written"
    console.print(plain(f"  {tokens}; {drafts.seconds:.1f} s, {drafts.seconds / drafts.asked:.1f} s a question"))
    for name in ("refusal", "false refusal"):
        sides = (ours, summary) if summary is not ours else (ours,)
        said = [f"{each.system.name} {mean.mean:.2f}" for each in sides if (mean := each.mean(name)) is not None]
        if said:
            console.print(plain(f"  {name}: {', '.join(said)}"))


def _counted(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts)


def _tokens(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _print_surest(console: Console, summary: Summary) -> None:
    """Accuracy against coverage: how good the answers are that it is surest of."""
    found = summary.surest()
    if not found:
        return
    table = Table(title="The surest answers", title_justify="left", box=None, padding=(0, 2, 0, 0))
    names = [name for name, _ in found[-1].measures]
    for name in ("share", "n", "confidence", "right", *names):
        table.add_column(name, justify="right")
    for each in found:
        means = dict(each.measures)
        shown = [f"{means[name]:.2f}" if name in means else "" for name in names]
        table.add_row(f"{each.share:.0%}", str(each.count), f"≥ {each.least:.2f}", f"{each.right:.2f}", *shown)
    console.print()
    console.print(table)


def _print_weakest(console: Console, summary: Summary) -> None:
    weakest = summary.weakest()
    if weakest:
        said = ", ".join(f"{kind} {mean.mean:.2f} of {mean.count}" for kind, mean in weakest)
        console.print(plain(f"\nWeakest: {said}"))


def _print_lost(console: Console, summary: Summary) -> None:
    lost = summary.lost()
    if not lost:
        return
    table = Table(title="Where answers were lost", title_justify="left", box=None, padding=(0, 1, 0, 0))
    for name in ("n", "refused", "stage"):
        table.add_column(name, justify="left" if name == "stage" else "right")
    for each in lost:
        table.add_row(str(each.count), str(each.refused), each.stage.value)
    console.print(table)


def _print_slowest(console: Console, summary: Summary) -> None:
    latency = summary.latency()
    if latency is None:
        return
    console.print(
        f"ask p50 {_ms(latency.p50_seconds)}, p95 {_ms(latency.p95_seconds)}, at most {_ms(latency.most_seconds)}; "
        "slowest:"
    )
    for case in summary.slowest(3):
        console.print(plain(f"{_ms(case.seconds):>8}  {case.id}  {case.question}"), overflow="ellipsis", no_wrap=True)


def _print_pairs(console: Console, title: str, pairs: Sequence[Pair]) -> None:
    if pairs:
        console.print(plain(f"{title}: {len(pairs)}", "bold"))
    for pair in pairs:
        blame = pair.after.blame
        where = f" – {blame.stage.value}" if blame is not None else ""
        console.print(plain(f"  {pair.after.id}  {pair.after.question}{where}"), overflow="ellipsis", no_wrap=True)


def _compared(found: Comparison) -> str:
    left = f", {found.left_out} left out that only one run has" if found.left_out else ""
    return f"{count(found.compared, 'case')} compared{left}"


def _difference(each: Moved) -> str:
    interval = each.difference.interval
    shown = f"+{form_of(each.measure, 3)}"
    return f"{each.difference.mean:{shown}} ({interval.low:{shown}} … {interval.high:{shown}})"


def _number(measure: Measure, value: float) -> str:
    return f"{value:{form_of(measure, 3)}}"


def _mean(mean: Estimate | None, measure: Measure | None = None) -> str:
    return "" if mean is None else f"{mean.mean:{form_of(measure)}}"


def _faults(case: CaseResult) -> list[str]:
    """What went wrong, in words; empty for an answer that is right."""
    faults = []
    if case.blame is not None:
        faults.append(f"lost: {case.blame.stage.value}{' (refused)' if case.blame.refused else ''}")
        if case.blame.preferred is not None:
            preferred = case.blame.preferred
            faults.append(f"preferred: {preferred.title}, {preferred.place}: {preferred.text}")
    for measure in ("accuracy", "refusal", "comparison", "figures", "quotations"):
        score = case.scores.get(measure)
        if score is not None and score.value != 1:
            faults.append(f"{measure}: {score.reason}")
    return faults


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
