"""What minutes record within their sentences, with who moved it."""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_files import write_paper

from councilqa.domain.registers import Recommendation, Standing
from councilqa.registers.recommendations import recommendations

HEAD = """ASHBY PARISH COUNCIL

Minutes of a meeting of the Parish Council held on 14 March 2024

Present: Cllrs Fenn (Chairman), Oak and Reed

"""


def found_in(folder: Path, body: str) -> list[Recommendation]:
    return list(recommendations(write_paper(folder, HEAD + body)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1024. Bins\n\nIt was agreed that two bins be bought.", [("agree", "two bins be bought.")]),
        ("1024. Bins\n\nMembers spoke at length. It was resolved to buy two bins.", [("agree", "buy two bins.")]),
        ("1024. Bins\n\nThe Committee agreed unanimously to buy two bins.", [("agree", "buy two bins.")]),
        ("1024. Minutes of the last meeting: Approved and signed as correct.",
         [("approve", "Minutes of the last meeting: Approved and signed as correct.")]),
        ("1024. Accounts: Hill & Co £30.00 (Ch. No. 300093), hall hire £12.50 – all approved.",
         [("approve", "Accounts: Hill & Co £30.00 (Ch. No. 300093), hall hire £12.50 – all approved.")]),
        ("1024. Mill Lane\n\nThe officer spoke against it. It was refused.", [("refuse", "It was refused.")]),
        ("1024. Chairman\n\nCllr Ada Fenn was elected.", [("appoint", "Cllr Ada Fenn was elected.")]),
        ("1024. Minutes of the last meeting: Approved & signed.",
         [("approve", "Minutes of the last meeting: Approved & signed.")]),
        ("1024. Bins\n\nThe Committee agreed not to buy any bins.", [("agree", "not to buy any bins.")]),
        ("1024. Biniau\n\nCytunwyd y dylid prynu dau fin.", [("agree", "prynu dau fin.")]),
        ("1024. Bins\n\nIt was agreed that two be bought. It was agreed to paint them.",
         [("agree", "two be bought."), ("agree", "paint them.")]),
    ],
)  # fmt: skip
def test_what_is_told_as_decided_is_a_resolution(body: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    found = found_in(tmp_path, body)
    assert [(each.verb, each.text) for each in found] == expected
    assert {each.standing for each in found} == {Standing.RESOLVED}


@pytest.mark.parametrize(
    "body",
    [
        "1024. Mill Lane\n\nThe Clerk reported that the application was refused by the County Council.",
        "1024. Mill Lane\n\nThe application was refused by Northshire on 4 March 2024.",
        "1024. Bins\n\nCllr Oak agreed to ask the County Council about it.",
        "1024. Bins\n\nIf it was agreed, the work would be done in May.",
        "1024. Apologies\n\nApologies were received and accepted from Cllr Reed.",
        "1024. Declarations of interest\n\nCllr Oak: item 7, approved.",
        "1024. Bins\n\nThe grant had been approved by the Welsh Government.",
    ],
)
def test_what_is_told_of_others_or_of_attendance_is_none(body: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, body) == []


def test_agreeing_to_recommend_is_a_recommendation_to_the_body_that_decides(tmp_path: Path) -> None:
    head = "FINANCE COMMITTEE\n\nMinutes of the Finance Committee held on 14 March 2024\n\nPresent: Cllr Oak\n\n"
    body = "12. Rents\n\nIt was agreed to recommend to Council that the rents be raised."
    (found,) = recommendations(write_paper(tmp_path, head + body))
    assert (found.standing, found.body, found.verb) == (Standing.RECOMMENDED, "Council", "recommend")


@pytest.mark.parametrize(
    ("body", "mover", "seconder"),
    [
        ("12. Bins\n\nIt was proposed by Cllr. P. Oak, seconded by Cllr. W. Reed and unanimously agreed that two "
         "be bought.", "Cllr. P. Oak", "Cllr. W. Reed"),
        ("12. Bins\n\nRESOLVED: That two be bought.\n\nProposed by Councillor Ann Oak, seconded by Councillor Reed.",
         "Councillor Ann Oak", "Councillor Reed"),
        ("12. Bins\n\nCllr Oak proposed, Cllr Reed seconded and it was RESOLVED that two bins be bought.",
         "Cllr Oak", "Cllr Reed"),
        ("12. Bins\n\nProposer: Cllr Oak. Seconder: Cllr Reed. It was agreed that two bins be bought.",
         "Cllr Oak", "Cllr Reed"),
        ("12. Bins\n\nIt was agreed that two bins be bought.", None, None),
    ],
)  # fmt: skip
def test_mover_and_seconder_are_kept(body: str, mover: str | None, seconder: str | None, tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, body)
    assert (found.mover, found.seconder) == (mover, seconder)


def test_mover_of_a_list_is_that_of_each_of_its_points_however_long_it_is(tmp_path: Path) -> None:
    points = "\n\n".join(f"({number}) the scheme called {number} be approved in full;" for number in range(1, 30))
    found = found_in(
        tmp_path, f"12. Bins\n\nIt was moved by Cllr Oak, seconded by Cllr Reed and RESOLVED that:\n\n{points}"
    )
    assert len(found) == 29
    assert {(each.mover, each.seconder) for each in found} == {("Cllr Oak", "Cllr Reed")}


def test_two_minutes_may_be_decided_in_the_same_words(tmp_path: Path) -> None:
    said = "RESOLVED: That the application be approved subject to the conditions in the report."
    found = found_in(tmp_path, f"12. Mill Lane\n\n{said}\n\n13. Quay Road\n\n{said}")
    assert len(found) == 2


def test_recommendations_of_one_list_that_read_alike_are_all_kept(tmp_path: Path) -> None:
    text = "That the crossing be built as shown in the drawing that is appended to this report"
    report = f"CABINET\n\nReport of: Head of Roads\n\nRECOMMENDATIONS\n\n1. {text};\n\n2. {text}.\n\nREASONS\n\nNone."
    assert [each.number for each in recommendations(write_paper(tmp_path, report))] == ["1", "2"]


def test_the_number_of_a_page_is_no_recommendation(tmp_path: Path) -> None:
    report = (
        "CABINET\n\nReport of: Head of Roads\n\nRECOMMENDATIONS\n\n1. That the crossing be built;\n\n2\n\n"
        "Page 2 of 3\n\n2. That it be lit.\n\nREASONS\n\nNone."
    )
    assert [each.text for each in recommendations(write_paper(tmp_path, report))] == [
        "That the crossing be built",
        "That it be lit.",
    ]
