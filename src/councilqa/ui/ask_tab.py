"""Asking: the conversation, the field for the next question, and the place of a quotation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from councilqa.desk.bounds import MOST_QUESTION
from councilqa.desk.desk import Desk
from councilqa.ui.handlers import Handlers, chosen_from
from councilqa.ui.parts import QUICK, ScopeFields, part, sent, text, who_asks
from councilqa.ui.telling import telling, telling_on_the_way

PRIVATE = "Keep no record of the model's work"
STOP = "Stop the model"


class AskTab:
    """What is laid out when it is made; `wire` says what calls what."""

    def __init__(self, desk: Desk, handlers: Handlers) -> None:
        self._desk = desk
        self._handlers = handlers
        with gr.Row(elem_classes=["cq-beside"]):
            with gr.Column(scale=6, min_width=320):
                self.conversation = part("conversation")
                with gr.Column(elem_classes=["cq-composer"]):
                    with gr.Row(equal_height=True):
                        self._question = gr.Textbox(
                            label="Your question",
                            lines=1,
                            max_lines=5,
                            max_length=MOST_QUESTION,
                            scale=5,
                            min_width=200,
                        )
                        self._send = gr.Button("Ask", variant="primary", scale=1, min_width=90)
                    with gr.Row(visible=False) as self.drafting:
                        self._private = gr.Checkbox(label=PRIVATE, container=False, scale=3, min_width=240)
                        self._stop = gr.Button(STOP, size="sm", scale=1, min_width=120)
                    self.scope = ScopeFields(desk, handlers, words="Papers asked")
            with gr.Column(scale=5, min_width=320, elem_classes=["cq-place-column"]):
                self._place = part("place")

    def wire(self, conversation_id: gr.Textbox, *, at_once: int) -> None:
        asking: dict[str, Any] = {
            "outputs": [conversation_id, self.conversation, self._place, self._question],
            "show_progress": "hidden",
            "api_visibility": "private",
            "preprocess": False,  # else what is chosen has to be among choices that a restarted server has forgotten
            "concurrency_id": "questions",
            "concurrency_limit": at_once,
        }
        for event in (self._question.submit, self._send.click):
            event(self._ask, [conversation_id, self._question, *self.scope.fields, self._private], **asking)
        self.conversation.submit(self._example, [conversation_id, *self.scope.fields, self._private], **asking)
        self.conversation.select(self._show, None, [self._place], **QUICK)
        self._place.select(self._show, None, [self._place], **QUICK)
        self.conversation.like(self._judge, [conversation_id], [self.conversation], **QUICK)
        self._stop.click(self._stop_model, [conversation_id], None, **QUICK)
        self.scope.wire()

    @telling_on_the_way
    def _ask(
        self,
        id: str | None,
        question: str,
        partnership: str,
        paper: str,
        first: str,
        last: str,
        private: bool,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        chosen = chosen_from(partnership, paper, first, last)
        who = who_asks(self._desk, request)
        for step in self._handlers.ask(who, text(id), text(question), chosen, private=bool(private)):
            place, field = (gr.skip() if each is None else each for each in (step.place, step.question))
            yield [step.conversation_id, step.conversation, place, field]

    @telling_on_the_way
    def _example(
        self,
        id: str | None,
        partnership: str,
        paper: str,
        first: str,
        last: str,
        private: bool,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        question = str(sent(event).get("question", ""))
        yield from self._ask(id, question, partnership, paper, first, last, private, request)

    @telling
    def _stop_model(self, id: str | None, request: gr.Request) -> None:
        self._handlers.stop(who_asks(self._desk, request), text(id))

    @telling
    def _show(self, event: gr.EventData, request: gr.Request) -> str:
        return self._handlers.place(who_asks(self._desk, request), sent(event))

    @telling
    def _judge(self, id: str | None, event: gr.EventData, request: gr.Request) -> str:
        return self._handlers.judge(who_asks(self._desk, request), text(id), sent(event))
