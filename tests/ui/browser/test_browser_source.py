"""A click on a marker shows exactly the words that are cited, in their place, in every kind of paper."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import docx
import numpy as np
import pypdfium2 as pdfium
import pytest
from looking import PATIENCE, ask, bare, open_source, source
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from serving import Server

DEPOT = "How much does the shared depot of Oakshire and Elmham save, and what are the one-off costs?"
LAMPS = "How many street lamps does Calder replace, and how much do the street lamps in Calder save?"
LIBRARIES = "How much does Sunday opening of Westmere libraries cost?"
HART = "What are the risks for Hart and Rushmoor?"
LIST_DASH = re.compile(r"^\s*-\s+", re.MULTILINE)
"""Drawn as a dot before the words, which are marked."""


def cited(server: Server, question: str, label: str) -> dict[str, Any]:
    """The citation as programs get it."""
    return next(each for each in server.ask(question)["citations"] if each["label"] == label)


@pytest.mark.parametrize(
    ("question", "label"),
    [(DEPOT, "2"), (LAMPS, "1"), (LIBRARIES, "1"), (HART, "1"), (HART, "2")],
    ids=["pdf", "html", "word", "text", "text of several paragraphs"],
)
def test_a_marker_opens_the_very_words_it_stands_for(page: Page, server: Server, question: str, label: str) -> None:
    turn = ask(page, question)
    place = open_source(page, turn, label)
    citation = cited(server, question, label)
    heading = page.locator("#place-heading")
    expect(heading).to_have_text(f"Source [{label}]: {citation['title']}")
    expect(heading).to_be_focused()
    assert place.locator(".cq-quote").text_content() == f"“{citation['quote']}”"
    where = place.locator(".cq-where").inner_text()
    if citation["paragraph"]:
        assert citation["paragraph"] in where
    if citation["page"]:
        assert f"page {citation['page']} of" in where
    assert marked(place) == bare(LIST_DASH.sub("", citation["quote"]))


def marked(place: Locator) -> str:
    """What is highlighted, without white space."""
    return bare("".join(place.locator("mark").all_text_contents()))


def test_back_to_the_answer_leads_to_the_marker_again(page: Page) -> None:
    turn = ask(page, DEPOT)
    marker = turn.locator('.cq-answer .cq-marker[data-label="2"]')
    place = open_source(page, turn, "2")
    expect(page.locator("#place-heading")).to_be_focused()
    place.get_by_role("button", name="Back to the answer").click()
    expect(marker).to_be_focused()


def test_the_source_list_opens_the_same_place_as_the_marker(page: Page) -> None:
    turn = ask(page, DEPOT)
    by_marker = open_source(page, turn, "2").inner_html()
    open_source(page, turn, "1")
    turn.locator(".cq-sources").get_by_role("link", name="[2]").click()
    assert source(page, "2").inner_html() == by_marker
    page.get_by_role("button", name="Back to the answer").click()
    expect(turn.locator(".cq-sources").get_by_role("link", name="[2]")).to_be_focused()


def test_on_the_picture_of_a_pdf_page_the_words_are_marked(page: Page, server: Server) -> None:
    place = open_source(page, ask(page, DEPOT), "2")
    picture = place.locator(".cq-picture img")
    expect(picture).to_have_js_property("complete", True, timeout=PATIENCE)
    assert picture.evaluate("(image) => image.naturalWidth") > 500
    path = picture.get_attribute("src") or ""
    status, kind, png = server.get(f"/{path}")
    assert (status, kind) == (200, "image/png")
    image = Image.open(io.BytesIO(png)).convert("RGB")
    marked = yellow(image)
    assert marked.any()
    words = " ".join(cited(server, DEPOT, "2")["quote"].split()[:3])
    top, bottom = rows_of(words, server, path, image.height)
    rows = np.flatnonzero(marked.any(axis=1))
    assert top - 12 <= rows.min() <= top + 12 and bottom - 12 <= rows.max() <= bottom + 12


def yellow(image: Image.Image) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where a picture has the colour of a highlighter: much red and green, little blue."""
    pixels = np.asarray(image).astype(int)
    return np.asarray((pixels[..., 0] > 180) & (pixels[..., 1] > 170) & (pixels[..., 2] < 170))


def rows_of(words: str, server: Server, path: str, height: int) -> tuple[float, float]:
    """Between which rows of the picture these words stand, by the PDF itself."""
    found = re.match(r"(papers/\w+)/pages/(\d+)", path)
    assert found is not None
    pdf = pdfium.PdfDocument(server.get(f"/{found[1]}/file")[2])
    sheet = pdf[int(found[2]) - 1]
    text = sheet.get_textpage()
    start, count = text.search(words).get_next()
    boxes = [text.get_charbox(start + each) for each in range(count)]
    scale = height / sheet.get_height()
    return (
        (sheet.get_height() - max(top for *_, top in boxes)) * scale,
        (sheet.get_height() - min(bottom for _, bottom, *_ in boxes)) * scale,
    )


def test_pages_of_a_pdf_can_be_leafed_through_and_back(page: Page) -> None:
    place = open_source(page, ask(page, DEPOT), "2")
    quote = place.locator(".cq-quote").text_content()
    expect(place.locator(".cq-where")).to_contain_text("page 2 of 3")
    for button, number in (("Page after", 3), ("Page before", 2), ("Page before", 1)):
        place.get_by_role("button", name=button).click()
        expect(place.locator(".cq-where")).to_contain_text(f"page {number} of 3", timeout=PATIENCE)
        assert place.locator(".cq-quote").text_content() == quote
        expect(place.locator(".cq-picture img")).to_have_js_property("complete", True, timeout=PATIENCE)
    expect(place.get_by_role("button", name="Page before")).to_have_count(0)
    place.get_by_role("button", name="Back to the quotation").click()
    expect(place.locator(".cq-where")).to_contain_text("page 2 of 3", timeout=PATIENCE)
    expect(place.get_by_role("button", name="Back to the quotation")).to_have_count(0)


def test_sections_can_be_leafed_through_and_back(page: Page) -> None:
    place = open_source(page, ask(page, LIBRARIES), "1")
    marked = place.locator("mark").all_text_contents()
    place.get_by_role("button", name="Section before").click()
    expect(place.locator(".cq-blocks")).to_contain_text("staffed by volunteers", timeout=PATIENCE)
    expect(place.locator("mark")).to_have_count(0)
    place.get_by_role("button", name="Section after").click()
    expect(place.locator(".cq-blocks")).to_contain_text("£18,000", timeout=PATIENCE)
    place.get_by_role("button", name="Section before").click()
    expect(place.locator(".cq-blocks")).to_contain_text("staffed by volunteers", timeout=PATIENCE)
    place.get_by_role("button", name="Back to the quotation").click()
    expect(place.locator("mark").first).to_be_visible(timeout=PATIENCE)
    assert place.locator("mark").all_text_contents() == marked


def test_the_file_opens_at_the_page_of_the_quotation(page: Page, server: Server) -> None:
    place = open_source(page, ask(page, DEPOT), "2")
    link = place.get_by_role("link", name="Open the file at page 2")
    target = urlsplit(link.get_attribute("href") or "")
    assert target.fragment == "page=2"
    status, kind, file = server.get(f"/{target.path}")
    assert (status, kind) == (200, "application/pdf")
    assert file == (server.corpus / "depot.pdf").read_bytes()


@pytest.mark.parametrize("question", [DEPOT, LIBRARIES], ids=["pdf", "word"])
def test_the_whole_paper_can_be_read_with_the_quotation_in_it(page: Page, server: Server, question: str) -> None:
    place = open_source(page, ask(page, question), "1")
    citation = cited(server, question, "1")
    place.get_by_role("link", name="Read the paper").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(citation["title"])
    assert page.url.endswith("#quotation")
    assert marked(page.locator("main")) == bare(citation["quote"])
    expect(page.locator("mark").first).to_be_in_viewport()
    anchor = page.get_by_role("link", name=f"Link to paragraph {citation['paragraph']}", exact=True)
    anchor.click()
    target = page.locator(f'[id="{urlsplit(page.url).fragment}"]')
    expect(target).to_be_in_viewport()
    page.get_by_role("link", name="councilqa: ask and look up").click()
    expect(page.locator("#turn-0")).to_be_visible(timeout=PATIENCE)


def test_a_marker_also_opens_in_a_tab_of_its_own(page: Page) -> None:
    turn = ask(page, LIBRARIES)
    with page.context.expect_page() as opened:
        turn.locator(".cq-marker").first.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("mark").first).to_contain_text("Sunday opening")


def test_a_conversation_is_saved_as_word_and_markdown(page: Page, server: Server) -> None:
    ask(page, DEPOT)
    ask(page, LIBRARIES)
    quotes = [each["quote"] for question in (DEPOT, LIBRARIES) for each in server.ask(question)["citations"]]
    keep = page.get_by_role("navigation", name="This conversation")
    markdown = saved(page, keep.get_by_role("link", name="Save as Markdown"), ".md").decode()
    word = docx.Document(io.BytesIO(saved(page, keep.get_by_role("link", name="Save as Word"), ".docx")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(each.text for each in word.paragraphs), *cells])
    for title in ("Shared Depot of Oakshire and Elmham", "Library Opening Hours"):
        assert title in markdown and title in text
    for quote in quotes:
        assert bare(quote) in bare(text)
        assert letters(quote) in letters(markdown)


def saved(page: Page, link: Locator, ending: str) -> bytes:
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(ending)
    return download.value.path().read_bytes()


def letters(text: str) -> str:
    """Without the marks that Markdown adds."""
    return "".join(each for each in text if each.isalnum())


def test_a_link_to_a_paper_that_is_not_there_says_so(page: Page, server: Server) -> None:
    page.goto(urljoin(server.address, "/papers/0123456789abcdef"))
    expect(page.get_by_role("heading", level=1)).to_have_text("This did not work")
    page.get_by_role("link", name="Back to the questions").click()
    expect(page.get_by_label("Your question")).to_be_visible(timeout=PATIENCE)
