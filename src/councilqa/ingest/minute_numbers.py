"""The numbers that minutes count their items by: "1024", "2019/47", "Min. 23/18", told by how they rise.

What looks like one of them may be a year, a date or a reference. Only numbers that rise through the paper, all written
alike, are those of its items.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from councilqa.domain.documents import Block, Draft, Footnote, Table
from councilqa.ingest.paper_kind import is_of_a_meeting

_CANDIDATE = re.compile(
    r"(?P<word>(?:(?:minutes?|min|item|cofnod|eitem)\b\.?\s*(?:(?:numbers?|nos?|rhif)\b\.?\s*)?)?)"
    r"(?P<number>(?:[A-Z]{1,4}[./-]?)?\d{1,5}(?:[/.-]\d{1,5}){0,2}(?![\d/]))(?:\s*[.:)]|\s+[-–—]|(?=\s)|$)",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\d+")
_FEWEST = 3
_MOST_APART = 25
"""Minutes of one paper may leave so many numbers out between two that are found."""
_LOOKED_BACK = 30
_YEARS = range(1900, 2101)
_FEWEST_YEARS = 6
"""So many numbers one after another are minutes even where each of them could be a year."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    position: int
    """Of its block."""
    number: str
    word: bool
    shape: str
    values: tuple[int, ...]


def with_minute_numbers(draft: Draft) -> Draft:
    """The paper with those blocks numbered that begin with a number of its items."""
    found = _numbers(draft)
    if not found:
        return draft
    blocks = tuple(_numbered(block, found.get(position)) for position, block in enumerate(draft.blocks))
    return replace(draft, blocks=blocks)


def _numbered(block: Block, number: str | None) -> Block:
    return block if number is None or isinstance(block, Table | Footnote) else replace(block, number=number)


def _numbers(draft: Draft) -> dict[int, str]:
    """By position of its block, each number of the longest series; none in a paper of no meeting."""
    candidates = list(_candidates(draft.blocks))
    if not is_of_a_meeting(draft):
        candidates = [each for each in candidates if each.word]
    series = max((_rising(group) for group in _alike(candidates).values()), key=len, default=[])
    return {each.position: each.number for each in series} if _is_series(series) else {}


def _candidates(blocks: Sequence[Block]) -> Iterator[_Candidate]:
    for position, block in enumerate(blocks):
        match = None if isinstance(block, Table | Footnote) else _CANDIDATE.match(block.text)
        if match is not None:
            number = match["number"]
            values = tuple(int(group) for group in _GROUP.findall(number))
            yield _Candidate(position, number, bool(match["word"]), _GROUP.sub("#", number).upper(), values)


def _alike(candidates: Sequence[_Candidate]) -> Mapping[tuple[object, ...], list[_Candidate]]:
    """Those written alike of which one part counts while the others stay: "2019/47" and "2019/48"."""
    groups: dict[tuple[object, ...], list[_Candidate]] = defaultdict(list)
    for each in candidates:
        for counting in range(len(each.values)):
            rest = each.values[:counting] + each.values[counting + 1 :]
            groups[each.shape, each.word, counting, rest].append(each)
    return groups


def _rising(group: Sequence[_Candidate]) -> list[_Candidate]:
    """The longest run of a group whose numbers rise from block to block without a leap."""
    runs: list[list[_Candidate]] = []
    for each in group:
        before = [run for run in runs[-_LOOKED_BACK:] if 0 < _step(run[-1], each) <= _MOST_APART]
        runs.append([*max(before, key=len, default=[]), each])
    return max(runs, key=len, default=[])


def _step(before: _Candidate, after: _Candidate) -> int:
    return sum(after.values) - sum(before.values)


def _is_series(series: Sequence[_Candidate]) -> bool:
    """Whether they count items: longer than any plain paragraph number, most one after another, and no years."""
    if len(series) < _FEWEST:
        return False
    plain = len(series[0].values) == 1 and series[0].shape == "#" and not series[0].word
    if plain and series[-1].values[0] <= 999:
        return False
    steps = [_step(one, two) for one, two in itertools.pairwise(series)]
    if sum(step == 1 for step in steps) * 2 < len(steps):
        return False
    years = plain and all(each.values[0] in _YEARS for each in series)
    return not years or len(series) >= _FEWEST_YEARS
