"""`councilqa doctor`: whether the index can be relied on."""

from __future__ import annotations

import typer
from rich.table import Table

from councilqa.cli.codes import FAILED
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Index
from councilqa.cli.terminal import count, out, plain, print_json, waiting

_STYLES = {"ok": "green", "note": "cyan", "warning": "yellow", "error": "bold red"}


def doctor(as_json: AsJson = False, index: Index = None) -> None:
    """Check the index and say what to run.

    It is compared with itself, with the files it was read from and with the settings in force."""
    with opened(index) as service:
        with waiting("Checking …"):
            findings = service.check()
            sizes, papers = service.sizes(), service.documents()
        place = service.settings.index
    if as_json:
        from councilqa.contract import findings_json

        print_json(findings_json(findings, sizes, papers))
    else:
        table = Table()
        for title in ("Check", "", "Found", "What to do"):
            table.add_column(title, overflow="fold")
        for each in findings:
            table.add_row(
                plain(each.check), plain(each.severity, _STYLES[each.severity]), plain(each.message), plain(each.hint)
            )
        console = out()
        console.print(table)
        passages = sum(each.passages for each in papers)
        size = f"{sizes.total / 1e6:.1f} MB on disk"
        console.print(
            plain(f"{place}: {count(len(papers), 'paper')}, {count(passages, 'passage')}, {size}"), soft_wrap=True
        )
    if any(each.severity in ("warning", "error") for each in findings):
        raise typer.Exit(FAILED)
