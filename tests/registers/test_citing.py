"""Citations of stretches of a paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from councilqa.domain.documents import Document, Slice
from councilqa.domain.passages import Passage
from councilqa.registers.citing import Paper
from councilqa.store.store import Store
from small_papers import service, write_paper


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    write_paper(tmp_path / "papers" / "paper-0.txt", 0)
    with service(tmp_path) as papers:
        papers.ingest()
        document = papers.document("paper-0")
    with Store.open(tmp_path / "index", stamp=None, dense="exact") as store:
        passages = sorted(store.passages(store.passage_ids([document.id])), key=lambda each: each.start)
    return Paper(document=document, passages=tuple(passages))


def of(document: Document, words: str) -> Slice:
    return Slice(text=words, start=document.text.index(words))


def test_citation_names_paper_paragraph_and_passage(paper: Paper) -> None:
    cited = paper.cite(of(paper.document, "One-off costs of £70,000"), "1")
    assert (cited.paragraph, cited.quote) == ("2.2", "One-off costs of £70,000")
    assert cited.section[-1].endswith("Finance")
    assert cited.quote in cited.passage
    assert cited.passage_id in {passage.id for passage in paper.passages}


def test_quotation_over_several_passages_has_them_all_around_it(paper: Paper) -> None:
    text = paper.document.text
    first, last = paper.passages[0], paper.passages[-1]
    quote = Slice(text=text[first.start + 3 : last.end - 3], start=first.start + 3)
    assert quote.text in paper.cite(quote, "1").passage


def test_stretch_outside_of_all_passages_is_cited_with_its_block(paper: Paper) -> None:
    none: tuple[Passage, ...] = ()
    cited = Paper(document=paper.document, passages=none).cite(of(paper.document, "One-off costs"), "1")
    assert cited.passage.startswith("2.2 One-off costs") and cited.passage_id == ""


@pytest.mark.parametrize(("text", "start"), [("One-off costs", 0), ("", 10), ("£99m", 50)])
def test_what_does_not_stand_at_its_place_is_never_cited(paper: Paper, text: str, start: int) -> None:
    with pytest.raises(ValueError, match="does not stand"):
        paper.cite(Slice(text=text, start=start), "1")
