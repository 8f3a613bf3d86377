"""Many documents at once: as one by one, and all or none of them when the writer is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from store_makers import STAMP, dense, encode, file_of, paper

from councilqa.store import Store, Written

SEEDS = range(1, 5)
WRITER = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from councilqa.store import Store, Written
from store_makers import STAMP, encode, file_of, paper

def on_step(step):
    if armed and step == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

armed = False
store = Store.create(Path(sys.argv[2]), STAMP, on_step=on_step)
store.write(paper(9), encode(paper(9)), file_of(paper(9)))
armed = True
store.write_all([Written(paper(seed), encode(paper(seed)), file_of(paper(seed))) for seed in range(1, 5)])
"""


def written(seed: int) -> Written:
    return Written(paper(seed), encode(paper(seed)), file_of(paper(seed)))


def content(store: Store) -> object:
    ids = store.passage_ids()
    frequencies = store.token_frequencies()
    return (
        [each.id for each in store.documents()],
        store.passages(ids),
        [each for each, _ in store.nearest(dense("a question"), k=500)],
        store.keywords(["council", "savings"], k=500),
        (frequencies.ids.tolist(), frequencies.passages_with.tolist()),
    )


def test_at_once_is_as_one_by_one(tmp_path: Path) -> None:
    with Store.create(tmp_path / "single", STAMP) as store:
        for seed in SEEDS:
            store.write(paper(seed), encode(paper(seed)), file_of(paper(seed)))
        expected = content(store)
    with Store.create(tmp_path / "together", STAMP) as store:
        before = store.generation
        store.write_all([written(seed) for seed in SEEDS])
        assert store.generation == before + 1
        assert content(store) == expected
        store.write_all([written(seed) for seed in SEEDS])
        assert content(store) == expected
        assert [each for each in store.check(STAMP) if each.severity != "ok"] == []


def test_nothing_is_written_where_one_does_not_fit(tmp_path: Path) -> None:
    with Store.create(tmp_path, STAMP) as store:
        stranger = Written(paper(2), encode(paper(3)), file_of(paper(2)))
        with pytest.raises(ValueError, match="is not of document"):
            store.write_all([written(1), stranger])
        with pytest.raises(ValueError, match="stands twice"):
            store.write_all([written(1), written(1)])
        store.write_all([])
        assert store.documents() == ()


def test_what_is_written_without_chroma_is_found_and_the_next_writer_brings_it_in_line(tmp_path: Path) -> None:
    with Store.create(tmp_path / "single", STAMP) as store:
        store.write_all([written(seed) for seed in SEEDS])
        expected = content(store)
    with Store.create(tmp_path / "index", STAMP) as store:
        store.write(paper(1), encode(paper(1)), file_of(paper(1)))
    before = sorted((tmp_path / "index" / "chroma").rglob("*.bin"))
    with Store.open(tmp_path / "index", stamp=STAMP, writable=True, dense="exact") as store:
        store.write_all([written(seed) for seed in SEEDS])
        assert store.dense_engine == "exact"
        assert content(store) == expected
    with Store.open(tmp_path / "index", stamp=STAMP, writable=True, dense="exact") as store:
        assert store.pending() == tuple(sorted(paper(seed).id for seed in SEEDS))
    assert sorted((tmp_path / "index" / "chroma").rglob("*.bin")) == before
    with Store.open(tmp_path / "index", stamp=STAMP) as store:
        assert content(store) == expected, "a reader that would use Chroma sees that it is behind"
        assert store.dense_engine == "exact"
    with Store.open(tmp_path / "index", stamp=STAMP, writable=True) as store:
        assert store.pending() == ()
        assert store.dense_engine == "chroma"
        assert content(store) == expected
        assert [each for each in store.check(STAMP) if each.severity != "ok"] == []


@pytest.mark.parametrize("step", ["library written", "vectors deleted", "vectors added"])
def test_killed_writing_of_many_is_finished_by_the_next_writer(tmp_path: Path, step: str) -> None:
    here = str(Path(__file__).parent)
    killed = subprocess.run([sys.executable, "-c", WRITER, here, str(tmp_path / "index"), step], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Store.create(tmp_path / "clean", STAMP) as store:
        store.write_all([written(seed) for seed in (9, *SEEDS)])
        expected = content(store)
    with Store.open(tmp_path / "index", stamp=STAMP) as reader:
        assert reader.dense_engine == "exact"
        assert set(reader.passage_ids()) == {each.id for each in expected[1]}  # type: ignore[index]
    with Store.open(tmp_path / "index", stamp=STAMP, writable=True) as store:
        assert store.pending() == ()
        assert content(store) == expected
