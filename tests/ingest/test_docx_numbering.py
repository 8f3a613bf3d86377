"""The numbers Word gives to paragraphs, seen through the reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx_files import abstract, level, num, paragraph, style, write_docx

from councilqa.domain.documents import Footnote, Table
from councilqa.ingest.docx import read_docx
from councilqa.ingest.docx_numbering import citable, formatted

THREE_LEVELS = abstract("0", level(0, "%1."), level(1, "%1.%2"), level(2, "(%3)", format="lowerRoman"))


def numbers(path: Path) -> list[str | None]:
    return [block.number for block in read_docx(path).blocks if not isinstance(block, Table | Footnote)]


def items(*levels: int, num: str = "1") -> str:
    return "".join(paragraph("Some text", num=num, level=index) for index in levels)


def test_levels_count_and_start_again_under_the_next_number(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", items(0, 1, 1, 2, 2, 1, 0, 1, 2), numbering=THREE_LEVELS + num("1", "0"))
    assert numbers(path) == ["1", "1.1", "1.2", "(i)", "(ii)", "1.3", "2", "2.1", "(i)"]


def test_generated_number_does_not_stand_in_the_text(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", items(0, 1), numbering=THREE_LEVELS + num("1", "0"))
    assert read_docx(path).text == "Some text\n\nSome text"


def test_level_used_before_the_one_above_shows_that_one_as_begun(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", items(1, 1), numbering=THREE_LEVELS + num("1", "0"))
    assert numbers(path) == ["1.1", "1.2"]


def test_nums_of_one_abstract_count_together(tmp_path: Path) -> None:
    numbering = THREE_LEVELS + num("1", "0") + num("2", "0")
    path = write_docx(tmp_path / "a.docx", items(0, 0) + items(0, num="2") + items(0), numbering=numbering)
    assert numbers(path) == ["1", "2", "3", "4"]


def test_start_override_holds_from_the_first_use_only(tmp_path: Path) -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    numbering = THREE_LEVELS + num("1", "0") + num("2", "0", override)
    body = items(0, 0) + items(0, 0, num="2") + items(0) + items(0, num="2")
    assert numbers(write_docx(tmp_path / "a.docx", body, numbering=numbering)) == ["1", "2", "7", "8", "9", "10"]


def test_level_override_replaces_the_look(tmp_path: Path) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "%1)", format="upperLetter", start=3)}</w:lvlOverride>'
    path = write_docx(tmp_path / "a.docx", items(0, 0), numbering=THREE_LEVELS + num("1", "0", override))
    assert numbers(path) == ["C", "D"]


def test_level_that_never_restarts_runs_on(tmp_path: Path) -> None:
    running = abstract("0", level(0, "%1."), level(1, "%2.", more='<w:lvlRestart w:val="0"/>'))
    path = write_docx(tmp_path / "a.docx", items(0, 1, 1, 0, 1), numbering=running + num("1", "0"))
    assert numbers(path) == ["1", "1", "2", "2", "3"]


def test_level_restarts_only_after_the_level_it_names(tmp_path: Path) -> None:
    only_top = abstract("0", level(0, "%1"), level(1, "%1.%2"), level(2, "%3)", more='<w:lvlRestart w:val="1"/>'))
    path = write_docx(tmp_path / "a.docx", items(0, 1, 2, 1, 2, 0, 1, 2), numbering=only_top + num("1", "0"))
    assert numbers(path) == ["1", "1.1", "1", "1.2", "2", "2", "2.1", "1"]


def test_legal_numbering_shows_all_parts_in_digits(tmp_path: Path) -> None:
    legal = abstract("0", level(0, "%1.", format="upperRoman"), level(1, "%1.%2", more="<w:isLgl/>"))
    path = write_docx(tmp_path / "a.docx", items(0, 0, 1), numbering=legal + num("1", "0"))
    assert numbers(path) == ["I", "II", "2.1"]


def test_hidden_empty_paragraph_counts(tmp_path: Path) -> None:
    hidden = paragraph(" ", num="1", level=0, mark="<w:vanish/>")
    path = write_docx(tmp_path / "a.docx", hidden + items(0), numbering=THREE_LEVELS + num("1", "0"))
    assert numbers(path) == ["2"]


def test_paragraph_whose_end_was_deleted_does_not_count(tmp_path: Path) -> None:
    deleted = paragraph("One half", num="1", level=0, mark='<w:del w:id="1"/>')
    path = write_docx(tmp_path / "a.docx", deleted + items(0, 0), numbering=THREE_LEVELS + num("1", "0"))
    assert numbers(path) == ["1", "2"]
    assert read_docx(path).blocks[0].text == "One halfSome text"


STYLES = (
    style("Base", "Base", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    + style("Sub", "Sub", based_on="Base", properties='<w:numPr><w:ilvl w:val="1"/></w:numPr>')
    + style("Heir", "Heir", based_on="Sub")
    + style("Plain", "Plain", based_on="Base", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
)


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        (paragraph("x", style="Base"), "1"),
        (paragraph("x", style="Sub"), "1.1"),
        (paragraph("x", style="Heir"), "1.1"),
        (paragraph("x", style="Plain"), None),
        (paragraph("x", style="Base", num="0"), None),
        (paragraph("x", style="Base", level=1), "1.1"),
    ],
)
def test_numbers_come_through_styles(tmp_path: Path, used: str, expected: str | None) -> None:
    path = write_docx(tmp_path / "a.docx", used, numbering=THREE_LEVELS + num("1", "0"), styles=STYLES)
    assert numbers(path) == [expected]


def test_list_names_the_style_of_its_level(tmp_path: Path) -> None:
    linked = abstract("0", level(0, "%1."), level(1, "%1.%2", more='<w:pStyle w:val="Deep"/>'))
    styles = style("Deep", "Deep", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    path = write_docx(
        tmp_path / "a.docx", items(0) + paragraph("x", style="Deep"), numbering=linked + num("1", "0"), styles=styles
    )
    assert numbers(path) == ["1", "1.1"]


def test_list_that_only_names_a_style_counts_with_it(tmp_path: Path) -> None:
    link = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Listed"/></w:abstractNum>'
    styles = style("Listed", "Listed", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    numbering = THREE_LEVELS + link + num("1", "0") + num("2", "5")
    path = write_docx(tmp_path / "a.docx", items(0) + items(0, num="2"), numbering=numbering, styles=styles)
    assert numbers(path) == ["1", "2"]


@pytest.mark.parametrize(
    ("count", "format", "expected"),
    [
        (4, "decimal", "4"),
        (3, "lowerLetter", "c"),
        (28, "upperLetter", "BB"),
        (9, "lowerRoman", "ix"),
        (44, "upperRoman", "XLIV"),
        (5, "decimalZero", "05"),
        (12, "decimalZero", "12"),
        (1, "ordinal", "1st"),
        (12, "ordinal", "12th"),
        (23, "ordinal", "23rd"),
        (7, "zeros3", "007"),
        (7, "none", ""),
        (7, "hebrew1", "7"),
        (999_999_999, "lowerLetter", "999999999"),
        (999_999_999, "upperRoman", "999999999"),
    ],
)
def test_formats(count: int, format: str, expected: str) -> None:
    assert formatted(count, format) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("5.11.", "5.11"),
        ("a)", "a"),
        ("(i)", "(i)"),
        ("(a).", "(a)"),
        ("A", "A"),
        ("2(b)", "2(b)"),
        ("Part 1:", "Part 1"),
    ],
)
def test_labels_as_they_are_cited(label: str, expected: str) -> None:
    assert citable(label) == expected


@pytest.mark.parametrize(
    "numbering",
    [
        abstract("0", level(0, "%1." * 400, format="lowerRoman", start=30_000)) + num("1", "0"),
        abstract("0", level(0, "%9%8%7")) + num("1", "0"),
        abstract("0", '<w:lvl w:ilvl="99999999999999999999"/>', "<w:lvl/>") + num("1", "0"),
        num("1", "missing"),
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Loop"/></w:abstractNum>' + num("1", "0"),
    ],
)
def test_mangled_lists_do_no_harm(tmp_path: Path, numbering: str) -> None:
    styles = style("Loop", "Loop", based_on="Loop", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    body = items(0, 1) + paragraph("Some text", style="Loop")
    draft = read_docx(write_docx(tmp_path / "a.docx", body, numbering=numbering, styles=styles))
    assert [block.text for block in draft.blocks] == ["Some text"] * 3
    assert all(
        block.number is None or len(block.number) <= 40 for block in draft.blocks if not isinstance(block, Table)
    )
