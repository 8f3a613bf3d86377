"""The server: who may reach it, under which names, signing in and out, and a sub-path behind a reverse proxy."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import uvicorn
from page_clients import ADDRESS, blocks_of, client_of
from starlette.testclient import TestClient

from councilqa.desk.desk import Desk
from councilqa.errors import CouncilQAError, MissingIndexError, SettingsError
from councilqa.settings import ServeSettings
from councilqa.ui import server
from councilqa.ui.gate import COOKIE, _host
from councilqa.ui.server import doors, is_loopback, make_app, require_users, serve
from desk_makers import EDITOR, PASSWORD, READER, desk_on, id_of, service_on, token_of


@pytest.fixture(scope="module")
def desk(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_on(folder, tmp_path_factory.mktemp("server") / "data") as desk, desk.service:
        yield desk


@pytest.fixture(scope="module")
def app(desk: Desk) -> Any:
    return make_app(desk)


@pytest.fixture
def client(app: Any, desk: Desk) -> TestClient:
    return client_of(app, desk)


# Who may reach it


@pytest.mark.parametrize(
    "serve_settings",
    [
        {"host": "0.0.0.0"},
        {"host": "::"},
        {"host": "192.168.1.20"},
        {"host": "intranet.example.org"},
        {"host": ""},
        {"host": "127.0.0.1", "public_url": "https://intranet.example.org/councilqa"},
        {"host": "::1", "public_url": "http://127.0.0.1:8000"},
    ],
)
def test_where_others_could_reach_it_there_have_to_be_users(
    folder: Path, tmp_path: Path, serve_settings: dict[str, Any]
) -> None:
    with desk_on(folder, tmp_path / "data", users=False, **serve_settings) as desk, desk.service:
        with pytest.raises(SettingsError, match="no users") as refused:
            require_users(desk)
        assert "councilqa users add" in refused.value.hint
        assert desk.who(None) is None, "nor is anybody let in should the last user be removed while it runs"
    with desk_on(folder, tmp_path / "data", **serve_settings) as desk, desk.service:
        require_users(desk)


def test_removing_the_last_user_of_a_running_server_opens_it_to_nobody(folder: Path, tmp_path: Path) -> None:
    with desk_on(folder, tmp_path / "data", host="0.0.0.0") as desk, desk.service:
        client = client_of(make_app(desk), desk, EDITOR)
        assert client.get("/api/documents").status_code == 200
        for each in desk.access.users.list():
            desk.access.users.remove(each.name)
        assert client.get("/api/documents").status_code == 401
        assert client.put("/uploads/a.txt", content=b"x").status_code == 401


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "[::1]", "127.0.0.2"])
def test_on_this_machine_alone_nobody_has_to_sign_in(folder: Path, tmp_path: Path, host: str) -> None:
    with desk_on(folder, tmp_path / "data", users=False, host=host) as desk, desk.service:
        require_users(desk)
        assert desk.who(None) is not None


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-FORWARDED-PROTO", "X-Forwarded-Anything", "X-Real-IP"],
)
def test_what_comes_through_a_proxy_is_not_from_this_machine(folder: Path, tmp_path: Path, header: str) -> None:
    with desk_on(folder, tmp_path / "data", users=False) as desk, desk.service:
        client = client_of(make_app(desk), desk)
        assert client.get("/api/documents").status_code == 200
        assert client.get("/api/documents", headers={header: "127.0.0.1"}).status_code == 401
        assert client.put("/uploads/a.txt", content=b"x", headers={header: ""}).status_code == 401
        said = client.get("/", headers={header: "for=1.2.3.4", "accept": "text/html"})
        assert said.headers["location"].startswith("login")
        assert "councilqa users add" in client.get("/login", headers={header: "x"}).text


def test_removing_the_last_user_of_this_machine_opens_it_to_nobody_until_it_is_said(
    folder: Path, tmp_path: Path
) -> None:
    with desk_on(folder, tmp_path / "data") as desk, desk.service:
        client = client_of(make_app(desk), desk, EDITOR)
        for each in desk.access.users.list():
            desk.access.users.remove(each.name)
        assert client.get("/api/documents").status_code == 401
    with desk_on(folder, tmp_path / "data", users=False) as desk, desk.service:
        with pytest.raises(SettingsError, match="the last one was removed") as refused:
            require_users(desk)
        assert "councilqa users open" in refused.value.hint
        assert desk.who(None) is None
        desk.access.users.reopen()
        require_users(desk)
        assert desk.who(None) is not None


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "127.1", "localhost.example.org", "127.0.0.1.example.org"])
def test_what_only_looks_like_this_machine_is_not(host: str) -> None:
    assert not is_loopback(host)


# Names and origins


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 200),
        ("localhost:7860", 200),
        ("LOCALHOST", 200),
        ("[::1]:7860", 200),
        ("evil.example", 421),
        ("evil.example:7860", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example:7860", 421),
        ("127.0.0.1:7860@evil.example", 421),
        ("", 421),
    ],
)
def test_another_sites_name_for_this_machine_does_not_lead_in(client: TestClient, host: str, status: int) -> None:
    assert client.get("/health", headers={"host": host}).status_code == status
    assert client.get("/api/documents", headers={"host": host}).status_code == (401 if status == 200 else 421)


@pytest.mark.parametrize(
    ("public_url", "host", "let_in"),
    [
        ("https://intranet.example.org/councilqa", "intranet.example.org", True),
        ("https://intranet.example.org:8443", "intranet.example.org:8443", True),
        ("https://INTRANET.example.org", "intranet.example.org", True),
        ("https://[2001:db8::1]:8443/x", "[2001:db8::1]:8443", True),
        ("https://intranet.example.org", "127.0.0.1:7860", True),
        ("https://intranet.example.org", "evil.example", False),
    ],
)
def test_behind_a_proxy_the_public_name_leads_in_as_well(public_url: str, host: str, let_in: bool) -> None:
    names = doors(ServeSettings(public_url=public_url)).hosts
    assert names is not None
    assert (_host(host) in names) is let_in


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": ADDRESS}, False),
        ({"origin": ADDRESS}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://127.0.0.1.evil.example:7860"}, False),
        ({}, True),
    ],
)
def test_other_sites_pages_change_nothing(app: Any, desk: Desk, headers: dict[str, str], let_in: bool) -> None:
    client = client_of(app, desk, EDITOR)
    del client.headers["sec-fetch-site"]
    for method, path, options in (
        ("PUT", "/uploads/a.txt", {"content": b"text"}),
        ("POST", "/api/search", {"json": {"question": "saving"}}),
        ("POST", "/login", {"data": {"name": "Nobody"}}),
        ("POST", "/gradio_api/reset", {"json": {"event_id": "a"}}),
        ("POST", "/logout", {}),
    ):
        answer = client.request(method, path, headers=headers, **options)  # type: ignore[arg-type]
        assert (answer.status_code != 403) is let_in, (path, answer.status_code)


def test_a_proxy_that_names_this_machine_to_us_keeps_our_own_pages_origin(folder: Path, tmp_path: Path) -> None:
    """Without https a browser sends no `Sec-Fetch-Site`, and `Host` is the proxy's."""
    with desk_on(folder, tmp_path / "data", public_url="http://intranet.example.org/councilqa") as desk, desk.service:
        client = client_of(make_app(desk), desk, READER)
        del client.headers["sec-fetch-site"]
        for origin, status in (("http://intranet.example.org", 200), ("http://evil.example", 403)):
            answer = client.post("/api/search", json={"question": "saving"}, headers={"origin": origin})
            assert answer.status_code == status


def test_every_answer_carries_the_usual_headers(app: Any, desk: Desk) -> None:
    client = client_of(app, desk, READER)
    for path in ("/", "/login", "/health", "/api/documents", "/nowhere", "/looks/page.css", "/config"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"https?:|\*", policy), "no other host is named"
        assert "server" not in headers


# Signing in and out


def sign_in(client: TestClient, **fields: str) -> Any:
    return client.post("/login", data={"name": "Rita", "password": PASSWORD, **fields})


@pytest.mark.parametrize(
    ("public_url", "secure"),
    [(None, False), ("http://intranet.example.org", False), ("https://intranet.example.org", True)],
)
def test_the_cookie_is_for_this_server_alone(
    folder: Path, tmp_path: Path, public_url: str | None, secure: bool
) -> None:
    with desk_on(folder, tmp_path / "data", public_url=public_url) as desk, desk.service:
        answer = sign_in(client_of(make_app(desk), desk))
        assert answer.status_code == 303
        flags = {each.strip().lower() for each in answer.headers["set-cookie"].split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= flags
        assert ("secure" in flags) is secure
        assert not any(each.startswith("domain") for each in flags)


def test_a_session_is_always_a_new_one(app: Any, desk: Desk) -> None:
    client = client_of(app, desk)
    client.cookies.set(COOKIE, "chosen-by-somebody-else")
    token = sign_in(client).cookies[COOKIE]
    assert token != "chosen-by-somebody-else"
    assert len(token) > 40
    assert sign_in(client_of(app, desk)).cookies[COOKIE] != token


def test_signing_out_ends_the_session_not_only_the_cookie(app: Any, desk: Desk) -> None:
    client = client_of(app, desk, READER)
    token = client.cookies[COOKIE]
    answer = client.post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "login")
    again = client_of(app, desk)
    again.cookies.set(COOKIE, token)
    assert again.get("/api/documents").status_code == 401


def test_wrong_words_are_refused_without_saying_which(app: Any, desk: Desk) -> None:
    client = client_of(app, desk, None, client=("10.0.0.1", 5))
    texts = []
    for fields in ({"password": "wrong"}, {"name": "Nobody"}):
        answer = sign_in(client, **fields)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        texts.append(answer.text.replace("Nobody", "Rita"))
    assert texts[0] == texts[1]
    assert PASSWORD not in "".join(texts)


def test_after_too_many_wrong_words_one_has_to_wait(app: Any, desk: Desk) -> None:
    client = client_of(app, desk, None, client=("10.0.0.2", 5))
    statuses = [sign_in(client, name="Guess", password="wrong").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    answer = sign_in(client, name="Guess")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900


@pytest.mark.parametrize(
    "next",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "%2f%2fevil.example",
        "/%2f/evil.example",
        "/%5cevil.example",
        "%68ttps://evil.example",
        " //evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "@evil.example",
        "x@evil.example",
        ".//evil.example",
        "..//evil.example",
        "/..//evil.example",
        "papers/0123456789abcdef?start=1&end=2#quotation",
        "/papers/0123456789abcdef",
        "",
        "x" * 500,
    ],
)
def test_after_signing_in_one_stays_on_this_server(app: Any, desk: Desk, next: str) -> None:
    client = client_of(app, desk)
    assert urlsplit(urljoin(f"{ADDRESS}/login", client.get("/login", params={"next": next}).url.path)).netloc
    answer = sign_in(client, next=next)
    assert answer.status_code == 303
    location = answer.headers["location"]
    gone = urlsplit(urljoin(f"{ADDRESS}/login", location))
    assert (gone.scheme, gone.netloc) == ("http", "127.0.0.1:7860"), location
    assert not location.startswith(("/", "\\")), "nor off the sub-path"
    if next.lstrip("/").startswith("papers"):
        assert location == next.lstrip("/")


def test_what_was_typed_comes_back_escaped(app: Any, desk: Desk) -> None:
    client = client_of(app, desk, None, client=("10.0.0.3", 5))
    text = sign_in(client, name='"><script>alert(1)</script>', password="wrong").text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("fields", [{"name": "x" * 201}, {"password": "x" * 1001}, {"next": "x" * 501}])
def test_too_long_words_are_refused(client: TestClient, fields: dict[str, str]) -> None:
    assert sign_in(client, **fields).status_code == 422


# Starting


def test_a_port_that_is_taken_is_told_at_once(folder: Path, tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            service_on(folder, tmp_path / "data", port=port) as service,
            pytest.raises(SettingsError, match=f"port {port}") as refused,
        ):
            serve(service, on_ready=lambda address: None, on_trouble=lambda error: None)
    assert "--port" in refused.value.hint


def test_an_address_that_is_not_this_machines_is_told(folder: Path, tmp_path: Path) -> None:
    desk_on(folder, tmp_path / "data").close()
    with (
        service_on(folder, tmp_path / "data", host="203.0.113.7", port=0) as service,
        pytest.raises(SettingsError, match=r"203\.0\.113\.7"),
    ):
        serve(service, on_ready=lambda address: None, on_trouble=lambda error: None)


@contextmanager
def served(service: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[CouncilQAError]]]:
    """`serve` in a thread: its address, and what it complained of."""
    running: list[uvicorn.Server] = []
    troubles: list[CouncilQAError] = []
    ready = threading.Event()
    address: list[str] = []

    class Kept(uvicorn.Server):
        def __init__(self, config: uvicorn.Config) -> None:
            super().__init__(config)
            running.append(self)

    monkeypatch.setattr(server.uvicorn, "Server", Kept)

    def on_ready(given: str) -> None:
        address.append(given)
        ready.set()

    thread = threading.Thread(
        target=serve, args=(service,), kwargs={"on_ready": on_ready, "on_trouble": troubles.append}
    )
    thread.start()
    assert ready.wait(60)
    yield address[0], troubles
    running[0].should_exit = True
    thread.join(30)


def test_it_says_that_it_is_there_while_all_its_threads_are_taken(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = threading.Event()
    who = Desk.who

    def slow(desk: Desk, token: str | None, *, forwarded: bool = False) -> Any:
        done.wait(60)
        return who(desk, token, forwarded=forwarded)

    monkeypatch.setattr(Desk, "who", slow)
    with served(service_on(folder, tmp_path / "data", port=0), monkeypatch) as (address, _):
        asking = [threading.Thread(target=fetch, args=(address, "/api/documents")) for _ in range(60)]
        for each in asking:
            each.start()
        try:
            assert fetch(address, "/health")[0] == 200
        finally:
            done.set()
        for each in asking:
            each.join()


def test_it_serves_without_an_index_and_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        service_on(tmp_path, tmp_path / "data", port=0) as service,
        served(service, monkeypatch) as (address, found),
    ):
        assert [type(each) for each in found] == [MissingIndexError]
        status, headers, body = fetch(address, "/health")
        assert (status, json.loads(body)) == (200, {"status": "ok"})
        assert "server" not in headers
        assert fetch(address, "/", headers={"host": "evil.example"})[0] == 421


def fetch(
    address: str, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, body: str | None = None
) -> tuple[int, dict[str, str], str]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request(method, f"{parts.path}{path}", body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


# A sub-path


@contextmanager
def proxy(behind: list[str], *, strips: bool, keeps_host: bool) -> Iterator[int]:
    """A reverse proxy for /councilqa to the server at `behind[0]`."""

    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            if not self.path.startswith("/councilqa/"):
                self.send_error(502)
                return
            target = urlsplit(behind[0])
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host" or keeps_host}
            connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
            path = self.path.removeprefix("/councilqa") if strips else self.path
            connection.request(self.command, path, body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            connection.close()

        do_GET = do_POST = do_PUT = do_HEAD = _pass_on

        def log_message(self, format: str, *args: Any) -> None:
            pass

    front = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=front.serve_forever, daemon=True).start()
    try:
        yield front.server_port
    finally:
        front.shutdown()
        front.server_close()


@pytest.mark.parametrize("keeps_host", [True, False])
def test_behind_a_proxy_that_strips_the_sub_path_everything_works(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeps_host: bool
) -> None:
    """nginx: `location /councilqa/ { proxy_pass http://127.0.0.1:7860/; }`, with its slash at the end."""
    behind: list[str] = []
    with proxy(behind, strips=True, keeps_host=keeps_host) as port:
        public = f"http://127.0.0.1:{port}/councilqa"
        with desk_on(folder, tmp_path / "data", public_url=public, port=0) as desk:
            cookie = {"cookie": f"{COOKIE}={token_of(desk, READER)}"}
            id = id_of(desk, "parks.html")
        with service_on(folder, tmp_path / "data", public_url=public, port=0) as service:
            bound = server._bound

            def bind(host: str, port: int) -> socket.socket:
                listener = bound(host, port)
                behind.append(f"http://127.0.0.1:{listener.getsockname()[1]}")
                return listener

            monkeypatch.setattr(server, "_bound", bind)
            with served(service, monkeypatch) as (address, _):
                assert address == public
                follow_the_page(public, cookie, id)
                assert fetch(behind[0], f"/papers/{id}", headers=cookie)[0] == 200, "and without the proxy"


def follow_the_page(public: str, cookie: dict[str, str], id: str) -> None:
    status, headers, _ = fetch(public, f"/papers/{id}?start=1&end=2", headers={"accept": "text/html"})
    assert status == 303
    login = urljoin(f"{public}/papers/{id}", headers["location"])
    assert login.startswith(f"{public}/login?next=papers/{id}")
    form = {"content-type": "application/x-www-form-urlencoded"}
    words = f"name=Rita&password={PASSWORD.replace(' ', '+')}&next=papers/{id}"
    status, headers, _ = fetch(public, "/login", method="POST", headers=form, body=words)
    assert (status, urljoin(f"{public}/login", headers["location"])) == (303, f"{public}/papers/{id}")

    status, _, page = fetch(public, "/", headers=cookie)
    assert status == 200
    linked = {each for each in re.findall(r'(?:src|href)="([^"]+)"', page) if not each.startswith(("data:", "#"))}
    ours = {urljoin(f"{public}/", each) for each in linked}
    ours |= {f"{public}/looks/{name}" for name in ("page.js", "page.css", "icon.svg")}
    for each in sorted(ours):
        if each.startswith(public) and re.search(r"\.(js|css|svg)$", each):
            assert fetch(public, each.removeprefix(public), headers=cookie)[0] == 200, each
    status, _, text = fetch(public, "/config", headers=cookie)
    assert status == 200
    config = json.loads(text)
    assert config["root"] == public
    assert fetch(public, "/theme.css", headers=cookie)[0] == 200

    opening = next(each for each in config["dependencies"] if each["targets"][0][1] == "load")
    event = {"data": [""], "event_data": None, "fn_index": opening["id"], "session_hash": "abc", "trigger_id": None}
    kind = {"content-type": "application/json", **cookie}
    status, _, _ = fetch(public, "/gradio_api/queue/join", method="POST", headers=kind, body=json.dumps(event))
    assert status == 200
    status, _, stream = fetch(public, "/gradio_api/queue/data?session_hash=abc", headers=cookie)
    assert status == 200
    assert "Rita (reader)" in stream

    status, _, paper = fetch(public, f"/papers/{id}", headers=cookie)
    assert status == 200
    for each in re.findall(r'(?:src|href)="([^"#]+)"', paper):
        link = urljoin(f"{public}/papers/{id}", each)
        assert link.startswith(f"{public}/"), each
        assert fetch(public, link.removeprefix(public), headers=cookie)[0] == 200, each


def test_a_proxy_that_keeps_the_sub_path_finds_nothing(folder: Path, tmp_path: Path) -> None:
    """It has to strip it: one way, that the README gives."""
    with desk_on(folder, tmp_path / "data", public_url="http://127.0.0.1:9/councilqa") as desk, desk.service:
        client = client_of(make_app(desk), desk, READER)
        assert client.get("/councilqa/api/documents").status_code == 404


def test_the_page_of_an_app_knows_its_public_address(folder: Path, tmp_path: Path) -> None:
    with desk_on(folder, tmp_path / "data", public_url="https://intranet.example.org/councilqa/") as desk, desk.service:
        assert blocks_of(make_app(desk)).root_path.startswith("https://intranet.example.org/councilqa")
