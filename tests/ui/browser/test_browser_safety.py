"""Nothing that a paper or a question says is done by the page, and nothing leaves the server's own address."""

from __future__ import annotations

import io
from html import unescape
from urllib.parse import urlsplit

import docx
from browser_papers import DEPOT_TITLE, HOSTILE_QUESTION, HOSTILE_TITLE, MARKUP
from looking import PATIENCE, NewContext, ask, open_page, open_source, papers
from markdown_it import MarkdownIt
from playwright.sync_api import Page, expect
from serving import Server

INJECTED = 'img[src="x"], img[src*="evil"], a[href*="evil"], script:text("taken over")'


def test_markup_in_a_paper_is_text_wherever_it_is_shown(page: Page, server: Server) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    turn = ask(page, HOSTILE_QUESTION)
    shows_markup(page, turn.locator(".cq-answer").inner_text(), MARKUP)
    shows_markup(page, turn.locator(".cq-paper").inner_text(), (HOSTILE_TITLE,))
    place = open_source(page, turn, "1")
    shows_markup(page, place.locator(".cq-quote").inner_text(), MARKUP)
    shows_markup(page, place.locator("mark").first.inner_text(), MARKUP)
    shows_markup(page, page.locator("#place-heading").inner_text(), (HOSTILE_TITLE,))
    page.get_by_role("button", name="Papers asked").click()
    page.get_by_label("Paper", exact=True).click()
    shows_markup(page, page.get_by_role("option", name="Market Square").inner_text(), (HOSTILE_TITLE,))
    page.get_by_role("option", name="Market Square").click()
    expect(page.get_by_role("button", name="Papers asked: the paper")).to_contain_text(HOSTILE_TITLE)
    table = papers(page)
    shows_markup(page, table.inner_text(), (HOSTILE_TITLE,))
    table.get_by_role("button", name="Remove Market Square").click()
    expect(page.get_by_role("button", name="Keep it")).to_be_visible(timeout=PATIENCE)
    shows_markup(page, page.get_by_text("from the index?").inner_text(), (HOSTILE_TITLE,))
    page.get_by_role("button", name="Keep it").click()
    table.get_by_role("button", name="Correct what is known of Market Square").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(HOSTILE_TITLE, timeout=PATIENCE)
    page.get_by_role("button", name="Cancel").click()
    table.locator("th").get_by_role("link", name="Market Square").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE_TITLE)
    shows_markup(page, page.locator("main").inner_text(), MARKUP)
    assert page.title().startswith(HOSTILE_TITLE)
    assert dialogs == []


def test_markup_in_a_question_is_text_wherever_it_is_shown(page: Page) -> None:
    question = f"What does the clerk of Thornby paint? {' '.join(MARKUP)}"
    turn = ask(page, question)
    shows_markup(page, turn.locator(".cq-question").inner_text(), MARKUP)
    follow_up = ask(page, f"And the bandstand? {MARKUP[0]}{MARKUP[2]}")
    shows_markup(page, follow_up.inner_text(), (MARKUP[0], MARKUP[2]))
    page.reload()
    expect(turn).to_be_visible(timeout=PATIENCE)
    shows_markup(page, turn.locator(".cq-question").inner_text(), MARKUP)


def test_markup_is_text_in_what_is_saved(page: Page) -> None:
    ask(page, HOSTILE_QUESTION)
    keep = page.get_by_role("navigation", name="This conversation")
    with page.expect_download() as download:
        keep.get_by_role("link", name="Save as Word").click()
    word = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    text = "\n".join(each.text for each in word.paragraphs)
    for each in MARKUP:
        assert each in text
    assert not [each for each in word.part.rels.values() if "evil" in each.target_ref]
    with page.expect_download() as download:
        keep.get_by_role("link", name="Save as Markdown").click()
    drawn = MarkdownIt("commonmark").render(download.value.path().read_text("utf-8"))
    for each in MARKUP:
        assert each in unescape(drawn)
    for markup in ("<script", "<img", 'href="http://evil'):
        assert markup not in drawn


def shows_markup(page: Page, text: str, markup: tuple[str, ...]) -> None:
    """It stands there to be read, and did nothing."""
    for each in markup:
        assert each in text
    expect(page.locator(INJECTED)).to_have_count(0)
    assert "taken over" not in page.title().replace(HOSTILE_TITLE, "")


def test_all_requests_of_a_session_go_to_the_servers_own_address(server: Server, new_context: NewContext) -> None:
    context = new_context()
    asked: list[str] = []
    refused: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    page = context.new_page()
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    open_page(page, server.address)
    turn = ask(page, "How much does the shared depot of Oakshire and Elmham save?")
    open_source(page, turn, "1")
    expect(page.locator(".cq-picture img")).to_have_js_property("complete", True, timeout=PATIENCE)
    ask(page, HOSTILE_QUESTION)
    page.emulate_media(media="print")
    page.pdf()
    page.emulate_media(media="screen")
    papers(page)
    page.get_by_label("Choose files").set_input_files(server.corpus / "library.docx")
    expect(page.locator(".cq-file")).to_contain_text("already in the index", timeout=PATIENCE)
    page.get_by_role("link", name=DEPOT_TITLE, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(DEPOT_TITLE)
    page.wait_for_timeout(500)
    own = urlsplit(server.address).netloc
    assert len(asked) > 20
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {own}
    assert sockets == []
    assert refused == []
