"""Writers that are really killed, at planned steps and at any moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_makers import STAMP, dense, encode, file_of, paper

from councilqa.store import Store

WRITER = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from councilqa.store import Store
from store_makers import STAMP, encode, file_of, paper

folder, fatal_step, action = Path(sys.argv[2]), sys.argv[3], sys.argv[4]

def on_step(step):
    if armed and step == fatal_step:
        os.kill(os.getpid(), signal.SIGKILL)

armed = False
store = Store.create_or_open(folder, STAMP, writable=True, on_step=on_step)
put = lambda seed: store.write(paper(seed), encode(paper(seed)), file_of(paper(seed)))
if action == "loop":
    print("ready", flush=True)
    for seed in range(1000):
        put(seed % 40)
for seed in (1, 2):
    put(seed)
armed = True
if action == "write":
    put(3)
elif action == "replace":
    store.replace(paper(1).id, paper(3), encode(paper(3)), file_of(paper(3)))
elif action == "remove":
    store.remove(paper(1).id)
"""
HERE = str(Path(__file__).parent)
EXPECTED = {"write": (1, 2, 3), "replace": (2, 3), "remove": (2,)}


def start(folder: Path, step: str, action: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, HERE, str(folder), step, action], stdout=subprocess.PIPE, text=True
    )


def content(store: Store) -> object:
    """Everything a search can tell, for comparing two indexes."""
    ids = store.passage_ids()
    frequencies = store.token_frequencies()
    return (
        store.documents(),
        store.passages(ids),
        [each for each, _ in store.nearest(dense("a question"), k=500)],
        [(each, round(score, 9)) for each, score in store.keywords(["council", "savings", "2"], k=500)],
        store.all_token_vectors().codes.tobytes(),
        frequencies.ids.tolist(),
        frequencies.passages_with.tolist(),
    )


def clean_run(folder: Path, seeds: tuple[int, ...]) -> object:
    with Store.create(folder, STAMP) as store:
        for seed in seeds:
            store.write(paper(seed), encode(paper(seed)), file_of(paper(seed)))
        assert store.dense_engine == "chroma"
        return content(store)


@pytest.mark.parametrize(
    ("action", "step"),
    [
        ("write", "library written"),
        ("write", "vectors deleted"),
        ("write", "vectors added"),
        ("write", "done"),
        ("replace", "library written"),
        ("replace", "vectors added"),
        ("remove", "library written"),
    ],
)
def test_killed_write_is_finished_by_the_next_writer(tmp_path: Path, step: str, action: str) -> None:
    killed = start(tmp_path / "index", step, action)
    assert killed.wait(60) == -signal.SIGKILL
    expected = clean_run(tmp_path / "clean", EXPECTED[action])
    with Store.open(tmp_path / "index", stamp=STAMP) as reader:
        assert reader.dense_engine == "exact"
        assert content(reader) == expected
        assert [each.severity for each in reader.check(STAMP) if each.severity != "ok"]
    with Store.open(tmp_path / "index", stamp=STAMP, writable=True) as store:
        assert store.pending() == ()
        assert store.dense_engine == "chroma"
        assert content(store) == expected
        assert [each for each in store.check(STAMP) if each.severity != "ok"] == []


def test_writer_killed_at_any_moment_leaves_whole_documents(tmp_path: Path) -> None:
    folder, rng = tmp_path / "index", random.Random(7)
    for _ in range(4):
        writer = start(folder, "", "loop")
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(rng.uniform(0.0, 0.6))
        writer.kill()
        writer.wait(60)
        with Store.open(folder, stamp=STAMP) as reader:
            held = set(reader.passage_ids())
            assert {each for each, _ in reader.nearest(dense("x"), k=500)} == held
        with Store.open(folder, stamp=STAMP, writable=True) as store:
            assert [each for each in store.check(STAMP) if each.severity != "ok"] == []
            seeds = [int(each.source.split("-")[1].split(".")[0]) for each in store.documents()]
            assert content(store) == clean_run(tmp_path / "clean", tuple(seeds))


def test_creation_that_was_killed_leaves_no_half_index(tmp_path: Path) -> None:
    code = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from councilqa.store import library, store
from store_makers import STAMP
library.TABLES = (*library.TABLES[:3], "SELECT kill()")
real = library.Connections._open
def opened(self):
    connection = real(self)
    connection.create_function("kill", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
    return connection
library.Connections._open = opened
store.Store.create(Path(sys.argv[2]), STAMP)
"""
    folder = tmp_path / "index"
    killed = subprocess.run([sys.executable, "-c", code, HERE, str(folder)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Store.create_or_open(folder, STAMP, writable=True) as store:
        store.write(paper(1), encode(paper(1)), file_of(paper(1)))
        assert [each for each in store.check(STAMP) if each.severity != "ok"] == []
