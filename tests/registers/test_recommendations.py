"""Recommendations and decisions: the corpus by a list made by hand, and the forms in which councils write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document as WordFile
from paper_files import CORPUS, SHARED, read_paper, write_paper

from councilqa.domain.documents import Document
from councilqa.domain.registers import Recommendation, Standing
from councilqa.registers.recommendations import recommendations

BY_HAND: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "recommendations_by_hand.yaml").read_text("utf-8"))


def of_standing(document: Document, standing: Standing) -> list[Recommendation]:
    return [each for each in recommendations(document) if each.standing is standing]


def short(entry: Recommendation) -> dict[str, Any]:
    """As the list made by hand has it."""
    found = {
        "number": entry.number,
        "body": entry.body,
        "verb": entry.verb,
        "starts": entry.text,
        "items": len(entry.items),
        "condition": entry.condition,
        "delegated_to": entry.delegated_to,
        "sums": list(entry.sums),
    }
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("name", BY_HAND)
def test_recommendations_of_the_corpus_are_those_read_by_hand(name: str) -> None:
    expected = BY_HAND[name]["recommended"]
    found = [short(each) for each in of_standing(read_paper(CORPUS / name), Standing.RECOMMENDED)]
    begun = [
        {**each, "starts": wanted["starts"]} if each["starts"].startswith(wanted["starts"]) else each
        for each, wanted in zip(found, expected, strict=False)
    ] + found[len(expected) :]
    assert begun == expected


@pytest.mark.parametrize("name", BY_HAND)
def test_what_the_corpus_merely_proposes_stands_apart(name: str) -> None:
    found = of_standing(read_paper(CORPUS / name), Standing.PROPOSED)
    assert [each.number for each in found] == BY_HAND[name]["proposed"]


@pytest.mark.parametrize("name", BY_HAND)
def test_quotations_stand_in_the_paper(name: str) -> None:
    document = read_paper(CORPUS / name)
    for entry in recommendations(document):
        assert all(document.text[each.start : each.end] == each.text for each in entry.quotes)


def test_quotation_holds_all_sub_items_and_the_lead_in_is_quoted_too() -> None:
    document = read_paper(CORPUS / "cannock-stafford-shared-services-2022-11-24.txt")
    entry = next(each for each in recommendations(document) if each.number == "2.2(i)")
    assert entry.quotes[0].text.startswith("(i) the Senior Management Structure")
    assert "7 x Heads of Service" in entry.quotes[0].text
    assert entry.quotes[1].text == "Subject to 2.1 being approved, Council is asked to approve:"


REPORT = """Report to Cabinet

Report of: Director of Place

{body}
"""

FORMS = {
    "It is recommended that, as a list": (
        "Recommendations\n\nIt is recommended that Cabinet:\n\n(1) approves the plan; and\n\n(2) "
        "notes the cost of £1.2m.\n",
        [("(1)", "Cabinet", "approve"), ("(2)", "Cabinet", "note")],
    ),
    "asked to": (
        "2. Recommendations\n\n2.1 Council is asked to approve:\n\n(a) the plan; and\n\n(b) the budget.\n",
        [("2.1(a)", "Council", "approve"), ("2.1(b)", "Council", "approve")],
    ),
    "Decision Requested": (
        "Decision Requested\n\nMembers are asked to:\n\n• Note the position; and\n\n• Agree the action plan.\n",
        [(None, "Cabinet", "note"), (None, "Cabinet", "agree")],
    ),
    "one sentence": (
        "RECOMMENDATION(S)\n\nThat the charges be approved subject to consultation.\n",
        [(None, "Cabinet", "approve")],
    ),
    "dotted numbers": (
        "2. RECOMMENDATIONS\n\nThat Cabinet:\n\n2.1 Approves the plan.\n\n2.2 Delegates authority to "
        "the Head of Law to sign it.\n",
        [("2.1", "Cabinet", "approve"), ("2.2", "Cabinet", "delegate")],
    ),
    "numbered headings": (
        "Recommendation 1\n\nThat the plan be approved.\n\nRecommendation 2: That Cabinet notes the risks.\n",
        [("1", "Cabinet", "approve"), ("2", "Cabinet", "note")],
    ),
    "officer to decision maker": (
        "Recommendations\n\nI recommend that you:\n\n(i) Approve the charges; and\n\n(ii) Authorise "
        "the Director of Place to advertise.\n",
        [("(i)", "Cabinet", "approve"), ("(ii)", "Cabinet", "authorise")],
    ),
    "Welsh": (
        "Argymhellion\n\n(1) cymeradwyo'r adroddiad; a\n\n(2) nodi'r amserlen.\n",
        [("(1)", "Cabinet", "approve"), ("(2)", "Cabinet", "note")],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_recommendations(form: str, tmp_path: Path) -> None:
    text, expected = FORMS[form]
    document = write_paper(
        tmp_path, REPORT.format(body=text + "\nReasons for recommendations\n\nIt will be approved by all.\n")
    )
    found = recommendations(document)
    assert [(each.number, each.body, each.verb) for each in found] == expected
    assert {each.standing for each in found} == {Standing.RECOMMENDED}


MINUTES = """CABINET

Minutes of a meeting of the Cabinet held on 12 June 2023

{body}
"""

DECISIONS = {
    "unanimously": (
        "45. Plan\n\nRESOLVED: (Unanimously)\n\nThat the plan be approved.\n",
        [(None, "Cabinet", "approve", Standing.RESOLVED, False)],
    ),
    "list in one paragraph": (
        "46. Plan\n\nThe Leader spoke.\n\nRESOLVED (nem con) – That (1) the plan be approved; (2) "
        "the cost be noted; and (3) the "
        "Head of Law be authorised to sign.\n",
        [
            ("(1)", "Cabinet", "approve", Standing.RESOLVED, False),
            ("(2)", "Cabinet", "note", Standing.RESOLVED, False),
            ("(3)", "Cabinet", "authorise", Standing.RESOLVED, False),
        ],
    ),
    "to recommend": (
        "47. Budget\n\nAfter a long debate in which many spoke it was RESOLVED TO RECOMMEND TO "
        "COUNCIL that the budget be approved.\n",
        [(None, "Council", "approve", Standing.RECOMMENDED, False)],
    ),
    "amended": (
        "48. Charges\n\nRESOLVED THAT\n\n(a) the amended recommendation 2 be agreed; and\n\n(b) the "
        "Order 2012 (as amended) be noted.\n",
        [("(a)", "Cabinet", "agree", Standing.RESOLVED, True), ("(b)", "Cabinet", "note", Standing.RESOLVED, False)],
    ),
    "the body has": (
        "The Cabinet has:\n\n(i) Approved the plan;\n\n(ii) Noted the cost; and\n\n(iii) Given "
        "delegated authority to the Head of Law to sign.\n",
        [
            ("(i)", "Cabinet", "approve", Standing.RESOLVED, False),
            ("(ii)", "Cabinet", "note", Standing.RESOLVED, False),
            ("(iii)", "Cabinet", "delegate", Standing.RESOLVED, False),
        ],
    ),
    "Welsh": (
        "PENDERFYNWYD:\n\n(1) cymeradwyo'r adroddiad.\n",
        [("(1)", "Cabinet", "approve", Standing.RESOLVED, False)],
    ),
    "votes between": (
        "Decision:\n\nRESOLVED that:\n\n1. the first plan be approved; and\n\nVoting: unanimous\n\n"
        "2. the second be refused.\n\nVoting: 4 for, 2 against\n",
        [("1", "Cabinet", "approve", Standing.RESOLVED, False), ("2", "Cabinet", "refuse", Standing.RESOLVED, False)],
    ),
}


@pytest.mark.parametrize("form", DECISIONS)
def test_forms_of_decisions(form: str, tmp_path: Path) -> None:
    text, expected = DECISIONS[form]
    found = recommendations(write_paper(tmp_path, MINUTES.format(body=text)))
    assert [(each.number, each.body, each.verb, each.standing, each.amended) for each in found] == expected


DECISION_PAGE = """<html><head><title>Decision - Parking</title></head><body><h1>Decision details</h1>
<h2>Parking charges</h2>
<p>Decision Maker: Cabinet</p><p>Decision status: Recommendations Approved</p>
<h3>Decision:</h3><p>Approved, subject to the amendment to recommendation 2.</p>
<h3>Reasons for the decision:</h3><p>To approve savings of £1m.</p>
<table><tr><td>Resolved</td>
<td><p>(1) That the report be noted.</p><p>(2) That £5,000 be approved.</p></td></tr></table>
</body></html>"""


def test_decision_page_gives_the_decision_and_no_reason(tmp_path: Path) -> None:
    found = recommendations(write_paper(tmp_path, DECISION_PAGE, "decision.html"))
    assert [(each.verb, each.condition, each.amended, each.sums) for each in found] == [
        ("approve", "subject to the amendment to recommendation 2", True, ()),
        ("note", None, False, ()),
        ("approve", None, False, ("£5,000",)),
    ]


MINUTES_PAGE = """<html><head><title>Minutes</title></head><body>
<h1>Minutes of a meeting of the Council held on Tuesday 5 March 2024</h1><h2>61. Council Tax 2024/25</h2>
<p>Councillor C moved an amendment, which was LOST.</p><p><b>RESOLVED (by 24 votes to 10):</b></p>
<ol><li>To set the council tax at £210.15;</li>
<li>That the Chief Finance Officer be authorised to issue demands.</li></ol>
<h2>62. Motions</h2><p>RESOLVED – that this Council supports local farms.</p>
<h2>63. Shared services</h2><p>DECISION: That the Memorandum be agreed, with the addition of paragraph 4.</p>
<p>Action: Chief Executive</p><h2>64. Cabinet</h2><p>Council noted the minutes.</p></body></html>"""


def test_page_of_minutes(tmp_path: Path) -> None:
    found = recommendations(write_paper(tmp_path, MINUTES_PAGE, "minutes.html"))
    assert [(each.body, each.number, each.verb, each.delegated_to, each.sums, each.amended) for each in found] == [
        ("Council", "1", None, None, ("£210.15",), False),
        ("Council", "2", "authorise", "Chief Finance Officer", (), False),
        ("Council", None, "support", None, (), False),
        ("Council", None, "agree", None, (), True),
    ]


def test_rows_of_a_decision_notice(tmp_path: Path) -> None:
    paper = WordFile()
    paper.add_paragraph("Decision notice of the Cabinet, decisions published on 5 July 2024")
    table = paper.add_table(rows=0, cols=3)
    for row in (
        ("Item", "Subject", "Decision"),
        ("5", "Budget", "RESOLVED: That the report be noted."),
        (
            "6",
            "Depot",
            "(1) That the depot be approved for £2.5m; and (2) that authority be delegated to the Head of Law.",
        ),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    path = tmp_path / "notice.docx"
    paper.save(str(path))
    assert [(each.number, each.verb, each.standing) for each in recommendations(read_paper(path))] == [
        ("5", "note", Standing.RESOLVED),
        ("(1)", "approve", Standing.RESOLVED),
        ("(2)", "delegate", Standing.RESOLVED),
    ]


def test_resolution_that_is_printed_twice_is_one_with_both_places(tmp_path: Path) -> None:
    page = (
        "<html><body><h1>Agenda, decisions and minutes</h1><h3>7. Zebra crossing</h3><h4>Decision:</h4>"
        "<p>RESOLVED that the crossing be approved.</p><h4>Minutes:</h4><p>The Committee considered a report.</p>"
        "<p>Therefore, it was RESOLVED that the crossing be approved.</p>"
        "<h3>8. Other crossing</h3><h4>Decision:</h4><p>RESOLVED that the crossing be approved.</p></body></html>"
    )
    found = recommendations(write_paper(tmp_path, page, "minutes.html"))
    assert [len(each.quotes) for each in found] == [2, 1]


def test_numbers_that_word_sets_itself_are_those_cited(tmp_path: Path) -> None:
    paper = WordFile()
    paper.add_heading("Recommendations", 1)
    paper.add_paragraph("That Cabinet:")
    for text in (
        "Approves the case.",
        "Delegates authority to the Director of Place, in consultation with the Leader, to sign.",
    ):
        paper.add_paragraph(text, style="List Number")
    paper.add_heading("Reasons for recommendations", 1)
    paper.add_paragraph("Cabinet approves of it.", style="List Number")
    path = tmp_path / "report.docx"
    paper.save(str(path))
    found = recommendations(read_paper(path))
    assert [(each.number, each.verb, each.delegated_to) for each in found] == [
        ("1", "approve", None),
        ("2", "delegate", "Director of Place, in consultation with the Leader"),
    ]


APPENDED = """Report to Executive

Report of: Director of Place

1. Purpose of report

1.1 Executive is asked to approve a new depot.

2. Recommendations

2.1 That the Executive approves the depot.

3. Background papers

None

Appendix 1: Business Case

4. Conclusions

4.1 It is proposed that the depot opens in 2024.

5. Recommendations

5.1 That the project board approves option 3.
"""


def test_recommendations_of_an_appended_business_case_are_proposals(tmp_path: Path) -> None:
    found = recommendations(write_paper(tmp_path, APPENDED))
    assert [(each.number, each.standing) for each in found] == [
        ("2.1", Standing.RECOMMENDED),
        ("4.1", Standing.PROPOSED),
        ("5.1", Standing.PROPOSED),
    ]


NONE_OF_THEM = [
    "Members are asked to declare any interests.",
    "In 2019 it was recommended that the policy be reviewed.",
    "At its meeting in March Cabinet resolved to close the depot.",
    "At its meeting in March Cabinet RESOLVED that the depot be closed.",
    "Heads of Service were asked to approve their plans.",
    "Points of dispute that cannot be resolved are referred to the Board.",
]


@pytest.mark.parametrize("text", NONE_OF_THEM)
def test_what_only_sounds_like_one_is_none(text: str, tmp_path: Path) -> None:
    document = write_paper(tmp_path, REPORT.format(body=f"Background\n\n1.1 {text}\n"))
    assert recommendations(document) == ()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside this checkout")
def test_real_reports_and_their_minutes() -> None:
    def numbers(name: str, standing: Standing) -> list[str | None]:
        return [each.number for each in of_standing(read_paper(SHARED / "council" / name), standing)]

    assert numbers("gloucester-finance-team-resources.pdf", Standing.RECOMMENDED) == ["2.1(1)", "2.1(2)"]
    assert numbers("kingston-manorgate-petition.pdf", Standing.RECOMMENDED) == ["1", "2", "3"]
    assert numbers("kingston-agenda-151.html", Standing.RESOLVED) == ["58", "1", "2", "3", None, "1", "2"]
