"""Asking: the answer, its markers, what follows on it, what is not in the papers, which papers are asked."""

from __future__ import annotations

import json
import re

from looking import PATIENCE, NewContext, answered, ask, await_page, open_page, open_source, papers, question_field
from playwright.sync_api import Page, expect
from serving import Server

DEPOT = "How much does the shared depot of Oakshire and Elmham save, and what are the one-off costs?"
LAMPS = "How much do the street lamps in Calder save?"
LIBRARIES = "How much does Sunday opening of Westmere libraries cost?"
NOWHERE = "What is the budget of the airport?"


def test_an_answer_has_its_status_in_words_markers_and_sources(page: Page) -> None:
    turn = ask(page, DEPOT)
    expect(turn.get_by_role("heading", level=2)).to_contain_text(DEPOT)
    expect(turn.locator(".cq-badge")).to_contain_text("Answered")
    expect(turn.locator(".cq-status")).to_contain_text("Searched: ")
    first = turn.locator(".cq-answer p").first
    expect(turn.locator(".cq-answer")).to_contain_text("The shared depot saves £240,000 a year")
    expect(turn.locator(".cq-answer")).to_contain_text("One-off costs of the shared depot are £75,000")
    expect(first.get_by_role("link", name="Source 1: Shared Depot of Oakshire and Elmham")).to_have_text("[1]")
    markers = turn.locator(".cq-answer .cq-marker").all_inner_texts()
    sources = turn.locator(".cq-sources a").all_inner_texts()
    assert len(markers) >= 2
    assert sorted(set(markers)) == sorted(each.split()[0] for each in sources)
    expect(question_field(page)).to_have_value("")


def test_while_it_searches_the_page_says_so(page: Page) -> None:
    page.evaluate("""() => {
        window.seen = [];
        new MutationObserver(() => {
            for (const each of document.querySelectorAll('.cq-pending')) window.seen.push(each.innerText);
            window.seen.push(document.getElementById('cq-live')?.textContent ?? '');
        }).observe(document.body, {childList: true, subtree: true, characterData: true});
    }""")
    turn = ask(page, DEPOT)
    expect(turn).to_be_visible()
    seen = page.evaluate("() => window.seen")
    assert any("Searching" in each and DEPOT in each for each in seen), seen
    expect(page.get_by_role("status").filter(has_text="Answered")).to_have_count(1)


def test_what_is_written_while_an_answer_comes_is_kept(page: Page) -> None:
    page.evaluate("""() => {
        const observer = new MutationObserver(() => {
            if (!document.getElementById('turn-0')) return;
            observer.disconnect();
            const field = document.querySelector('.cq-composer textarea');
            field.value = 'And the risks?';
            field.dispatchEvent(new Event('input', { bubbles: true }));
        });
        observer.observe(document.body, {childList: true, subtree: true});
    }""")
    ask(page, DEPOT)
    page.wait_for_load_state("networkidle")
    expect(question_field(page)).to_have_value("And the risks?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(answered(page, 1).locator(".cq-question")).to_contain_text("And the risks?")


def test_without_a_question_the_page_asks_for_one(page: Page) -> None:
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Write a question first")


def test_a_question_to_begin_with_is_asked_at_a_click(page: Page) -> None:
    example = page.locator(".cq-examples button").first
    words = example.inner_text()
    example.click()
    turn = answered(page, 0)
    expect(turn.locator(".cq-question")).to_contain_text(words)
    expect(turn.locator(".cq-badge")).to_contain_text("Answered")


def test_a_follow_up_keeps_the_subject_and_a_new_topic_drops_it(page: Page) -> None:
    first = ask(page, DEPOT)
    expect(first.locator(".cq-understood")).to_have_count(0)
    second = ask(page, "And the risks?")
    expect(second.locator(".cq-understood")).to_contain_text(re.compile("Understood as: .*depot", re.IGNORECASE))
    expect(second.locator(".cq-answer")).to_be_visible()
    third = ask(page, LAMPS)
    expect(third.locator(".cq-understood")).to_have_count(0)
    expect(third.locator(".cq-answer")).to_contain_text("£310,000")


def test_a_misspelt_question_shows_how_it_was_understood(page: Page) -> None:
    turn = ask(page, "How mcuh do the street lamps in Caldre save?")
    expect(turn.locator(".cq-understood")).to_have_text("Understood as: “How much do the street lamps in Calder save?”")
    expect(turn.locator(".cq-answer")).to_contain_text("£310,000")


def test_each_answer_keeps_its_own_sources(page: Page, server: Server) -> None:
    first = ask(page, DEPOT)
    second = ask(page, LAMPS)
    place = open_source(page, second, "1")
    expect(place.locator(".cq-quote")).to_contain_text("£310,000")
    cited = server.ask(DEPOT)["citations"]
    place = open_source(page, first, next(each["label"] for each in cited if "£240,000" in each["quote"]))
    expect(place.locator(".cq-quote")).to_contain_text("£240,000")
    assert first.locator(".cq-sources a").count() == len(cited)


def test_what_the_papers_do_not_say_is_said_to_be_missing(page: Page) -> None:
    turn = ask(page, NOWHERE)
    expect(turn.locator(".cq-badge")).to_have_text("Not in these papers")
    expect(turn.locator(".cq-reason")).to_contain_text("airport")
    expect(turn.locator(".cq-answer, .cq-marker, .cq-sources")).to_have_count(0)
    near = turn.locator(".cq-related li").first
    expect(near).to_be_hidden()
    turn.get_by_text("Nearest passages (not an answer)").click()
    expect(near.locator("blockquote")).not_to_be_empty()
    near.get_by_role("link").click()
    expect(page.locator("#place-heading")).to_be_visible(timeout=PATIENCE)


def test_what_else_bears_on_the_question_is_unfolded_at_a_click(page: Page, server: Server) -> None:
    more = server.ask(LAMPS)["more"]
    assert more
    turn = ask(page, LAMPS)
    first = turn.locator(".cq-further p").first
    expect(first).to_be_hidden()
    turn.get_by_text(f"More from the papers ({len(more)})").click()
    expect(first).to_contain_text(more[0]["statement"])
    place = open_source(page, turn, more[0]["citation"]["label"])
    assert place.locator(".cq-quote").text_content() == f"“{more[0]['citation']['quote']}”"


def test_only_the_chosen_partnership_is_asked(page: Page, server: Server) -> None:
    choose(page, "Partnership", "Oakshire and Elmham")
    expect(page.get_by_role("button", name="Papers asked: 1 paper of Oakshire and Elmham")).to_be_visible()
    turn = ask(page, "What are the risks?")
    expect(turn.locator(".cq-status")).to_contain_text("Oakshire and Elmham")
    cited = {each.get_attribute("data-document") for each in turn.locator(".cq-marker").all()}
    wanted = server.ask("What are the risks?", partnership="oakshire-elmham")["citations"]
    assert cited == {each["document_id"] for each in wanted}
    expect(turn.locator(".cq-paper")).to_have_count(1)
    expect(turn.locator(".cq-paper")).to_contain_text("Shared Depot of Oakshire and Elmham")


def test_only_the_chosen_paper_is_asked(page: Page) -> None:
    choose(page, "Paper", "Library Opening Hours")
    expect(page.get_by_role("button", name="Papers asked: the paper ‘Library Opening Hours’")).to_be_visible()
    turn = ask(page, "How much does it cost?")
    expect(turn.locator(".cq-status")).to_contain_text("Library Opening Hours")
    expect(turn.locator(".cq-paper")).to_have_count(1)
    expect(turn.locator(".cq-answer")).to_contain_text("£18,000")


def choose(page: Page, field: str, choice: str) -> None:
    """From a list of what can be asked."""
    page.get_by_role("button", name="Papers asked").click()
    page.get_by_label(field, exact=True).click()
    page.get_by_role("option", name=choice, exact=True).click()


def test_an_answer_can_be_copied_with_its_citations(page: Page, server: Server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.address)
    turn = ask(page, DEPOT)
    turn.get_by_role("button", name="Copy with citations").click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    for each in server.ask(DEPOT)["citations"]:
        assert f"[{each['label']}]" in copied
        assert "".join(each["quote"].split()) in "".join(copied.split())


def test_what_a_reader_thinks_of_an_answer_is_kept(page: Page, server: Server) -> None:
    right = ask(page, LAMPS)
    right.get_by_role("button", name="This is right").click()
    expect(right.locator(".cq-thanks")).to_have_text("Kept: you said that this is right.")
    wrong = ask(page, DEPOT)
    wrong.get_by_text("This is wrong").click()
    wrong.get_by_label("What is wrong").fill("The figure is that of another year <b>")
    wrong.get_by_role("button", name="Send").click()
    expect(wrong.locator(".cq-thanks")).to_have_text("Kept: you said that this is wrong.")
    expect(wrong.locator(".cq-thanks")).to_be_focused()
    kept = json.loads(server.run("feedback", "list", "--json"))["feedback"]
    found = {each["verdict"]: each for each in kept if each["question"] in (LAMPS, DEPOT)}
    assert found["right"]["question"] == LAMPS
    assert found["wrong"]["comment"] == "The figure is that of another year <b>"
    answer = found["wrong"]["answer"]
    assert answer["answer"] == server.ask(DEPOT)["answer"]
    assert [each["quote"] for each in answer["citations"]] == [each["quote"] for each in server.ask(DEPOT)["citations"]]
    assert found["wrong"]["index_stamp"] and found["wrong"]["time"]


def test_tabs_and_readers_never_see_each_others_conversation(
    page: Page, server: Server, new_context: NewContext
) -> None:
    ask(page, DEPOT)
    second_tab = open_page(page.context.new_page(), server.address)
    expect(second_tab.locator(".cq-turn")).to_have_count(0)
    other_reader = open_page(new_context().new_page(), server.address)
    expect(other_reader.locator(".cq-turn")).to_have_count(0)
    ask(second_tab, LAMPS)
    expect(second_tab.locator(".cq-turn")).to_have_count(1)
    expect(page.locator(".cq-turn")).to_have_count(1)
    page.reload()
    expect(answered(page, 0)).to_contain_text("£240,000")
    expect(page.locator(".cq-turn")).to_have_count(1)
    follow_up = ask(page, "And the risks?")
    expect(follow_up.locator(".cq-understood")).to_contain_text("depot")
    expect(second_tab.locator(".cq-turn")).to_have_count(1)


def test_a_new_conversation_begins_without_the_old_one(page: Page) -> None:
    ask(page, DEPOT)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("heading", name="Ask about the papers")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".cq-turn")).to_have_count(0)


def test_ten_at_once_get_each_their_own_answer(server: Server, new_context: NewContext) -> None:
    questions = {DEPOT: "£240,000", LAMPS: "£310,000", LIBRARIES: "£18,000"}
    asked = [list(questions)[number % len(questions)] for number in range(10)]
    contexts = (new_context(), new_context())
    pages = [contexts[number % 2].new_page() for number in range(10)]
    for page in pages:
        page.goto(f"{server.address}/", wait_until="commit")
    for page, question in zip(pages, asked, strict=True):
        question_field(await_page(page)).fill(question)
    for page in pages:
        page.keyboard.press("Enter")
    for page, question in zip(pages, asked, strict=True):
        turn = answered(page, 0)
        expect(turn.locator(".cq-question")).to_contain_text(question)
        expect(turn.locator(".cq-answer")).to_contain_text(questions[question])
        expect(page.locator(".cq-turn")).to_have_count(1)


def test_the_papers_are_listed_and_can_be_looked_through(page: Page, server: Server) -> None:
    table = papers(page)
    listed = json.loads(server.get("/api/documents")[2])["documents"]
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(len(listed))
    page.get_by_label("Show only papers with these words").fill("calder lighting")
    expect(rows.filter(visible=True)).to_have_count(1)
    expect(page.locator(".cq-count")).to_have_text(f"1 of {len(listed)} papers")
    page.get_by_label("Show only papers with these words").fill("")
    table.get_by_role("button", name="Date", exact=True).click()
    dates = [each.get_attribute("data-sort") for each in table.locator('td[data-name="Date"]').all()]
    assert dates == sorted(dates)  # type: ignore[type-var]
    table.get_by_role("link", name="Street Lighting in Calder", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Street Lighting in Calder")
