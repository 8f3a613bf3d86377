"""The numbers of footnotes and endnotes in a Word file, which stand nowhere in its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from councilqa.ingest.docx_numbering import formatted
from councilqa.ingest.docx_package import W
from councilqa.ingest.docx_styles import value, whole

KINDS = {"footnotes": "footnotePr", "endnotes": "endnotePr"}


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A place in the text that refers to a note, or, with no kind, where Word began a new page."""

    kind: str = ""
    """ "footnotes" or "endnotes"."""
    key: str = ""
    own: str | None = None
    """Its mark where that is no number that Word counts."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How the notes of a section are numbered."""

    format: str
    start: int = 1
    restart: str = "continuous"


@dataclass(slots=True)
class NoteNumbers:
    """Counts the notes of a file while it is read."""

    ways: Sequence[dict[str, _Way]]
    """For each section."""
    section: int = 0
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    """By kind and id, in the order of their marks."""
    _counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, main: etree._Element, settings: etree._Element | None) -> NoteNumbers:
        usual = {kind: _way(settings, kind, None) for kind in KINDS}
        sections = main.iter(W + "sectPr")
        return cls([{kind: _way(section, kind, usual[kind]) for kind in KINDS} for section in sections] or [usual])

    def take(self, marks: Sequence[NoteMark]) -> None:
        for mark in marks:
            if not mark.kind:
                self._begin("eachPage")
            elif (mark.kind, mark.key) not in self.numbers:
                self.numbers[mark.kind, mark.key] = mark.own or self._next(mark.kind)

    def end_section(self) -> None:
        self.section = min(self.section + 1, len(self.ways) - 1)
        self._begin("eachSect")

    def of_kind(self, kind: str) -> Iterator[tuple[str, str]]:
        return ((key, number) for (of, key), number in self.numbers.items() if of == kind)

    def _begin(self, what: str) -> None:
        for kind, way in self.ways[self.section].items():
            if way.restart == what:
                self._counts[kind] = 0

    def _next(self, kind: str) -> str:
        way = self.ways[self.section][kind]
        self._counts[kind] += 1
        return formatted(self._counts[kind] + way.start - 1, way.format)


def _way(parent: etree._Element | None, kind: str, usual: _Way | None) -> _Way:
    usual = usual or _Way("lowerRoman" if kind == "endnotes" else "decimal")
    properties = None if parent is None else parent.find(W + KINDS[kind])
    if properties is None:
        return usual
    return _Way(
        value(properties.find(W + "numFmt")) or usual.format,
        whole(properties.find(W + "numStart")) or usual.start,
        value(properties.find(W + "numRestart")) or usual.restart,
    )
