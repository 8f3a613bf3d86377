"""Plain-text and Markdown transcripts of papers, as a PDF converter leaves them.

Lines are grouped into blocks by what they look like: tabs make a table, markers a list,
a short unpunctuated line a heading. A sentence that a page break cut is joined again.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict

from charset_normalizer import from_bytes

from councilqa.domain.documents import Block, Draft, Footnote, Heading, ListItem, Paragraph, Row, Slice, Table
from councilqa.errors import DocumentError, TooLargeError
from councilqa.ingest.markdown import Rendered, rendered
from councilqa.ingest.numbering import leading_number
from councilqa.text import fold

MAX_BYTES = 50_000_000

_BULLET = re.compile(r"(\s*)([-–—*•·▪■●○◦‣⁃∙▼►▶➢✓✔❖\uf000-\uf8ff]|o(?=\s))[ \t]+(?=\S)(?:[•·▪▼✓✔\uf000-\uf8ff][ \t]+)?")
_MARKDOWN_HEADING = re.compile(r"\s*(#{1,6})\s+")
_ORDINAL = re.compile(r"\d+\s*(st|nd|rd|th)", re.IGNORECASE)
_RULE = re.compile(r"\s*([-_*=]\s*){3,}$|\s*_\s*$")
_FOOTNOTE = re.compile(r"\s*(?:<sup>|\$?\s*\^\{?\s*\^?\{?)\s*(\d+|\*)\s*(?:</sup>|\}?)|([¹²³⁰⁴-⁹]+)\s")
_MARKUP = re.compile(r"[*_#]+")
_ENDED = re.compile(r"[.!?;:][\"'”’)\]*_]*\s*$")
_CONTENTS = re.compile(r"(table of )?contents( page)?$", re.IGNORECASE)
_BARE_ANSWER = re.compile(r"(none|nil|no|yes|n/?a|not applicable)\b.{0,25}", re.IGNORECASE)
_PAGE_REFERENCE = re.compile(r"(?:\t|\.{3,}|…)\s*[. ]*(\d{1,3})\s*$|\(pages? (\d+)(?: to \d+)?\)\**\s*$")
_GOES_ON = re.compile(
    r"\b(?:are|is|was|were|be|been|that|to|for|by|of|with|has|have|includ(?:es?|ed|ing)|following|follows|below)\W*:$"
    r"|[a-z]{3}[.?!] [A-Z]",
    re.IGNORECASE,
)
"""A sentence that introduces a list, or has another before it."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def tabular(self) -> bool:
        return not self.blank and "\t" in self.text.strip("\n ")


def read_transcript(path: Path, *, markdown: bool = False) -> Draft:
    """Read a text file; raises DocumentError where it holds no text."""
    text = decode(path)
    page = rendered(text) if markdown else Rendered(text)
    text = page.text
    if not text.strip():
        raise DocumentError(f"{path.name!r} holds no text", hint="Check that the transcript was saved completely.")
    blocks = _without_contents(list(_joined(text, list(_blocks(text)))))
    return Draft(text=text, blocks=tuple(_without_false_headings(list(blocks))), title=page.title, notes=page.left_out)


def decode(path: Path) -> str:
    """The file's text with line ends as it has them; the encoding is worked out."""
    if path.stat().st_size > MAX_BYTES:
        raise TooLargeError(f"{path.name!r} is larger than {MAX_BYTES // 1_000_000} MB of text")
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        if best is None:
            raise DocumentError(f"{path.name!r} is not text in any known encoding") from None
        return str(best).replace("\r\n", "\n").replace("\r", "\n")


def _lines(text: str) -> list[_Line]:
    lines, start = [], 0
    for raw in text.split("\n"):
        lines.append(_Line(raw.replace("\x0c", " "), start))
        start += len(raw) + 1
    return lines


def _blocks(text: str) -> Iterator[Block]:
    for run in _runs(_lines(text)):
        if run[0].tabular:
            yield _table(text, run)
        else:
            yield from _prose(text, run)


def _runs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Lines that stand together: all of them rows of one table, or none."""
    run: list[_Line] = []
    for line in lines:
        if run and (line.blank or line.tabular != run[0].tabular):
            yield run
            run = []
        if not line.blank and not _RULE.fullmatch(line.text):
            run.append(line)
    if run:
        yield run


def _prose(text: str, run: list[_Line]) -> Iterator[Block]:
    """Split the lines of a run at markers and numbers; a line without one continues the block before it."""
    groups: list[list[_Line]] = []
    for line in run:
        if not groups or _starts_block(line.text):
            groups.append([line])
        else:
            groups[-1].append(line)
    for group in groups:
        yield from _apart(_block(text, group[0].start, group[-1].end, alone=len(groups) == 1))


def _apart(block: Block) -> Iterator[Block]:
    """Two numbered paragraphs that were run together, as two: "9.25 … structure. 9.26 The costings …"."""
    while isinstance(block, Paragraph) and (following := _next_number(block.number)) is not None:
        match = re.search(rf"[.:;]\s+({re.escape(following)})[.:]?\s+[A-Z]", block.text)
        if match is None:
            break
        cut = match.start(1)
        yield replace(block, text=block.text[:cut].rstrip())
        block = Paragraph(text=block.text[cut:], start=block.start + cut, number=following)
    yield block


def _next_number(number: str | None) -> str | None:
    """The number after one of several levels: "9.26" after "9.25"."""
    parent, dot, last = (number or "").rpartition(".")
    return f"{parent}.{int(last) + 1:0{len(last)}d}" if dot and last.isdigit() else None


def _starts_block(line: str) -> bool:
    if _BULLET.match(line) or _MARKDOWN_HEADING.match(line) or _FOOTNOTE.match(line):
        return True
    found = leading_number(line.strip())
    return found is not None and not line[:1].isspace()


def _block(text: str, start: int, end: int, *, alone: bool) -> Block:
    raw = text[start:end]
    if markdown := _MARKDOWN_HEADING.match(raw):
        return _heading(text, start + markdown.end(), end, level=len(markdown[1]))
    if (note := _FOOTNOTE.match(raw)) and alone:
        return Footnote(number=note[1] or unicodedata.normalize("NFKC", note[2]), **_trimmed(text, start, end))
    bullet = _BULLET.match(raw)
    begin = start + (bullet.end() if bullet else 0)
    part = _trimmed(text, begin, end)
    plain = _plain(part["text"])
    found = leading_number(plain)
    if found and _initial(plain, found[1]):
        found = None
    number = found[0] if found else None
    if number is not None and _cited_alone(number):
        if alone and not bullet and _looks_like_heading(plain[found[1] :].lstrip("-–— ") if found else plain):
            return _heading(text, begin, end, level=2 if number.startswith("0") else 1 + len(number.split(".")))
        return Paragraph(number=number, **part)
    if bullet or number is not None:
        depth = 1 if (bullet and bullet[1]) or number is not None else 0
        return ListItem(depth=depth, number=number, **part)
    if alone and _looks_like_heading(plain):
        return _heading(text, begin, end, level=_level(plain))
    return Paragraph(**part)


def _initial(plain: str, rest: int) -> bool:
    """Whether the number is the initial of a name: "T. Clegg"."""
    return plain[0].isupper() and plain[1:2] == "." and len(plain[rest:].split()) < 4


def _cited_alone(number: str) -> bool:
    """Whether members cite it as a paragraph of its own ("5.11", "37"), not as a sub-item ("(i)", "a")."""
    return number[0].isdigit()


class _Part(TypedDict):
    text: str
    start: int


def _trimmed(text: str, start: int, end: int) -> _Part:
    raw = text[start:end]
    lead = len(raw) - len(raw.lstrip())
    return {"text": raw.strip(), "start": start + lead}


def _plain(text: str) -> str:
    return _MARKUP.sub("", text).strip()


def _heading(text: str, start: int, end: int, *, level: int) -> Block:
    part = _trimmed(text, start, end)
    plain = _plain(part["text"])
    found = leading_number(plain)
    if found and _initial(plain, found[1]):
        found = None
    return Heading(level=level, number=found[0].strip("()") if found else None, **part)


def _looks_like_heading(plain: str) -> bool:
    """Short, begins like a title, and does not end like a sentence."""
    words = plain.split()
    if not words or len(plain) > 90 or len(words) > 11 or _BARE_ANSWER.fullmatch(plain):
        return False
    if plain.endswith(":") and (len(words) > 6 or _GOES_ON.search(plain)):
        return False
    if _ENDED.search(plain.rstrip(":")) and not (plain.endswith("?") and len(words) < 9):
        return False
    if sum(character.isalpha() for character in plain) < 3 or _ORDINAL.fullmatch(plain):
        return False
    if re.match(r"[^:]{2,40}: \S", plain) and not plain.isupper():
        return False
    first = plain.lstrip("\"'“‘(")[:1]
    return first.isupper() or first.isdigit()


def _level(plain: str) -> int:
    if plain.count("\n") >= 2:  # a title page, one or two words a line
        return 1
    if re.match(r"(appendix|annex|schedule|part)\s+[\dA-Z]{1,3}\b", plain, re.IGNORECASE):
        return 1
    return 2 if plain.isupper() else 3


def _table(text: str, run: list[_Line]) -> Table:
    rows = tuple(Row(cells=tuple(_cells(line))) for line in run)
    start, end = run[0].start, run[-1].end
    return Table(text=text[start:end], start=start, rows=rows, header_rows=header_rows(rows))


def _cells(line: _Line) -> Iterator[Slice]:
    start = line.start
    for raw in line.text.split("\t"):
        lead = len(raw) - len(raw.lstrip())
        yield Slice(text=raw.strip(), start=start + lead if raw.strip() else start)
        start += len(raw) + 1


_FIGURE = re.compile(r"[-–(]?\s*[£$€]?\s*[\d.,]+\s*(?:%|k|m|bn|million)?\)?\*?$", re.IGNORECASE)
_YEAR = re.compile(r"(19|20)\d\d([/-]\d{2,4})?")
_UNIT_ONLY = re.compile(r"(£\s*(0{3}s?|m|k|million)?|%|fte|no\.?|number|days|hours)$", re.IGNORECASE)


def header_rows(rows: Sequence[Row]) -> int:
    """How many of the first rows name columns: those without a figure, before the first with one, at most three.

    A table of words alone has one header row if its cells are short.
    """
    count = 0
    for row in rows[:3]:
        texts = [cell.text for cell in row.cells if cell.text]
        named = all(not _FIGURE.match(text) or _UNIT_ONLY.match(text) or _YEAR.fullmatch(text) for text in texts)
        if not named or max((len(text) for text in texts), default=0) > 90:
            break
        count += 1
    if count > 1 and not _stacked(rows[:count]):
        count = 1
    return min(count, len(rows) - 1)


def _stacked(rows: Sequence[Row]) -> bool:
    """Whether the rows below the first complete its names (units, or names under an empty cell)."""
    for row in rows[1:]:
        texts = [cell.text for cell in row.cells if cell.text]
        first_empty = not row.cells[0].text
        if not (all(_UNIT_ONLY.match(text) for text in texts) or (first_empty and len(texts) == len(row.cells) - 1)):
            return False
    return True


def _joined(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """Join prose that a page break cut, and tables that it cut under a repeated header."""
    held: Block | None = None
    for block in blocks:
        joined = _join(text, held, block) if held is not None else None
        if joined is None:
            if held is not None:
                yield held
            held = block
        else:
            held = joined
    if held is not None:
        yield held


def _join(text: str, before: Block, after: Block) -> Block | None:
    if isinstance(before, Table) and isinstance(after, Table):
        return _join_tables(text, before, after)
    if isinstance(before, Paragraph | ListItem) and _continues(text, before, after):
        return replace(before, text=text[before.start : after.end])
    return None


def _continues(text: str, before: Paragraph | ListItem, after: Block) -> bool:
    gap = text[before.end : after.start]
    if isinstance(after, Table | Footnote) or _ENDED.search(before.text) or gap.count("\n") > 6:
        return False
    if isinstance(after, Paragraph | ListItem | Heading) and after.number is not None:
        return False
    lower = after.text.lstrip("\"'“‘(*_")[:1].islower()
    if gap.strip(" \n-") or isinstance(after, ListItem):  # a bullet: continues only a cut numbered paragraph
        return lower and isinstance(before, Paragraph) and len(before.text) > 80 and bool(before.number)
    if isinstance(after, Heading):
        return lower
    if lower:
        return True
    prose = len(after.text) > 60 and bool(_ENDED.search(after.text))
    return prose and isinstance(before, Paragraph) and len(before.text) > 80 and len(gap) <= 4


def _join_tables(text: str, before: Table, after: Table) -> Table | None:
    if text[before.end : after.start].strip() or len(text[before.end : after.start]) > 4:
        return None
    repeated = 0
    names = [_key(row) for row in before.rows[: max(before.header_rows, 1)]]
    while repeated < min(len(names), len(after.rows)) and _key(after.rows[repeated]) == names[repeated]:
        repeated += 1
    if not repeated and len(after.rows[0].cells) != len(before.rows[-1].cells):
        return None
    if repeated == len(after.rows):  # a header and nothing under it
        return None
    return replace(before, text=text[before.start : after.end], rows=before.rows + after.rows[repeated:])


def _key(row: Row) -> tuple[str, ...]:
    return tuple(re.sub(r"\W+", "", cell.text).lower() for cell in row.cells if cell.text)


def _without_contents(blocks: Sequence[Block]) -> Iterator[Block]:
    """Leave out tables of contents: from their heading to where the first entry comes again as a heading,
    or else as long as the blocks point to pages or list titles."""
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Heading) and _CONTENTS.fullmatch(_plain(block.text)):
            at = _after_contents(blocks, at + 1)
        else:
            if not _points_to_pages(block):
                yield block
            at += 1


def _after_contents(blocks: Sequence[Block], start: int) -> int:
    if start < len(blocks):
        first = _entry(blocks[start].text.split("\n")[0])
        for at in range(start + 1, min(start + 120, len(blocks))):
            if isinstance(blocks[at], Heading) and first and _entry(blocks[at].text) == first:
                return at
    at = start
    while any(_is_entry(block) for block in blocks[at : at + 3]):
        at += 1
    return at


def _entry(line: str) -> str:
    return re.sub(r"\W+|\d+$", "", re.sub(r"[\s.]*\d+\s*$", "", line)).lower()


def _is_entry(block: Block) -> bool:
    if isinstance(block, ListItem) or _points_to_pages(block):
        return True
    return isinstance(block, Heading | Paragraph) and len(block.text) < 70 and block.number is not None


def _points_to_pages(block: Block) -> bool:
    """Whether most of its lines end with page numbers, which rise; a table of figures has names over its columns."""
    lines = block.text.split("\n")
    pages = [int(found[1] or found[2]) for line in lines if (found := _PAGE_REFERENCE.search(line))]
    if len(lines) <= 3 or len(pages) * 2 <= len(lines) or re.search(r"£|%", block.text):
        return False
    if isinstance(block, Table) and block.header_rows and not fold(block.rows[0].cells[-1].text).startswith("page"):
        return False
    falls = sum(after < before for before, after in itertools.pairwise(pages))
    return falls * 10 <= len(pages)


def _without_false_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Of three or more headings in a row that are not numbered, keep a short first and a short last one.

    Slides and address lists leave short unpunctuated lines that head nothing.
    """
    at = 0
    while at < len(blocks):
        run = at
        while run < len(blocks) and _unnumbered(blocks[run]):
            run += 1
        if run - at >= 3:
            yield from _thinned(blocks[at:run])
        else:
            yield from blocks[at : max(run, at + 1)]
        at = max(run, at + 1)


def _unnumbered(block: Block) -> bool:
    return isinstance(block, Heading) and block.number is None and block.level > 1


def _thinned(run: Sequence[Block]) -> Iterator[Block]:
    for position, block in enumerate(run):
        short = len(block.text.split()) <= 8
        keep = short and position in (0, len(run) - 1)
        yield block if keep else Paragraph(text=block.text, start=block.start)
