"""Text of papers and users on its way into a file: it arrives as text and does nothing there."""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, which XML forbids, and those that turn the direction of writing."""
_HALVES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#$@{}]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)])(?=\s|$))")
_WIDE_SPACE = "\u2003"
"""Markdown runs spaces together; the cells of a row stay apart by this one."""


def clean(text: str) -> str:
    """Without characters that are not seen; lines end with a line feed."""
    return _HALVES.sub("\ufffd", _UNSEEN.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """For a heading or a name."""
    return _SPACES.sub(" ", clean(text)).strip()


def markdown_line(text: str) -> str:
    """One line that Markdown shows as it stands: no link, picture, heading, list or HTML comes of it."""
    return _escaped(one_line(text))


def markdown_lines(text: str) -> list[str]:
    """The lines of a text that Markdown shows as they stand; empty ones are left out."""
    lines = (_SPACES.sub(" ", line.strip().replace("\t", "\0")) for line in clean(text).split("\n"))
    return [_escaped(line).replace("\0", _WIDE_SPACE) for line in lines if line]


def _escaped(line: str) -> str:
    return _LINE_START.sub(_escaped_start, _SPECIAL.sub(r"\\\g<0>", line))


def _escaped_start(match: re.Match[str]) -> str:
    sign, number, after = match.groups()
    return f"\\{sign}" if sign else f"{number}\\{after}"
