"""Changing one entry in the text of a manifest: every other line stays as its author wrote it.

Loading the whole and writing it anew, even with a YAML library that keeps comments, would reflow and indent lines
nobody has changed, and lose the comment that stands after a line that goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import yaml

from councilqa.errors import SettingsError

Plain = str | bool | dt.date | list[str]
"""What an entry's keys hold in YAML."""
_WIDEST = 1 << 20


def with_changes(text: str, name: str, changes: Mapping[str, Plain | None]) -> str:
    """The text with these keys of an entry set, or taken out where None; an entry without keys goes.

    Raises SettingsError where that would change the meaning of anything else.
    """
    changed = text
    try:
        # What is set first: an entry that gets other keys keeps its place.
        for key, value in sorted(changes.items(), key=lambda change: change[1] is None):
            changed = _with_change(changed, name, key, value)
        correct = _entries(changed) == _expected(text, name, changes)
    except yaml.YAMLError:
        correct = False
    if not correct:
        raise SettingsError(
            f"the entry of {name!r} cannot be changed without changing others", hint="Edit the manifest by hand."
        )
    return changed


def _with_change(text: str, name: str, key: str, value: Plain | None) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return text if value is None else _appended(text, _entry(text, 0, name, {key: value}))
    if root.flow_style:
        return _rewritten(text, root, name, {key: value})
    found = _pair(root, name)
    if found is None:
        column = root.value[0][0].start_mark.column
        return text if value is None else _appended(text, _entry(text, column, name, {key: value}))
    entry_key, entry = found
    if entry.start_mark.index < entry_key.end_mark.index or not isinstance(entry, yaml.MappingNode) or entry.flow_style:
        return _with_new_entry(text, entry_key, entry, {key: value})
    return _with_key(text, entry_key, entry, key, value)


def _with_key(text: str, entry_key: yaml.Node, entry: yaml.MappingNode, key: str, value: Plain | None) -> str:
    """One key of an entry that has a line for each."""
    found = _pair(entry, key)
    if value is None:
        if found is None:
            return text
        start, end = _span(text, *(found if len(entry.value) > 1 else (entry_key, entry)))
        return text[:start] + text[end:]
    line = f"{' ' * entry.value[0][0].start_mark.column}{key}: {_dumped(value)}"
    if found is None:
        _, end = _span(text, entry_key, entry)
        return _inserted(text, end, line)
    start, end = _span(text, *found)
    return text[:start] + line + _after(text, *found) + text[end:]


def _with_new_entry(text: str, key: yaml.Node, entry: yaml.Node, changes: Mapping[str, Plain | None]) -> str:
    """Instead of an entry in braces, an alias or nothing: one with a line for each key."""
    name = str(key.value)
    values = _changed(_entries(text)[name], changes)
    start, end = _span(text, key, entry)
    lines = _entry(text, key.start_mark.column, name, values) if values else ""
    return text[:start] + lines + text[end:]


def _rewritten(text: str, root: yaml.MappingNode, name: str, changes: Mapping[str, Plain | None]) -> str:
    """A manifest in braces, as JSON is, with a line for each key."""
    rest = text[: root.start_mark.index] + text[root.end_mark.index :].lstrip()
    if root.value and "#" in text:
        raise SettingsError(
            "a manifest in braces and with comments cannot be changed", hint="Write each entry and key on its own line."
        )
    entries = "".join(_entry(text, 0, *each) for each in _expected(text, name, changes).items())
    return _appended(rest, entries) if entries else text


def _expected(text: str, name: str, changes: Mapping[str, Plain | None]) -> dict[str, Any]:
    """What is to be read from the text once it is changed."""
    entries = _entries(text)
    values = _changed(entries.get(name), changes)
    if values and changes:
        return {**entries, name: values}
    return {each: entry for each, entry in entries.items() if each != name or not changes}


def _changed(entry: Any, changes: Mapping[str, Plain | None]) -> dict[str, Any]:
    taken_out = {key for key, value in changes.items() if value is None}
    return {key: value for key, value in {**(entry or {}), **changes}.items() if key not in taken_out}


def _entries(text: str) -> dict[str, Any]:
    return {str(name): entry for name, entry in (yaml.safe_load(text) or {}).items()}


def _pair(node: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The last of that name, which is the one that counts."""
    return next(((key, value) for key, value in reversed(node.value) if str(key.value) == name), None)


def _entry(text: str, column: int, name: str, values: Mapping[str, Any]) -> str:
    indent, end = " " * column, _line_end(text)
    lines = [f"{indent}{_dumped(name)}:", *(f"{indent}  {key}: {_dumped(value)}" for key, value in values.items())]
    return "".join(f"{line}{end}" for line in lines)


def _dumped(value: Any) -> str:
    """On one line, so written that YAML reads the same value from it."""
    style = '"' if isinstance(value, str) and not value.isprintable() else None
    dumped = yaml.safe_dump(
        value, default_flow_style=True, default_style=style, allow_unicode=True, width=_WIDEST, sort_keys=False
    )
    return str(dumped).removesuffix("\n").removesuffix("\n...")


def _span(text: str, key: yaml.Node, value: yaml.Node) -> tuple[int, int]:
    """From the first character of the key's line to that after the value's last line."""
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    return start, _next_line(text, _end(key, value))


def _next_line(text: str, at: int) -> int:
    if at and text[at - 1] == "\n":  # the end of a literal block, which is the start of the line after it
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _end(key: yaml.Node, value: yaml.Node) -> int:
    """Where the last of a value stands; marks of whole blocks would take in the comments after them."""
    if value.start_mark.index < key.end_mark.index:  # an alias; the node stands where its anchor is
        return int(key.end_mark.index)
    if isinstance(value, yaml.MappingNode) and not value.flow_style and value.value:
        return _end(*value.value[-1])
    if isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value:
        return _end(key, value.value[-1])
    return int(value.end_mark.index)


def _after(text: str, key: yaml.Node, value: yaml.Node) -> str:
    """What follows a value on its last line, comment and line break."""
    end = _end(key, value)
    alias = value.start_mark.index < key.end_mark.index
    return ("" if alias else text[end : _next_line(text, end)]) or _line_end(text)


def _appended(text: str, lines: str) -> str:
    return _inserted(text, len(text), lines.rstrip("\r\n"))


def _inserted(text: str, at: int, line: str) -> str:
    end = _line_end(text)
    before = text[:at]
    joint = end if before and not before.endswith("\n") else ""
    return f"{before}{joint}{line}{end}{text[at:]}"


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
