"""Questions whose answers stand on known pages of PDFs: are these pages, and these documents, found?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from councilqa.domain.passages import Passage
from councilqa.domain.reports import IngestReport
from councilqa.errors import SettingsError
from councilqa.evals.foreign.beir import parse_object, read_lines
from councilqa.evals.foreign.ranking import recall
from councilqa.evals.intervals import Estimate, estimate
from councilqa.retrieval.retriever import Filters
from councilqa.service import CouncilQA

RECALL_AT = (1, 3, 5, 10)
PASSAGES = 200
"""Looked at for each question: enough for ten pages of long papers with small tables."""


class PageQuestion(BaseModel):
    """A line of the file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: Annotated[str, Field(min_length=1)]
    document: Annotated[str, Field(min_length=1)]
    """Name of the PDF's file."""
    pages: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)]
    """1-based, as a viewer shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The measures, all questions together, one way of asking."""

    scores: Mapping[str, tuple[float, ...]]
    narrowed: int = 0
    """Questions that were understood to be about some of the documents only, by the names in them."""

    def estimates(self) -> dict[str, Estimate]:
        found = {name: estimate(values) for name, values in self.scores.items()}
        return {name: each for name, each in found.items() if each is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesReport:
    """One run over a file of questions."""

    questions: int
    documents: int
    pages: int
    passages: int
    unread: tuple[str, ...]
    """Files of the folder that could not be read; nothing of them can be found."""
    given: Found
    """With the document known to the search."""
    free: Found
    """Over all documents."""

    def to_json(self) -> dict[str, Any]:
        ways = {"document_given": self.given, "over_all": self.free}
        return {
            **{name: getattr(self, name) for name in ("questions", "documents", "pages", "passages")},
            "unread": list(self.unread),
            **{name: {each: asdict(value) for each, value in way.estimates().items()} for name, way in ways.items()},
            "narrowed": self.free.narrowed,
        }


def read_questions(path: Path) -> tuple[tuple[int, PageQuestion], ...]:
    """The questions with their lines; raises SettingsError that names the file and line of what is wrong."""
    found = tuple((number, _question(line, f"{path.name}, line {number}")) for number, line in read_lines(path))
    if not found:
        raise SettingsError(f"{path.name} holds no question")
    return found


def _question(line: str, where: str) -> PageQuestion:
    try:
        return PageQuestion.model_validate(parse_object(line, where))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}" for each in error.errors())
        raise SettingsError(f"{where}: {wrong}", hint="Correct that line.") from error


def measure(
    path: Path,
    papers: Path,
    service: CouncilQA,
    *,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> PagesReport:
    """Bring the folder's PDFs into the service's index, and ask every question with and without its document."""
    questions = read_questions(path)
    pdfs = sorted(each for each in papers.rglob("*") if each.suffix.lower() == ".pdf" and each.is_file())
    _require(pdfs, papers)
    # Before hours are spent on reading: a name that is nowhere in the folder.
    _require_names(path, questions, {each.name for each in pdfs})
    report = service.ingest(pdfs, on_progress=lambda step: _told(progress, step.stage, step.done, step.total))
    ids = {PurePath(each.source).name: each.id for each in service.documents()}
    _require_pages(path, questions, ids, service)
    asker = _Asker(service, ids)
    given: list[dict[str, float]] = []
    free: list[dict[str, float]] = []
    for done, (_, question) in enumerate(questions, 1):
        given.append(asker.ask(question, Filters(document=ids[question.document])))
        free.append(asker.ask(question, Filters()))
        progress("asking", done, len(questions))
    summaries = service.documents()
    return PagesReport(
        questions=len(questions),
        documents=len(summaries),
        pages=sum(each.pages for each in summaries),
        passages=sum(each.passages for each in summaries),
        unread=_unread(report),
        given=Found(scores=_columns(given, only="page")),
        free=Found(scores=_columns(free), narrowed=asker.narrowed),
    )


def _told(progress: Callable[[str, int, int], None], stage: str, done: int, total: int) -> None:
    if stage in ("file", "done"):
        progress("reading", done, total)


class _Asker:
    """Asks the open index and scores what it finds."""

    def __init__(self, service: CouncilQA, ids: Mapping[str, str]) -> None:
        self._retriever = service.retriever()
        self._ids = ids
        self.narrowed = 0

    def ask(self, question: PageQuestion, filters: Filters) -> dict[str, float]:
        query = self._retriever.query(question.question, filters)
        self.narrowed += filters == Filters() and query.scope.document_ids is not None
        passages = [hit.passage for hit in self._retriever.search(query, PASSAGES)]
        document = self._ids[question.document]
        gold = {_place(document, page): 1 for page in question.pages}
        pages = ranked_pages(passages)
        documents = list(dict.fromkeys(passage.document_id for passage in passages))
        return {
            **{f"page recall@{at}": recall(pages, gold, at=at) for at in RECALL_AT},
            **{f"document recall@{at}": recall(documents, {document: 1}, at=at) for at in RECALL_AT},
        }


def ranked_pages(passages: Iterable[Passage]) -> list[str]:
    """Pages in the order in which passages lead to them; of one passage first the page that holds most of it."""
    ranked: dict[str, None] = {}
    for passage in passages:
        held: dict[int, int] = {}
        for unit in passage.units:
            if unit.page is not None:
                held[unit.page] = held.get(unit.page, 0) + len(unit.text)
        for page in sorted(held, key=lambda each: (-held[each], each)):
            ranked[_place(passage.document_id, page)] = None
    return list(ranked)


def _place(document: str, page: int) -> str:
    return f"{document} {page}"


def _columns(rows: Sequence[Mapping[str, float]], *, only: str = "") -> dict[str, tuple[float, ...]]:
    return {name: tuple(row[name] for row in rows) for name in rows[0] if name.startswith(only)}


def _unread(report: IngestReport) -> tuple[str, ...]:
    return tuple(sorted(PurePath(each).name for each in (*report.needs_ocr, *(each.path for each in report.failed))))


def _require(pdfs: Sequence[Path], papers: Path) -> None:
    if not papers.is_dir():
        raise SettingsError(f"there is no folder {str(papers)!r}", hint="Give the folder of the PDFs with --papers.")
    if not pdfs:
        raise SettingsError(f"there is no PDF in {str(papers)!r}", hint="Give the folder of the PDFs with --papers.")
    names = [each.name for each in pdfs]
    twice = next((each for each in names if names.count(each) > 1), None)
    if twice:
        raise SettingsError(f"two PDFs under {str(papers)!r} are called {twice!r}", hint="Give each its own name.")


def _require_names(path: Path, questions: Iterable[tuple[int, PageQuestion]], names: set[str]) -> None:
    for number, question in questions:
        if question.document not in names:
            raise SettingsError(
                f"{path.name}, line {number}: there is no PDF {question.document!r} in the folder",
                hint="Write the file's name as it is, its ending included.",
            )


def _require_pages(
    path: Path, questions: Iterable[tuple[int, PageQuestion]], ids: Mapping[str, str], service: CouncilQA
) -> None:
    pages = {each.id: each.pages for each in service.documents()}
    for number, question in questions:
        where = f"{path.name}, line {number}"
        if question.document not in ids:
            raise SettingsError(
                f"{where}: {question.document!r} could not be read", hint="`councilqa ingest` says why."
            )
        last = pages[ids[question.document]]
        if max(question.pages) > last:
            raise SettingsError(
                f"{where}: page {max(question.pages)} of {question.document!r}, which has {last}",
                hint="Pages count from 1, as a viewer shows them.",
            )
