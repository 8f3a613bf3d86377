"""Registers: what the papers list, as a table, each entry beside its place."""

from __future__ import annotations

from typing import Any

import gradio as gr

from councilqa.desk.desk import Desk
from councilqa.domain.registers import RegisterKind
from councilqa.ui.handlers import Handlers, chosen_from
from councilqa.ui.parts import PlaceBeside, ScopeFields, part, text, who_asks
from councilqa.ui.report_handlers import ReportHandlers
from councilqa.ui.telling import telling
from councilqa.ui.views import Beside

AT_ONCE = 4


class RegistersTab:
    """What is laid out when it is made; `wire` says what calls what."""

    def __init__(self, desk: Desk, handlers: Handlers, reports: ReportHandlers) -> None:
        self._desk = desk
        self._reports = reports
        self._kind = gr.Radio(
            [(str(kind).capitalize(), str(kind)) for kind in RegisterKind],
            value=str(RegisterKind.RECOMMENDATIONS),
            label="Register",
        )
        self.scope = ScopeFields(desk, handlers, words="Papers looked through")
        with gr.Row(elem_classes=["cq-beside"]):
            with gr.Column(scale=6, min_width=320):
                self._register = part("list")
            with gr.Column(scale=5, min_width=320, elem_classes=["cq-place-column", "cq-when-opened"]):
                self._place = PlaceBeside(desk, handlers, Beside.LIST)

    def wire(self, tab: gr.Tab) -> None:
        given: list[Any] = [self._kind, *self.scope.fields]
        wired: dict[str, Any] = {
            "outputs": [self._register],
            "show_progress": "hidden",
            "api_visibility": "private",
            "preprocess": False,  # as for questions
            "concurrency_id": "registers",
            "concurrency_limit": AT_ONCE,
            "trigger_mode": "always_last",  # what was chosen last is what is shown, however long the first took
        }
        gr.on([tab.select, *(field.input for field in given)], self._list_register, given, **wired)
        self.scope.wire()
        self._place.wire(self._register)

    @telling
    def _list_register(
        self, kind: str, partnership: str, paper: str, first: str, last: str, request: gr.Request
    ) -> str:
        chosen = chosen_from(partnership, paper, first, last)
        return self._reports.register(who_asks(self._desk, request), text(kind), chosen)
