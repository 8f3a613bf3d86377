"""Variants of papers are other papers, and papers all the same."""

from __future__ import annotations

import numpy as np

from councilqa.domain.documents import Document, Draft, Heading, Metadata, Paragraph, Row, Slice, Table
from councilqa.evals.benchmarks.making import Maker
from councilqa.evals.benchmarks.variants import Variants
from councilqa.evals.benchmarks.vectors import Synthesis
from councilqa.ingest.encode import encode_passages
from councilqa.ingest.outline import place
from councilqa.ingest.split import Sizes, split
from councilqa.text import content_words
from fake_encoder import fake_models

COUNCILS = (("Ambleford District Council", "Bexcombe Borough Council"), ("Northmere County Council",))
SUBJECTS = ("staffing", "leisure", "refuse", "planning", "libraries", "parking", "housing", "elections")


def paper(number: int) -> Document:
    """Sections with a sentence or two, and a table in the last."""
    text, blocks = "", []
    names = COUNCILS[number]
    for position, subject in enumerate(SUBJECTS):
        for made in (
            lambda text, at, position=position: Heading(text=text, start=at, level=2, number=str(position + 1)),
            lambda text, at: Paragraph(text=text, start=at),
        ):
            said = subject.title() if made.__defaults__ else _sentence(names[0], subject, number + position)
            blocks.append(made(said, len(text)))
            text += said + "\n\n"
    cells = ("Post", "Cost", "Head of Service", "£81,250")
    start = len(text)
    slices = [
        Slice(text=cell, start=start + sum(len(each) + 1 for each in cells[:at])) for at, cell in enumerate(cells)
    ]
    table = "Post\tCost\nHead of Service\t£81,250"
    blocks.append(Table(text=table, start=start, rows=(Row(cells=tuple(slices[:2])), Row(cells=tuple(slices[2:])))))
    text += table
    return Document(
        id=f"{number:016x}",
        source=f"{number}.txt",
        draft=Draft(text=text, blocks=tuple(blocks)),
        placed=place(blocks),
        metadata=Metadata(title=f"Sharing with {names[0]}", councils=names, partnership="ambleford-bexcombe"),
    )


def _sentence(council: str, subject: str, number: int) -> str:
    return (
        f"{council} spent £{1250 + number * 37},400 on {subject} in 2019 and saved 12.5% of it. "
        f"The officers for {subject} report to the committee for {subject} {number + 11} times a year."
    )


PAPERS = (paper(0), paper(1))


def test_a_variant_has_other_councils_figures_years_and_order() -> None:
    made = Variants(PAPERS).variant(1, 0)
    assert not any(word in made.text for word in ("Ambleford", "Bexcombe", "Northmere"))
    assert made.metadata.councils[0].endswith("District Council")
    assert made.metadata.councils[0] in made.text or made.metadata.councils[1] in made.text or "Council" in made.text
    assert made.metadata.partnership != "ambleford-bexcombe"
    assert not {"1250", "2019", "12.5"} & set(content_words(made.text))
    assert "%" in made.text and "£" in made.text
    assert 0.7 < len(made.text) / len(PAPERS[0].text) < 1.6


def test_variants_differ_from_each_other_in_words_and_passages() -> None:
    made = [*Variants(PAPERS).round(1), *Variants(PAPERS).round(2)]
    texts = [passage.text for each in made for passage in split(each)]
    assert len(set(texts)) == len(texts)
    assert len({each.id for each in made}) == len({each.metadata.councils for each in made}) == 4
    vocabularies = [set(content_words(each.text)) for each in made]
    assert all(one - other for one in vocabularies for other in vocabularies if one is not other)


def test_the_same_seed_makes_the_same_papers() -> None:
    assert Variants(PAPERS, seed=7).variant(3, 1) == Variants(PAPERS, seed=7).variant(3, 1)
    assert Variants(PAPERS, seed=7).variant(3, 1).id != Variants(PAPERS, seed=8).variant(3, 1).id


def test_every_block_and_cell_of_a_variant_stands_in_its_text() -> None:
    for made in Variants(PAPERS).round(5):
        tables = [block for block in made.draft.blocks if isinstance(block, Table)]
        for cell in (cell for table in tables for row in table.rows for cell in row.cells):
            assert made.text[cell.start : cell.end] == cell.text
        assert all(made.text[block.start : block.end] == block.text for block in made.draft.blocks)


def test_vectors_like_real_ones_are_near_them_and_never_the_same() -> None:
    encoder, reduction = fake_models()
    bank = encode_passages(split(PAPERS[0]), encoder, reduction)
    passages = split(Variants(PAPERS).variant(1, 0))
    (made,) = Synthesis(bank, seed=1).encoded([passages], 3)
    (again,) = Synthesis(bank, seed=1).encoded([passages], 3)
    (other,) = Synthesis(bank, seed=1).encoded([passages], 4)
    assert not np.array_equal(made[0].dense, other[0].dense)
    assert [each.passage for each in made] == list(passages)
    for each, other in zip(made, again, strict=True):
        nearest = max(float(each.dense @ real.dense) for real in bank)
        assert 0.7 < nearest < 0.99
        assert np.array_equal(each.dense, other.dense) and np.array_equal(each.tokens.codes, other.tokens.codes)
        assert not any(
            each.tokens.codes.shape == real.tokens.codes.shape and np.array_equal(each.tokens.codes, real.tokens.codes)
            for real in bank
        )


def test_another_process_makes_the_same_rounds() -> None:
    encoder, reduction = fake_models()
    bank = encode_passages(split(PAPERS[0]), encoder, reduction)
    maker = Maker(PAPERS, bank, Sizes(), seed=1)
    beside = list(maker.beside(range(2, 7)))
    assert len(beside) == 5
    for number, made in enumerate(beside, start=2):
        here = maker.round(number, with_vectors=True)
        assert (made.papers, made.passages) == (here.papers, here.passages)
        for theirs, ours in zip(made.encoded, here.encoded, strict=True):
            assert all(np.array_equal(a.tokens.codes, b.tokens.codes) for a, b in zip(theirs, ours, strict=True))


def test_what_is_not_wanted_any_more_is_not_made() -> None:
    encoder, reduction = fake_models()
    bank = encode_passages(split(PAPERS[0]), encoder, reduction)
    rounds = Maker(PAPERS, bank, Sizes(), seed=1).beside(range(1, 1_000_000))
    next(rounds)
    rounds.close()
    assert next(rounds, None) is None
