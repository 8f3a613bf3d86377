"""Minutes, decisions, agendas and packs: their kind, title, date, numbers and items."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from fpdf import FPDF

from councilqa.domain.documents import Document, PaperKind, item_of
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.registers.recommendations import recommendations

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"


def read(path: Path) -> Document:
    return document_of(read_draft(path), path, sha256=digest(path))


def written(folder: Path, text: str) -> Document:
    path = folder / "a-paper.txt"
    path.write_text(text, "utf-8")
    return read(path)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("ASHBY PARISH COUNCIL\n\nMinutes of a meeting of the above Council held on 4 March 2024", PaperKind.MINUTES),
        ("Planning Committee – Draft Minutes\n\n4 March 2024", PaperKind.MINUTES),
        ("ASHBY PARISH COUNCIL\n\nThe Council held its meeting on 4 March 2024.\n\nPRESENT\n\nCllrs Oak and Fenn",
         PaperKind.MINUTES),
        ("CYNGOR CYMUNED ASHBY\n\nCofnodion y cyfarfod a gynhaliwyd ar 4ydd Mawrth 2024", PaperKind.MINUTES),
        ("ASHBY PARISH COUNCIL\n\nYou are hereby summoned to a meeting of the Council", PaperKind.AGENDA),
        ("ASHBY PARISH COUNCIL\n\nAGENDA\n\n1. Apologies\n\n2. Minutes of the last meeting", PaperKind.AGENDA),
        ("Notice of Meeting\n\nCabinet, 4 March 2024", PaperKind.AGENDA),
        ("Officer Decision Notice\n\nAshby District Council", PaperKind.DECISION),
        ("ASHBY DISTRICT COUNCIL\n\nRecord of Executive Decision\n\nDecision: the depot is let.", PaperKind.DECISION),
        ("AGENDA ITEM 7\n\nCABINET\n\nReport of: Head of Law\n\nRECOMMENDATION\n\nThat Cabinet agree.",
         PaperKind.CABINET_REPORT),
        ("Report to Ashby Borough Council\n\nby Ann Oak, an Inspector appointed by the Secretary of State",
         PaperKind.OTHER),
        ("Notes on a depot by the river", PaperKind.OTHER),
    ],
)  # fmt: skip
def test_a_paper_says_on_top_what_it_is(head: str, kind: PaperKind, tmp_path: Path) -> None:
    assert written(tmp_path, f"{head}\n\nIt stands by the river and is shared by all.\n").metadata.kind is kind


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("Published 27/01/2026\n\nMeeting of Cabinet on Wednesday 4th February 2026", dt.date(2026, 2, 4)),
        ("Date\t04/02/26\nWard\tAll\n\nTimetable\n\nDate\tStep\n31st March 2027\tClosed", dt.date(2026, 2, 4)),
        ("Minutes of the meeting held on the 14 day of March 2024", dt.date(2024, 3, 14)),
        ("Minutes of the meeting held on 14th March, 2024", dt.date(2024, 3, 14)),
        ("Minutes of the meeting held on 14.03.24", dt.date(2024, 3, 14)),
        ("Minutes of the meeting held on 14 Mar '24", dt.date(2024, 3, 14)),
        ("Cyfarfod 11eg Hydref 2017", dt.date(2017, 10, 11)),
    ],
)
def test_the_date_is_the_meetings_and_not_the_printers(head: str, date: dt.date, tmp_path: Path) -> None:
    assert written(tmp_path, f"{head}\n\nIt stands by the river and is shared by all.\n").metadata.date == date


def test_minutes_are_called_by_whose_and_when_they_are(tmp_path: Path) -> None:
    text = (
        "ASHBY PARISH COUNCIL\n\nMinutes of a meeting of the above Council held on 4 March 2024\n\nPresent: Cllr Oak\n"
    )
    assert written(tmp_path, text).metadata.title == "Minutes, Ashby Parish Council, 4 March 2024"


@pytest.mark.parametrize(
    "numbers",
    [
        ["998", "999", "1000", "1001"],
        ["2564", "2565", "2566", "2567"],
        ["2018", "2019", "2020", "2021", "2022", "2023"],
        ["2019/47", "2019/48", "2019/49"],
        ["17/2019", "18/2019", "19/2019"],
        ["23/045", "23/046", "23/047"],
        ["FC/101", "FC/102", "FC/103"],
    ],
)
def test_minutes_are_cited_by_their_numbers_however_long(numbers: list[str], tmp_path: Path) -> None:
    body = "\n\n".join(
        f"{number}. Item: the clerk spoke of the bins at length.\n\nMore was said." for number in numbers
    )
    document = written(tmp_path, f"ASHBY PARISH COUNCIL\n\nMinutes of a meeting held on 4 March 2024\n\n{body}\n")
    spoken = [each.paragraph for each in document.placed if each.block.text.startswith("More was said")]
    assert spoken == numbers


def test_numbers_with_a_word_before_them_are_numbers_in_any_paper(tmp_path: Path) -> None:
    body = "\n\n".join(f"Min. 23/{number} Bins were spoken of at length." for number in (18, 19, 20))
    document = written(tmp_path, f"Notes\n\n{body}\n")
    assert [each.paragraph for each in document.placed][-3:] == ["23/18", "23/19", "23/20"]


def test_years_at_the_head_of_paragraphs_number_nothing(tmp_path: Path) -> None:
    body = "\n\n".join(f"{year}/{year - 1999} was a year in which the bins were emptied." for year in range(2018, 2023))
    document = written(tmp_path, f"Minutes of a meeting held on 4 March 2024\n\n{body}\n")
    assert {each.paragraph for each in document.placed} == {None}


def test_a_number_that_is_not_understood_is_not_cited_as_the_one_before(tmp_path: Path) -> None:
    text = "Report on bins\n\n813. The bins are old and rusty.\n\n12-77b. The lids are new and blue.\n"
    assert [each.paragraph for each in written(tmp_path, text).placed][-1] != "813"


def pack(folder: Path) -> Document:
    """An agenda and two reports; each has numbers of its own, and the pack's below them."""
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    own = 0
    for number, (item, head, lines) in enumerate(_PAGES, start=41):
        pdf.add_page()
        pdf.set_font("Helvetica", size=11)
        if item:
            pdf.cell(0, 8, f"Agenda Item {item}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", style="B", size=14)
        pdf.cell(0, 10, head, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        for line in lines:
            pdf.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
        own = own + 1 if head == "" else 1
        pdf.set_y(-30)
        if item:
            pdf.cell(0, 6, str(own), align="C", new_x="LMARGIN", new_y="NEXT")
        pdf.cell(0, 6, f"Page {number}", align="R")
    path = folder / "pack.pdf"
    pdf.output(str(path))
    return read(path)


_PAGES = (
    ("", "Agenda", ("Environment Committee, 24 March 2026", "5. Rents of plots (pages 42 - 43)",
                    "6. Taxi fares (pages 44 - 45)")),
    ("5", "Rents of plots", ("Report of the Head of Parks", "1.1 The rents have not risen for years.",
                             "2.1 The committee is recommended to approve the new rents of all plots.")),
    ("5", "", ("3.1 The new rents bring in more.",)),
    ("6", "Taxi fares", ("Report of the Head of Law", "1.1 The trade asks for more.",
                         "2.1 The committee is recommended to approve the new rents of all plots.")),
    ("6", "", ("3.1 There is no cost to the council.",)),
)  # fmt: skip


def test_a_pack_is_split_at_its_items(tmp_path: Path) -> None:
    document = pack(tmp_path)
    assert document.metadata.kind is PaperKind.PACK
    items = dict.fromkeys(filter(None, (item_of(each.section) for each in document.placed)))
    assert list(items) == ["Item 5: Rents of plots", "Item 6: Taxi fares"]
    assert len(recommendations(document)) == 2


def test_pages_of_a_pack_have_the_reports_number_and_the_packs(tmp_path: Path) -> None:
    assert [page.label for page in pack(tmp_path).draft.pages] == [
        "41", "1, pack 42", "2, pack 43", "1, pack 44", "2, pack 45",
    ]  # fmt: skip


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not here")
@pytest.mark.parametrize(
    ("file", "labels"),
    [
        ("agenda-pack/one-page-items.pdf", ["41", "42", "43", "44"]),
        ("agenda-pack/pack.pdf", ["1", "2", "3", "4"]),
        ("two-page-numbers/q3a.pdf", ["1, pack 245", "2, pack 246", "3, pack 247"]),
        ("two-page-numbers/q3c.pdf", ["1, pack 245", "2, pack 246", "3, pack 247"]),
    ],
)
def test_shared_cases_have_their_page_numbers(file: str, labels: list[str]) -> None:
    assert [page.label for page in read(CASES / file).draft.pages][: len(labels)] == labels
