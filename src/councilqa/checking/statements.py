"""What a paper says a quantity is: the figure, what it is of, for whom and for when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from councilqa.checking.amounts import Amount, amounts
from councilqa.checking.grids import Cell, Line
from councilqa.checking.papers import BOTH, Names, Paper, PlacedGrid, Sentence
from councilqa.checking.totals import is_total
from councilqa.domain.documents import Slice
from councilqa.figures import FTE, POUNDS, scale_of
from councilqa.text import content_words, stem, unlike

_FAMILIES = {
    "saving": r"savings?|efficienc(?:y|ies)",
    "deficit": r"deficits?|(?:budget|funding|financial)\s+(?:gaps?|shortfalls?)|shortfalls?|budget pressures?",
    "cost": r"costs?|expenditure|spend(?:ing)?",
    "budget": r"budgets?",
    "income": r"income|receipts?|revenues?",
    "reserve": r"reserves?|balances",
    "grant": r"grants?|allocation",
    "salary": r"salar(?:y|ies)|pay",
    "housing revenue account": r"hra|housing revenue account",
    "debt": r"debts?|borrowing|loans?",
}
_MONEY = tuple((family, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for family, words in _FAMILIES.items())
_COUNTED = {
    "population": {"resident", "people", "population", "inhabitant"},
    "households": {"household", "dwelling", "home"},
    "staff": {"employee", "staff", "headcount", "worker"},
    "posts": {"post", "fte", "position"},
    "members": {"councillor", "member"},
    "area": {"square", "sq"},
    "businesses": {"business", "businesse"},
}
_POPULATION = re.compile(
    r"\bpopulation\s+(?:of|is|was|stands at|totals|size)?\s*(?:about|c|circa|approximately|around)?\W*$", re.I
)
_SOME_OF_THEM = re.compile(
    r"^\W*(?:\w+\s+){1,3}(?:aged|who|with|without|living|working|in (?:receipt|employment|poverty|work)|employed|"
    r"under|over|per|from|using|visit\w*|respon\w*|attend\w*|took|were|had|have|received|supported|helped|on the)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:project(?:ed|ions?)|forecast(?:ed)? to|expected to|by 20\d\d|will (?:grow|rise|increase|fall)|"
    r"(?:grow|rise|increase|fall)(?:s|n|th|d)? (?:of|by|to))\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\bfrom\s+(?:about\s+|c\.?\s?)?£[\d.,]+\s?\w*\s+to\s+(?:about\s+|c\.?\s?)?£", re.IGNORECASE)
"""Two values of which the paper says itself that one became the other."""
_HEAD_BEHIND = re.compile(
    r"^\s*(?:million|m|k)?\s*(?:\([^)]*\)\s*)?(?:of|in|worth of)\s+(?:the\s+)?(?:\w+\s+){0,2}$", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:20)?\d\d\s?[/-]\s?(?:20)?\d\d\b|\b(?:19|20)\d\d\b")
_MARKS = {
    "time": {
        "annual": r"per annum|p\.\s?a\b|annual(?:ly)?|a year|each year|per year|yearly|non[\s-]?cumulative",
        "cumulative": r"(?<!non-)(?<!non )\bcumulative(?:ly)?|year period|\d+[\s-]year|"
        r"over (?:the )?(?:next )?(?:\d+|two|three|four|five)[\s-]*years?",
        "once": r"one[\s-]?off",
        "monthly": r"per month|monthly",
        "weekly": r"per week|weekly",
    },
    "measure": {
        "mean": r"average|mean",
        "median": r"median|midpoint",
        "most": r"highest|maximum|upper|high scenario|best case",
        "least": r"lowest|minimum|lower|low scenario|worst case",
        "range": r"range",
    },
    "state": {
        "now": r"current(?:ly)?|existing|present",
        "new": r"proposed|new",
        "target": r"targets?",
        "spent": r"outturn|actual",
    },
    "part": {"net": r"\bnet", "gross": r"gross"},
    "account": {"capital": r"capital", "revenue": r"revenue (?:budget|cost|saving)"},
}
_MARK = {
    group: {mark: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for mark, words in marks.items()}
    for group, marks in _MARKS.items()
}
_NUMBERED = re.compile(
    r"\b(phase|option|stage|tier|year|scenario|tranche|model|lot|zone|ward|block|site)\s+(\d+|[a-d])\b", re.I
)
_ANAPHOR = re.compile(r"(?:these|this|that|they|it|the latter|which)\b", re.IGNORECASE)
BEFORE, BEHIND = 160, 90
"""Characters around a figure that say what it is of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    amount: Amount
    quote: Slice
    """The sentence or the row."""
    family: str
    scope: str | None
    """A council, BOTH, "" for the only one there is; None where it is not known."""
    words: frozenset[str]
    """Stems of the words that say what it is, without names."""
    years: frozenset[str]
    marks: frozenset[tuple[str, str]]
    """Kinds of figure that cannot be one: ("measure", "mean") and ("measure", "median")."""
    in_table: bool
    position: int
    """Of its block in the paper."""
    section: tuple[str, ...]


def statements(paper: Paper) -> tuple[Statement, ...]:
    """In reading order, those of prose first."""
    return (*_in_prose(paper), *_in_tables(paper))


def _in_prose(paper: Paper) -> Iterator[Statement]:
    previous: Sentence | None = None
    for sentence in paper.sentences:
        before = previous if previous and previous.position == sentence.position else None
        for amount in amounts(sentence.quote.text, sentence.quote.start):
            if (found := _statement(paper, sentence, before, amount)) is not None:
                yield found
        previous = sentence


def _statement(paper: Paper, sentence: Sentence, before: Sentence | None, amount: Amount) -> Statement | None:
    text, begin = sentence.quote.text, sentence.quote.start
    if _CHANGED.search(text):
        return None
    start, end = amount.quote.start - begin, amount.quote.start - begin + len(amount.quote.text)
    leans = before.quote.text if before is not None and _ANAPHOR.match(text) else ""
    family = _family(amount, text[:start], text[end:]) or (_most_named(leans) if amount.unit == POUNDS else None)
    if family is None:
        return None
    around = f"{leans} {text[max(start - BEFORE, 0) : start]} {text[end : end + BEHIND]}"
    return Statement(
        amount=amount,
        quote=sentence.quote,
        family=family,
        scope=paper.scope_of(sentence, amount.quote.start, amount.quote.end),
        words=stems(around, paper.names),
        years=_years(around),
        marks=_marks(around),
        in_table=False,
        position=sentence.position,
        section=sentence.placed.section,
    )


def _family(amount: Amount, before: str, behind: str) -> str | None:
    """What a figure is of, by the noun that it belongs to."""
    if amount.unit == POUNDS:
        return _family_of_money(before, behind)
    if amount.unit == FTE:
        return "posts"
    if amount.unit:
        return None
    if _SOME_OF_THEM.search(behind) or _TO_COME.search(before + behind) or amount.value < 10:
        return None
    if _POPULATION.search(before) and amount.value >= 1000:
        return "population"
    for family, nouns in _COUNTED.items():
        if nouns & set(amount.nouns[:2]) and (family != "population" or amount.value >= 1000):
            return family
    return None


def _family_of_money(before: str, behind: str) -> str | None:
    found = _first_behind(behind)
    if found is not None:
        return found
    clause = re.split(r"[;]|£[\d.,]+\w*(?! (?:for|in|at) )", before)[-1][-BEFORE:]
    return _family_in(clause)


def _first_behind(behind: str) -> str | None:
    for family, pattern in _MONEY:
        match = pattern.search(behind)
        if match and _HEAD_BEHIND.fullmatch(behind[: match.start()]):
            return family
    return None


def _family_in(text: str) -> str | None:
    """The last noun of money in a text."""
    nouns = _nouns(text)
    return nouns[-1][1] if nouns else None


def _most_named(text: str) -> str | None:
    """The noun of money that a text is about: the one it has most often, of those the first."""
    families = [family for _, family in _nouns(text)]
    return max(families, key=families.count) if families else None


def _nouns(text: str) -> list[tuple[int, str]]:
    """(place, family) of each noun of money; "budget gap" holds no budget."""
    found = [(match.span(), family) for family, pattern in _MONEY for match in pattern.finditer(text)]
    return [
        (start, family)
        for (start, end), family in sorted(found)
        if not any(one <= start and end <= other and (one, other) != (start, end) for (one, other), _ in found)
    ]


def _in_tables(paper: Paper) -> Iterator[Statement]:
    """Cells of rows that are about a council as a whole: totals, rows with its name, "Population"."""
    for placed in paper.grids:
        for line in placed.grid.lines:
            if not _is_of_the_whole(paper, line):
                continue
            for column, cell in zip(placed.grid.columns[1:], line.cells[1:], strict=True):
                amount = _amount_in(cell, column)
                if amount is not None and (found := _of_cell(paper, placed, line, column, amount)) is not None:
                    yield found


def _is_of_the_whole(paper: Paper, line: Line) -> bool:
    if is_total(line.label) or paper.names.of(line.label) is not None:
        return True
    words = set(content_words(line.label))
    return len(words) <= 2 and any(words & nouns for nouns in _COUNTED.values())


def _amount_in(cell: Cell, column: str) -> Amount | None:
    """The figure of a cell, by the unit of its column where it has none of its own."""
    if not cell.filled or cell.percent or cell.number is None:
        return None
    own = cell.money or cell.step > 1
    scale = None if own else next((scale for word in column.split() if (scale := scale_of(word)) is not None), None)
    text = cell.slice.text
    lead = len(text) - len(text.lstrip())
    return Amount(
        quote=Slice(text=text.strip(), start=cell.slice.start + lead),
        value=cell.number * (scale.times if scale else 1),
        step=cell.step * (scale.times if scale else 1),
        unit=scale.unit if scale else POUNDS if cell.money else "",
    )


def _of_cell(paper: Paper, placed: PlacedGrid, line: Line, column: str, amount: Amount) -> Statement | None:
    """What a cell is, by its row, its column and what introduces the table."""
    lead = _introduction(paper, placed)
    title = placed.placed.section[-1] if placed.placed.section else ""
    own = f"{line.label} {column}"
    family = _family_of_cell(amount, own) or (_most_named(f"{lead} {title}") if amount.unit == POUNDS else None)
    if family is None:
        return None
    return Statement(
        amount=amount,
        quote=paper.slice(line.row.start, line.row.end),
        family=family,
        scope=_scope_of_cell(paper, placed, line.label, column),
        words=stems(f"{own} {lead} {title}", paper.names),
        years=_years(column) or _years(line.label) or _years(lead),
        marks=_marks(f"{own} {title}"),
        in_table=True,
        position=placed.position,
        section=placed.placed.section,
    )


def _introduction(paper: Paper, placed: PlacedGrid) -> str:
    """The paragraph before a table that leads into it."""
    lead = placed.placed.lead_in
    return paper.placed_at(lead.start).block.text if lead is not None else ""


def _family_of_cell(amount: Amount, text: str) -> str | None:
    if amount.unit == POUNDS:
        return _family_in(text)
    if amount.unit == FTE:
        return "posts"
    folded = {stem(word) for word in content_words(text)}
    for family, nouns in _COUNTED.items():
        if amount.unit == "" and {stem(noun) for noun in nouns} & folded:
            return family
    return None


def _scope_of_cell(paper: Paper, placed: PlacedGrid, label: str, column: str) -> str | None:
    for text in (column, label):
        if (name := paper.names.of(text)) is not None:
            return name
    columns = {paper.names.of(name) for name in placed.grid.columns}
    if is_total(column, "across") and len(columns - {None, BOTH}) >= 2:
        return BOTH
    return paper.scope_at(placed.position)


def stems(text: str, names: Names) -> frozenset[str]:
    """Of the words of a text that say something, without names of councils and figures."""
    plain = unlike(text)
    for start, end, _ in reversed(names.mentions(plain)):
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return frozenset(stem(word) for word in content_words(plain) if not any(letter.isdigit() for letter in word))


def _years(text: str) -> frozenset[str]:
    return frozenset(_year(match[0]) for match in _YEAR.finditer(text))


def _year(written: str) -> str:
    """ "2023-24", "2023/2024" and "23/24" are one."""
    first, *rest = re.split(r"\s?[/-]\s?", written)
    return f"{first[-2:]}/{rest[0][-2:]}" if rest else first[-2:]


def _marks(text: str) -> frozenset[tuple[str, str]]:
    plain = {(group, mark) for group, marks in _MARK.items() for mark, pattern in marks.items() if pattern.search(text)}
    return frozenset(plain | {(match[1].lower(), match[2].lower()) for match in _NUMBERED.finditer(text)})


def can_be_one(one: Statement, other: Statement) -> bool:
    """Whether nothing that is said of two figures sets them apart: other years, a mean and a median, phases 1 and 2."""
    if one.years and other.years and not one.years & other.years:
        return False
    groups = {group for group, _ in one.marks | other.marks}
    return all(_fit(_of_group(one, group), _of_group(other, group), strict=group not in _MARKS) for group in groups)


def _fit(one: set[str], other: set[str], *, strict: bool) -> bool:
    """What is said of phase 1 is not of the whole; what is said to be annual may be so unsaid."""
    return one == other if strict else not one or not other or bool(one & other)


def _of_group(statement: Statement, group: str) -> set[str]:
    return {mark for name, mark in statement.marks if name == group}


def likeness(one: Statement, other: Statement) -> tuple[int, float]:
    """(words that both have, their share of those of the shorter)."""
    shared = one.words & other.words
    fewer = min(len(one.words), len(other.words))
    return len(shared), len(shared) / fewer if fewer else 0.0
