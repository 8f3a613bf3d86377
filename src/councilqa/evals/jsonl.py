"""Question files of JSON lines, one case each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from councilqa.errors import SettingsError
from councilqa.evals.cases import Answerable, Case, CaseFile, Comparison, Evidence, Expected, Persona, Unanswerable

_Phrase = Annotated[str, Field(min_length=1)]
_Group = Annotated[tuple[_Phrase, ...], Field(min_length=1)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _Phrase
    question: _Phrase


class _AnswerableLine(_Line):
    persona: Persona | None = None
    kind: str
    difficulty: str | None = None
    doc: str | None = None
    evidence: _Group
    alt_evidence: tuple[_Phrase, ...] = ()
    gold: tuple[_Group, ...] = Field(min_length=1)
    paragraph: str | None = None
    """Of the first evidence, as its author wrote it; a section's name in some files."""
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


def read_jsonl(path: Path) -> CaseFile:
    """Read one file; raises SettingsError that names the file and line of what is wrong."""
    numbered = [(number, line) for number, line in enumerate(_lines(path), 1) if line.strip()]
    cases = [_case(line, where=f"{path.name}, line {number}") for number, line in numbered]
    lines = {case.id: number for (number, _), case in zip(numbered, cases, strict=True)}
    return CaseFile(name=path.name, cases=tuple(cases), lines=lines)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the questions in {path.name!r}: {error}", hint="Check the path.") from error


def _case(line: str, *, where: str) -> Case:
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise SettingsError(f"{where}: not a JSON object", hint="Correct that line.")
        return _parsed(raw)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{where}: not JSON: {error.msg}", hint="Correct that line.") from error
    except ValidationError as error:
        raise SettingsError(f"{where}: {_wrong(error)}", hint="Correct that line.") from error


def _parsed(raw: dict[str, Any]) -> Case:
    if "expect" in raw:
        return _comparison(_ComparisonLine.model_validate(raw))
    if "type" in raw:
        no = _UnanswerableLine.model_validate(raw)
        put_right = tuple(phrase for group in no.gold_or for phrase in group)
        return Unanswerable(id=no.id, question=no.question, kind=no.type, why=no.why, put_right=put_right)
    yes = _AnswerableLine.model_validate(raw)
    return Answerable(
        id=yes.id,
        question=yes.question,
        kind=yes.kind,
        proofs=tuple(Evidence(quote=quote, document=yes.doc or "") for quote in (*yes.evidence, *yes.alt_evidence)),
        gold=yes.gold,
        persona=yes.persona,
        difficulty=yes.difficulty,
    )


def _comparison(line: _ComparisonLine) -> Comparison:
    expect = {
        name: Expected(proofs=tuple(Evidence(quote=quote) for quote in each.evidence), gold=each.gold)
        for name, each in line.expect.items()
    }
    return Comparison(
        id=line.id, question=line.question, expect=expect, not_stated=line.not_stated, borderline=line.borderline
    )


def _wrong(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {_said(each)}" for each in error.errors(include_url=False))


def _said(each: ErrorDetails) -> str:
    return "unknown key" if each["type"] == "extra_forbidden" else each["msg"].lower()
