"""Question suites in YAML, read by a schema; what is wrong is named with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from councilqa.errors import SettingsError
from councilqa.evals.cases import (
    Answerable,
    Case,
    CaseFile,
    Cell,
    Comparison,
    Evidence,
    Expected,
    Figure,
    FigureGroups,
    Part,
    Persona,
    Unanswerable,
)
from councilqa.text import comparable

SUFFIXES = (".yaml", ".yml")
FINAL_FOLDER = "final"
"""Final questions stand in a folder of this name, and no others do."""
Kind = Literal[
    "fact",
    "figure",
    "follow-up",
    "governance",
    "hr",
    "law",
    "list",
    "proposal",
    "reason",
    "risk",
    "saving",
    "table",
    "timeline",
]
WhyNot = Literal[
    "absent-detail", "absent-topic", "false-premise", "not-decided", "out-of-scope", "wrong-council", "wrong-document"
]
Difficulty = Literal["direct", "paraphrase", "multi", "misspelt", "telegraphic"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C reads a large suite twenty times as fast, where PyYAML was built with it."""
Model = TypeVar("Model", bound=BaseModel)
_Where = tuple[str | int, ...]
_Phrase = Annotated[str, Field(min_length=1, strict=True)]
_Phrases = Annotated[tuple[_Phrase, ...], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Cell(_Strict):
    row: _Phrase
    column: _Phrase


class _Evidence(_Strict):
    quote: _Phrase
    document: _Phrase
    page: Annotated[int, Field(ge=1, strict=True)] | None = None
    printed_page: _Phrase | None = None
    paragraph: _Phrase | None = None
    cell: _Cell | None = None

    def built(self) -> Evidence:
        cell = Cell(row=self.cell.row, column=self.cell.column) if self.cell else None
        given = self.model_dump(exclude={"cell"})
        return Evidence(**given, cell=cell)


class _Figure(_Strict):
    number: Decimal
    unit: _Phrase
    tolerance: Annotated[Decimal, Field(ge=0)] = Decimal(0)

    @field_validator("number", "tolerance", mode="before")
    @classmethod
    def _is_number(cls, given: object) -> object:
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise ValueError("a number is expected, in base units: £41k is 41000")
        return str(given)

    def built(self) -> Figure:
        return Figure(number=self.number, unit=self.unit, tolerance=self.tolerance)


_Figures = tuple[Annotated[tuple[_Figure, ...], Field(min_length=1)], ...]


class _Right(_Strict):
    """What a right answer holds, and where that stands."""

    evidence: Annotated[tuple[_Evidence, ...], Field(min_length=1)]
    gold: tuple[_Phrases, ...] = Field(min_length=1)
    figures: _Figures = ()

    def proofs(self) -> tuple[Evidence, ...]:
        return tuple(each.built() for each in self.evidence)

    def figure_groups(self) -> FigureGroups:
        return tuple(tuple(each.built() for each in group) for group in self.figures)


class _Asked(_Strict):
    id: _Phrase
    question: _Phrase
    persona: Persona


class _Answerable(_Asked, _Right):
    kind: Kind
    difficulty: Difficulty | None = None
    papers: tuple[_Phrase, ...] = ()
    turns: tuple[_Phrase, ...] = ()
    wordings: tuple[_Phrase, ...] = ()

    @model_validator(mode="after")
    def _are_distinct(self) -> Self:
        asked = [comparable(each) for each in (self.question, *self.wordings)]
        if twice := next((each for each in asked if asked.count(each) > 1), None):
            raise ValueError(f"wordings: {twice!r} stands twice")
        return self

    def built(self) -> Answerable:
        return Answerable(
            id=self.id,
            question=self.question,
            kind=self.kind,
            proofs=self.proofs(),
            gold=self.gold,
            figures=self.figure_groups(),
            persona=self.persona,
            papers=self.papers,
            turns=self.turns,
            difficulty=self.difficulty,
            wordings=self.wordings,
        )


class _Unanswerable(_Asked):
    kind: WhyNot
    why: _Phrase
    put_right: tuple[_Phrase, ...] = ()
    papers: tuple[_Phrase, ...] = ()
    turns: tuple[_Phrase, ...] = ()

    def built(self) -> Unanswerable:
        return Unanswerable(**self.model_dump())


class _Comparison(_Asked):
    kind: Literal["comparison"]
    expect: Annotated[dict[_Phrase, _Right], Field(min_length=1)]
    not_stated: tuple[_Phrase, ...] = ()
    borderline: tuple[_Phrase, ...] = ()

    def built(self) -> Comparison:
        return Comparison(
            id=self.id,
            question=self.question,
            persona=self.persona,
            expect={
                name: Expected(proofs=each.proofs(), gold=each.gold, figures=each.figure_groups())
                for name, each in self.expect.items()
            },
            not_stated=self.not_stated,
            borderline=self.borderline,
        )


class _Suite(_Strict):
    version: Literal[1]
    part: Part
    about: _Phrase
    cases: list[dict[str, Any]]


def read_suite(path: Path) -> CaseFile:
    """Read one suite; raises SettingsError that names the file and line of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the questions in {path.name!r}: {error}", hint="Check the path.") from error
    return parse_suite(text, name=path.name, final=path.absolute().parent.name == FINAL_FOLDER)


def parse_suite(text: str, *, name: str, final: bool = False) -> CaseFile:
    """The suite that a text holds; raises SettingsError as `read_suite` does."""
    root = _composed(text, name=name)
    lines = dict(_lines(root))
    data = _loaded(text, name=name)
    suite = _valid(_Suite, data, name=name, lines=lines)
    if (suite.part == "final") != final:
        _fault(name, lines.get(("part",)), "part: final questions, and no others, stand in a folder named 'final'")
    cases = [_case(raw, at, name=name, lines=lines) for at, raw in enumerate(suite.cases)]
    _require_distinct(cases, name=name, lines=lines)
    return CaseFile(
        name=name,
        cases=tuple(cases),
        version=suite.version,
        part=suite.part,
        about=suite.about.strip(),
        lines={case.id: lines[("cases", at)] for at, case in enumerate(cases)},
    )


def _composed(text: str, *, name: str) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError) as error:
        raise _not_yaml(error, name) from error
    if not isinstance(root, yaml.MappingNode):
        _fault(name, 1, "a mapping with version, part, about and cases is expected")
    try:
        for key in _repeated(root):
            _fault(name, key.start_mark.line + 1, f"{key.value}: given twice")
    except RecursionError as error:
        raise SettingsError(f"{name}: something in it is a part of itself", hint="Leave out the alias.") from error
    return root


def _loaded(text: str, *, name: str) -> Any:
    try:
        return yaml.load(text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: no date
        raise _not_yaml(error, name) from error


def _not_yaml(error: Exception, name: str) -> SettingsError:
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    said = getattr(error, "problem", None) or " ".join(str(error).split())
    return SettingsError(f"{name}{line}: not valid YAML: {said}", hint="Correct that line.")


def _repeated(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Keys that YAML would quietly let win over the first of their name."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield key
            seen.add(str(key.value))
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)


def _lines(node: yaml.Node, where: _Where = ()) -> Iterator[tuple[_Where, int]]:
    """The line, from 1, of each key and each element of a list, by its path."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*where, str(key.value)), key.start_mark.line + 1
            yield from _lines(value, (*where, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield (*where, at), value.start_mark.line + 1
            yield from _lines(value, (*where, at))


def _case(raw: Mapping[str, Any], at: int, *, name: str, lines: Mapping[_Where, int]) -> Case:
    """A comparison is told by `expect`, a question without an answer by `why`."""
    under = ("cases", at)
    if "expect" in raw:
        return _valid(_Comparison, raw, name=name, lines=lines, under=under).built()
    if "why" in raw:
        return _valid(_Unanswerable, raw, name=name, lines=lines, under=under).built()
    return _valid(_Answerable, raw, name=name, lines=lines, under=under).built()


def _valid(model: type[Model], data: object, *, name: str, lines: Mapping[_Where, int], under: _Where = ()) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        # A misspelt key says more than that the right one is missing.
        first = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
        where = (*under, *first["loc"])
        case = f"{data['id']}: " if isinstance(data, Mapping) and isinstance(data.get("id"), str) else ""
        _fault(name, _line_of(where, lines), f"{case}{'.'.join(map(str, first['loc']))}: {_said(first)}")


def _line_of(where: _Where, lines: Mapping[_Where, int]) -> int:
    """Of the innermost that is there: for a key that is missing, what it is missing from."""
    return next((lines[where[:depth]] for depth in range(len(where), 0, -1) if where[:depth] in lines), 1)


def _said(each: ErrorDetails) -> str:
    match each["type"]:
        case "extra_forbidden":
            return "unknown key"
        case "missing":
            return "is missing"
        case "string_type":
            return f"text is expected; write {each['input']!s} in quotation marks"
        case _:
            return each["msg"].removeprefix("Value error, ").lower()


def _require_distinct(cases: list[Case], *, name: str, lines: Mapping[_Where, int]) -> None:
    first: dict[str, int] = {}
    for at, case in enumerate(cases):
        line = lines[("cases", at)]
        if case.id in first:
            _fault(name, line, f"the id {case.id!r} is also in line {first[case.id]}")
        first[case.id] = line


def _fault(name: str, line: int | None, what: str) -> NoReturn:
    raise SettingsError(f"{name}, line {line or 1}: {what}", hint="Correct that line.")
