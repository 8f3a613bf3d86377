"""Work that is killed before each of its changes to files, one run for each."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

_CHANGES = frozenset({"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.chmod", "os.truncate"})
"""Events that Python tells an audit hook before it does them."""


def every_kill(tmp_path: Path, prepare: Callable[[Path], None], work: Callable[[Path], None]) -> Iterator[Path]:
    """A prepared folder for each moment of the work, as the kill at that moment leaves it; the last run ends."""
    for moment in range(1000):
        folder = tmp_path / f"killed-{moment}"
        folder.mkdir()
        prepare(folder)
        ended = _run(lambda folder=folder: work(folder), folder, moment)  # type: ignore[misc]
        yield folder
        if ended:
            assert moment > 2, "the work changed nothing"
            return
    raise AssertionError("the work never ends")


def _run(work: Callable[[], None], folder: Path, moment: int) -> bool:
    """Whether the work ended before that moment came."""
    child = os.fork()
    if child == 0:
        try:
            sys.addaudithook(_killer(folder, moment))
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def _killer(folder: Path, moment: int) -> Callable[[str, tuple[object, ...]], None]:
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in _CHANGES and any(str(folder) in str(each) for each in arguments):
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

    return hook
