"""Headings set in a column of their own beside their paragraphs, as decision forms and templates have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from councilqa.ingest.numbering import leading_number
from councilqa.ingest.pdf_lines import Line

_LONGEST = 60
_MOST_WORDS = 8
_PROSE_WORDS = 5
"""In a line of a paragraph, on average."""
_LEAST = 3


@dataclass(frozen=True, slots=True)
class SideColumn:
    """Headings on the left, each with the lines on its right, and what stands above and below all of them."""

    above: tuple[Line, ...]
    sections: tuple[tuple[tuple[Line, ...], tuple[Line, ...]], ...]
    below: tuple[Line, ...]


def reads_like_side_heading(text: str) -> bool:
    found = leading_number(text)
    return (
        len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and sum(char.isalpha() for char in text) >= 3
        and (text[:1].isupper() or text[:1].isdigit())
        and not text.endswith((".", ";", ","))
        and not (found is not None and found[1] >= len(text))
    )


def find_side_column(pieces: Sequence[Line]) -> SideColumn | None:
    """The column of headings among the pieces of a page's lines, if there is one."""
    edge = _text_edge(pieces)
    if edge is None:
        return None
    left = sorted((piece for piece in pieces if piece.x1 < edge - 4), key=lambda piece: piece.top)
    right = [piece for piece in pieces if piece.x0 >= edge - 4]
    blocks = [block for block in _blocks(left) if _begins_beside(block, right, edge)]
    if len(blocks) < _LEAST or sum(map(len, blocks)) != len(left):
        return None
    first, last = blocks[0][0], blocks[-1][0]
    across = [piece.top for piece in pieces if piece.x0 < edge - 4 <= piece.x1]
    start, end = first.top - 0.5 * first.size, min((top for top in across if top > first.top), default=float("inf"))
    beside = [piece for piece in right if start < piece.top < end]
    if end < last.top or not _are_headings(blocks) or not _is_prose(beside):
        return None
    return _column(pieces, blocks, edge, start, end)


def _text_edge(pieces: Sequence[Line]) -> float | None:
    """Where the paragraphs begin: the most usual left edge of long pieces that is not the page's own."""
    outer = min((piece.x0 for piece in pieces), default=0.0)
    starts = Counter(round(piece.x0) for piece in pieces if len(piece.words) >= _PROSE_WORDS)
    if not starts:
        return None
    edge, count = starts.most_common(1)[0]
    return edge if count >= _LEAST and edge - outer > 40 else None


def _blocks(left: Sequence[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for piece in left:
        if blocks and piece.top - blocks[-1][-1].top < 1.5 * piece.size and piece.bold == blocks[-1][-1].bold:
            blocks[-1].append(piece)
        else:
            blocks.append([piece])
    return blocks


def _begins_beside(block: Sequence[Line], right: Sequence[Line], edge: float) -> bool:
    return any(abs(piece.bottom - block[0].bottom) < 0.5 * piece.size and piece.x0 - edge < 4 for piece in right)


def _are_headings(blocks: Sequence[Sequence[Line]]) -> bool:
    return all(len(block) <= 4 and reads_like_side_heading(" ".join(line.text for line in block)) for block in blocks)


def _is_prose(right: Sequence[Line]) -> bool:
    words = sum(len(piece.words) for piece in right)
    return bool(right) and words >= _PROSE_WORDS * len(right)


def _column(
    pieces: Sequence[Line], blocks: Sequence[Sequence[Line]], edge: float, start: float, end: float
) -> SideColumn:
    within = [piece for piece in pieces if start <= piece.top < end]
    width = max(piece.x1 for piece in within)
    tops = [block[0].top - 0.5 * block[0].size for block in blocks]
    sections = []
    for block, top, following in zip(blocks, tops, [*tops[1:], end], strict=True):
        beside = [piece for piece in within if piece.x0 >= edge - 4 and top <= piece.top < following]
        heading = tuple(_bold(replace(line, left=line.x0, right=edge - 5)) for line in block)
        sections.append((heading, tuple(replace(piece, left=edge, right=width) for piece in beside)))
    return SideColumn(
        above=tuple(piece for piece in pieces if piece.top < start),
        sections=tuple(sections),
        below=tuple(piece for piece in pieces if piece.top >= end),
    )


def _bold(line: Line) -> Line:
    """It is set apart by its place; in bold it is one to whoever reads lines."""
    return replace(line, words=tuple(replace(word, bold=True) for word in line.words))
