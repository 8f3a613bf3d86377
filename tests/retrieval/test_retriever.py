"""From a question to ranked passages of a small index, by both ways that are used for small and large ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from councilqa import CouncilQA
from councilqa.models.encoder import Encoder
from councilqa.models.reduction import Reduction
from councilqa.retrieval.langchain import PassageRetriever
from councilqa.retrieval.retriever import Filters, Limits, Retriever
from councilqa.settings import Settings
from councilqa.store.store import Store
from councilqa.store.vectors import COLLECTION_NAME, FOLDER_NAME, VectorIndex
from fake_encoder import fake_models, real_models
from small_papers import COUNCILS, service, write_folder

EXTRA = """MELTON AND HARBOROUGH

CABINET

1 December 2022

Strategic Partnership of Harborough District Council and Melton Borough Council

1. Partnership

1.1 Melton Borough Council (MBC) and Harborough District Council (HDC) share one Medium Term Financial Strategy (MTFS).

1.2 The МВС depot is open on Saturdays.

1.3 The senior management team is paid £400,000 a year by both councils.
"""
LARGE = Limits(exhaustive_up_to=0, candidates=50)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("retriever")
    write_folder(folder / "papers", 5)
    (folder / "papers" / "melton.txt").write_text(EXTRA, "utf-8")
    with service(folder) as qa:
        qa.ingest()
    return folder


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder / "index", stamp=None, dense="exact") as store:
        yield store


@pytest.fixture(params=["small", "large"])
def retriever(store: Store, request: pytest.FixtureRequest) -> Retriever:
    return Retriever(store, *fake_models(), LARGE if request.param == "large" else Limits())


def texts(retriever: Retriever, question: str, k: int = 5, filters: Filters = Filters()) -> list[str]:
    return [hit.passage.text for hit in retriever.search(retriever.query(question, filters), k)]


def test_passage_with_the_words_of_the_question_comes_first(retriever: Retriever) -> None:
    for _, _, subject, _ in COUNCILS[:5]:
        assert subject in texts(retriever, f"what are the one-off costs of {subject}?")[0]


def test_hits_are_ranked_and_say_what_found_them(retriever: Retriever) -> None:
    hits = retriever.search(retriever.query("savings of the shared service for leisure centres"), 6)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5, 6]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].found_by == ("tokens", "dense", "keywords")
    assert len({hit.passage.id for hit in hits}) == 6


def test_large_index_ranks_as_a_small_one_does(store: Store) -> None:
    small, large = Retriever(store, *fake_models()), Retriever(store, *fake_models(), LARGE)
    for question in ("savings of street lighting", "Who pays for Fenland?", "staff transfer risks"):
        first, second = (each.search(each.query(question), 5) for each in (small, large))
        # Passages of equal scores may change places.
        assert [hit.score for hit in first] == pytest.approx([hit.score for hit in second], abs=1e-3)


def test_council_named_narrows_to_its_papers(retriever: Retriever) -> None:
    hits = retriever.search(retriever.query("What does Fenland save?"), 20)
    assert hits
    assert {
        Path(paper.source).name for paper in retriever.papers() if paper.id in {h.passage.document_id for h in hits}
    } == {"paper-2.txt"}


def test_filters_narrow_and_a_filter_that_no_paper_passes_finds_nothing(retriever: Retriever) -> None:
    found = texts(retriever, "shared service", filters=Filters(partnership="norley-ashby"))
    assert found
    assert all("Norley" in text or "leisure" in text for text in found if "service" in text)
    assert texts(retriever, "shared service", filters=Filters(partnership="nobody")) == []


def test_look_alike_letters_are_found_and_shown_as_they_stand(retriever: Retriever) -> None:
    first = texts(retriever, "When is the MBC depot open on Saturdays?")[0]
    assert "МВС depot" in first
    keywords = retriever.search(retriever.query("MBC depot Saturdays"), 1)[0].found_by
    assert "keywords" in keywords


@pytest.mark.parametrize(
    "question", ["Which MTFS do they share?", "Which Medium Term Financial Strategy do they share?"]
)
def test_other_words_for_the_same_thing_find_it(retriever: Retriever, question: str) -> None:
    query = retriever.query(question)
    assert query.alternatives
    assert any("Financial Strategy" in text or "senior management" in text for text in texts(retriever, question, 2))


def test_question_without_a_word_finds_something_or_nothing_but_does_not_fail(retriever: Retriever) -> None:
    for question in ("?", "...", "и", "\x00", "x" * 5000, '" OR NEAR(', "the of and"):
        retriever.search(retriever.query(question), 3)


def test_changed_index_is_read_again(tmp_path: Path) -> None:
    write_folder(tmp_path / "papers", 1)
    with service(tmp_path) as qa:
        qa.ingest()
        retriever = qa.retriever()
        assert len(retriever.papers()) == 1
        write_folder(tmp_path / "papers", 2)
        qa.ingest()
        assert len(retriever.papers()) == 2
        assert "library" in texts(retriever, "library opening hours")[0]


def test_langchain_retriever_gives_documents_with_their_place(store: Store, retriever: Retriever) -> None:
    found = PassageRetriever(retriever=retriever, k=3).invoke("one-off costs of planning enforcement")
    assert len(found) == 3
    assert "planning enforcement" in found[0].page_content
    document = store.document(found[0].metadata["document_id"])
    assert found[0].page_content in document.text
    narrowed = PassageRetriever(retriever=retriever, k=3, filters=Filters(document="paper-0")).invoke("planning")
    assert {Path(each.metadata["source"]).name for each in narrowed if "source" in each.metadata} <= {"paper-0.txt"}


class _Dense(Embeddings):
    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in each.dense] for each in self._encoder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def test_langchain_chroma_opens_the_collection(folder: Path) -> None:
    from langchain_chroma import Chroma

    vectors = VectorIndex(folder / "index" / FOLDER_NAME)
    try:
        chroma = Chroma(
            client=vectors.client, collection_name=COLLECTION_NAME, embedding_function=_Dense(fake_models()[0])
        )
        found = chroma.similarity_search("library opening hours", k=3)
        assert "library opening hours" in found[0].page_content
        assert Path(found[0].metadata["source"]).name == "paper-1.txt"
        narrowed = chroma.similarity_search("library", k=3, filter={"document_id": found[0].metadata["document_id"]})
        assert {each.metadata["source"] for each in narrowed} == {found[0].metadata["source"]}
    finally:
        vectors.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CouncilQA]:
    folder = tmp_path_factory.mktemp("real")
    write_folder(folder / "papers", 5)
    (folder / "papers" / "melton.txt").write_text(EXTRA, "utf-8")
    settings = Settings.load(corpus=folder / "papers", index=folder / "index")
    models: tuple[Encoder, Reduction] = real_models()
    with CouncilQA.open(settings=settings, models=models) as qa:
        qa.ingest()
        yield qa


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much do the top bosses earn?", "£400,000"),
        ("When can people take rubbish to the MBC depot?", "Saturdays"),
        ("How much cheaper does the lighting of streets become?", "£280,000"),
        ("How much money must be spent up front on sports centres?", "£73,000"),
        ("What could go wrong with housing benefit at Oakshire's bins?", "loss of staff"),
    ],
)
def test_packaged_model_finds_what_is_said_in_other_words(real: CouncilQA, question: str, answer: str) -> None:
    assert any(answer in hit.passage.text for hit in real.search(question, k=3))
