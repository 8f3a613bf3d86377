"""What is shown of a paper: the place of a quotation, the page as a picture, the whole paper, the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from councilqa.domain.documents import Document
from councilqa.errors import CouncilQAError, DocumentError, UnknownDocumentError
from councilqa.ingest.kinds import FileKind, sniff
from councilqa.reading.pictures import PagePicture, PageRenderer, quotes_on_page
from councilqa.reading.places import Place, Reading, Span, place_of, reading_of
from councilqa.service import CouncilQA
from councilqa.store.records import DocumentSummary

MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.HTML: "text/html; charset=utf-8",
    FileKind.MARKDOWN: "text/plain; charset=utf-8",
    FileKind.TEXT: "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """The file a paper was read from."""

    path: Path
    name: str
    kind: FileKind
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A place of a paper, as a reader looks at it."""

    summary: DocumentSummary
    span: Span
    """The quotation, wherever in the paper the reader has leafed to."""
    quote: str
    place: Place
    page: int | None
    """1-based number of the page shown; None where the paper has no pages."""
    printed_page: str | None
    quote_page: int | None
    """Where the quotation begins."""
    file_kind: FileKind | None
    """None where the file is not to be had."""
    picture: PagePicture | None
    """None where there are no pictures of its pages."""
    no_picture: str | None
    """Why there is none, where a PDF has pages but no picture can be made."""


class Viewer:
    """Shows papers of an index; safe to use from several threads."""

    def __init__(self, service: CouncilQA) -> None:
        self._service = service
        self._renderer = PageRenderer()

    def close(self) -> None:
        self._renderer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def shown(self, document_id: str, span: Span, *, page: int | None = None, section: Span | None = None) -> Shown:
        """The place of a quotation; `page` or `section` where the reader has leafed away from it."""
        document, summary = self._paper(document_id)
        _require_inside(document, span)
        place = place_of(document, section or span)
        first = document.draft.page_at(span.start)
        number = page or (first.number if first else None)
        kind = self._kind(summary)
        picture, no_picture = None, None
        if kind is FileKind.PDF and number is not None:
            try:
                picture = self._drawn(document, summary, number, span)
            except DocumentError as error:
                no_picture = f"{error}. {error.hint}"
        printed = next((each.label for each in document.draft.pages if each.number == number), None)
        return Shown(
            summary=summary,
            span=span,
            quote=document.text[span.start : span.end],
            place=place,
            page=number,
            printed_page=printed,
            quote_page=first.number if first else None,
            file_kind=kind,
            picture=picture,
            no_picture=no_picture,
        )

    def picture(self, document_id: str, page: int, span: Span) -> PagePicture:
        """A page of a PDF with what stands on it of the span marked."""
        document, summary = self._paper(document_id)
        _require_inside(document, span)
        return self._drawn(document, summary, page, span)

    def reading(self, document_id: str, span: Span | None = None) -> tuple[DocumentSummary, Reading]:
        """A whole paper."""
        document, summary = self._paper(document_id)
        if span is not None:
            _require_inside(document, span)
        return summary, reading_of(document, span)

    def file(self, document_id: str) -> PaperFile:
        """Raises DocumentError where the file is gone or is no longer what was indexed."""
        from councilqa.ingest.files import digest

        _, summary = self._paper(document_id)
        path = Path(summary.source)
        if digest(path) != summary.file.sha256:
            raise DocumentError(
                f"{path.name!r} has changed since it was indexed", hint="Run `councilqa ingest` to read it again."
            )
        kind = sniff(path)
        return PaperFile(path=path, name=path.name, kind=kind, media_type=MEDIA_TYPES[kind], sha256=summary.file.sha256)

    def _drawn(self, document: Document, summary: DocumentSummary, page: int, span: Span) -> PagePicture:
        if all(each.number != page for each in document.draft.pages):
            raise UnknownDocumentError(f"{summary.metadata.title!r} has no page {page}")
        quotes = quotes_on_page(document, span, page)
        return self._renderer.page(Path(summary.source), page, sha256=summary.file.sha256, quotes=quotes)

    def _kind(self, summary: DocumentSummary) -> FileKind | None:
        try:
            return sniff(Path(summary.source))
        except (CouncilQAError, OSError):
            return None

    def _paper(self, document_id: str) -> tuple[Document, DocumentSummary]:
        """By its whole id: a link that was shortened opens nothing."""
        for summary in self._service.documents():
            if summary.id == document_id:
                return self._service.document(document_id), summary
        raise UnknownDocumentError(f"no paper {document_id!r} is in the index", hint="It may have been removed.")


def _require_inside(document: Document, span: Span) -> None:
    if not 0 <= span.start <= span.end <= len(document.text):
        raise UnknownDocumentError(f"{document.metadata.title!r} has no such place: {span.start} to {span.end}")
