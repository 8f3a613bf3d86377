"""The whole app behind its gate, as nobody, a reader and an editor meet it; events as Gradio's page sends them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Any, cast

from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from councilqa.access.rules import Person
from councilqa.desk.desk import Desk
from councilqa.ui.gate import COOKIE
from desk_makers import token_of

ADDRESS = "http://127.0.0.1:7860"


def client_of(app: ASGIApp, desk: Desk, person: Person | None = None, **options: Any) -> TestClient:
    """A browser's requests, sent from the page itself, with a session of that person."""
    client = TestClient(app, base_url=ADDRESS, follow_redirects=False, **options)
    client.headers["sec-fetch-site"] = "same-origin"
    if person is not None:
        client.cookies.set(COOKIE, token_of(desk, person))
    return client


def all_routes(app: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of every route, those of mounted apps too."""
    for each in iter_route_contexts(app.routes):
        route = each.original_route
        if isinstance(route, Mount):
            if getattr(route.app, "routes", None):
                yield from all_routes(route.app, before + route.path)
            else:
                yield "GET", f"{before}{route.path}/{{path:path}}"
        else:
            for method in sorted(each.methods or {"GET"}):
                yield method, before + str(each.path)


def blocks_of(app: Any) -> Any:
    """Gradio's page within the app that `make_app` gives."""
    mounts = [each for each in app._app.routes if isinstance(each, Mount) and hasattr(each.app, "get_blocks")]
    return mounts[0].app.get_blocks()


class Page:
    """One tab: events go through the queue as Gradio's own page sends them."""

    def __init__(self, app: Any, client: TestClient) -> None:
        self.blocks = blocks_of(app)
        self.client = client
        self.session = secrets.token_hex(6)

    def number(self, handler: str, place: int = 0) -> int:
        """Of an event by the name of the function that it calls."""
        return [number for number, each in self.blocks.fns.items() if each.fn.__name__ == handler][place]

    def join(self, event: str | int, data: list[Any] | None = None, sent: Any = None) -> Any:
        """The response to the event's first request."""
        number = event if isinstance(event, int) else self.number(event)
        fn = self.blocks.fns[number]
        body = {
            "data": [None] * len(fn.inputs) if data is None else data,
            "event_data": sent,
            "fn_index": number,
            "trigger_id": None,
            "session_hash": self.session,
        }
        return self.client.post("/gradio_api/queue/join", json=body)

    def messages(self) -> list[dict[str, Any]]:
        answer = self.client.get("/gradio_api/queue/data", params={"session_hash": self.session})
        assert answer.status_code == 200, answer.text
        lines = [line.removeprefix("data: ") for line in answer.text.splitlines() if line.startswith("data: ")]
        return [cast("dict[str, Any]", json.loads(line)) for line in lines]

    def send(self, event: str | int, data: list[Any] | None = None, sent: Any = None) -> dict[str, Any]:
        """The event's last message: `success`, and `output` with `data` or `error`."""
        joined = self.join(event, data, sent)
        assert joined.status_code == 200, joined.text
        return next(each for each in self.messages() if each["msg"] == "process_completed")
