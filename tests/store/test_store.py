from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from store_makers import STAMP, dense, document, encode, file_of, paper

from councilqa.domain.documents import Metadata
from councilqa.errors import (
    DamagedIndexError,
    DocumentError,
    MissingIndexError,
    StaleIndexError,
    UnknownDocumentError,
)
from councilqa.store import EncodedPassage, Stamp, Store, TokenVectors


def put(store: Store, *seeds: int) -> None:
    for seed in seeds:
        store.write(paper(seed), encode(paper(seed)), file_of(paper(seed)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.create(tmp_path / "index", STAMP) as store:
        put(store, 1, 2, 3)
    return tmp_path / "index"


def test_document_comes_back_as_it_was_written(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP) as store:
        assert store.document(paper(2).id) == paper(2)


def test_passages_come_back_in_the_order_asked(folder: Path) -> None:
    written = [each.passage for seed in (1, 2, 3) for each in encode(paper(seed))]
    asked = [written[7], written[0], written[4]]
    with Store.open(folder, stamp=STAMP) as store:
        assert list(store.passages([each.id for each in asked])) == asked


def test_summary_tells_what_a_list_needs(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP) as store:
        summaries = store.documents()
    assert [each.source for each in summaries] == ["paper-1.txt", "paper-2.txt", "paper-3.txt"]
    assert summaries[0].metadata == paper(1).metadata
    assert summaries[0].abbreviations == paper(1).abbreviations
    assert summaries[0].file == file_of(paper(1))
    assert (summaries[0].pages, summaries[0].passages) == (1, 4)
    assert summaries[0].characters == len(paper(1).text)


def test_token_vectors_come_back_as_they_were_written(folder: Path) -> None:
    encoded = encode(paper(2))[1]
    with Store.open(folder, stamp=STAMP) as store:
        found = store.token_vectors([encoded.passage.id])[encoded.passage.id]
        matrix = store.all_token_vectors()
        order = store.passage_ids()
    row = matrix.passage_ids.index(encoded.passage.id)
    part = slice(matrix.offsets[row], matrix.offsets[row + 1])
    assert matrix.passage_ids == order
    for name in ("codes", "ids", "units"):
        assert np.array_equal(getattr(found, name), getattr(encoded.tokens, name))
        assert np.array_equal(getattr(matrix, name)[part], getattr(encoded.tokens, name))


def test_vocabulary_of_more_than_65536_tokens_is_kept(tmp_path: Path) -> None:
    each = encode(paper(1, 1))[0]
    tokens = TokenVectors(each.tokens.codes[:1], np.array([250_000], np.uint32), each.tokens.units[:1])
    with Store.create(tmp_path / "index", STAMP) as store:
        store.write(paper(1, 1), [EncodedPassage(each.passage, each.dense, tokens)], file_of(paper(1, 1)))
        assert store.all_token_vectors().ids.tolist() == [250_000]


def test_empty_index_answers_every_question_with_nothing(tmp_path: Path) -> None:
    with Store.create(tmp_path / "index", STAMP) as store:
        assert store.documents() == ()
        assert store.nearest(dense("anything"), k=3) == []
        assert store.keywords(["council"], k=3) == []
        assert store.all_token_vectors().codes.shape == (0, STAMP.token_dimensions)
        assert store.token_frequencies().passages == 0


@pytest.mark.parametrize("engine", ["chroma", "exact"])
def test_nearest_brings_a_passage_back_by_its_own_vector(folder: Path, engine: str) -> None:
    wanted = encode(paper(3))[2]
    with Store.open(folder, stamp=STAMP, dense=engine) as store:  # type: ignore[arg-type]
        assert store.dense_engine == engine
        found = store.nearest(wanted.dense, k=3)
    assert found[0][0] == wanted.passage.id
    assert found[0][1] == pytest.approx(1.0, abs=1e-3)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_both_engines_agree(folder: Path) -> None:
    question = dense("how much is saved?")
    with Store.open(folder, stamp=STAMP) as chroma, Store.open(folder, stamp=STAMP, dense="exact") as exact:
        ours, theirs = chroma.nearest(question, k=12), exact.nearest(question, k=12)
    assert [each for each, _ in ours] == [each for each, _ in theirs]
    assert [score for _, score in ours] == pytest.approx([score for _, score in theirs], abs=1e-5)


@pytest.mark.parametrize("engine", ["chroma", "exact"])
def test_searches_stay_within_the_documents_named(folder: Path, engine: str) -> None:
    allowed = {paper(2).id}
    with Store.open(folder, stamp=STAMP, dense=engine) as store:  # type: ignore[arg-type]
        inside = set(store.passage_ids(allowed))
        near = store.nearest(encode(paper(1))[0].dense, k=50, within=allowed)
        words = store.keywords(["council", "cabinet", "savings"], k=50, within=allowed)
        assert store.nearest(dense("x"), k=5, within=()) == []
        assert store.keywords(["council"], k=5, within=()) == []
    assert {each for each, _ in near} == inside
    assert words and {each for each, _ in words} <= inside


def test_removed_document_is_found_by_nothing(folder: Path) -> None:
    gone = {each.passage.id for each in encode(paper(2))}
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        store.remove(paper(2).id)
        assert store.dense_engine == "chroma"
        assert not gone & {each for each, _ in store.nearest(encode(paper(2))[0].dense, k=50)}
        assert not gone & {each for each, _ in store.keywords(["council", "cabinet", "2"], k=50)}
        with pytest.raises(UnknownDocumentError):
            store.document(paper(2).id)
        with pytest.raises(UnknownDocumentError):
            store.passages(sorted(gone))


def test_writing_twice_changes_nothing_but_the_generation(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        before, generation = (store.documents(), store.passage_ids()), store.generation
        frequencies = store.token_frequencies()
        put(store, 2)
        assert (store.documents(), store.passage_ids()) == before
        assert store.token_frequencies().passages_with.tolist() == frequencies.passages_with.tolist()
        assert store.generation > generation


def test_changed_file_takes_the_place_of_the_old_one(folder: Path) -> None:
    new = replace(paper(9), source="paper-1.txt")
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        store.replace(paper(1).id, new, encode(new), file_of(new))
        assert {each.id for each in store.documents()} == {new.id, paper(2).id, paper(3).id}
        assert [each for each in store.check(STAMP) if each.severity != "ok"] == []


def test_moved_file_and_corrected_metadata_keep_text_and_vectors(folder: Path) -> None:
    corrected = Metadata(title="Another title", partnership="hart-rushmoor")
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        assert store.document(paper(1).id).source == "paper-1.txt"
        store.relocate(paper(1).id, "elsewhere/paper.txt")
        store.update_metadata(paper(1).id, corrected)
        assert store.document(paper(1).id) == replace(paper(1), source="elsewhere/paper.txt", metadata=corrected)
        assert [each for each in store.check(STAMP) if each.severity != "ok"] == []
        with pytest.raises(UnknownDocumentError):
            store.relocate("no such id", "nowhere")


def test_token_frequencies_count_passages_as_documents_come_and_go(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        store.remove(paper(3).id)
        put(store, 4)
        kept = [each for seed in (1, 2, 4) for each in encode(paper(seed))]
        frequencies = store.token_frequencies()
    expected: dict[int, int] = {}
    for each in kept:
        for token in set(each.tokens.ids.tolist()):
            expected[token] = expected.get(token, 0) + 1
    assert dict(zip(frequencies.ids.tolist(), frequencies.passages_with.tolist(), strict=True)) == expected
    assert frequencies.passages == len(kept)


def test_another_thread_sees_a_new_generation_and_the_new_document(folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        before = store.generation
        put(store, 5)
        thread = threading.Thread(target=lambda: seen.append((store.generation, len(store.documents()))))
        thread.start()
        thread.join()
    assert seen == [(before + 1, 4)]


def test_threads_search_while_one_writes(folder: Path) -> None:
    errors: list[Exception] = []
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        done = threading.Event()

        def search() -> None:
            try:
                while not done.is_set():
                    assert store.nearest(encode(paper(1))[0].dense, k=3)[0][0] == encode(paper(1))[0].passage.id
                    assert store.keywords(["council", "cabinet"], k=3)
            except Exception as error:  # whatever it is, no thread may die of it
                errors.append(error)

        threads = [threading.Thread(target=search) for _ in range(3)]
        for thread in threads:
            thread.start()
        put(store, *range(10, 18))
        store.remove(paper(12).id)
        store.compact()
        done.set()
        for thread in threads:
            thread.join()
    assert errors == []


def test_reader_in_exact_mode_follows_a_writer(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP, dense="exact") as reader:
        assert len(reader.nearest(dense("x"), k=50)) == 12
        with Store.open(folder, stamp=STAMP, writable=True) as writer:
            put(writer, 4)
        assert len(reader.nearest(dense("x"), k=50)) == 16


def test_index_built_otherwise_is_refused_in_words(folder: Path) -> None:
    now = replace(STAMP, embedder="another model", splitter_version=2)
    with pytest.raises(StaleIndexError, match="embedder: built with hashing, now another model"):
        Store.open(folder, stamp=now)
    assert STAMP.differences(now)[1] == "version of the splitter: built with 1, now 2"
    with Store.open(folder, stamp=None) as store:
        assert store.stamp == STAMP


def test_missing_index_is_said_and_not_made_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError):
        Store.create_or_open(tmp_path / "none", STAMP, writable=False)
    assert list(tmp_path.iterdir()) == []


def test_create_takes_the_place_of_an_index_built_otherwise(folder: Path) -> None:
    other = Stamp("other", 4, 2, 1, 1, 1)
    small = document("One paragraph.")
    with Store.create(folder, other) as store:
        store.write(small, encode(small, dimensions=4, token_dimensions=2), file_of(small))
        assert store.dense_engine == "chroma"
        assert len(store.nearest(dense("x", 4), k=5)) == 1
        assert [each for each in store.check(other) if each.severity != "ok"] == []


def test_file_that_is_no_library_is_reported_as_damage(folder: Path) -> None:
    (folder / "library.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(DamagedIndexError):
        Store.open(folder, stamp=STAMP)


def test_passage_that_does_not_stand_in_its_paper_is_refused(folder: Path) -> None:
    first, *rest = encode(paper(7))
    moved = replace(first, passage=replace(first.passage, start=first.passage.start + 1))
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        with pytest.raises(ValueError, match="does not stand in its document"):
            store.write(paper(7), [moved, *rest], file_of(paper(7)))
        assert len(store.documents()) == 3
        assert store.pending() == ()


def test_text_that_cannot_be_stored_is_refused_whole(folder: Path) -> None:
    broken = document("Half a character: \ud800")
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        encoded = encode(replace(broken, draft=replace(broken.draft, blocks=())))
        with pytest.raises(DocumentError):
            store.write(broken, encoded, file_of(paper(1)))
        assert len(store.documents()) == 3
        assert store.pending() == ()


def test_reader_cannot_write(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP) as store, pytest.raises(ValueError, match="for reading"):
        store.remove(paper(1).id)


def test_listing_papers_does_not_import_chroma(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from councilqa.store import Store\n"
        "with Store.open(Path(sys.argv[1]), stamp=None) as store: store.documents(); store.keywords(['a'], k=1)\n"
        "sys.exit('chromadb' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == 0


def test_langchain_finds_text_and_source(folder: Path) -> None:
    from langchain_chroma import Chroma

    from councilqa.store.vectors import COLLECTION_NAME, VectorIndex

    wanted = encode(paper(2))[1]
    index = VectorIndex(folder / "chroma")
    try:
        chroma = Chroma(client=index.client, collection_name=COLLECTION_NAME)
        (found,) = chroma.similarity_search_by_vector(wanted.dense.tolist(), k=1)
    finally:
        index.close()
    assert found.page_content == wanted.passage.text
    assert found.metadata == {
        "document_id": paper(2).id,
        "title": "Paper 2",
        "source": "paper-2.txt",
        "page": 1,
        "paragraph": "2",
    }


def test_index_gives_room_back(folder: Path) -> None:
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        put(store, *range(20, 30))
        for seed in range(20, 30):
            store.remove(paper(seed).id)
        before = store.sizes()
        store.compact()
        assert store.sizes().total < before.total
        assert len(store.nearest(dense("x"), k=50)) == 12
