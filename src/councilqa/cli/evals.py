"""`councilqa eval`: question suites, and how the answers do on them."""

from __future__ import annotations

import typer

from councilqa.cli import ablate, foreign
from councilqa.cli.measure import add_to, run
from councilqa.cli.suites import add, check


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


measured = typer.Typer(
    help="Measure answers on question suites that hold against the papers.",
    epilog=_examples("councilqa eval run evals/smoke.yaml", "councilqa eval check evals"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
measured.command(
    "run",
    epilog=_examples(
        "councilqa eval run evals/smoke.yaml",
        "councilqa eval run evals/suites/*.yaml --show-failures --out results.json",
    )
    + "\n\n\b\nExit codes: 0 every question was asked; 1 one of them crashed.",
)(run)
measured.command(
    "check",
    epilog=_examples("councilqa eval check evals", "councilqa eval check evals/smoke.yaml --corpus reports")
    + "\n\n\b\nExit codes: 0 all hold; 1 something does not.",
)(check)
measured.command(
    "add",
    epilog=_examples(
        'councilqa eval add --to evals/ours.yaml --question "What is saved?" --gold "£88k|£88,000"',
        "councilqa eval add --to evals/ours.yaml --feedback 3f2a91c0 --gold 6.7% --evidence 'cannock#2.2'",
        "councilqa eval add --to evals/ours.yaml --question \"Who won?\" --unanswerable 'No election is reported.'",
    ),
)(add)
add_to(measured)
ablate.add_to(measured)
foreign.add_to(measured)
