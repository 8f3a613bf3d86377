"""What is shown, as HTML. Jinja escapes every string; no template marks one as safe."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from councilqa.access.rules import Action, Person, may
from councilqa.desk.conversations import Conversation
from councilqa.desk.viewing import Shown
from councilqa.domain.answers import Answer, AnswerStatus, Citation, Said, whereabouts
from councilqa.domain.documents import PaperKind
from councilqa.domain.passages import Hit
from councilqa.errors import CouncilQAError
from councilqa.exports.conversation import answer_text
from councilqa.exports.wording import (
    citation_in_words,
    day_in_words,
    hit_in_words,
    paper_in_words,
    place_in_words,
    scope_in_words,
    status_in_words,
)
from councilqa.ingest.files import ENDINGS
from councilqa.reading.places import Reading, ShownBlock, Span
from councilqa.store.records import DocumentSummary

TEMPLATES = Path(__file__).with_name("templates")
COLUMNS = (
    ("title", "Title"),
    ("councils", "Councils"),
    ("date", "Date"),
    ("kind", "Kind"),
    ("pages", "Pages"),
    ("added", "Added"),
)
RELATED_CHARACTERS = 400
_MARKER = re.compile(r"\[(\w+)\]$")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cited:
    """A place that can be opened."""

    document_id: str
    start: int
    end: int
    label: str
    words: str
    """Paper and place."""
    quote: str
    place: str = ""
    """Within the paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _CitedPaper:
    """A paper, and what is quoted from it."""

    words: str
    cited: tuple[_Cited, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    cited: tuple[_Cited, ...] = field(default=())


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

    def place(self, shown: Shown, *, label: str = "", leafed: bool = False) -> str:
        """The place of a quotation: the page's picture or the section's text."""
        pages = shown.summary.pages
        boxes = shown.picture.boxes if shown.picture else ()
        return self._render(
            "place.html",
            shown=shown,
            label=label,
            leafed=leafed,
            pages=pages if shown.page else 0,
            away=leafed and (shown.page != shown.quote_page or not shown.page),
            where=_where(shown),
            blocks=_levels(shown.place.blocks, 3),
            top=f"{min(box.top for box in boxes):.3f}" if boxes else "",
        )

    def problem(self, notice: Notice) -> str:
        """In the place of a place that cannot be shown."""
        return self._render("problem.html", notice=notice)

    def reading(self, summary: DocumentSummary, reading: Reading, *, span: Span | None, has_file: bool) -> str:
        """A whole paper on a page of its own."""
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


def _turn(number: int, answer: Answer, titles: dict[str, str], verdict: str | None) -> dict[str, Any]:
    cited = {each.label: _cited(each) for each in answer.citations}
    found = answer.status is not AnswerStatus.NOT_FOUND
    return {
        "number": number,
        "status": str(answer.status),
        "question": answer.question,
        "understood": answer.understood,
        "status_words": status_in_words(answer),
        "searched": _searched(answer, titles),
        "lines": _lines(answer.text, cited) if found else (),
        "reason": None if found else answer.text,
        "sources": _by_paper(answer.citations),
        "related": tuple(_near(each, titles) for each in answer.related) if not found else (),
        "to_copy": answer_text(answer),
        "verdict": verdict,
    }


def _pending(pending: Pending) -> dict[str, Any]:
    return {
        "question": pending.question,
        "understood": pending.understood,
        "doing": pending.doing,
        "lines": tuple(_Line(each.text, (_cited(each.citation),)) for each in pending.said),
    }


def _lines(text: str, cited: dict[str, _Cited]) -> tuple[_Line, ...]:
    """Lines of an answer with their markers; "[3]" within a paper's own words is no marker."""
    lines = []
    for line in text.splitlines():
        words, labels = line.rstrip(), list[str]()
        while (match := _MARKER.search(words)) and match[1] in cited:
            if labels and cited[labels[0]].quote.rstrip().endswith(match[0]):
                break  # the quotation itself ends so
            labels.insert(0, match[1])
            words = words[: match.start()].rstrip()
        if words or labels:
            lines.append(_Line(words, tuple(cited[label] for label in labels)))
    return tuple(lines)


def _cited(citation: Citation) -> _Cited:
    return _Cited(
        document_id=citation.document_id,
        start=citation.start,
        end=citation.start + len(citation.quote),
        label=citation.label,
        words=citation_in_words(citation),
        quote=citation.quote,
        place=place_in_words(citation) or "at its beginning",
    )


def quoted(text: str) -> str:
    """A quotation as it is shown: cells of a row apart from each other."""
    return text.strip().replace("\t", " | ")


def _by_paper(citations: Sequence[Citation]) -> tuple[_CitedPaper, ...]:
    """In the order in which the papers are first cited."""
    ids = dict.fromkeys(each.document_id for each in citations)
    grouped = ([each for each in citations if each.document_id == id] for id in ids)
    return tuple(_CitedPaper(words=paper_in_words(each[0]), cited=tuple(map(_cited, each))) for each in grouped)


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


def _near(hit: Hit, titles: dict[str, str]) -> _Cited:
    passage = hit.passage
    return _Cited(
        document_id=passage.document_id,
        start=passage.start,
        end=passage.end,
        label="",
        words=hit_in_words(hit, titles),
        quote=_shortened(passage.text),
    )


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


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= RELATED_CHARACTERS else f"{line[:RELATED_CHARACTERS].rsplit(' ', 1)[0]} …"
