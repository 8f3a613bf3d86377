"""Fields of a Word file whose value stands nowhere in its text: numbers that Word counts, choices in a form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from councilqa.ingest.docx_numbering import formatted
from councilqa.ingest.docx_package import W
from councilqa.ingest.docx_styles import switch, value, whole

_NUMBER = re.compile(r"\s*(LISTNUM|AUTONUM(?:LGL|OUT)?)\b(.*)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r'\s*"?([A-Za-z]\w*)"?')
_LEVEL = re.compile(r"\\l\s*\"?(\d)")
_START = re.compile(r"\\s\s*\"?(\d{1,9})")
_LEVELS = 9
_OUTLINE = ("%R.", "%A.", "%1.", "%a)", "(%1)", "(%a)", "(%r)", "(%a)", "(%r)")
_PLAIN = ("%1)", "%a)", "%r)", "(%1)", "(%a)", "(%r)", "%1.", "%a.", "%r.")
_FORMATS = {"R": "upperRoman", "r": "lowerRoman", "A": "upperLetter", "a": "lowerLetter", "1": "decimal"}


@dataclass(slots=True)
class OpenField:
    """A field from its first mark on."""

    code: str = ""
    chosen: str = ""
    """What is chosen in it, where it is one of a form."""
    in_code: bool = True
    shown: bool = False
    """Whether any text of its own is stored."""


def open_field(mark: etree._Element) -> OpenField:
    form = mark.find(W + "ffData")
    return OpenField(chosen="" if form is None else _chosen(form))


def _chosen(form: etree._Element) -> str:
    """The entry chosen from a list, or a box with or without its tick."""
    entries, box = form.find(W + "ddList"), form.find(W + "checkBox")
    if box is not None:
        ticked = switch(box, "checked")
        return "☒" if (switch(box, "default") if ticked is None else ticked) else "☐"
    if entries is None:
        return ""
    texts = [value(entry) or "" for entry in entries.iterchildren(W + "listEntry")]
    result = whole(entries.find(W + "result"))
    place = (whole(entries.find(W + "default")) or 0) if result is None else result
    return texts[place] if 0 <= place < len(texts) else ""


@dataclass(slots=True)
class FieldNumbers:
    """The counters behind the fields that number paragraphs."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    below: int = 0
    """The level of the last heading that such a field numbers."""

    def text(self, code: str, *, heading: int | None) -> str | None:
        """What Word shows for a field in a paragraph of this level of heading, 0 the topmost; None for others."""
        found = _NUMBER.match(code)
        if found is None:
            return None
        name, rest = found[1].upper(), found[2]
        if name == "LISTNUM":
            return self._listed(rest)
        level = self.below if heading is None else heading
        if heading is not None:
            self.below = min(heading + 1, _LEVELS - 1)
        counts = self._advanced("AUTONUM", level)
        text = _label({"AUTONUMLGL": "LegalDefault", "AUTONUMOUT": "OutlineDefault"}.get(name, ""), counts)
        return text.rstrip(".") if r"\e" in rest.lower() else text

    def _listed(self, rest: str) -> str:
        named, levelled, started = _NAME.match(rest), _LEVEL.search(rest), _START.search(rest)
        name = named[1] if named else "NumberDefault"
        level = min(max(int(levelled[1]) - 1, 0), _LEVELS - 1) if levelled else 0
        return _label(name, self._advanced(name.lower(), level, int(started[1]) if started else None))

    def _advanced(self, name: str, level: int, start: int | None = None) -> list[int]:
        counts = self.counts.setdefault(name, [0] * _LEVELS)
        counts[level] = counts[level] + 1 if start is None else start
        counts[:level] = [max(count, 1) for count in counts[:level]]
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return counts[: level + 1]


def _label(name: str, counts: list[int]) -> str:
    match name.lower():
        case "legaldefault":
            return ".".join(map(str, counts)) + "."
        case "outlinedefault":
            look = _OUTLINE[len(counts) - 1]
        case "":
            look = "%1."
        case _:
            look = _PLAIN[len(counts) - 1]
    return re.sub(r"%(\w)", lambda place: formatted(counts[-1], _FORMATS[place[1]]), look)
