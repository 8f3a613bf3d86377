"""A written-up conversation: everything said is in it, and nothing that papers or users wrote does anything."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn
from export_makers import ANSWERED, NOON, NOT_FOUND, PARTIAL, TITLES, with_text
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from councilqa.domain.answers import Answer
from councilqa.exports.conversation import answer_text, conversation_docx, conversation_markdown

CONVERSATION = [ANSWERED, PARTIAL, NOT_FOUND]
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"heading", "paragraph", "bullet_list", "list_item", "inline", "text", "strong", "hardbreak", "text_special"}
HOSTILE = [
    "<script>alert(1)</script>",
    "<!-- hidden -->",
    "[x](http://example.org)",
    "![](http://example.org/x.png)",
    "<http://example.org>",
    "[x]: http://example.org",
    "# heading",
    "text\n===",
    "text\n---",
    "---",
    "| a | b |\n| - | - |\n| c | d |",
    "`code`\n```\nblock\n```",
    "~~~\nblock\n~~~",
    "    indented\n\n\tindented",
    "> quoted\n>> twice",
    "- item\n+ item\n1. item\n2) item",
    "*so* **so** _so_ __so__ ~~so~~",
    "&lt;script&gt; &copy; &#60;",
    "\\[x](y) \\",
    "a\r\n# b\x85# c\u2028# d\v# e",
    "\u202egnp.exe\x00\x1b[31m",
    "\ud800 half",
    "",
]
hostile = pytest.mark.parametrize("text", HOSTILE)


def kinds(markdown: str) -> set[str]:
    return {token.type.removesuffix("_open").removesuffix("_close") for token in tokens(markdown)}


def tokens(markdown: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(markdown):
        yield token
        yield from token.children or ()


def headings(markdown: str) -> list[tuple[str, str]]:
    found = list(tokens(markdown))
    return [
        (token.tag, "".join(each.content for each in after.children or ()))
        for token, after in pairwise(found)
        if token.type == "heading_open"
    ]


def test_conversation_in_markdown() -> None:
    written = conversation_markdown(CONVERSATION, made_at=NOON, titles=TITLES)
    assert written == (
        "# Answers from council papers\n"
        "\n"
        "Made on 5 March 2024 at 12:00.\n"
        "\n"
        "## What does the team save?\n"
        "\n"
        "**Status:** Answered from 2 papers\n"
        "\n"
        "The shared team saves £88,000 (6.7%) a year. \\[1\\]\n"
        "\n"
        "Each council keeps its own website. \\[2\\]\n"
        "\n"
        "### Sources\n"
        "\n"
        "- \\[1\\] “The shared team saves £88,000 (6.7%) a year.”\\\n"
        "  Working Together, Oakshire District Council and Elmham Borough Council, 7 July 2022, "
        "paragraph 5.11, page 12 (printed 9), Finance \\> Savings\n"
        "\n"
        "- \\[2\\] “Each council keeps\\\n"
        "  its own website.”\\\n"
        "  Joint Statement, Oakshire District Council and Elmham Borough Council, printed page 9\n"
        "\n"
        "## What does it save and how many staff agreed?\n"
        "\n"
        "**Understood as:** What does the shared team save and how many staff agreed?\n"
        "\n"
        "**Asked of:** the paper ‘Working Together’\n"
        "\n"
        "**Status:** Partly answered: the papers do not give an answer to ‘how many staff agreed?’\n"
        "\n"
        "The shared team saves £88,000 (6.7%) a year. \\[1\\]\n"
        "\n"
        "### Sources\n"
        "\n"
        "- \\[1\\] “The shared team saves £88,000 (6.7%) a year.”\\\n"
        "  Working Together, Oakshire District Council and Elmham Borough Council, 7 July 2022, "
        "paragraph 5.11, page 12 (printed 9), Finance \\> Savings\n"
        "\n"
        "## What does the airport shuttle cost?\n"
        "\n"
        "**Status:** Not in these papers\n"
        "\n"
        "The papers do not mention ‘airport’.\n"
        "\n"
        "### Nearest passages\n"
        "\n"
        "- “2.1 Buses run to the station.”\\\n"
        "  nearest passage, not an answer: Bus Services, paragraph 2.1, page 3, Transport\n"
        "\n"
        "## Papers cited\n"
        "\n"
        "- Working Together, Oakshire District Council and Elmham Borough Council, 7 July 2022 "
        "(working-together.pdf)\n"
        "\n"
        "- Joint Statement, Oakshire District Council and Elmham Borough Council (statement.docx)\n"
    )


def test_what_the_papers_say_against_a_figure_goes_with_the_answer() -> None:
    warning = "Table 3 says £90,000 instead."
    warned = replace(ANSWERED, warnings=(warning,))
    assert warning in answer_text(warned).split("Sources")[0]
    assert f"**Note:** {warning}\n" in conversation_markdown([warned], made_at=NOON).split("### Sources")[0]
    assert f"Note: {warning}" in [each.text for each in read_back([warned]).paragraphs]
    assert warning not in answer_text(ANSWERED)


@hostile
def test_no_markup_arises_from_a_text_in_markdown(text: str) -> None:
    written = conversation_markdown(with_text(text), made_at=NOON, heading=text, titles={"c" * 16: text})
    assert kinds(written) <= OURS
    assert [tag for tag, _ in headings(written)] == ["h1", "h2", "h3", "h2", "h3", "h2"]
    written.encode("utf-8")


@given(st.text(alphabet="ab1 \t\n\r\\`*_[]()<>#+-.!|~&;:/=$\"'{}@^\u2028\x85", max_size=40))
def test_no_markup_arises_from_any_text(text: str) -> None:
    assert kinds(conversation_markdown(with_text(text), made_at=NOON)) <= OURS


@given(st.text(alphabet="ab1 \\`*_[]()<>#+-.!|~&;:/=$\"'{}@^", min_size=1, max_size=40))
def test_a_question_is_shown_as_it_was_asked(text: str) -> None:
    written = conversation_markdown(with_text(text), made_at=NOON)
    assert headings(written)[1][1] == (" ".join(text.split()) or "…")


def test_addresses_are_not_made_into_links_by_lenient_renderers() -> None:
    written = conversation_markdown(with_text("see https://example.org, www.example.org, a@example.org"), made_at=NOON)
    assert r"https\://example.org, www\.example.org, a\@example.org" in written


def read_back(answers: list[Answer], **given: object) -> docx.document.Document:
    return docx.Document(io.BytesIO(conversation_docx(answers, made_at=NOON, titles=TITLES, **given)))  # type: ignore[arg-type]


def test_conversation_in_word() -> None:
    file = read_back(CONVERSATION)
    paragraphs = [(each.style.name if each.style else "", each.text) for each in file.paragraphs]
    assert [each for each in paragraphs if each[0] == "Title" or each[0].startswith("Heading")] == [
        ("Title", "Answers from council papers"),
        ("Heading 1", "What does the team save?"),
        ("Heading 2", "Sources"),
        ("Heading 1", "What does it save and how many staff agreed?"),
        ("Heading 2", "Sources"),
        ("Heading 1", "What does the airport shuttle cost?"),
        ("Heading 2", "Nearest passages"),
        ("Heading 1", "Papers cited"),
    ]
    texts = [text for _, text in paragraphs]
    assert "Understood as: What does the shared team save and how many staff agreed?" in texts
    assert "Status: Not in these papers" in texts
    assert "Each council keeps its own website. [2]" in texts
    assert (
        "[2] “Each council keeps\nits own website.”\nJoint Statement, Oakshire District Council and Elmham Borough "
        "Council, printed page 9"
    ) in texts
    assert (
        "“2.1 Buses run to the station.”\n"
        "nearest passage, not an answer: Bus Services, paragraph 2.1, page 3, Transport"
    ) in texts
    assert paragraphs[-2:] == [
        (
            "List Number",
            "Working Together, Oakshire District Council and Elmham Borough Council, 7 July 2022 "
            "(working-together.pdf)",
        ),
        ("List Number", "Joint Statement, Oakshire District Council and Elmham Borough Council (statement.docx)"),
    ]


def test_word_file_says_its_title_and_language() -> None:
    file = read_back(CONVERSATION, heading="Bins\nand buses")
    about = file.core_properties
    assert (about.title, about.language, about.created) == ("Bins and buses", "en-GB", NOON)
    assert {each.get(qn("w:val")) for each in file.styles.element.iter(qn("w:lang"))} == {"en-GB"}


@hostile
def test_word_file_holds_a_text_as_runs_only(text: str) -> None:
    data = conversation_docx(with_text(text), made_at=NOON, heading=text)
    file = docx.Document(io.BytesIO(data))
    names = {each.tag.split("}")[1] for each in file.element.body.iter()}
    assert not names & {"fldSimple", "instrText", "fldChar", "hyperlink", "drawing", "pict", "object", "altChunk"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"example.org" not in archive.read("word/_rels/document.xml.rels")
    visible = text.replace("\r\n", "\n")
    if visible.isprintable() and visible:
        assert any(visible.strip() in paragraph.text for paragraph in file.paragraphs)


@given(st.text(max_size=40))
def test_any_text_makes_a_word_file_that_opens(text: str) -> None:
    docx.Document(io.BytesIO(conversation_docx(with_text(text), made_at=NOON, heading=text)))


def test_local_time_is_said_and_universal_time_is_recorded() -> None:
    summer = dt.datetime(2024, 7, 1, 9, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    file = docx.Document(io.BytesIO(conversation_docx([ANSWERED], made_at=summer)))
    assert file.paragraphs[1].text == "Made on 1 July 2024 at 09:05."
    assert file.core_properties.created == dt.datetime(2024, 7, 1, 8, 5, tzinfo=dt.UTC)


def test_empty_conversation_has_its_heading_only() -> None:
    assert conversation_markdown([], made_at=NOON) == (
        "# Answers from council papers\n\nMade on 5 March 2024 at 12:00.\n"
    )


def test_folders_of_the_machine_are_not_told() -> None:
    written = conversation_markdown(CONVERSATION, made_at=NOON)
    assert "srv" not in written and "C:" not in written


def test_answer_to_copy_has_its_citations() -> None:
    assert answer_text(PARTIAL) == (
        "The shared team saves £88,000 (6.7%) a year. [1]\n"
        "\n"
        "Partly answered: the papers do not give an answer to ‘how many staff agreed?’\n"
        "\n"
        "Sources\n"
        "[1] “The shared team saves £88,000 (6.7%) a year.” – Working Together, Oakshire District Council and Elmham "
        "Borough Council, 7 July 2022, paragraph 5.11, page 12 (printed 9), Finance > Savings"
    )
    assert answer_text(NOT_FOUND) == "Not found in the papers. The papers do not mention ‘airport’."


def test_a_file_and_a_copy_say_who_wrote_an_answer_and_what_to_know_of_it() -> None:
    drafted = replace(ANSWERED, engine="gguf:small.gguf")
    failed = replace(ANSWERED, note="Quoted from the papers, for the language model did not answer in 60 s.")
    for answer, words in ((drafted, "language model gguf:small.gguf"), (failed, "did not answer in 60 s")):
        word = docx.Document(io.BytesIO(conversation_docx([answer], made_at=NOON)))
        assert words in answer_text(answer)
        assert words in conversation_markdown([answer], made_at=NOON)
        assert any(words in each.text for each in word.paragraphs)
    assert "language model" not in answer_text(ANSWERED) + conversation_markdown([ANSWERED], made_at=NOON)
