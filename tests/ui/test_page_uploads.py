"""Files on their way in: what a browser sends, what becomes of each, and what is left behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from page_clients import client_of

from councilqa.desk.desk import Desk
from councilqa.errors import CouncilQAError, ForbiddenError, TooLargeError
from councilqa.ui.paper_handlers import Added, PaperHandlers
from councilqa.ui.server import make_app
from councilqa.ui.uploads import Uploads
from councilqa.ui.views import Views
from desk_makers import EDITOR, READER, desk_on, id_of, small
from small_papers import paper_text

HOLDER = (
    "import sys; from pathlib import Path; from councilqa.store.lock import IndexLock; "
    "lock = IndexLock(Path(sys.argv[1])); lock.acquire('writing'); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_on(small(tmp_path), tmp_path / "data", most_upload_mb=1) as desk, desk.service:
        yield desk


@pytest.fixture
def uploads(desk: Desk) -> Uploads:
    return Uploads(desk.uploads_folder, most_mb=1)


@pytest.fixture
def handlers(desk: Desk, uploads: Uploads) -> PaperHandlers:
    return PaperHandlers(desk, Views(), uploads)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for each in parts:
        yield each


def sent(uploads: Uploads, name: str, content: str | bytes) -> dict[str, Any]:
    data = content.encode() if isinstance(content, str) else content
    return {"name": name, "token": asyncio.run(uploads.receive(chunks(data)))}


def last(steps: Iterator[Added]) -> str:
    return list(steps)[-1].upload


def left(desk: Desk) -> list[str]:
    return sorted(each.name for each in desk.uploads_folder.iterdir())


# On the way


def test_a_file_lies_under_a_name_that_cannot_be_guessed(uploads: Uploads, desk: Desk) -> None:
    tokens = {asyncio.run(uploads.receive(chunks(b"x"))) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(each) >= 26 for each in tokens)
    path = uploads.path(next(iter(tokens)))
    assert path is not None and path.read_bytes() == b"x"
    if os.name == "posix":
        assert desk.uploads_folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "token", ["", "x", "../councilqa.sqlite", "/etc/hostname", "a" * 27, "..", "a" * 5000, "é" * 27, "a" * 26 + "\n"]
)
def test_what_is_no_token_leads_to_no_file(uploads: Uploads, token: str) -> None:
    assert uploads.path(token) is None


def test_a_file_past_the_limit_is_cut_and_taken_away(uploads: Uploads, desk: Desk) -> None:
    taken: list[int] = []

    async def without_end() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 100_000

    with pytest.raises(TooLargeError, match="1 MB"):
        asyncio.run(uploads.receive(without_end()))
    assert len(taken) == 11
    assert left(desk) == []


def test_a_file_that_breaks_off_is_taken_away(uploads: Uploads, desk: Desk) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield b"x"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        asyncio.run(uploads.receive(breaking()))
    assert left(desk) == []


def test_what_was_never_asked_for_is_forgotten_after_an_hour(uploads: Uploads, desk: Desk) -> None:
    old, young = (asyncio.run(uploads.receive(chunks(b"x"))) for _ in range(2))
    os.utime(desk.uploads_folder / old, times=(time.time() - 3700,) * 2)
    asyncio.run(uploads.receive(chunks(b"x")))
    assert uploads.path(old) is None
    assert uploads.path(young) is not None


def test_files_come_by_their_route(desk: Desk) -> None:
    app = make_app(desk)
    editor = client_of(app, desk, EDITOR)
    answer = editor.put("/uploads/a%20%2e%2e%20b.pdf", content=b"x" * 1_000_001)
    assert (answer.status_code, set(answer.json())) == (413, {"error", "hint"})
    assert editor.put("/uploads/a.pdf", content=b"x").json().keys() == {"token"}
    assert client_of(app, desk, READER).put("/uploads/a.pdf", content=b"x").status_code == 403
    assert len(left(desk)) == 1


# Taken in


def test_good_files_are_added_among_bad_ones(handlers: PaperHandlers, uploads: Uploads, desk: Desk) -> None:
    files = [
        sent(uploads, "good.txt", paper_text(3)),
        sent(uploads, "broken.pdf", b"%PDF-1.7 not really"),
        sent(uploads, "../../escape <b>.txt", paper_text(4)),
        sent(uploads, "empty.txt", b""),
        {"name": "never.txt", "token": "a" * 27},
        {"name": "large.pdf", "refused": True, "size": 80_000_000},
    ]
    shown = last(handlers.add(EDITOR, files))
    assert 'data-status="2 of 6 files added"' in shown
    assert shown.count("cq-failed") == 4
    assert "80 MB; at most 1 MB" in shown
    assert "<b>" not in shown
    assert len(desk.papers(EDITOR)) == 4
    assert left(desk) == []
    corpus = desk.service.settings.corpus
    assert not (corpus.parent / "escape <b>.txt").exists()
    assert all(Path(each.source).parent == corpus for each in desk.papers(EDITOR))
    assert not (corpus / "broken.pdf").exists()


def test_two_files_of_one_name_are_two(handlers: PaperHandlers, uploads: Uploads, desk: Desk) -> None:
    files = [sent(uploads, "a.txt", paper_text(number)) for number in (3, 4)]
    shown = last(handlers.add(EDITOR, files))
    assert shown.count("cq-done") + shown.count("cq-noted") == 2
    assert len(desk.papers(EDITOR)) == 4


def test_two_files_alike_are_one_and_none_goes_on_waiting(
    handlers: PaperHandlers, uploads: Uploads, desk: Desk
) -> None:
    files = [sent(uploads, name, paper_text(3)) for name in ("a.txt", "b.txt")]
    shown = last(handlers.add(EDITOR, files))
    assert "waiting" not in shown
    assert "the same file as another of these" in shown
    assert len(desk.papers(EDITOR)) == 3


def test_progress_is_shown_on_the_way(handlers: PaperHandlers, uploads: Uploads) -> None:
    steps = list(handlers.add(EDITOR, [sent(uploads, "a.txt", paper_text(3))]))
    assert "waiting" in steps[0].upload
    assert "disabled" in steps[0].upload
    assert "disabled" not in steps[-1].upload
    assert [each.papers is not None for each in steps] == [False] * (len(steps) - 1) + [True]


def test_a_page_that_is_closed_takes_no_files_with_it(handlers: PaperHandlers, uploads: Uploads, desk: Desk) -> None:
    files = [sent(uploads, "a.txt", paper_text(3))]
    steps = handlers.add(EDITOR, files)
    with desk.service._adding:  # somebody else's are being added
        next(steps)

        threading.Thread(target=lambda: list(steps), daemon=True).start()
        time.sleep(0.2)
        assert uploads.path(files[0]["token"]) is not None
    until = time.monotonic() + 30
    while left(desk) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(desk.papers(EDITOR)) == 3


def test_an_index_that_another_process_writes_is_told_and_nothing_is_lost(
    handlers: PaperHandlers, uploads: Uploads, desk: Desk
) -> None:
    index = desk.service.settings.index
    before = sorted(path.name for path in desk.service.settings.corpus.iterdir() if not path.name.startswith("."))
    id = id_of(desk, "paper-1.txt")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(index)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        shown = last(handlers.add(EDITOR, [sent(uploads, "a.txt", paper_text(3))]))
        assert "in use by" in shown
        assert "Wait" in shown
        assert "in use by" in handlers.remove(EDITOR, id)
    finally:
        holder.communicate(timeout=30)
    after = sorted(path.name for path in desk.service.settings.corpus.iterdir() if not path.name.startswith("."))
    assert [name for name in after if name.endswith(".txt")] == [name for name in before if name.endswith(".txt")]
    assert len(desk.papers(EDITOR)) == 2
    assert "1 of 1 files added" in last(handlers.add(EDITOR, [sent(uploads, "a.txt", paper_text(3))]))


@pytest.mark.parametrize("nonsense", [None, 5, "abc", {}, [None, 1, "x", []], [{}], [{"name": 5, "token": []}]])
def test_nonsense_is_no_file(handlers: PaperHandlers, desk: Desk, nonsense: Any) -> None:
    assert "files added" in last(handlers.add(EDITOR, nonsense))
    assert len(desk.papers(EDITOR)) == 2


def test_a_reader_adds_corrects_and_removes_nothing(handlers: PaperHandlers, desk: Desk) -> None:
    id = id_of(desk, "paper-1.txt")
    with pytest.raises(ForbiddenError):
        list(handlers.add(READER, []))
    for act in (handlers.form, handlers.leaving):
        with pytest.raises(ForbiddenError):
            act(READER, id)
    assert "may not remove" in handlers.remove(READER, id)
    assert len(desk.papers(READER)) == 2


@pytest.mark.parametrize("id", ["", "paper-1", "0" * 16])
def test_only_a_whole_id_removes_or_corrects_a_paper(handlers: PaperHandlers, desk: Desk, id: str) -> None:
    assert "no longer in the index" in handlers.remove(EDITOR, id)
    with pytest.raises(CouncilQAError):
        handlers.form(EDITOR, id)
    assert len(desk.papers(EDITOR)) == 2
