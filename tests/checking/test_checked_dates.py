"""Days that cannot be, periods that end before they begin, and two dates of one thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from checked_papers import from_text, stands

from councilqa.checking import discrepancies
from councilqa.domain.discrepancies import DiscrepancyKind


def told(tmp_path: Path, *texts: str) -> list[tuple[str, ...]]:
    body = "\n\n".join(f"1.{number} {text}" for number, text in enumerate(texts, start=1))
    document = from_text(tmp_path / "paper.txt", f"OAKSHIRE DISTRICT COUNCIL\n\n1. Timetable\n\n{body}\n")
    found = discrepancies(document)
    assert all(each.kind is DiscrepancyKind.DATE and stands(document, each) for each in found)
    return [each.values for each in found]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Cabinet meets on Thursday 24 November 2022.", []),
        ("Cabinet meets on Friday, 24 November 2022.", [("Friday, 24 November 2022",)]),
        ("The new structure begins on 31 June 2023.", [("31 June 2023",)]),
        ("The pilot ran from 12 October 2022 to 18 November 2022.", []),
        ("The pilot ran from 12 October 2023 to 18 November 2022.", [("12 October 2023 to 18 November 2022",)]),
        ("The plan covers the years 2025/26 to 2023/24.", [("2025/26 to 2023/24",)]),
        ("The plan covers the years 2023/24 to 2025/26.", []),
        ("Meetings were held on 3 May 2023 and 2 May 2022.", []),
    ],
)
def test_dates_on_their_own(tmp_path: Path, text: str, values: list[tuple[str, ...]]) -> None:
    assert told(tmp_path, text) == values


def test_since_two_years(tmp_path: Path) -> None:
    first = "There is evidence from our own experience of sharing services since 2011 that it works."
    second = "From our own experience of sharing services since 2010, two leadership teams are one too many."
    assert told(tmp_path, first, second) == [("since 2011", "since 2010")]
    assert told(tmp_path, first, "A number of councils have shared their chief executives since 2010.") == []


def test_phase_with_two_ends(tmp_path: Path) -> None:
    assert told(tmp_path, "Phase 1 (Jan-April 2023) is for review.", "In Phase 1 Jan-May 2023 reviews are done.") == [
        ("Phase 1 (Jan-April 2023)", "Phase 1 Jan-May 2023")
    ]
    assert told(tmp_path, "Phase 1 (Jan-April 2023) is for review.", "Phase 2 (May-Dec 2023) is for change.") == []


def test_listed_paper_with_another_month_on_its_cover(tmp_path: Path) -> None:
    text = (
        "OAKSHIRE DISTRICT COUNCIL\n\n7 Appendices\n\nAppendix 1: Shared Services Business Case (October 2022)\n\n"
        "Appendix 2: Risks\n\nAppendix 1\n\n# Shared Services Business Case\n\nOakshire and Elmham\n\n{}\n\n"
        "1. Introduction\n"
    )
    found = discrepancies(from_text(tmp_path / "a.txt", text.format("November 2022")))
    assert [each.values for each in found] == [("October 2022", "November 2022")]
    assert discrepancies(from_text(tmp_path / "b.txt", text.format("October 2022"))) == ()


def test_things_of_other_names_have_other_dates(tmp_path: Path) -> None:
    first = "Oakshire and Elmham have been sharing legal services since 2011 with good results."
    second = "Thornby and Westmere have been sharing legal services since 2014 with good results."
    assert told(tmp_path, first, second) == []


def test_years_that_are_compared_are_no_period(tmp_path: Path) -> None:
    assert told(tmp_path, "Spending fell when 2023/24 to 2022/23 are compared.") == []
