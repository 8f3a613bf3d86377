"""Events of Gradio's page that fail say why, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

import gradio as gr
from markupsafe import escape

from councilqa.errors import CouncilQAError

P = ParamSpec("P")
T = TypeVar("T")


def telling(act: Callable[P, T]) -> Callable[P, T]:
    """For an event that shows what comes of it."""

    @wraps(act)
    def tells(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return act(*args, **kwargs)
        except CouncilQAError as error:
            raise _shown(error) from error

    return tells


def telling_on_the_way(act: Callable[P, Iterator[T]]) -> Callable[P, Iterator[T]]:
    """For an event that shows its steps."""

    @wraps(act)
    def tells(*args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        try:
            yield from act(*args, **kwargs)
        except CouncilQAError as error:
            raise _shown(error) from error

    return tells


def _shown(error: CouncilQAError) -> gr.Error:
    """Gradio shows the message as HTML."""
    message = f"{error}. {error.hint}".strip()
    return gr.Error(str(escape(message)), title="This did not work", print_exception=False)
