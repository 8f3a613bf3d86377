"""The JSON that other programs read: domain types as plain dicts under stable names.

The names here are a promise; `README.md` lists them. Adding one is a visible change, renaming one breaks others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from councilqa.domain.answers import Answer, Citation, Scope
from councilqa.domain.briefings import Briefing, BriefingPart
from councilqa.domain.comparisons import Comparison, FigureCompared, Grid, Precedents, Row
from councilqa.domain.discrepancies import CitedDiscrepancy
from councilqa.domain.documents import Document, Page, Placed
from councilqa.domain.generations import Generation
from councilqa.domain.passages import Hit
from councilqa.domain.registers import CitedEntry, Register
from councilqa.domain.reports import IngestReport
from councilqa.errors import UnknownDocumentError
from councilqa.store.records import DocumentSummary, Finding, Sizes

MOST_CHARACTERS = 1500
"""Of a hit's text."""

Json = dict[str, Any]


def answer_json(
    answer: Answer, summaries: Iterable[DocumentSummary], *, id: str | None = None, explain: bool = False
) -> Json:
    """What `ask` gives back; `summaries` name the papers of the related passages."""
    found: Json = {
        **_identified(id),
        "question": answer.question,
        **({"understood": answer.understood} if answer.understood else {}),
        "status": str(answer.status),
        "answer": answer.text,
        **({"reason": answer.reason} if answer.reason else {}),
        "citations": [citation_json(each) for each in answer.citations],
        "more": [{"statement": each.text, "citation": citation_json(each.citation)} for each in answer.more],
        **({"confidence": round(answer.confidence, 3)} if answer.confidence is not None else {}),
        "related": _hits(answer.related, summaries),
        **({"warnings": list(answer.warnings)} if answer.warnings else {}),
        "engine": answer.engine,
        **({"looked_for": list(answer.looked_for)} if answer.looked_for else {}),
        **({"note": answer.note} if answer.note else {}),
        "scope": scope_json(answer.scope),
        "timings": {
            "retrieve_seconds": round(answer.timings.retrieve_seconds, 4),
            "total_seconds": round(answer.timings.total_seconds, 4),
        },
    }
    if explain:
        found["dropped"] = list(answer.dropped)
        found["trace"] = [{"stage": stage, "what": what} for stage, what in answer.trace]
        if answer.generation is not None:
            found["generation"] = generation_json(answer.generation)
    return found


def citation_json(citation: Citation) -> Json:
    """One promise: where the quotation stands, and the passage around it."""
    return {
        "label": citation.label,
        "document_id": citation.document_id,
        "title": citation.title,
        "source": citation.source,
        "councils": list(citation.councils),
        "partnership": citation.partnership,
        "date": _day(citation.date),
        "page": citation.page,
        "printed_page": citation.printed_page,
        "paragraph": citation.paragraph,
        "section": list(citation.section),
        "quote": citation.quote,
        "passage": citation.passage,
        "passage_id": citation.passage_id,
        "start": citation.start,
    }


def scope_json(scope: Scope) -> Json:
    """Which papers the question was about; `document_ids` null for every paper."""
    return {
        "document_ids": None if scope.document_ids is None else list(scope.document_ids),
        "partnerships": list(scope.partnerships),
        "councils": list(scope.councils),
        "since": _day(scope.since),
        "until": _day(scope.until),
        "chosen": scope.chosen,
        "named": list(scope.named),
    }


def hits_json(query: str, hits: Sequence[Hit], summaries: Iterable[DocumentSummary], *, id: str | None = None) -> Json:
    """What `search` gives back; title and source of a hit are those of its paper in the index."""
    return {**_identified(id), "query": query, "hits": _hits(hits, summaries)}


def comparison_json(comparison: Comparison, *, id: str | None = None) -> Json:
    """What `compare` gives back: one row for each partnership, or for a paper that is of none, under its title."""
    return {
        **_identified(id),
        "question": comparison.question,
        "asked": comparison.asked,
        "rows": [_row(each) for each in comparison.rows],
        "figures": [_figure(each) for each in comparison.figures],
    }


def grid_json(grid: Grid) -> Json:
    """What `compare --fields` gives back: the rows of each standing field."""
    return {
        "partnerships": [each.key for each in grid.parties],
        "fields": [
            {"field": field.name, "questions": list(field.questions), "rows": [_row(each) for each in comparison.rows]}
            for field, comparison in grid.fields
        ],
    }


def precedents_json(precedents: Precedents) -> Json:
    """What `compare --named` gives back: partnerships named in papers that are not theirs."""
    return {
        "precedents": [
            {
                "councils": list(each.councils),
                "document_id": each.document_id,
                "saved": list(each.saved),
                "years": list(each.years),
                "citations": [citation_json(citation) for citation in each.citations],
            }
            for each in precedents.found
        ],
        "searched": list(precedents.searched),
    }


def _row(row: Row) -> Json:
    party, answer = row.party, row.answer
    return {
        "partnership": party.key,
        "name": party.name,
        "councils": list(party.councils),
        "document_ids": list(party.document_ids),
        "asked": answer.question,
        "status": str(answer.status),
        "answer": answer.text,
        **({"reason": answer.reason} if answer.reason else {}),
        "citations": [citation_json(each) for each in answer.citations],
    }


def _figure(figure: FigureCompared) -> Json:
    return {
        "unit": figure.unit,
        "sort": figure.sort,
        "differ": figure.differ,
        "agreeing": [list(group) for group in figure.agreeing],
        "given": [
            {"partnership": each.party, "written": list(each.written), "values": _plain(each.values)}
            for each in figure.given
        ],
    }


def register_json(register: Register) -> Json:
    """What `register` gives back."""
    return {
        "register": str(register.kind),
        "entries": [entry_json(each) for each in register.entries],
        "searched": list(register.searched),
        "without": list(register.without),
    }


def entry_json(cited: CitedEntry) -> Json:
    """One entry: its fields as in the domain type, sums in pounds, days as in ISO 8601."""
    entry = cited.entry
    held = {each.name: _plain(getattr(entry, each.name)) for each in fields(entry) if each.name != "quotes"}
    return {**held, "citations": [citation_json(each) for each in cited.citations]}


def generation_json(generation: Generation) -> Json:
    """What a language model was given and gave back for one answer."""
    return {each.name: _plain(getattr(generation, each.name)) for each in fields(generation)}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dt.date():
            return value.isoformat()
        case StrEnum():
            return str(value)
        case tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return value


def discrepancies_json(found: Sequence[CitedDiscrepancy]) -> Json:
    """What `check` gives back."""
    return {"findings": [_discrepancy(each) for each in found]}


def _discrepancy(cited: CitedDiscrepancy) -> Json:
    found = cited.discrepancy
    return {
        "kind": str(found.kind),
        "severity": found.severity,
        "sentence": found.sentence,
        "arithmetic": found.arithmetic,
        "values": list(found.values),
        "citations": [citation_json(each) for each in cited.citations],
    }


def briefing_json(briefing: Briefing) -> Json:
    """What `brief` gives back."""
    return {
        "document_id": briefing.document_id,
        "title": briefing.title,
        "councils": list(briefing.councils),
        "date": _day(briefing.date),
        "parts": [_briefing_part(each) for each in briefing.parts],
    }


def _briefing_part(part: BriefingPart) -> Json:
    lines = [
        {"about": line.about, "text": line.text, "citations": [citation_json(each) for each in line.citations]}
        for line in part.lines
    ]
    return {"heading": part.heading, "lines": lines, "more": part.more, "without": part.without}


def report_json(report: IngestReport) -> Json:
    """What `ingest` gives back."""
    return {
        "added": list(report.added),
        "unchanged": list(report.unchanged),
        "replaced": list(report.replaced),
        "removed": list(report.removed),
        "failed": [{"path": each.path, "error": each.error, "hint": each.hint} for each in report.failed],
        "needs_ocr": list(report.needs_ocr),
        "notes": [{"path": path, "note": note} for path, note in report.notes],
        "pages": report.pages,
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
    }


def documents_json(summaries: Iterable[DocumentSummary]) -> Json:
    """What `documents` gives back."""
    return {"documents": [summary_json(each) for each in summaries]}


def summary_json(summary: DocumentSummary) -> Json:
    """A paper in a list."""
    metadata = summary.metadata
    return {
        "document_id": summary.id,
        "title": metadata.title,
        "source": summary.source,
        "councils": list(metadata.councils),
        "partnership": metadata.partnership,
        "body": metadata.body,
        "date": _day(metadata.date),
        "kind": str(metadata.kind),
        "portfolio": metadata.portfolio,
        "contact": metadata.contact,
        "key_decision": metadata.key_decision,
        "restriction": metadata.restriction,
        "pages": summary.pages,
        "passages": summary.passages,
        "characters": summary.characters,
        "abbreviations": dict(summary.abbreviations),
        "sha256": summary.file.sha256,
        "size_bytes": summary.file.size_bytes,
        "added_at": summary.file.added_at.isoformat(),
    }


def page_json(document: Document, page: Page) -> Json:
    """The text of one page, as `show --page` gives it."""
    return {
        "document_id": document.id,
        "title": document.metadata.title,
        "source": document.source,
        "page": page.number,
        "printed_page": page.label,
        "text": document.text[page.start : page.end],
    }


def blocks_json(document: Document, placed: Iterable[Placed]) -> Json:
    """Blocks of a paper with their places, as `show` gives them."""
    return {
        "document_id": document.id,
        "title": document.metadata.title,
        "source": document.source,
        "blocks": [_block(document, each) for each in placed],
    }


def findings_json(findings: Iterable[Finding], sizes: Sizes, summaries: Sequence[DocumentSummary]) -> Json:
    """What `doctor` gives back."""
    return {
        "documents": len(summaries),
        "passages": sum(each.passages for each in summaries),
        "bytes": {"library": sizes.library, "vectors": sizes.vectors, "total": sizes.total},
        "findings": [
            {"check": each.check, "severity": each.severity, "message": each.message, "hint": each.hint}
            for each in findings
        ],
    }


def _hits(hits: Sequence[Hit], summaries: Iterable[DocumentSummary]) -> list[Json]:
    papers = {each.id: each for each in summaries} if hits else {}
    return [_hit(each, papers) for each in hits]


def _hit(hit: Hit, papers: Mapping[str, DocumentSummary]) -> Json:
    passage = hit.passage
    paper = paper_of(hit, papers)
    return {
        "rank": hit.rank,
        "score": hit.score,
        "document_id": passage.document_id,
        "title": paper.metadata.title,
        "source": paper.source,
        "page": passage.page,
        "printed_page": passage.printed_page,
        "paragraph": passage.paragraph,
        "section": list(passage.section),
        "text": passage.text[:MOST_CHARACTERS],
        "found_by": list(hit.found_by),
        "passage_id": passage.id,
        "councils": list(paper.metadata.councils),
        "partnership": paper.metadata.partnership,
        "date": _day(paper.metadata.date),
    }


def paper_of(hit: Hit, papers: Mapping[str, DocumentSummary]) -> DocumentSummary:
    """The paper a hit stands in; raises UnknownDocumentError where it was removed since."""
    paper = papers.get(hit.passage.document_id)
    if paper is None:
        raise UnknownDocumentError(f"the paper {hit.passage.document_id} was removed while it was searched")
    return paper


def _block(document: Document, placed: Placed) -> Json:
    page = document.draft.page_at(placed.block.start)
    return {
        "kind": placed.block.kind,
        "text": placed.block.text,
        "start": placed.block.start,
        "page": page.number if page else None,
        "printed_page": page.label if page else None,
        "paragraph": placed.paragraph,
        "section": list(placed.section),
    }


def _identified(id: str | None) -> Json:
    return {} if id is None else {"id": id}


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
