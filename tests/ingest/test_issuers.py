"""Whose paper it is."""

from __future__ import annotations

import pytest

from councilqa.domain.documents import Block, Draft, Heading, Page, Paragraph, Row, Slice, Table
from councilqa.ingest.issuers import issuing_councils

OAK = "Oakford District Council"
ELM = "Elmbury Borough Council"
FAR = "Thornham County Council"
PROSE = "The depot was built in 1998 and its roof needs repair before the winter of the year after next."


def _draft(*parts: str | list[list[str]], pages: bool = False) -> Draft:
    """Headings begin with "#", a list is a table's rows."""
    blocks: list[Block] = []
    texts: list[str] = []
    at = 0
    for part in parts:
        text = "\n".join(map("\t".join, part)) if isinstance(part, list) else part.removeprefix("#")
        blocks.append(_block(part, text, at))
        texts.append(text)
        at += len(text) + 2
    whole = "\n\n".join(texts)
    first = Page(number=1, label=None, start=0, end=len(whole))
    return Draft(text=whole, blocks=tuple(blocks), pages=(first,) if pages else ())


def _block(part: str | list[list[str]], text: str, at: int) -> Block:
    if isinstance(part, list):
        start, rows = at, []
        for row in part:
            cells = []
            for cell in row:
                cells.append(Slice(text=cell, start=start))
                start += len(cell) + 1
            rows.append(Row(cells=tuple(cells)))
        return Table(text=text, start=at, rows=tuple(rows))
    if part.startswith("#"):
        return Heading(text=text, start=at, level=1)
    return Paragraph(text=text, start=at)


@pytest.mark.parametrize(
    "parts",
    [
        (f"#{OAK}", "#The depot", PROSE),
        ("#OAKFORD DISTRICT COUNCIL", "#THE DEPOT", PROSE),
        ("#OAKFORD DISTRICT COUNCIL - BUDGET 2026/27", PROSE),
        ("#The depot", f"{OAK}, Tuesday 24 March 2026, 6.30 pm", PROSE),
        ("#The depot", "Prepared on behalf of:", OAK, "Prepared by:", "Ash Consulting Limited", PROSE),
        ("#The depot", f"Final report prepared for {OAK}", PROSE),
        (f"#Report to {OAK}", "by Jo Bell, an Inspector appointed by the Secretary of State", PROSE),
        ("#The depot", f"Minutes of a meeting of {OAK} held on Monday 3 May 2026 in the village hall at 7 pm.", PROSE),
        ("#The depot", f"To ask the Executive of {OAK} to repair the roof of the depot before the winter.", PROSE),
        ("#The depot", PROSE, f"It belongs to {OAK} (“the Council”), which bought it in 1999.", PROSE),
        ([[OAK, "Cabinet"], ["Date", "12 May 2026"]], PROSE),
    ],
)
def test_the_council_at_the_head_of_a_paper_is_its_own(parts: tuple[str | list[list[str]], ...]) -> None:
    told = f"Officers of {FAR} were asked. {FAR} has a depot of its own, and {FAR} pays for the road."
    assert issuing_councils(_draft(*parts, told, told), "The depot") == (OAK,)


@pytest.mark.parametrize(
    "parts",
    [
        ("#Payments", [["Payee", "Sum"], [FAR, "£3,000"], [FAR, "£4,000"]], PROSE),
        ("#The depot", f"A letter was received from {FAR}.", PROSE),
        ("#The depot", f"Other councils have sold theirs, such as {FAR}.", PROSE),
        ("#The depot", *[PROSE] * 9, f"{FAR} has agreed to share the cost of the road."),
        ("#Who takes part", f"{OAK}, {ELM}, {FAR} and Westmere Town Council were asked for their views.", PROSE),
        ("#Present", "Councillors Archer and Bell and County Councillor Cole", PROSE),
        ("#The depot", PROSE, "An inspector came from Thornham General Hospital."),
        ("#The depot", *[PROSE] * 9, f"Cllr Cole told of a meeting of {FAR} and of a report to {FAR}."),
        ("#A national survey", *[PROSE] * 60, f"{FAR} took part."),
    ],
)
def test_a_council_only_mentioned_is_none_of_its_own(parts: tuple[str | list[list[str]], ...]) -> None:
    assert issuing_councils(_draft(*parts), "The depot") == ()


@pytest.mark.parametrize(
    ("parts", "councils"),
    [
        (("Contact: Jo Bell, jo.bell@gloucester.gov.uk", PROSE), ("Gloucester City Council",)),
        (("Contact: Jo Bell, jo.bell@kingston.gov.uk", PROSE), ("Royal Borough of Kingston upon Thames",)),
        (("See https://democracy.surreyheath.gov.uk/depot", PROSE), ("Surrey Heath Borough Council",)),
        (("See https://www.gov.uk/depots or ask data@depots.gov.uk", PROSE), ()),
    ],
)
def test_a_known_council_is_told_by_its_own_address(parts: tuple[str, ...], councils: tuple[str, ...]) -> None:
    assert issuing_councils(_draft("#The depot", *parts), "The depot") == councils


@pytest.mark.parametrize(
    ("title", "councils"),
    [
        ("Stroud Local Plan: proposed modifications", ("Stroud District Council",)),
        ("Sustainability appraisal of the Local Plan for Buckinghamshire", ("Buckinghamshire Council",)),
        ("Bath & North East Somerset Core Strategy", ("Bath and North East Somerset Council",)),
        ("Babergh and Mid Suffolk Joint Local Plan", ("Babergh District Council", "Mid Suffolk District Council")),
        ("City of London: rates of the levy", ("City of London Corporation",)),
        ("The trees of Stroud", ()),
    ],
)
def test_a_local_plan_is_its_councils(title: str, councils: tuple[str, ...]) -> None:
    assert issuing_councils(_draft(f"#{title}", PROSE, f"A letter from {FAR} was read."), title) == councils


def test_partners_that_a_paper_names_together_are_both_its_own() -> None:
    shared = f"A shared depot for {OAK} and {ELM} opens in May. {ELM} pays for half of it."
    draft = _draft(f"#{OAK}: report to Cabinet", shared, PROSE, f"{FAR} looks after the road.", pages=True)
    assert issuing_councils(draft, "A shared depot") == (OAK, ELM)


@pytest.mark.parametrize(
    ("title", "councils"),
    [
        (f"Shared planning service with {ELM}", (OAK, ELM)),
        (f"Proposed merger with the {ELM}", (OAK, ELM)),
        (f"Merger with {ELM}", (OAK, ELM)),
        (f"Shared Services with {ELM}", (OAK, ELM)),
        (f"Joint working with {ELM}: business case", (OAK, ELM)),
        (f"Purchase of a depot from {ELM}", (OAK,)),
        (f"Compared with {ELM}: the cost of our depot", (OAK,)),
    ],
)
def test_the_partner_in_a_papers_title_is_its_own_too(title: str, councils: tuple[str, ...]) -> None:
    draft = _draft("#OAKFORD DISTRICT COUNCIL", f"#{title}", PROSE, PROSE)
    assert issuing_councils(draft, title) == councils


def test_a_short_paper_is_of_the_councils_that_it_opens_with() -> None:
    draft = _draft("#The depot", f"To review the depot shared by {OAK} and {ELM}.", PROSE)
    assert issuing_councils(draft, "The depot") == (OAK, ELM)


def test_a_council_has_one_name_however_a_paper_writes_it() -> None:
    draft = _draft("#OAKFORD DISTRICT COUNCIL", f"Visit {OAK}. {OAK} and Oakford Council are one.", PROSE)
    assert issuing_councils(draft, "The depot") == (OAK,)
