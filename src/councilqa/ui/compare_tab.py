"""Comparing: a question to each partnership, standing fields side by side, precedents that the papers name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from councilqa.desk.bounds import MOST_QUESTION
from councilqa.desk.desk import Desk
from councilqa.ui.handlers import Handlers, chosen_from
from councilqa.ui.parts import PlaceBeside, ScopeFields, part, text, who_asks
from councilqa.ui.report_handlers import ReportHandlers, Wanted
from councilqa.ui.telling import telling_on_the_way
from councilqa.ui.views import Beside

AT_ONCE = 2
"""A comparison asks as much as many questions do; those who ask one question do not wait for it."""


class CompareTab:
    """What is laid out when it is made; `wire` says what calls what."""

    def __init__(self, desk: Desk, handlers: Handlers, reports: ReportHandlers) -> None:
        self._desk = desk
        self._reports = reports
        with gr.Row(equal_height=True):
            self._question = gr.Textbox(
                label="A question to each partnership",
                lines=1,
                max_lines=5,
                max_length=MOST_QUESTION,
                scale=5,
                min_width=200,
            )
            self._compare = gr.Button("Compare", variant="primary", scale=1, min_width=130)
        with gr.Row():
            self._fields = gr.Button("Standing fields side by side", size="md", min_width=220)
            self._named = gr.Button("Precedents named in the papers", size="md", min_width=220)
        self.scope = ScopeFields(desk, handlers, words="Papers compared")
        with gr.Row(elem_classes=["cq-beside"]):
            with gr.Column(scale=6, min_width=320):
                self._compared = part("list")
            with gr.Column(scale=5, min_width=320, elem_classes=["cq-place-column", "cq-when-opened"]):
                self._place = PlaceBeside(desk, handlers, Beside.COMPARISON)

    def wire(self) -> None:
        wired: dict[str, Any] = {
            "inputs": [self._question, *self.scope.fields],
            "outputs": [self._compared],
            "show_progress": "hidden",
            "api_visibility": "private",
            "preprocess": False,  # as for questions
            "concurrency_id": "comparisons",
            "concurrency_limit": AT_ONCE,
        }
        self._question.submit(self._compare_question, **wired)
        self._compare.click(self._compare_question, **wired)
        self._fields.click(self._compare_fields, **wired)
        self._named.click(self._compare_named, **wired)
        self.scope.wire()
        self._place.wire(self._compared)

    @telling_on_the_way
    def _compare_question(
        self, question: str, partnership: str, paper: str, first: str, last: str, request: gr.Request
    ) -> Iterator[str]:
        yield from self._steps(Wanted.QUESTION, question, (partnership, paper, first, last), request)

    @telling_on_the_way
    def _compare_fields(
        self, question: str, partnership: str, paper: str, first: str, last: str, request: gr.Request
    ) -> Iterator[str]:
        yield from self._steps(Wanted.FIELDS, question, (partnership, paper, first, last), request)

    @telling_on_the_way
    def _compare_named(
        self, question: str, partnership: str, paper: str, first: str, last: str, request: gr.Request
    ) -> Iterator[str]:
        yield from self._steps(Wanted.NAMED, question, (partnership, paper, first, last), request)

    def _steps(
        self, wanted: Wanted, question: str, scope: tuple[str, str, str, str], request: gr.Request
    ) -> Iterator[str]:
        who = who_asks(self._desk, request)
        yield from self._reports.compare(who, wanted, text(question), chosen_from(*scope))
