"""What the columns of a table of risks hold, told by their names, whatever the wording, and by what stands in them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from councilqa.domain.documents import Row
from councilqa.text import fold


class Role(StrEnum):
    NUMBER = "number"
    THEME = "theme"
    RISK = "risk"
    CAUSE = "cause"
    CONSEQUENCE = "consequence"
    LIKELIHOOD = "likelihood"
    IMPACT = "impact"
    SCORE = "score"
    MITIGATION = "mitigation"
    OWNER = "owner"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    role: Role
    residual: bool = False
    """Whether it is as things stand with the mitigation."""
    sure: bool = True
    """Whether its name alone says so: "Risk"; "Description" may be that of anything."""
    with_impact: bool = False
    """Whether a column of likelihoods gives the impact behind it: "Low / High"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    columns: tuple[Column, ...]
    first_row: int
    """The first row below it."""

    def of(self, role: Role, *, residual: bool = False) -> tuple[int, ...]:
        """Indexes of the columns of a role."""
        return tuple(
            index for index, column in enumerate(self.columns) if column.role is role and column.residual is residual
        )

    def has(self, *roles: Role) -> bool:
        return any(column.role in roles for column in self.columns)


_NAMES: tuple[tuple[Role, str], ...] = (
    # The first that fits holds: "risk owner" is an owner and "risk score" a score before either is a risk.
    (Role.OTHER, r"\b(?:date|deadline|due|when|timescales?|target date|review(?:ed)?|status|update|progress|direction|"
                 r"trend|comments?|appetite|tolerance|proximity|financial year)\b"),
    (Role.OWNER, r"\b(?:owners?|responsib\w+|accountab\w+|lead|leads|lead officer|by whom|who|assigned|officers?)\b"),
    (Role.NUMBER, r"^(?:risk )?(?:ref|reference|no|nos|number|num|id|item|code|s/?n|#)(?: ?(?:no|number))?$|^#$"),
    (Role.SCORE, r"\b(?:scores?|scoring|rating|rag|ranking|priority|grading|level of risk|risk level|risk value|matrix|"
                 r"classification|l ?[x*×] ?i|i ?[x*×] ?l|p ?[x*×] ?i|overall|total)\b"),
    (Role.SCORE, r"^(?:inherent|residual|gross|net|current|target|initial|original|raw|untreated|treated|uncontrolled|"
                 r"controlled|mitigated|unmitigated|remaining)(?: risks?)?(?: levels?)?$"),
    (Role.THEME, r"\b(?:themes?|categor(?:y|ies)|risk type|type of risk|area|risk group|workstreams?|domain|heading)\b|"
                 r"^type$"),
    (Role.MITIGATION, r"\b(?:mitigat\w+|controls?|actions?|responses?|treatments?|countermeasures?|safeguards?|"
                      r"resolutions?|measures?|managed|manage|management|managing|addressed|contingency|remed\w+|"
                      r"how .*(?:reduce|minimi[sz]e|avoid)\w*|assurances?|plans?|treat)\b"),
    (Role.LIKELIHOOD, r"\b(?:likelihood|probability|prob|chance)\b|^[lp]$"),
    (Role.CONSEQUENCE, r"\b(?:consequences?|effects?|outcomes?|results?|implications?|impact (?:on|of|description)|"
                       r"potential impact|what would happen)\b"),
    (Role.IMPACT, r"\b(?:impact|severity|magnitude)\b|^[is]$"),
    (Role.RISK, r"\b(?:risks?|threats?|hazards?)\b"),
    (Role.CAUSE, r"\b(?:causes?|triggers?|vulnerabilit(?:y|ies)|drivers?|source)\b"),
)  # fmt: skip
_UNSURE_RISK = re.compile(
    r"\b(?:descriptions?|events?|issues?|concerns?|details?|uncertaint\w+|challenges?|barriers?)\b"
)
_ALSO_RISK = re.compile(
    r"\b(?:areas?|types?) of risks?\b|\brisk (?:areas?|theme|category)\b|\brisks? ?(?:and|&|/) ?\w+"
)
_KNOWN = tuple(
    (Role(role), word)
    for role, words in (
        ("mitigation", "mitigation mitigations mitigating controls"),
        ("likelihood", "likelihood probability"),
        ("consequence", "consequence consequences"),
        ("theme", "category"),
    )
    for word in words.split()
)
_MISREAD = 0.85
_RESIDUAL = re.compile(
    r"\b(?:residual|net|current|remaining|controlled|treated|mitigated|revised|"
    r"(?:after|post|with|following)(?: \w+)?[ -]?(?:controls?|mitigat\w+|actions?))\b"
)
_TARGET = re.compile(r"\btarget\b")
_LEVEL = re.compile(
    r"\W*(?:\d|[a-f]\d\b|(?:very|extremely|almost|quite)?\s*(?:high|medium|med|low|moderate|likely|unlikely|possible|"
    r"probable|certain|rare|remote|minor|major|significant|severe|critical|catastrophic|insignificant|negligible|"
    r"marginal|serious|red|amber|green|yellow|black|tbc|n/?a)\b|[hmlrag]{1,2}\b|v[hl]\b)",
    re.IGNORECASE,
)
_LONGEST_LEVEL = 40
_LONGEST_NAME = 90
_MOST_ROWS = 3
_NUMBER = re.compile(
    r"(?:[A-Za-z&]{1,10}[-/ .]?){0,2}\d{1,4}(?:[./]\d{1,2})*[a-z]?[.):]?|[A-Za-z][.)]?|\(?[ivx]{1,4}[.)]"
)
_LONGEST_NUMBER = 20
_MARKS = re.compile(r"[\s•●▪■○◦·\uf000-\uf8ff–—-]*")


def header_of(rows: Sequence[Row], *, about_risk: bool) -> Header | None:
    """Which of the first rows name columns of risks, or None where none do.

    `about_risk` says whether the words around the table speak of risks.
    """
    for above in range(min(_MOST_ROWS, len(rows))):
        if any(len(_filled(row)) != 1 for row in rows[:above]):
            return None  # only a title stands above the names
        for count in range(1, _MOST_ROWS + 1):
            header = _header(rows, above, count)
            if header is not None and _is_register(header, about_risk=about_risk):
                return _completed(rows, above, count, header)
    return None


def role_of(name: str) -> Column:
    """What a column or a label of this name holds."""
    folded = re.sub(r"[:*?]+", "", re.sub(r"\([^)]{6,}\)", "", fold(name))).strip(" .-")
    for role, pattern in _NAMES:
        if re.search(pattern, folded):
            both = role is Role.LIKELIHOOD and "impact" in folded
            return Column(role=role, residual=bool(_RESIDUAL.search(folded)), with_impact=both)
    if _UNSURE_RISK.search(folded):
        return Column(role=Role.RISK, sure=False)
    return Column(role=_misread(folded))


def is_level(text: str) -> bool:
    """Whether a cell gives a level ("High", "4", "B2") and not a sentence."""
    return len(text) <= _LONGEST_LEVEL and bool(_LEVEL.match(text))


def is_number(text: str) -> bool:
    """Whether a cell numbers its row: "11.", "SR 3", "(iv)"."""
    return len(text) <= _LONGEST_NUMBER and bool(_NUMBER.fullmatch(text.strip()))


def words_of(text: str) -> str:
    """A cell's text, "" where it holds nothing but bullets."""
    return "" if _MARKS.fullmatch(text) else text


def _filled(row: Row) -> list[str]:
    return [cell.text for cell in row.cells if words_of(cell.text)]


def _header(rows: Sequence[Row], above: int, count: int) -> Header | None:
    part = rows[above : above + count]
    if len(part) < count or (len(rows) <= above + count and count > 1):
        return None
    if any(len(text) > _LONGEST_NAME for row in part for text in _filled(row)):
        return None
    names = _names(part)
    columns = [_column(name) for name in names]
    if not any(column.role is Role.RISK for column in columns):
        columns = [_named_for(" ".join(name)) or column for name, column in zip(names, columns, strict=True)]
    return _by_contents(Header(columns=tuple(columns), first_row=above + count), rows)


def _named_for(name: str) -> Column | None:
    """A column of risks by another name: "Area of risk", "Risk and mitigation"."""
    return Column(role=Role.RISK) if _ALSO_RISK.search(fold(name)) else None


def _column(names: Sequence[str]) -> Column:
    """What a column holds by the names above it: the lowest that says so, "L" under "Inherent risk"."""
    whole = role_of(" ".join(names))
    lowest = role_of(names[-1]) if names else whole
    return whole if lowest.role is Role.OTHER else replace(lowest, residual=whole.residual)


def _names(part: Sequence[Row]) -> list[list[str]]:
    """The names above each column, from the top; a merged one reaches over the names below it."""
    width = max(len(row.cells) for row in part)
    names: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(part):
        below = part[depth + 1 :]
        held = ""
        for index in range(width):
            text = _cell(row, index)
            held = text or (held if any(_cell(under, index) for under in below) else "")
            names[index] += [held] if held else []
    return names


def _cell(row: Row, index: int) -> str:
    return words_of(row.cells[index].text) if index < len(row.cells) else ""


def _by_contents(header: Header, rows: Sequence[Row]) -> Header:
    """The same with roles that agree with what the rows below hold."""
    columns = [
        _agreeing(column, [text for row in rows[header.first_row :] if (text := _cell(row, index))])
        for index, column in enumerate(header.columns)
    ]
    named = any(column.role is Role.RISK and column.sure for column in columns)
    columns = [
        replace(column, role=Role.OTHER) if named and column.role is Role.RISK and not column.sure else column
        for column in columns
    ]
    if columns and columns[0].role is Role.OTHER and not any(column.role is Role.NUMBER for column in columns):
        texts = [text for row in rows[header.first_row :] if (text := _cell(row, 0))]
        if texts and sum(is_number(text) for text in texts) * 2 > len(texts):
            columns[0] = Column(role=Role.NUMBER)
    return replace(header, columns=tuple(columns))


def _agreeing(column: Column, texts: Sequence[str]) -> Column:
    if not texts:
        return column
    levels = sum(is_level(text) for text in texts) * 2 > len(texts)
    match column.role:
        case Role.RISK if levels and max(len(text) for text in texts) <= _LONGEST_LEVEL:
            return replace(column, role=Role.SCORE)
        case Role.CONSEQUENCE if levels:
            return replace(column, role=Role.IMPACT)
        case Role.IMPACT if not levels:
            return replace(column, role=Role.CONSEQUENCE)
        case Role.SCORE | Role.LIKELIHOOD if not levels and max(len(text) for text in texts) > _LONGEST_LEVEL:
            return replace(column, role=Role.OTHER)
        case _:
            return column


def _is_register(header: Header, *, about_risk: bool) -> bool:
    risks = [column for column in header.columns if column.role is Role.RISK]
    rated = header.has(Role.MITIGATION, Role.LIKELIHOOD, Role.SCORE)
    if any(column.sure for column in risks):
        return rated or (about_risk and header.has(Role.CONSEQUENCE, Role.CAUSE, Role.OWNER, Role.IMPACT, Role.NUMBER))
    return bool(risks) and about_risk and rated


def _completed(rows: Sequence[Row], above: int, count: int, header: Header) -> Header:
    """With the rows below that split its columns ("L | I | Score") taken for names too."""
    while above + count < len(rows) - 1 and _splits(rows[above + count]):
        count += 1
        header = _header(rows, above, count) or header
    return header


def _splits(row: Row) -> bool:
    texts = _filled(row)
    named = (Role.LIKELIHOOD, Role.IMPACT, Role.SCORE, Role.OWNER)
    return len(texts) >= 2 and all(len(text) <= _LONGEST_LEVEL and role_of(text).role in named for text in texts)


def _misread(folded: str) -> Role:
    """The role of a name with a letter read wrongly or cut off: "litigations"."""
    close: Iterator[Role] = (
        role
        for role, word in _KNOWN
        if len(folded) >= 6 and difflib.SequenceMatcher(None, folded, word).ratio() >= _MISREAD
    )
    return next(close, Role.OTHER)
