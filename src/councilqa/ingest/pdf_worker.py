"""PDFium in a process of its own.

A page can be made so that PDFium, which is native code, works on it for hours, takes all
memory or crashes; nothing inside this process could stop that. Starting the other one
costs 0.15 s a file (measured), little against reading and embedding a report.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from councilqa import errors
from councilqa.errors import DocumentError, TooLargeError
from councilqa.ingest.pdf_page import PageContent
from councilqa.ingest.pdf_take import About, PageTaken, PdfLimits, take

_GRACE_SECONDS = 3.0
"""The worker minds the clock itself; only one that is stuck is killed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the file gives before its layout is worked out."""

    pages: tuple[PageContent, ...]
    about: About


def take_apart(
    path: Path,
    *,
    passwords: Sequence[str],
    on_page: Callable[[int, int], None] | None,
    limits: PdfLimits,
) -> Opened:
    """All pages of a file, taken from it by a worker process within the limits."""
    order = json.dumps({"path": str(path), "passwords": list(passwords), "limits": asdict(limits)})
    worker = subprocess.Popen(
        [
            sys.executable,
            "-P",
            "-m",
            "councilqa.ingest.pdf_worker",
        ],  # -P: import nothing from the working folder
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folder for folder in sys.path if folder)},
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        worker.kill()

    watch = threading.Timer(limits.seconds + _GRACE_SECONDS, stop)
    watch.daemon = True
    watch.start()
    try:
        return _collect(path.name, _messages(worker, order), on_page, late=late, limits=limits)
    finally:
        watch.cancel()
        worker.kill()
        worker.communicate()


def _messages(worker: subprocess.Popen[bytes], order: str) -> Iterator[Any]:
    """What the worker sends, up to its end, however it ends."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    try:
        worker.stdin.write(order.encode() + b"\n")
        worker.stdin.flush()
        while True:
            yield pickle.load(worker.stdout)
    except (EOFError, pickle.UnpicklingError, OSError):
        return


def _collect(
    name: str,
    messages: Iterator[Any],
    on_page: Callable[[int, int], None] | None,
    *,
    late: threading.Event,
    limits: PdfLimits,
) -> Opened:
    pages: list[PageContent] = []
    for message in messages:
        match message:
            case PageTaken(content=content, of=count):
                pages.append(content)
                if on_page is not None:
                    on_page(len(pages), count)
            case About():
                return Opened(tuple(pages), message)
            case (str(kind), str(text)):
                raise getattr(errors, kind)(text)
    if late.is_set():
        raise TooLargeError(f"{name!r} takes longer to read than the limit of {limits.seconds:g} seconds")
    place = f"at page {len(pages) + 1}" if pages else "on opening it"
    raise DocumentError(f"{name!r} stopped the PDF library {place}: it is damaged, or made to take up all memory")


# --- the other side -----------------------------------------------------------


def main() -> None:
    """Read one order from standard input, send the answer in pickles."""
    order = json.loads(sys.stdin.readline())
    limits = PdfLimits(**order["limits"])
    _bound_memory(limits.max_memory)
    out = sys.stdout.buffer
    try:
        for message in take(Path(order["path"]), order["passwords"], limits):
            _send(message, out)
    except errors.CouncilQAError as error:
        _send((type(error).__name__, str(error)), out)


def _send(message: object, out: IO[bytes]) -> None:
    pickle.dump(message, out)
    out.flush()


def _bound_memory(most: int) -> None:
    """Hold this process to so many bytes; Windows has no such limit."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
