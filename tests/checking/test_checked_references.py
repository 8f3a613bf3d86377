"""References that lead nowhere or elsewhere are found; those to other papers and acts are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from checked_papers import as_pdf, from_text, read, stands

from councilqa.checking import discrepancies
from councilqa.domain.discrepancies import DiscrepancyKind

SECTIONS = (
    "1. Purpose",
    "2. Background",
    "3. Vision and ambition",
    "4. Finance",
    "5. Implementation",
)


def paper(said: str, *, appendices: str = "") -> str:
    """Five sections of three paragraphs, the last of which says something."""
    body = []
    for number, title in enumerate(SECTIONS, start=1):
        body += [title, *(f"{number}.{at} The council has considered this matter at length." for at in (1, 2, 3))]
    return "\n\n".join(["OAKSHIRE DISTRICT COUNCIL", *body, f"5.4 {said}", appendices])


def told(tmp_path: Path, text: str) -> list[tuple[str, ...]]:
    document = from_text(tmp_path / "paper.txt", text)
    found = discrepancies(document)
    assert all(each.kind is DiscrepancyKind.REFERENCE and stands(document, each) for each in found)
    return [each.values for each in found]


LIST = "Appendices\n\nAppendix 1: Shared services business case\n\nAppendix 2: Lessons learnt\n\nAppendix 3: Key risks"


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("The costs are set out in section 9 and are still uncertain.", [("section 9",)]),
        ("The costs are set out in section 4 and are still uncertain.", []),
        ("As paragraph 4.7 shows, the costs are still uncertain.", [("paragraph 4.7",)]),
        ("As paragraph 4.3 shows, the costs are still uncertain.", []),
        ("The feedback of the staff is summarised in Appendix 5.", [("Appendix 5",)]),
        ("The feedback of the staff is summarised in Appendix 2.", []),
        ("The council acts under section 111 of the Local Government Act 1972.", []),
        ("An agreement under section 113 will be made.", []),
        ("The matter is exempt by paragraph 43 of Schedule 12A to the Act.", []),
        ("The vacancies are set out in paragraph 4.7 of the report to Council.", []),
        ("The detail is in Appendix 9 of the partnership agreement.", []),
    ],
)
def test_reference_to_nothing(tmp_path: Path, said: str, values: list[tuple[str, ...]]) -> None:
    assert told(tmp_path, paper(said, appendices=LIST)) == values


def test_appendices_that_are_published_apart_are_not_missed(tmp_path: Path) -> None:
    assert told(tmp_path, paper("The timetable is at Appendix 4 and the risks are at Appendix B.")) == []


def test_table_beyond_the_last(tmp_path: Path) -> None:
    captions = "Table 1: Costs\n\nTable 2: Savings"
    assert told(tmp_path, paper("The posts are shown in Table 7.", appendices=captions)) == [("Table 7",)]
    assert told(tmp_path, paper("The posts are shown in Table 2.", appendices=captions)) == []


def test_what_is_attached_as_something_else(tmp_path: Path) -> None:
    assert told(tmp_path, paper("The business case is attached at Appendix 2.", appendices=LIST)) == [
        ("Appendix 2", "Appendix 2", "Appendix 1")
    ]
    assert told(tmp_path, paper("The business case is attached at Appendix 1.", appendices=LIST)) == []


def test_section_that_does_not_speak_of_it(tmp_path: Path) -> None:
    said = "This supports the delivery of the ambition set out in section {}."
    assert told(tmp_path, paper(said.format(4))) == [("section 4", "3")]
    assert told(tmp_path, paper(said.format(3))) == []


def test_same_sentence_with_two_references(tmp_path: Path) -> None:
    sentence = "The phased approach is designed to realise the intended benefits of the partnership, as in section {}."
    filling = "\n\n".join(f"4.{number} The council has considered this matter too." for number in range(4, 30))
    text = paper(sentence.format(3)).replace("5. Implementation", f"{filling}\n\n5. Implementation")
    text = text.replace("1.3 The council has considered this matter at length.", f"1.3 {sentence.format(2)}")
    assert told(tmp_path, text) == [("section 2", "section 3")]


def test_page_beyond_the_last(tmp_path: Path) -> None:
    rows = [("Service", "Detail"), ("Planning", "above")]
    assert (
        discrepancies(read(as_pdf(tmp_path, rows, after="1.2 The vision is described on page 28 of this report.")))
        != ()
    )
    assert (
        discrepancies(read(as_pdf(tmp_path, rows, after="1.2 The vision is described on page 1 of this report."))) == ()
    )
