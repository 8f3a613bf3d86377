"""Whose page each stream of events is: Gradio gives it to anybody who knows what the browser calls its page."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

MOST_EACH = 500
"""Pages that are remembered of one person; only their own oldest makes room."""
_LONGEST = 100
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([\w-]+)")
_BY_QUERY = "/gradio_api/queue/data"
_BY_BODY = re.compile(r"/gradio_api/(?:queue/join|cancel)/?")


class Streams:
    """Who came first with the name of a page, and so has it; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owners: dict[str, str] = {}
        self._pages: dict[str, OrderedDict[str, None]] = {}
        """By owner, the one used longest ago first."""

    def belongs(self, page: str, person: str) -> bool:
        """Whether it is theirs, now if it was nobody's."""
        if not page or len(page) > _LONGEST:
            return False
        with self._lock:
            if self._owners.setdefault(page, person) != person:
                return False
            pages = self._pages.setdefault(person, OrderedDict())
            pages[page] = None
            pages.move_to_end(page)
            while len(pages) > MOST_EACH:
                oldest, _ = pages.popitem(last=False)
                del self._owners[oldest]
            return True


def named_streams(path: str, queried: Sequence[str], body: bytes | None) -> tuple[str, ...] | None:
    """The pages that a request names; None where it names none. One that should and does not names "", nobody's."""
    if found := _HEARTBEAT.fullmatch(path):
        return (found[1],)
    if path == _BY_QUERY:
        return tuple(queried) or ("",)
    if body is not None and _BY_BODY.fullmatch(path):
        return (_in_body(body),)
    return None


def _in_body(body: bytes) -> str:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    named = given.get("session_hash") if isinstance(given, dict) else None
    return named if isinstance(named, str) else ""
