"""Word files: paragraphs with the numbers Word gives them, headings, lists, tables, notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from councilqa.domain.documents import Block, Draft, Footnote, Heading, ListItem, Paragraph
from councilqa.errors import DocumentError, TooLargeError
from councilqa.ingest.blocks import (
    Cell,
    draft_of,
    names_columns,
    one_line,
    prose,
    reads_like_heading,
    table_of,
    tidy,
    typed_number,
)
from councilqa.ingest.docx_numbering import Counters, Label, Numbering
from councilqa.ingest.docx_package import DocxLimits, Package, W, open_package
from councilqa.ingest.docx_sight import has_ground
from councilqa.ingest.docx_styles import Styles, switch, value, whole
from councilqa.ingest.docx_text import Line, branches, read_line
from councilqa.ingest.kinds import FileKind, sniff

_MOST_COLUMNS = 63
"""Word's own limit; a span beyond it is damage or a trick."""
_LONGEST_HEADING = 200
_HEADER_ROWS = 4
_DEEPEST_HEADING = 9
_TITLE_WITHIN = 10
"""Blocks."""
_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_CONTENTS_STYLE = re.compile(r"(toc \d|toc heading|table of figures|contents heading)$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"microsoft word\b|.*\btemplate\b|document ?\d*$|untitled|.*\.(docx?|pdf|rtf)$|\W*$|.{0,3}$", re.IGNORECASE
)
_CORE = "docProps/core.xml"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def read_docx(path: Path, *, limits: DocxLimits | None = None) -> Draft:
    """The text of a Word file with its outline; raises a DocumentError for any other file."""
    kind = sniff(path)
    if kind is not FileKind.DOCX:
        raise DocumentError(f"{path.name!r} is not a Word file but {kind.value}")
    with open_package(path, limits=limits or DocxLimits()) as package:
        main = package.main()
        reader = _Reader.of(package, main)
        try:
            blocks = [*reader.body(main), *reader.footnotes()]
        except RecursionError as error:
            raise TooLargeError(f"{path.name!r} is nested too deeply") from error
        unseen = f"text that cannot be seen was left out ({reader.unseen} words)"
        title = _title(blocks, reader.titles, package)
        return draft_of(blocks, title=title, notes=[unseen] if reader.unseen else [])


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A paragraph that has been read, with the label Word prints before it."""

    line: Line
    label: Label | None
    style_id: str | None
    element: etree._Element


@dataclass(slots=True)
class _Reader:
    """One pass through a file; holds what the paragraphs before have set."""

    package: Package
    styles: Styles
    numbering: Numbering
    counters: Counters
    level: int = 1
    """Of the last heading that has a heading's style."""
    carried: list[Line] = field(default_factory=list)
    """Text of paragraphs whose end was deleted: it belongs to the next one."""
    notes: dict[tuple[str, str], int] = field(default_factory=dict)
    """Footnotes and endnotes in the order of their marks, each with its number."""
    note_counts: Counter[str] = field(default_factory=Counter)
    titles: list[str] = field(default_factory=list)
    on_paper: bool = True
    """Whether nothing lies behind the text that is being read, so that white letters cannot be seen."""
    unseen: int = 0
    """Words that were left out because nobody can see them."""

    @classmethod
    def of(cls, package: Package, main: etree._Element) -> _Reader:
        styles = Styles.read(package.related("styles"))
        numbering = Numbering.read(package.related("numbering"), styles)
        return cls(
            package=package,
            styles=styles,
            numbering=numbering,
            counters=Counters(numbering),
            on_paper=not has_ground(main, package),
        )

    def body(self, root: etree._Element) -> Iterator[Block]:
        for part in root.iterchildren(W + "body"):
            yield from self._blocks(part)

    def _blocks(self, parent: etree._Element) -> Iterator[Block]:
        for child in branches(parent):
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._on_ground(self._table(child))
            elif child.tag in _WRAPPERS and not _is_contents(child):
                yield from self._blocks(child)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        numbered = self._read(element)
        if numbered is None:
            return
        block = self._block(numbered)
        if block.text:
            yield block
        yield from self._boxes(numbered.line)

    def _read(self, element: etree._Element) -> _Numbered | None:
        """A paragraph with its label, or None for one that is not shown."""
        properties = element.find(W + "pPr")
        style_id = None if properties is None else value(properties.find(W + "pStyle"))
        style_id = style_id if style_id in self.styles.by_id else self.styles.default_paragraph
        line = read_line(element, styles=self.styles, style_id=style_id, on_paper=self.on_paper)
        self.unseen += line.unseen
        if _end_is_deleted(properties):
            self.carried.append(line)
            return None
        line = self._with_carried(line)
        if line.in_contents or any(_CONTENTS_STYLE.match(name) for name in self.styles.names(style_id)):
            return None
        for note in line.notes:
            if note not in self.notes:
                self.note_counts[note[0]] += 1
                self.notes[note] = self.note_counts[note[0]]
        # A hidden paragraph counts: Word itself puts one in to go on counting in another list.
        reference = self.numbering.reference(properties, style_id=style_id, styles=self.styles)
        label = None if reference is None else self.counters.next(reference)
        return _Numbered(line, label, style_id, element)

    def _with_carried(self, line: Line) -> Line:
        if not self.carried:
            return line
        lines = [*self.carried, line]
        self.carried.clear()
        return Line(
            pieces=[piece for each in lines for piece in each.pieces],
            plain=any(each.plain for each in lines),
            notes=[note for each in lines for note in each.notes],
            boxes=[box for each in lines for box in each.boxes],
            unseen=sum(each.unseen for each in lines),
            in_contents=line.in_contents,
        )

    def _block(self, numbered: _Numbered) -> Block:
        line, label = numbered.line, numbered.label
        level = self._heading_level(numbered)
        if level is not None:
            text = one_line(line.text)
            number = label.number if label is not None else typed_number(text)
            return Heading(text=text, start=0, level=level, number=number)
        if label is None:
            return prose(line.text)
        text = tidy(line.text)
        if label.number is not None and _is_main(label):
            return Paragraph(text=text, start=0, number=label.number)
        return ListItem(text=text, start=0, depth=label.level, number=label.number)

    def _heading_level(self, numbered: _Numbered) -> int | None:
        text = one_line(numbered.line.text)
        if not any(letter.isalpha() for letter in text) or len(text) > _LONGEST_HEADING:
            return None
        if any(name.lower() == "title" for name in self.styles.names(numbered.style_id)):
            self.titles.append(text)
            return 1
        outline = self._outline(numbered)
        # Reports number their prose with heading styles, too.
        if outline is not None and not (text.endswith((".", ";")) and len(text.split()) > 8):
            self.level = outline + 1
            return self.level
        if numbered.line.bold and _may_head(text, numbered.label):
            return min(self.level + 1, _DEEPEST_HEADING)
        return None

    def _outline(self, numbered: _Numbered) -> int | None:
        properties = numbered.element.find(W + "pPr")
        own = None if properties is None else whole(properties.find(W + "outlineLvl"))
        if own is not None:
            return own if 0 <= own < _DEEPEST_HEADING else None
        return self.styles.outline(numbered.style_id)

    def _boxes(self, line: Line) -> Iterator[Block]:
        for box in line.boxes:
            # A text box is a story of its own, with lists of its own.
            outer, self.counters = self.counters, Counters(self.numbering)
            yield from self._on_ground(self._blocks(box))
            self.counters = outer

    def _on_ground(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """What stands in a table or a box, which may have a colour of its own."""
        outer, self.on_paper = self.on_paper, False
        yield from blocks
        self.on_paper = outer

    def _table(self, element: etree._Element) -> Iterator[Block]:
        rows = list(_rows(element))
        if all(len(list(_cells(row))) <= 1 for row in rows):  # a frame around prose
            for row in rows:
                for cell in _cells(row):
                    yield from self._blocks(cell)
            return
        cells = [self._row(row) for row in rows]
        table = table_of(cells, header_rows=_header_rows(rows, cells))
        if table is not None:
            yield table

    def _row(self, row: etree._Element) -> list[Cell]:
        before = row.find(f"{W}trPr/{W}gridBefore")
        cells = [Cell(text="", columns=_span(before))] if before is not None else []
        for cell in _cells(row):
            properties = cell.find(W + "tcPr")
            merged = None if properties is None else properties.find(W + "vMerge")
            text = one_line(" ".join(self._cell_texts(cell)))
            below = merged is not None and value(merged) != "restart"
            span = None if properties is None else properties.find(W + "gridSpan")
            cells.append(Cell(text="" if below else text, columns=_span(span)))
        return cells

    def _cell_texts(self, parent: etree._Element) -> Iterator[str]:
        """Texts in a cell; Word's own numbers and bullets are written out, for no block carries them."""
        for child in branches(parent):
            if child.tag == W + "p":
                yield from self._cell_paragraph(child)
            elif child.tag in _WRAPPERS or child.tag in (W + "tbl", W + "tr", W + "tc"):
                yield from self._cell_texts(child)

    def _cell_paragraph(self, element: etree._Element) -> Iterator[str]:
        numbered = self._read(element)
        if numbered is None:
            return
        text = tidy(numbered.line.text)
        label = numbered.label
        if label is not None and label.number is not None:
            yield label.number
        elif label is not None and text:
            yield "•"
        yield text
        for box in numbered.line.boxes:
            yield from self._cell_texts(box)

    def footnotes(self) -> Iterator[Block]:
        """The notes that the body refers to, footnotes before endnotes."""
        for kind in ("footnotes", "endnotes"):
            root = self.package.related(kind)
            elements = {} if root is None else {note.get(W + "id", ""): note for note in root.iterchildren()}
            numbers = {key: number for (of, key), number in self.notes.items() if of == kind}
            for key, number in numbers.items():
                text = tidy(" ".join(self._cell_texts(elements[key]))) if key in elements else ""
                if text:
                    yield Footnote(text=text, start=0, number=str(number))


def _is_main(label: Label) -> bool:
    """Whether a label numbers a paragraph of the report ("5.11", "37"), not an item under one ("(i)")."""
    return label.parts > 1 or (label.level == 0 and label.number is not None and label.number[0].isdigit())


def _may_head(text: str, label: Label | None) -> bool:
    return reads_like_heading(text) and (label is None or label.number is not None)


def _is_contents(element: etree._Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return value(gallery) == "Table of Contents"


def _end_is_deleted(properties: etree._Element | None) -> bool:
    mark = None if properties is None else properties.find(W + "rPr")
    return mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in branches(table):
        if child.tag == W + "tr" and child.find(f"{W}trPr/{W}del") is None:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in branches(row):
        if child.tag == W + "tc":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _span(element: etree._Element | None) -> int:
    columns = whole(element)
    return 1 if columns is None else min(max(columns, 1), _MOST_COLUMNS)


def _header_rows(rows: list[etree._Element], cells: list[list[Cell]]) -> int:
    """Rows marked to be repeated on each page, or else the first, where it looks like names of columns."""
    marked = 0
    for row in rows:
        if not switch(row.find(W + "trPr"), "tblHeader"):
            break
        marked += 1
    if marked:
        return min(marked, _HEADER_ROWS)
    return 1 if len(rows) > 1 and names_columns([cell.text for cell in cells[0]]) else 0


def _title(blocks: list[Block], titles: list[str], package: Package) -> str | None:
    # Further in, it is an annex that has the style of a title.
    for block in blocks[:_TITLE_WITHIN]:
        if isinstance(block, Heading) and block.text in titles:
            return block.text
    core = package.part(_CORE)
    found = None if core is None else core.findtext(_DC_TITLE)
    title = one_line(found or "")
    return None if _NO_TITLE.match(title) else title
