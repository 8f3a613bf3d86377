"""Two real processes on one index."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from store_makers import STAMP, dense, encode, file_of, paper

from councilqa.errors import LockedIndexError
from councilqa.store import Store

HERE = str(Path(__file__).parent)
OTHER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from councilqa.store import Store
from store_makers import STAMP, dense, encode, file_of, paper
with Store.open(Path(sys.argv[2]), stamp=STAMP, writable=sys.argv[3] == "write") as store:
    if sys.argv[3] == "write":
        store.write(paper(2), encode(paper(2)), file_of(paper(2)))
    print(store.dense_engine if sys.argv[3] == "search" else "open", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.create(tmp_path / "index", STAMP) as store:
        store.write(paper(1), encode(paper(1)), file_of(paper(1)))
    return tmp_path / "index"


@contextmanager
def other_process(folder: Path, purpose: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER, HERE, str(folder), purpose],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    assert process.stdout.readline().strip() in {"open", "chroma"}
    try:
        yield process
    finally:
        process.communicate("\n", timeout=60)


def test_second_writer_is_told_who_has_the_index(folder: Path) -> None:
    with other_process(folder, "write") as other:
        with pytest.raises(LockedIndexError, match=f"process {other.pid} .*writing, since 20") as caught:
            Store.open(folder, stamp=STAMP, writable=True)
        assert "Wait" in caught.value.hint
    with Store.open(folder, stamp=STAMP, writable=True) as store:
        assert len(store.documents()) == 2


def test_reader_beside_a_writer_searches_the_library_exactly(folder: Path) -> None:
    with other_process(folder, "write"), Store.open(folder, stamp=STAMP) as reader:
        assert reader.dense_engine == "exact"
        assert len(reader.documents()) == 2
        wanted = encode(paper(2))[0]
        assert reader.nearest(wanted.dense, k=1)[0][0] == wanted.passage.id
        assert [each.severity for each in reader.check(STAMP) if each.check == "vectors"] == ["note"]


def test_second_reader_beside_one_that_has_chroma_searches_exactly(folder: Path) -> None:
    with other_process(folder, "search"), Store.open(folder, stamp=STAMP) as reader:
        assert reader.dense_engine == "exact"
        assert len(reader.nearest(dense("x"), k=10)) == 4
        with pytest.raises(LockedIndexError, match="searching"):
            Store.open(folder, stamp=STAMP, writable=True)


def test_reader_that_only_lists_keeps_nobody_out(folder: Path) -> None:
    with other_process(folder, "list"), Store.open(folder, stamp=STAMP, writable=True) as store:
        store.write(paper(3), encode(paper(3)), file_of(paper(3)))


def test_killed_holder_leaves_the_lock_free(folder: Path) -> None:
    with other_process(folder, "write") as other:
        other.kill()
        other.wait(60)
        with Store.open(folder, stamp=STAMP, writable=True) as store:
            assert len(store.documents()) == 2
            assert f'"pid": {os.getpid()}' in (folder / "lock.json").read_text()


def test_note_holds_no_arguments(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/councilqa", "ingest", "--password", "secret"])
    with Store.open(folder, stamp=STAMP, writable=True):
        note = (folder / "lock.json").read_text()
    assert '"councilqa ingest"' in note
    assert "secret" not in note
    assert not (folder / "lock.json").exists()
