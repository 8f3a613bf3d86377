"""Results as they come in, kept beside the file that they will stand in: an interrupted run goes on from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from pydantic import ValidationError

from councilqa.evals.results import CaseResult
from councilqa.evals.runner import Ask


class Journal:
    """JSON lines, one for each case and system, written as soon as it is known; a context manager.

    A line counts only for the same case, asked with the same settings, index and code. The last line may be cut short
    by a kill: it is asked again.
    """

    def __init__(self, path: Path, *, conditions: str) -> None:
        """`conditions` name all that bears on an answer beside the case."""
        self._path = path
        self._conditions = conditions
        self._known = dict(_lines(path))
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a", encoding="utf-8")
        if self._path.stat().st_size:
            self._file.write("\n")  # after a line that a kill cut short
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def known(self, wanted: Iterable[Ask], system: str) -> dict[str, CaseResult]:
        """Results by id of what needs not be asked again; what crashed is asked again."""
        found = {ask.id: self._known.get(self._key(ask.id, ask.digest, system)) for ask in wanted}
        return {each: result for each, result in found.items() if result is not None and result.error is None}

    def add(self, result: CaseResult, system: str) -> None:
        if self._file is None:
            raise ValueError("the journal is not open")
        key = self._key(result.id, result.digest, system)
        self._file.write(json.dumps({"key": key, "result": result.model_dump(mode="json")}, ensure_ascii=False) + "\n")
        self._file.flush()

    def remove(self) -> None:
        """Once the results stand in their own file."""
        if self._file is not None:
            self._file.close()
        self._path.unlink(missing_ok=True)

    def _key(self, id: str, digest: str, system: str) -> str:
        return hashlib.sha256("\0".join((id, digest, system, self._conditions)).encode()).hexdigest()[:24]


def journal_of(out: Path) -> Path:
    """Where the results of a run to `out` are kept while it lasts."""
    return out.with_name(f"{out.name}.journal.jsonl")


def _lines(path: Path) -> Iterable[tuple[str, CaseResult]]:
    if not path.is_file():
        return
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
            yield entry["key"], CaseResult.model_validate(entry["result"])
        except (json.JSONDecodeError, ValidationError, KeyError, TypeError):
            continue  # cut short, or by another version
