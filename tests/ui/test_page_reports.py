"""Registers, comparisons, findings and briefings on the page: every entry leads to its place, every text is text."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html
from page_clients import Page, client_of
from starlette.testclient import TestClient

from councilqa import CouncilQA
from councilqa.access.rules import Person
from councilqa.desk.comparisons import Compared, Result
from councilqa.desk.desk import LOCAL, Desk
from councilqa.desk.scopes import Chosen
from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.domain.briefings import Briefing, BriefingLine, BriefingPart
from councilqa.domain.comparisons import Comparison, Field, Grid, Party, Precedent, Precedents, Row
from councilqa.domain.discrepancies import CitedDiscrepancy, Discrepancy, DiscrepancyKind, Side
from councilqa.domain.documents import Slice
from councilqa.domain.registers import CitedEntry, Register, RegisterKind, Risk, Sum
from councilqa.reading.places import Span
from councilqa.settings import Settings
from councilqa.ui.compare_tab import AT_ONCE
from councilqa.ui.gate import COOKIE
from councilqa.ui.report_handlers import ReportHandlers, Wanted
from councilqa.ui.server import make_app
from councilqa.ui.shown_registers import MOST_ROWS
from councilqa.ui.views import Beside, Views
from desk_makers import EDITOR, NOON, OTHER, READER, desk_on, id_of, token_of
from fake_encoder import fake_models
from yard_papers import PIER, YARD, yard_folder

VIEWS = Views()
QUESTION = "How much do the councils save?"
EVERYWHERE = ["", "", "", ""]
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" data-act="remove" data-document="0',
    "</textarea></title></script><svg onload=alert(1)>",
    "&lt;already&gt; &amp; &#60;",
    "{{ 7 * 7 }} {% raw %} ${alert(1)}",
    "a\u202eb\u2028c",
)


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return yard_folder(tmp_path_factory.mktemp("yard"))


@pytest.fixture(scope="module")
def desk(yard: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_on(yard, tmp_path_factory.mktemp("reports") / "data") as desk, desk.service:
        yield desk


@pytest.fixture(scope="module")
def app(desk: Desk) -> Any:
    return make_app(desk)


def tree(markup: str) -> Any:
    return html.fragment_fromstring(f"<div>{markup}</div>")


def listed(desk: Desk, kind: RegisterKind, chosen: Chosen = Chosen()) -> Any:
    return tree(ReportHandlers(desk, VIEWS).register(READER, str(kind), chosen))


def at(link: Any) -> tuple[str, int, int]:
    return link.get("data-document"), int(link.get("data-start")), int(link.get("data-end"))


# A register


@pytest.mark.parametrize("kind", RegisterKind)
def test_every_entry_leads_to_its_own_words(desk: Desk, kind: RegisterKind) -> None:
    entries = desk.reports.register(READER, kind).entries
    links = listed(desk, kind).xpath("//table[@data-rows]/tbody/tr//a[@data-act='place']")
    assert len(links) == len(entries) > 0
    for link, entry in zip(links, entries, strict=True):
        id, start, end = at(link)
        words = desk.service.document(id).text[start:end]
        assert words == (entry.entry.figure.text if isinstance(entry.entry, Sum) else entry.entry.quotes[0].text)
        assert link.get("href") == f"papers/{id}?start={start}&end={end}#quotation"


def test_headers_are_buttons_and_empty_columns_are_left_out(desk: Desk) -> None:
    heads = listed(desk, RegisterKind.RISKS).xpath("//table[@data-rows]/thead//th")
    assert [each.text_content() for each in heads] == ["Risk", "Place"]
    assert {each.get("aria-sort") for each in heads} == {"none"}
    assert all(len(each.xpath("button[@data-act='sort']")) == 1 for each in heads)


def test_sums_are_sorted_by_pounds_and_milestones_by_day(desk: Desk) -> None:
    money = listed(desk, RegisterKind.MONEY).xpath("//td[@data-name='As written']")
    assert {each.text_content(): each.get("data-sort") for each in money}["£240,000"] == "240000"
    assert all(each.get("data-number") is not None for each in money)
    when = listed(desk, RegisterKind.MILESTONES).xpath("//td[@data-name='When']")
    assert [each.get("data-sort") for each in when] == ["2023-07-31"]


def test_savings_of_a_year_name_and_link_the_sums_that_make_them_up(desk: Desk) -> None:
    (chart,) = listed(desk, RegisterKind.MONEY).xpath("//details[@class='cq-chart']")
    rows = {each.xpath("th")[0].text_content(): each for each in chart.xpath(".//tbody/tr")}
    assert list(rows) == ["Ambleford District Council", "Wexcombe Borough Council"]
    cells = [each.text_content() for each in rows["Ambleford District Council"].xpath("td")]
    assert cells == ["2023/24", "£140,000", "£0", "£140,000", "90,000, 50,000"]
    text = desk.service.document(id_of(desk, "yard.html")).text
    spans = [at(each) for each in rows["Ambleford District Council"].xpath(".//a")]
    assert [text[start:end] for _, start, end in spans] == ["90,000", "50,000"]
    widths = [each.xpath(".//*[contains(@class, 'cq-saving')]/@style") for each in rows.values()]
    assert widths == [["width: 100.0%"], ["width: 71.4%"]]
    assert chart.xpath(".//*[contains(@class, 'cq-cost')]") == [], "nothing has no bar"


def test_only_money_has_a_chart_and_only_where_tables_give_years(desk: Desk) -> None:
    assert listed(desk, RegisterKind.RISKS).xpath("//details") == []
    assert listed(desk, RegisterKind.MONEY, Chosen(partnership="thornby-westmere")).xpath("//details") == []


def test_files_are_of_the_papers_that_are_chosen(desk: Desk, app: Any) -> None:
    chosen = Chosen(partnership="ambleford-wexcombe", first_year=2020)
    (link,) = listed(desk, RegisterKind.MONEY, chosen).xpath("//nav//a[contains(@href, '.csv')]/@href")
    answer = client_of(app, desk, READER).get(f"/{link}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="money-')
    assert {row["Paper"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))} == {YARD}
    book = client_of(app, desk, READER).get(f"/{link.replace('.csv', '.xlsx')}").content
    links = [
        c.hyperlink.target for row in openpyxl.load_workbook(io.BytesIO(book)).worksheets[0] for c in row if c.hyperlink
    ]
    assert links and all(each.startswith("http://127.0.0.1:7860/papers/") for each in links)


@pytest.mark.parametrize("query", ["first=soon", "last=99999", "first=%00", "paper=", "partnership="])
def test_what_is_no_choice_leaves_nothing_out(desk: Desk, app: Any, query: str) -> None:
    answer = client_of(app, desk, READER).get(f"/registers/money.csv?{query}")
    assert answer.status_code == 200
    assert PIER in answer.text and YARD in answer.text


@pytest.mark.parametrize("query", ["partnership=nobody", "paper=0123456789abcdef"])
def test_papers_that_are_not_there_are_told(desk: Desk, app: Any, query: str) -> None:
    answer = client_of(app, desk, READER).get(f"/registers/money.csv?{query}")
    assert answer.status_code == 404
    assert "nobody" in answer.text or "0123456789abcdef" in answer.text


def test_a_register_that_is_none_is_told(desk: Desk, app: Any) -> None:
    shown = ReportHandlers(desk, VIEWS).register(READER, "<b>novels</b>", Chosen())
    assert "There is no such register." in tree(shown).text_content()
    assert client_of(app, desk, READER).get("/registers/novels.csv").status_code in (400, 404, 422)


def test_no_entries_are_told_with_what_was_looked_through(desk: Desk) -> None:
    chosen = Chosen(partnership="thornby-westmere")
    assert "No risks were recognised in the one paper." in listed(desk, RegisterKind.RISKS, chosen).text_content()
    assert "No paper fits" in listed(desk, RegisterKind.RISKS, Chosen(first_year=2090)).text_content()


def test_more_entries_than_a_browser_bears_are_said_to_be_more() -> None:
    entries = tuple(risk("words", start=number) for number in range(MOST_ROWS + 5))
    register = Register(kind=RegisterKind.RISKS, entries=entries, searched=("A",), without=())
    shown = tree(VIEWS.register(register, query=""))
    assert len(shown.xpath("//table[@data-rows]/tbody/tr")) == MOST_ROWS
    assert f"first {MOST_ROWS} of {MOST_ROWS + 5} entries" in shown.text_content()


# A comparison


def compared(result: Result) -> Any:
    return tree(VIEWS.comparison(Compared(id="x" * 22, owner="Rita", made_at=NOON, result=result)))


def test_each_partnership_has_a_row_with_markers_to_its_places(desk: Desk) -> None:
    *on_the_way, last = ReportHandlers(desk, VIEWS).compare(READER, Wanted.QUESTION, QUESTION, Chosen())
    assert ["Asking each partnership" in each for each in on_the_way] == [True]
    rows = {each.xpath("th")[0].text_content(): each for each in tree(last).xpath("//tbody/tr")}
    assert list(rows) == ["Ambleford and Wexcombe", "Thornby and Westmere"]
    for row, words in zip(rows.values(), ("£240,000", "£90,000"), strict=True):
        quoted = [desk.service.document(id).text[start:end] for id, start, end in map(at, row.xpath(".//a"))]
        assert any(words in each for each in quoted)
    labels = [each.get("data-label") for each in tree(last).xpath("//tbody//a[@class='cq-marker']")]
    assert labels == sorted(set(labels), key=int), "numbered through, as in the files"
    assert "Figures (saving) differ" in tree(last).text_content()


def test_what_is_not_stated_says_what_was_searched() -> None:
    shown = compared(Comparison(question="Q?", asked="Q?", rows=(row("A", None), row("B", "It costs £5."))))
    first, second = shown.xpath("//tbody/tr")
    assert "Not stated" in first.text_content() and "Title of A" in first.text_content()
    assert "Not stated" not in second.text_content()
    assert shown.xpath("//section/@data-status") == ["1 of 2 state it"]


def test_a_grid_has_a_cell_for_each_partnership_and_field() -> None:
    parties = (row("A", None).party, row("B", None).party)
    comparison = Comparison(question="Costs", asked="Q?", rows=(row("A", None), row("B", "It costs £5.")))
    shown = compared(Grid(parties=parties, fields=((Field(name="Costs", questions=("Q?",)), comparison),)))
    assert shown.xpath("//thead//th/text()") == ["Field", "A", "B"]
    (line,) = shown.xpath("//tbody/tr")
    assert line.xpath("th/text()") == ["Costs"]
    assert ["Not stated" in each.text_content() for each in line.xpath("td")] == [True, False]
    assert line.xpath("td/@data-name") == ["A", "B"]


def test_an_empty_question_asks_nobody(desk: Desk) -> None:
    (shown,) = ReportHandlers(desk, VIEWS).compare(READER, Wanted.QUESTION, "  ", Chosen())
    assert "Write a question first." in shown


def test_a_comparison_that_cannot_be_made_says_why(desk: Desk) -> None:
    *_, shown = ReportHandlers(desk, VIEWS).compare(READER, Wanted.QUESTION, QUESTION, Chosen(partnership="nobody"))
    assert (
        tree(shown).xpath("//*[@role='alert']")[0].text_content().startswith("No paper is of a partnership 'nobody'.")
    )


def test_a_comparison_is_saved_by_its_asker_alone(desk: Desk, app: Any) -> None:
    made = desk.reports.compare(READER, QUESTION)
    for ending, kind in (("md", "text/markdown"), ("docx", "wordprocessingml"), ("xlsx", "spreadsheetml")):
        answer = client_of(app, desk, READER).get(f"/comparisons/{made.id}.{ending}")
        assert answer.status_code == 200 and kind in answer.headers["content-type"]
        assert client_of(app, desk, OTHER).get(f"/comparisons/{made.id}.{ending}").status_code == 404


# A paper


def test_a_paper_says_which_of_its_figures_to_check(desk: Desk, app: Any) -> None:
    client = client_of(app, desk, READER)
    id = id_of(desk, "yard.html")
    page = html.document_fromstring(client.get(f"/papers/{id}").text)
    (panel,) = page.xpath("//details[@id='figures']")
    assert "95,000" in panel.text_content() and "50,000 + 40,000 = 90,000, not 95,000" in panel.text_content()
    (link,) = panel.xpath(".//blockquote/a/@href")
    marked = html.document_fromstring(client.get(f"/papers/{link}").text).xpath("//mark")
    assert "".join(each.text_content() for each in marked).replace("\n", "") == "Fuel50,00040,00095,000"
    other = html.document_fromstring(client.get(f"/papers/{id_of(desk, 'pier.html')}").text)
    assert other.xpath("//details[@id='figures']") == []


def test_a_briefing_links_every_line_to_its_place(desk: Desk, app: Any) -> None:
    client = client_of(app, desk, READER)
    id = id_of(desk, "yard.html")
    answer = client.get(f"/papers/{id}/briefing")
    assert "script-src" not in answer.headers["content-security-policy"]
    page = html.document_fromstring(answer.text)
    lines = [line for part in desk.reports.briefing(READER, id).parts for line in part.lines]
    assert len(page.xpath("//main//li")) == len(lines)
    assert [len(each.xpath("a")) for each in page.xpath("//main//li")] == [len(each.citations) for each in lines]
    text = desk.service.document(id).text
    for link, quote in zip(
        page.xpath("//main//li/a/@href"), (each.quote for line in lines for each in line.citations), strict=True
    ):
        assert link.startswith(f"../../papers/{id}?start=")
        start, end = (int(each.partition("=")[2]) for each in link.partition("#")[0].partition("?")[2].split("&"))
        assert text[start:end] == quote
    for ending in ("docx", "md"):
        assert client.get(f"/papers/{id}/briefing.{ending}").status_code == 200
    assert client.get("/papers/0123456789abcdef/briefing").status_code == 404
    assert client.get("/papers/0123456789abcdef/briefing.md").status_code == 404


def test_a_figure_that_another_paper_contradicts_names_that_paper(desk: Desk) -> None:
    summary = next(each for each in desk.papers(READER) if each.metadata.title == YARD)
    own, other = citation("£5", document_id=summary.id), replace(citation("£6"), title="Another paper")
    shown = tree(VIEWS.findings(summary, [finding("It differs.", own, other)]))
    words = [each.text_content() for each in shown.xpath("//blockquote/a")]
    assert "Another paper" in words[1] and YARD not in words[0]


# Whatever a paper says


def citation(text: str, *, document_id: str = "0123456789abcdef", start: int = 0) -> Citation:
    return Citation(
        label="1", document_id=document_id, title=text, source="/x", councils=(text,), partnership=text, date=None,
        page=None, printed_page=text, paragraph=text, section=(text,), quote=text, passage=text, passage_id="p",
        start=start,
    )  # fmt: skip


def risk(text: str, *, start: int = 0) -> CitedEntry:
    entry = Risk(
        document_id="0123456789abcdef", quotes=(Slice(text=text, start=start),), number=text, theme=text, risk=text,
        mitigations=(text,), owner=text,
    )  # fmt: skip
    return CitedEntry(entry=entry, citations=(citation(text, start=start),))


def row(name: str, text: str | None) -> Row:
    party = Party(handle=name, name=name, councils=(name,), document_ids=("0" * 16,), titles=(f"Title of {name}",))
    if text is None:
        return Row(party=party, answer=Answer(question="Q?", status=AnswerStatus.NOT_FOUND, text="No.", reason=name))
    one_line = " ".join(text.split())
    answer = Answer(question="Q?", status=AnswerStatus.ANSWERED, text=f"{one_line} [1]", citations=(citation(text),))
    return Row(party=party, answer=answer)


def finding(text: str, *cited: Citation) -> CitedDiscrepancy:
    sides = tuple(Side(document_id=each.document_id, quote=Slice(text=each.quote, start=0)) for each in cited)
    found = Discrepancy(
        kind=DiscrepancyKind.RESTATED, severity="high", sides=sides, values=(text,), arithmetic=text, sentence=text
    )
    return CitedDiscrepancy(discrepancy=found, citations=cited)


def shown_comparison(text: str) -> str:
    rows = (row(text, text), row(text, None))
    parties = tuple(each.party for each in rows)
    field = Field(name=text, questions=(text,))
    comparison = Comparison(question=text, asked=f"{text}?", rows=rows)
    named = Precedent(councils=(text,), document_id="0" * 16, citations=(citation(text),), saved=(text,), years=(text,))
    results: tuple[Result, ...] = (
        comparison,
        Grid(parties=parties, fields=((field, comparison),)),
        Precedents(found=(named,), searched=(text,)),
    )
    return "".join(VIEWS.comparison(Compared(id="x" * 22, owner="Rita", made_at=NOON, result=each)) for each in results)


def shown_register(text: str) -> str:
    register = Register(kind=RegisterKind.RISKS, entries=(risk(text),), searched=(text,), without=(text,))
    return VIEWS.register(register, query="?paper=x")


def shown_problem(text: str) -> str:
    from councilqa.ui.views import Notice

    notice = Notice(message=text, hint=text)
    return VIEWS.comparing(text, (notice,)) + VIEWS.problem(notice, beside=Beside.LIST)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("show", [shown_comparison, shown_register, shown_problem])
def test_no_text_of_anybody_becomes_markup(show: Callable[[str], str], text: str) -> None:
    assert shape(show(text)) == shape(show("x"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_paper_becomes_markup_of_findings_or_a_briefing(desk: Desk, text: str) -> None:
    summary = desk.papers(READER)[0]

    def shown(words: str) -> str:
        line = BriefingLine(text=words, citations=(citation(words),), about=words)
        part = BriefingPart(heading=words, lines=(line,), without=words)
        briefing = Briefing(document_id="0" * 16, title=words, councils=(words,), date=None, parts=(part,))
        named = replace(summary, metadata=replace(summary.metadata, title=words))
        found = [finding(words, citation(words))]
        _, reading = desk.reading(READER, summary.id)
        return "".join(
            (
                VIEWS.findings(named, found),
                VIEWS.briefing(named, briefing, made_at=NOON),
                VIEWS.reading(named, reading, span=None, has_file=True, found=found),
                VIEWS.place(desk.shown(READER, summary.id, Span(start=0, end=5)), label=words, beside=Beside.FINDING),
            )
        )

    assert shape(shown(text)) == shape(shown("x"))


def shape(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    """Elements with the names of their attributes, in order."""
    return [(str(each.tag), tuple(sorted(each.attrib))) for each in tree(markup).iter() if isinstance(each.tag, str)]


# Events


@pytest.fixture(scope="module")
def client(app: Any, desk: Desk) -> Iterator[TestClient]:
    with client_of(app, desk) as client:
        yield client


def as_person(app: Any, client: TestClient, desk: Desk, person: Person) -> Page:
    client.cookies.clear()
    client.cookies.set(COOKIE, token_of(desk, person))
    return Page(app, client)


def test_a_reader_lists_compares_and_looks_into_papers(desk: Desk, app: Any, client: TestClient) -> None:
    page = as_person(app, client, desk, READER)
    register = page.send("_list_register", ["risks", *EVERYWHERE])["output"]["data"][0]
    assert "loss of experienced staff" in register
    assert "£240,000" in page.send("_compare_question", [QUESTION, *EVERYWHERE])["output"]["data"][0]
    assert "cq-compared" in page.send("_compare_named", ["", *EVERYWHERE])["output"]["data"][0]
    id, start, end = at(tree(register).xpath("//tbody//a")[0])
    place = page.send("_show_beside", sent={"document": id, "start": start, "end": end, "label": ""})
    assert "Back to the list" in place["output"]["data"][0]
    assert "<mark>loss of experienced staff" in place["output"]["data"][0]
    findings = page.send("_check", sent={"document": id})["output"]["data"]
    assert "95,000" in findings[0] and findings[1] == ""


def test_a_question_does_not_wait_for_comparisons(desk: Desk, app: Any, client: TestClient) -> None:
    page = as_person(app, client, desk, READER)
    held = threading.Event()

    def slowly() -> Grid:
        held.wait(60)
        return desk.service.compare_fields()

    key = (desk.reports._papers(), Chosen())
    holder = threading.Thread(target=lambda: desk.reports._grids.get(key, slowly))
    holder.start()
    try:
        waiting = [Page(app, client) for _ in range(AT_ONCE + 1)]
        for each in waiting:
            assert each.join("_compare_fields", ["", *EVERYWHERE]).status_code == 200
        answered = page.send("_ask", [None, "What does the shared yard save?", *EVERYWHERE, False])["output"]["data"]
        assert "£240,000" in answered[1]
        assert holder.is_alive(), "the comparisons are still being made"
    finally:
        held.set()
        holder.join()
    ended = next(each for each in waiting[0].messages() if each["msg"] == "process_completed")
    assert "Standing fields" in ended["output"]["data"][0]


def test_where_a_language_model_drafts_answers_the_page_says_so(yard: Path, tmp_path: Path) -> None:
    settings = Settings.load(
        corpus=yard / "papers", index=yard / "index", data=tmp_path, model="gguf:/srv/models/s.gguf"
    )
    with CouncilQA.open(settings=settings, models=fake_models()) as service, Desk(service) as desk:
        assert desk.language_model(LOCAL) == "gguf:s.gguf", "the folder it lies in is nobody's business"
        desk.warm()
        assert desk.examples(LOCAL)
        service.brief(desk.papers(LOCAL)[0].id)
        assert service.generations().list() == (), "neither the questions to begin with nor a briefing asks a model"
        app = make_app(desk)
        with client_of(app, desk) as client:
            page = Page(app, client)
            *_, offered, header = page.send("_open", [""])["output"]["data"][:4]
            assert offered["visible"], "there is something to keep no record of"
            page.send("_ask", [None, "What does the shared yard save?", *EVERYWHERE, True])
            assert service.generations().list() == ()
            private = {"question": "What does the shared yard save?", "private": True}
            assert client.post("/api/ask", json=private).json()["status"] == "answered"
            assert service.generations().list() == ()
            assert client.post("/api/ask", json={**private, "private": False}).status_code == 200
            assert len(service.generations().list()) == 1
            assert client.post("/api/search", json=private).status_code == 422
    assert "The language model gguf:s.gguf drafts answers" in tree(header).text_content()


NONSENSE: tuple[Any, ...] = (None, 5, [], {}, ["x"], "x", {"turn": []}, "\x00", "9" * 5000)


def test_nonsense_is_answered_with_a_message(
    desk: Desk, app: Any, client: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    page = as_person(app, client, desk, EDITOR)
    for event in ("_list_register", "_compare_question"):
        for value in NONSENSE:
            said = page.send(event, [value] * 5)
            assert said["success"] or said["output"]["error"], (event, value, said)
    for event in ("_show_beside", "_check"):
        for value in (*NONSENSE, {"document": {}, "start": [], "end": "x"}, {"document": "0" * 16, "start": -1}):
            said = page.send(event, sent=value)
            assert said["success"] or said["output"]["error"], (event, value, said)
    shown = capfd.readouterr()
    assert "Traceback" not in shown.out + shown.err
