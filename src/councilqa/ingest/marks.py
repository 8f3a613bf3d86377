"""Raised note marks: the small number behind "£320,000¹" is no part of the figure.

What is raised and does belong to its word stays: 1st, m², 10⁶.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Sequence

from councilqa.domain.documents import Block, Footnote, Paragraph

_ONE = r"(?:\d{1,3}|[a-np-z](?![a-z])|[*†‡§¶#]{1,3})"
_MARK = re.compile(rf"[(\[]?{_ONE}(?:\s*[,;–-]?\s*{_ONE})*[)\]]?")
_TYPED = re.compile(r"([\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+)")
"""Digits that are raised by themselves."""
_POWER = re.compile(r"[23]")
_UNIT = re.compile(r"(?:^|[\s\d/(])(?:m|km|cm|mm|ft|in|yd|dm|metres?|miles?|feet|sq|CO|NO|SO)$")
_SUM_OF_MILLIONS = re.compile(r"[£$€] ?[\d.,]+ ?m$")
_TEN = re.compile(r"[×x*] ?10$")
_CLOSES = re.compile(r"[.,;:!?)\]”’]")


TYPED_DIGITS = frozenset("\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079")


class Raised(str):
    """A piece of text that stands above the line."""

    __slots__ = ()


def is_note_mark(raised: str, *, before: str, after: str = "") -> bool:
    """Whether raised text refers to a note, by itself and by the text it stands between."""
    mark = unicodedata.normalize("NFKC", raised).strip()
    if not _MARK.fullmatch(mark) or after.startswith(("/", "\u2044")):
        return False
    if mark.isalpha() and after[:1].isalnum():
        return False
    if before.endswith(("(", "[", "/", "\u2044")) or _TEN.search(before):
        return False
    power = _POWER.fullmatch(mark) and _UNIT.search(before) and not _SUM_OF_MILLIONS.search(before)
    return not power


def leading_mark(pieces: Sequence[str]) -> str | None:
    """The mark that a note's own text begins with, where it is raised."""
    mark = ""
    for piece in _parted(pieces):
        if piece.strip() and not isinstance(piece, Raised):
            break
        mark += piece
    mark = unicodedata.normalize("NFKC", mark).strip()
    return mark.strip("()[]") if _MARK.fullmatch(mark) else None


def marks_in(pieces: Sequence[str]) -> set[str]:
    """The note numbers that stand raised in a text."""
    return numbers_in("".join(piece if isinstance(piece, Raised) else " " for piece in _parted(pieces)))


def numbers_in(raised: str) -> set[str]:
    return set(re.findall(r"\d{1,3}", unicodedata.normalize("NFKC", raised)))


def with_notes(blocks: Sequence[Block], marks: Collection[str]) -> list[Block]:
    """The last paragraphs as notes where their numbers are those that stand raised in the text: "1 At 2026 prices."."""
    first = len(blocks)
    while first > 0 and _may_be_note(blocks[first - 1], marks):
        first -= 1
    numbers = [block.number for block in blocks[first:] if isinstance(block, Paragraph | Footnote)]
    if numbers[:1] != ["1"] or len(set(numbers)) < len(numbers):
        return list(blocks)
    notes = (Footnote(text=block.text, start=block.start, number=block.number) for block in blocks[first:]
             if isinstance(block, Paragraph | Footnote))  # fmt: skip
    return [*blocks[:first], *notes]


def _may_be_note(block: Block, marks: Collection[str]) -> bool:
    if not isinstance(block, Paragraph | Footnote) or block.number not in marks:
        return False
    return re.match(rf"\(?{block.number}\)? ", block.text) is not None


def without_marks(pieces: Sequence[str]) -> str:
    """Running text of pieces, some of them raised, without its note marks; one at its start stays, apart."""
    runs = [(raised, "".join(run)) for raised, run in itertools.groupby(_parted(pieces), key=_is_raised)]
    text = ""
    for index, (raised, run) in enumerate(runs):
        after = runs[index + 1][1] if index + 1 < len(runs) else ""
        if not raised:
            text = (text.rstrip(" ") if index and runs[index - 1][0] and _CLOSES.match(run) else text) + run
        elif not text.strip():
            text += f"{run} " if _MARK.fullmatch(run.strip()) else run
        elif is_note_mark(run, before=text.rstrip(), after=after):
            text += " " if run[-1:].isspace() else ""
        else:
            text += run
    return text


def _is_raised(piece: str) -> bool:
    return isinstance(piece, Raised)


def _parted(pieces: Sequence[str]) -> list[str]:
    parted: list[str] = []
    for piece in pieces:
        if isinstance(piece, Raised) or not _TYPED.search(piece):
            parted.append(piece)
            continue
        for place, part in enumerate(_TYPED.split(piece)):
            if part:
                parted.append(Raised(part) if place % 2 else part)
    return parted
