"""Question files of either form, by their names: YAML suites and JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from councilqa.evals.cases import CaseFile, distinct
from councilqa.evals.jsonl import read_jsonl
from councilqa.evals.suites import FINAL_FOLDER, SUFFIXES, read_suite


def read_files(paths: Iterable[Path]) -> tuple[CaseFile, ...]:
    """The cases of several files; raises SettingsError where two have the same id."""
    return distinct(read_cases(path) for path in paths)


def read_cases(path: Path) -> CaseFile:
    """Read one file; raises SettingsError that names the file and line of what is wrong."""
    return read_suite(path) if path.suffix.lower() in SUFFIXES else read_jsonl(path)


def suites_under(paths: Iterable[Path], *, final: bool = False) -> Iterator[Path]:
    """Files as they are, and the suites in folders; those of a final part only where they are asked for.

    A folder of final questions that is itself named is asked for.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        named = final or path.name == FINAL_FOLDER
        for each in sorted(path.rglob("*")):
            if each.suffix.lower() in SUFFIXES and (named or each.parent.name != FINAL_FOLDER):
                yield each
