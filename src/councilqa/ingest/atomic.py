"""Files that are there whole or not at all, whenever the process is killed and whatever two of them do at once."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from councilqa.errors import LockedIndexError, SettingsError

_CHUNK_BYTES = 1 << 20
_PATIENCE_SECONDS = 60.0


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Only one process and thread at a time in what this name stands for; the lock's hidden file stays."""
    lock = FileLock(folder / f".{name}.lock", timeout=_PATIENCE_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise LockedIndexError(f"the folder {folder.name!r} is being changed by another process") from error
    except OSError as error:
        raise SettingsError(
            f"the folder {folder.name!r} cannot be written to: {error.strerror or error}",
            hint="Check the path and its permissions.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def replace_whole(path: Path, data: bytes) -> None:
    """Put new content in the place of a file's old content, or make the file."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with fresh.open("xb") as file:
        file.write(data)
        _flush(file.fileno())
    with suppress(FileNotFoundError):
        shutil.copymode(path, fresh)
    fresh.replace(path)
    sync_folder(path.parent)


def copy_whole(source: Path, target: Path) -> str:
    """Copy a file onto the disk, under a name that nobody reads yet; the SHA-256 of what was copied."""
    target.unlink(missing_ok=True)  # never written into: after a kill it may be a second name of a placed file
    found = hashlib.sha256()
    with source.open("rb") as original, target.open("xb") as copy:
        for chunk in iter(lambda: original.read(_CHUNK_BYTES), b""):
            found.update(chunk)
            copy.write(chunk)
        copy.flush()
        _flush(copy.fileno())
    return found.hexdigest()


def place(copied: Path, target: Path) -> None:
    """Give a copied file its name; raises FileExistsError where another file has it."""
    try:
        os.link(copied, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(target) from None
        copied.rename(target)
    copied.unlink(missing_ok=True)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can do that."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _flush(descriptor: int) -> None:
    os.fsync(descriptor)
