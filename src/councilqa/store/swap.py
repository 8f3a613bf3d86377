"""A rebuilt index takes the place of the old one at once, or, killed in between, at the next opening."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path


def beside(folder: Path) -> Path:
    """Where the new index is built."""
    return folder.with_name(f"{folder.name}.rebuilding")


def swap(folder: Path) -> None:
    """Put the index built `beside` in the place of the old one; killed in between, `finish_swap` ends it."""
    old = _old(folder)
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    with suppress(FileNotFoundError):  # another process has ended it
        beside(folder).rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def finish_swap(folder: Path) -> None:
    """Only a whole new index takes the old one away, so where neither is in place the new one is whole."""
    old, new = _old(folder), beside(folder)
    if old.exists() and not folder.exists():
        (new if new.exists() else old).rename(folder)


def _old(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.old")
