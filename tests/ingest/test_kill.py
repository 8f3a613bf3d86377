"""An ingestion that is really killed, at planned moments and at any moment, and what the next one makes of it."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from councilqa import CouncilQA
from councilqa.errors import MissingIndexError
from councilqa.ingest.versions import stamp_of
from councilqa.store.store import Store
from fake_encoder import fake_models
from small_papers import faults, service, write_folder, write_paper

COUNT = 6
WRITER = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from small_papers import service

folder, stage, after, rebuild = Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5] == "rebuild"
seen = 0

def on_progress(progress):
    global seen
    if stage == "any":
        if not seen:
            print("writing", flush=True)
        seen += 1
    elif progress.stage == stage:
        if seen == after:
            os.kill(os.getpid(), signal.SIGKILL)
        seen += 1

service(folder).ingest(rebuild=rebuild, on_progress=on_progress)
"""
TESTS = str(Path(__file__).parents[1])


def writer(folder: Path, stage: str, after: int = 0, *, rebuild: bool = False) -> subprocess.Popen[str]:
    arguments = [TESTS, str(folder), stage, str(after), "rebuild" if rebuild else ""]
    return subprocess.Popen([sys.executable, "-c", WRITER, *arguments], stdout=subprocess.PIPE, text=True)


def content(folder: Path) -> object:
    """Everything that an index holds, for comparing two."""
    encoder, reduction = fake_models()
    stamp = stamp_of(encoder, reduction)
    with Store.open(folder / "index", stamp=stamp) as store:
        ids = store.passage_ids()
        frequencies = store.token_frequencies()
        query = encoder.encode(["savings of the shared service"])[0].dense
        return (
            [(each.id, Path(each.source).name, each.metadata, each.passages) for each in store.documents()],
            store.passages(ids),
            store.all_token_vectors().codes.tobytes(),
            (frequencies.ids.tolist(), frequencies.passages_with.tolist(), frequencies.passages),
            [(each, round(score, 9)) for each, score in store.keywords(["shared", "savings", "staff"], k=500)],
            sorted(each for each, _ in store.nearest(query, k=500)),
            store.dense_engine,
            chroma_count(folder / "index"),
            [each.severity for each in store.check(stamp)],
        )


def chroma_count(index: Path) -> int:
    """As Chroma itself wrote it."""
    with closing(sqlite3.connect(index / "chroma" / "chroma.sqlite3")) as connection:
        return int(connection.execute("SELECT count(*) FROM embeddings").fetchone()[0])


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("clean")
    write_folder(folder / "papers", COUNT)
    service(folder).ingest()
    return content(folder)


def still_works(folder: Path, least: int) -> None:
    """The index opens, lists, searches and answers, with no error in it."""
    with service(folder) as qa:
        try:
            held = qa.documents()
        except MissingIndexError:
            held = ()
        assert len(held) >= least
        if held:
            assert len(qa.search("shared service", k=100)) == sum(each.passages for each in held)
            assert qa.ask("What does the shared service save?").question
            assert [each for each in qa.check() if each.severity == "error"] == []


def is_finished(folder: Path, expected: object) -> None:
    with service(folder) as qa:
        report = qa.ingest()
        assert len(report.added) + len(report.unchanged) + len(report.replaced) == COUNT
        assert (report.failed, faults(qa)) == ((), [])
    assert content(folder) == expected


@pytest.mark.parametrize(("stage", "after"), [("file", 0), ("file", 3), ("encode", 4), ("done", 0)])
def test_killed_ingestion_is_completed_by_the_next(tmp_path: Path, clean: object, stage: str, after: int) -> None:
    write_folder(tmp_path / "papers", COUNT)
    assert writer(tmp_path, stage, after).wait(60) == -signal.SIGKILL
    still_works(tmp_path, least={"file": after, "encode": after, "done": COUNT}[stage])
    is_finished(tmp_path, clean)


def test_ingestion_killed_at_any_moment_is_completed_by_the_next(tmp_path: Path, clean: object) -> None:
    rng = random.Random(11)
    write_folder(tmp_path / "papers", COUNT)
    for round_ in range(4):
        # Changed papers, so that each round has something to write.
        for number in range(COUNT):
            write_paper(tmp_path / "papers" / f"paper-{number}.txt", number, saving=f"£{round_}{number},111")
        killed = writer(tmp_path, "any")
        assert killed.stdout is not None
        assert killed.stdout.readline() == "writing\n"
        time.sleep(rng.uniform(0.0, 0.5))
        killed.kill()
        killed.wait(60)
        still_works(tmp_path, least=0)
    write_folder(tmp_path / "papers", COUNT)
    is_finished(tmp_path, clean)


def test_killed_rebuild_leaves_the_old_index_and_is_done_again(tmp_path: Path, clean: object) -> None:
    write_folder(tmp_path / "papers", COUNT)
    service(tmp_path).ingest()
    assert writer(tmp_path, "encode", 3, rebuild=True).wait(60) == -signal.SIGKILL
    assert content(tmp_path) == clean
    still_works(tmp_path, least=COUNT)
    is_finished(tmp_path, clean)
    with service(tmp_path) as qa:
        assert len(qa.ingest(rebuild=True).added) == COUNT
    assert content(tmp_path) == clean
    assert sorted(each.name for each in tmp_path.iterdir()) == ["index", "papers"]


def test_replacement_killed_after_its_file_changed_again_is_still_completed(tmp_path: Path, clean: object) -> None:
    write_folder(tmp_path / "papers", COUNT)
    qa: CouncilQA = service(tmp_path)
    qa.ingest()
    write_paper(tmp_path / "papers" / "paper-2.txt", 2, saving="£1")
    (tmp_path / "papers" / "paper-4.txt").rename(tmp_path / "papers" / "paper-4b.txt")
    assert writer(tmp_path, "encode", 0).wait(60) == -signal.SIGKILL
    write_paper(tmp_path / "papers" / "paper-2.txt", 2)
    (tmp_path / "papers" / "paper-4b.txt").rename(tmp_path / "papers" / "paper-4.txt")
    is_finished(tmp_path, clean)
