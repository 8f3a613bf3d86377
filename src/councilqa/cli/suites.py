"""`councilqa eval check` and `councilqa eval add`: keeping suites, and keeping them true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from councilqa.cli.codes import FAILED
from councilqa.cli.opening import opened
from councilqa.cli.options import AsJson, Index
from councilqa.cli.terminal import count, err, out, plain, print_json, waiting
from councilqa.errors import FeedbackError, SettingsError

if TYPE_CHECKING:
    from councilqa.domain.documents import Document
    from councilqa.evals.cases import Case, Evidence
    from councilqa.feedback import FeedbackEntry
    from councilqa.service import CouncilQA


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="SUITE...", exists=True, help="Suites, and folders with suites in them.")
    ],
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", file_okay=False, help="Folder of the papers, else corpus.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check that suites are true to the papers.

    Quotations stand where they are said to, nothing in a right answer is made up, no final question is known."""
    from councilqa.evals.checking import check as check_files
    from councilqa.evals.files import read_cases, suites_under
    from councilqa.evals.papers import read_papers
    from councilqa.settings import Settings

    given = [read_cases(path) for path in suites_under(files)]
    documents = read_papers(Settings.load(corpus=corpus).corpus)
    faults = check_files(given, documents)
    questions = sum(len(file.cases) for file in given)
    if as_json:
        print_json({"questions": questions, "faults": [asdict(fault) for fault in faults]})
    else:
        for fault in faults:
            out().print(plain(str(fault)), soft_wrap=True)
        found = f"{count(questions, 'question')} in {count(len(given), 'file')}, {count(len(documents), 'paper')}"
        out().print(plain(f"{found}: {count(len(faults), 'fault') if faults else 'all hold'}"))
    if faults:
        raise typer.Exit(FAILED)


def add(
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE.yaml", dir_okay=False, help="The suite, made if not there.")
    ],
    question: Annotated[str | None, typer.Option("--question", help="Ask it, and take what the answer cites.")] = None,
    feedback: Annotated[
        str | None,
        typer.Option("--feedback", metavar="ID", help="The question of a verdict; `feedback list --json` has ids."),
    ] = None,
    gold: Annotated[
        list[str] | None,
        typer.Option("--gold", metavar="PHRASE", help="What a right answer holds; again for more; | between others."),
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", metavar="WHERE", help="DOCUMENT#PARAGRAPH, or words of a paper; again for more."),
    ] = None,
    unanswerable: Annotated[
        str | None, typer.Option("--unanswerable", metavar="WHY", help="The papers do not answer it, and why.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="fact or absent-detail if not given; evals/README.md lists them.")
    ] = None,
    persona: Annotated[str, typer.Option("--persona", help="member, officer or resident.")] = "officer",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take every quotation that is cited.")] = False,
    index: Index = None,
) -> None:
    """Add a case to a suite.

    The question is asked and its citations are shown; those you confirm become the evidence. It is checked against
    the papers before anything is written."""
    from councilqa.evals.adding import add as add_case

    if (question is None) == (feedback is None):
        raise typer.BadParameter("give either --question or --feedback")
    with opened(index) as service:
        documents = _documents(service)
        if feedback is not None:
            entry = _entry(feedback)
            asked, citations = entry.understood or entry.question, entry.citations
            _print_said(entry)
        else:
            asked = question or ""
            citations = _ask(service, asked)
    case: Case
    if unanswerable is not None:
        case = _unanswerable(asked, unanswerable, to=to, kind=kind, persona=persona)
    else:
        proofs = _proofs(citations, evidence or (), gold or (), documents, yes=yes)
        case = _answerable(asked, proofs, gold or (), to=to, kind=kind, persona=persona)
    suite = add_case(to, case, documents)
    err().print(plain(f"{case.id} is in {to}, which has {count(len(suite.cases), 'question')} now."), soft_wrap=True)


def _documents(service: CouncilQA) -> tuple[Document, ...]:
    from councilqa.evals.indexed import read_indexed

    return tuple(read_indexed(service.settings.index).documents.values())


def _ask(service: CouncilQA, question: str) -> Sequence[Mapping[str, Any]]:
    from councilqa.cli.views import print_answer
    from councilqa.contract import citation_json

    with waiting("Looking through the papers …"):
        answer = service.ask(question, quoted=True)
        papers = service.documents()
    print_answer(out(), answer, {each.id: each for each in papers})
    return [citation_json(citation) for citation in answer.citations]


def _entry(wanted: str) -> FeedbackEntry:
    from councilqa.database import FILE_NAME
    from councilqa.feedback import Feedback
    from councilqa.settings import Settings

    found = [each for each in Feedback(Settings.load().data / FILE_NAME).list() if each.id.startswith(wanted)]
    if len(found) != 1:
        said = "several verdicts" if found else "no verdict"
        raise FeedbackError(f"{said} with the id {wanted!r}", hint="`councilqa feedback list --json` shows their ids.")
    return found[0]


def _print_said(entry: FeedbackEntry) -> None:
    console = out()
    console.print(plain(entry.question, "bold"))
    console.print(plain(str(entry.answer.get("answer", ""))))
    console.print(plain(f"{entry.verdict}: {entry.comment}" if entry.comment else entry.verdict, "yellow"))


def _proofs(
    citations: Sequence[Mapping[str, Any]],
    evidence: Sequence[str],
    gold: Sequence[str],
    documents: Sequence[Document],
    *,
    yes: bool,
) -> tuple[Evidence, ...]:
    """What is named, or else what is cited and confirmed."""
    from councilqa.evals.adding import cited_evidence, evidence_from, gold_of

    phrases = gold_of(gold)
    named = tuple(proof for each in evidence for proof in evidence_from(each, documents, phrases))
    proofs = named or tuple(cited_evidence(citation) for citation in _confirmed(citations, yes=yes))
    if not proofs:
        raise SettingsError("no evidence was given", hint="Name it with --evidence, or say why there is none.")
    return proofs


def _confirmed(citations: Sequence[Mapping[str, Any]], *, yes: bool) -> Iterator[Mapping[str, Any]]:
    for citation in citations:
        shown = plain(f"[{citation['label']}] “{citation['quote']}”").plain
        if yes or typer.confirm(f"{shown}\nDoes this verify the answer?", err=True):
            yield citation


def _answerable(
    question: str, proofs: tuple[Evidence, ...], gold: Sequence[str], *, to: Path, kind: str | None, persona: str
) -> Case:
    from councilqa.evals.adding import gold_of, next_id
    from councilqa.evals.cases import Answerable

    return Answerable(
        id=next_id(to),
        question=question,
        kind=kind or "fact",
        persona=persona,  # type: ignore[arg-type]  # what it is not is refused by the suite's schema
        proofs=proofs,
        gold=gold_of(gold),
    )


def _unanswerable(question: str, why: str, *, to: Path, kind: str | None, persona: str) -> Case:
    from councilqa.evals.adding import next_id
    from councilqa.evals.cases import Unanswerable

    return Unanswerable(
        id=next_id(to),
        question=question,
        kind=kind or "absent-detail",
        why=why,
        persona=persona,  # type: ignore[arg-type]  # as above
    )
