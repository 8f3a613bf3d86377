"""`councilqa models`: the language model that is set, and what is kept of its work."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from councilqa.cli.codes import FAILED
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson
from councilqa.cli.terminal import count, out, plain, print_json, waiting

if TYPE_CHECKING:
    from councilqa.answering.written.probing import Probe
    from councilqa.models.chat import Chat


def check(as_json: AsJson = False) -> None:
    """Ask the model that is set one fixed question, and say what it can do."""
    with opened() as service:
        from councilqa.answering.written.probing import probe

        chat = service.chat()
        with waiting(f"Asking {chat.name} …"):
            found = probe(chat, timeout_seconds=service.settings.chat.timeout_seconds)
    if as_json:
        print_json({"model": chat.name, "context_tokens": chat.context_tokens, **asdict(found)})
    else:
        _print(chat, found)
    if found.failure or not found.in_form:
        raise typer.Exit(FAILED)


def records(as_json: AsJson = False) -> None:
    """List what is kept of the model's work."""
    with opened() as service:
        kept = service.generations().list()
    if as_json:
        from councilqa.contract import generation_json

        print_json({"generations": [generation_json(each) for each in kept]})
        return
    console = out()
    for each in kept:
        console.print(plain(f"{each.at.astimezone():%Y-%m-%d %H:%M}  ", "cyan") + plain(each.question, "bold"))
        ended = each.failure or f"{each.kept} of {each.made} claims kept"
        console.print(plain(f"    {each.model}, prompt {each.prompt}, {each.seconds:.1f} s: {ended}"))
    console.print(plain(count(len(kept), "record")))


def forget(yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Delete all records and replies that are kept of the model's work."""
    if not yes:
        typer.confirm("Delete all records and replies of the language model?", abort=True, err=True)
    with opened() as service:
        gone = service.generations().forget()
    out().print(plain(f"Deleted {count(gone, 'record')}."))


def _print(chat: Chat, found: Probe) -> None:
    console = out()
    console.print(plain(chat.name, "bold"))
    if found.failure:
        console.print(plain(found.failure, "bold red"))
        return
    form = "held to by its server" if found.schema else "asked for"
    lines = {
        "Answers in the form": f"{_yes(found.in_form)} ({form})",
        "Quotes word for word": _yes(found.quotes),
        "Gives the right figure": _yes(found.right),
        "Context": f"{chat.context_tokens:,} tokens, as set",
        "First words after": f"{found.first_seconds:.1f} s" if found.first_seconds is not None else "none came",
        "Whole reply after": f"{found.seconds:.1f} s",
        "Speed": f"{found.tokens_per_second:.0f} tokens a second" if found.tokens_per_second else "unknown",
    }
    for name, value in lines.items():
        console.print(plain(f"  {name + ':':<24}") + plain(value))
    if not found.in_form:
        console.print(plain("It replied otherwise; with this model, papers will mostly be quoted.", "yellow"))


def _yes(whether: bool) -> str:
    return "yes" if whether else "no"
