"""Each check of an index, on an index damaged in just that way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_makers import STAMP, encode, file_of, paper

from councilqa.store import Finding, Store
from councilqa.store.vectors import VectorIndex


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.create(tmp_path / "index", STAMP) as store:
        for seed in (1, 2, 3):
            store.write(paper(seed, 50), encode(paper(seed, 50)), file_of(paper(seed, 50)))
    return tmp_path / "index"


def problems(folder: Path) -> tuple[Finding, ...]:
    with Store.open(folder, stamp=None) as store:
        return tuple(each for each in store.check(STAMP) if each.severity != "ok")


def test_sound_index_has_no_problems(folder: Path) -> None:
    assert problems(folder) == ()


def test_changed_settings_are_named(folder: Path) -> None:
    with Store.open(folder, stamp=None) as store:
        found = [each for each in store.check(replace(STAMP, reader_version=9)) if each.severity == "error"]
    assert [each.message for each in found] == ["version of the readers: built with 1, now 9"]


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("keywords", "INSERT INTO keywords (rowid, text, context) VALUES (9999, 'stray', '')"),
        ("keywords", "INSERT INTO keywords (keywords) VALUES ('delete-all')"),
        ("passages", "DELETE FROM dense_vectors WHERE number = 2"),
        ("passages", "UPDATE dense_vectors SET vector = x'00' WHERE number = 2"),
        ("passages", "DELETE FROM token_vectors WHERE number = 2"),
        ("tokens", "UPDATE token_frequencies SET passages = passages + 1"),
        ("documents", "UPDATE passages SET text = 'Something never said.' WHERE number = 2"),
        ("documents", "UPDATE documents SET body = x'00'"),
        ("documents", "UPDATE documents SET passages = 7"),
        ("documents", "UPDATE passages SET units = x'00' WHERE number = 2"),
        ("file", "DELETE FROM documents WHERE source = 'paper-1.txt'"),
        ("pending", "INSERT INTO pending VALUES ('0123456789abcdef')"),
        ("vectors", "UPDATE meta SET value = '1' WHERE key = 'vectors_in_use'"),
    ],
)
def test_damage_in_the_library_is_found(folder: Path, check: str, statement: str) -> None:
    with closing(sqlite3.connect(folder / "library.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()
    assert check in {each.check for each in problems(folder)}
    assert all(each.hint for each in problems(folder))


def test_damaged_page_of_the_library_is_found(folder: Path) -> None:
    path = folder / "library.sqlite3"
    content = bytearray(path.read_bytes())
    for page in range(20, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)
    assert {each.check for each in problems(folder)} >= {"file"}


def lose_passages(index: VectorIndex) -> None:
    index.delete(paper(1, 50).id)


def turn_vectors(index: VectorIndex) -> None:
    collection = index.client.get_collection("passages", embedding_function=None)
    ids = [each.passage.id for each in encode(paper(1, 50))]
    collection.update(ids=ids, embeddings=[(-each.dense).tolist() for each in encode(paper(1, 50))])


def add_stray(index: VectorIndex) -> None:
    collection = index.client.get_collection("passages", embedding_function=None)
    collection.add(ids=["stray"], embeddings=[encode(paper(9))[0].dense.tolist()], metadatas=[{"document_id": "x"}])


@pytest.mark.parametrize("damage", [lose_passages, turn_vectors, add_stray])
def test_damage_in_chroma_is_found_and_made_good(folder: Path, damage: Callable[[VectorIndex], None]) -> None:
    index = VectorIndex(folder / "chroma")
    damage(index)
    index.close()
    assert {each.check for each in problems(folder)} == {"vectors"}
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        store.rebuild_vectors()
    assert problems(folder) == ()


@pytest.mark.parametrize("name", ["chroma.sqlite3", "*/data_level0.bin", "*/header.bin", "*/index_metadata.pickle"])
def test_broken_files_of_chroma_are_found_and_made_good(folder: Path, name: str) -> None:
    (path,) = (folder / "chroma").glob(name)
    path.write_bytes(b"no such thing" if name == "chroma.sqlite3" else path.read_bytes()[:7])
    assert {each.check for each in problems(folder)} == {"vectors"}
    with Store.open(folder, stamp=STAMP) as store:
        assert store.dense_engine == "exact"
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        store.repair()
    assert problems(folder) == ()


def test_vectors_that_are_gone_are_made_again(folder: Path) -> None:
    (folder / "chroma").rename(folder.parent / "elsewhere")
    assert {each.check for each in problems(folder)} == {"vectors"}
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        store.repair()
        assert store.dense_engine == "chroma"
    assert problems(folder) == ()


def test_repair_after_chroma_lost_some_says_which(folder: Path) -> None:
    index = VectorIndex(folder / "chroma")
    lose_passages(index)
    index.close()
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        assert store.repair() == (paper(1, 50).id,)
    assert problems(folder) == ()
