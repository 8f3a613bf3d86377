"""What a transcript's lines become, on made-up texts and on the papers of the corpus."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councilqa.domain.documents import Draft, Footnote, Heading, ListItem, Paragraph, Row, Table
from councilqa.errors import DocumentError
from councilqa.ingest.transcript import decode, header_rows, read_transcript

CORPUS = Path(__file__).parents[2] / "corpus"
LONG = "The two councils have worked together for many years on the things that matter most to the people of the"


@pytest.fixture
def read(tmp_path: Path):
    def make(text: str | bytes) -> Draft:
        path = tmp_path / "paper.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_transcript(path)

    return make


@lru_cache
def corpus(start: str) -> Draft:
    return read_transcript(next(CORPUS.glob(f"{start}*.txt")))


def shape(draft: Draft) -> list[tuple[str, str | None, str]]:
    return [(block.kind, getattr(block, "number", None), block.text) for block in draft.blocks]


def cells(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.cells)


def test_headings_have_the_level_of_their_form(read) -> None:
    draft = read(
        "Appendix 1\n\nFINANCE\n\nCosts in detail\n\n5 Report Detail\n\n"
        "# Marked\n\n### Marked deeper\n\n5.2 Staff costs\n"
    )
    assert [(block.level, block.number) for block in draft.blocks if isinstance(block, Heading)] == [
        (1, None),
        (2, None),
        (3, None),
        (2, "5"),
        (1, None),
        (3, None),
        (3, "5.2"),
    ]


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("5.11 Both Councils are now well advanced.", "paragraph", "5.11"),
        ("37. In proceeding, Cabinet should note risks.", "paragraph", "37"),
        ("(i) the senior management structure;", "item", "(i)"),
        ("a. Approve the statement.", "item", "a"),
        ("a) Approve the statement.", "item", "a"),
        ("- Approve the statement.", "item", None),
        ("• Approve the statement.", "item", None),
        ("\uf0b7 Approve the statement.", "item", None),
        ("o Approve the statement.", "item", None),
        ("1.5 million pounds were saved by the two of them.", "paragraph", None),
        ("7 July is the day on which the two of them met.", "paragraph", None),
        ("The two of them met on the seventh of July.", "paragraph", None),
    ],
)
def test_number_and_kind_of_a_line(read, line: str, kind: str, number: str | None) -> None:
    assert [each[:2] for each in shape(read(line))] == [(kind, number)]


def test_a_number_alone_on_its_line_numbers_the_lines_under_it(read) -> None:
    text = "5.11\nBoth Councils are now well advanced with the work.\n5.12\nThe next steps are known to all of them."
    found = read(text).blocks
    assert [block.number for block in found if isinstance(block, Paragraph)] == ["5.11", "5.12"]
    assert found[0].text == "5.11\nBoth Councils are now well advanced with the work."


def test_a_sentence_that_a_page_breaks_is_joined(read) -> None:
    draft = read(f"4.1 {LONG}\n\ndistricts, and will go on to do so.\n\nAnother paragraph stands here by itself.")
    assert len(draft.blocks) == 2
    assert draft.blocks[0].text.endswith("of the\n\ndistricts, and will go on to do so.")


@pytest.mark.parametrize(
    "after",
    ["4.2 districts have their own numbers here.", "- districts in a list", "A new sentence begins here.", "Costs"],
)
def test_what_begins_anew_is_not_joined(read, after: str) -> None:
    assert len(read(f"4.1 {LONG} districts.\n\n{after}").blocks) == 2


def test_bullets_stand_by_themselves_and_keep_their_further_lines(read) -> None:
    draft = read(
        "4.1 The risks are:\n - loss of staff\n in the first year\n - delay\n\n4.2 They are managed by the board."
    )
    assert shape(draft) == [
        ("paragraph", "4.1", "4.1 The risks are:"),
        ("item", None, "loss of staff\n in the first year"),
        ("item", None, "delay"),
        ("paragraph", "4.2", "4.2 They are managed by the board."),
    ]


def test_tabs_make_a_table(read) -> None:
    draft = read(
        "The costs are:\n\nPost\tFTE\tBudget £000\nChief Executive\t1.0\t191\nHeads\t\t640\n\nNext to it stands this."
    )
    table = draft.blocks[1]
    assert isinstance(table, Table)
    assert [cells(row) for row in table.rows] == [
        ("Post", "FTE", "Budget £000"),
        ("Chief Executive", "1.0", "191"),
        ("Heads", "", "640"),
    ]
    assert table.header_rows == 1
    for row in table.rows:
        assert all(draft.text[cell.start : cell.end] == cell.text for cell in row.cells)


def test_a_header_repeated_after_a_page_break_is_dropped(read) -> None:
    table = read("Post\tCost\nChief\t£100\n\nPost\tCost\nDeputy\t£80\n").blocks[0]
    assert isinstance(table, Table)
    assert [cells(row) for row in table.rows] == [("Post", "Cost"), ("Chief", "£100"), ("Deputy", "£80")]


def test_a_table_goes_on_over_a_page_without_its_header(read) -> None:
    blocks = read("Post\tCost\nChief\t£100\n\nDeputy\t£80\n").blocks
    assert len(blocks) == 1
    assert isinstance(blocks[0], Table)
    assert len(blocks[0].rows) == 3


def test_tables_of_other_widths_stay_apart(read) -> None:
    assert len(read("Post\tCost\nChief\t£100\n\nYear\tStaff\tCost\n2022/23\t5\t£80\n").blocks) == 2


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ("Post\tCost\nChief\t£100", 1),
        ("Council\t2023-24\t2024-25\n\t£m\t£m\nOakford\t2.8\t3.1", 2),
        ("Post\tTotal\tOakford\n\tFTE\tBudget\n\t\t£000\nChief\t1\t191", 3),
        ("Chief\t£100\nDeputy\t£80", 0),
        ("Risk\tMitigation\nLoss of staff\tA plan\nDelay\tA board", 1),
        ("Year\t2022\t2023\nStaff\t5\t6", 1),
        ("Post\tCost", 0),
    ],
)
def test_header_rows_are_those_that_name_columns(read, rows: str, count: int) -> None:
    table = read(rows).blocks[0]
    assert isinstance(table, Table)
    assert header_rows(table.rows) == table.header_rows == count


def test_contents_are_left_out_up_to_the_first_heading_that_comes_again(read) -> None:
    draft = read(
        "Contents\n\n1 Introduction 3\n\n2 Costs 5\n\n3 Risks 9\n\n1 Introduction\n\n"
        "1.1 This paper sets out the case for it.\n\n2 Costs\n\n2.1 They are small.\n"
    )
    assert [block.text for block in draft.blocks] == [
        "1 Introduction",
        "1.1 This paper sets out the case for it.",
        "2 Costs",
        "2.1 They are small.",
    ]


def test_a_page_of_dotted_lines_is_left_out_without_a_heading(read) -> None:
    dotted = "Introduction ........ 3\nCosts ........ 5\nRisks ........ 9\nStaff ........ 12\n"
    assert [block.text for block in read(f"{dotted}\nThis paper sets out the case for it.").blocks] == [
        "This paper sets out the case for it."
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "Item\tCost £\nVans\t12\nStaff\t15\nDepot\t18\nFuel\t20",
        "Council\tPopulation\tMembers\nOakford\t97,600\t34\nElmbury\t51,800\t28\nThornby\t113,600\t34\nAshby\t93,400\t42",
        "Code\tRank\tDecile\nE01\t25376\t8\nE02\t26322\t9\nE03\t28000\t10\nE04\t29000\t10",
        "Income\t797\t303\nCrime\t261\t244\nHealth\t299\t234\nHousing\t215\t102\nSkills\t273\t223",
    ],
)
def test_a_table_of_figures_is_no_contents_page(read, rows: str) -> None:
    assert [block.kind for block in read(rows).blocks] == ["table"]


@pytest.mark.parametrize(
    "rows",
    [
        "1.\tIntroduction\t5\n\tPurpose\t5\n\tContext\t6\n2.\tDrivers\t7\n3.\tRisks\t12",
        "Section\tPage\nPurpose\t5\nContext\t6\nRisks\t7",
    ],
)
def test_a_table_of_pages_is_left_out(read, rows: str) -> None:
    assert [block.kind for block in read(f"{rows}\n\nThis paper sets out the case for it.").blocks] == ["paragraph"]


def test_a_list_of_names_is_no_list_of_headings(read) -> None:
    draft = read(
        "Members of the Board\n\nAnn Archer\n\nBill Baker\n\nCath Carter\n\nThe Board meets each month at noon."
    )
    headings = [block.text for block in draft.blocks if isinstance(block, Heading)]
    assert "Members of the Board" in headings
    assert not {"Ann Archer", "Bill Baker"} & set(headings)


@pytest.mark.parametrize("answer", ["None", "Nil", "N/A", "Not applicable", "None arising from this report", "No"])
def test_a_bare_answer_under_a_heading_is_a_paragraph(read, answer: str) -> None:
    assert [block.kind for block in read(f"LEGAL IMPLICATIONS\n\n{answer}\n\nRISKS\n\nNone\n").blocks] == [
        "heading",
        "paragraph",
        "heading",
        "paragraph",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "This is a sentence that says something.",
        "Key Decision: No",
        "a line that begins small",
        "12th",
        "Which of these many options should the two councils choose together?",
        "The members of the board have decided on the following three matters:",
        "4.12 The research concluded that:",
        "The following options are:",
        "4.1 Much was said. The risks then:",
    ],
)
def test_no_heading_is_made_of(read, line: str) -> None:
    assert not isinstance(read(f"{line}\n\nAnother paragraph stands under it.").blocks[0], Heading)


def test_an_initial_numbers_nothing(read) -> None:
    assert [getattr(block, "number", None) for block in read("T. Clegg\n\nHe is the chief of the two.").blocks] == [
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("line", "number"),
    [("<sup>1</sup> See the white paper.", "1"), ("² See the white paper.", "2"), ("$^{3}$ See the white paper.", "3")],
)
def test_footnotes(read, line: str, number: str) -> None:
    note = read(f"A paragraph stands above it.\n\n{line}\n").blocks[1]
    assert isinstance(note, Footnote)
    assert note.number == number


def test_rules_are_no_blocks(read) -> None:
    assert [
        block.text for block in read("Above the rule it says so.\n\n---\n\n* * *\n\n_\n\nBelow it does too.").blocks
    ] == [
        "Above the rule it says so.",
        "Below it does too.",
    ]


ACCENTED = "Café costs £5 – “so they said”.\r\n\r\n1.1 The mayor’s view is noted.\r\n"


@pytest.mark.parametrize(
    "data",
    [
        ACCENTED.encode("cp1252"),
        ACCENTED.encode("utf-8"),
        ACCENTED.encode("utf-8-sig"),
        ACCENTED.replace("\r\n", "\r").encode(),
    ],
    ids=["cp1252", "utf-8", "byte order mark", "old Mac line ends"],
)
def test_offsets_index_the_decoded_text(read, tmp_path: Path, data: bytes) -> None:
    draft = read(data)
    assert draft.text == decode(tmp_path / "paper.txt") == ACCENTED.replace("\r\n", "\n")
    assert [block.text for block in draft.blocks] == [
        "Café costs £5 – “so they said”.",
        "1.1 The mayor’s view is noted.",
    ]
    assert [draft.text[block.start : block.end] for block in draft.blocks] == [block.text for block in draft.blocks]


def test_utf_16_is_read(read) -> None:
    assert read(ACCENTED.encode("utf-16")).text.strip() == ACCENTED.replace("\r\n", "\n").strip()


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", "\ufeff\n".encode()])
def test_a_file_without_text_is_an_error(read, data: bytes) -> None:
    with pytest.raises(DocumentError):
        read(data)


LINES = st.sampled_from(
    [
        "",
        "",
        "FINANCE",
        "Costs in detail",
        "## Marked heading",
        "5.11 Both Councils agree.",
        "(i) the first of them;",
        "a. the letter",
        "- a bullet",
        "  • another bullet",
        "6",
        "a line that goes on",
        "Post\tCost",
        "Chief\t£100",
        "\tRisk\t",
        "¹ a footnote",
        "None",
        "Contents",
        "1 Introduction 3",
        "---",
        "  Indented text here.",
        "**Bold** words – and “quotes”",
        "T. Clegg",
        "\x0cNew page",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        LINES | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30), min_size=1, max_size=25
    )
)
def test_blocks_are_slices_that_do_not_overlap_and_lose_no_word(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes("\n".join(lines).encode())
    try:
        draft = read_transcript(path)
    except DocumentError:
        assert not "".join(lines).strip("\ufeff \n\r\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0") or not "\n".join(lines).strip()
        return
    assert_whole(draft, may_leave_out_contents=any("contents" in line.lower() or line[-1:].isdigit() for line in lines))


def assert_whole(draft: Draft, *, may_leave_out_contents: bool) -> None:
    end = 0
    for block in draft.blocks:
        assert draft.text[block.start : block.end] == block.text
        assert block.start >= end
        end = block.end
    if not may_leave_out_contents:
        assert re.findall(r"[^\W\d_]{2,}", "\n".join(_gaps(draft))) == []


def _gaps(draft: Draft) -> list[str]:
    """What stands between the blocks."""
    ends = [0, *(block.end for block in draft.blocks)]
    starts = [*(block.start for block in draft.blocks), len(draft.text)]
    return [draft.text[end:start] for end, start in zip(ends, starts, strict=True)]


@pytest.mark.parametrize(
    "start", ["cannock", "hampshire", "harborough", "hart-rushmoor-joint", "hart-rushmoor-working"]
)
def test_of_a_real_paper_only_contents_are_left_out(start: str) -> None:
    draft = corpus(start)
    assert_whole(draft, may_leave_out_contents=True)
    kept = sum(len(block.text.split()) for block in draft.blocks)
    assert kept > 0.95 * len(draft.text.split())
    gaps = _gaps(draft)
    assert [gap for gap in gaps if re.search(r"[^\W\d_]{2,}", gap) and "Contents" not in gap] == []


def test_the_risks_of_annex_3_are_nineteen_numbered_rows() -> None:
    tables = [block for block in corpus("cannock").blocks if isinstance(block, Table)]
    risks = [table for table in tables if "Risk" in cells(table.rows[0])]
    assert risks
    assert all(table.header_rows == 1 for table in risks)
    numbers = [row.cells[0].text for table in risks for row in table.rows if row.cells[0].text]
    numbered = [number for number in numbers if re.fullmatch(r"\d+\.", number)]
    assert numbered == [f"{number}." for number in range(1, 20)]


def test_items_of_paragraph_37_follow_it() -> None:
    blocks = corpus("hart-rushmoor-working").blocks
    at = next(place for place, block in enumerate(blocks) if getattr(block, "number", None) == "37")
    following = blocks[at + 1 : at + 7]
    assert all(isinstance(block, ListItem) for block in following)
    assert [block.number for block in following if isinstance(block, ListItem)] == list("abcdef")
    assert isinstance(blocks[at + 7], Heading)


def test_two_numbered_paragraphs_run_together_are_two(read) -> None:
    draft = read("9.25 The table shows the posts. 9.26 The costings are below.\n")
    assert [(block.number, block.text) for block in draft.blocks] == [
        ("9.25", "9.25 The table shows the posts."),
        ("9.26", "9.26 The costings are below."),
    ]


def test_a_reference_to_the_next_paragraph_does_not_cut_this_one(read) -> None:
    draft = read("9.25 The table shows the posts, see paragraph 9.26 Below it are the costs.\n")
    assert [block.number for block in draft.blocks] == ["9.25"]
