"""A browser, and servers for it. Skipped where no Chromium is installed, unless COUNCILQA_REQUIRE_BROWSER is set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser_papers import write_corpus
from looking import NewContext, open_page
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from serving import Server

HERE = Path(__file__).parent
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last of all: Playwright's event loop stays in this thread, where nothing else can then run one."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    chromium = _chromium()
    if chromium is None:
        reason = "no Chromium is installed; COUNCILQA_CHROMIUM names one that is not on the path"
        if os.environ.get("COUNCILQA_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """For tests that change no paper."""
    started = Server(tmp_path_factory.mktemp("page"))
    write_corpus(started.corpus)
    started.run("ingest")
    with started:
        yield started
    assert "Traceback" not in started.warnings.read_text("utf-8")


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes browsers of readers who know nothing of each other. None may reach another host, or have an error."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    errors: list[str] = []

    def make(**options: object) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options}
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.on("request", lambda request: asked.append(request.url))
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("page", lambda page: page.on("websocket", lambda socket: asked.append(socket.url)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} <= {"127.0.0.1"}
    assert errors == []


@pytest.fixture
def context(new_context: NewContext) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """Opened at the server for tests that change no paper."""
    return open_page(context.new_page(), server.address)


def _chromium() -> str | None:
    named = os.environ.get("COUNCILQA_CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
