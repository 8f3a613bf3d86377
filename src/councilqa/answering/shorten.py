"""A long row of a table in few words: the sentences of its cells that are about what was asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from councilqa.sentences import sentences
from councilqa.text import content_words, stem

MORE = "…"
"""Stands where something is left out."""


def stems(texts: Iterable[str]) -> frozenset[str]:
    """Of the words that say something."""
    return frozenset(stem(word) for text in texts for word in content_words(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A sentence of one of the cells."""

    cell: int
    place: int
    """Among the sentences of its cell."""
    text: str


def shortened(cells: Sequence[str], about: Collection[str], *, most: int) -> list[str]:
    """The cells with those of their sentences that hold most of the stems asked about, the earlier the better.

    At least one sentence is kept, and as many others as fit `most` characters; a cell of which none is kept is empty.
    """
    pieces = [
        _Piece(cell=cell, place=place, text=text[start:end])
        for cell, text in enumerate(cells)
        for place, (start, end) in enumerate(sentences(text))
    ]
    met = {piece: len(stems([piece.text]).intersection(about)) for piece in pieces}
    kept: set[_Piece] = set()
    for piece in sorted(pieces, key=lambda piece: -met[piece]):
        cost = len(piece.text) + len(f" {MORE} ")
        if not kept or cost <= most:
            kept.add(piece)
            most -= cost
    return [_said([piece for piece in pieces if piece.cell == cell], kept) for cell in range(len(cells))]


def _said(pieces: Sequence[_Piece], kept: Collection[_Piece]) -> str:
    """What is kept of a cell, with a mark at each gap."""
    words: list[str] = []
    for piece in pieces:
        if piece in kept:
            words.append(piece.text)
        elif not words or words[-1] != MORE:
            words.append(MORE)
    return "" if words == [MORE] else " ".join(words)


def cut(text: str, most: int) -> str:
    """The text's beginning, up to the end of a word."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} {MORE}"
