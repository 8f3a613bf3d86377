"""What a reader does on the page and sees there."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

NewContext = Callable[..., BrowserContext]
PATIENCE = 45_000
"""Milliseconds for what takes a second or less on a machine that is not busy."""


def open_page(page: Page, address: str) -> Page:
    """The page once it can be used."""
    page.goto(f"{address}/")
    return await_page(page)


def await_page(page: Page) -> Page:
    expect(page.locator("[data-conversation]")).to_be_attached(timeout=PATIENCE)
    expect(question_field(page)).to_be_visible()
    return page


def question_field(page: Page) -> Locator:
    return page.get_by_label("Your question")


def ask(page: Page, question: str) -> Locator:
    """The turn of the conversation that answers it."""
    turns = page.locator("article.cq-turn:not(.cq-pending)")
    before = turns.count()
    question_field(page).fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    return answered(page, before)


def answered(page: Page, number: int) -> Locator:
    """The turn with this number, once it is answered."""
    turn = page.locator(f"#turn-{number}")
    expect(turn).to_be_visible(timeout=PATIENCE)
    return turn


def open_source(page: Page, turn: Locator, label: str) -> Locator:
    """The place that a marker of an answer leads to, shown beside it."""
    turn.locator(f'.cq-marker[data-label="{label}"]').first.click()
    return source(page, label)


def source(page: Page, label: str) -> Locator:
    expect(page.locator("#place-heading")).to_contain_text(f"Source [{label}]", timeout=PATIENCE)
    return page.locator("section.cq-place")


def go_to(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()


def papers(page: Page) -> Locator:
    """The table of papers, shown."""
    go_to(page, "Papers")
    table = page.locator(".cq-papers table.cq-sortable")
    expect(table).to_be_visible(timeout=PATIENCE)
    return table


def register(page: Page, kind: str) -> Locator:
    """The table of one kind of entries, shown."""
    go_to(page, "Registers")
    page.get_by_label(kind, exact=True).check()
    table = page.locator(f".cq-register[aria-label='Register of {kind.lower()}'] table[data-rows]")
    expect(table).to_be_visible(timeout=PATIENCE)
    return table


def compare(page: Page, question: str) -> Locator:
    """The table with a row for each partnership."""
    go_to(page, "Compare")
    page.get_by_label("A question to each partnership").fill(question)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("#compared-heading")).to_have_text(question, timeout=PATIENCE)
    return page.locator(".cq-compared table")


def bare(text: str | None) -> str:
    """Without white space and ligatures."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def findings(page: Page) -> list[str]:
    """What axe holds against the page: everything serious or critical."""
    page.evaluate("() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})))")
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:400]}"
        for each in violations
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]
