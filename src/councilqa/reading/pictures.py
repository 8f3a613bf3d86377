"""Pages of PDF papers as pictures, with the quotation marked on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from councilqa import errors
from councilqa.errors import DocumentError
from councilqa.reading.quotes import QuoteOnPage, quotes_on_page

__all__ = ["Box", "PagePicture", "PageRenderer", "QuoteOnPage", "quotes_on_page"]

USUAL_WIDTH = 1_100
_WIDTHS = (64, 4_000)
_START_SECONDS = 10.0
"""More for the first page of a new worker, which has to start on a machine that may be busy."""
_WORKER = [sys.executable, "-P", "-m", "councilqa.reading.picture_worker"]  # -P: import nothing from the working folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A marked stretch of line, in shares of the picture: 0 is its left or upper edge, 1 its right or lower one."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    png: bytes
    width: int
    height: int
    marked: int
    """How many of the quotations were found; one that is not found exactly is not marked at all."""
    boxes: tuple[Box, ...]
    """Of all that are marked, in the order of the quotations."""


class PageRenderer:
    """Draws pages, one at a time, in a worker process that is started with the first and killed when it is stuck.

    It may be used from several threads. Pictures are kept, the latest used ones, up to so many bytes.
    """

    def __init__(
        self, *, seconds: float = 10.0, cache_bytes: int = 64_000_000, max_memory: int = 2_000_000_000
    ) -> None:
        self._seconds = seconds
        self._max_memory = max_memory
        self._kept = _Kept(cache_bytes)
        self._turn = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> PageRenderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; a page that is being drawn fails."""
        self._closed = True
        worker = self._worker
        if worker is not None:
            worker.kill()
        with self._turn:
            self._stop()

    def page(
        self,
        path: Path,
        number: int,
        *,
        sha256: str,
        quotes: Sequence[QuoteOnPage] = (),
        width_px: int = USUAL_WIDTH,
        passwords: Sequence[str] = (),
    ) -> PagePicture:
        """A page, 1-based, of the file with that SHA-256, of which the first 16 digits are enough."""
        if len(sha256) < 16:
            raise ValueError("a SHA-256, or at least its first 16 digits, has to be given")
        order = {
            "path": str(path), "page": number, "sha256": sha256.lower(), "quotes": [asdict(each) for each in quotes],
            "width": min(max(width_px, _WIDTHS[0]), _WIDTHS[1]), "passwords": list(passwords),
        }  # fmt: skip
        key = (json.dumps(order, sort_keys=True), _state(path))
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        with self._turn:
            # Another thread may have asked for the same page in the meantime.
            picture = self._kept.get(key) or self._drawn(path.name, order)
        self._kept.put(key, picture)
        return picture

    # --- the worker -----------------------------------------------------------------

    def _drawn(self, name: str, order: dict[str, Any]) -> PagePicture:
        fresh = self._start()
        worker = self._worker
        assert worker is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            worker.kill()

        watch = threading.Timer(self._seconds + (_START_SECONDS if fresh else 0.0), stop)
        watch.daemon = True
        watch.start()
        try:
            head, png = _asked(worker, order)
        except (OSError, EOFError, ValueError) as error:
            self._stop()
            raise _failure(name, order["page"], seconds=self._seconds if late.is_set() else None) from error
        finally:
            watch.cancel()
        return _picture(head, png)

    def _start(self) -> bool:
        """See that there is a worker; True where it is a new one."""
        if self._closed:
            raise ValueError("the renderer is closed")
        if self._worker is not None and self._worker.poll() is None:
            return False
        self._stop()
        self._worker = subprocess.Popen(
            _WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folder for folder in sys.path if folder)},
        )
        assert self._worker.stdin is not None
        self._worker.stdin.write(b"%d\n" % self._max_memory)
        return True

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        try:
            worker.communicate()
        except (OSError, ValueError):
            worker.wait()  # its pipe broke while the order was being written


def _state(path: Path) -> tuple[int, int] | None:
    """What changes when the file does; None where it is gone, for which the worker has the words."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _asked(worker: subprocess.Popen[bytes], order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps(order).encode() + b"\n")
    worker.stdin.flush()
    line = worker.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    head = json.loads(line)
    png = worker.stdout.read(head["bytes"])
    if len(png) < head["bytes"]:
        raise EOFError
    return head, png


def _picture(head: dict[str, Any], png: bytes) -> PagePicture:
    if "error" in head:
        raise getattr(errors, head["error"])(head["message"], hint=head["hint"])
    boxes = tuple(Box(left=left, top=top, right=right, bottom=bottom) for left, top, right, bottom in head["boxes"])
    return PagePicture(png=png, width=head["width"], height=head["height"], marked=head["marked"], boxes=boxes)


def _failure(name: str, page: int, *, seconds: float | None) -> DocumentError:
    if seconds is not None:
        said = f"page {page} of {name!r} takes longer to draw than the limit of {seconds:g} seconds"
    else:
        said = f"page {page} of {name!r} stopped the PDF library: it is damaged, or made to take up all memory"
    return DocumentError(said, hint="Read its text instead, or open the file in a PDF viewer.")


class _Kept:
    """The pictures used last, no more than so many bytes of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._pictures: OrderedDict[object, PagePicture] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: object) -> PagePicture | None:
        with self._guard:
            picture = self._pictures.get(key)
            if picture is not None:
                self._pictures.move_to_end(key)
            return picture

    def put(self, key: object, picture: PagePicture) -> None:
        with self._guard:
            if key in self._pictures:
                return
            self._pictures[key] = picture
            self._size += len(picture.png)
            while self._size > self._most and self._pictures:
                _, oldest = self._pictures.popitem(last=False)
                self._size -= len(oldest.png)
