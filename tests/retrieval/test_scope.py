"""Which papers a question is about, from the names it uses."""

from __future__ import annotations

import datetime as dt

import pytest

from councilqa.domain.documents import PaperKind
from councilqa.retrieval.scope import Paper, names_of, understand

PAPERS = (
    Paper(
        id="case",
        councils=("Cannock Chase District Council", "Stafford Borough Council"),
        partnership="cannock-stafford",
        date=dt.date(2022, 11, 24),
        abbreviations=(("CCDC", "Cannock Chase District Council"), ("SBC", "Stafford Borough Council")),
    ),
    Paper(
        id="cabinet",
        councils=("Hart District Council", "Rushmoor Borough Council"),
        partnership="hart-rushmoor",
        date=dt.date(2022, 7, 7),
    ),
    Paper(
        id="statement",
        councils=("Rushmoor Borough Council", "Hart District Council"),
        partnership="hart-rushmoor",
        date=dt.date(2022, 6, 1),
    ),
    Paper(id="county", councils=("Hampshire County Council",), partnership="hampshire", date=dt.date(2012, 2, 27)),
    Paper(id="somerset", councils=("North Somerset Council",), partnership="north-somerset", date=None),
    Paper(id="merton", councils=("London Borough of Merton",), partnership=None, date=None),
)


@pytest.mark.parametrize(
    ("question", "papers"),
    [
        ("What does Cannock Chase District Council save?", {"case"}),
        ("What does cannock chase save?", {"case"}),
        ("Who leads at Cannock?", {"case"}),
        ("What is Stafford’s share?", {"case"}),
        ("What does SBC pay?", {"case"}),
        ("What does ccdc pay?", {"case"}),
        ("What have Hart and Rushmoor agreed?", {"cabinet", "statement"}),
        ("What has Rushmoor agreed?", {"cabinet", "statement"}),
        ("What does the hart-rushmoor partnership do?", {"cabinet", "statement"}),
        ("Compare Stafford with Hart", {"case", "cabinet", "statement"}),
        ("What did the county decide?", {"county"}),
        ("What did the County Council decide?", {"county"}),
        ("What did Hampshire decide?", {"county"}),
        ("What does North Somerset plan?", {"somerset"}),
        ("What does Merton plan?", {"merton"}),
        ("What does ЅВС pay?", {"case"}),
    ],
)
def test_named_councils_narrow_to_the_papers_of_their_partnerships(question: str, papers: set[str]) -> None:
    scope = understand(question, PAPERS)
    assert set(scope.document_ids or ()) == papers
    assert scope.named
    assert not scope.chosen


@pytest.mark.parametrize(
    "question",
    [
        "What do the councils save?",
        "What does Surrey Heath Borough Council save?",
        "Which roads in the north of the district are resurfaced?",
        "Is the London office closed?",
        "Who takes heart from the staff survey?",
        "What is in the staffordshire plan?",
        "",
    ],
)
def test_question_that_names_none_of_them_is_about_all_papers(question: str) -> None:
    scope = understand(question, PAPERS)
    assert scope.document_ids is None
    assert scope.named == ()


def test_county_means_nothing_where_no_county_council_has_papers() -> None:
    assert understand("What did the county decide?", PAPERS[:3]).document_ids is None


def test_scope_tells_the_councils_and_partnerships_it_covers() -> None:
    scope = understand("What has Rushmoor agreed?", PAPERS)
    assert scope.partnerships == ("hart-rushmoor",)
    assert scope.councils == ("Hart District Council", "Rushmoor Borough Council")


@pytest.mark.parametrize(
    ("council", "short"),
    [
        ("Melton Borough Council", "melton"),
        ("North Somerset Council", "north somerset"),
        ("City of York Council", "york"),
        ("Royal Borough of Kingston upon Thames", "kingston upon thames"),
        ("London Borough of Merton", "merton"),
    ],
)
def test_council_goes_by_its_short_name(council: str, short: str) -> None:
    names = names_of(Paper(id="a", councils=(council,), partnership=None, date=None))
    assert {council.lower(), short} <= set(names)


def test_paper_without_a_council_has_no_names() -> None:
    paper = Paper(id="a", councils=(), partnership=None, date=None)
    assert names_of(paper) == ()
    assert understand("What does it save?", [paper]).document_ids is None


_OAK = ("Oakford District Council",)
_DATED = [
    Paper(id="a", councils=_OAK, partnership="oakford", date=dt.date(2019, 5, 1), kind=PaperKind.CABINET_REPORT),
    Paper(id="b", councils=_OAK, partnership="oakford", date=dt.date(2022, 5, 1), kind=PaperKind.CABINET_REPORT),
    Paper(id="c", councils=_OAK, partnership="oakford", date=dt.date(2022, 6, 1), kind=PaperKind.STATEMENT),
]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("What did the 2019 report say of parking?", ("a",)),
        ("What does Oakford's cabinet report of May 2022 ask for?", ("b", "c")),
        ("What is promised in the joint statement?", ("c",)),
        ("What does Oakford save in 2019?", ("a", "b", "c")),
        ("What does Oakford save in the 2019/20 report year?", ("a", "b", "c")),
    ],
)
def test_a_year_or_kind_of_paper_narrows_where_it_is_a_papers(question: str, ids: tuple[str, ...]) -> None:
    assert understand(question, _DATED).document_ids == ids
