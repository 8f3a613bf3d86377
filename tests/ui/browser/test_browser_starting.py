"""Before the page can be used: there is no index yet, or people have to sign in."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator

import pytest
from browser_papers import DEPOT_TITLE, ferry
from looking import PATIENCE, NewContext, answered, ask, await_page, findings, go_to, open_page, papers, question_field
from playwright.sync_api import Page, expect
from serving import Server

from fake_server import FakeServer

DEPOT = "How much does the shared depot of Oakshire and Elmham save?"
PASSWORDS = {"reader": "a long walk by the sea", "editor": "a short walk by the hill"}


def test_without_an_index_the_page_says_what_to_do_and_then_works(
    new_context: NewContext, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Server(tmp_path_factory.mktemp("bare")) as server:
        page = open_page(new_context().new_page(), server.address)
        expect(page.get_by_role("alert")).to_contain_text("councilqa ingest", timeout=PATIENCE)
        question_field(page).fill(DEPOT)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("councilqa ingest", timeout=PATIENCE)
        assert "councilqa ingest" in server.warnings.read_text("utf-8")
        assert findings(page) == []
        server.corpus.mkdir(exist_ok=True)
        (server.corpus / "ferry.txt").write_text(ferry(), "utf-8")
        server.run("ingest")
        page.reload()
        await_page(page)
        expect(page.get_by_role("alert")).to_have_count(0)
        turn = ask(page, "How much does a single ticket for the river ferry of Brookfield cost?")
        expect(turn.locator(".cq-answer")).to_contain_text("£4.20")


@pytest.fixture(scope="module")
def guarded(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same papers, for people who have signed in."""
    folder = tmp_path_factory.mktemp("guarded")
    shutil.copytree(server.folder / "index", folder / "index")
    own = Server(folder, COUNCILQA_CORPUS=str(server.corpus))
    for name, password in PASSWORDS.items():
        own.run("users", "add", name, "--role", name, "--password-stdin", input=f"{password}\n")
    with own:
        yield own


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nobody_sees_anything_before_signing_in(guarded: Server, new_context: NewContext, colours: str) -> None:
    page = new_context(color_scheme=colours, viewport={"width": 360, "height": 740}).new_page()
    for path in ("/", "/papers/0123456789abcdef"):
        page.goto(f"{guarded.address}{path}")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.get_by_text("Shared Depot")).to_have_count(0)
    expect(page.get_by_label("Name")).to_be_focused()
    assert findings(page) == []
    sign_in(page, "reader", "guessed")
    expect(page.get_by_role("alert")).to_contain_text("password", timeout=PATIENCE)
    expect(page.get_by_label("Name")).to_have_value("reader")
    assert findings(page) == []


def test_after_signing_in_a_reader_is_where_they_wanted_to_be(guarded: Server, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(f"{guarded.address}/")
    sign_in(page, "editor")
    papers(await_page(page)).get_by_role("link", name=DEPOT_TITLE, exact=True).click()
    paper = page.url
    other = new_context().new_page()
    other.goto(f"{paper}#p2.1")
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(other, "reader")
    expect(other.get_by_role("heading", level=1)).to_have_text(DEPOT_TITLE, timeout=PATIENCE)
    assert other.url.partition("#")[0] == paper


def test_a_reader_can_ask_but_not_change_papers(guarded: Server, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(f"{guarded.address}/")
    sign_in(page, "reader")
    await_page(page)
    expect(page.get_by_role("navigation", name="You")).to_contain_text("reader")
    expect(ask(page, DEPOT).locator(".cq-answer")).to_contain_text("£240,000")
    expect(papers(page).locator("tbody tr").first).to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    expect(page.get_by_role("button", name="Correct")).to_have_count(0)
    expect(page.get_by_label("Choose files")).to_have_count(0)
    assert findings(page) == []


def test_an_editor_can_change_papers(guarded: Server, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(f"{guarded.address}/")
    sign_in(page, "editor")
    table = papers(await_page(page))
    expect(table.get_by_role("button", name=f"Remove {DEPOT_TITLE}")).to_be_visible()
    expect(page.get_by_label("Choose files")).to_be_visible()


def test_who_has_signed_out_has_to_sign_in_again(guarded: Server, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(f"{guarded.address}/")
    sign_in(page, "reader")
    ask(await_page(page), DEPOT)
    behind = open_page(page.context.new_page(), guarded.address)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=PATIENCE)
    page.goto(f"{guarded.address}/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    question_field(behind).fill(DEPOT)
    behind.keyboard.press("Enter")
    expect(behind.get_by_role("heading", name="Sign in")).to_be_visible(timeout=PATIENCE)
    sign_in(page, "editor")
    go_to(await_page(page), "Ask")
    expect(page.locator(".cq-turn")).to_have_count(0)


def sign_in(page: Page, name: str, password: str | None = None) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name] if password is None else password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def slow_model() -> Iterator[FakeServer]:
    """One that replies when nobody waits any longer."""
    pytest.importorskip("langchain_openai")
    with FakeServer() as running:
        running.wait_seconds = 300
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def test_a_language_model_is_stopped_and_leaves_no_record_of_a_private_question(
    server: Server, new_context: NewContext, tmp_path_factory: pytest.TempPathFactory, slow_model: FakeServer
) -> None:
    folder = tmp_path_factory.mktemp("drafting")
    shutil.copytree(server.folder / "index", folder / "index")
    model = {"COUNCILQA_MODEL": "openai:local", "COUNCILQA_CHAT__BASE_URL": slow_model.address}
    with Server(folder, COUNCILQA_CORPUS=str(server.corpus), **model) as drafting:
        page = open_page(new_context().new_page(), drafting.address)
        private = page.get_by_label("Keep no record of the model's work")
        for turn, kept in enumerate((0, 1)):
            private.set_checked(not kept)
            question_field(page).fill(DEPOT)
            page.get_by_role("button", name="Ask", exact=True).click()
            expect(page.locator(".cq-pending")).to_be_visible()
            page.get_by_role("button", name="Stop the model").click()
            shown = answered(page, turn)
            expect(shown.locator(".cq-answer")).to_contain_text("£240,000")
            expect(shown).to_contain_text("Quoted from the papers, for the language model was stopped")
            assert len(json.loads(drafting.run("models", "records", "--json"))["generations"]) == kept
        assert findings(page) == []


def test_without_a_language_model_there_is_nothing_to_keep_no_record_of(page: Page) -> None:
    expect(page.get_by_label("Keep no record")).to_have_count(0)
    expect(page.get_by_role("button", name="Stop the model")).to_have_count(0)
