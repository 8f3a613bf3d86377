"""What is shown: everything that papers and people bring is text, and every marker opens its own source."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from page_clients import client_of

from councilqa.desk.conversations import Conversation
from councilqa.desk.desk import Desk
from councilqa.domain.answers import Answer, AnswerStatus, Citation, Said
from councilqa.errors import CouncilQAError
from councilqa.reading.places import Span
from councilqa.store.records import DocumentSummary
from councilqa.ui.server import make_app
from councilqa.ui.views import FileRow, Notice, Pending, Views
from desk_makers import EDITOR, NOON, QUESTION, READER, desk_on, id_of, small

VIEWS = Views()
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" data-act="remove" data-document="0',
    "</textarea></title></script><svg onload=alert(1)>",
    "<!-- --><b>bold</b>",
    "&lt;already&gt; &amp; &#60;",
    "{{ 7 * 7 }} {% raw %} ${alert(1)}",
    "javascript:alert(1)",
    "a\u202eb\u2028c\x0bd",
)
hostile = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40),
    st.text(alphabet="<>\"'&/=a`{}$-! ", min_size=1, max_size=40),
)


def citation(text: str, label: str = "1", start: int = 0) -> Citation:
    return Citation(
        label=label, document_id="0123456789abcdef", title=text, source="/x", councils=(text,), partnership=text,
        date=None, page=None, printed_page=text, paragraph=text, section=(text,), quote=text, passage=text,
        passage_id="p", start=start,
    )  # fmt: skip


def answered(text: str) -> Answer:
    cited = citation(text)
    one_line = " ".join(text.split())
    return Answer(question=text, understood=text, status=AnswerStatus.PARTIAL, text=f"{one_line} [1]",
                  citations=(cited,), reason=text, warnings=(text,),
                  more=(Said(text=text, citation=citation(text, "2", 9)),))  # fmt: skip


def shape(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    """Elements with the names of their attributes, in order."""
    return [
        (str(each.tag), tuple(sorted(each.attrib)))
        for each in html.fragment_fromstring(f"<div>{markup}</div>").iter()
        if isinstance(each.tag, str)
    ]


def talk(text: str) -> str:
    conversation = Conversation(id="x" * 22, owner="Rita", used=NOON, answers=(answered(text),))
    return VIEWS.conversation(
        conversation,
        papers=(),
        pending=Pending(question=text, doing=text, understood=text),
        examples=(text,),
        notices=(Notice(message=text, hint=text),),
    )


def table(text: str, summary: DocumentSummary) -> str:
    metadata = replace(summary.metadata, title=text, councils=(text, text))
    return VIEWS.papers([replace(summary, metadata=metadata)], EDITOR, notices=(Notice(message=text),), status=text)


def files(text: str) -> str:
    return VIEWS.upload(most_mb=5, files=(FileRow(name=text, outcome="failed", words=text, hint=text, share=3),))


@given(text=hostile)
@settings(max_examples=150)
def test_no_text_of_anybody_becomes_markup_of_an_answer(text: str) -> None:
    plain, drawn = talk("x"), talk(text)
    if text.strip():
        assert [each for each in shape(drawn) if each[0] not in ("p",)] == [
            each for each in shape(plain) if each[0] not in ("p",)
        ]
    tree = html.fragment_fromstring(f"<div>{drawn}</div>")
    asked = tree.xpath('//h2[@class="cq-question"]')[0].text_content().removeprefix("Question: ")
    assert asked == text
    assert "".join(tree.xpath("//blockquote")[0].text_content().split()) == "".join(f"“{text}”".split())


@given(text=hostile)
def test_no_text_of_anybody_becomes_markup_of_a_notice_or_a_file(text: str) -> None:
    assert shape(files(text)) == shape(files("x"))
    tree = html.fragment_fromstring(files(text))
    assert tree.xpath('//span[@class="cq-file-name"]')[0].text_content() == text
    assert tree.xpath("//progress")[0].get("aria-label") == f"Progress of {text}"
    notice = VIEWS.problem(Notice.of(CouncilQAError(text, hint="x")))
    assert shape(notice) == shape(VIEWS.problem(Notice.of(CouncilQAError("x", hint="x"))))
    page = VIEWS.trouble(title=text, message=text, hint=text)
    assert html.document_fromstring(page).xpath("//main/p")[0].text_content() == text
    login = html.document_fromstring(VIEWS.login(next=text, name=text, error=text))
    assert login.xpath('//input[@name="name"]')[0].get("value") == text
    assert login.xpath("//script") == []


def test_no_text_of_a_paper_becomes_markup_of_the_table(desk: Desk) -> None:
    summary = desk.papers(READER)[0]
    for text in HOSTILE:
        assert shape(table(text, summary)) == shape(table("x", summary))
        found = html.fragment_fromstring(f"<div>{table(text, summary)}</div>")
        assert found.xpath("//th[@scope='row']/a")[0].text_content() == text
        assert found.xpath("//button[@data-act='remove']")[0].get("aria-label") == f"Remove {text}"


@pytest.mark.parametrize("text", [each for each in HOSTILE if "\x0b" not in each])
def test_no_text_of_a_paper_becomes_markup_of_its_page(tmp_path: Path, text: str) -> None:
    (tmp_path / "papers").mkdir()
    body = f"Farley Town Council\n\n1. {text}\n\n1.1 The clerk of Farley wrote {text} on the wall.\n"
    (tmp_path / "papers" / "paper.txt").write_text(body, "utf-8")
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service:
        desk.service.ingest()
        id = id_of(desk, "paper.txt")
        summary, reading = desk.reading(READER, id, Span(start=0, end=5))
        page = VIEWS.reading(summary, reading, span=Span(start=0, end=5), has_file=True)
        shown = VIEWS.place(desk.shown(READER, id, Span(start=0, end=5)), label=text)
    for each in (page, shown):
        tree = html.document_fromstring(each)
        assert tree.xpath("//script | //img | //svg | //b") == []
        assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
        assert {element.get("data-act") for element in tree.xpath("//*[@data-act]")} <= {"place", "back", "close"}
        assert not [link for link in tree.xpath("//@href | //@src") if link.lower().startswith(("javascript", "data"))]


# Markers


def lines_of(text: str, *cited: Citation) -> list[tuple[str, list[str]]]:
    answer = Answer(question="x", status=AnswerStatus.ANSWERED, text=text, citations=cited)
    conversation = Conversation(id="x" * 22, owner="Rita", used=NOON, answers=(answer,))
    tree = html.fragment_fromstring(f"<div>{VIEWS.conversation(conversation, papers=())}</div>")
    return [
        (" ".join((each.text or "").split()), [marker.get("data-label") for marker in each.xpath("a")])
        for each in tree.xpath('//div[@class="cq-answer"]/p')
    ]


def test_markers_at_the_end_of_a_line_are_links_and_brackets_of_a_paper_are_words() -> None:
    one, two = citation("It costs £5.", "1"), citation("It saves £7, see note [1] and [9].", "2", 40)
    assert lines_of("It costs £5. [1]\nIt saves £7, see note [1] and [9]. [2]", one, two) == [
        ("It costs £5.", ["1"]),
        ("It saves £7, see note [1] and [9].", ["2"]),
    ]
    assert lines_of("Both say so. [1] [2]", one, two) == [("Both say so.", ["1", "2"])]
    assert lines_of("Both say so. [1][2]", one, two) == [("Both say so.", ["1", "2"])]
    assert lines_of("Nobody says so [3]", one, two) == [("Nobody says so [3]", [])]


def test_a_bracket_that_ends_a_papers_own_words_is_no_marker() -> None:
    one, two = citation("It costs £5.", "1"), citation("It saves £7 [1]", "2", 40)
    assert lines_of("It costs £5. [1]\nIt saves £7 [1] [2]", one, two)[1] == ("It saves £7 [1]", ["2"])
    assert lines_of("It saves £7 [9] [2]", one, two) == [("It saves £7 [9]", ["2"])]


def test_every_marker_opens_its_own_source(desk: Desk) -> None:
    id = desk.begin(READER).id
    for question in (QUESTION, "What are the key risks of the shared waste collection?"):
        list(desk.ask(READER, id, question))
    conversation = desk.conversation(READER, id)
    tree = html.fragment_fromstring(VIEWS.conversation(conversation, papers=desk.papers(READER)))
    for turn, answer in enumerate(conversation.answers):
        cited = {each.label: each for each in answer.citations}
        for kind in ("cq-answer", "cq-sources"):
            links = tree.xpath(f'//article[@id="turn-{turn}"]//*[@class="{kind}"]//a')
            assert sorted(each.get("data-label") for each in links) == sorted(cited)
            for each in links:
                source = cited[each.get("data-label")]
                end = source.start + len(source.quote)
                assert (each.get("data-document"), each.get("data-start"), each.get("data-end")) == (
                    source.document_id, str(source.start), str(end),
                )  # fmt: skip
                assert each.get("href").startswith(f"papers/{source.document_id}?start={source.start}&end={end}#")


# How an answer came about


def test_who_wrote_an_answer_and_what_to_know_of_it_is_shown_below_it() -> None:
    quoted = Answer(
        question="x", status=AnswerStatus.ANSWERED, text="It is so. [1]", citations=(citation("It is so."),)
    )
    drafted = replace(quoted, engine="gguf:<b>small</b>.gguf")
    failed = replace(quoted, note="Quoted from the papers, for <i>it</i> did not answer.")
    shown = [talk_of(each) for each in (quoted, drafted, failed)]
    assert ["language model" in each.text_content() for each in shown] == [False, True, False]
    assert "gguf:<b>small</b>.gguf" in shown[1].text_content()
    assert [each.xpath("//p[contains(@class, 'cq-note')]/text()") for each in shown] == [[], [], [failed.note]]


def test_what_the_papers_say_against_a_figure_is_shown_with_the_answer() -> None:
    plain = Answer(question="x", status=AnswerStatus.ANSWERED, text="It is £5. [1]", citations=(citation("It is £5."),))
    warned = replace(plain, warnings=("Paragraph 2 says £7.", "Table 3 says <b>£8</b>."))
    shown = [talk_of(each).xpath("//p[contains(@class, 'cq-caution')]") for each in (plain, warned)]
    assert [[each.text for each in notices] for notices in shown] == [[], list(warned.warnings)]


def test_what_else_bears_on_the_question_is_folded_and_each_opens_its_own_source() -> None:
    said = Said(text="It was £4 before.", citation=citation("It was £4 before.", "2", 40))
    short = Answer(question="x", status=AnswerStatus.ANSWERED, text="It is £5. [1]", citations=(citation("It is £5."),))
    assert talk_of(short).xpath("//details[@class='cq-more']") == []
    (folded,) = talk_of(replace(short, more=(said,))).xpath("//details[@class='cq-more']")
    assert folded.get("open") is None
    assert folded.xpath("string(summary)") == "More from the papers (1)"
    assert "It was £4 before." in folded.text_content()
    (link,) = folded.xpath(".//a")
    assert (link.get("data-label"), link.get("data-start"), link.get("data-end")) == ("2", "40", "57")


def test_the_nearest_passages_are_folded_where_nothing_answers(desk: Desk) -> None:
    id = desk.begin(READER).id
    list(desk.ask(READER, id, "What is the budget of Glasgow City Council?"))
    conversation = desk.conversation(READER, id)
    tree = html.fragment_fromstring(f"<div>{VIEWS.conversation(conversation, papers=desk.papers(READER))}</div>")
    (folded,) = tree.xpath("//details[@class='cq-more']")
    assert folded.get("open") is None
    assert folded.xpath("string(summary)") == "Nearest passages (not an answer)"
    assert len(folded.xpath(".//a")) == len(conversation.answers[0].related) > 0


def talk_of(answer: Answer) -> Any:
    conversation = Conversation(id="x" * 22, owner="Rita", used=NOON, answers=(answer,))
    return html.fragment_fromstring(f"<div>{VIEWS.conversation(conversation, papers=())}</div>")


# Files


def test_files_are_served_so_that_nothing_in_them_runs(desk: Desk) -> None:
    client = client_of(make_app(desk), desk, READER)
    for name, kind, shown in (
        ("parks.html", "text/html; charset=utf-8", "inline"),
        ("planning.pdf", "application/pdf", "inline"),
        ("notes.md", "text/plain; charset=utf-8", "inline"),
        ("libraries.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
    ):
        answer = client.get(f"/papers/{id_of(desk, name)}/file")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == kind
        assert answer.headers["content-disposition"].startswith(f"{shown};")
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors" in policy if name == "planning.pdf" else policy.endswith("sandbox")
        assert answer.content == (desk.service.settings.corpus / name).read_bytes()


@pytest.mark.parametrize("name", ['quo"te.txt', "new\nline.txt", "naïve – 报告.txt", "a;b=c.txt", "%0d%0aX: y.txt"])
def test_names_of_files_put_nothing_into_headers(tmp_path: Path, name: str) -> None:
    folder = small(tmp_path)
    (folder / "papers" / "paper-1.txt").rename(folder / "papers" / name)
    with desk_on(folder, folder / "data") as desk, desk.service:
        desk.service.ingest(prune=True)
        answer: Any = client_of(make_app(desk), desk, READER).get(f"/papers/{id_of(desk, name)}/file")
        assert answer.status_code == 200
        header = answer.headers["content-disposition"]
        assert re.fullmatch(r"inline; (filename=\"[^\"\r\n]*\"|filename\*=utf-8''[\w.%~-]+)", header), header
        assert "x" not in answer.headers
