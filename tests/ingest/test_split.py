"""How papers are cut into passages: exact slices, by structure, nothing lost, nothing cut through."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councilqa.domain.documents import Document, Draft, Heading, Metadata, Paragraph, Table
from councilqa.domain.passages import Passage, Unit
from councilqa.ingest.files import document_of, read_draft
from councilqa.ingest.numbering import leading_number
from councilqa.ingest.outline import place
from councilqa.ingest.split import Sizes, split
from councilqa.sentences import sentences

MOST = 1500
SIZES = [Sizes(), Sizes(aim=1200, at_least=500), Sizes(aim=200, at_least=0), Sizes(aim=1450, at_least=1450)]

WORDS = st.sampled_from(
    "the council saves £240,000 a year and staff transfer on 1 April 2023 subject to approval by Cabinet "
    "governance implementation e.g. no. 5.11 s151 “quoted” МВС naïve".split()
)
SENTENCE = st.builds(
    lambda words, end: " ".join(words).capitalize() + end,
    st.lists(WORDS, min_size=1, max_size=40),
    st.sampled_from(".;?:"),
)
NUMBER = st.sampled_from(["", "", "1.1 ", "2.12 ", "5. ", "A1 ", "(a) "])
PROSE = st.builds(lambda number, parts: number + " ".join(parts), NUMBER, st.lists(SENTENCE, min_size=1, max_size=12))
BULLETS = st.lists(st.builds(lambda text: f"- {text}", SENTENCE), min_size=1, max_size=8).map("\n".join)
CELL = st.one_of(st.sampled_from(["", "191", "£000", "2023/24", "Chief Executive"]), SENTENCE)
ROWS = st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=9))
TABLE = ROWS.map(lambda rows: "\n".join("\t".join(row) for row in rows))
HEADING = st.sampled_from(["1. Purpose of the Report", "FINANCE", "Key Risks", "2.1 Background", "# Options"])
LONG = st.integers(1000, 4000).map(lambda length: ("unendingword" * 400)[:length])
PAPER = st.lists(st.one_of(PROSE, BULLETS, TABLE, HEADING, LONG), min_size=1, max_size=12).map("\n\n".join)


def read(path: Path, text: str) -> Document:
    path.write_text(text, "utf-8")
    return document_of(read_draft(path), path, sha256="ab" * 32)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("split") / "paper.txt"


def units(passages: tuple[Passage, ...]) -> list[Unit]:
    return [unit for passage in passages for unit in passage.units]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=PAPER, sizes=st.sampled_from(SIZES))
def test_passages_are_exact_slices_that_hold_every_word(path: Path, text: str, sizes: Sizes) -> None:
    document = read(path, f"Report to Cabinet on Shared Services\n\n{text}\n")
    passages = split(document, sizes)
    assert len({each.id for each in passages}) == len(passages)
    for number, each in enumerate(passages):
        assert each.ordinal == number or each.ordinal > passages[number - 1].ordinal
        assert document.text[each.start : each.end] == each.text
        assert 0 < len(each.text) <= MOST
        last = each.start
        for unit in each.units:
            assert document.text[unit.start : unit.end] == unit.text
            assert last <= unit.start < unit.end <= each.end
            last = unit.end
    for before, after in pairwise(passages):
        assert before.end <= after.start
    held = "".join(each.text for each in passages)
    for placed in document.placed:
        block = placed.block
        covered = "".join(
            document.text[max(block.start, each.start) : min(block.end, each.end)]
            for each in passages
            if each.end > block.start and each.start < block.end
        )
        if isinstance(block, Table):  # a header that is repeated within is in no row
            for row in block.rows:
                assert letters(document.text[row.start : row.end]) in letters(covered), row
        elif any(map(str.isalnum, block.text[_number_of(block.text) :])):
            assert letters(covered).endswith(letters(block.text[_number_of(block.text) :])), block
    assert len(letters(held)) <= len(letters(document.text))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=PAPER, sizes=st.sampled_from(SIZES))
def test_no_sentence_or_row_is_cut_unless_it_is_longer_than_a_passage(path: Path, text: str, sizes: Sizes) -> None:
    document = read(path, f"Report to Cabinet on Shared Services\n\n{text}\n")
    cut_at = {end for each in units(split(document, sizes)) for end in (each.start, each.end)}
    for placed in document.placed:
        block = placed.block
        if isinstance(block, Table):
            spans = [(row.start, row.end) for row in block.rows]
        elif isinstance(block, Heading):
            spans = [(block.start, block.end)]
        else:
            spans = [(block.start + start, block.start + end) for start, end in sentences(block.text)]
        for start, end in spans:
            number = _number_of(document.text[start:end])
            if end - start <= sizes.most:
                inside = [at for at in cut_at if start + number < at < end]
                assert not inside or not document.text[start : min(inside)].strip(" .)(\t"), document.text[start:end]


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _number_of(text: str) -> int:
    found = leading_number(text)
    return found[1] if found else 0


REPORT = """JOINT CABINET REPORT

1. Purpose of the Report

1.1 This report asks Cabinet to agree one shared service. It saves £240,000 a year.

2. Finance

2.1 The costs of the senior team are shown in the table below:

Post\tTotal Budget\tHart Share
\t£000\t£000
Chief Executive\t191\t95
Deputy Chief Executive\t120\t60

2.2 The key risks are:

- loss of staff during the transfer
- delay in the delivery of new systems
"""


def test_ids_are_stable(path: Path) -> None:
    """Whatever stores an id keeps finding its passage: change this only together with `versions.SPLITTER`."""
    first = split(read(path, REPORT))[0]
    assert (first.document_id, first.start) == ("ab" * 8, 0)
    text = "A paper of one sentence that never changes."
    assert [each.id for each in split(plain_document(text))] == ["5c49ab10fac6cc78"]


def test_rows_carry_their_columns_and_unit(path: Path) -> None:
    rows = [unit for unit in units(split(read(path, REPORT))) if unit.cells]
    named = [unit for unit in rows if unit.columns]
    assert [unit.cells for unit in named] == [("Chief Executive", "191", "95"), ("Deputy Chief Executive", "120", "60")]
    assert {unit.columns for unit in named} == {("Post", "Total Budget £000", "Hart Share £000")}
    assert {unit.unit for unit in named} == {"£000"}
    assert {unit.paragraph for unit in named} == {"2.1"}


def test_items_keep_their_lead_in_and_paragraph(path: Path) -> None:
    items = [unit for unit in units(split(read(path, REPORT))) if unit.kind == "item"]
    assert [unit.text for unit in items] == [
        "loss of staff during the transfer",
        "delay in the delivery of new systems",
    ]
    assert {unit.lead_in for unit in items} == {"2.2 The key risks are:"} or {unit.lead_in for unit in items} == {
        "The key risks are:"
    }
    assert {unit.paragraph for unit in items} == {"2.2"}


def test_number_of_a_paragraph_is_shown_with_it_but_not_quoted(path: Path) -> None:
    passages = split(read(path, REPORT))
    found = next(unit for unit in units(passages) if "asks Cabinet" in unit.text)
    assert found.text == "This report asks Cabinet to agree one shared service."
    assert (found.paragraph, found.section[-1]) == ("1.1", "1. Purpose of the Report")
    assert any("1.1 This report asks" in each.text for each in passages)


def test_context_tells_title_section_and_columns_but_is_no_part_of_the_text(path: Path) -> None:
    rows = "\n".join(f"Post number {number} of the whole team\t{number}" for number in range(100))
    document = read(path, f"JOINT CABINET REPORT\n\n1. The Senior Team\n\nPost held\tSalary £000\n{rows}\n")
    passages = split(document)
    assert len(passages) > 2
    assert all(each.context.startswith(document.metadata.title) for each in passages)
    assert "Post held | Salary £000" in passages[-1].context
    assert "Post held" not in passages[-1].text
    assert passages[-1].kind == "table"


def test_word_longer_than_a_passage_loses_no_letter(path: Path) -> None:
    word = "".join(chr(ord("a") + number % 26) for number in range(5000))
    passages = split(read(path, f"Cabinet decides. {word}\n"))
    assert word in "".join(unit.text for unit in units(passages))


def test_sentence_longer_than_a_passage_is_cut_between_words(path: Path) -> None:
    words = [f"word{number}" for number in range(600)]
    passages = split(read(path, f"Cabinet {' '.join(words)}.\n"))
    assert len(passages) > 1
    assert " ".join(unit.text for unit in units(passages)) == f"Cabinet {' '.join(words)}."


def test_heading_longer_than_a_passage_is_cut_too() -> None:
    text = "Very long heading of a broken paper " * 80
    block = Heading(text=text.strip(), start=0, level=1)
    passages = split(made_document(text.strip(), block))
    assert all(len(each.text) <= MOST for each in passages)
    assert letters("".join(each.text for each in passages)) == letters(text)


def test_row_longer_than_a_passage_becomes_its_cells(path: Path) -> None:
    long = " ".join(f"Reason {number} is given." for number in range(120))
    text = f"Option\tWhy\tCost\nOne team\t{long}\t£5m\nTwo teams\tNone.\t£9m\n"
    found = units(split(read(path, f"JOINT CABINET REPORT\n\n{text}")))
    assert all(len(unit.text) <= MOST for unit in found)
    assert [unit.columns for unit in found if unit.text == "£5m"] == [("Cost",)]
    assert {unit.columns for unit in found if unit.text.startswith("Reason")} == {("Why",)}


def made_document(text: str, *blocks: Heading | Paragraph) -> Document:
    draft = Draft(text=text, blocks=blocks)
    return Document(
        id="0123456789abcdef", source="x.txt", draft=draft, placed=place(blocks), metadata=Metadata(title="A title")
    )


def plain_document(text: str) -> Document:
    return made_document(text, Paragraph(text=text, start=0))
