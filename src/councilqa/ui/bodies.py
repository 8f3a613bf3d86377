"""Bodies of requests: read whole and bounded before anything else looks at them."""

from __future__ import annotations

import json
from typing import Any

from starlette.types import Message, Receive

MOST_BODY = 1_000_000
"""Bytes of a form or an event; files come by a way of their own."""


async def whole_body(receive: Receive) -> bytes | None:
    """None where it is larger than anything that the page sends, or was broken off."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BODY:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def again(body: bytes, receive: Receive) -> Receive:
    """For the app behind: the body that was read, then whatever comes."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving


def names_file(body: bytes) -> bool:
    """Whether an event brings what Gradio takes for a file, or cannot be read.

    Of a file that is named in any field Gradio fetches the address or copies the path by itself; the page has none.
    """
    try:
        waiting: list[Any] = [json.loads(body)]
    except (ValueError, RecursionError):
        return True
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "path" in each and "meta" in each:
                return True
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return False
