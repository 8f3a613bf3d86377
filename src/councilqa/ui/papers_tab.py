"""Papers: what is indexed, adding, correcting and removing it, and what does not agree in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from typing import Any

import gradio as gr

from councilqa.desk.desk import Desk
from councilqa.domain.documents import PaperKind
from councilqa.errors import CouncilQAError
from councilqa.exports.escaping import markdown_line
from councilqa.ui.handlers import Handlers
from councilqa.ui.paper_handlers import Form, PaperHandlers
from councilqa.ui.parts import QUICK, PlaceBeside, ScopeFields, part, sent, text, who_asks
from councilqa.ui.telling import telling, telling_on_the_way
from councilqa.ui.views import Beside

FORM_FIELDS = tuple(each.name for each in fields(Form) if each.name != "document_id")


class PapersTab:
    """What is laid out when it is made; `wire` says what calls what."""

    def __init__(self, desk: Desk, handlers: Handlers, papers: PaperHandlers) -> None:
        self._desk = desk
        self._handlers = handlers
        self._papers = papers
        self._scopes: tuple[ScopeFields, ...] = ()
        self._lay_out()
        with gr.Row(elem_classes=["cq-beside"]):
            with gr.Column(scale=6, min_width=320):
                self.table = part("papers")
            with gr.Column(scale=5, min_width=320, elem_classes=["cq-place-column", "cq-when-opened"]):
                self._findings = part("findings")
                self._place = PlaceBeside(desk, handlers, Beside.FINDING)
        self.chosen_paper = gr.Textbox(visible=False)

    def _lay_out(self) -> None:
        self.upload = part("upload", visible=False)
        with gr.Group(visible=False) as self.removal:
            self.removal_words = gr.Markdown("")
            with gr.Row():
                self.removal_yes = gr.Button("Remove it", variant="stop")
                self.removal_no = gr.Button("Keep it")
        with gr.Group(visible=False) as self.form:
            self.form_words = gr.Markdown("")
            self.form_title = gr.Textbox(label="Title")
            self.form_councils = gr.Textbox(label="Councils, one on each line", lines=2)
            with gr.Row():
                self.form_partnership = gr.Textbox(label="Partnership (a short handle, for example hart-rushmoor)")
                self.form_body = gr.Textbox(label="Body, for example Cabinet")
            with gr.Row():
                self.form_date = gr.Textbox(label="Date (YYYY-MM-DD)")
                self.form_kind = gr.Dropdown([str(kind) for kind in PaperKind], label="Kind")
            with gr.Row():
                self.form_portfolio = gr.Textbox(label="Portfolio")
                self.form_contact = gr.Textbox(label="Contact")
            with gr.Row():
                self.form_save = gr.Button("Save", variant="primary")
                self.form_cancel = gr.Button("Cancel")

    def wire(self, tab: gr.Tab, scopes: Sequence[ScopeFields]) -> None:
        """`scopes` are filled anew once the papers have changed."""
        self._scopes = tuple(scopes)
        slow: dict[str, Any] = {**QUICK, "concurrency_limit": 4, "concurrency_id": "papers"}
        form = [getattr(self, f"form_{name}") for name in FORM_FIELDS]
        offered = [field for each in scopes for field in each.all]
        tab.select(self._list, None, [self.table], **QUICK)
        self.upload.upload(self._add, None, [self.upload, self.table], **slow).then(self._offer, None, offered, **QUICK)
        self.table.select(self._begin_form, None, [self.chosen_paper, self.form, self.form_words, *form], **QUICK)
        self.table.delete(self._begin_removal, None, [self.chosen_paper, self.removal, self.removal_words], **QUICK)
        self.form_save.click(
            self._correct,
            [self.chosen_paper, *form],
            [self.form, self.form_words, self.table],
            preprocess=False,
            **slow,
        )
        self.form_cancel.click(lambda: gr.update(visible=False), None, [self.form], **QUICK)
        self.removal_yes.click(self._remove, [self.chosen_paper], [self.removal, self.table], **slow).then(
            self._offer, None, offered, **QUICK
        )
        self.removal_no.click(lambda: gr.update(visible=False), None, [self.removal], **QUICK)
        self.table.submit(self._check, None, [self._findings, self._place.part], **slow)
        self._findings.delete(lambda: ("", ""), None, [self._findings, self._place.part], **QUICK)
        self._place.wire(self._findings)

    @telling
    def _list(self, request: gr.Request) -> str:
        return self._papers.papers(who_asks(self._desk, request))

    @telling
    def _offer(self, request: gr.Request) -> list[Any]:
        scopes = self._handlers.scopes(who_asks(self._desk, request))
        return [update for each in self._scopes for update in each.updates(scopes)]

    @telling_on_the_way
    def _add(self, event: gr.EventData, request: gr.Request) -> Iterator[list[Any]]:
        for step in self._papers.add(who_asks(self._desk, request), sent(event).get("files") or []):
            yield [step.upload, gr.skip() if step.papers is None else step.papers]

    @telling
    def _begin_form(self, event: gr.EventData, request: gr.Request) -> list[Any]:
        form = self._papers.form(who_asks(self._desk, request), str(sent(event).get("document", "")))
        shown = asdict(form)
        words = "Correct what is known of this paper. It is written into the manifest beside the file."
        return [form.document_id, gr.update(visible=True), words, *(shown[name] for name in FORM_FIELDS)]

    @telling
    def _correct(
        self,
        document_id: str,
        title: str,
        councils: str,
        partnership: str,
        body: str,
        date: str,
        kind: str,
        portfolio: str,
        contact: str,
        request: gr.Request,
    ) -> list[Any]:
        values = map(text, (title, councils, partnership, body, date, kind, portfolio, contact))
        form = Form(document_id=text(document_id), **dict(zip(FORM_FIELDS, values, strict=True)))
        try:
            table = self._papers.correct(who_asks(self._desk, request), form)
        except CouncilQAError as error:
            return [gr.update(visible=True), f"**Not saved:** {markdown_line(f'{error}. {error.hint}')}", gr.skip()]
        return [gr.update(visible=False), "", table]

    @telling
    def _begin_removal(self, event: gr.EventData, request: gr.Request) -> list[Any]:
        summary = self._papers.leaving(who_asks(self._desk, request), str(sent(event).get("document", "")))
        title = markdown_line(summary.metadata.title)
        words = (
            f"Remove ‘{title}’ from the index? Its file is moved out of the corpus folder "
            "into its folder `.removed`; it is not deleted."
        )
        return [summary.id, gr.update(visible=True), words]

    @telling
    def _check(self, event: gr.EventData, request: gr.Request) -> list[Any]:
        return [self._papers.findings(who_asks(self._desk, request), str(sent(event).get("document", ""))), ""]

    @telling
    def _remove(self, document_id: str, request: gr.Request) -> list[Any]:
        return [gr.update(visible=False), self._papers.remove(who_asks(self._desk, request), text(document_id))]
