"""Running heads, footers and printed page numbers: found by their repetition, then taken out."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from councilqa.ingest.pdf_lines import baseline_groups
from councilqa.ingest.pdf_page import PageContent, Word

_ZONE = 0.16
"""Share of the page's height, at the top and at the bottom, where they stand."""
_NEAR = 9.0
"""Points by which a running line may move from page to page."""
_EDGE_LINES = 6
_ROMAN = re.compile(r"^[ivxlc]{1,7}$", re.IGNORECASE)
_PAGE_OF = re.compile(
    r"^(?:page|p\.?|tudalen)\s*\d+(?:\s*(?:of|/|o)\s*\d+)?$|^(?:app(?:endix)? ?)?[a-z]? ?\d+ ?\| ?page$"
    r"|^page ?\| ?\d+$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:[A-Za-z]{1,2}[.-]?)?\d+(?:\.\d+)*")
_PART = re.compile(r"(?:appendix|annex|schedule|table|figure) #$")
"""Its own title, not a running line, when the number differs from page to page."""
_ITEM = re.compile(r"^(?:agenda )?item(?: (?:no|number))?[.:]? ?(\d{1,3}[a-z]?)$", re.IGNORECASE)
"""The item of the agenda that the page belongs to, which is no number of the page."""
_LONGEST_LABEL = 14
_FILLER = re.compile(r"\b(?:page|tudalen)\b|\b(?:of|/)\s*\d+\s*$|[|\u2013\u2014]|^-|-$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Running:
    """A line near an edge of a page, that may turn out to run over many pages."""

    page: int
    text: str
    edge: float
    """Distance from the upper edge, or, negative, from the lower one."""
    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class Furniture:
    words: Mapping[int, frozenset[int]]
    """By page number, the positions of the words to leave out."""
    labels: Mapping[int, str]
    """By page number, the page number or label printed there; in a pack the report's own and the pack's."""
    items: Mapping[int, str]
    """By page number, the item of the agenda named there."""


def find_furniture(pages: Sequence[PageContent], in_tables: Mapping[int, frozenset[int]]) -> Furniture:
    """What to leave out of every page. Words of tables that reach beyond an edge zone stay."""
    groups: dict[tuple[str, bool], list[_Running]] = defaultdict(list)
    for page in pages:
        for line in _edge_lines(page, in_tables.get(page.number, frozenset())):
            groups[_masked(line.text), line.edge < 0].append(line)
    words: dict[int, frozenset[int]] = defaultdict(frozenset)
    labels: dict[int, list[str]] = defaultdict(list)
    items: dict[int, str] = {}
    with_text = sum(1 for page in pages if page.words)
    for (key, _), lines in sorted(groups.items()):
        running = _that_run(lines, key, with_text)
        for line in running:
            words[line.page] |= line.words
            if item := _ITEM.match(line.text):
                items[line.page] = item[1]
        found = _labels(running)
        for number, label in found.items():
            if not labels[number] or _follow(found):
                labels[number].append(label)
    return Furniture(words, {number: _both(printed) for number, printed in labels.items() if printed}, items)


def _follow(labels: Mapping[int, str]) -> bool:
    """Whether labels are numbers that go up with the pages."""
    values = [(page, int(label)) for page, label in sorted(labels.items()) if label.isdigit()]
    steps = [b[1] - a[1] == b[0] - a[0] for a, b in itertools.pairwise(values)]
    return bool(steps) and sum(steps) > 0.5 * len(steps)


def _both(printed: Sequence[str]) -> str:
    """The number of a page; of two, the report's own and then that of the pack it is bound in, which is higher."""
    numbers = sorted({int(label) for label in printed if label.isdigit()})
    return f"{numbers[0]}, pack {numbers[-1]}" if len(numbers) > 1 else printed[0]


def _edge_lines(page: PageContent, kept: frozenset[int]) -> list[_Running]:
    position = {id(word): index for index, word in enumerate(page.words)}
    near = [word for word in page.words if not _ZONE * page.height < word.y < (1 - _ZONE) * page.height]
    groups = baseline_groups(near)
    upper = [group for group in groups if group[0].y < page.height / 2][:_EDGE_LINES]
    lower = [group for group in groups if group[0].y >= page.height / 2][-_EDGE_LINES:]
    lines = [_running(page, group, position) for group in upper + lower]
    return [line for line in lines if not line.words & kept]


def _running(page: PageContent, group: Sequence[Word], position: Mapping[int, int]) -> _Running:
    y = group[0].y
    return _Running(
        page=page.number,
        text=" ".join(word.text for word in group),
        edge=y if y < page.height / 2 else y - page.height,
        words=frozenset(position[id(word)] for word in group),
    )


def _masked(text: str) -> str:
    if _ROMAN.match(text):
        return "#roman"
    return re.sub(r"\d+", "#", text).casefold()


def _that_run(lines: Sequence[_Running], key: str, pages: int) -> list[_Running]:
    """Those of the lines alike that stand at about the same height on enough pages."""
    if pages == 1 or len(lines) == 1:
        return [line for line in lines if _PAGE_OF.match(line.text)]
    if _PART.match(key) and len({line.text for line in lines}) > 1:
        return []
    needed = 2 if pages <= 5 else 3
    bare = not re.search(r"[^\W\d_]", key.replace("#roman", ""))
    edges = sorted(line.edge for line in lines)
    running = []
    for line in lines:
        alike = bisect_right(edges, line.edge + _NEAR) - bisect_left(edges, line.edge - _NEAR)
        if alike >= needed or _PAGE_OF.match(line.text):
            running.append(line)
    if bare and not _counts_up(running):
        return []
    return running


def _counts_up(lines: Sequence[_Running]) -> bool:
    """Whether lone numbers follow the pages, as page numbers do."""
    steps = []
    for one, two in itertools.pairwise(lines):
        first, second = _value(one.text), _value(two.text)
        if first is not None and second is not None:
            steps.append(second - first == two.page - one.page)
    return bool(steps) and sum(steps) >= 0.5 * len(steps)


def _value(text: str) -> int | None:
    if _ROMAN.match(text):
        return _roman(text.lower())
    found = re.findall(r"\d+", text)
    return int(found[-1][:9]) if found else None


def _roman(text: str) -> int:
    worth = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    values = [worth[letter] for letter in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _labels(lines: Sequence[_Running]) -> dict[int, str]:
    """The part of a running line that counts with the pages, as it is printed."""
    if len({line.text for line in lines}) < 2 and not (len(lines) == 1 and _PAGE_OF.match(lines[0].text)):
        return {}
    labels: dict[int, str] = {}
    column = _counting_column(lines)
    for line in lines:
        short = " ".join(_FILLER.sub(" ", line.text).split())
        counts = column is not None or _ROMAN.match(short) or _PAGE_OF.match(line.text)
        if counts and len(short) <= _LONGEST_LABEL and (_ROMAN.match(short) or re.search(r"\d", short)):
            labels[line.page] = short
            continue
        numbers = _NUMBER.findall(line.text)
        if column is not None and column < len(numbers):
            labels[line.page] = numbers[column]
    return labels


def _counting_column(lines: Sequence[_Running]) -> int | None:
    """Which of the numbers in a running line goes up with the pages."""
    if all(_ITEM.match(line.text) for line in lines):
        return None
    rows = [(line.page, _NUMBER.findall(line.text)) for line in lines]
    width = min(len(numbers) for _, numbers in rows)
    for column in range(width):
        values = [(page, _value(numbers[column])) for page, numbers in rows]
        steps = [
            b[1] - a[1] == b[0] - a[0] for a, b in itertools.pairwise(values) if a[1] is not None and b[1] is not None
        ]
        if steps and sum(steps) > 0.5 * len(steps):
            return column
    return None
