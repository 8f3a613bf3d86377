"""Other councils that papers name, with what they saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from councilqa import CouncilQA
from councilqa.domain.comparisons import Precedent
from councilqa.domain.documents import Document, Draft, Metadata, Paragraph, Placed
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.ingest.manifest import read_manifest
from councilqa.precedents.naming import named_precedents, precedents, stretches
from councilqa.registers.citing import Paper

OWN = ("Oakford District Council", "Elmbury Borough Council")


def _paper(*paragraphs: str) -> Paper:
    text = "\n".join(paragraphs)
    blocks, start = [], 0
    for each in paragraphs:
        blocks.append(Paragraph(text=each, start=start))
        start += len(each) + 1
    document = Document(
        id="d" * 16,
        source="paper.txt",
        draft=Draft(text=text, blocks=tuple(blocks)),
        placed=tuple(Placed(block=each, section=(), paragraph=None) for each in blocks),
        metadata=Metadata(title="Paper", councils=OWN),
        abbreviations=(("ODC", "Oakford District Council"),),
    )
    return Paper(document=document, passages=())


def _found(*paragraphs: str) -> tuple[Precedent, ...]:
    return precedents(_paper(*paragraphs))


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Thornham District Council and Westmere Borough Council share a chief executive.", "Thornham and Westmere"),
        ("Thornham District Council & Westmere Borough Council - Since 2008 both share.", "Thornham and Westmere"),
        ("Great Thornham and North Westmere District Councils began sharing.", "Great Thornham and North Westmere"),
        ("It works, as in the case of Thornham and Westmere, whose partnership is old.", "Thornham and Westmere"),
        ("Thornham District Council and North Westmere Council share it all.", "Thornham and North Westmere"),
        ("Shared Service authorities, such as Thornham & Westmere, do the same.", "Thornham and Westmere"),
        ("Vale of White Elm District Council and Westmere Borough Council share.", "Vale of White Elm and Westmere"),
    ],
)  # fmt: skip
def test_partnerships_are_named_in_many_ways(sentence: str, name: str) -> None:
    (found,) = _found(sentence)
    assert found.name == name
    assert found.citations[0].quote == sentence


def test_pairs_in_one_sentence_are_partnerships_of_their_own() -> None:
    found = _found("Other authorities share, such as Thornham & Westmere and Ashdale & Birchley.")
    assert [each.name for each in found] == ["Thornham and Westmere", "Ashdale and Birchley"]


def test_sums_and_years_come_from_the_sentences_that_speak_of_them() -> None:
    (found,) = _found(
        "Thornham District Council and Westmere Borough Council formed an alliance in 2008. In the first ten years "
        "(2008-2018) savings of £12.2m were realised. The alliance cost £300,000 to set up.",
        "The councils' own plan saves £88,000.",
    )
    assert found.saved == ("£12.2m",)
    assert {"2008", "2008-2018"} <= set(found.years)


def test_what_the_paper_goes_on_to_say_of_itself_is_not_theirs() -> None:
    (found,) = _found(
        "Thornham District Council and Westmere Borough Council share staff. ODC expects to save £1.1m from the same."
    )
    assert found.saved == () and len(found.citations) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "Oakford District Council and Elmbury Borough Council share a chief executive.",
        "The boards cover Finance and Payroll, and both are shared.",
        "Services shared so far, such as Finance and Payroll, save money; finance and payroll staff agree.",
        "Jo Bell, Leader of Thornham District Council, spoke of sharing.",
        "ODC shares its depot with Thornham District Council and Westmere Borough Council.",
        "The road to Thornham District Council is closed.",
    ],
)
def test_what_is_no_precedent_is_left_out(sentence: str) -> None:
    assert _found(sentence) == ()


def test_a_partnership_named_twice_is_one() -> None:
    (found,) = _found(
        "Thornham District Council and Westmere Borough Council share a team.",
        "Since 2015 Westmere Borough Council and Thornham District Council have shared it all.",
    )
    assert len(found.citations) == 2 and found.years == ("2015",)


def test_stretches_cover_what_is_said_of_others() -> None:
    paper = _paper("Ours.", "Thornham District Council and Westmere Borough Council share. They saved £1m.")
    (first, second) = stretches(paper.document)
    assert paper.document.text[slice(*first)].startswith("Thornham")
    assert paper.document.text[slice(*second)] == "They saved £1m."


def test_precedents_of_an_index_are_cited_in_their_paper(papers: CouncilQA) -> None:
    found = papers.precedents()
    (named,) = found.found
    assert named.name == "Northmere and Southmere" and named.saved == ("£4.5m",)
    assert {each.paragraph for each in named.citations} == {"5.1"}
    assert len(found.searched) == 4


def test_those_of_the_corpus_are_found() -> None:
    corpus = Path(__file__).parents[2] / "corpus"
    entries = read_manifest(corpus)
    read = [
        document_of(read_draft(path), path, sha256=digest(path), entry=entries[path.name])
        for path in sorted(corpus.glob("*.txt"))
    ]
    found = named_precedents([Paper(document=each, passages=()) for each in read])
    names = {each.name: each for each in found.found}
    expected = {
        "Breckland and South Holland",
        "Chiltern and South Buckinghamshire",
        "Bromsgrove and Redditch",
        "Brentwood and Rochford",
        "Adur and Worthing",
        "Staffordshire Moorlands and High Peak",
        "Vale of White Horse and South Oxfordshire",
        "Broadland and South Norfolk",
        "Havant and East Hampshire",
    }
    assert expected <= set(names)
    assert names["Staffordshire Moorlands and High Peak"].saved == ("£12.2m", "£6.6m", "£1.2m")
