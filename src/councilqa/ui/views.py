"""What is shown, as HTML. Jinja escapes every string; no template marks one as safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from councilqa.access.rules import Action, Person, may
from councilqa.desk.comparisons import Compared
from councilqa.desk.conversations import Conversation
from councilqa.desk.viewing import Shown
from councilqa.domain.answers import Answer, AnswerStatus, Said, whereabouts
from councilqa.domain.briefings import Briefing
from councilqa.domain.comparisons import Comparison, Grid, Precedents
from councilqa.domain.discrepancies import CitedDiscrepancy
from councilqa.domain.documents import PaperKind
from councilqa.domain.registers import Register
from councilqa.errors import CouncilQAError
from councilqa.exports.briefing import CAUTION
from councilqa.exports.conversation import answer_text
from councilqa.exports.wording import (
    day_in_words,
    drafted_in_words,
    scope_in_words,
    status_in_words,
)
from councilqa.ingest.files import ENDINGS
from councilqa.reading.places import Reading, ShownBlock, Span
from councilqa.store.records import DocumentSummary
from councilqa.ui.cited import Line, as_cited, by_paper, cited_lines, near, quoted
from councilqa.ui.shown_comparisons import shown_comparison, shown_grid, shown_precedents
from councilqa.ui.shown_papers import shown_briefing, shown_findings
from councilqa.ui.shown_registers import ShownRegister, shown_register

TEMPLATES = Path(__file__).with_name("templates")
COLUMNS = (
    ("title", "Title"),
    ("councils", "Councils"),
    ("date", "Date"),
    ("kind", "Kind"),
    ("pages", "Pages"),
    ("added", "Added"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the reader has to know."""

    message: str
    hint: str = ""

    @classmethod
    def of(cls, error: CouncilQAError) -> Notice:
        return cls(message=f"{str(error)[:1].upper()}{str(error)[1:]}.", hint=error.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An answer that is on its way."""

    question: str
    doing: str
    understood: str | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file that is being added."""

    name: str
    outcome: Literal["waiting", "working", "done", "noted", "failed"]
    words: str
    hint: str = ""
    share: int | None = None
    """Percent, while it is being read."""


class Beside(StrEnum):
    """What the place of a quotation is shown beside, and so leads back to."""

    ANSWER = "answer"
    LIST = "list"
    COMPARISON = "comparison"
    FINDING = "finding"


class Views:
    """Every piece of the page."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["numbered"] = _numbered
        self._templates.filters["quoted"] = quoted

    def conversation(
        self,
        conversation: Conversation,
        *,
        papers: Sequence[DocumentSummary],
        pending: Pending | None = None,
        examples: Sequence[str] = (),
        notices: Sequence[Notice] = (),
    ) -> str:
        """All turns, and the one that is on its way."""
        titles = {each.id: each.metadata.title for each in papers}
        judged = dict(conversation.verdicts)
        turns = [
            _turn(number, answer, titles, judged.get(number))
            for number, answer in enumerate(conversation.answers, start=conversation.forgotten)
        ]
        latest = "question-pending" if pending else f"question-{turns[-1]['number']}" if turns else ""
        status = pending.doing if pending else turns[-1]["status_words"] if turns else ""
        return self._render(
            "conversation.html",
            id=conversation.id,
            turns=turns,
            pending=_pending(pending) if pending else None,
            examples=examples,
            notices=notices,
            latest=latest,
            status=" ".join(filter(None, (status, *(each.message for each in notices)))),
        )

    def place(self, shown: Shown, *, label: str = "", leafed: bool = False, beside: Beside = Beside.ANSWER) -> str:
        """The place of a quotation: the page's picture or the section's text."""
        pages = shown.summary.pages
        boxes = shown.picture.boxes if shown.picture else ()
        return self._render(
            "place.html",
            shown=shown,
            label=label,
            leafed=leafed,
            beside=beside,
            pages=pages if shown.page else 0,
            away=leafed and (shown.page != shown.quote_page or not shown.page),
            where=_where(shown),
            blocks=_levels(shown.place.blocks, 3),
            top=f"{min(box.top for box in boxes):.3f}" if boxes else "",
        )

    def problem(self, notice: Notice, *, beside: Beside = Beside.ANSWER) -> str:
        """In the place of a place that cannot be shown."""
        return self._render("problem.html", notice=notice, beside=beside)

    def register(self, register: Register, *, query: str) -> str:
        """What the papers list, as a table; `query` are the papers that were chosen, as its files are asked for."""
        shown = shown_register(register)
        return self._render("register.html", register=shown, query=query, empty=_nothing(shown))

    def comparison(self, compared: Compared) -> str:
        """A question, the standing fields or named precedents."""
        result = compared.result
        match result:
            case Comparison():
                return self._render("comparison.html", id=compared.id, comparison=shown_comparison(result))
            case Grid():
                return self._render("grid.html", id=compared.id, grid=shown_grid(result))
            case Precedents():
                found = tuple(shown_precedents(result))
                return self._render("precedents.html", id=compared.id, found=found, searched=result.searched)
        assert_never(result)

    def comparing(self, doing: str, notices: Sequence[Notice] = ()) -> str:
        """While a comparison is made, or in place of one that could not be."""
        return self._render("comparing.html", doing=doing, notices=notices)

    def findings(self, summary: DocumentSummary, found: Sequence[CitedDiscrepancy]) -> str:
        """What does not agree in a paper, beside the table of papers."""
        return self._render("findings.html", summary=summary, findings=shown_findings(found, summary.id))

    def briefing(self, summary: DocumentSummary, briefing: Briefing, *, made_at: dt.datetime) -> str:
        """A paper on two pages, on a page of its own that prints."""
        return self._render(
            "briefing.html",
            up="../../",
            summary=summary,
            where=_described(summary),
            briefing=shown_briefing(briefing),
            made=day_in_words(made_at),
            caution=CAUTION,
        )

    def reading(
        self,
        summary: DocumentSummary,
        reading: Reading,
        *,
        span: Span | None,
        has_file: bool,
        found: Sequence[CitedDiscrepancy] = (),
    ) -> str:
        """A whole paper on a page of its own, with what does not agree in it."""
        marked = (each.anchor for each in reading.blocks if _is_marked(each))
        return self._render(
            "reading.html",
            up="../",
            summary=summary,
            reading=reading,
            blocks=_levels(reading.blocks, 2),
            where=_described(summary),
            quotation=next(marked, "") if span else "",
            has_file=has_file,
            findings=shown_findings(found, summary.id),
        )

    def papers(
        self, papers: Sequence[DocumentSummary], who: Person, *, notices: Sequence[Notice] = (), status: str = ""
    ) -> str:
        """The table of what is indexed."""
        rows = sorted((_paper_row(each) for each in papers), key=lambda row: str(row["title"]).lower())
        return self._render(
            "papers.html",
            papers=rows,
            columns=COLUMNS,
            editor=may(who, Action.CORRECT),
            notices=notices,
            status=status or " ".join(each.message for each in notices),
        )

    def upload(self, *, most_mb: int, files: Sequence[FileRow] = (), busy: bool = False, status: str = "") -> str:
        """Where files are chosen, and what comes of each."""
        return self._render(
            "upload.html",
            most_bytes=most_mb * 1_000_000,
            most_words=f"{most_mb} MB",
            endings=",".join(sorted(ENDINGS)),
            files=files,
            busy=busy,
            status=status,
        )

    def login(self, *, next: str = "", name: str = "", error: str = "", hint: str = "") -> str:
        return self._render("login.html", up="", next=next, name=name, error=error, hint=hint)

    def trouble(self, *, title: str, message: str, hint: str = "", up: str = "") -> str:
        """A page that says what went wrong."""
        return self._render("trouble.html", up=up, title=title, message=message, hint=hint)

    def _render(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(**values)


def _nothing(shown: ShownRegister) -> str:
    """What is said where a register has no entries."""
    papers = "the one paper" if shown.papers == 1 else f"{shown.papers} papers"
    return f"No {shown.kind} were recognised in {papers}." if shown.papers else "No paper fits what was chosen."


def _turn(number: int, answer: Answer, titles: dict[str, str], verdict: str | None) -> dict[str, Any]:
    cited = {each.label: as_cited(each) for each in answer.citations}
    found = answer.status is not AnswerStatus.NOT_FOUND
    return {
        "number": number,
        "status": str(answer.status),
        "question": answer.question,
        "understood": answer.understood,
        "status_words": status_in_words(answer),
        "searched": _searched(answer, titles),
        "lines": cited_lines(answer.text, cited) if found else (),
        "reason": None if found else answer.text,
        "warnings": answer.warnings,
        "more": tuple(Line(each.text, (as_cited(each.citation),)) for each in answer.more),
        "sources": by_paper(answer.citations),
        "related": tuple(near(each, titles) for each in answer.related) if not found else (),
        "drafted": drafted_in_words(answer),
        "looked_for": answer.looked_for,
        "note": answer.note,
        "to_copy": answer_text(answer),
        "verdict": verdict,
    }


def _pending(pending: Pending) -> dict[str, Any]:
    return {
        "question": pending.question,
        "understood": pending.understood,
        "doing": pending.doing,
        "lines": tuple(Line(each.text, (as_cited(each.citation),)) for each in pending.said),
    }


def _levels(blocks: Sequence[ShownBlock], first: int) -> list[tuple[ShownBlock, int]]:
    """Blocks with the rank of each heading in the page: none is left out on the way down, whatever the paper does."""
    above: list[int] = []
    ranked = []
    for block in blocks:
        if block.kind == "heading":
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
        ranked.append((block, min(first + len(above) - 1, 6)))
    return ranked


def _searched(answer: Answer, titles: dict[str, str]) -> str:
    scope = answer.scope
    if scope.document_ids is None:
        return "all papers"
    return scope_in_words(scope, titles)


def _where(shown: Shown) -> str:
    """Councils, date, page (viewer's and printed) and paragraph."""
    page = f"page {shown.page} of {shown.summary.pages}" if shown.page and shown.summary.pages else ""
    if page and shown.printed_page and shown.printed_page != str(shown.page):
        page = f"{page} (printed {shown.printed_page})"
    paragraph = whereabouts(shown.place.paragraph, None, None)
    return " · ".join(filter(None, (_described(shown.summary), page, paragraph)))


def _described(summary: DocumentSummary) -> str:
    metadata = summary.metadata
    day = day_in_words(metadata.date) if metadata.date else ""
    kind = "" if metadata.kind is PaperKind.OTHER else str(metadata.kind)
    return " · ".join(filter(None, (" and ".join(metadata.councils), metadata.body or "", day, kind)))


def _paper_row(summary: DocumentSummary) -> dict[str, Any]:
    metadata = summary.metadata
    return {
        "id": summary.id,
        "title": metadata.title,
        "councils": ", ".join(metadata.councils),
        "date": day_in_words(metadata.date) if metadata.date else "",
        "date_sort": (metadata.date or dt.date.min).isoformat(),
        "kind": str(metadata.kind),
        "pages": summary.pages,
        "added": day_in_words(summary.file.added_at.date()),
        "added_sort": summary.file.added_at.isoformat(),
    }


def _numbered(block: ShownBlock) -> bool:
    """Whether the number stands in the text already."""
    text = "".join(piece.text for piece in block.pieces).lstrip("*_#( ")
    return block.number is not None and text.startswith(block.number.strip("()"))


def _is_marked(block: ShownBlock) -> bool:
    cells = (piece for row in block.rows for cell in row for piece in cell)
    return any(piece.marked for piece in (*block.pieces, *cells))
