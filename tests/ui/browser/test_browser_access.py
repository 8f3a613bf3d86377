"""The page for everybody: found by axe to be in order, usable on a phone, by keyboard alone, and on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
import pytest
from browser_papers import DEPOT_TITLE
from looking import (
    PATIENCE,
    NewContext,
    ask,
    bare,
    compare,
    findings,
    go_to,
    open_page,
    open_source,
    papers,
    question_field,
    register,
    source,
)
from playwright.sync_api import Page, expect
from serving import Server

from yard_papers import YARD

DEPOT = "How much does the shared depot of Oakshire and Elmham save, and what are the one-off costs?"
LIBRARIES = "How much does Sunday opening of Westmere libraries cost?"
NOWHERE = "What is the budget of the airport?"
SAVING = "How much do the councils save?"
HART = "What are the risks for Hart and Rushmoor?"
WIDTHS = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}


def states(page: Page, server: Server) -> Iterator[str]:
    """The page in every state that a reader or an editor sees it in, by name; no paper is changed."""
    open_page(page, server.address)
    yield "start"
    page.get_by_role("button", name="Papers asked").click()
    expect(page.get_by_label("Partnership", exact=True)).to_be_visible()
    yield "scope"
    page.get_by_role("button", name="Papers asked").click()
    yield "answer from a PDF" if ask(page, DEPOT) else ""
    open_source(page, page.locator("#turn-0"), "2")
    yield "source in a PDF"
    open_source(page, ask(page, HART), "2")
    yield "source in a text"
    turn = ask(page, NOWHERE)
    turn.get_by_text("This is wrong").click()
    yield "not found"
    yield "register" if register(page, "Money") else ""
    register(page, "Risks").locator("tbody").get_by_role("link").first.click()
    expect(page.locator("#place-heading-list")).to_be_visible(timeout=PATIENCE)
    yield "entry in its place"
    yield "comparison" if compare(page, SAVING) else ""
    page.get_by_role("button", name="Precedents named").click()
    expect(page.locator("#compared-heading")).to_have_text("Precedents named in the papers", timeout=PATIENCE)
    yield "precedents"
    papers(page)
    yield "papers"
    page.get_by_role("button", name=f"Figures to check in {YARD}").click()
    expect(page.locator("#findings-heading")).to_be_visible(timeout=PATIENCE)
    yield "figures to check"
    page.locator(".cq-found").get_by_role("button", name="Close").click()
    page.get_by_role("button", name=f"Correct what is known of {DEPOT_TITLE}").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(DEPOT_TITLE, timeout=PATIENCE)
    yield "form"
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name=f"Remove {DEPOT_TITLE}").click()
    expect(page.get_by_role("button", name="Keep it")).to_be_visible(timeout=PATIENCE)
    yield "removal"
    page.get_by_role("button", name="Keep it").click()
    files = [server.corpus / "library.docx", {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}]
    page.get_by_label("Choose files").set_input_files(files[0])
    expect(page.locator(".cq-file")).to_contain_text("already in the index", timeout=PATIENCE)
    page.get_by_label("Choose files").set_input_files(files[1:])  # type: ignore[arg-type]
    expect(page.locator(".cq-file")).to_contain_text("not added", timeout=PATIENCE)
    yield "upload"
    table = page.locator(".cq-papers table")
    table.get_by_role("link", name=DEPOT_TITLE, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(DEPOT_TITLE)
    yield "reading"
    page.goto(f"{server.address}/papers/{server.id_of(YARD)}/briefing")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Briefing: {YARD}")
    yield "briefing"
    page.get_by_role("link", name="Read the paper").click()
    page.get_by_text("Figures to check").click()
    yield "reading, with figures to check"
    page.goto(f"{server.address}/login")
    yield "login"
    page.goto(f"{server.address}/papers/0123456789abcdef")
    yield "trouble"


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious_in_any_state(
    server: Server, new_context: NewContext, width: str, colours: str
) -> None:
    page = new_context(viewport=WIDTHS[width], color_scheme=colours).new_page()
    found = {state: findings(page) for state in states(page, server)}
    assert len(found) == 20
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_on_a_phone_nothing_has_to_be_scrolled_sideways(server: Server, new_context: NewContext) -> None:
    page = new_context(viewport=WIDTHS["phone"], has_touch=True, is_mobile=True).new_page()
    wide = {
        state: overflow
        for state in states(page, server)
        if (overflow := page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth")) > 1
    }
    assert wide == {}


def test_on_a_phone_a_source_is_brought_into_view_and_back(server: Server, new_context: NewContext) -> None:
    page = open_page(new_context(viewport=WIDTHS["phone"], has_touch=True, is_mobile=True).new_page(), server.address)
    turn = ask(page, DEPOT)
    expect(turn.locator(".cq-question")).to_be_in_viewport()
    open_source(page, turn, "2")
    expect(page.locator("#place-heading")).to_be_in_viewport()
    page.get_by_role("button", name="Back to the answer").click()
    expect(turn.locator('.cq-answer .cq-marker[data-label="2"]')).to_be_in_viewport()


def test_everything_can_be_done_by_keyboard_and_focus_is_seen(page: Page) -> None:
    field = question_field(page)
    field.focus()
    page.keyboard.type(DEPOT)
    page.keyboard.press("Enter")
    marker = page.locator('#turn-0 .cq-answer .cq-marker[data-label="2"]')
    expect(marker).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#place-heading")).to_be_visible(timeout=PATIENCE)
    field.focus()
    reached = [tabbed(page) for _ in range(60)]
    names = [name for name, _ in reached]
    assert names[0] == "Ask"
    for wanted in ("[1]", "[2]", "Copy with citations", "Page after", "Read the paper", "Back to the answer", "Papers"):
        assert wanted in names, names
    assert {name for name, outlined in reached if not outlined and name} == set()
    marker.focus()
    page.keyboard.press("Enter")
    source(page, "2")
    expect(page.locator("#place-heading")).to_be_focused()
    while tabbed(page)[0] != "Back to the answer":
        pass
    page.keyboard.press("Enter")
    expect(marker).to_be_focused()


def tabbed(page: Page) -> tuple[str, bool]:
    """What Tab leads to, and whether it is seen to have the focus; ("", False) past the page's end."""
    page.keyboard.press("Tab")
    name, outline = page.evaluate("""() => {
        const element = document.activeElement;
        if (!element || element === document.body) return ["", "none"];
        return [(element.innerText || element.getAttribute("aria-label") || element.tagName).trim(),
                getComputedStyle(element).outlineStyle];
    }""")
    return name, outline != "none"


def test_printed_an_answer_has_its_quotations_and_no_controls(page: Page, server: Server) -> None:
    turn = ask(page, DEPOT)
    page.emulate_media(media="print")
    for hidden in (question_field(page), page.get_by_role("button", name="Ask", exact=True), page.locator(".cq-place")):
        expect(hidden).to_be_hidden()
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)
    quotes = [each["quote"] for each in server.ask(DEPOT)["citations"]]
    shown = turn.locator(".cq-sources blockquote")
    expect(shown).to_have_count(len(quotes))
    for each, quote in zip(shown.all(), quotes, strict=True):
        expect(each).to_be_visible()
        assert bare(quote) in bare(each.inner_text())
    printed = bare("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf())).pages))
    for quote in quotes:
        assert bare(quote) in printed


def test_a_long_conversation_is_printed_whole(page: Page) -> None:
    for _ in range(4):
        ask(page, HART)
    ask(page, LIBRARIES)
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf())).pages
    printed = bare("".join(sheet.extract_text() for sheet in sheets))
    assert len(sheets) > 1
    assert printed.count(bare(HART)) >= 4
    assert bare("£18,000 a year") in printed


def test_the_papers_tab_is_reached_by_keyboard(page: Page) -> None:
    page.get_by_role("tab", name="Ask", exact=True).focus()
    for _ in ("Registers", "Compare", "Papers"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".cq-papers table")).to_be_visible(timeout=PATIENCE)
    go_to(page, "Ask")
    expect(question_field(page)).to_be_visible()
