"""What an operator knows of the papers better than their text tells: `manifest.yaml` in the corpus folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from councilqa.domain.documents import Metadata, PaperKind
from councilqa.errors import SettingsError

NAME = "manifest.yaml"


class Entry(BaseModel):
    """Corrections for one file; what is left out is taken from the paper."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = None
    councils: tuple[str, ...] | None = None
    partnership: str | None = None
    body: str | None = None
    date: dt.date | None = None
    kind: PaperKind | None = None
    portfolio: str | None = None
    contact: str | None = None
    key_decision: bool | None = None
    restriction: str | None = None
    origin: str | None = None
    """Where the file was published; kept for the reader of the manifest."""

    def applied_to(self, metadata: Metadata) -> Metadata:
        return replace(metadata, **self.corrections())

    def corrections(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.model_fields_set - {"origin"}}
        return {name: value for name, value in given.items() if value is not None}

    def holds_for(self, metadata: Metadata) -> bool:
        """Whether the metadata already say what this entry says."""
        return all(getattr(metadata, name) == value for name, value in self.corrections().items())


def read_manifest(folder: Path) -> dict[str, Entry]:
    """Entries by file name; empty where the folder has no manifest. Raises SettingsError with file and line."""
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        text = path.read_text("utf-8")
        data = yaml.safe_load(text) or {}
        lines = dict(_lines(yaml.compose(text, Loader=yaml.SafeLoader)))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: no date, or no UTF-8
        raise SettingsError(f"{NAME} is not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, Mapping):
        raise SettingsError(f"{NAME}, line 1: a mapping of file names to entries is expected")
    return {str(name): _entry(str(name), value, lines) for name, value in data.items()}


def _entry(name: str, value: object, lines: Mapping[tuple[str, str], int]) -> Entry:
    try:
        return Entry.model_validate(value or {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        line = lines.get((name, key), lines.get((name, ""), 1))
        what = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].lower()
        raise SettingsError(
            f"{NAME}, line {line}: {name}: {key}: {what}", hint=f"Correct that line of {NAME}."
        ) from error


def _lines(node: yaml.Node | None) -> Iterator[tuple[tuple[str, str], int]]:
    """Line of each file name and of each key under it, from 1."""
    if not isinstance(node, yaml.MappingNode):
        return
    for name, entry in node.value:
        yield (str(name.value), ""), name.start_mark.line + 1
        if isinstance(entry, yaml.MappingNode):
            for key, _ in entry.value:
                yield (str(name.value), str(key.value)), key.start_mark.line + 1
