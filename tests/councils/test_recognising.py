"""Whatever reads names of councils reads the same ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from councilqa.councils.finding import find
from councilqa.councils.names import is_body, same_council, short_name
from councilqa.domain.documents import Document, Draft, Metadata, Paragraph, Placed
from councilqa.ingest.metadata import find_metadata
from councilqa.ingest.transcript import read_transcript
from councilqa.precedents.naming import precedents
from councilqa.registers.citing import Paper as ReadPaper
from councilqa.registers.sums.councils import councils_of
from councilqa.retrieval.scope import Paper, understand

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
ONE: dict[str, str] = CASES["one"]
BODIES: dict[str, str] = CASES["bodies"]
SEVERAL: dict[str, list[str]] = CASES["several"]
NONE: list[str] = CASES["none"]
OTHER = "Thornham Borough Council"
Councils = Callable[[str], tuple[str, ...]]


@pytest.fixture
def councils(tmp_path: Path) -> Councils:
    """Those that a paper is told to be of."""

    def read(text: str) -> tuple[str, ...]:
        path = tmp_path / "paper.txt"
        path.write_text(text, "utf-8")
        return find_metadata(read_transcript(path), path).councils

    return read


def _document(text: str, *own: str) -> Document:
    block = Paragraph(text=text, start=0)
    return Document(
        id="d" * 16,
        source="paper.txt",
        draft=Draft(text=text, blocks=(block,)),
        placed=(Placed(block=block, section=(), paragraph=None),),
        metadata=Metadata(title="Paper", councils=own),
    )


def _paper(number: int, *own: str) -> Paper:
    return Paper(id=str(number), councils=own, partnership=None, date=None)


@pytest.mark.parametrize(("text", "name"), [*ONE.items(), *BODIES.items()])
def test_a_council_is_found_wherever_it_stands(text: str, name: str) -> None:
    for written in (text, f"A letter to {text}, sent in May.", f"{text}\nCabinet", f"1.2 In {text} it is so."):
        assert [each.name for each in find(written)] == [name]


@pytest.mark.parametrize(("text", "names"), SEVERAL.items())
def test_several_are_found_together(text: str, names: list[str]) -> None:
    assert list(dict.fromkeys(each.name for each in find(f"It was agreed by {text} in May."))) == names


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_council_gives_none(text: str, councils: Councils) -> None:
    assert find(text) == find(f"A letter from {text} came.") == ()
    assert councils(f"{text}\n\nA report on the shared depot.\n\nThe depot was built in May.") == ()
    assert all(each.council is None for each in councils_of(_document(text)).mentions(f"{text} pay £3,000."))
    assert precedents(ReadPaper(document=_document(f"{text} share a depot and saved £2m."), passages=())) == ()
    assert understand(f"What does {text} pay?", [_paper(1, OTHER)]).document_ids is None


@pytest.mark.parametrize(("text", "name"), [*ONE.items(), *BODIES.items()])
def test_a_paper_is_of_the_council_at_its_head_and_not_of_those_it_mentions(
    text: str, name: str, councils: Councils
) -> None:
    written = (
        f"{text}\n\nCabinet, 12 May 2023\n\nThe shared depot\n\n"
        f"The depot is near that of {OTHER}. Officers of {OTHER} were asked."
    )
    assert councils(written) == (name,)


@pytest.mark.parametrize(("text", "names"), SEVERAL.items())
def test_a_paper_of_several_is_of_each(text: str, names: list[str], councils: Councils) -> None:
    assert councils(f"{text}\n\nJoint Committee, 12 May 2023\n\nThe shared depot\n\nIt opens in May.") == tuple(names)


@pytest.mark.parametrize(("text", "name"), [*ONE.items(), *BODIES.items()])
def test_a_question_is_about_the_papers_of_the_council_it_names(text: str, name: str) -> None:
    papers = [_paper(1, name), _paper(2, OTHER)]
    for asked in (text, text.lower(), name, short_name(name)):
        assert understand(f"What does {asked} plan for the depot?", papers).document_ids == ("1",)
    assert understand(f"What does {text} plan for the depot?", papers[1:]).document_ids is None


@pytest.mark.parametrize(("text", "name"), [*ONE.items(), *BODIES.items()])
def test_a_sum_is_for_the_council_beside_it(text: str, name: str) -> None:
    said = f"The depot costs £3,000 a year for {text}."
    for own in (name, OTHER):
        (mention,) = councils_of(_document(said, own)).mentions(said)
        assert mention.council is not None and same_council(mention.council, name)


@pytest.mark.parametrize(("text", "name"), [each for each in ONE.items() if not each[0].startswith("the ")])
def test_another_council_is_a_precedent_by_its_name(text: str, name: str) -> None:
    said = f"In 2008 {text} and {OTHER} began to share a chief executive."
    (found,) = precedents(ReadPaper(document=_document(said, "Westmere District Council"), passages=()))
    assert found.councils == (name, OTHER)


@pytest.mark.parametrize("name", [*ONE.values(), *BODIES.values()])
def test_only_bodies_are_bodies(name: str) -> None:
    assert is_body(name) == (name in BODIES.values())
