"""Web pages as council sites publish them: agendas, decisions and reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path

from lxml import etree

from councilqa.domain.documents import Block, Draft, Footnote, Heading, ListItem, Table
from councilqa.errors import DocumentError, TooLargeError
from councilqa.ingest.blocks import (
    MAX_CELLS,
    draft_of,
    one_line,
    prose,
    reads_like_heading,
    table_of,
    tidy,
    typed_number,
)
from councilqa.ingest.docx_numbering import citable, formatted
from councilqa.ingest.html_page import HtmlLimits, is_raised, raised_texts, read_page
from councilqa.ingest.marks import Raised, leading_mark, marks_in, with_notes, without_marks
from councilqa.ingest.numbering import leading_number
from councilqa.ingest.table_names import Cell, header_rows

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hr"
    " html legend main p pre section summary td th tr tbody thead tfoot caption li ul ol menu table h1 h2 h3 h4 h5 h6"
    " h7".split()
)
_HEADING = re.compile(r"h([1-6])$")
_HEADING_CLASS = re.compile(r"title|heading", re.IGNORECASE)
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LONGEST_HEADING = 200
_LONGEST_LABEL = 60
_LONGEST_NUMBER = 12
_MOST_COLUMNS = 200
_MOST_ROWS = 65_534
_DEEPEST_HEADING = 9
_NOTE_ROLES = ("doc-footnote", "doc-endnote", "doc-endnotes")
_NOTE_NAME = re.compile(r"(?:^| )(?:_?ftn|_?edn|fn|footnote|endnote)s?[:_-]?\d*(?= |$)", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")


def read_html(path: Path, *, limits: HtmlLimits | None = None) -> Draft:
    """The content of a web page with its outline; raises a DocumentError where it has none."""
    page = read_page(path, limits=limits or HtmlLimits())
    walk = _Walk()
    try:
        walk.visit(page.content)
    except RecursionError as error:
        raise TooLargeError(f"{path.name!r} is nested too deeply") from error
    walk.flush()
    if not walk.blocks:
        raise DocumentError(
            f"{path.name!r} has no text outside its menus", hint="Save the page from a browser once it is fully shown."
        )
    blocks = with_notes(walk.blocks, marks_in([Raised(text) for text in raised_texts(page.content)]))
    struck = f"text that is struck through was left out ({page.struck} words)"
    return draft_of(blocks, title=page.title, notes=[struck] if page.struck else [])


class _Walk:
    """One pass through a page, gathering inline text until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._plain = False
        """Whether any of the gathered text is not bold."""
        self._raised = False
        """Whether what is being gathered stands above the line."""
        self._note = False
        """Whether we are in the text of notes."""
        self._level = 1
        """Of the last heading marked up as one."""
        self._class_level: int | None = None
        """Where the class of the block we are in says that it is a heading."""
        self._item: tuple[int, str | None] | None = None
        """Depth and number of a list item whose text is still to come."""
        self._depth = -1
        self._row_number = ""
        """A number that stood alone in the first cell of a layout table's row."""

    def visit(self, element: etree._Element, *, bold: bool = False) -> None:
        self._add(element.text, bold=bold)
        for child in element.iterchildren("*"):
            self._child(child, bold=bold)
            self._add(child.tail, bold=bold)

    def _child(self, child: etree._Element, *, bold: bool) -> None:
        if child.tag == "br":
            self._pieces.append("\n")
        elif child.tag not in _BLOCKS:
            self._inline(child, bold=bold or child.tag in ("b", "strong"))
        else:
            self.flush()
            self._block(child)

    def _inline(self, element: etree._Element, *, bold: bool) -> None:
        before, self._raised = self._raised, self._raised or is_raised(element)
        self.visit(element, bold=bold)
        self._raised = before

    def _block(self, element: etree._Element) -> None:
        if element.tag in ("ul", "ol", "menu"):
            self._list(element)
        elif element.tag == "table":
            self._table(element)
        elif element.tag == "dl":
            self._definitions(element)
        elif element.tag == "pre":
            self._pieces.append(element.text_content())
            self._plain = True
            self.flush()
        elif heading := _HEADING.match(element.tag):
            self._heading(element, level=int(heading[1]))
        elif element.tag == "li":
            self._list_item(element, depth=max(self._depth, 0), number=None)
        elif pair := _label_and_value(element):
            self.blocks.append(prose(f"{pair[0].rstrip(': ')}: {pair[1]}"))
        else:
            self._container(element)

    def _container(self, element: etree._Element) -> None:
        before, self._class_level = self._class_level, self._level_by_class(element)
        outer, self._note = self._note, self._note or _is_note(element)
        self.visit(element)
        self.flush()
        self._class_level, self._note = before, outer

    def _level_by_class(self, element: etree._Element) -> int | None:
        names = element.get("class", "")[:1000]
        if element.tag not in ("p", "div") or not _HEADING_CLASS.search(names):
            return None
        return self._level + (2 if "sub" in names.lower() else 1)

    def _heading(self, element: etree._Element, *, level: int) -> None:
        text = one_line(_flat(element))
        if text:
            self._level = level
            self.blocks.append(Heading(text=text, start=0, level=level, number=typed_number(text)))

    def _add(self, text: str | None, *, bold: bool) -> None:
        if text:
            piece = re.sub(r"[\r\n]+", " ", text)
            self._pieces.append(Raised(piece) if self._raised else piece)
            self._plain |= bool(text.strip()) and not bold

    def flush(self) -> None:
        """End the block whose text has been gathered."""
        raw = without_marks(self._pieces)
        note = leading_mark(self._pieces)
        bold = not self._plain
        self._pieces.clear()
        self._plain = False
        for part in _BLANK_LINE.split(raw):
            if tidy(part):
                self.blocks.append(self._finished(part, bold=bold, note=note))
                note = None

    def _finished(self, raw: str, *, bold: bool, note: str | None) -> Block:
        if note is not None or self._note:
            own, self._item = self._item, None
            return Footnote(text=tidy(raw), start=0, number=note or (own[1] if own else typed_number(tidy(raw))))
        if self._row_number:
            raw, self._row_number = f"{self._row_number} {raw.lstrip()}", ""
            bold = bold or reads_like_heading(one_line(raw))
        if self._item is not None:
            (depth, number), self._item = self._item, None
            text = tidy(raw)
            return ListItem(text=text, start=0, depth=depth, number=number or typed_number(text))
        text = one_line(raw)
        if self._class_level is not None and len(text) <= _LONGEST_HEADING:
            level = min(self._class_level, _DEEPEST_HEADING)
            return Heading(text=text, start=0, level=level, number=typed_number(text))
        if bold and reads_like_heading(text):
            level = min(self._level + 1, _DEEPEST_HEADING)
            return Heading(text=text, start=0, level=level, number=typed_number(text))
        return prose(raw)

    def _list(self, element: etree._Element) -> None:
        outer, self._note = self._note, self._note or _is_note(element)
        self._depth += 1
        for item, number in _items(element):
            if item.tag == "li":
                self._list_item(item, depth=self._depth, number=number)
            else:
                self._child(item, bold=False)
                self.flush()
        self._depth -= 1
        self._note = outer

    def _list_item(self, element: etree._Element, *, depth: int, number: str | None) -> None:
        before, self._class_level = self._class_level, None
        outer, self._note = self._note, self._note or _is_note(element)
        self._item = (depth, number)
        self.visit(element)
        self.flush()
        self._item = None
        self._class_level, self._note = before, outer

    def _definitions(self, element: etree._Element) -> None:
        """Terms with their meaning: "Portfolio: Finance", where a meaning is not itself made of blocks."""
        term = ""
        for child in _terms(element):
            if child.tag == "dt":
                term = one_line(_flat(child)).rstrip(": ")
            elif _holds_blocks(child):
                self._pieces.append(f"{term}:" if term else "")
                self._plain = True
                self._container(child)
            else:
                value = tidy(_flat(child))
                self.blocks.append(prose(f"{term}: {value}" if term else value))

    def _table(self, element: etree._Element) -> None:
        rows = list(_rows(element))
        caption = one_line(" ".join(_flat(found) for found in element.iterchildren("caption")))
        if _is_layout(rows, element):
            self._layout(rows, caption)
            return
        table = _data_table(rows, caption=caption or None)
        if table is not None:
            self.blocks.append(table)

    def _layout(self, rows: list[list[etree._Element]], caption: str) -> None:
        if caption:
            self._level = max(self._level, 2)
            self.blocks.append(Heading(text=caption, start=0, level=self._level))
        for row in rows:
            for index, cell in enumerate(row):
                if index == 0 and len(row) > 1 and (number := _bare_number(cell)):
                    self._row_number = number
                else:
                    self._container(cell)
            self._row_number = ""


def _is_note(element: etree._Element) -> bool:
    """Whether an element holds the text of a note, or of all of them."""
    names = f"{element.get('class', '')} {element.get('id', '')}"[:1000]
    return element.get("role", "") in _NOTE_ROLES or _NOTE_NAME.search(names) is not None


def _terms(definitions: etree._Element) -> Iterator[etree._Element]:
    """The `dt` and `dd` of a list, which a `div` may hold in pairs."""
    for child in definitions.iterchildren("*"):
        if child.tag == "div":
            yield from child.iterchildren("dt", "dd")
        else:
            yield child


def _items(element: etree._Element) -> Iterator[tuple[etree._Element, str | None]]:
    """The children of a list, each item with the number a browser shows."""
    items = list(element.iterchildren("*"))
    format = _LIST_FORMATS.get(element.get("type", ""), "decimal")
    down = element.get("reversed") is not None
    length = sum(1 for item in items if item.tag == "li")
    count = _whole(element.get("start"), length if down else 1)
    for item in items:
        if item.tag != "li" or element.tag != "ol":
            yield item, None
            continue
        count = _whole(item.get("value"), count)
        own = _LIST_FORMATS.get(item.get("type", ""), format)
        yield item, citable(formatted(count, own))
        count += -1 if down else 1


def _whole(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\s*-?[0-9]{1,9}\s*", text) else default


def _bare_number(cell: etree._Element) -> str:
    """The text of a cell that holds nothing but the number of its row, or else ""."""
    text = ""
    for piece in cell.itertext():
        text += piece.strip()
        if len(text) > _LONGEST_NUMBER:
            return ""
    found = leading_number(text)
    return text if found is not None and found[1] >= len(text) else ""


def _label_and_value(element: etree._Element) -> tuple[str, str] | None:
    """The two halves of a line such as "Date:" and "3 July 2025" that are set in boxes side by side."""
    children = list(element.iterchildren("*"))
    if len(children) != 2 or element.tag == "p" or not all(child.tag in _BLOCKS for child in children):
        return None
    if any(_holds_blocks(child) or child.tag in ("ul", "ol", "table", "dl") for child in children):
        return None
    label, value = (one_line(_flat(child)) for child in children)
    outside = (element.text or "") + (children[0].tail or "") + (children[1].tail or "")
    if not value or not label.endswith(":") or len(label) > _LONGEST_LABEL or outside.strip():
        return None
    return label, value


def _holds_blocks(element: etree._Element) -> bool:
    return next(element.iterdescendants(*_BLOCKS), None) is not None


def _flat(element: etree._Element) -> str:
    """All text of an element in one piece, blocks apart by a space and items marked."""
    pieces: list[str] = []
    _gather(element, pieces, raised=is_raised(element))
    return without_marks(pieces)


def _gather(element: etree._Element, pieces: list[str], *, raised: bool) -> None:
    text = re.sub(r"[\r\n]+", " ", element.text or "")
    pieces.append(Raised(text) if raised and text else text)
    numbers = {item: number for item, number in _items(element) if number} if element.tag == "ol" else {}
    for child in element.iterchildren("*"):
        apart = child.tag in _BLOCKS or child.tag == "br"
        pieces.append(" " if apart else "")
        if child.tag == "li":
            pieces.append(f"{numbers[child]}. " if child in numbers else "• ")
        _gather(child, pieces, raised=raised or is_raised(child))
        pieces.append(" " if apart else "")
        tail = re.sub(r"[\r\n]+", " ", child.tail or "")
        pieces.append(Raised(tail) if raised and tail else tail)


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The cells of each row; cells that stand outside a row make one of their own."""
    loose: list[etree._Element] = []
    for child in table.iterchildren("*"):
        if child.tag in ("td", "th"):
            loose.append(child)
            continue
        if loose:
            yield loose
            loose = []
        if child.tag == "tr":
            yield list(child.iterchildren("td", "th"))
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)
    if loose:
        yield loose


def _is_layout(rows: list[list[etree._Element]], table: etree._Element) -> bool:
    """Whether a table only arranges prose on the page."""
    if table.get("role") in ("presentation", "none") or max((len(row) for row in rows), default=0) < 2:
        return True
    if next(table.iterdescendants("table", "h1", "h2", "h3", "h4", "h5", "h6"), None) is not None:
        return True
    if any(cell.tag == "th" for row in rows for cell in row) or max(len(row) for row in rows) > 2:
        return False
    return any(len(list(cell.iterdescendants("p", "li"))) >= 4 for row in rows for cell in row)


def _data_table(rows: list[list[etree._Element]], *, caption: str | None) -> Table | None:
    cells = list(_grid(rows))
    marked = _marked(rows)
    heads = 0 if marked is None else header_rows(cells, marked=marked)
    return table_of(cells, header_rows=heads, caption=caption)


def _grid(rows: list[list[etree._Element]]) -> Iterator[list[Cell]]:
    """Each row's cells at their columns: one that reaches down leaves an empty one in the rows below."""
    below: dict[int, int] = {}
    area = 0
    for row in rows:
        texts: list[Cell] = []
        column = 0
        for element in row:
            column = _skip_covered(texts, column, below)
            cell = Cell(text=one_line(_flat(element)), columns=_span(element, "colspan", _MOST_COLUMNS))
            down = _span(element, "rowspan", _MOST_ROWS)
            for covered in range(column, column + cell.columns):
                if down > 1:
                    below[covered] = down  # counts this row, too
            texts.append(cell)
            column += cell.columns
            if area + column > MAX_CELLS:
                raise TooLargeError(f"a table has more than {MAX_CELLS} cells")
        area += column + len(below)
        _skip_covered(texts, column, below)
        below = {covered: left - 1 for covered, left in below.items() if left > 1}
        yield texts


def _skip_covered(texts: list[Cell], column: int, below: dict[int, int]) -> int:
    while column in below:
        texts.append(Cell(text="", covered=True))
        column += 1
    return column


def _span(element: etree._Element, name: str, most: int) -> int:
    return min(max(_whole(element.get(name), 1), 1), most)


def _marked(rows: list[list[etree._Element]]) -> int | None:
    """Rows of `th`, or those of a `thead` without any; None where the first row names what stands beside it."""
    headers = _leading(rows, lambda cell: cell.tag == "th") or _leading(rows, _in_thead)
    beside = any(row and row[0].tag == "th" for row in rows)  # headers of rows, not of columns
    return headers if headers or not beside else None


def _leading(rows: list[list[etree._Element]], is_header: Callable[[etree._Element], bool]) -> int:
    return sum(1 for _ in takewhile(lambda row: bool(row) and all(map(is_header, row)), rows))


def _in_thead(cell: etree._Element) -> bool:
    return str(next(cell.iterancestors("thead", "tbody", "table")).tag) == "thead"
