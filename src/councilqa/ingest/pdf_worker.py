"""PDFium in a process of its own.

A page can be made so that PDFium, which is native code, works on it for hours, takes all
memory or crashes; nothing inside this process could stop that. Starting the other one
costs 0.15 s a file (measured), little against reading and embedding a report.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError

from councilqa import errors
from councilqa.errors import DocumentError, NeedsOCRError, PasswordError, TooLargeError
from councilqa.ingest.pdf_page import PageContent
from councilqa.ingest.pdf_take import About, PageTaken, PdfLimits, take

_GRACE_SECONDS = 3.0
"""The worker minds the clock itself; only one that is stuck is killed."""
_LONGEST = 500_000_000
"""Bytes of one message."""
_MOST_FILES = 64
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONHOME", "TMPDIR", "TEMP")
_ERRORS = {each.__name__: each for each in (DocumentError, PasswordError, NeedsOCRError, TooLargeError)}


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why the file cannot be read."""

    kind: str
    """The name of an error."""
    text: str


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
        env=_environment(),
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


def _environment() -> dict[str, str]:
    """What a Python needs to start, and none of the keys that this process may have."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(folder for folder in sys.path if folder)}


def _messages(worker: subprocess.Popen[bytes], order: str) -> Iterator[bytes]:
    """The lines that the worker sends, up to its end, however it ends."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    with suppress(OSError):
        worker.stdin.write(order.encode() + b"\n")
        worker.stdin.flush()
        while (line := worker.stdout.readline(_LONGEST)).endswith(b"\n"):
            yield line


def _collect(
    name: str,
    messages: Iterator[bytes],
    on_page: Callable[[int, int], None] | None,
    *,
    late: threading.Event,
    limits: PdfLimits,
) -> Opened:
    pages: list[PageContent] = []
    for message in messages:
        match _read(message):
            case PageTaken(content=content, of=count):
                pages.append(content)
                if on_page is not None:
                    on_page(len(pages), count)
            case About() as about:
                return Opened(tuple(pages), about)
            case _Refused(kind=kind, text=text) if kind in _ERRORS:
                raise _ERRORS[kind](text)
            case _:
                raise DocumentError(f"{name!r} made the PDF library's process answer with nonsense: it is damaged")
    if late.is_set():
        raise TooLargeError(f"{name!r} takes longer to read than the limit of {limits.seconds:g} seconds")
    place = f"at page {len(pages) + 1}" if pages else "on opening it"
    raise DocumentError(f"{name!r} stopped the PDF library {place}: it is damaged, or made to take up all memory")


def _read(line: bytes) -> PageTaken | About | _Refused | None:
    """A message, or None for what is none."""
    try:
        return _messages_of().validate_json(line)
    except ValidationError:
        return None


@cache
def _messages_of() -> TypeAdapter[PageTaken | About | _Refused]:
    return TypeAdapter(PageTaken | About | _Refused)


# --- the other side -----------------------------------------------------------


def main() -> None:
    """Read one order from standard input, send the answer in lines of JSON."""
    order = json.loads(sys.stdin.readline())
    limits = PdfLimits(**order["limits"])
    _bound(limits)
    out = sys.stdout.buffer
    try:
        for message in take(Path(order["path"]), order["passwords"], limits):
            _send(message, out)
    except errors.CouncilQAError as error:
        _send(_Refused(type(error).__name__, str(error)), out)


def _send(message: PageTaken | About | _Refused, out: IO[bytes]) -> None:
    out.write(_messages_of().dump_json(message) + b"\n")
    out.flush()


def _bound(limits: PdfLimits) -> None:
    """Hold this process to so much memory and time and few files; Windows has no such limits."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    seconds = int(limits.seconds + _GRACE_SECONDS) + 1
    for kind, most in (
        (resource.RLIMIT_AS, limits.max_memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
