from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from councilqa.domain.documents import Metadata, PaperKind
from councilqa.ingest.metadata import find_metadata, partnership_of, short_name
from councilqa.ingest.transcript import read_transcript

CORPUS = Path(__file__).parents[2] / "corpus"
Find = Callable[..., Metadata]
BODY = (
    "Oakford District Council (ODC) and Elmbury Borough Council (EBC) share a depot. ODC runs it and EBC pays for half."
)


@pytest.fixture
def find(tmp_path: Path) -> Find:
    def make(head: str, body: str = BODY, name: str = "a-paper.txt") -> Metadata:
        path = tmp_path / name
        path.write_text(f"{head}\n\n{body}\n", "utf-8")
        return find_metadata(read_transcript(path), path)

    return make


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("Date of meeting: 24 November 2022", dt.date(2022, 11, 24)),
        ("DATE OF MEETING: 7 JULY 2022", dt.date(2022, 7, 7)),
        ("Cabinet Date: 7th July 2022", dt.date(2022, 7, 7)),
        ("Date of meeting: 9 th March 2023", dt.date(2023, 3, 9)),
        ("Date of Meeting: Thursday 24 November, 2022", dt.date(2022, 11, 24)),
        ("Meeting date\t24/11/2022", dt.date(2022, 11, 24)),
        ("Date: 24.11.2022", dt.date(2022, 11, 24)),
        ("Date of meeting: 24-11-2022", dt.date(2022, 11, 24)),
        ("Date of meeting: 24/11/22", dt.date(2022, 11, 24)),
        ("Date of meeting: 2022-11-24", dt.date(2022, 11, 24)),
        ("Date of meeting: 24 Nov 2022", dt.date(2022, 11, 24)),
        ("Date of meeting: 1 Sept. 2022", dt.date(2022, 9, 1)),
        ("Date of Meeting\n24 November 2022", dt.date(2022, 11, 24)),
        ("Published 1 November 2022\n\nDate of meeting: 24 November 2022", dt.date(2022, 11, 24)),
        ("JUNE 2022", dt.date(2022, 6, 1)),
        ("Date of meeting: 31 February 2022", None),
        ("The year 2022/23", None),
    ],
)
def test_the_date_is_that_of_the_meeting(find: Find, head: str, date: dt.date | None) -> None:
    assert find(head).date == date


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Title of report: A Shared Depot for Two Councils", "A Shared Depot for Two Councils"),
        (
            "TITLE OF REPORT: A SHARED DEPOT FOR\n\nTWO COUNCILS\nReport of: The Leader",
            "A Shared Depot For Two Councils",
        ),
        ("Subject: A Shared Depot", "A Shared Depot"),
        ("OAKFORD DISTRICT COUNCIL\n\nCABINET\n\n12 May 2023\n\nA Shared Depot", "A Shared Depot"),
        ("# Elmbury Borough Council\n\n## A Shared Depot", "A Shared Depot"),
        ("CABINET\n\nA Shared Depot for Two Councils", "A Shared Depot for Two Councils"),
        ("# A Shared Depot for Two\n\n14 November 2022", "A Shared Depot for Two"),
        ("CABINET", "a paper"),
    ],
)
def test_the_title_is_labelled_or_the_first_heading_that_is_one(find: Find, head: str, title: str) -> None:
    assert find(head).title == title


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Minutes of the Joint Committee Meeting\n\n7 July 2022", PaperKind.MINUTES),
        ("Title: Record of Decision on the Depot", PaperKind.DECISION),
        ("Title: Joint Working Together Statement", PaperKind.STATEMENT),
        ("Title: Shared Depot Business Case", PaperKind.BUSINESS_CASE),
        ("CABINET\n\nPURPOSE OF REPORT\n\nThis asks for a decision.", PaperKind.CABINET_REPORT),
        ("Date of meeting: 7 July 2022\n\nTitle: Business Case for a Depot\n\nRECOMMENDATION\n\nThat Cabinet agree.",
         PaperKind.CABINET_REPORT),
        ("Notes on a depot", PaperKind.OTHER),
    ],
)  # fmt: skip
def test_kind(find: Find, head: str, kind: PaperKind) -> None:
    assert find(head, body="It stands by the river and is shared.").kind is kind


@pytest.mark.parametrize(
    ("head", "key"),
    [("Key Decision: Yes", True), ("Key decision: No", False), ("Key Decision\tYES", True), ("Ward: All", None)],
)
def test_key_decision(find: Find, head: str, key: bool | None) -> None:
    assert find(head).key_decision is key


@pytest.mark.parametrize(
    ("head", "restriction"),
    [
        ("Confidentiality: Non Exempt", "Confidentiality: Non Exempt"),
        (
            "Appendix 2 is exempt by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972.",
            "Appendix 2 is exempt by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972.",
        ),
        ("NOT FOR PUBLICATION", "NOT FOR PUBLICATION"),
        ("The depot is exempt from rates.", None),
    ],
)
def test_what_is_said_of_restrictions_is_kept_verbatim(find: Find, head: str, restriction: str | None) -> None:
    assert find(head).restriction == restriction


def test_labels_give_body_portfolio_and_contact(find: Find) -> None:
    found = find("Report to: Joint Committee\nPortfolio Holder: Leader\nContact Officer: Ann Archer")
    assert (found.body, found.portfolio, found.contact) == ("Joint Committee", "Leader", "Ann Archer")


@pytest.mark.parametrize(
    ("body", "councils"),
    [
        (BODY, ("Oakford District Council", "Elmbury Borough Council")),
        (f"{BODY} {BODY} Thornby City Council is near.", ("Oakford District Council", "Elmbury Borough Council")),
        ("The Oakford District Council meets. Oakford District Council agreed.", ("Oakford District Council",)),
        ("OAKFORD DISTRICT COUNCIL meets here.", ("Oakford District Council",)),
        ("Both councils and the Council agreed.", ()),
    ],
)
def test_councils_are_those_named_most(find: Find, body: str, councils: tuple[str, ...]) -> None:
    assert find("Notes", body=body).councils == councils


@pytest.mark.parametrize(
    "words",
    ["Report to the Cabinet of", "Minutes of the Council of", "Members of", "A report by the Leader of the"],
)
def test_who_a_council_has_is_no_part_of_its_name(find: Find, words: str) -> None:
    body = f"{words} Oakford District Council, 12 May 2023. Oakford District Council empties its bins."
    assert find("Notes on bins", body=body).councils == ("Oakford District Council",)


@pytest.mark.parametrize(
    ("council", "short"),
    [
        ("Cannock Chase District Council", "Cannock Chase"),
        ("Stafford Borough Council", "Stafford"),
        ("Hampshire County Council", "Hampshire"),
        ("Council", "Council"),
    ],
)
def test_short_names(council: str, short: str) -> None:
    assert short_name(council) == short


def test_a_partnership_has_one_handle_in_whatever_order_its_councils_are_named() -> None:
    assert partnership_of(["Melton Borough Council", "Harborough District Council"]) == "harborough-melton"
    assert partnership_of(["Harborough District Council", "Melton Borough Council"]) == "harborough-melton"
    assert partnership_of([]) is None


@pytest.mark.parametrize(
    ("start", "date", "kind", "key"),
    [
        ("cannock", dt.date(2022, 11, 24), PaperKind.CABINET_REPORT, True),
        ("hampshire", dt.date(2012, 2, 27), PaperKind.CABINET_REPORT, None),
        ("hart-rushmoor-joint", dt.date(2022, 6, 1), PaperKind.STATEMENT, None),
        ("hart-rushmoor-working", dt.date(2022, 7, 7), PaperKind.CABINET_REPORT, False),
    ],
)
def test_real_papers(start: str, date: dt.date, kind: PaperKind, key: bool | None) -> None:
    path = next(CORPUS.glob(f"{start}*.txt"))
    found = find_metadata(read_transcript(path), path)
    assert (found.date, found.kind, found.key_decision) == (date, kind, key)
