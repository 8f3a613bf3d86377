"""Whatever a reader makes of a paper, the store gives back the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_makers import STAMP, digest, encode, file_of

from councilqa.domain.documents import (
    Block,
    Document,
    Draft,
    Footnote,
    Heading,
    ListItem,
    Metadata,
    Page,
    PaperKind,
    Paragraph,
    Placed,
    Row,
    Slice,
    Table,
)
from councilqa.domain.passages import Unit
from councilqa.store import Store
from councilqa.store.encoded import EncodedPassage
from councilqa.store.rows import keyword_fields

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
numbers = st.none() | st.sampled_from(["5.11", "(i)", "a", "37"])


@st.composite
def blocks(draw: st.DrawFn, start: int) -> tuple[Block, str]:
    """A block that begins at `start`, and its text."""
    text = draw(words)
    match draw(st.integers(0, 4)):
        case 0:
            return Heading(text=text, start=start, level=draw(st.integers(1, 6)), number=draw(numbers)), text
        case 1:
            return ListItem(text=text, start=start, depth=draw(st.integers(0, 3)), number=draw(numbers)), text
        case 2:
            return Footnote(text=text, start=start, number=draw(numbers)), text
        case 3:
            cells = (Slice(text=text, start=start), Slice(text="", start=start + len(text)))
            caption = draw(st.none() | words)
            return Table(text=text, start=start, rows=(Row(cells=cells),), header_rows=1, caption=caption), text
    return Paragraph(text=text, start=start, number=draw(numbers)), text


@st.composite
def documents(draw: st.DrawFn) -> Document:
    made: list[Block] = []
    text = ""
    for _ in range(draw(st.integers(1, 4))):
        block, part = draw(blocks(len(text)))
        made.append(block)
        text += part + "\n"
    lead_in = draw(st.none() | st.just(Slice(text=made[0].text, start=made[0].start)))
    placed = tuple(
        Placed(
            block=each,
            section=tuple(draw(st.lists(words, max_size=2))),
            paragraph=draw(numbers),
            lead_in=lead_in,
        )
        for each in made
    )
    pages = (Page(number=1, label=draw(numbers), start=0, end=len(text)),)
    metadata = Metadata(
        title=draw(words),
        councils=tuple(draw(st.lists(words, max_size=2))),
        date=draw(st.none() | st.dates(dt.date(1990, 1, 1))),
        kind=draw(st.sampled_from(PaperKind)),
        key_decision=draw(st.none() | st.booleans()),
        restriction=draw(st.none() | words),
    )
    return Document(
        id=digest(text)[:16],
        source=draw(words),
        draft=Draft(text=text, blocks=tuple(made), pages=pages, notes=tuple(draw(st.lists(words, max_size=1)))),
        placed=placed,
        metadata=metadata,
        abbreviations=tuple(draw(st.lists(st.tuples(words, words), max_size=2))),
    )


def rich(encoded: EncodedPassage) -> EncodedPassage:
    """With a unit that has all its fields set."""
    passage = encoded.passage
    unit = Unit(
        text=passage.text,
        start=passage.start,
        kind="row",
        paragraph="1",
        page=3,
        printed_page="iv",
        section=("A", "B"),
        lead_in="The savings are:",
        cells=("Year 1", "", "£5"),
        columns=("Year", "", "Saving"),
        unit="£000",
    )
    return replace(encoded, passage=replace(passage, kind="table", printed_page="iv", units=(*passage.units, unit)))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.create(tmp_path_factory.mktemp("indexes") / "index", STAMP)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_documents_and_passages_survive_the_store(store: Store, document: Document) -> None:
    encoded = tuple(map(rich, encode(document)))
    store.write(document, encoded, file_of(document))
    assert store.document(document.id) == document
    assert store.passages([each.passage.id for each in encoded]) == tuple(each.passage for each in encoded)
    (summary,) = store.documents()
    assert (summary.source, summary.metadata) == (document.source, document.metadata)
    store.remove(document.id)
    assert store.documents() == ()


def test_what_is_taken_out_leaves_nothing_behind(tmp_path: Path) -> None:
    document = Document(
        id="0" * 16,
        source="x",
        draft=Draft(text="Savings", blocks=(Paragraph(text="Savings", start=0),)),
        placed=(),
        metadata=Metadata(title="T"),
    )
    (encoded,) = encode(document)
    assert keyword_fields(encoded.passage) == ("savings", "t - part")
    with Store.create(tmp_path / "index", STAMP) as store:
        store.write(document, [encoded], file_of(document))
        store.remove(document.id)
        assert store.keywords(["savings"], k=1) == []
        assert store.token_frequencies().ids.size == 0
        assert [each for each in store.check() if each.severity != "ok"] == []
