"""Every event of Gradio's page, sent through its queue: who may do what, and what comes of nonsense."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from page_clients import Page, client_of
from starlette.testclient import TestClient

from councilqa.access.rules import Person
from councilqa.desk.bounds import MOST_QUESTION
from councilqa.desk.desk import Desk
from councilqa.ui.bodies import MOST_BODY, names_file, whole_body
from councilqa.ui.gate import COOKIE
from councilqa.ui.server import make_app
from councilqa.ui.streams import MOST_EACH, Streams
from desk_makers import EDITOR, QUESTION, READER, desk_on, id_of, small, token_of

EDITORS_EVENTS = ("_add", "_begin_form", "_begin_removal", "_correct", "_remove")
EVERYWHERE = ["", "", "", ""]
"""The fields of the scope as they are when nothing is chosen."""
NONSENSE: tuple[Any, ...] = (
    None,
    [],
    "x",
    5,
    True,
    [[{}]],
    {"document": None, "start": None, "files": 5, "turn": None, "question": None},
    {"document": {}, "start": [], "end": {}, "files": "abc", "turn": [], "question": {}},
    {"document": "x" * 50_000, "start": "9" * 5000, "end": "9" * 5000, "turn": "9" * 5000, "question": "a" * 50_000},
    {"document": "0" * 16, "start": -1, "end": -5, "turn": -1, "page": 10**300, "section": "-3"},
    {"document": "0" * 16, "start": 10**300, "end": 10**301, "turn": 10**300, "files": [None, 1, "x", [], {}]},
    {"files": [{"token": 5, "name": None}, {"token": "../../etc/hostname", "name": "../x", "size": "abc"}]},
    {"files": [{"refused": True, "size": 10**400}, {"refused": True, "size": "abc", "name": ["x"]}]},
    {"turn": 0, "verdict": ["right"], "comment": ["x"]},
)


@dataclass(frozen=True)
class Running:
    app: Any
    desk: Desk
    client: TestClient


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    with desk_on(small(folder), folder / "data") as desk, desk.service:
        app = make_app(desk)
        with client_of(app, desk) as client:
            yield Running(app, desk, client)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """For tests that change neither papers nor users."""
    with running(tmp_path_factory.mktemp("events")) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as found:
        yield found


@pytest.fixture
def app(shared: Running) -> Any:
    return shared.app


@pytest.fixture
def desk(shared: Running) -> Desk:
    return shared.desk


@pytest.fixture
def client(shared: Running) -> TestClient:
    return shared.client


def as_person(app: Any, client: TestClient, desk: Desk, person: Person | None) -> Page:
    client.cookies.clear()
    if person is not None:
        client.cookies.set(COOKIE, token_of(desk, person))
    return Page(app, client)


def state_of(desk: Desk) -> tuple[object, ...]:
    papers = desk.service.settings.corpus
    files = sorted((str(path), path.read_bytes()) for path in papers.rglob("*") if path.is_file())
    return files, desk.service.documents()


def test_no_event_is_offered_to_programs(app: Any) -> None:
    fns = Page(app, TestClient(app)).blocks.fns.values()
    assert len(fns) > 15
    assert {each.api_visibility for each in fns} == {"private"}


def test_the_register_chosen_last_is_the_one_shown(app: Any) -> None:
    """One event for the tab and all its fields, never two under way at once: the slower would be shown."""
    fns = Page(app, TestClient(app)).blocks.fns.values()
    listing = [each for each in fns if each.fn.__name__ == "_list_register"]
    assert [each.trigger_mode for each in listing] == ["always_last"]
    assert len(listing[0].targets) == 6


def test_nobody_can_send_any_event(app: Any, desk: Desk, client: TestClient) -> None:
    page = as_person(app, client, desk, None)
    for number in page.blocks.fns:
        assert page.join(number).status_code == 401
    assert client.post("/gradio_api/cancel", json={}).status_code == 401


def test_a_reader_asks_looks_and_judges(app: Any, desk: Desk, client: TestClient) -> None:
    page = as_person(app, client, desk, READER)
    opened = page.send("_open", [""])["output"]["data"]
    assert opened[2]["visible"] is False, "no language model, so no record of it"
    assert "Rita (reader)" in opened[3]
    assert opened[-1]["visible"] is False
    answered = page.send("_ask", [None, QUESTION, *EVERYWHERE, False])["output"]["data"]
    assert "£250,000" in answered[1]
    assert "<mark>" in answered[2]
    assert "Kept:" in page.send("_judge", [answered[0]], {"turn": "0", "verdict": "right"})["output"]["data"][0]
    assert {each.who for each in desk._feedback.list()} == {"Rita"}


def test_a_question_that_could_not_be_asked_is_given_back(app: Any, desk: Desk, client: TestClient) -> None:
    page = as_person(app, client, desk, READER)
    _, shown, _, field = page.send("_ask", [None, QUESTION, "nobody", "", "", "", False])["output"]["data"]
    assert 'role="alert"' in shown
    assert field == QUESTION


def test_a_page_that_stays_open_over_a_restart_of_the_server_goes_on(app: Any, desk: Desk, client: TestClient) -> None:
    """The server then knows nothing of the choices that the page offers."""
    page = as_person(app, client, desk, READER)
    paper = id_of(desk, "paper-1.txt")
    answered = page.send("_ask", [None, QUESTION, "", paper, "2021", "2021", False])
    assert answered["success"], answered
    assert "£250,000" in answered["output"]["data"][1]
    assert "the paper ‘" in page.send("_choose", ["", paper, "", ""])["output"]["data"][0]["label"]


@pytest.mark.parametrize("event", EDITORS_EVENTS)
def test_a_reader_who_sends_an_editors_event_is_told_and_nothing_changes(
    app: Any, desk: Desk, client: TestClient, event: str
) -> None:
    before = state_of(desk)
    id = id_of(desk, "paper-1.txt")
    page = as_person(app, client, desk, READER)
    said = page.send(event, sent={"document": id, "files": []})
    assert "may not" in json.dumps(said), said
    assert state_of(desk) == before


def test_a_reader_who_takes_over_an_editors_open_form_is_refused(app: Any, desk: Desk, client: TestClient) -> None:
    before = state_of(desk)
    id = id_of(desk, "paper-1.txt")
    page = as_person(app, client, desk, EDITOR)
    assert page.send("_begin_form", sent={"document": id})["success"]
    assert page.send("_begin_removal", sent={"document": id})["success"]
    session = page.session
    page = as_person(app, client, desk, READER)
    page.session = session
    for event, data in (("_correct", [id, "New", *[""] * 7]), ("_remove", [id])):
        refused = page.join(event, data, None)
        assert refused.status_code == 403
        assert "this page is not yours" in refused.text
    assert state_of(desk) == before


def test_an_editor_corrects_and_removes(own: Running) -> None:
    app, desk, client = own.app, own.desk, own.client
    id = id_of(desk, "paper-1.txt")
    page = as_person(app, client, desk, EDITOR)
    form = page.send("_begin_form", sent={"document": id})["output"]["data"]
    values = [each.get("value", "") if isinstance(each, dict) else each for each in form[3:]]
    saved = page.send("_correct", [id, "A <b>new</b> title", *values[1:]])
    assert "A &lt;b&gt;new&lt;/b&gt; title" in saved["output"]["data"][2]
    id = id_of(desk, "paper-1.txt")
    words = page.send("_begin_removal", sent={"document": id})["output"]["data"][2]
    assert "<b>" not in words
    assert "Removed: A" in page.send("_remove", [id])["output"]["data"][1]
    assert [Path(each.source).name for each in desk.service.documents()] == ["paper-0.txt"]


@pytest.mark.parametrize("wrong", [{"date": "soon"}, {"kind": "novel"}, {"kind": ""}])
def test_a_form_that_cannot_be_saved_says_why_and_stays_open(
    app: Any, desk: Desk, client: TestClient, wrong: dict[str, str]
) -> None:
    page = as_person(app, client, desk, EDITOR)
    page.send("_begin_form", sent={"document": id_of(desk, "paper-1.txt")})
    values = {
        "title": "T", "councils": "", "partnership": "", "body": "", "date": "", "kind": "minutes",
        "portfolio": "", "contact": "", **wrong,
    }  # fmt: skip
    said = page.send("_correct", [None, *values.values()])
    assert "Not saved:" in said["output"]["data"][1]
    assert said["output"]["data"][0]["visible"] is True


def test_a_session_that_has_ended_is_refused_at_the_next_event(app: Any, desk: Desk, client: TestClient) -> None:
    page = as_person(app, client, desk, READER)
    assert page.send("_open", [""])["success"]
    desk.access.sessions.end_all("Rita")
    assert page.join("_list").status_code == 401
    assert client.get("/gradio_api/queue/data", params={"session_hash": page.session}).status_code == 401


def test_a_session_that_ends_while_an_event_waits_is_refused_by_the_desk(
    app: Any, desk: Desk, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = as_person(app, client, desk, READER)
    begun = threading.Event()
    who = desk.who

    def slow(token: str | None, *, forwarded: bool = False) -> Person | None:
        if begun.is_set():  # the gate has let it in; now it is the event that asks
            desk.access.sessions.end_all("Rita")
        begun.set()
        return who(token, forwarded=forwarded)

    monkeypatch.setattr(desk, "who", slow)
    said = json.dumps(page.join("_list").json())
    monkeypatch.setattr(desk, "who", who)
    assert "event_id" in said or "signed in" in said


def test_a_new_role_holds_from_the_next_event_on(own: Running) -> None:
    app, desk, client = own.app, own.desk, own.client
    page = as_person(app, client, desk, EDITOR)
    desk.access.users.set_role("Edda", READER.role)
    assert "may not add" in json.dumps(page.send("_add", sent={"files": []}))


def test_another_persons_conversation_is_not_opened(app: Any, desk: Desk, client: TestClient) -> None:
    others = desk.begin(EDITOR)
    list(desk.ask(EDITOR, others.id, QUESTION))
    page = as_person(app, client, desk, READER)
    opened = json.dumps(page.send("_open", [others.id])["output"]["data"])
    assert others.id not in opened
    assert "turn-0" not in opened


def test_another_persons_stream_is_not_read_cancelled_or_joined(app: Any, desk: Desk, client: TestClient) -> None:
    page = as_person(app, client, desk, READER)
    joined = page.join("_list").json()
    others = as_person(app, client, desk, EDITOR)
    others.session = page.session
    named = {"session_hash": page.session}
    assert client.get("/gradio_api/queue/data", params=named).status_code == 403
    assert client.get(f"/gradio_api/queue/data?session_hash=mine&session_hash={page.session}").status_code == 403
    assert client.get("/gradio_api/queue/data").status_code == 400
    assert client.get(f"/gradio_api/heartbeat/{page.session}").status_code == 403
    assert others.join("_list").status_code == 403
    cancelled = client.post("/gradio_api/cancel", json={**named, **joined, "fn_index": page.number("_list")})
    assert cancelled.status_code == 403
    client.cookies.clear()
    client.cookies.set(COOKIE, token_of(desk, READER))
    assert page.send("_list")["success"], "its owner still reads it"


def test_as_many_pages_as_one_opens_take_none_from_another() -> None:
    streams = Streams()
    assert streams.belongs("first", "Rita")
    assert all(streams.belongs(f"page{number}", "Otto") for number in range(MOST_EACH + 10))
    assert not streams.belongs("first", "Otto")
    assert streams.belongs("page0", "Rita"), "only the oldest of one's own are forgotten"


# Nonsense from the browser


@pytest.mark.parametrize("person", [READER, EDITOR], ids=lambda each: str(each.role))
def test_nonsense_is_answered_with_a_message(
    app: Any, desk: Desk, client: TestClient, person: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    before = state_of(desk)
    page = as_person(app, client, desk, person)
    page.send("_ask", [None, QUESTION, *EVERYWHERE, False])
    for sent in NONSENSE:
        for event in ("_show", "_judge", "_example", "_add", "_begin_form", "_begin_removal"):
            said = page.send(event, sent=sent)
            assert said["success"] or said["output"]["error"], (event, sent, said)
    for event in ("_ask", "_choose", "_open", "_correct", "_remove"):
        count = len(page.blocks.fns[page.number(event)].inputs)
        for value in (None, 5, [], {}, ["x"], "x", {"path": "x"}, "\x00", "\ud800".encode("utf-8", "replace").decode()):
            said = page.send(event, [value] * count)
            assert said["success"] or said["output"]["error"], (event, value, said)
    shown = capfd.readouterr()
    assert "Traceback" not in shown.out + shown.err
    assert state_of(desk) == before


@pytest.mark.parametrize("length", [MOST_QUESTION + 1, 900_000])
def test_a_question_without_end_is_refused_at_once(app: Any, desk: Desk, client: TestClient, length: int) -> None:
    page = as_person(app, client, desk, READER)
    began = time.monotonic()
    said = page.send("_ask", [None, "why " * (length // 4 + 1), *EVERYWHERE, False])
    assert time.monotonic() - began < 10
    assert "at most 2,000 are taken" in said["output"]["data"][1]
    assert len(json.dumps(said)) < 50_000, "it is not sent back"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(app: Any, desk: Desk, client: TestClient) -> None:
    page = as_person(app, client, desk, READER)
    assert page.join("_ask", [None, "x" * MOST_BODY, *EVERYWHERE, False]).status_code == 413
    assert client.post("/login", data={"name": "x" * MOST_BODY}).status_code == 413
    assert client.post("/api/ask", json={"question": "x" * MOST_BODY}).status_code == 413


def test_a_body_without_end_is_refused_once_it_is_past_the_limit() -> None:
    given: list[int] = []

    async def receive() -> dict[str, Any]:
        given.append(1)
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

    assert asyncio.run(whole_body(receive)) is None  # type: ignore[arg-type]
    assert len(given) == MOST_BODY // 100_000 + 1


def test_a_body_that_breaks_off_is_none() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    assert asyncio.run(whole_body(receive)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "file",
    [
        {"path": "ADDRESS", "meta": {"_type": "gradio.FileData"}},
        {"path": "x", "url": "ADDRESS", "meta": {"_type": "gradio.FileData"}},
        [[{"a": {"path": "ADDRESS", "meta": {"_type": "gradio.FileData"}}}]],
        {"path": "/etc/hostname", "meta": {"_type": "gradio.FileData"}},
    ],
)
def test_no_event_makes_the_server_fetch_or_copy_anything(
    app: Any, desk: Desk, client: TestClient, file: Any, fetched: list[str]
) -> None:
    file = json.loads(json.dumps(file).replace("ADDRESS", fetched[0]))
    page = as_person(app, client, desk, READER)
    assert page.join("_ask", [None, file, *EVERYWHERE, False]).status_code == 400
    assert page.join("_show", sent=file).status_code == 400
    assert fetched[1:] == []


@pytest.fixture
def fetched() -> Iterator[list[str]]:
    """The address of a server of somebody's, and what was fetched from it."""
    seen: list[str] = []

    class Somebodys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Somebodys)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen.append(f"http://127.0.0.1:{server.server_port}/x")
    yield seen
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (b'{"data": [1, "path", {"path": 1}, {"meta": 1}]}', False),
        (b'{"data": [{"p\\u0061th": "x", "met\\u0061": {}}]}', True),
        (b"[" * 200_000, True),
        (b"\xff", True),
        (b"", True),
    ],
)
def test_what_names_a_file_is_told_from_what_does_not(body: bytes, refused: bool) -> None:
    assert names_file(body) is refused


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        ({}, {400}),
        ([], {400}),
        ({"data": []}, {400}),
        ({"data": [], "session_hash": "a"}, {400}),
        ({"data": [], "session_hash": "a", "fn_index": "x"}, {422}),
        ({"data": [], "session_hash": {}, "fn_index": 1}, {400}),
    ],
)
def test_events_that_are_none_are_refused(
    app: Any, desk: Desk, client: TestClient, body: Any, statuses: set[int]
) -> None:
    as_person(app, client, desk, READER)
    answer = client.post("/gradio_api/queue/join", json=body)
    assert answer.status_code in statuses, answer.text
    assert "Traceback" not in answer.text


def test_what_goes_wrong_within_gradio_tells_the_browser_nothing_of_the_machine(
    app: Any, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with client_of(app, desk, READER, raise_server_exceptions=False) as client:
        answer = client.post(
            "/gradio_api/queue/join", json={"data": [], "session_hash": "a", "fn_index": 999, "event_data": None}
        )
    assert answer.status_code in (400, 404, 500)
    assert "/" not in answer.text
