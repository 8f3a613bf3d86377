"""What happens when somebody adds, corrects or removes papers on the page. Knows nothing of Gradio."""

from __future__ import annotations

import datetime as dt
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from councilqa.access.rules import Action, Person
from councilqa.desk.desk import LOCAL, Desk
from councilqa.domain.documents import PaperKind
from councilqa.domain.reports import IngestReport
from councilqa.errors import CouncilQAError
from councilqa.ingest.intake import Upload
from councilqa.ingest.pipeline import Progress
from councilqa.store.records import DocumentSummary
from councilqa.ui.uploads import Uploads
from councilqa.ui.views import FileRow, Notice, Views

MOST_FILES = 500
"""At once; a browser that names more has other things in mind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What is shown while files are added; `papers` once the table has changed."""

    upload: str
    papers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is known of a paper, as it stands in the fields to correct it."""

    document_id: str
    title: str
    councils: str
    """One a line."""
    partnership: str
    body: str
    date: str
    """YYYY-MM-DD."""
    kind: str
    portfolio: str
    contact: str


class PaperHandlers:
    """Papers: the table, adding, correcting, removing."""

    def __init__(self, desk: Desk, views: Views, uploads: Uploads) -> None:
        self._desk = desk
        self._views = views
        self._uploads = uploads
        self._most_mb = desk.service.settings.serve.most_upload_mb

    def papers(self, who: Person | None, *, notices: Sequence[Notice] = (), status: str = "") -> str:
        return self._views.papers(self._desk.papers(who), who or LOCAL, notices=notices, status=status)

    def upload(self) -> str:
        """Before any file is chosen."""
        return self._views.upload(most_mb=self._most_mb)

    def add(self, who: Person | None, sent: Any) -> Iterator[Added]:
        """Take in the files that the browser says it has sent, with the progress of each."""
        self._desk.require(who, Action.ADD)
        files = sent[:MOST_FILES] if isinstance(sent, list) else []
        rows, uploads = self._received([each for each in files if isinstance(each, Mapping)])
        yield Added(upload=self._drawn(rows.values(), busy=True))
        try:
            for step in self._steps(who, rows, uploads):
                rows = step
                yield Added(upload=self._drawn(rows.values(), busy=True))
        except CouncilQAError as error:
            rows = {
                key: replace(row, outcome="failed", words=f"not added: {error}", hint=error.hint, share=None)
                if row.outcome in ("waiting", "working")
                else row
                for key, row in rows.items()
            }
        done = sum(row.outcome in ("done", "noted") for row in rows.values())
        status = f"{done} of {len(rows)} files added"
        yield Added(upload=self._drawn(rows.values(), status=status), papers=self.papers(who))

    def findings(self, who: Person | None, document_id: str) -> str:
        """What does not agree in a paper; raises UnknownDocumentError where it was removed since."""
        summary = self._desk.summary(who, document_id)
        return self._views.findings(summary, self._desk.reports.discrepancies(who, summary.id))

    def form(self, who: Person | None, document_id: str) -> Form:
        """Raises UnknownDocumentError where it was removed since."""
        self._desk.require(who, Action.CORRECT)
        summary = self._desk.summary(who, document_id)
        metadata = summary.metadata
        return Form(
            document_id=summary.id,
            title=metadata.title,
            councils="\n".join(metadata.councils),
            partnership=metadata.partnership or "",
            body=metadata.body or "",
            date=metadata.date.isoformat() if metadata.date else "",
            kind=str(metadata.kind),
            portfolio=metadata.portfolio or "",
            contact=metadata.contact or "",
        )

    def correct(self, who: Person | None, form: Form) -> str:
        """Keep what was changed; the table. Raises CouncilQAError where a field cannot be used."""
        before = self.form(who, form.document_id)
        changes = _changes(before, form)
        if not changes:
            return self.papers(who, status="Nothing was changed")
        summary = self._desk.correct(who, form.document_id, changes)
        return self.papers(who, status=f"Corrected: {summary.metadata.title}")

    def remove(self, who: Person | None, document_id: str) -> str:
        """Once it was confirmed; the table."""
        try:
            summary = self._desk.withdraw(who, self.leaving(who, document_id).id)
        except CouncilQAError as error:
            return self.papers(who, notices=(Notice.of(error),))
        return self.papers(who, status=f"Removed: {summary.metadata.title}")

    def leaving(self, who: Person | None, document_id: str) -> DocumentSummary:
        """The paper that somebody is about to remove."""
        self._desk.require(who, Action.REMOVE)
        return self._desk.summary(who, document_id)

    def _received(self, sent: Sequence[Mapping[str, Any]]) -> tuple[dict[str, FileRow], list[Upload]]:
        """A row for each file by a key of its own, and those that have arrived."""
        rows: dict[str, FileRow] = {}
        uploads: list[Upload] = []
        for place, each in enumerate(sent):
            name = Path(str(each.get("name", ""))).name[:200] or f"file {place + 1}"
            name = f"{place + 1} {name}" if name in rows else name
            path = self._uploads.path(str(each.get("token") or ""))
            if path is not None:
                uploads.append(Upload(name=name, path=path))
                rows[name] = FileRow(name=name, outcome="waiting", words="waiting")
            else:
                words, hint = self._refusal(each)
                rows[f"{place}: {name}"] = FileRow(name=name, outcome="failed", words=f"not added: {words}", hint=hint)
        return rows, uploads

    def _refusal(self, each: Mapping[str, Any]) -> tuple[str, str]:
        if each.get("refused"):
            size = each.get("size")
            return too_large(min(size, 10**15) if isinstance(size, int | float) else 0, self._most_mb)
        return str(each.get("error") or "it did not arrive")[:300], str(each.get("hint") or "")[:300]

    def _steps(
        self, who: Person | None, rows: dict[str, FileRow], uploads: Sequence[Upload]
    ) -> Iterator[dict[str, FileRow]]:
        """The rows after each step, and at last as the report has them."""
        if not uploads:
            return
        for step in in_background(lambda tell: self._taken_in(who, uploads, tell)):
            rows = _reported(rows, step) if isinstance(step, IngestReport) else _stepped(rows, step)
            yield rows

    def _taken_in(
        self, who: Person | None, uploads: Sequence[Upload], tell: Callable[[Progress], None]
    ) -> IngestReport:
        """The files go with the work, not with the page: somebody may close it while theirs wait for others'."""
        try:
            return self._desk.add(who, uploads, tell)
        finally:
            self._uploads.drop(each.path for each in uploads)

    def _drawn(self, rows: Any, *, busy: bool = False, status: str = "") -> str:
        return self._views.upload(most_mb=self._most_mb, files=tuple(rows), busy=busy, status=status)


def too_large(size_bytes: float, most_mb: int) -> tuple[str, str]:
    """(what is wrong, what to do) with a file past the limit."""
    return (
        f"the file has {size_bytes / 1_000_000:.0f} MB; at most {most_mb} MB are taken",
        "Split it, or ask whoever runs this page to raise the limit or to add it with `councilqa ingest`.",
    )


def in_background(work: Callable[[Callable[[Progress], None]], IngestReport]) -> Iterator[Progress | IngestReport]:
    """The steps that work tells of, then what comes of it; raises what it raises.

    Steps that come faster than they are taken are left out but for the last.
    """
    told: queue.SimpleQueue[Progress | IngestReport | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            told.put(work(told.put))
        except BaseException as error:
            told.put(error)

    threading.Thread(target=run, name="adding papers", daemon=True).start()
    while True:
        step = told.get()
        while isinstance(step, Progress) and not told.empty():
            step = told.get()
        if isinstance(step, BaseException):
            raise step
        yield step
        if isinstance(step, IngestReport):
            return


def _stepped(rows: dict[str, FileRow], step: Progress) -> dict[str, FileRow]:
    name = Path(step.path).name
    if step.stage not in ("read", "encode") or name not in rows:
        return rows
    words = {"read": f"reading page {step.done} of {step.total}", "encode": "making it searchable"}[step.stage]
    share = round(100 * step.done / max(step.total, 1))
    return {**rows, name: replace(rows[name], outcome="working", words=words, share=share)}


def _reported(rows: dict[str, FileRow], report: IngestReport) -> dict[str, FileRow]:
    """The rows with the outcomes and reasons that `ingest` gives."""
    notes = {Path(path).name: note for path, note in report.notes}
    failed = {Path(each.path).name: each for each in report.failed}
    words = {
        **dict.fromkeys(map(_name, report.added), "added"),
        **dict.fromkeys(map(_name, report.replaced), "added in place of an older version"),
        **dict.fromkeys(map(_name, report.unchanged), "already in the index"),
    }
    after = dict(rows)
    for key, row in rows.items():
        if key in failed:
            after[key] = FileRow(
                name=row.name, outcome="failed", words=f"not added: {failed[key].error}", hint=failed[key].hint
            )
        elif key in words:
            noted = key in notes
            after[key] = FileRow(
                name=row.name, outcome="noted" if noted else "done", words=words[key], hint=notes.get(key, "")
            )
        elif key in map(_name, report.needs_ocr):
            after[key] = FileRow(
                name=row.name,
                outcome="failed",
                words="not added: it holds pictures of text only",
                hint=notes.get(key, ""),
            )
        elif row.outcome in ("waiting", "working"):
            after[key] = FileRow(name=row.name, outcome="noted", words="the same file as another of these")
    return after


def _name(path: str) -> str:
    return Path(path).name


def _changes(before: Form, after: Form) -> dict[str, Any]:
    """What differs, as the manifest takes it; raises CouncilQAError where it could not."""
    changes: dict[str, Any] = {}
    for name in ("title", "partnership", "body", "portfolio", "contact"):
        given = getattr(after, name).strip()
        if given != getattr(before, name):
            changes[name] = given or None
    if after.councils.split("\n") != before.councils.split("\n"):
        changes["councils"] = [line.strip() for line in after.councils.splitlines() if line.strip()] or None
    if after.date.strip() != before.date:
        changes["date"] = _day(after.date)
    if after.kind != before.kind:
        changes["kind"] = _kind(after.kind)
    return changes


def _kind(text: str) -> str:
    try:
        return str(PaperKind(text))
    except ValueError as error:
        raise CouncilQAError(f"{text!r} is no kind of paper", hint="Choose one of the list.") from error


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise CouncilQAError(f"{text.strip()!r} is no date", hint="Write it as 2022-11-24.") from error
