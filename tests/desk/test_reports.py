"""Registers, comparisons, findings and briefings at the desk: who may have them, and as which files."""

from __future__ import annotations

import csv
import inspect
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from councilqa.access.rules import Action, Person, may
from councilqa.desk.bounds import MOST_QUESTION
from councilqa.desk.desk import Desk
from councilqa.desk.remembered import Remembered
from councilqa.desk.reports import ComparisonFormat, Reports
from councilqa.desk.scopes import Chosen
from councilqa.domain.comparisons import Comparison, Grid
from councilqa.domain.registers import RegisterKind
from councilqa.errors import (
    CouncilQAError,
    ForbiddenError,
    UnauthenticatedError,
    UnknownConversationError,
    UnknownDocumentError,
)
from desk_makers import EDITOR, OTHER, READER, Clock, desk_on, id_of
from yard_papers import PIER, YARD, write_yard, yard_folder

BASE = "https://intranet.example.org/councilqa/"
QUESTION = "How much do the councils save?"
ID = "0" * 16
ACTS: dict[str, tuple[Action, Callable[[Reports, Person | None], Any]]] = {
    "register": (Action.READ, lambda reports, who: reports.register(who, RegisterKind.RISKS)),
    "register_file": (
        Action.EXPORT,
        lambda reports, who: reports.register_file(who, RegisterKind.RISKS, Chosen(), "csv", base=BASE),
    ),
    "compare": (Action.COMPARE, lambda reports, who: reports.compare(who, QUESTION)),
    "compare_fields": (Action.COMPARE, lambda reports, who: reports.compare_fields(who, Chosen(document_id=ID))),
    "precedents": (Action.COMPARE, lambda reports, who: reports.precedents(who)),
    "comparison_file": (Action.EXPORT, lambda reports, who: reports.comparison_file(who, "x", "md", base=BASE)),
    "discrepancies": (Action.READ, lambda reports, who: reports.discrepancies(who, ID)),
    "briefing": (Action.READ, lambda reports, who: reports.briefing(who, ID)),
    "briefing_file": (Action.EXPORT, lambda reports, who: reports.briefing_file(who, ID, "md")),
}


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return yard_folder(tmp_path_factory.mktemp("yard"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(yard: Path, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with desk_on(yard, tmp_path / "data", clock=clock) as desk, desk.service:
        yield desk


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", [None, READER, EDITOR], ids=lambda who: str(who.role) if who else "nobody")
def test_each_act_is_permitted_or_refused_before_anything_else(desk: Desk, name: str, who: Person | None) -> None:
    action, act = ACTS[name]
    refused: CouncilQAError | None = None
    try:
        act(desk.reports, who)
    except CouncilQAError as error:
        refused = error
    assert isinstance(refused, UnauthenticatedError | ForbiddenError) is not may(who, action)


def test_every_act_of_a_person_is_in_the_table() -> None:
    acts = {
        name
        for name, each in inspect.getmembers(Reports, inspect.isfunction)
        if not name.startswith("_") and "who" in inspect.signature(each).parameters
    }
    assert acts == set(ACTS)


def test_a_register_is_of_the_papers_that_are_chosen(desk: Desk) -> None:
    chosen = Chosen(partnership="thornby-westmere", last_year=2021)
    register = desk.reports.register(READER, RegisterKind.MONEY, chosen)
    assert register.searched == (PIER,)
    assert {each.entry.document_id for each in register.entries} == {id_of(desk, "pier.html")}
    assert desk.reports.register(READER, RegisterKind.MONEY, Chosen(first_year=2030)).entries == ()


def test_a_spreadsheet_of_a_register_leads_to_the_page(desk: Desk) -> None:
    entries = desk.reports.register(READER, RegisterKind.MONEY).entries
    file = desk.reports.register_file(READER, RegisterKind.MONEY, Chosen(), "xlsx", base=BASE)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(file)).worksheets
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    first = entries[0].citations[0]
    assert len(links) == len(entries) == sheet.max_row - 1
    assert links[0].startswith(
        f"{BASE}papers/{first.document_id}?start={first.start}&end={first.start + len(first.quote)}"
    )


def test_a_register_as_csv_is_read_by_excel_as_utf_8(desk: Desk) -> None:
    file = desk.reports.register_file(READER, RegisterKind.RISKS, Chosen(), "csv", base=BASE)
    assert file.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert [row["Risk"] for row in rows] == [
        "loss of experienced staff during the transfer of the yard",
        "delay in the delivery of new vehicles to the yard",
    ]


def test_a_comparison_is_kept_for_its_asker_alone_and_for_a_day(desk: Desk, clock: Clock) -> None:
    compared = desk.reports.compare(READER, QUESTION)
    assert isinstance(compared.result, Comparison)
    assert len(compared.result.rows) == 2
    assert b"240,000" in desk.reports.comparison_file(READER, compared.id, "md", base=BASE)
    for who in (OTHER, EDITOR):
        with pytest.raises(UnknownConversationError, match="no longer kept"):
            desk.reports.comparison_file(who, compared.id, "md", base=BASE)
    clock.pass_by(hours=25)
    with pytest.raises(UnknownConversationError):
        desk.reports.comparison_file(READER, compared.id, "md", base=BASE)


@pytest.mark.parametrize("format", ["md", "docx", "xlsx"])
@pytest.mark.parametrize("make", ["question", "named"])
def test_a_comparison_is_saved_in_every_format(desk: Desk, make: str, format: ComparisonFormat) -> None:
    reports = desk.reports
    compared = reports.compare(READER, QUESTION) if make == "question" else reports.precedents(READER)
    file = reports.comparison_file(READER, compared.id, format, base=BASE)
    if format == "md":
        text = file.decode()
    elif format == "docx":
        word = docx.Document(io.BytesIO(file))
        text = "\n".join([*(each.text for each in word.paragraphs), *(c.text for t in word.tables for c in t._cells)])
    else:
        book = openpyxl.load_workbook(io.BytesIO(file))
        text = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert ("240,000" if make == "question" else "Councils") in text


def test_a_question_without_end_is_not_compared(desk: Desk) -> None:
    with pytest.raises(CouncilQAError, match="at most 2,000"):
        desk.reports.compare(READER, "x" * (MOST_QUESTION + 1))


def test_standing_fields_are_worked_out_once_until_the_papers_change(tmp_path: Path) -> None:
    folder = yard_folder(tmp_path)
    with desk_on(folder, folder / "data") as desk, desk.service:
        chosen = Chosen(partnership="ambleford-wexcombe")
        first, again = (desk.reports.compare_fields(READER, chosen) for _ in range(2))
        assert isinstance(first.result, Grid) and [each.name for each in first.result.parties] == [
            "Ambleford and Wexcombe"
        ]
        assert again.result is first.result and again.id != first.id
        desk.correct(EDITOR, id_of(desk, "yard.html"), {"title": "Another title"})
        later = desk.reports.compare_fields(READER, chosen).result
        assert isinstance(later, Grid) and later.parties[0].titles == ("Another title",)


def test_what_does_not_add_up_is_found_at_its_paper_alone(desk: Desk) -> None:
    (found,) = desk.reports.discrepancies(READER, id_of(desk, "yard.html"))
    assert "95,000" in found.discrepancy.sentence
    assert desk.reports.discrepancies(READER, id_of(desk, "pier.html")) == ()


def test_a_briefing_is_shown_and_saved_alike(desk: Desk) -> None:
    id = id_of(desk, "yard.html")
    briefing = desk.reports.briefing(READER, id)
    assert briefing is desk.reports.briefing(OTHER, id), "it is worked out once"
    markdown = desk.reports.briefing_file(READER, id, "md").decode()
    word = docx.Document(io.BytesIO(desk.reports.briefing_file(READER, id, "docx")))
    for part in briefing.parts:
        assert part.heading in markdown
        assert part.heading in [each.text for each in word.paragraphs]
    assert YARD in markdown
    with pytest.raises(UnknownDocumentError):
        desk.reports.briefing(READER, ID)


def test_a_paper_that_is_not_there_has_no_findings(desk: Desk) -> None:
    with pytest.raises(UnknownDocumentError):
        desk.reports.discrepancies(READER, ID)


def test_without_an_index_a_register_says_what_to_do(tmp_path: Path) -> None:
    write_yard(tmp_path / "papers")
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service, pytest.raises(CouncilQAError) as error:
        desk.reports.register(READER, RegisterKind.RISKS)
    assert "ingest" in error.value.hint


# What is remembered


def test_what_is_being_made_is_made_once_for_all_who_ask() -> None:
    remembered: Remembered[int] = Remembered(2)
    made: list[int] = []
    started = threading.Barrier(4)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> None:
        started.wait()
        assert remembered.get("key", make) == 1

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert made == [1]


def test_what_failed_is_tried_again_and_the_oldest_is_forgotten() -> None:
    remembered: Remembered[str] = Remembered(2)

    def fail() -> str:
        raise CouncilQAError("no")

    with pytest.raises(CouncilQAError):
        remembered.get("a", fail)
    assert [remembered.get(key, lambda key=key: key) for key in "abc"] == ["a", "b", "c"]  # type: ignore[misc]
    assert remembered.get("c", fail) == "c"
    assert remembered.get("a", lambda: "anew") == "anew"
