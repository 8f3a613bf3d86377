"""Gradio's part: the page, its tabs, and what happens when it is opened. Nothing is worked out here."""

from __future__ import annotations

from typing import Any

import gradio as gr
from fastapi import FastAPI
from markupsafe import Markup

from councilqa.desk.desk import Desk
from councilqa.ui.ask_tab import AskTab
from councilqa.ui.compare_tab import CompareTab
from councilqa.ui.handlers import Handlers
from councilqa.ui.paper_handlers import PaperHandlers
from councilqa.ui.papers_tab import PapersTab
from councilqa.ui.parts import QUICK, who_asks
from councilqa.ui.registers_tab import RegistersTab
from councilqa.ui.report_handlers import ReportHandlers
from councilqa.ui.telling import telling

HEAD = (
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" href="looks/icon.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="looks/page.css"><script src="looks/page.js"></script>'
)


def mount_page(app: FastAPI, desk: Desk, handlers: Handlers, papers: PaperHandlers, reports: ReportHandlers) -> None:
    """Put Gradio's page at the root of the app."""
    settings = desk.service.settings.serve
    page = Page(desk, handlers, papers, reports)
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
        checkbox_border_color="#767d84",
        checkbox_border_color_dark="#8b939b",
        input_border_color="#767d84",
        input_border_color_dark="#8b939b",
    )


class Page:
    """One layout for everybody; what a reader may not do is not shown, and refused by the desk."""

    def __init__(self, desk: Desk, handlers: Handlers, papers: PaperHandlers, reports: ReportHandlers) -> None:
        self._desk = desk
        self._handlers = handlers
        self._papers = papers
        self._reports = reports
        self._at_once = desk.service.settings.serve.concurrent_questions

    def blocks(self) -> gr.Blocks:
        """Build it; nothing of a user is in it."""
        with gr.Blocks(title="councilqa", fill_width=True, analytics_enabled=False) as blocks:
            self._conversation_id = gr.Textbox(visible=False)  # kept by the browser: a laptop may sleep for hours
            self._stored = gr.Textbox(visible=False)
            self._header = gr.HTML(_header(""), elem_classes=["cq-part"], apply_default_css=False)
            with gr.Tabs():
                with gr.Tab("Ask", id="ask"):
                    self._ask = AskTab(self._desk, self._handlers)
                with gr.Tab("Registers", id="registers") as registers_tab:
                    registers = RegistersTab(self._desk, self._handlers, self._reports)
                with gr.Tab("Compare", id="compare"):
                    compare = CompareTab(self._desk, self._handlers, self._reports)
                with gr.Tab("Papers", id="papers") as papers_tab:
                    papers = PapersTab(self._desk, self._handlers, self._papers)
            self._scopes = (self._ask.scope, registers.scope, compare.scope)
            self._ask.wire(self._conversation_id, at_once=self._at_once)
            registers.wire(registers_tab)
            compare.wire()
            papers.wire(papers_tab, self._scopes)
            self._wire_opening(blocks, papers.upload)
        blocks.queue(default_concurrency_limit=self._at_once, max_size=200)
        page: gr.Blocks = blocks
        return page

    def _wire_opening(self, blocks: gr.Blocks, upload: gr.HTML) -> None:
        chosen = [field for each in self._scopes for field in each.all]
        opened = [self._conversation_id, self._ask.conversation, self._ask.drafting, self._header, *chosen, upload]
        stored = "() => [window.councilqa ? window.councilqa.stored() : '']"
        blocks.load(self._open, [self._stored], opened, js=stored, **QUICK)

    @telling
    def _open(self, stored: str, request: gr.Request) -> list[Any]:
        opened = self._handlers.open(who_asks(self._desk, request), stored or None)
        return [
            opened.conversation_id,
            opened.conversation,
            gr.update(visible=opened.language_model is not None),
            _header(opened.name, opened.role, opened.language_model),
            *(update for each in self._scopes for update in each.updates(opened.scopes)),
            gr.update(visible=opened.may_add, value=self._papers.upload()),
        ]


def _header(name: str, role: str = "", language_model: str | None = None) -> str:
    signed_in = Markup(
        '<nav aria-label="You"><form method="post" action="logout">{} ({}) <button>Sign out</button></form></nav>'
    ).format(name, role)
    drafts = Markup(
        '<p class="cq-drafts">The language model {} drafts answers; each statement is checked against the papers.</p>'
    ).format(language_model)
    return Markup('<header class="cq-header"><h1 class="cq-title">councilqa</h1>{}{}</header>').format(
        drafts if language_model else "", signed_in if name else ""
    )
