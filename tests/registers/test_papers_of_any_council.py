"""Tables of money and of dates as papers of any council lay them out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from docx import Document as WordFile
from paper_files import write_paper

from councilqa.domain.documents import Document
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.registers.milestones import milestones
from councilqa.registers.money import money

HEAD = "Ashby Parish Council\n\nPaper of 4 March 2026\n\n"
BUDGET = "Item\tBudget\tSpent\nClerk's salary\t4,200\t3,528\nTraining\t100\t0\nHall hire\t150\t152\nTotal\t4,450\t3,680"


def word_tables(folder: Path, *tables: list[list[str]], heading: str) -> Document:
    file = WordFile()
    file.add_paragraph("Ashby Parish Council, 4 March 2026")
    file.add_heading(heading, level=1)
    for rows in tables:
        table = file.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        file.add_paragraph()
    path = folder / "paper.docx"
    file.save(str(path))
    return document_of(read_draft(path), path, sha256=digest(path))


def test_a_budget_without_pound_signs_is_money_by_the_heads_of_its_columns(tmp_path: Path) -> None:
    found = money(write_paper(tmp_path, HEAD + "What was spent\n\n" + BUDGET))
    assert [int(each.amount or 0) for each in found] == [4200, 3528, 100, 0, 150, 152, 4450, 3680]
    assert {each.period for each in found} == {None}
    assert [each.kind for each in found[4:6]] == ["budget", "cost"]


def test_a_table_under_a_heading_of_a_budget_is_money_though_its_columns_are_years(tmp_path: Path) -> None:
    rows = "Item\t2024/25\t2025/26\nHall hire\t1,150\t1,200\nMowing\t800\t850"
    found = money(write_paper(tmp_path, HEAD + "BUDGET OF THE PARISH\n\n" + rows))
    assert [(int(each.amount or 0), each.period.label if each.period else None) for each in found] == [
        (1150, "2024/25"),
        (1200, "2025/26"),
        (800, "2024/25"),
        (850, "2025/26"),
    ]


def test_counts_and_years_are_no_money_though_no_unit_stands_over_them(tmp_path: Path) -> None:
    rows = "Ward\tHouseholds\tBuilt\nQuay\t1,150\t1951\nMill\t800\t1962"
    assert money(write_paper(tmp_path, HEAD + "Wards and homes\n\n" + rows)) == ()


def test_a_payment_is_named_by_its_words_and_not_by_its_date(tmp_path: Path) -> None:
    rows = "Date\tRef\tPayee\tPaid\n04/07/2026\t1\tHill and Co\t1,800\n14/07/2026\t2\tMill Stores\t304"
    found = money(write_paper(tmp_path, HEAD + "Payments\n\n" + rows))
    assert [(int(each.amount or 0), each.what) for each in found] == [(1800, "Hill and Co"), (304, "Mill Stores")]


def test_a_group_heading_in_a_timetable_takes_no_date_from_the_row_above(tmp_path: Path) -> None:
    rows = [
        ["Milestone", "Date", "Lead"],
        ["Lease signed", "4 May 2026", "Ann"],
        ["Moving in", "", ""],
        ["Staff move", "7 June 2026", "Bob"],
    ]
    found = milestones(word_tables(tmp_path, rows, heading="Timetable"))
    assert [(each.what, each.first_day) for each in found] == [
        ("Lease signed", dt.date(2026, 5, 4)),
        ("Staff move", dt.date(2026, 6, 7)),
    ]


def test_rows_after_a_page_break_are_read_under_the_heads_before_it(tmp_path: Path) -> None:
    text = (
        HEAD + "Timetable\n\nMilestone\tDate\nLease signed\t4 May 2026\nKeys handed over\t9 May 2026\n\n"
        "Staff move\t7 June 2026\nDesk opens\t12 Oct '26"
    )
    assert [(each.what, each.first_day) for each in milestones(write_paper(tmp_path, text))] == [
        ("Lease signed", dt.date(2026, 5, 4)),
        ("Keys handed over", dt.date(2026, 5, 9)),
        ("Staff move", dt.date(2026, 6, 7)),
        ("Desk opens", dt.date(2026, 10, 12)),
    ]


def test_what_was_is_no_milestone(tmp_path: Path) -> None:
    rows = [["Date", "Decision"], ["4 May 2021", "Plan refused"], ["7 June 2022", "Plan allowed on appeal"]]
    assert milestones(word_tables(tmp_path, rows, heading="Planning history")) == ()
    assert milestones(word_tables(tmp_path, rows, heading="The site")) == ()
