"""Milestones: the corpus by a list made by hand, and the tables, lists and sentences that say what happens when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document as WordFile
from paper_files import CORPUS, SHARED, read_paper, write_paper

from councilqa.domain.documents import Document
from councilqa.domain.registers import Milestone
from councilqa.registers.milestones import milestones

BY_HAND: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "milestones_by_hand.yaml").read_text("utf-8"))


def is_it(entry: Milestone, wanted: list[Any]) -> bool:
    first, last, words, *who = wanted
    return (
        (entry.first_day, entry.last_day) == (first, last) and words in entry.what and (not who or entry.who == who[0])
    )


def test_milestones_of_the_corpus_are_those_read_by_hand() -> None:
    sought = found = shown = right = 0
    faults: list[str] = []
    for name, expected in BY_HAND.items():
        entries = milestones(read_paper(CORPUS / name))
        known = [*expected["milestones"], *expected.get("also", [])]
        missing = [each for each in expected["milestones"] if not any(is_it(entry, each) for entry in entries)]
        wrong = [entry for entry in entries if not any(is_it(entry, each) for each in known)]
        sought += len(expected["milestones"])
        found += len(expected["milestones"]) - len(missing)
        shown += len(entries)
        right += len(entries) - len(wrong)
        faults += [f"{name}: missing {each}" for each in missing]
        faults += [f"{name}: wrong {each.when}: {each.what}" for each in wrong]
    measured = f"{found} of {sought} found, {right} of {shown} right\n" + "\n".join(faults)
    assert found / sought >= 0.9, measured
    assert right / shown >= 0.98, measured


@pytest.mark.parametrize("name", BY_HAND)
def test_quotations_stand_in_the_paper(name: str) -> None:
    document = read_paper(CORPUS / name)
    for entry in milestones(document):
        assert all(document.text[each.start : each.end] == each.text for each in entry.quotes)


def told(document: Document) -> list[tuple[str, str, str | None, str | None]]:
    def day(date: dt.date | None) -> str | None:
        return date.isoformat() if date else None

    return [(each.what, each.when, day(each.first_day), day(each.last_day)) for each in milestones(document)]


def word_paper(path: Path, heading: str, *rows: tuple[str, ...]) -> Document:
    """A report of 12 June 2024 with a table."""
    paper = WordFile()
    paper.add_paragraph("Date of meeting: 12 June 2024")
    paper.add_heading(heading, 1)
    table = paper.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    paper.save(str(path))
    return read_paper(path)


def test_table_with_a_date_column(tmp_path: Path) -> None:
    document = word_paper(
        tmp_path / "plan.docx",
        "Implementation timetable",
        ("Milestone", "Date", "Lead"),
        ("Cabinet decision", "12 June 2024", "Director of Place"),
        ("Consultation", "July to September", "Head of HR"),
        ("Go live", "Q4 2024/25", ""),
        ("Review", "TBC", "Board"),
    )
    assert told(document) == [
        ("Cabinet decision", "12 June 2024", "2024-06-12", "2024-06-12"),
        ("Consultation", "July to September", "2024-07-01", "2024-09-30"),
        ("Go live", "Q4 2024/25", "2025-01-01", "2025-03-31"),
        ("Review", "TBC", None, None),
    ]
    assert [each.who for each in milestones(document)] == ["Director of Place", "Head of HR", None, "Board"]


def test_start_and_end_are_one_milestone(tmp_path: Path) -> None:
    document = word_paper(
        tmp_path / "plan.docx",
        "Programme",
        ("Task", "Start", "End", "Owner"),
        ("Procure", "1 April 2024", "30 June 2024", "Head of IT"),
        ("Build", "July 2024", "December 2024", "Head of IT"),
    )
    assert told(document) == [
        ("Procure", "1 April 2024 – 30 June 2024", "2024-04-01", "2024-06-30"),
        ("Build", "July 2024 – December 2024", "2024-07-01", "2024-12-31"),
    ]


def test_action_plan(tmp_path: Path) -> None:
    document = word_paper(
        tmp_path / "plan.docx",
        "Appendix 2",
        ("No", "Action", "Responsible officer", "By when"),
        ("1", "Train staff", "HR", "30/09/2024"),
        ("2", "Open the hub", "Estates", "Autumn 2024"),
    )
    assert [(each.what, each.when, each.who) for each in milestones(document)] == [
        ("Train staff", "30/09/2024", "HR"),
        ("Open the hub", "Autumn 2024", "Estates"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (("Item", "2023/24", "2024/25"), ("Salaries", "100", "200")),
        (("Date", "Document"), ("1 May 2023", "Strategy"), ("2 June 2023", "Plan")),
        (("Councillor", "Date"), ("A. Smith", "1 May 2023"), ("B. Jones", "2 May 2023")),
    ],
)
def test_tables_that_are_no_timetables(rows: tuple[tuple[str, ...], ...], tmp_path: Path) -> None:
    assert milestones(word_paper(tmp_path / "other.docx", "Background", *rows)) == ()


REPORT = """Report to Cabinet

Date of meeting: 14 September 2023

{body}
"""

STATED = {
    "The contract expires on 31 March 2024.": ("31 March 2024", "2024-03-31", "2024-03-31"),
    "Work will be finished by June.": ("by June", "2024-06-01", "2024-06-30"),
    "The service will go live in Spring 2024.": ("Spring 2024", "2024-03-01", "2024-05-31"),
    "The plan is to be adopted by the end of Q2 2024/25.": ("by the end of Q2 2024/25", "2024-09-30", "2024-09-30"),
    "Council agreed the plan in May 2022.": ("May 2022", "2022-05-01", "2022-05-31"),
    "The site must be cleared before 1 May 2024.": ("before 1 May 2024", "2024-04-30", "2024-04-30"),
    "The trial will run from January to March 2024.": ("from January to March 2024", "2024-01-01", "2024-03-31"),
}


@pytest.mark.parametrize("text", STATED)
def test_sentences_that_state_an_event(text: str, tmp_path: Path) -> None:
    document = write_paper(tmp_path, REPORT.format(body=f"1. Background\n\n1.1 {text}\n"))
    assert told(document) == [(text, *STATED[text])]


NOT_STATED = [
    "Costs as at 31 March 2023 were £2m.",
    "The report published in June 2023 is at Appendix A.",
    "The May 2023 elections changed control.",
    "The Localism Act 2011 applies.",
    "It will not take effect in March 2024.",
    "The budget for 2023/24 will be £2m.",
    "It is estimated that demand will double by 2030.",
    "The policy may be reviewed.",
]


@pytest.mark.parametrize("text", NOT_STATED)
def test_dates_that_are_no_milestones(text: str, tmp_path: Path) -> None:
    assert milestones(write_paper(tmp_path, REPORT.format(body=f"1. Background\n\n1.1 {text}\n"))) == ()


def test_list_of_next_steps(tmp_path: Path) -> None:
    text = (
        "9. Next steps\n\n9.1 The timetable is:\n\n• October 2023 – Consultation begins\n"
        "• 5 January 2024: Cabinet decides\n• Contract award (March 2024)\n"
    )
    assert told(write_paper(tmp_path, REPORT.format(body=text))) == [
        ("Consultation begins", "October 2023", "2023-10-01", "2023-10-31"),
        ("Cabinet decides", "5 January 2024", "2024-01-05", "2024-01-05"),
        ("Contract award", "March 2024", "2024-03-01", "2024-03-31"),
    ]


def test_year_of_a_month_is_taken_from_its_sentence_or_left_out(tmp_path: Path) -> None:
    text = (
        "1. Background\n\n1.1 It will start in May so that it can open in July 2025.\n\n"
        "1.2 Staff said by August that they agreed.\n"
    )
    assert told(write_paper(tmp_path, REPORT.format(body=text))) == [
        ("It will start in May", "May", "2025-05-01", "2025-05-31"),
        ("it can open in July 2025.", "July 2025", "2025-07-01", "2025-07-31"),
    ]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside this checkout")
def test_real_timetable_in_a_long_plan() -> None:
    found = told(read_paper(SHARED / "council" / "local-plan-long.pdf"))
    assert ("Adoption", "Q4 2022", "2022-10-01", "2022-12-31") in found
    assert told(read_paper(SHARED / "council" / "kingston-manorgate-petition.pdf"))[0][1] == "22 January 2026"
