"""The server: our routes, Gradio's page, and the gate before both."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from councilqa.database import FILE_NAME
from councilqa.desk.desk import Desk
from councilqa.errors import (
    CouncilQAError,
    ForbiddenError,
    IndexFault,
    SettingsError,
    TooLargeError,
    UnauthenticatedError,
    UnknownConversationError,
    UnknownDocumentError,
)
from councilqa.service import CouncilQA
from councilqa.settings import ServeSettings, is_loopback
from councilqa.ui.gate import Doors, Gate, own_page, path_of
from councilqa.ui.handlers import Handlers
from councilqa.ui.paper_handlers import PaperHandlers
from councilqa.ui.report_handlers import ReportHandlers
from councilqa.ui.routes import problem, routes
from councilqa.ui.uploads import Uploads
from councilqa.ui.views import Views

LOOKS = Path(__file__).with_name("looks")
_STATUS: tuple[tuple[type[CouncilQAError], int], ...] = (
    (UnauthenticatedError, 401),
    (ForbiddenError, 403),
    (UnknownDocumentError, 404),
    (UnknownConversationError, 404),
    (TooLargeError, 413),
    (IndexFault, 503),
)
_NAMES_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def make_app(desk: Desk) -> ASGIApp:
    """Everything that is served, behind the gate."""
    from councilqa.ui.app import mount_page

    settings = desk.service.settings.serve
    views = Views()
    uploads = Uploads(desk.uploads_folder, most_mb=settings.most_upload_mb)
    app = FastAPI(title="councilqa", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(routes(desk, views, uploads))
    app.mount("/looks", StaticFiles(directory=LOOKS))
    _translate_errors(app, views)
    mount_page(app, desk, Handlers(desk, views), PaperHandlers(desk, views, uploads), ReportHandlers(desk, views))
    return Gate(app, who=desk.who, doors=doors(settings))


def doors(settings: ServeSettings) -> Doors:
    """Without users only this machine's own names lead in, so that no other site can (DNS rebinding)."""
    public = urlsplit(settings.public_url or "")
    name = public.hostname or ""
    name = f"[{name}]" if ":" in name else name
    hosts = _NAMES_HERE | {name or settings.host.lower()} if is_loopback(settings.host) else None
    return Doors(hosts=hosts, public=name)


def require_users(desk: Desk) -> None:
    """Raises SettingsError where others could reach the page and nobody would have to sign in."""
    settings = desk.service.settings.serve
    if desk.access.users.any():
        return
    if desk.access.users.ever():
        raise SettingsError(
            f"there were users in {desk.service.settings.data / FILE_NAME}, and the last one was removed",
            hint="Add one with `councilqa users add NAME --role editor`; `councilqa users open` lets whoever sits at "
            "this machine in again without signing in.",
        )
    if not is_loopback(settings.host):
        what = f"others can reach the address {settings.host!r}, and there are no users"
    elif settings.public_url:
        what = f"others can reach {settings.public_url!r}, and there are no users"
    else:
        return
    raise SettingsError(
        f"{what} in {desk.service.settings.data / FILE_NAME}",
        hint="Add one with `councilqa users add NAME --role editor`, or listen on 127.0.0.1 without a public URL.",
    )


def serve(service: CouncilQA, *, on_ready: Callable[[str], None], on_trouble: Callable[[CouncilQAError], None]) -> None:
    """Listen until it is stopped. The models are loaded first, so that no question waits for them.

    `on_ready` hears the address; `on_trouble` what is wrong with the index, which does not keep the page from opening:
    it says the same. Raises SettingsError for an address that cannot be used.
    """
    settings = service.settings.serve
    with Desk(service) as desk:
        require_users(desk)
        with closing(_bound(settings.host, settings.port)) as listener:
            warming = threading.Thread(target=_warm, args=(desk, on_trouble), name="loading models")
            warming.start()  # beside the import of Gradio, which takes as long
            try:
                app = make_app(desk)
            finally:
                warming.join()
            on_ready(address_of(listener, settings))
            _run(app, listener)


def address_of(listener: socket.socket, settings: ServeSettings) -> str:
    host, port = listener.getsockname()[:2]
    return settings.public_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _run(app: ASGIApp, listener: socket.socket) -> None:
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    # An open page always has a request under way; that it is cut off when the server is stopped is no error.
    logging.getLogger("uvicorn.error").addFilter(lambda record: not server.should_exit)
    server.run(sockets=[listener])


def _bound(host: str, port: int) -> socket.socket:
    """Before anything heavy is loaded: an address that is taken is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host.strip("[]"), port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"cannot listen on {host}, port {port}: {error.strerror or error}",
            hint="Another program may use the port: choose one with `--port`.",
        ) from error
    return listener


def _warm(desk: Desk, on_trouble: Callable[[CouncilQAError], None]) -> None:
    try:
        desk.warm()
    except CouncilQAError as error:
        on_trouble(error)


def _translate_errors(app: FastAPI, views: Views) -> None:
    @app.exception_handler(CouncilQAError)
    def translated(request: Request, error: Exception) -> Response:
        assert isinstance(error, CouncilQAError)
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
        if "text/html" not in request.headers.get("accept", ""):
            return problem(error, status)
        message = f"{str(error)[:1].upper()}{str(error)[1:]}."
        up = "../" * (path_of(request.scope).count("/") - 1)
        return own_page(views.trouble(title="This did not work", message=message, hint=error.hint, up=up), status)

    @app.exception_handler(RequestValidationError)
    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = "; ".join(f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg'].lower()}" for each in error.errors())
        return problem(CouncilQAError(f"this request cannot be used: {wrong}", hint="Correct what is named."), 422)
