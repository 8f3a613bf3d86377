"""Signs of Markdown as their reader sees them: tables with tabs between the cells, links and notes as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from councilqa.ingest.marks import numbers_in

_FRONT = re.compile(
    r"\A\s*---[ \t]*\n((?:[ \t]*[\w-]+:.*\n|[ \t]+.*\n|[ \t]*-[ \t].*\n|[ \t]*\n)+?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_FRONT_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_NOTE = re.compile(r"^[ ]{0,3}\[\^([\w-]{1,40})\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"[ ]?\[\^[\w-]{1,40}\](?!:)|(?<=\w)<sup>\s*\[?\d{1,3}\]?\s*</sup>")
_STRUCK = re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~|<(s|del|strike)>(.{0,2000}?)</\2>", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,1000}\)")
_LINK = re.compile(
    r"\[(?!https?:)([^\[\]\n]{1,300})\]"
    r"(?:\([^()\s]{0,1000}(?:\([^()\s]{0,300}\))?(?:[ ]\"[^\"\n]{0,300}\")?\)|\[[^\]\n]{0,100}\](?!\())"
)
_ADDRESS = re.compile(r"<((?:https?|mailto):[^>\s]{1,1000})>")
_BREAK = re.compile(r"[ \t]*<br[ ]?/?>[ \t]*", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.{0,5000}?-->", re.DOTALL)
_ESCAPE = re.compile(r"(?<!\\)\\([`*_\[\]()#+.!|>~£$%&<-])")
_EMPHASIS = re.compile(r"\*\*|__")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text as it is read, and what is known beside it."""

    text: str
    title: str | None = None
    left_out: tuple[str, ...] = ()


def rendered(text: str) -> Rendered:
    """A Markdown file as its reader sees it, its headings, items and emphasis aside."""
    front = _FRONT.match(text)
    title = _FRONT_TITLE.search(front[1]) if front else None
    text = _COMMENT.sub("", text[front.end() :] if front else text)
    struck = sum(len((found[1] or found[3] or "").split()) for found in _STRUCK.finditer(text))
    lines = _STRUCK.sub("", text).split("\n")
    left_out = (f"text that is struck through was left out ({struck} words)",) if struck else ()
    return Rendered("\n".join(_lines(lines)), title[1] if title else None, left_out)


def _lines(lines: list[str]) -> Iterator[str]:
    fenced = False
    at = 0
    while at < len(lines):
        fenced ^= _FENCE.match(lines[at]) is not None
        end = at if fenced else _end_of_table(lines, at)
        if end == at:
            yield lines[at] if fenced else _inline(lines[at])
            at += 1
            continue
        yield from ("\t".join(cells) for cells in _rows(lines[at:end]))
        at = end


def _end_of_table(lines: list[str], at: int) -> int:
    """Where a table ends that begins here: names, a row of dashes under them, and rows."""
    if at + 1 >= len(lines) or not _PIPE.search(lines[at]) or not _is_rule(lines[at + 1]):
        return at
    if len(_cells(lines[at])) != len(_cells(lines[at + 1])):
        return at
    end = at + 2
    while end < len(lines) and lines[end].strip() and _PIPE.search(lines[end]):
        end += 1
    return end


def _is_rule(line: str) -> bool:
    return "-" in line and _PIPE.search(line) is not None and _RULE.fullmatch(line) is not None


def _rows(lines: list[str]) -> Iterator[list[str]]:
    width = len(_cells(lines[0]))
    for line in (lines[0], *lines[2:]):
        cells = [_EMPHASIS.sub("", _inline(cell)).replace("\n", " ").strip() for cell in _cells(line)][:width]
        yield cells + [""] * (width - len(cells))


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if _PIPE.search(inner[-1:]) and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip() for cell in _PIPE.split(inner)]


def _inline(line: str) -> str:
    note = _NOTE.match(line)
    if note is not None:  # as its number before its text, which is how a note is told from prose
        number = next(iter(sorted(numbers_in(note[1]))), "*")
        line = f"\n{number.translate(_RAISED)} {line[note.end() :]}"
    else:
        line = _NOTE_MARK.sub("", line)
    line = _LINK.sub(r"\1", _IMAGE.sub(r"\1", line))
    return _ESCAPE.sub(r"\1", _BREAK.sub("\n", _ADDRESS.sub(r"\1", line)))
