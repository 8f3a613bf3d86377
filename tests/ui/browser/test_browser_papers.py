"""Papers that are added, corrected and removed on the page, on a server that takes files of 1 MB at most."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from browser_papers import CORPUS, DEPOT_TITLE, MARKUP, ferry, write_pdf, write_small
from looking import PATIENCE, NewContext, ask, go_to, open_page, papers
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from serving import Server

TICKET = "How much does a single ticket for the river ferry of {} cost?"
DEPOT = "How much does the shared depot of Oakshire and Elmham save, and what are the one-off costs?"
MOST = {"COUNCILQA_SERVE__MOST_UPLOAD_MB": "1"}


@pytest.fixture(scope="module")
def changing(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Each test has papers of its own there."""
    server = Server(tmp_path_factory.mktemp("changing"), **MOST)
    write_small(server.corpus)
    (server.corpus / "hostile.txt").unlink()
    server.run("ingest")
    with server:
        yield server


@pytest.fixture
def page(new_context: NewContext, changing: Server) -> Page:
    return open_page(new_context().new_page(), changing.address)


def test_a_good_file_is_added_whatever_becomes_of_the_others(page: Page, changing: Server) -> None:
    go_to(page, "Papers")
    outcomes = add(
        page,
        text_file("broken.pdf", "%PDF-1.4 and nothing that could be read"),
        text_file("ferry.txt", ferry()),
        text_file("large.txt", "a line of no use\n" * 70_000),
        text_file("picture.png", "\x89PNG"),
    )
    assert set(outcomes) == {"broken.pdf", "ferry.txt", "large.txt", "picture.png"}
    assert outcomes["ferry.txt"].startswith("added")
    for name in ("broken.pdf", "large.txt", "picture.png"):
        assert outcomes[name].startswith("not added: ")
        assert len(outcomes[name]) > 30
    assert "at most 1 MB" in outcomes["large.txt"]
    expect(row(page, "Ferry of Brookfield")).to_be_visible()
    assert (changing.corpus / "ferry.txt").read_text("utf-8") == ferry()
    assert "ferry.txt" in manifest(changing)
    assert not [each.name for each in changing.corpus.iterdir() if each.name in ("broken.pdf", "large.txt")]
    go_to(page, "Ask")
    expect(ask(page, TICKET.format("Brookfield")).locator(".cq-answer")).to_contain_text("£4.20")
    page.get_by_role("button", name="Papers asked").click()
    page.get_by_label("Paper", exact=True).click()
    expect(page.get_by_role("option", name="Ferry of Brookfield", exact=True)).to_be_visible()


def test_what_was_added_is_still_there_after_a_restart(page: Page, changing: Server) -> None:
    go_to(page, "Papers")
    add(page, text_file("quayside.txt", ferry("Ferry of Quayside", fare="£7.90").replace("Brookfield", "Quayside")))
    before = papers(page).locator("tbody tr").count()
    changing.stop()
    assert changing.warnings.read_text("utf-8") == ""
    changing.start()
    open_page(page, changing.address)
    expect(ask(page, TICKET.format("Quayside")).locator(".cq-answer")).to_contain_text("£7.90")
    expect(papers(page).locator("tbody tr")).to_have_count(before)
    expect(row(page, "Ferry of Quayside")).to_be_visible()


def test_a_file_whose_name_is_markup_is_shown_as_text(page: Page, changing: Server) -> None:
    go_to(page, "Papers")
    name = "<img src=x onerror=document.title='taken over'> {{7*7}}.txt"
    outcomes = add(page, text_file(name, ferry("Ferry of Marsham").replace("Brookfield", "Marsham")))
    assert [name in each for each in outcomes] == [True]
    expect(page.locator(".cq-upload img")).to_have_count(0)
    expect(page).to_have_title("councilqa")
    assert MARKUP[2] in page.locator(".cq-file").inner_text()


def test_others_go_on_asking_while_papers_are_added(page: Page, changing: Server, new_context: NewContext) -> None:
    other = open_page(new_context().new_page(), changing.address)
    long = (CORPUS / "cannock-stafford-shared-services-2022-11-24.txt").read_text("utf-8")[:60_000]
    go_to(page, "Papers")
    page.get_by_label("Choose files").set_input_files([text_file("cannock.txt", long)])
    expect(page.locator(".cq-file")).to_contain_text("making it searchable", timeout=PATIENCE)
    expect(ask(other, DEPOT).locator(".cq-answer")).to_contain_text("£240,000")
    expect(page.locator(".cq-file.cq-working")).to_have_count(1)
    expect(page.locator(".cq-file.cq-done")).to_have_count(1, timeout=2 * PATIENCE)


def test_a_corrected_title_stands_in_the_table_and_the_manifest(page: Page, changing: Server) -> None:
    papers(page)
    begin_correction(page, "Street Lighting in Calder")
    page.get_by_label("Title", exact=True).fill("Lamps of Calder <b>")
    page.get_by_label("Portfolio").fill("Highways")
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Lamps of Calder <b>")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_label("Title", exact=True)).to_be_hidden()
    entry = manifest(changing)["lighting.html"]
    assert (entry["title"], entry["portfolio"]) == ("Lamps of Calder <b>", "Highways")
    go_to(page, "Ask")
    turn = ask(page, "How much do the street lamps in Calder save?")
    expect(turn.locator(".cq-paper").first).to_contain_text("Lamps of Calder <b>")


def test_a_date_that_is_none_is_refused_and_nothing_is_lost(page: Page, changing: Server) -> None:
    papers(page)
    before = (changing.corpus / "manifest.yaml").read_text("utf-8") if "depot.pdf" in manifest(changing) else ""
    begin_correction(page, DEPOT_TITLE)
    page.get_by_label("Title", exact=True).fill("Another title")
    page.get_by_label("Date (YYYY-MM-DD)").fill("31 February")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("p", has_text="Not saved")).to_contain_text("31 February", timeout=PATIENCE)
    expect(page.get_by_label("Title", exact=True)).to_have_value("Another title")
    expect(row(page, DEPOT_TITLE)).to_be_visible()
    after = (changing.corpus / "manifest.yaml").read_text("utf-8") if "depot.pdf" in manifest(changing) else ""
    assert after == before
    page.get_by_label("Date (YYYY-MM-DD)").fill("2023-05-13")
    page.get_by_label("Title", exact=True).fill(DEPOT_TITLE)
    page.get_by_role("button", name="Save").click()
    expect(row(page, DEPOT_TITLE)).to_contain_text("13 May 2023", timeout=PATIENCE)


def test_a_paper_is_removed_only_once_that_is_confirmed(page: Page, changing: Server) -> None:
    write_pdf(changing.folder / "pier.pdf", PIER)
    go_to(page, "Papers")
    page.get_by_label("Choose files").set_input_files(changing.folder / "pier.pdf")
    expect(row(page, "Pier of Eastmoor")).to_be_visible(timeout=PATIENCE)
    begin_removal(page, "Pier of Eastmoor")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Keep it")).to_be_hidden(timeout=PATIENCE)
    expect(row(page, "Pier of Eastmoor")).to_be_visible()
    assert (changing.corpus / "pier.pdf").is_file()
    begin_removal(page, "Pier of Eastmoor")
    page.get_by_role("button", name="Remove it").click()
    expect(row(page, "Pier of Eastmoor")).to_have_count(0, timeout=PATIENCE)
    assert not (changing.corpus / "pier.pdf").exists()
    assert [each for each in (changing.corpus / ".removed").rglob("*") if each.suffix == ".pdf"]
    go_to(page, "Ask")
    turn = ask(page, "When is the pier of Eastmoor painted?")
    expect(turn.locator(".cq-badge")).to_have_text("Not in these papers")


def test_what_an_earlier_answer_cites_of_a_removed_paper_is_said_to_be_gone(page: Page, changing: Server) -> None:
    go_to(page, "Papers")
    add(page, text_file("dunmore.txt", ferry("Ferry of Dunmore").replace("Brookfield", "Dunmore")))
    go_to(page, "Ask")
    turn = ask(page, TICKET.format("Dunmore"))
    expect(turn.locator(".cq-answer")).to_contain_text("£4.20")
    papers(page)
    begin_removal(page, "Ferry of Dunmore")
    page.get_by_role("button", name="Remove it").click()
    expect(row(page, "Ferry of Dunmore")).to_have_count(0, timeout=PATIENCE)
    go_to(page, "Ask")
    ask(page, "hello")  # what is shown already would not be fetched again
    turn.locator(".cq-sources a").last.click()
    expect(page.locator("#place-heading")).to_contain_text("No paper", timeout=PATIENCE)


PIER = (
    (
        (1, "Pier of Eastmoor"),
        (0, "Report to the Cabinet of Eastmoor Borough Council, 15 October 2022"),
        (0, "1.1 The pier of Eastmoor is painted green in April 2024."),
    ),
)


def text_file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def add(page: Page, *files: FilePayload) -> dict[str, str]:
    """What the page says of each file, once it is done with all."""
    page.get_by_label("Choose files").set_input_files(files)
    ended = page.locator(".cq-file.cq-done, .cq-file.cq-noted, .cq-file.cq-failed")
    expect(ended).to_have_count(len(files), timeout=PATIENCE)
    expect(page.get_by_label("Choose files")).to_be_enabled(timeout=PATIENCE)
    return {
        each.locator(".cq-file-name").inner_text(): " ".join(
            [each.locator(".cq-file-outcome").inner_text(), *each.locator(".cq-file-hint").all_inner_texts()]
        )
        for each in ended.all()
    }


def row(page: Page, title: str) -> Locator:
    """Of the table of papers."""
    return page.locator(".cq-papers table tbody tr").filter(has=page.get_by_role("link", name=title, exact=True))


def begin_correction(page: Page, title: str) -> None:
    row(page, title).get_by_role("button", name="Correct").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(title, timeout=PATIENCE)


def begin_removal(page: Page, title: str) -> None:
    row(page, title).get_by_role("button", name="Remove").click()
    expect(page.get_by_text("from the index?")).to_contain_text(title, timeout=PATIENCE)


def manifest(server: Server) -> dict[str, dict[str, object]]:
    path = server.corpus / "manifest.yaml"
    return yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
