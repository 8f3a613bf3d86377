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


def _of(*councils: str) -> list[Paper]:
    return [Paper(id=str(place), councils=(each,) if each else (), partnership=None, date=None)
            for place, each in enumerate(councils)]  # fmt: skip


@pytest.mark.parametrize(
    ("council", "asked"),
    [
        ("Royal Sutton Coldfield Town Council", "What did Sutton Coldfield pay?"),
        ("Derwen and Salem Community Council", "What did Salem decide?"),
        ("Derwen and Salem Community Council", "What did the Derwen council decide?"),
        ("Royal Borough of Kingston upon Thames", "What does Kingston plan?"),
        ("London Borough of Merton", "What does Merton Council plan?"),
        ("Merton Council", "What does the London Borough of Merton plan?"),
        ("Hull City Council", "What does Kingston upon Hull plan?"),
        ("Hart District Council", "What does Hart Borough Council plan?"),
        ("Basingstoke and Deane Borough Council", "What is Basingstoke's budget?"),
    ],
)
def test_a_council_known_by_another_or_a_longer_name_is_recognised(council: str, asked: str) -> None:
    assert understand(asked, _of("Oakford District Council", council, "")).document_ids == ("1",)


@pytest.mark.parametrize(
    ("council", "asked"),
    [
        ("Somerset Council", "What does North Somerset plan?"),
        ("Royal Borough of Kingston upon Thames", "What does Kingston upon Hull plan?"),
        ("Surrey County Council", "What does Surrey Heath plan?"),
        ("Melton Borough Council", "What does Melton Town Council plan?"),
        ("Oakford District Council", "What does Elmbury Town Council plan?"),
    ],
)
def test_a_council_that_no_paper_is_of_narrows_nothing(council: str, asked: str) -> None:
    scope = understand(asked, _of(council, ""))
    assert scope.document_ids is None and scope.named == ()


@pytest.mark.parametrize(
    "asked",
    [
        "Is it cheaper here than in Stroud?",
        "Which lessons were learnt from Stroud?",
        "How does the depot compare with that of Stroud?",
        "What is done like this elsewhere, for example in Stroud?",
        "How does Stroud's scheme do as Gloucester's report compares it?",
        "What does the Gloucester report say of Stroud's scheme?",
    ],
)
def test_a_place_named_in_passing_shuts_no_paper_out(asked: str) -> None:
    assert understand(asked, _of("Stroud District Council", "")).document_ids is None


@pytest.mark.parametrize(
    "asked",
    [
        "How does Stroud's scheme do as Gloucester's report compares it?",
        "How does Gloucester compare with Stroud?",
        "Is it cheaper in Stroud than in Gloucester?",
    ],
)
def test_a_place_compared_with_another_brings_its_papers(asked: str) -> None:
    papers = _of("Stroud District Council", "Gloucester City Council", "Oakford District Council")
    assert understand(asked, papers).document_ids == ("0", "1")


@pytest.mark.parametrize(
    "asked",
    [
        "How do the county and districts work together?",
        "How do the county and its district councils share buildings?",
        "Which roads are resurfaced across the county?",
        "How many people in the county are over 65?",
        "Where does the county boundary run?",
    ],
)
def test_the_county_is_not_always_its_council(asked: str) -> None:
    assert understand(asked, PAPERS).document_ids is None
