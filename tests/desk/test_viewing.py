"""What is shown of papers: the place of each citation, whole papers, pages and files, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from councilqa.desk.desk import Desk
from councilqa.errors import CouncilQAError, DocumentError, UnknownDocumentError
from councilqa.ingest.kinds import FileKind
from councilqa.reading.places import ShownBlock, Span
from desk_makers import NAMES, READER, desk_on, id_of, service_on, small

QUESTIONS = (
    "What does the shared service for library opening hours save?",
    "What are the key risks of the shared waste collection?",
    "How many planning applications did Fenmoor determine?",
    "How many hours do volunteers staff libraries on Sundays?",
    "When does Wexcombe Town Council close the parks?",
)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Desk]:
    with desk_on(small(tmp_path), tmp_path / "data") as desk, desk.service:
        yield desk


def marked(blocks: tuple[ShownBlock, ...]) -> str:
    pieces = [piece for block in blocks for piece in block.pieces]
    pieces += [piece for block in blocks for row in block.rows for cell in row for piece in cell]
    return "".join(piece.text for piece in pieces if piece.marked)


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("-", "").replace("*", "")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_words_of_every_citation_are_what_is_marked(desk: Desk, question: str) -> None:
    answer = desk.answer(READER, question)
    assert answer.citations
    for each in answer.citations:
        shown = desk.shown(READER, each.document_id, Span(start=each.start, end=each.start + len(each.quote)))
        assert shown.quote == each.quote
        assert squeezed(marked(shown.place.blocks)) == squeezed(each.quote)
        assert shown.page == each.page
        _, reading = desk.reading(READER, each.document_id, shown.span)
        assert squeezed(marked(reading.blocks)) == squeezed(each.quote)


@pytest.mark.parametrize("id", ["", "0" * 16, "zz", "../x", "0" * 5000, "%", "'"])
def test_a_paper_that_is_not_there_is_refused(desk: Desk, id: str) -> None:
    for act in (
        lambda: desk.shown(READER, id, Span(start=0, end=1)),
        lambda: desk.reading(READER, id),
        lambda: desk.picture(READER, id, 1, Span(start=0, end=1)),
        lambda: desk.file(READER, id),
    ):
        with pytest.raises(UnknownDocumentError):
            act()


def test_only_a_whole_id_opens_a_paper(desk: Desk) -> None:
    id = id_of(desk, "paper-1.txt")
    for part in (id[:8], id.upper(), f"{id} ", "paper-1"):
        with pytest.raises(UnknownDocumentError):
            desk.reading(READER, part)


def test_a_paper_whose_title_holds_anothers_id_does_not_hide_it(own: Desk) -> None:
    id = id_of(own, "paper-0.txt")
    own.service.correct("paper-1", {"title": f"About {id}"})
    assert own.reading(READER, id)[0].id == id
    assert own.answer(READER, QUESTIONS[1]).citations


@pytest.mark.parametrize(("start", "end"), [(0, 10**9), (10**9, 10**9 + 1), (10**300, 10**301)])
def test_a_place_outside_the_paper_is_refused(desk: Desk, start: int, end: int) -> None:
    id = id_of(desk, "planning.pdf")
    for act in (
        lambda: desk.shown(READER, id, Span(start=start, end=end)),
        lambda: desk.reading(READER, id, Span(start=start, end=end)),
        lambda: desk.picture(READER, id, 1, Span(start=start, end=end)),
        lambda: desk.shown(READER, id, Span(start=0, end=1), section=Span(start=start, end=end)),
    ):
        with pytest.raises(UnknownDocumentError):
            act()


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (5, 2)])
def test_a_reversed_place_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError):
        Span(start=start, end=end)


@pytest.mark.parametrize("page", [-1, 3, 10**9])
def test_a_page_that_is_not_there_is_refused(desk: Desk, page: int) -> None:
    id = id_of(desk, "planning.pdf")
    with pytest.raises(UnknownDocumentError, match="no page"):
        desk.picture(READER, id, page, Span(start=0, end=1))
    with pytest.raises(UnknownDocumentError, match="no page"):
        desk.shown(READER, id, Span(start=0, end=1), page=page)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("libraries.docx", FileKind.DOCX),
        ("planning.pdf", FileKind.PDF),
        ("parks.html", FileKind.HTML),
        ("notes.md", FileKind.TEXT),
    ],
)
def test_papers_of_every_kind_are_shown(desk: Desk, name: str, kind: FileKind) -> None:
    id = id_of(desk, name)
    shown = desk.shown(READER, id, Span(start=0, end=4))
    assert shown.file_kind is kind
    assert shown.quote == desk.service.document(id).text[:4]
    assert (shown.picture is not None) == (kind is FileKind.PDF)
    assert (shown.page is not None) == (kind is FileKind.PDF)
    summary, reading = desk.reading(READER, id)
    assert (summary.id, bool(reading.blocks)) == (id, True)
    file = desk.file(READER, id)
    assert (file.kind, file.name) == (kind, name)
    assert file.path.read_bytes() == (desk.service.settings.corpus / name).read_bytes()


def test_every_paper_is_tried() -> None:
    assert len(NAMES) == 7


def test_a_file_that_was_changed_is_not_handed_out_and_its_text_still_shown(own: Desk) -> None:
    id = id_of(own, "paper-1.txt")
    (own.service.settings.corpus / "paper-1.txt").write_text("Other words.", "utf-8")
    with pytest.raises(DocumentError, match="has changed") as refused:
        own.file(READER, id)
    assert str(own.service.settings.corpus) not in str(refused.value)
    assert own.shown(READER, id, Span(start=0, end=7)).quote == own.service.document(id).text[:7]


def test_a_file_that_is_gone_is_not_handed_out_and_its_text_still_shown(own: Desk) -> None:
    id = id_of(own, "paper-1.txt")
    (own.service.settings.corpus / "paper-1.txt").unlink()
    with pytest.raises(CouncilQAError) as refused:
        own.file(READER, id)
    assert str(own.service.settings.corpus) not in str(refused.value)
    shown = own.shown(READER, id, Span(start=0, end=7))
    assert (shown.file_kind, shown.picture) == (None, None)


def test_a_pdf_that_is_gone_is_read_as_text(tmp_path: Path) -> None:
    from desk_makers import write_pdf

    (tmp_path / "papers").mkdir()
    path = write_pdf(tmp_path / "papers" / "planning.pdf")
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service:
        desk.service.ingest()
        id = id_of(desk, "planning.pdf")
        path.write_bytes(path.read_bytes()[:200])
        shown = desk.shown(READER, id, Span(start=0, end=8))
        assert shown.picture is None
        assert shown.no_picture and str(tmp_path) not in shown.no_picture
        assert shown.place.blocks


def test_a_paper_from_elsewhere_serves_that_file_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    small(tmp_path)
    elsewhere.mkdir()
    (elsewhere / "far.txt").write_text("Farley Town Council\n\n1.1 The town clerk keeps the keys.\n", "utf-8")
    (elsewhere / "secret.txt").write_text("secret", "utf-8")
    with desk_on(tmp_path, tmp_path / "data") as desk, desk.service:
        desk.service.ingest([elsewhere / "far.txt"])
        assert desk.file(READER, id_of(desk, "far.txt")).path.name == "far.txt"
        (elsewhere / "far.txt").unlink()
        (elsewhere / "far.txt").symlink_to(elsewhere / "secret.txt")
        with pytest.raises(DocumentError, match="changed"):
            desk.file(READER, id_of(desk, "far.txt"))


def test_what_is_shown_bears_questions_beside_it(desk: Desk) -> None:
    from concurrent.futures import ThreadPoolExecutor

    ids = [id_of(desk, name) for name in NAMES]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda id: desk.shown(READER, id, Span(start=0, end=3)).summary.id, ids * 4))
    assert found == ids * 4


def test_viewing_needs_no_model(folder: Path, tmp_path: Path) -> None:
    with service_on(folder, tmp_path / "data") as service:
        service._models = None
        with Desk(service) as desk:
            desk.access.users.any()
            assert desk._viewer.shown(id_of(desk, "paper-0.txt"), Span(start=0, end=2)).quote
