"""The text view: a quotation marked in its section, and whole papers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.domain.documents import Document
from councilqa.errors import UnknownDocumentError
from councilqa.ingest.files import document_of, read_draft
from councilqa.ingest.split import split
from councilqa.reading.places import Piece, ShownBlock, Span, place_of, reading_of

CORPUS = Path(__file__).parents[2] / "corpus"
PAPERS = sorted(CORPUS.rglob("*.txt"))


def read(path: Path) -> Document:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return document_of(read_draft(path), path, sha256=sha256)


def paper(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "paper.md"
    path.write_text(text, "utf-8")
    return read(path)


def span_of(document: Document, text: str) -> Span:
    start = document.text.index(text)
    return Span(start=start, end=start + len(text))


def all_pieces(block: ShownBlock) -> Iterator[Piece]:
    yield from block.pieces
    for row in block.rows:
        for cell in row:
            yield from cell


def marked(blocks: tuple[ShownBlock, ...]) -> str:
    return "".join(piece.text for block in blocks for piece in all_pieces(block) if piece.marked)


def in_blocks(document: Document, span: Span) -> str:
    """The span's text without what stands between blocks and between cells."""
    slices = []
    for placed in document.placed:
        rows = getattr(placed.block, "rows", None)
        slices += [cell for row in rows for cell in row.cells] if rows is not None else [placed.block]
    return "".join(
        document.text[max(each.start, span.start) : min(each.end, span.end)]
        for each in slices
        if each.start < span.end and span.start < each.end
    )


LIST = """# Joint working

## 5 Risks

5.11 The key risks are:

- costs rise above the budget that both councils have set;
- staff leave before the new structure is in place.

5.12 The risks will be reviewed each quarter by the Joint Committee.

## 6 Next steps

6.1 A further report will be brought to Cabinet in March.

## Appendix

5.11 The numbering begins again in the appendix of this report.
"""


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem[:20])
def test_every_unit_is_marked_exactly(path: Path) -> None:
    document = read(path)
    units = [unit for passage in split(document) for unit in passage.units]
    assert units
    for unit in units:
        span = Span(start=unit.start, end=unit.end)
        place = place_of(document, span)
        assert marked(place.blocks) == in_blocks(document, span)
        if not unit.cells:
            assert marked(place.blocks) == unit.text == document.text[span.start : span.end]
        assert "".join(marked(place.blocks).split()) == "".join(unit.text.split())
        assert (place.page, place.section) == (unit.page, unit.section)


@given(data=st.data())
def test_any_span_is_marked_exactly_and_nothing_else(data: st.DataObject) -> None:
    document = _a_paper()
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, min(start + 4_000, len(document.text))))
    span = Span(start=start, end=end)
    place = place_of(document, span)
    assert marked(place.blocks) == in_blocks(document, span)
    assert [block.start for block in place.blocks] == sorted(block.start for block in place.blocks)
    assert marked(reading_of(document, span).blocks) == in_blocks(document, span)


_READ: list[Document] = []


def _a_paper() -> Document:
    if not _READ:
        _READ.append(read(PAPERS[0]))
    return _READ[0]


def test_section_is_shown_with_its_heading_and_neighbours(tmp_path: Path) -> None:
    document = paper(tmp_path, LIST)
    place = place_of(document, span_of(document, "staff leave before"))
    assert place.section[-1] == "5 Risks"
    assert place.paragraph == "5.11"
    assert [block.kind for block in place.blocks][-4:] == ["paragraph", "item", "item", "paragraph"]
    assert not place.cut_before and not place.cut_after
    assert place.before is None
    assert place.after is not None
    following = place_of(document, place.after)
    assert following.section[-1] == "6 Next steps"
    assert marked(following.blocks) == ""
    assert following.before is not None and place_of(document, following.before).blocks == place_of(
        document, Span(start=0, end=0)
    ).blocks  # fmt: skip


def test_long_section_is_cut_but_keeps_the_lead_in(tmp_path: Path) -> None:
    items = "\n".join(f"- risk number {count} that the programme may cost more than planned;" for count in range(200))
    document = paper(tmp_path, f"## 5 Risks\n\n5.11 The key risks are:\n\n{items}\n")
    place = place_of(document, span_of(document, "risk number 150 that"))
    assert place.cut_before and place.cut_after
    assert sum(len(piece.text) for block in place.blocks for piece in block.pieces) <= 6_000
    assert "".join(piece.text for piece in place.blocks[0].pieces).endswith("The key risks are:")
    assert place.blocks[1].skipped_before


def test_anchors_are_unique_and_name_the_paragraph(tmp_path: Path) -> None:
    reading = reading_of(paper(tmp_path, LIST))
    names = [block.anchor for block in reading.blocks]
    assert len(set(names)) == len(names)
    assert "p5.11" in names and "p5.11-2" in names
    assert [entry.title for entry in reading.outline] == ["Joint working", "5 Risks", "6 Next steps", "Appendix"]
    assert reading.pages == ()


def test_whole_paper_loses_no_word(tmp_path: Path) -> None:
    document = paper(tmp_path, LIST)
    said = "".join(piece.text for block in reading_of(document).blocks for piece in all_pieces(block))
    assert said == in_blocks(document, Span(start=0, end=len(document.text)))


def test_place_past_the_end_is_unknown(tmp_path: Path) -> None:
    document = paper(tmp_path, LIST)
    with pytest.raises(UnknownDocumentError):
        place_of(document, Span(start=10, end=100_000))
