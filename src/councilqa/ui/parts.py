"""What several tabs of the page are laid out of, and how their events are wired."""

from __future__ import annotations

import os
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import gradio as gr

from councilqa.access.rules import Person
from councilqa.desk.desk import Desk
from councilqa.ui.gate import COOKIE, is_forwarded
from councilqa.ui.handlers import ALL, Handlers, Scopes, chosen_from
from councilqa.ui.telling import telling
from councilqa.ui.views import Beside

QUICK: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": None}
"""Events that ask nothing of the model: as many at once as come."""


def part(name: str, *, visible: bool = True) -> gr.HTML:
    """One of our own parts of the page, with its function in `looks/page.js`."""
    return gr.HTML(
        "",
        visible=visible,
        elem_classes=["cq-part"],
        apply_default_css=False,
        js_on_load=f"window.councilqa.{name}(element, trigger, watch);",
    )


def who_asks(desk: Desk, request: gr.Request) -> Person | None:
    return desk.who(request.cookies.get(COOKIE), forwarded=is_forwarded(request.headers))


def text(value: Any) -> str:
    """What a field holds; whatever it is, it comes from a browser."""
    return value if isinstance(value, str) else ""


def sent(event: gr.EventData) -> dict[str, Any]:
    """What the page's script sent along; whatever it is, it comes from a browser."""
    return event._data if isinstance(event._data, dict) else {}


class ScopeFields:
    """Which papers: partnership, paper, years, in a fold that says what is chosen."""

    def __init__(self, desk: Desk, handlers: Handlers, *, words: str) -> None:
        """`words` come before what is chosen: "Papers asked"."""
        self._desk = desk
        self._handlers = handlers
        self._words = words
        with gr.Accordion(f"{words}: all", open=False) as self.fold:
            with gr.Row():
                partnership = gr.Dropdown([], label="Partnership", min_width=220)
                paper = gr.Dropdown([], label="Paper", min_width=220)
            with gr.Row():
                first = gr.Dropdown([], label="From the year", min_width=140)
                last = gr.Dropdown([], label="To the year", min_width=140)
        self.fields = [partnership, paper, first, last]
        self.all = [self.fold, *self.fields]
        """What `updates` are for."""

    def wire(self) -> None:
        for field in self.fields:
            field.input(self._choose, self.fields, [self.fold], preprocess=False, **QUICK)

    def updates(self, scopes: Scopes) -> list[Any]:
        """With everything to choose from, and nothing chosen."""
        choices = (scopes.partnerships, scopes.papers, scopes.years, scopes.years)
        return [
            gr.update(label=f"{self._words}: {scopes.words}"),
            *(gr.update(choices=list(each), value=ALL) for each in choices),
        ]

    @telling
    def _choose(self, partnership: str, paper: str, first: str, last: str, request: gr.Request) -> Any:
        who = who_asks(self._desk, request)
        words = self._handlers.scope_words(who, chosen_from(partnership, paper, first, last))
        return gr.update(label=f"{self._words}: {words}")


class PlaceBeside:
    """The place of a quotation, beside the list that it was opened from; not there until one is opened."""

    def __init__(self, desk: Desk, handlers: Handlers, beside: Beside) -> None:
        self._desk = desk
        self._handlers = handlers
        self._beside = beside
        self.part = part("place")

    def wire(self, source: gr.HTML) -> None:
        """`source` holds the links; leafing and closing are events of the place itself."""
        source.select(self._show_beside, None, [self.part], **QUICK)
        self.part.select(self._show_beside, None, [self.part], **QUICK)
        self.part.delete(_nothing, None, [self.part], **QUICK)

    @telling
    def _show_beside(self, event: gr.EventData, request: gr.Request) -> str:
        return self._handlers.place(who_asks(self._desk, request), sent(event), self._beside)


def _nothing() -> str:
    return ""
