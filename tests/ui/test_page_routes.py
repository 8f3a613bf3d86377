"""Every route there is, ours and Gradio's, as nobody, a reader and an editor meet it through the gate."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_clients import all_routes, blocks_of, client_of
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from councilqa.access.rules import Action, Person, may
from councilqa.desk.desk import Desk
from councilqa.ui import gate
from councilqa.ui.server import make_app
from desk_makers import EDITOR, READER, desk_on, id_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
GRADIO_ROUTES_IN_THE_TABLE = {
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/config"),
    ("GET", "/config/"),
    ("GET", "/theme.css"),
    ("GET", "/gradio_api/theme.css"),
    ("GET", "/assets/{path:path}"),
    ("GET", "/static/{path:path}"),
    ("GET", "/svelte/{path:path}"),
    ("GET", "/gradio_api/startup-events"),
    ("GET", "/gradio_api/heartbeat/{session_hash}"),
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/reset"),
    ("POST", "/gradio_api/reset/"),
    ("POST", "/gradio_api/cancel"),
    # of the same paths as our own, which stand before them
    ("POST", "/login"),
}
"""What Gradio's page cannot do without. A route that it brings anew is not here, and so has to be refused."""
DANGEROUS = (
    ("GET", "/gradio_api/file=/etc/hostname"),
    ("GET", "/gradio_api/file/etc/hostname"),
    ("GET", "/file=/etc/hostname"),
    ("HEAD", "/gradio_api/file=/etc/hostname"),
    ("GET", "/gradio_api/proxy=http://127.0.0.1:9/"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/upload"),
    ("GET", "/gradio_api/upload_progress?upload_id=a"),
    ("POST", "/gradio_api/call/_ask"),
    ("POST", "/gradio_api/call/v2/_ask"),
    ("GET", "/gradio_api/call/_ask/1"),
    ("POST", "/gradio_api/run/predict"),
    ("POST", "/gradio_api/api/predict"),
    ("POST", "/run/predict"),
    ("POST", "/api/predict"),
    ("POST", "/gradio_api/component_server"),
    ("POST", "/gradio_api/vibe-edit"),
    ("GET", "/gradio_api/vibe-code"),
    ("GET", "/gradio_api/dev/reload"),
    ("GET", "/gradio_api/runs"),
    ("GET", "/gradio_api/run-history/records"),
    ("GET", "/gradio_api/deep_link?session_hash=a"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/openapi.json"),
    ("GET", "/gradio_api/mcp/sse"),
    ("GET", "/gradio_api/token"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/user"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/redoc"),
    ("GET", "/logout"),
    ("GET", "/queue/data"),
    ("POST", "/queue/join"),
)


@pytest.fixture(scope="module")
def desk(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_on(folder, tmp_path_factory.mktemp("routes") / "data") as desk, desk.service:
        yield desk


@pytest.fixture(scope="module")
def app(desk: Desk) -> Any:
    return make_app(desk)


@pytest.fixture(scope="module")
def nobody(app: Any, desk: Desk) -> Iterator[TestClient]:
    with client_of(app, desk) as client:
        yield client


@pytest.fixture(scope="module")
def reader(app: Any, desk: Desk) -> TestClient:
    return client_of(app, desk, READER, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def editor(app: Any, desk: Desk) -> TestClient:
    return client_of(app, desk, EDITOR, raise_server_exceptions=False)


def filled(path: str, document_id: str) -> str:
    """A route's path with values that it would take."""
    values = {
        "document_id": document_id,
        "page": "1",
        "id": "0123456789012345678901",
        "format": "md",
        "kind": "money",
        "sheet": "csv",
        "name": "a.pdf",
        "session_hash": "abcdef123",
        "path": "page.css",
    }
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: values.get(match[1], "a"), path)


# The table


def test_every_route_is_in_the_table_or_is_refused_to_everybody(
    app: Any, desk: Desk, nobody: TestClient, reader: TestClient, editor: TestClient
) -> None:
    document_id = id_of(desk, "paper-1.txt")
    routes = set(all_routes(app._app))
    assert len(routes) > 60, "Gradio's own are among them"
    refused = 0
    for method, route in sorted(routes):
        path = filled(route, document_id)
        if gate.action_of(method, path) is not None:
            continue
        refused += 1
        for client in (nobody, reader, editor):
            assert client.request(method, path).status_code == 404, f"{method} {path}"
    assert refused > 40


def test_no_route_of_gradio_is_in_the_table_but_those_that_its_page_needs(app: Any, desk: Desk) -> None:
    document_id = id_of(desk, "paper-1.txt")
    theirs = set(all_routes(blocks_of(app).app))
    let_in = {each for each in theirs if gate.action_of(each[0], filled(each[1], document_id)) is not None}
    assert let_in == GRADIO_ROUTES_IN_THE_TABLE


def test_every_entry_of_the_table_has_a_route(app: Any, desk: Desk) -> None:
    document_id = id_of(desk, "paper-1.txt")
    paths = {(method, filled(route, document_id)) for method, route in all_routes(app._app)}
    for method, pattern, action in gate.ROUTES:
        if pattern == "/health":
            continue  # the gate answers it itself, whatever else is busy
        assert any(each == method and re.fullmatch(pattern, path) for each, path in paths), (method, pattern, action)


def test_no_path_stands_twice_in_the_table_with_acts_that_differ(app: Any, desk: Desk) -> None:
    document_id = id_of(desk, "paper-1.txt")
    for method, route in all_routes(app._app):
        path = filled(route, document_id)
        actions = {action for each, pattern, action in gate.ROUTES if each == method and re.fullmatch(pattern, path)}
        assert len(actions) <= 1, (method, path, actions)


@pytest.mark.parametrize("method", METHODS)
def test_methods_that_the_table_does_not_name_are_refused(
    app: Any, desk: Desk, editor: TestClient, method: str
) -> None:
    document_id = id_of(desk, "paper-1.txt")
    for path in {filled(route, document_id) for _, route in all_routes(app._app)}:
        if gate.action_of(method, path) is None:
            assert editor.request(method, path).status_code == 404, f"{method} {path}"


@pytest.mark.parametrize(("method", "path"), DANGEROUS)
def test_what_gradio_brings_beside_its_page_is_not_there(
    nobody: TestClient, reader: TestClient, editor: TestClient, method: str, path: str
) -> None:
    for client in (nobody, reader, editor):
        answer = client.request(method, path)
        assert (answer.status_code, answer.text) in ((404, "There is no such page."), (404, "")), answer.text


# Who may do what


ACTS: tuple[tuple[str, str, Action, dict[str, Any]], ...] = (
    ("GET", "/", Action.ASK, {}),
    ("HEAD", "/", Action.ASK, {}),
    ("GET", "/config", Action.ASK, {}),
    ("GET", "/theme.css", Action.ASK, {}),
    ("GET", "/gradio_api/theme.css", Action.ASK, {}),
    ("GET", "/gradio_api/startup-events", Action.ASK, {}),
    ("POST", "/gradio_api/queue/join", Action.ASK, {"json": {}}),
    ("POST", "/gradio_api/reset", Action.ASK, {"json": {"event_id": "a"}}),
    ("POST", "/gradio_api/cancel", Action.ASK, {"json": {"event_id": "a", "session_hash": "a", "fn_index": 0}}),
    ("GET", "/papers/{id}", Action.READ, {}),
    ("GET", "/papers/{id}?start=0&end=5", Action.READ, {}),
    ("GET", "/papers/{id}/file", Action.READ, {}),
    ("GET", "/papers/{id}/pages/1.png?start=0&end=5", Action.READ, {}),
    ("GET", "/papers/{id}/briefing", Action.READ, {}),
    ("GET", "/papers/{id}/briefing.md", Action.EXPORT, {}),
    ("GET", "/papers/{id}/briefing.docx", Action.EXPORT, {}),
    ("GET", "/registers/money.csv", Action.EXPORT, {}),
    ("GET", "/registers/risks.xlsx?partnership=x&first=2020", Action.EXPORT, {}),
    ("GET", "/registers/nothing.csv", Action.EXPORT, {}),
    ("GET", "/comparisons/0123456789012345678901.md", Action.EXPORT, {}),
    ("GET", "/comparisons/0123456789012345678901.docx", Action.EXPORT, {}),
    ("GET", "/comparisons/0123456789012345678901.xlsx", Action.EXPORT, {}),
    ("GET", "/conversations/0123456789012345678901.md", Action.EXPORT, {}),
    ("GET", "/conversations/0123456789012345678901.docx", Action.EXPORT, {}),
    ("GET", "/api/documents", Action.READ, {}),
    ("POST", "/api/ask", Action.ASK, {"json": {"question": "What does it save?"}}),
    ("POST", "/api/search", Action.ASK, {"json": {"question": "saving"}}),
    ("PUT", "/uploads/a.txt", Action.ADD, {"content": b"text"}),
    ("GET", "/login", Action.SIGN_IN, {}),
    ("GET", "/health", Action.SIGN_IN, {}),
    ("GET", "/looks/page.css", Action.SIGN_IN, {}),
    ("GET", "/looks/page.js", Action.SIGN_IN, {}),
)


@pytest.mark.parametrize(("method", "path", "action", "options"), ACTS)
def test_each_route_lets_in_who_may_do_what_it_does(
    desk: Desk,
    nobody: TestClient,
    reader: TestClient,
    editor: TestClient,
    method: str,
    path: str,
    action: Action,
    options: dict[str, Any],
) -> None:
    path = path.format(id=id_of(desk, "planning.pdf"))
    assert gate.action_of(method, path.partition("?")[0]) is action
    people: tuple[tuple[TestClient, Person | None], ...] = ((nobody, None), (reader, READER), (editor, EDITOR))
    for client, person in people:
        if "session_hash" in options.get("json", {}):  # each has a page of their own
            options = {"json": {**options["json"], "session_hash": f"page-of-{person.role if person else None}"}}
        answer = client.request(method, path, **options)
        if may(person, action):
            assert answer.status_code not in (401, 403, 303), answer.text
            assert answer.status_code < 500, answer.text
        else:
            assert answer.status_code == (401 if person is None else 403)
            if method != "HEAD":
                assert set(answer.json()) == {"error", "hint"}


def test_all_acts_but_those_of_the_page_are_tried_above() -> None:
    tried = {(method, action) for method, _, action, _ in ACTS}
    not_tried = {
        (method, pattern)
        for method, pattern, _ in gate.ROUTES
        if not any(
            method == m and re.fullmatch(pattern, p.format(id="0" * 16).partition("?")[0]) for m, p, _, _ in ACTS
        )
    }
    assert tried
    assert not_tried == {
        ("POST", "/login"),
        ("POST", "/logout"),
        next((each[0], each[1]) for each in gate.ROUTES if "assets" in each[1]),
        ("GET", r"/gradio_api/heartbeat/[\w-]+"),
        ("GET", "/gradio_api/queue/data"),
    }


@pytest.mark.parametrize("path", ["/gradio_api/heartbeat/abc", "/gradio_api/queue/data?session_hash=abc"])
def test_streams_are_not_opened_for_nobody(nobody: TestClient, path: str) -> None:
    assert nobody.get(path).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "0" * 43, "' OR 1=1 --", "é", "a" * 5000])
def test_a_cookie_that_was_not_given_out_is_nobodys(app: Any, desk: Desk, cookie: str) -> None:
    headers = [(b"cookie", f"councilqa={cookie}".encode())]
    assert client_of(app, desk).get("/api/documents", headers=headers).status_code == 401  # type: ignore[arg-type]


def test_a_browser_that_is_not_signed_in_is_led_to_the_page_to_sign_in_on(nobody: TestClient, desk: Desk) -> None:
    id = id_of(desk, "paper-1.txt")
    for path, place, wanted in (
        ("/", "login", ""),
        (f"/papers/{id}?start=3&end=9", "../login", f"papers/{id}%3Fstart%3D3%26end%3D9"),
        (f"/papers/{id}/file", "../../login", f"papers/{id}/file"),
    ):
        answer = nobody.get(path, headers={"accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{place}?next={wanted}")


def test_without_users_everything_is_open_to_this_machine(folder: Path, tmp_path: Path) -> None:
    with desk_on(folder, tmp_path / "data", users=False) as desk, desk.service:
        client = client_of(make_app(desk), desk)
        assert client.get("/api/documents").status_code == 200
        assert client.put("/uploads/a.txt", content=b"text").status_code == 200
        assert client.get("/gradio_api/file=/etc/hostname").status_code == 404


# Tricks with paths


TRICKS = (
    "/x/../papers/{id}",
    "/papers/../papers/{id}",
    "/./papers/{id}",
    "//papers/{id}",
    "/papers//{id}",
    "/papers/{id}/",
    "/papers/{id}/file/",
    "/papers/{id}//file",
    "/papers/{id}/../{id}",
    "/papers/{id}%2ffile/x",
    "/papers%2f{id}/",
    "/papers/%2e%2e/papers/{id}",
    "/login/../papers/{id}",
    "/looks/../papers/{id}",
    "/looks/..%2fpapers/{id}",
    "/looks/%2e%2e/papers/{id}",
    "/looks/page.css/../../papers/{id}",
    "/Papers/{id}",
    "/PAPERS/{id}",
    "/papers/{upper}",
    "/papers/{id}%00",
    "/papers/{id}%0a",
    "/papers/{id};x",
    "/papers/{short}",
    "/papers/{id}x",
    "/health/../papers/{id}",
    "/health/papers/{id}",
    "/health%2f..%2fpapers/{id}",
    "/councilqa/papers/{id}",
    "/councilqa/../papers/{id}",
    "/login/",
    "/health/",
    "/api/documents/",
    "/api//documents",
    "/%61pi/documents/",
    "/http://127.0.0.1/papers/{id}",
    "*",
    "",
)


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("root_path", ["", "/councilqa"])
def test_no_spelling_of_a_path_gets_past_the_gate(app: Any, desk: Desk, trick: str, root_path: str) -> None:
    """Sent as it is: no client mends the path on its way. Nobody may see more than is for everybody."""
    id = id_of(desk, "paper-1.txt")
    path = trick.format(id=id, upper=id.upper(), short=id[:8])
    answer = raw(app, path, root_path=root_path)
    assert answer in (401, 404), answer
    assert raw(app, path, root_path=root_path, method="OPTIONS") == 404


@pytest.mark.parametrize("folder_name", ["assets", "static", "svelte", "looks"])
@pytest.mark.parametrize(
    "rest",
    [
        "../routes.py",
        "../../routes.py",
        "..%2f..%2froutes.py",
        "%2e%2e/%2e%2e/routes.py",
        "..\\..\\routes.py",
        "/etc/hostname",
        "%2fetc%2fhostname",
        "....//routes.py",
        "x/../../../routes.py",
        "C:/windows/win.ini",
        "\x00",
        "a" * 5000,
    ],
)
def test_folders_of_scripts_and_styles_serve_nothing_beside_them(app: Any, folder_name: str, rest: str) -> None:
    assert raw(app, f"/{folder_name}/{rest}") in (400, 403, 404)


def raw(app: Any, path: str, *, root_path: str = "", method: str = "GET") -> int:
    """The status of a request whose path nobody has tidied up; "%2f" and the like are decoded as a server does."""
    import asyncio
    from urllib.parse import unquote

    sent: list[Any] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": root_path + unquote(path),
        "raw_path": (root_path + path).encode("latin-1", "replace"),
        "root_path": root_path,
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:7860")],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 7860),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return int(next(each["status"] for each in sent if each["type"] == "http.response.start"))


def test_a_web_socket_reaches_nothing(app: Any, desk: Desk) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client_of(app, desk, EDITOR).websocket_connect("/gradio_api/queue/join"),
    ):
        pass


def test_the_config_of_the_page_names_no_file_of_the_machine(reader: TestClient, desk: Desk) -> None:
    config = json.dumps(reader.get("/config").json())
    page = reader.get("/").text
    for text in (config, page):
        assert str(desk.service.settings.corpus.parent) not in text
        assert str(Path.home()) not in text
