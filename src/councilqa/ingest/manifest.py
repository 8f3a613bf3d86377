"""What an operator knows of the papers better than their text tells: `manifest.yaml` in the corpus folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from councilqa.domain.documents import Metadata, PaperKind
from councilqa.errors import SettingsError
from councilqa.ingest.atomic import locked, replace_whole
from councilqa.ingest.manifest_text import Plain, with_changes

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
        given = self.corrections()
        return replace(metadata, **given, corrected=tuple(sorted(given)))

    def corrections(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.model_fields_set - {"origin"}}
        return {name: value for name, value in given.items() if value is not None}

    def holds_for(self, metadata: Metadata) -> bool:
        """Whether the metadata already say what this entry says, and owe nothing to one that said more."""
        given = self.corrections()
        return metadata.corrected == tuple(sorted(given)) and all(
            getattr(metadata, name) == value for name, value in given.items()
        )


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


def write_entry(folder: Path, name: str, changes: Mapping[str, Any]) -> None:
    """Set keys of one file's entry, or take those out whose value is None; every other line stays as it is.

    The manifest is replaced as a whole, and by one process at a time. Raises SettingsError where the manifest or the
    entry is not valid; the file is then as it was.
    """
    if not name or PurePath(name).name != name:
        raise SettingsError(f"{NAME}: {name!r} is not the name of a file", hint="Give it without folders.")
    with locked(folder, NAME):
        entry = read_manifest(folder).get(name, Entry())
        wanted = _entry(name, {**entry.model_dump(exclude_unset=True), **changes}, {})
        path = (folder / NAME).resolve()
        before = path.read_bytes().decode("utf-8") if path.exists() else ""
        after = with_changes(before, name, {key: _plain(getattr(wanted, key)) for key in changes})
        if after == before:
            return
        try:
            replace_whole(path, after.encode("utf-8"))
        except (OSError, UnicodeEncodeError) as error:
            raise SettingsError(f"{NAME} cannot be written: {error}", hint="Check its folder's permissions.") from error


def _plain(value: Any) -> Plain | None:
    """As YAML writes it."""
    match value:
        case PaperKind():
            return str(value)
        case tuple():
            return [str(each) for each in value]
        case _:
            plain: Plain | None = value
            return plain


def _entry(name: str, value: object, lines: Mapping[tuple[str, str], int]) -> Entry:
    try:
        return Entry.model_validate(value or {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        line = lines.get((name, key), lines.get((name, ""), 1)) if lines else None
        what = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].lower()
        place, hint = (f", line {line}", f"Correct that line of {NAME}.") if line else ("", "Correct that value.")
        raise SettingsError(f"{NAME}{place}: {name}: {key}: {what}", hint=hint) from error


def _lines(node: yaml.Node | None) -> Iterator[tuple[tuple[str, str], int]]:
    """Line of each file name and of each key under it, from 1."""
    if not isinstance(node, yaml.MappingNode):
        return
    for name, entry in node.value:
        yield (str(name.value), ""), name.start_mark.line + 1
        if isinstance(entry, yaml.MappingNode):
            for key, _ in entry.value:
                yield (str(name.value), str(key.value)), key.start_mark.line + 1
