"""`councilqa ask` and `councilqa search`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from councilqa.cli.codes import FAILED, NOT_FOUND
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Batch, Index, InDocument, Partnership, Since, Until
from councilqa.cli.terminal import out, print_json, waiting

if TYPE_CHECKING:
    from councilqa.service import CouncilQA


class Chosen(TypedDict):
    """Which papers to look at."""

    partnership: str | None
    document: str | None
    since: dt.date | None
    until: dt.date | None


class Asked(Chosen):
    """How to ask."""

    private: bool


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="In a sentence, in quotation marks.", show_default=False)
    ] = None,
    partnership: Partnership = None,
    document: InDocument = None,
    since: Since = None,
    until: Until = None,
    more: Annotated[
        bool, typer.Option("--more", help="Show what else bears on the question, or the nearest passages.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show every stage of the way to the answer.")] = False,
    private: Annotated[
        bool, typer.Option("--private", help="Keep nothing of what a language model is sent and gives back.")
    ] = False,
    batch: Batch = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """Answer a question from the papers.

    Every statement carries a marker that names its source below, word for word."""
    _one_of(question, batch, "QUESTION")
    asked = Asked(partnership=partnership, document=document, since=since, until=until, private=private)
    with opened(index) as service:
        if batch is not None:
            _batch(service, batch, ("question",), lambda text: _asked(service, text, asked, explain=explain))
        elif question is not None:
            _ask_one(service, question, asked, more=more, explain=explain, as_json=as_json)


def search(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="Words or a question.", show_default=False)
    ] = None,
    k: Annotated[int | None, typer.Option("-k", min=1, max=1000, metavar="N", help="How many passages.")] = None,
    partnership: Partnership = None,
    document: InDocument = None,
    since: Since = None,
    until: Until = None,
    batch: Batch = None,
    as_json: AsJson = False,
    index: Index = None,
) -> None:
    """List the passages that fit best, best first."""
    _one_of(query, batch, "QUERY")
    chosen = Chosen(partnership=partnership, document=document, since=since, until=until)
    with opened(index) as service:
        if batch is not None:
            _batch(service, batch, ("query", "question"), lambda text: _searched(service, text, k, chosen))
        elif query is not None:
            _search_one(service, query, k, chosen, as_json=as_json)


def _ask_one(service: CouncilQA, question: str, asked: Asked, *, more: bool, explain: bool, as_json: bool) -> None:
    from councilqa.cli.views import print_answer, print_trace
    from councilqa.contract import answer_json
    from councilqa.domain.answers import AnswerStatus

    with waiting("Looking through the papers …"):
        answer = service.ask(question, **asked)
        papers = service.documents()
    if as_json:
        print_json(answer_json(answer, papers, explain=explain))
    else:
        print_answer(out(), answer, {each.id: each for each in papers}, more=more)
        if explain:
            print_trace(out(), answer)
    if answer.status is AnswerStatus.NOT_FOUND:
        raise typer.Exit(NOT_FOUND)


def _search_one(service: CouncilQA, query: str, k: int | None, chosen: Chosen, *, as_json: bool) -> None:
    from councilqa.cli.views import print_hits
    from councilqa.contract import hits_json

    with waiting("Looking through the papers …"):
        hits = service.search(query, k=k, **chosen)
        papers = service.documents()
    if as_json:
        print_json(hits_json(query, hits, papers))
    else:
        print_hits(out(), hits, {each.id: each for each in papers})


def _asked(service: CouncilQA, text: str, asked: Asked, *, explain: bool) -> dict[str, Any]:
    from councilqa.contract import answer_json

    return answer_json(service.ask(text, **asked), service.documents(), explain=explain)


def _searched(service: CouncilQA, text: str, k: int | None, chosen: Chosen) -> dict[str, Any]:
    from councilqa.contract import hits_json

    return hits_json(text, service.search(text, k=k, **chosen), service.documents())


def _batch(service: CouncilQA, file: Path, keys: tuple[str, ...], respond: Callable[[str], dict[str, Any]]) -> None:
    from councilqa.cli.batch import run_batch

    with waiting("Loading the model …"):
        service.warm()
    if run_batch(file, keys=keys, respond=respond):
        raise typer.Exit(FAILED)


def _one_of(text: str | None, batch: Path | None, name: str) -> None:
    if (text is None) == (batch is None):
        raise typer.BadParameter(f"give either {name} or --batch FILE.jsonl")
