"""Risks from tables: rows that run over a page are one, rows that group others are themes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from councilqa.domain.documents import Document, Heading, Placed, Row, Slice, Table
from councilqa.domain.registers import Risk
from councilqa.registers.measures import measures
from councilqa.registers.risk_columns import Header, Role, header_of, is_number, role_of, words_of

_RISK = re.compile(r"\brisks?\b", re.IGNORECASE)
_ENDED = re.compile(r"[.!?;:]\W*$")
_UNFINISHED = re.compile(r"(?:\b(?:and|or|of|for|the|to|with)|[,&/-])$", re.IGNORECASE)
_BOTH = re.compile(r"([\w ]{1,20}?)\s*[/,x×]\s*([\w ]{1,20})")
_LONGEST_THEME = 90
_MOST_BETWEEN = 3
"""Blocks between the parts of one table: its heading again, a page's furniture."""
_LONGEST_BETWEEN = 90


@dataclass(slots=True, kw_only=True)
class _Entry:
    """A risk as it is put together from its rows."""

    quotes: list[Slice]
    number: str = ""
    themes: tuple[Slice, ...] = ()
    texts: dict[tuple[Role, bool], list[str]] = field(default_factory=dict)

    def add(self, role: Role, residual: bool, text: str) -> None:
        """Put a cell to those before it of the same kind; one that goes on in small letters is joined on."""
        held = self.texts.setdefault((role, residual), [])
        if held and text[:1].islower() and not _ENDED.search(held[-1]):
            held[-1] = f"{held[-1]} {text}"
        elif text not in held:
            held.append(text)

    def text(self, role: Role, *, residual: bool = False, between: str = " ") -> str | None:
        return between.join(self.texts.get((role, residual), ())) or None


def tabled_risks(document: Document) -> Iterator[Risk]:
    """The rows of every table of risks, in reading order."""
    for tables in _registers(document.placed):
        read = _from_labels(document, tables) if isinstance(tables, Table) else _Rows(document).read(tables)
        yield from (_risk(document, entry) for entry in read if entry.text(Role.RISK))


@dataclass(frozen=True, slots=True)
class _Part:
    """A table, or what of it stands on one page, with the columns that it has or takes over."""

    table: Table
    header: Header
    rows: tuple[Row, ...]


def _registers(placed: Sequence[Placed]) -> Iterator[list[_Part] | Table]:
    """The parts of each register together; a table of labels and texts as it is."""
    parts: list[_Part] = []
    between = 0
    for index, each in enumerate(placed):
        block = each.block
        if not isinstance(block, Table):
            short = isinstance(block, Heading) or len(block.text) <= _LONGEST_BETWEEN
            between = between + 1 if short else _MOST_BETWEEN + 1
            continue
        part = _part(block, parts[-1] if parts and between <= _MOST_BETWEEN else None, _about_risk(placed, index))
        if parts and (part is None or between > _MOST_BETWEEN):
            yield parts
            parts = []
        between = 0
        if part is not None:
            parts.append(part)
        elif _is_labelled(block):
            yield block
    if parts:
        yield parts


def _part(table: Table, before: _Part | None, about_risk: bool) -> _Part | None:
    header = header_of(table.rows, about_risk=about_risk)
    if header is not None:
        return _Part(table, header, table.rows[header.first_row :])
    if before is not None and len(table.rows[0].cells) == len(before.header.columns) and not _named_otherwise(table):
        return _Part(table, before.header, table.rows)
    return None


def _named_otherwise(table: Table) -> bool:
    """Whether it has names of its own over its columns."""
    texts = [cell.text for cell in table.rows[0].cells if cell.text]
    return table.header_rows > 0 and len(texts) == len(table.rows[0].cells) and max(map(len, texts)) <= 30


def _about_risk(placed: Sequence[Placed], index: int) -> bool:
    """Whether the words around a table speak of risks."""
    here = placed[index]
    block = here.block
    words = [*here.section[-2:], here.lead_in.text if here.lead_in else ""]
    words += [block.caption or ""] if isinstance(block, Table) else []
    if index and not isinstance(placed[index - 1].block, Table):
        words.append(placed[index - 1].block.text)
    return any(_RISK.search(text) for text in words)


class _Rows:
    """Reads rows into risks, with what goes on from row to row and from part to part."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.entries: list[_Entry] = []
        self.theme: tuple[Slice, ...] = ()
        self.numbered = False

    def read(self, parts: Sequence[_Part]) -> list[_Entry]:
        for part in parts:
            themes = _theme_cells(part, self.theme)
            for index, row in enumerate(part.rows):
                if index in themes:
                    self.theme = themes[index]
                self._take(part.header, row, part.rows[index + 1 : index + 2])
        return self.entries

    def _take(self, header: Header, row: Row, following: Sequence[Row]) -> None:
        filled = _filled(row)
        if not filled or _repeats(header, row):
            return
        if self._is_theme(header, row, following):
            self.theme = (max(filled, key=lambda cell: len(cell.text)),)
            return
        number = _number(header, row)
        if self.entries and self._goes_on(header, row, number):
            entry = self.entries[-1]
            entry.quotes.append(_slice(self.document, filled))
        else:
            self.numbered |= bool(number)
            entry = _Entry(quotes=[_slice(self.document, filled)], number=number, themes=self.theme)
            self.entries.append(entry)
        for index, column in enumerate(header.columns):
            text = _cell(row, index)
            if not text or column.role in (Role.OTHER, Role.NUMBER, Role.THEME):
                continue
            both = _BOTH.fullmatch(text) if column.with_impact else None
            entry.add(column.role, column.residual, both[1] if both else text)
            if both:
                entry.add(Role.IMPACT, column.residual, both[2])

    def _is_theme(self, header: Header, row: Row, following: Sequence[Row]) -> bool:
        """Whether a row stands above others as their heading."""
        filled = _filled(row)
        number = _number(header, row)
        if len(filled) == 2 and number and following:
            below = _number(header, following[0])
            return below.startswith(number + ".") or (number.isalpha() and below.isdigit())
        if len(filled) != 1 or number or len(filled[0].text) > _LONGEST_THEME:
            return False
        role = _role_at(header, row, filled[0])
        if filled[0].text.endswith(".") or filled[0].text[0].islower():
            return False
        return role in (Role.RISK, Role.NUMBER, Role.OTHER) or (
            role is Role.THEME and not header.of(Role.NUMBER) and len(header.columns) > 2
        )

    def _goes_on(self, header: Header, row: Row, number: str) -> bool:
        """Whether a row is the rest of the one before: it names no risk of its own."""
        if number:
            return False
        risk = " ".join(_cell(row, index) for index in header.of(Role.RISK))
        if not risk:
            return True
        before = self.entries[-1].text(Role.RISK) or ""
        return risk[0].islower() and not _ENDED.search(before) and (self.numbered or not before[:1].islower())


def _theme_cells(part: _Part, carried: tuple[Slice, ...]) -> dict[int, tuple[Slice, ...]]:
    """The theme that begins at each row, from a column of themes.

    A merged cell's words stand in the first of its rows, or in the middle ones where a page was turned into text; there
    they may be spread over several.
    """
    columns = part.header.of(Role.THEME)
    if not columns:
        return {}
    cells = [next((row.cells[i] for i in columns if _cell(row, i)), None) for row in part.rows]
    found: dict[int, tuple[Slice, ...]] = {}
    at = 0
    while at < len(cells):
        empty = next((n for n, cell in enumerate(cells[at:]) if cell is not None), None)
        if empty is None:
            break
        words = [cells[at + empty]]
        while at + empty + len(words) < len(cells) and _one_theme(words[-1], cells[at + empty + len(words)]):
            words.append(cells[at + empty + len(words)])
        theme = tuple(word for word in words if word is not None)
        if empty and not (at == 0 and carried):
            found[at] = theme
            at += 2 * empty + len(words)
        else:
            found[at + empty] = theme
            at += empty + len(words)
            while at < len(cells) and cells[at] is None:
                at += 1
    return found


def _one_theme(one: Slice | None, other: Slice | None) -> bool:
    """Whether two cells hold one theme: "Leadership and" above "Governance"."""
    if one is None or other is None:
        return False
    return bool(_UNFINISHED.search(one.text)) or other.text[:1].islower()


def _from_labels(document: Document, table: Table) -> Iterator[_Entry]:
    """Risks of a table with a label and a text in each row; each begins where the risk is named."""
    entry: _Entry | None = None
    for row in table.rows:
        filled = _filled(row)
        if len(filled) < 2:
            continue
        column = role_of(filled[0].text)
        if column.role is Role.RISK:
            if entry is not None:
                yield entry
            entry = _Entry(quotes=[_slice(document, filled)])
        elif entry is None or column.role is Role.OTHER:
            continue
        else:
            entry.quotes.append(_slice(document, filled))
        if column.role is Role.NUMBER:
            entry.number = filled[1].text
        elif column.role is not Role.THEME:
            entry.add(column.role, column.residual, " ".join(cell.text for cell in filled[1:]))
        else:
            entry.themes = (filled[1],)
    if entry is not None:
        yield entry


def _is_labelled(table: Table) -> bool:
    """Whether the first column holds labels of what a register has columns for."""
    if len(table.rows[0].cells) != 2:
        return False
    columns = [role_of(row.cells[0].text) for row in table.rows if row.cells[0].text and len(row.cells[0].text) <= 40]
    roles = {column.role for column in columns}
    risks = any(column.role is Role.RISK and column.sure for column in columns)
    return risks and Role.MITIGATION in roles and len(columns) * 2 > len(table.rows)


def _risk(document: Document, entry: _Entry) -> Risk:
    themes = _slices_apart(entry)
    residual = entry.text(Role.SCORE, residual=True, between=" / ")
    return Risk(
        document_id=document.id,
        quotes=(*entry.quotes, *themes),
        number=entry.number or None,
        theme=_theme(entry.themes),
        risk=entry.text(Role.RISK, between=" – ") or "",
        mitigations=_mitigations(entry),
        owner=entry.text(Role.OWNER, between=", "),
        likelihood=entry.text(Role.LIKELIHOOD),
        impact=entry.text(Role.IMPACT),
        score=entry.text(Role.SCORE, between=" / ") or residual,
        cause=entry.text(Role.CAUSE),
        consequence=entry.text(Role.CONSEQUENCE),
        residual_likelihood=entry.text(Role.LIKELIHOOD, residual=True),
        residual_impact=entry.text(Role.IMPACT, residual=True),
        residual_score=residual,
        in_register=True,
    )


def _mitigations(entry: _Entry) -> tuple[str, ...]:
    texts = [*entry.texts.get((Role.MITIGATION, False), ()), *entry.texts.get((Role.MITIGATION, True), ())]
    return tuple(dict.fromkeys(measure for text in texts for measure in measures(text)))


def _theme(cells: Sequence[Slice]) -> str | None:
    joined = " ".join(cell.text.strip() for cell in cells)
    return _UNFINISHED.sub("", joined).strip(" :") or None


def _slices_apart(entry: _Entry) -> tuple[Slice, ...]:
    """The words of the theme that do not stand in the entry's own rows."""
    return tuple(
        theme
        for theme in entry.themes
        if not any(quote.start <= theme.start and theme.end <= quote.end for quote in entry.quotes)
    )


def _number(header: Header, row: Row) -> str:
    text = " ".join(_cell(row, index) for index in header.of(Role.NUMBER))
    return text.strip().rstrip(".):").lstrip("(") if is_number(text) else ""


def _role_at(header: Header, row: Row, cell: Slice) -> Role:
    index = row.cells.index(cell)
    return header.columns[index].role if index < len(header.columns) else Role.OTHER


def _cell(row: Row, index: int) -> str:
    return words_of(row.cells[index].text) if index < len(row.cells) else ""


def _filled(row: Row) -> list[Slice]:
    return [cell for cell in row.cells if words_of(cell.text)]


def _repeats(header: Header, row: Row) -> bool:
    """Whether the names of the columns stand in a row again."""
    texts = [(index, _cell(row, index)) for index in range(len(header.columns))]
    filled = [(index, text) for index, text in texts if text]
    named = [
        role_of(text).role is header.columns[index].role and len(text) <= 30
        for index, text in filled
        if header.columns[index].role is not Role.OTHER
    ]
    return len(named) > 1 and all(named)


def _slice(document: Document, cells: Sequence[Slice]) -> Slice:
    start, end = cells[0].start, cells[-1].end
    return Slice(text=document.text[start:end], start=start)
