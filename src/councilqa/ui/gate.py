"""Which routes there are and what each of them takes: one table, and the middleware that holds every request to it.

Gradio brings routes of its own (to run code, to fetch other hosts' pages, to serve files): what is not in the table is
not there. `permit` decides; this module only says which act a route is.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from urllib.parse import quote

from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from councilqa.access.rules import Action, Person, permit
from councilqa.errors import ForbiddenError, UnauthenticatedError
from councilqa.ui.bodies import again, names_file, whole_body
from councilqa.ui.streams import Streams, named_streams

COOKIE = "councilqa"
_ID = r"[0-9a-f]{16}"
ROUTES: tuple[tuple[str, str, Action], ...] = (
    # our own
    ("GET", r"/login", Action.SIGN_IN),
    ("POST", r"/login", Action.SIGN_IN),
    ("POST", r"/logout", Action.SIGN_IN),
    ("GET", r"/health", Action.SIGN_IN),
    ("GET", r"/looks/[\w.-]+", Action.SIGN_IN),
    ("GET", rf"/papers/{_ID}", Action.READ),
    ("GET", rf"/papers/{_ID}/file", Action.READ),
    ("GET", rf"/papers/{_ID}/pages/\d{{1,6}}\.png", Action.READ),
    ("GET", rf"/papers/{_ID}/briefing", Action.READ),
    ("GET", rf"/papers/{_ID}/briefing\.(?:md|docx)", Action.EXPORT),
    ("GET", r"/registers/[a-z]{1,20}\.(?:csv|xlsx)", Action.EXPORT),
    ("GET", r"/comparisons/[\w-]{10,40}\.(?:md|docx|xlsx)", Action.EXPORT),
    ("GET", r"/conversations/[\w-]{10,40}\.(?:md|docx)", Action.EXPORT),
    ("PUT", r"/uploads/[^/]+", Action.ADD),
    ("GET", r"/api/documents", Action.READ),
    ("POST", r"/api/ask", Action.ASK),
    ("POST", r"/api/search", Action.ASK),
    # what Gradio's page needs; each event asks `permit` again for what it does
    ("GET", r"/", Action.ASK),
    ("HEAD", r"/", Action.ASK),
    ("GET", r"/config/?", Action.ASK),
    ("GET", r"/(?:gradio_api/)?theme\.css", Action.ASK),
    ("GET", r"/(?:assets|static|svelte)/(?:[\w-][\w.@+-]{0,99}/){0,5}[\w-][\w.@+-]{0,99}", Action.SIGN_IN),
    ("GET", r"/gradio_api/startup-events", Action.ASK),
    ("GET", r"/gradio_api/heartbeat/[\w-]+", Action.ASK),
    ("POST", r"/gradio_api/queue/join", Action.ASK),
    ("GET", r"/gradio_api/queue/data", Action.ASK),
    ("POST", r"/gradio_api/(?:reset|cancel)/?", Action.ASK),
)
_TABLE = tuple((method, re.compile(path), action) for method, path, action in ROUTES)
_EVENTS = "/gradio_api/queue/join"
_KEPT = re.compile(r"/(?:looks|assets|static|svelte)/.*|/(?:gradio_api/)?theme\.css")
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

GRADIO_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Gradio's page makes its templates into functions; it still cannot reach another host."""
OWN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""For a paper's own file: nothing in it runs, sends or loads."""
PDF_POLICY = "frame-ancestors 'none'"
"""A browser's own viewer is itself a page with styles and parts, which a stricter policy would take from it."""


def action_of(method: str, path: str) -> Action | None:
    """What a request does; None where there is no such route."""
    for allowed, pattern, action in _TABLE:
        if method == allowed and pattern.fullmatch(path):
            return action
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Under which names the server is called."""

    hosts: frozenset[str] | None
    """None: any, where people have to sign in."""
    public: str = ""
    """The name in the public URL, which a proxy may keep to itself."""


class Who(Protocol):
    """Who is behind a request, by its cookie."""

    def __call__(self, token: str | None, *, forwarded: bool) -> Person | None: ...


class Gate:
    """The outermost layer of the server: hosts, origins, who may do what, headers."""

    def __init__(self, app: ASGIApp, *, who: Who, doors: Doors) -> None:
        self._app = app
        self._streams = Streams()
        self._who = who
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no route of ours or of the page is a web socket
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope)
        refusal = await self._refusal(request)
        if refusal is None and request.method == "POST":
            body = await whole_body(receive)
            refusal = _refused_body(path_of(scope), body) or self._refused_stream(request, body)
            receive = again(body or b"", receive)
        answer: Callable[..., Awaitable[None]] = self._app if refusal is None else refusal
        await answer(scope, receive, _with_headers(send, keep=bool(_KEPT.fullmatch(path_of(scope)))))

    async def _refusal(self, request: Request) -> Response | None:
        from starlette.concurrency import run_in_threadpool

        path = path_of(request.scope)
        if self._doors.hosts is not None and _host(request.headers.get("host", "")) not in self._doors.hosts:
            return PlainTextResponse("councilqa is not served under this name; see `--public-url`.", status_code=421)
        if request.method in _CHANGING and not _same_origin(request.headers, self._doors.public):
            return PlainTextResponse("This request comes from another site.", status_code=403)
        action = action_of(request.method, path)
        if action is None:
            return PlainTextResponse("There is no such page.", status_code=404)
        if path == "/health":  # from here, without a thread: however many ask, it says that the server is there
            return JSONResponse({"status": "ok"})
        ask = partial(self._who, request.cookies.get(COOKIE), forwarded=is_forwarded(request.headers))
        who = await run_in_threadpool(ask)
        request.scope["state"] = {**request.scope.get("state", {}), "who": who}
        try:
            permit(who, action)
        except UnauthenticatedError as error:
            return _sign_in(request, path, error)
        except ForbiddenError as error:
            return JSONResponse({"error": str(error), "hint": error.hint}, status_code=403)
        return self._refused_stream(request, None) if request.method == "GET" else None

    def _refused_stream(self, request: Request, body: bytes | None) -> Response | None:
        """Whether a request names a page of Gradio's, by what the browser calls it, that somebody else has open."""
        path, who = path_of(request.scope), request.state.who
        named = named_streams(path, request.query_params.getlist("session_hash"), body)
        if who is None or named is None or all(self._streams.belongs(each, who.name) for each in named):
            return None
        if "" in named:
            return JSONResponse({"error": "this event cannot be used", "hint": "Reload the page."}, status_code=400)
        return JSONResponse({"error": "this page is not yours", "hint": "Reload the page."}, status_code=403)


def is_forwarded(headers: Mapping[str, str]) -> bool:
    """Whether a request says that it came through a proxy."""
    names = {name.lower() for name in headers}
    return bool(names & {"forwarded", "x-real-ip"}) or any(name.startswith("x-forwarded-") for name in names)


def path_of(scope: Scope) -> str:
    """The path without the sub-path that a proxy serves us under."""
    path, root = str(scope["path"]), str(scope.get("root_path", "")).rstrip("/")
    return (path.removeprefix(root) or "/") if root and path.startswith(f"{root}/") else path


def _refused_body(path: str, body: bytes | None) -> Response | None:
    if body is None:
        return JSONResponse({"error": "this request is too large", "hint": "Send less."}, status_code=413)
    if path == _EVENTS and names_file(body):
        return JSONResponse({"error": "this event cannot be used", "hint": "Reload the page."}, status_code=400)
    return None


def _sign_in(request: Request, path: str, error: UnauthenticatedError) -> Response:
    """A reader is led to the page to sign in on; a program is told."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        up = "../" * (path.count("/") - 1)
        wanted = path.lstrip("/") + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{up}login?next={quote(wanted)}", status_code=303)
    return JSONResponse({"error": str(error), "hint": error.hint}, status_code=401)


def _same_origin(headers: Headers, public: str) -> bool:
    """Whether a changing request was made by our own page, or by no page at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or _host(origin.partition("://")[2]) in {_host(headers.get("host", "")), public} - {""}


def _host(netloc: str) -> str:
    """Without the port; "[::1]" keeps its brackets."""
    return re.sub(r":\d*$", "", netloc.strip().lower())


def _with_headers(send: Send, *, keep: bool) -> Send:
    """`keep`: what is the same for everybody may stay in caches, all else in none."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {name.lower() for name, _ in message["headers"]}
            usual = {
                b"content-security-policy": GRADIO_POLICY.encode(),
                b"x-content-type-options": b"nosniff",
                b"referrer-policy": b"no-referrer",
                b"x-frame-options": b"DENY",
                b"cross-origin-opener-policy": b"same-origin",
                **({} if keep else {b"cache-control": b"no-store"}),
            }
            added = [(name, value) for name, value in usual.items() if name not in headers]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return sending


def own_page(html: str, status_code: int = 200) -> HTMLResponse:
    """A page of our own, without scripts."""
    return HTMLResponse(html, status_code, {"content-security-policy": OWN_POLICY, "cache-control": "no-store"})
