"""Files on their way from a browser into the corpus folder."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import AsyncIterable, Iterable
from pathlib import Path

from councilqa.errors import TooLargeError

KEPT_SECONDS = 3600
"""What was sent and never taken in is deleted after so long."""
_TOKEN = re.compile(r"[\w-]{20,40}", re.ASCII)


class Uploads:
    """A private folder; each file lies in it under a name that cannot be guessed."""

    def __init__(self, folder: Path, *, most_mb: int) -> None:
        self._folder = folder
        self._most_mb = most_mb

    async def receive(self, chunks: AsyncIterable[bytes]) -> str:
        """Write a file as it comes; its token. Raises TooLargeError as soon as it is past the limit."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clear()
        token = secrets.token_urlsafe(20)
        path = self._folder / token
        size = 0
        try:
            with path.open("xb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > self._most_mb * 1_000_000:
                        raise TooLargeError(
                            f"the file has more than {self._most_mb} MB, the most that is taken",
                            hint="Split it, or ask whoever runs this page to raise the limit.",
                        )
                    file.write(chunk)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return token

    def path(self, token: str) -> Path | None:
        """Where a file lies; None for a token that was not given out or is used up."""
        if not _TOKEN.fullmatch(token):
            return None
        path = self._folder / token
        return path if path.is_file() else None

    def drop(self, paths: Iterable[Path]) -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    def _clear(self) -> None:
        """Forget what a browser sent and never asked for."""
        for path in self._folder.iterdir():
            if path.is_file() and path.stat().st_mtime < time.time() - KEPT_SECONDS:
                path.unlink(missing_ok=True)
