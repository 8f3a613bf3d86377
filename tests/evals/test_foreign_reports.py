"""Questions on passages of other papers: the pages they become, the units found again, and a whole run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from eval_makers import answer, citation
from foreign_makers import write_lines
from hypothesis import given
from hypothesis import strategies as st

from councilqa.domain.answers import Answer, Citation
from councilqa.domain.documents import Document, Metadata
from councilqa.domain.passages import Passage
from councilqa.errors import SettingsError
from councilqa.evals.cases import Answerable
from councilqa.evals.foreign.reported import Sample, Stretch, measure, scorer
from councilqa.evals.foreign.reports import ReportPassage, Units, pieces, read_reports, write_pages
from councilqa.evals.indexed import Comparable, Indexed
from councilqa.evals.measuring import Order
from councilqa.evals.report import Summary
from councilqa.evals.results import Results
from councilqa.evals.runner import System, asks
from councilqa.ingest.html import read_html
from councilqa.ingest.outline import place
from councilqa.ingest.split import split
from councilqa.service import CouncilQA
from councilqa.settings import Settings
from fake_encoder import fake_models


def unit(kind: str, text: str, lead_in: str | None = None) -> dict[str, str | None]:
    return {"kind": kind, "text": text, "lead_in": lead_in}


def passage(id: str, *units: Mapping[str, str | None], **changes: Any) -> dict[str, Any]:
    given = {
        "id": id,
        "document": "libraries",
        "title": "Library strategy",
        "section": ["Services", "Opening"],
        "shape": "text",
        "part": "validation",
        "units": list(units),
        "questions": [],
        "near_miss": None,
    }
    return {**given, **changes}


HOURS = passage(
    "p-1",
    unit("heading", "Opening"),
    unit("sentence", "The central library opens at nine on weekdays."),
    unit("sentence", "On Sundays the library stays closed."),
    unit("sentence", "The mobile library visits:"),
    unit("item", "• Ashby every Monday; and", "The mobile library visits:"),
    unit("item", "• Oakham every Friday.", "The mobile library visits:"),
    unit("sentence", ""),
    shape="list",
    questions=[
        {"question": "When does the central library open?", "units": [1]},
        {"question": "Which villages does the mobile library visit?", "units": [4, 5]},
    ],
    near_miss="Who drives the mobile library?",
)
COSTS = passage(
    "p-2",
    unit("heading", "Branch\tStaff\tCost £000", "Costs are set out below."),
    unit("row", "Ashby – Staff: 3; Cost £000: 120", "Costs are set out below."),
    unit("row", "Oakham – Staff: 2.5; Cost £000: 95", "Costs are set out below."),
    unit("row", "A note that crosses the table", "Costs are set out below."),
    section=["Services", "Costs"],
    shape="table",
    questions=[{"question": "How many staff has Oakham?", "units": [2]}],
    near_miss="How many staff has Melton?",
)
NO_HEADS = passage(
    "p-3",
    unit("row", "Topic – Swimming; and diving: both"),
    unit("row", "Aim – Opening hours: longer; Price: lower"),
    unit("row", "Means – Opening hours: two more staff; Price: a grant"),
    document="pools",
    title="Pools",
    section=["Pools"],
    shape="table",
    questions=[{"question": "How are prices to fall?", "units": [2]}],
)
ROWS = (HOURS, COSTS, NO_HEADS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_lines(tmp_path / "reports.jsonl", [*ROWS, passage("p-4", unit("sentence", "Trained on."), part="train")])
    return tmp_path / "reports.jsonl"


def split_up(passages: Sequence[ReportPassage], folder: Path) -> dict[str, tuple[Passage, ...]]:
    """By document what the product makes of its page."""
    found = {}
    for name, path in write_pages(passages, folder).items():
        draft = read_html(path)
        metadata = Metadata(title=name)
        document = Document(id=name, source=path.name, draft=draft, placed=place(draft.blocks), metadata=metadata)
        found[name] = split(document)
    return found


def test_units_are_found_again_as_they_were(file: Path, tmp_path: Path) -> None:
    passages = read_reports(file, part="validation")
    units = {name: Units(own) for name, own in split_up(passages, tmp_path).items()}
    for each in passages:
        for piece in pieces(each):
            found = units[each.document].find(piece) if piece.key else ()
            assert [one.kind for one in found] == ([piece.kind] if piece.key else []), piece


def test_rows_stand_under_the_names_of_their_columns_and_items_under_their_lead_in(file: Path, tmp_path: Path) -> None:
    made = split_up(read_reports(file, part="validation"), tmp_path)
    units = [unit for own in made.values() for passage in own for unit in passage.units]
    oakham = next(unit for unit in units if unit.cells[:1] == ("Oakham",))
    assert (oakham.columns, oakham.cells) == (("Branch", "Staff", "Cost £000"), ("Oakham", "2.5", "95"))
    means = next(unit for unit in units if unit.cells[:1] == ("Means",))
    assert means.columns == ("", "Opening hours", "Price") and means.cells == ("Means", "two more staff", "a grant")
    friday = next(unit for unit in units if "every Friday" in unit.text)
    assert (friday.lead_in, friday.section[-1]) == ("The mobile library visits:", "Opening")


@given(st.lists(st.text(alphabet="ab –;:<&£\t.", min_size=0, max_size=30), min_size=1, max_size=6))
def test_no_text_of_a_unit_breaks_a_page(texts: list[str]) -> None:
    kinds = ("sentence", "item", "row", "heading")
    units = [unit(kinds[at % 4], text) for at, text in enumerate(texts)]
    made = ReportPassage.model_validate(passage("p", *units))
    for piece, text in zip(pieces(made), texts, strict=True):
        assert piece.key == "".join(each for each in text if each.isalnum()), "a letter was lost"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**HOURS, "units": []}, "line 1: units: "),
        ({**HOURS, "shape": "poem"}, "line 1: shape: "),
        ({**HOURS, "questions": [{"question": "?", "units": [9]}]}, "line 1: a question is answered by unit 9"),
        ("no object", "line 1: not a JSON object"),
        ({**HOURS, "part": "train"}, "holds no passage of the part 'validation'"),
    ],
)
def test_file_that_is_none_is_refused_with_its_line(row: object, said: str, tmp_path: Path) -> None:
    write_lines(tmp_path / "r.jsonl", [row])
    with pytest.raises(SettingsError, match=said):
        read_reports(tmp_path / "r.jsonl", part="validation")


def test_ids_are_distinct_and_documents_are_names_of_files(tmp_path: Path) -> None:
    write_lines(tmp_path / "r.jsonl", [HOURS, HOURS])
    with pytest.raises(SettingsError, match="'p-1' stands twice"):
        read_reports(tmp_path / "r.jsonl", part="validation")
    with pytest.raises(SettingsError, match="no name for a document"):
        write_pages([ReportPassage.model_validate({**HOURS, "document": "../up"})], tmp_path)


EVERY = Sample()


def run(file: Path, folder: Path, sample: Sample = EVERY) -> Results:
    settings = Settings.load(index=folder / "index", corpus=folder / "papers")
    with CouncilQA.open(settings=settings, models=fake_models()) as service:
        return measure(file, service, Order(), part="validation", sample=sample)


def test_questions_are_asked_of_an_index_of_the_part(file: Path, tmp_path: Path) -> None:
    results = run(file, tmp_path)
    assert [case.id for case in results.ours.cases] == ["p-1/1", "p-1/2", "p-1/near", "p-2/1", "p-2/near", "p-3/1"]
    assert {case.kind for case in results.ours.cases} == {"list", "table", "near-miss"}
    assert (results.documents, results.selected) == (2, "part validation")
    assert "of 5 units that answer 5 were found again as they are, 0 cut otherwise" in results.ours.about
    summary = Summary(results.ours)
    assert not summary.crashed
    counts = {name: found.count for name in ("first", "recall@5", "refusal") if (found := summary.mean(name))}
    assert counts == {"first": 4, "recall@5": 4, "refusal": 2}
    quoted = summary.mean("quotations")
    assert quoted is not None and quoted.mean == 1


def test_index_is_used_again_and_a_sample_is_the_same_for_the_same_seed(file: Path, tmp_path: Path) -> None:
    first, again = (run(file, tmp_path, Sample(number=2, seed=5)) for _ in range(2))
    assert [case.id for case in first.ours.cases] == [case.id for case in again.ours.cases]
    assert sum(case.answerable for case in first.ours.cases) == 2
    assert sum(not case.answerable for case in first.ours.cases) == 1
    assert first.selected == "part validation; a sample of 2, seed 5"


def test_index_with_other_papers_is_refused(file: Path, tmp_path: Path) -> None:
    run(file, tmp_path)
    write_lines(file, [NO_HEADS])
    with pytest.raises(SettingsError, match="papers that are not of this file"):
        run(file, tmp_path)


def at(label: str, start: int, quote: str, passage: str | None = None) -> Citation:
    made = citation(quote, behind=passage or quote, label=label)
    return Citation(**{name: getattr(made, name) for name in made.__slots__} | {"document_id": "d", "start": start})


A, B, ELSEWHERE = at("1", 0, "a" * 50), at("2", 50, "b" * 50), at("3", 500, "c" * 50)
BESIDE = at("4", 120, "e" * 20, passage="a" * 50 + "b" * 50 + "." * 20 + "e" * 20)
GOLD = {"q": ((Stretch("d", 0, 50),), (Stretch("d", 50, 75), Stretch("d", 75, 100)))}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer("A [1]\nB [2]", A, B), {"first": 0, "first any": 1, "at300": 1, "accuracy": 1, "on unit": 1.0}),
        (answer("B [2]\nA [1]", B, A), {"first": 0, "first any": 1, "at300": 1}),
        (answer("A and B [1][2]", A, B), {"first": 1, "at300": 1}),
        (answer("C [3]\nA [1]\nB [2]", ELSEWHERE, A, B), {"first any": 0, "at300": 1, "on unit": 2 / 3}),
        (answer(f"A [1]\n{'x' * 300} [2]", A, B), {"at300": 0, "at400": 1}),
        (answer(f"A [1]\n{'x' * 800} [2]", A, B), {"at400": 0, "accuracy": 0}),
        (answer("E [4]", BESIDE), {"first any": 0, "on point": 1.0, "on unit": 0.0}),
        (answer("All [1]", at("1", 0, "x" * 100)), {"first": 1, "first any": 1, "at300": 1}),
        (answer("Part [1]", at("1", 10, "x" * 20)), {"first any": 1, "first": 0}),
    ],
)
def test_answers_are_scored_by_the_places_they_quote(given: Answer, expected: dict[str, float]) -> None:
    case = Answerable(id="q", question="?", kind="text", proofs=(), gold=(("a" * 50,), ("b" * 50,)))
    indexed = Indexed(documents={}, passages=())
    system = System(
        name="s",
        about="",
        papers=None,
        indexed=indexed,
        texts=Comparable.of(indexed),
        read=1,  # type: ignore[arg-type]
    )
    found = scorer(GOLD)(asks([case])[0], given, (), system)
    assert {name: found[name].value for name in expected} == pytest.approx(expected)
    assert found["recall@1"].value == 0
