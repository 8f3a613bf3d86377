"""Word files: paragraphs with the numbers Word gives them, headings, lists, tables, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from lxml import etree

from councilqa.domain.documents import Block, Draft, Footnote, Heading, ListItem, Paragraph, Table
from councilqa.errors import DocumentError, TooLargeError
from councilqa.ingest.blocks import (
    draft_of,
    one_line,
    prose,
    reads_like_heading,
    table_of,
    tidy,
    typed_number,
)
from councilqa.ingest.docx_controls import settle_controls
from councilqa.ingest.docx_fields import FieldNumbers
from councilqa.ingest.docx_header import first_header, says_what_paper
from councilqa.ingest.docx_notes import NoteNumbers
from councilqa.ingest.docx_numbering import Counters, Label, Numbering
from councilqa.ingest.docx_package import DocxLimits, Package, W, open_package
from councilqa.ingest.docx_sight import has_ground
from councilqa.ingest.docx_styles import Styles, switch, value, whole
from councilqa.ingest.docx_text import Line, Setting, branches, read_line
from councilqa.ingest.kinds import FileKind, sniff
from councilqa.ingest.marks import marks_in, with_notes
from councilqa.ingest.table_names import Cell, header_rows

_MOST_COLUMNS = 63
"""Word's own limit; a span beyond it is damage or a trick."""
_LONGEST_HEADING = 200
_FORM_COLUMNS = 2
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
        settle_controls(main, package)
        reader = _Reader.of(package, main)
        try:
            body = with_notes([*reader.header(main), *reader.body(main)], reader.marks)
            blocks = [*body, *reader.footnotes()]
        except RecursionError as error:
            raise TooLargeError(f"{path.name!r} is nested too deeply") from error
        title = _title(blocks, reader.titles, package)
        return draft_of(blocks, title=title, notes=reader.left_out)


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
    notes: NoteNumbers
    level: int = 1
    """Of the last heading that has a heading's style."""
    carried: list[Line] = field(default_factory=list)
    """Text of paragraphs whose end was deleted: it belongs to the next one."""
    fields: FieldNumbers = field(default_factory=FieldNumbers)
    titles: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    """Numbers of notes that stand raised in the text, typed and not counted by Word."""
    on_paper: bool = True
    """Whether nothing lies behind the text that is being read, so that white letters cannot be seen."""
    unseen: int = 0
    """Words that were left out because nobody can see them."""
    struck: int = 0
    """Words that were left out because they are struck through."""
    inner: list[list[Table]] = field(default_factory=list)
    """Tables found in the cells of the rows that are being read, outermost row first."""

    @classmethod
    def of(cls, package: Package, main: etree._Element) -> _Reader:
        styles = Styles.read(package.related("styles"))
        numbering = Numbering.read(package.related("numbering"), styles)
        return cls(
            package=package,
            styles=styles,
            numbering=numbering,
            counters=Counters(numbering),
            notes=NoteNumbers.of(main, package.related("settings")),
            on_paper=not has_ground(main, package),
        )

    @property
    def left_out(self) -> list[str]:
        """What the user should know of text that is in the file and not in the draft."""
        notes = [(self.unseen, "text that cannot be seen"), (self.struck, "text that is struck through")]
        return [f"{what} was left out ({words} words)" for words, what in notes if words]

    def header(self, main: etree._Element) -> list[Block]:
        """What stands at the head of the first page, where it says what paper this is."""
        root = first_header(main, self.package)
        if root is None:
            return []
        settle_controls(root, self.package)
        blocks = list(self._story(root))
        return blocks if says_what_paper(blocks, self.titles) else []

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
        line = read_line(element, self._setting(style_id))
        self.unseen += line.unseen
        self.struck += line.struck
        self.marks |= marks_in(line.pieces)
        if _end_is_deleted(properties):
            self.carried.append(line)
            return None
        line = self._with_carried(line)
        if line.in_contents or any(_CONTENTS_STYLE.match(name) for name in self.styles.names(style_id)):
            return None
        self.notes.take(line.notes)
        if properties is not None and properties.find(W + "sectPr") is not None:
            self.notes.end_section()
            if line.empty:  # Word shows a section's break there and no paragraph, so none is counted
                return None
        # A hidden paragraph counts: Word itself puts one in to go on counting in another list.
        reference = self.numbering.reference(properties, style_id=style_id, styles=self.styles)
        label = None if reference is None else self.counters.next(reference)
        return _Numbered(line, label, style_id, element)

    def _setting(self, style_id: str | None) -> Setting:
        return Setting(
            styles=self.styles,
            style_id=style_id,
            on_paper=self.on_paper,
            numbers=self.fields,
            heading=self.styles.outline(style_id),
        )

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
            drawn=any(each.drawn for each in lines),
            in_contents=line.in_contents,
        )

    def _block(self, numbered: _Numbered) -> Block:
        line, label = numbered.line, numbered.label
        level = self._heading_level(numbered)
        if level is not None:
            text = one_line(line.text)
            number = label.number if label is not None else typed_number(text)
            return Heading(text=text, start=0, level=level, number=number)
        if label is None and line.note_number is not None:
            return Footnote(text=tidy(line.text), start=0, number=line.note_number)
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
            yield from self._on_ground(self._story(box))

    def _story(self, root: etree._Element) -> Iterator[Block]:
        """A text box or a page's head, which has lists of its own."""
        outer, self.counters = self.counters, Counters(self.numbering)
        yield from self._blocks(root)
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
        yield from self._parts(rows)

    def _parts(self, rows: list[etree._Element]) -> Iterator[Block]:
        """A table, cut below each row that holds a table of its own; that one follows, with its row's label."""
        cells: list[list[Cell]] = []
        inner: list[Table] = []
        begun = 0
        for at, row in enumerate(rows, start=1):
            self.inner.append([])
            cells.append(self._row(row))
            label = next((cell.text for cell in cells[-1] if cell.text), None)
            inner += [replace(table, caption=label) for table in self.inner.pop()]
            if inner and (at == len(rows) or len(cells[-1]) <= _FORM_COLUMNS):
                yield from _table_of_rows(rows[begun:at], cells[begun:], first=begun == 0)
                yield from inner
                begun, inner = at, []
        yield from _table_of_rows(rows[begun:], cells[begun:], first=begun == 0)

    def _inner_table(self, element: etree._Element) -> Iterator[str]:
        """A table in a cell: one with names over its columns stands by itself, of any other each row is a phrase."""
        rows = list(_rows(element))
        cells = [self._row(row) for row in rows]
        heads = header_rows(cells, marked=_marked(rows))
        table = table_of(cells, header_rows=heads) if heads else None
        if table is not None and self.inner:
            self.inner[-1].append(table)
            return
        phrases = (": ".join(cell.text.rstrip(":") for cell in row if cell.text) for row in cells)
        yield "; ".join(phrase for phrase in phrases if phrase)

    def _row(self, row: etree._Element) -> list[Cell]:
        before = row.find(f"{W}trPr/{W}gridBefore")
        cells = [Cell(text="", columns=_span(before))] if before is not None else []
        for cell in _cells(row):
            properties = cell.find(W + "tcPr")
            merged = None if properties is None else properties.find(W + "vMerge")
            text = one_line(" ".join(self._cell_texts(cell)))
            below = merged is not None and value(merged) != "restart"
            span = None if properties is None else properties.find(W + "gridSpan")
            cells.append(Cell(text="" if below else text, columns=_span(span), covered=below))
        return cells

    def _cell_texts(self, parent: etree._Element) -> Iterator[str]:
        """Texts in a cell; Word's own numbers and bullets are written out, for no block carries them."""
        for child in branches(parent):
            if child.tag == W + "p":
                yield from self._cell_paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._inner_table(child)
            elif child.tag in _WRAPPERS:
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
            for key, number in list(self.notes.of_kind(kind)):
                text = tidy(" ".join(self._cell_texts(elements[key]))) if key in elements else ""
                if text:
                    yield Footnote(text=text, start=0, number=number)


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


def _table_of_rows(rows: list[etree._Element], cells: list[list[Cell]], *, first: bool) -> Iterator[Block]:
    """Those rows of a table as one; what follows an inner table goes on without a header."""
    heads = header_rows(cells, marked=_marked(rows)) if first else 0
    table = table_of(cells, header_rows=heads)
    if table is not None:
        yield table


def _marked(rows: list[etree._Element]) -> int:
    """The first rows that are marked to be repeated on each page."""
    return sum(1 for _ in takewhile(lambda row: switch(row.find(W + "trPr"), "tblHeader"), rows))


def _title(blocks: list[Block], titles: list[str], package: Package) -> str | None:
    # Further in, it is an annex that has the style of a title.
    for block in blocks[:_TITLE_WITHIN]:
        if isinstance(block, Heading) and block.text in titles:
            return block.text
    core = package.part(_CORE)
    found = None if core is None else core.findtext(_DC_TITLE)
    title = one_line(found or "")
    return None if _NO_TITLE.match(title) else title
