"""What is worked out of papers and kept beside the index, so that the next process need not work it out again.

Nothing depends on it: what is missing, damaged or may not be written is worked out anew.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from councilqa.domain.documents import Document

T = TypeVar("T")
FOLDER = "derived"


class Derived:
    """Files under names made from what they were worked out of; safe to use from several processes."""

    def __init__(self, index: Path) -> None:
        self._folder = index / FOLDER

    def get(self, what: str, version: int, document: Document, type_: type[T], make: Callable[[Document], T]) -> T:
        """What `make` gives for a paper, from the file where it was made before from the same paper and version."""
        path = self._folder / f"{what}-{_digest(version, document)}.json"
        adapter = TypeAdapter(type_)
        with suppress(OSError, ValidationError):
            return adapter.validate_json(path.read_bytes())
        made = make(document)
        with suppress(OSError):
            _write(path, adapter.dump_json(made))
        return made


def _digest(version: int, document: Document) -> str:
    """Of all that bears on it: text, and what was found out or corrected of the paper."""
    told = f"{version} {document.id} {document.metadata} {document.abbreviations}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(made).replace(path)
    except OSError:
        Path(made).unlink(missing_ok=True)
        raise
