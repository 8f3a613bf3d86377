"""Registers, comparisons, figures to check and a briefing, as a reader uses them."""

from __future__ import annotations

import csv
import io
import re

import pypdf
from looking import PATIENCE, NewContext, bare, compare, go_to, open_page, papers, register
from playwright.sync_api import Locator, Page, expect
from serving import Server

from yard_papers import YARD

PHONE = {"width": 360, "height": 740}


def column(table: Locator, place: int) -> list[str]:
    """What the cells of a column say in the rows that are shown."""
    return [each.inner_text() for each in table.locator(f"tbody tr:not([hidden]) > :nth-child({place})").all()]


def test_a_register_is_filtered_sorted_and_leads_to_its_places(page: Page) -> None:
    table = register(page, "Money")
    page.get_by_label("Show only entries with these words").fill("YARD vehicles")
    expect(page.locator(".cq-register .cq-count")).to_have_text(re.compile("^3 of [0-9]+ entries$"))
    header = table.locator("thead th").filter(has_text="Pounds").first
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    place = 1 + table.locator("thead th").all_inner_texts().index("Pounds")
    assert column(table, place) == ["60,000", "90,000", "150,000"]
    header.get_by_role("button").click()
    assert column(table, place) == ["150,000", "90,000", "60,000"]
    table.locator("tbody tr:not([hidden])").nth(1).locator("td").first.click()
    heading = page.locator("#place-heading-list")
    expect(heading).to_have_text(YARD, timeout=PATIENCE)
    expect(heading).to_be_focused()
    panel = page.locator("section.cq-place").filter(has=heading)
    expect(panel.locator("mark")).to_have_text("90,000")
    panel.get_by_role("button", name="Back to the list").click()
    expect(table.locator("tbody tr:not([hidden])").nth(1).get_by_role("link")).to_be_focused()
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)


def test_a_register_works_by_keyboard_alone(page: Page) -> None:
    table = register(page, "Risks")
    header = table.get_by_role("button", name="Risk", exact=True)
    header.focus()
    page.keyboard.press("Enter")
    expect(header.locator("..")).to_have_attribute("aria-sort", "ascending")
    table.locator("tbody").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#place-heading-list")).to_be_focused(timeout=PATIENCE)


def test_a_register_is_narrowed_to_papers_and_saved(page: Page) -> None:
    table = register(page, "Money")
    page.get_by_role("button", name="Papers looked through").click()
    page.get_by_label("Partnership", exact=True).filter(visible=True).click()
    page.get_by_role("option", name="Ambleford and Wexcombe").click()
    expect(table.locator("tbody tr")).to_have_count(7, timeout=PATIENCE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert {row["Paper"] for row in rows} == {YARD}
    expect(page.locator(".cq-chart tbody tr")).to_have_count(2)


def test_on_a_phone_a_register_is_sorted_by_choosing_a_column(server: Server, new_context: NewContext) -> None:
    page = open_page(new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page(), server.address)
    table = register(page, "Risks")
    page.get_by_label("Sort by").select_option("Risk")
    shown = [each.inner_text().lower() for each in table.locator("tbody th").all()]
    assert shown == sorted(shown) and len(shown) > 3
    table.locator("tbody").get_by_role("link").last.click()
    expect(page.locator("#place-heading-list")).to_be_in_viewport(timeout=PATIENCE)


def test_partnerships_are_compared_with_their_sources(page: Page) -> None:
    table = compare(page, "How much does the shared depot or yard save?")
    rows = table.locator("tbody tr")
    marker = rows.filter(has_text="Ambleford and Wexcombe").locator(".cq-marker").first
    marker.click()
    expect(page.locator("#place-heading-comparison")).to_contain_text("Source [", timeout=PATIENCE)
    page.get_by_role("button", name="Back to the comparison").click()
    expect(marker).to_be_focused()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as Word").filter(visible=True).click()
    assert download.value.suggested_filename.endswith(".docx")


def test_a_paper_tells_what_to_check_and_where(page: Page) -> None:
    papers(page)
    button = page.get_by_role("button", name=f"Figures to check in {YARD}")
    button.click()
    heading = page.locator("#findings-heading")
    expect(heading).to_be_focused(timeout=PATIENCE)
    finding = page.locator(".cq-finding")
    expect(finding).to_contain_text("50,000 + 40,000 = 90,000, not 95,000")
    finding.get_by_role("link").first.click()
    expect(page.locator("#place-heading-finding")).to_be_focused(timeout=PATIENCE)
    page.get_by_role("button", name="Back to the finding").click()
    expect(finding.get_by_role("link").first).to_be_focused()


def test_a_briefing_prints_on_two_pages(page: Page) -> None:
    papers(page).get_by_role("link", name=f"Briefing on {YARD}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Briefing: {YARD}", timeout=PATIENCE)
    link = page.locator("main li a").first
    quote = page.locator("main li").first.inner_text().partition(":")[2].rpartition(" [")[0]
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) <= 2
    assert "Save as Word" not in "".join(sheet.extract_text() for sheet in sheets)
    link.click()
    assert bare(quote) in bare(page.locator("mark").first.inner_text())
    go_back = page.get_by_role("link", name="Briefing", exact=True)
    expect(go_back).to_be_visible()


def test_a_register_is_kept_when_tabs_change(page: Page) -> None:
    register(page, "Milestones")
    go_to(page, "Compare")
    go_to(page, "Registers")
    expect(page.get_by_role("radio", name="Milestones")).to_be_checked()
    expect(page.locator("table[data-rows]")).to_contain_text("31 July 2023")
