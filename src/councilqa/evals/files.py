"""Question files of either form, by their names: YAML suites and JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from councilqa.evals.cases import CaseFile, distinct
from councilqa.evals.jsonl import read_jsonl
from councilqa.evals.suites import SUFFIXES, read_suite


def read_files(paths: Iterable[Path]) -> tuple[CaseFile, ...]:
    """The cases of several files; raises SettingsError where two have the same id."""
    return distinct(read_cases(path) for path in paths)


def read_cases(path: Path) -> CaseFile:
    """Read one file; raises SettingsError that names the file and line of what is wrong."""
    return read_suite(path) if path.suffix.lower() in SUFFIXES else read_jsonl(path)


def suites_under(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as they are, and the suites in folders, of either part."""
    for path in paths:
        if path.is_dir():
            yield from (each for each in sorted(path.rglob("*")) if each.suffix.lower() in SUFFIXES)
        else:
            yield path
