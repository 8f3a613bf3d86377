"""Question files: one JSON object a line, each with what a right answer holds or why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from councilqa.errors import SettingsError

Groups = tuple[tuple[str, ...], ...]
"""Groups of alternatives: each group asks for one of its members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """A question that the papers answer."""

    id: str
    question: str
    kind: str
    """What is asked for: "figure", "list", "risk"."""
    evidence: tuple[str, ...]
    """Verbatim fragments; each is enough to verify the answer or a part of it, alternatives included."""
    gold: Groups
    """A right answer holds one of each group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswerable:
    """A question that the papers do not answer."""

    id: str
    question: str
    kind: str
    """Why there is no answer: "absent-detail", "wrong-council"."""
    why: str
    put_right: tuple[str, ...] = ()
    """Phrases that put a false premise right; an answer with one of them is as good as a refusal."""


Case = Answerable | Unanswerable


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The cases of one file."""

    name: str
    cases: tuple[Case, ...]
    skipped: int = 0
    """Comparisons between partnerships, which need a command of their own."""


_Phrase = Annotated[str, Field(min_length=1)]
_Group = Annotated[tuple[_Phrase, ...], Field(min_length=1)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _Phrase
    question: _Phrase


class _AnswerableLine(_Line):
    persona: str | None = None
    kind: str
    difficulty: str | None = None
    doc: str | None = None
    evidence: _Group
    alt_evidence: tuple[_Phrase, ...] = ()
    gold: tuple[_Group, ...] = Field(min_length=1)
    paragraph: str | None = None
    section: str | None = None


class _UnanswerableLine(_Line):
    type: str
    why: str
    gold_or: tuple[_Group, ...] = ()


class _Expected(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: _Group
    gold: tuple[_Group, ...]


class _ComparisonLine(_Line):
    expect: dict[str, _Expected]
    not_stated: tuple[str, ...] = ()
    borderline: tuple[str, ...] = ()


def read_files(paths: Iterable[Path]) -> tuple[CaseFile, ...]:
    """The cases of several files; raises SettingsError where two have the same id."""
    files = tuple(read_cases(path) for path in paths)
    seen: dict[str, str] = {}
    for file in files:
        for case in file.cases:
            if case.id in seen:
                raise SettingsError(f"{file.name}: the id {case.id!r} is also in {seen[case.id]}", hint="Rename one.")
            seen[case.id] = file.name
    return files


def read_cases(path: Path) -> CaseFile:
    """Read one file; raises SettingsError that names the file and line of what is wrong."""
    cases: list[Case] = []
    skipped = 0
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        case = _case(line, where=f"{path.name}, line {number}")
        if case is None:
            skipped += 1
        else:
            cases.append(case)
    return CaseFile(name=path.name, cases=tuple(cases), skipped=skipped)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the questions in {path.name!r}: {error}", hint="Check the path.") from error


def _case(line: str, *, where: str) -> Case | None:
    """One line as a case; None for a comparison."""
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise SettingsError(f"{where}: not a JSON object", hint="Correct that line.")
        return _parsed(raw)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{where}: not JSON: {error.msg}", hint="Correct that line.") from error
    except ValidationError as error:
        raise SettingsError(f"{where}: {_wrong(error)}", hint="Correct that line.") from error


def _parsed(raw: dict[str, Any]) -> Case | None:
    if "expect" in raw:
        _ComparisonLine.model_validate(raw)
        return None
    if "type" in raw:
        no = _UnanswerableLine.model_validate(raw)
        put_right = tuple(phrase for group in no.gold_or for phrase in group)
        return Unanswerable(id=no.id, question=no.question, kind=no.type, why=no.why, put_right=put_right)
    yes = _AnswerableLine.model_validate(raw)
    evidence = (*yes.evidence, *yes.alt_evidence)
    return Answerable(id=yes.id, question=yes.question, kind=yes.kind, evidence=evidence, gold=yes.gold)


def _wrong(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {_said(each)}" for each in error.errors(include_url=False))


def _said(each: ErrorDetails) -> str:
    return "unknown key" if each["type"] == "extra_forbidden" else each["msg"].lower()
