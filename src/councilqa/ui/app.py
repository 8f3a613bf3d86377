"""Gradio's part: the layout, and which event calls which handler. Nothing is worked out here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import gradio as gr
from fastapi import FastAPI
from markupsafe import Markup

from councilqa.desk.desk import MOST_QUESTION, Desk
from councilqa.domain.documents import PaperKind
from councilqa.errors import CouncilQAError
from councilqa.ui.gate import COOKIE
from councilqa.ui.handlers import ALL, Handlers, Scopes, chosen_from
from councilqa.ui.paper_handlers import Form, PaperHandlers
from councilqa.ui.telling import telling, telling_on_the_way

HEAD = (
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" href="looks/icon.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="looks/page.css"><script src="looks/page.js"></script>'
)
QUICK: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": None}
"""Events that ask nothing of the model: as many at once as come."""
FORM_FIELDS = tuple(each.name for each in fields(Form) if each.name != "document_id")


def mount_page(app: FastAPI, desk: Desk, handlers: Handlers, papers: PaperHandlers) -> None:
    """Put Gradio's page at the root of the app."""
    settings = desk.service.settings.serve
    page = Page(desk, handlers, papers)
    gr.mount_gradio_app(
        app,
        page.blocks(),
        path="/",
        root_path=settings.public_url,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        allowed_paths=[],
        theme=_theme(),
        head=HEAD,
        app_kwargs={"docs_url": None, "redoc_url": None},
    )


def _theme() -> gr.themes.Base:
    """Fonts of the reader's own machine, and colours that can be told apart."""
    sans = ["system-ui", "sans-serif"]
    theme = gr.themes.Default(
        primary_hue="blue", secondary_hue="blue", font=sans, font_mono=["ui-monospace", "monospace"], text_size="lg"
    )
    return theme.set(
        color_accent="#1d4f91",
        button_primary_background_fill="#1d4f91",
        button_primary_background_fill_hover="#163d70",
        button_primary_background_fill_dark="#9cc4ff",
        button_primary_background_fill_hover_dark="#bcd8ff",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#10141a",
        button_cancel_background_fill="#93231b",
        button_cancel_background_fill_hover="#741b15",
        block_label_text_color="#1a1d21",
        block_title_text_color="#1a1d21",
        block_label_text_color_dark="#eef0f2",
        block_title_text_color_dark="#eef0f2",
        body_text_color_subdued="#4a5158",
        body_text_color_subdued_dark="#bcc3ca",
        input_placeholder_color="#5d646b",
        input_placeholder_color_dark="#a4acb4",
        input_border_color="#767d84",
        input_border_color_dark="#8b939b",
    )


class Page:
    """One layout for everybody; what a reader may not do is not shown, and refused by the desk."""

    def __init__(self, desk: Desk, handlers: Handlers, papers: PaperHandlers) -> None:
        self._desk = desk
        self._handlers = handlers
        self._papers = papers
        self._at_once = desk.service.settings.serve.concurrent_questions

    def blocks(self) -> gr.Blocks:
        """Build it; nothing of a user is in it."""
        with gr.Blocks(title="councilqa", fill_width=True, analytics_enabled=False) as blocks:
            self.conversation_id = gr.Textbox(visible=False)  # kept by the browser: a laptop may sleep for hours
            self.stored = gr.Textbox(visible=False)
            self.header = gr.HTML(_header(""), elem_classes=["cq-part"], apply_default_css=False)
            with gr.Tabs():
                with gr.Tab("Ask", id="ask"):
                    self._lay_out_asking()
                with gr.Tab("Papers", id="papers") as self.papers_tab:
                    self._lay_out_papers()
            self._wire_asking(blocks)
            self._wire_papers()
        blocks.queue(default_concurrency_limit=self._at_once, max_size=200)
        page: gr.Blocks = blocks
        return page

    # Layout

    def _lay_out_asking(self) -> None:
        with gr.Row(elem_classes=["cq-ask-row"]):
            with gr.Column(scale=6, min_width=320):
                self.conversation = _part("conversation")
                with gr.Column(elem_classes=["cq-composer"]):
                    with gr.Row(equal_height=True):
                        self.question = gr.Textbox(
                            label="Your question",
                            lines=1,
                            max_lines=5,
                            max_length=MOST_QUESTION,
                            scale=5,
                            min_width=200,
                        )
                        self.send = gr.Button("Ask", variant="primary", scale=1, min_width=90)
                    with gr.Accordion("Papers asked: all", open=False) as self.scope:
                        with gr.Row():
                            self.partnership = gr.Dropdown([], label="Partnership", min_width=220)
                            self.paper = gr.Dropdown([], label="Paper", min_width=220)
                        with gr.Row():
                            self.first_year = gr.Dropdown([], label="From the year", min_width=140)
                            self.last_year = gr.Dropdown([], label="To the year", min_width=140)
            with gr.Column(scale=5, min_width=320, elem_classes=["cq-place-column"]):
                self.place = _part("place")

    def _lay_out_papers(self) -> None:
        self.upload = _part("upload", visible=False)
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
        self.table = _part("papers")
        self.chosen_paper = gr.Textbox(visible=False)

    # Wiring

    def _wire_asking(self, blocks: gr.Blocks) -> None:
        fields_of_scope = [self.partnership, self.paper, self.first_year, self.last_year]
        answered = [self.conversation_id, self.conversation, self.place, self.question]
        asking: dict[str, Any] = {
            "outputs": answered,
            "show_progress": "hidden",
            "api_visibility": "private",
            "preprocess": False,  # else what is chosen has to be among choices that a restarted server has forgotten
            "concurrency_id": "questions",
            "concurrency_limit": self._at_once,
        }
        opened = [self.conversation_id, self.conversation, self.header, self.scope, *fields_of_scope, self.upload]
        blocks.load(
            self._open, [self.stored], opened, js="() => [window.councilqa ? window.councilqa.stored() : '']", **QUICK
        )
        for event in (self.question.submit, self.send.click):
            event(self._ask, [self.conversation_id, self.question, *fields_of_scope], **asking)
        self.conversation.submit(self._example, [self.conversation_id, *fields_of_scope], **asking)
        self.conversation.select(self._show, None, [self.place], **QUICK)
        self.place.select(self._show, None, [self.place], **QUICK)
        self.conversation.like(self._judge, [self.conversation_id], [self.conversation], **QUICK)
        for field in fields_of_scope:
            field.input(self._choose, fields_of_scope, [self.scope], preprocess=False, **QUICK)

    def _wire_papers(self) -> None:
        slow: dict[str, Any] = {**QUICK, "concurrency_limit": 4, "concurrency_id": "papers"}
        form = [getattr(self, f"form_{name}") for name in FORM_FIELDS]
        scopes = [self.partnership, self.paper, self.first_year, self.last_year, self.scope]
        self.papers_tab.select(self._list, None, [self.table], **QUICK)
        self.upload.upload(self._add, None, [self.upload, self.table], **slow).then(self._offer, None, scopes, **QUICK)
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
            self._offer, None, scopes, **QUICK
        )
        self.removal_no.click(lambda: gr.update(visible=False), None, [self.removal], **QUICK)

    # Events: who it is from the request, what is wanted from the fields, what is shown from the handlers

    @telling
    def _open(self, stored: str, request: gr.Request) -> list[Any]:
        opened = self._handlers.open(self._who(request), stored or None)
        return [
            opened.conversation_id,
            opened.conversation,
            _header(opened.name, opened.role),
            *_scope_updates(opened.scopes),
            gr.update(visible=opened.may_add, value=self._papers.upload()),
        ]

    @telling_on_the_way
    def _ask(
        self, id: str | None, question: str, partnership: str, paper: str, first: str, last: str, request: gr.Request
    ) -> Iterator[list[Any]]:
        chosen = chosen_from(partnership, paper, first, last)
        for step in self._handlers.ask(self._who(request), _text(id), _text(question), chosen):
            place = gr.skip() if step.place is None else step.place
            yield [step.conversation_id, step.conversation, place, ""]

    @telling_on_the_way
    def _example(
        self,
        id: str | None,
        partnership: str,
        paper: str,
        first: str,
        last: str,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        yield from self._ask(id, str(_sent(event).get("question", "")), partnership, paper, first, last, request)

    @telling
    def _show(self, event: gr.EventData, request: gr.Request) -> str:
        return self._handlers.place(self._who(request), _sent(event))

    @telling
    def _judge(self, id: str | None, event: gr.EventData, request: gr.Request) -> str:
        return self._handlers.judge(self._who(request), _text(id), _sent(event))

    @telling
    def _choose(self, partnership: str, paper: str, first: str, last: str, request: gr.Request) -> Any:
        words = self._handlers.scope_words(self._who(request), chosen_from(partnership, paper, first, last))
        return gr.update(label=f"Papers asked: {words}")

    @telling
    def _list(self, request: gr.Request) -> str:
        return self._papers.papers(self._who(request))

    @telling
    def _offer(self, request: gr.Request) -> list[Any]:
        label, *choices = _scope_updates(self._handlers.scopes(self._who(request)))
        return [*choices, label]

    @telling_on_the_way
    def _add(self, event: gr.EventData, request: gr.Request) -> Iterator[list[Any]]:
        for step in self._papers.add(self._who(request), _sent(event).get("files") or []):
            yield [step.upload, gr.skip() if step.papers is None else step.papers]

    @telling
    def _begin_form(self, event: gr.EventData, request: gr.Request) -> list[Any]:
        form = self._papers.form(self._who(request), str(_sent(event).get("document", "")))
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
        values = map(_text, (title, councils, partnership, body, date, kind, portfolio, contact))
        form = Form(document_id=_text(document_id), **dict(zip(FORM_FIELDS, values, strict=True)))
        try:
            table = self._papers.correct(self._who(request), form)
        except CouncilQAError as error:
            return [gr.update(visible=True), f"**Not saved:** {_plain(f'{error}. {error.hint}')}", gr.skip()]
        return [gr.update(visible=False), "", table]

    @telling
    def _begin_removal(self, event: gr.EventData, request: gr.Request) -> list[Any]:
        summary = self._papers.leaving(self._who(request), str(_sent(event).get("document", "")))
        words = (
            f"Remove ‘{_plain(summary.metadata.title)}’ from the index? Its file is moved out of the corpus folder "
            "into its folder `.removed`; it is not deleted."
        )
        return [summary.id, gr.update(visible=True), words]

    @telling
    def _remove(self, document_id: str, request: gr.Request) -> list[Any]:
        return [gr.update(visible=False), self._papers.remove(self._who(request), _text(document_id))]

    def _who(self, request: gr.Request) -> Any:
        return self._desk.who(request.cookies.get(COOKIE))


def _text(value: Any) -> str:
    """What a field holds; whatever it is, it comes from a browser."""
    return value if isinstance(value, str) else ""


def _scope_updates(scopes: Scopes) -> list[Any]:
    choices = (scopes.partnerships, scopes.papers, scopes.years, scopes.years)
    return [
        gr.update(label=f"Papers asked: {scopes.words}"),
        *(gr.update(choices=list(each), value=ALL) for each in choices),
    ]


def _part(name: str, *, visible: bool = True) -> gr.HTML:
    """One of our own parts of the page, with its function in `looks/page.js`."""
    return gr.HTML(
        "",
        visible=visible,
        elem_classes=["cq-part"],
        apply_default_css=False,
        js_on_load=f"window.councilqa.{name}(element, trigger, watch);",
    )


def _sent(event: gr.EventData) -> dict[str, Any]:
    """What the page's script sent along; whatever it is, it comes from a browser."""
    return event._data if isinstance(event._data, dict) else {}


def _header(name: str, role: str = "") -> str:
    signed_in = Markup(
        '<nav aria-label="You"><form method="post" action="logout">{} ({}) <button>Sign out</button></form></nav>'
    ).format(name, role)
    return Markup('<header class="cq-header"><h1 class="cq-title">councilqa</h1>{}</header>').format(
        signed_in if name else ""
    )


def _plain(text: str) -> str:
    """For a Markdown component: text that is shown as it is."""
    from councilqa.exports.escaping import markdown_line

    return markdown_line(text)
