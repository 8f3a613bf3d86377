"""Letters much larger than the lines beside or under them: pull figures, drop caps, stamps.

Their height takes in several small lines. Read as one line with those, all their words are thrown together.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace

from councilqa.ingest.pdf_page import Word

LARGE = 1.9
"""Times the size of the letters beside it; a raised letter is less than this smaller than its line."""
_NEAR = 1.2
"""Of its size, between large letters and the small lines that belong to them."""
_LONGEST_FIGURE = 16

Piece = list[Word]


def settle(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words, large figures and first letters at the head of the small lines beside them; what lies over text."""
    if not words:
        return [], []
    usual = statistics.median(word.size for word in words)
    large = [word for word in words if word.size >= LARGE * usual]
    if not large or len(large) > len(words) // 2:
        return list(words), []
    small = [word for word in words if word.size * LARGE <= max(word.size for word in large)]
    rest, over = [word for word in words if word.size < LARGE * usual], []
    for piece in _pieces(large):
        beside = _beside(piece, small)
        if _lies_over(piece, small):
            over += piece
        elif beside and _is_initial(piece):
            rest = _with_initial(rest, piece[0], beside[0])
        elif beside and _is_figure(piece):
            rest += _as_first_words(piece, beside[0])
        else:
            rest += piece
    return rest, over


def baseline(word: Word) -> float:
    return word.bottom - 0.2 * word.size


def _pieces(large: Sequence[Word]) -> list[Piece]:
    pieces: list[Piece] = []
    for word in sorted(large, key=lambda word: (round(baseline(word)), word.x0)):
        last = pieces[-1][-1] if pieces else None
        level = last is not None and abs(baseline(last) - baseline(word)) < 0.1 * word.size
        if last is not None and level and word.x0 - last.x1 < 0.6 * word.size:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return pieces


def _band(piece: Piece) -> tuple[float, float]:
    """From the top of its capitals to its foot."""
    foot, size = baseline(piece[0]), piece[0].size
    return foot - 0.8 * size, foot + 0.1 * size


def _lies_over(piece: Piece, small: Sequence[Word]) -> bool:
    top, foot = _band(piece)
    under = [
        word
        for word in small
        if top < word.y < foot
        and any(min(word.x1, each.x1) - max(word.x0, each.x0) > 0.3 * (word.x1 - word.x0) for each in piece)
    ]
    return len(under) > 1


def _beside(piece: Piece, small: Sequence[Word]) -> list[Word]:
    """The first words of the small lines close on its right, from the top down."""
    (top, foot), right, size = _band(piece), piece[-1].x1, piece[0].size
    near = [word for word in small if top < word.y < foot and -0.2 * size <= word.x0 - right]
    firsts: dict[int, Word] = {}
    for word in sorted(near, key=lambda word: word.x0):
        firsts.setdefault(round(baseline(word) / (0.6 * word.size)), word)
    close = [word for word in firsts.values() if word.x0 - right <= _NEAR * size]
    return sorted(close, key=lambda word: word.y)


def _is_initial(piece: Piece) -> bool:
    text = piece[0].text.strip("\"'“‘")
    return len(piece) == 1 and len(text) == 1 and text.isalpha()


def _is_figure(piece: Piece) -> bool:
    text = " ".join(word.text for word in piece)
    return len(text) <= _LONGEST_FIGURE and any(char.isdigit() for char in text)


def _as_first_words(piece: Piece, first: Word) -> list[Word]:
    """Large words as small ones before the first of the lines beside them, so that a column goes on below it."""
    ends = [first.x0 - 0.1 * (len(piece) - place) for place in range(len(piece))]
    return [
        replace(word, x0=end - 0.1, x1=end, top=first.top, bottom=first.bottom, size=first.size)
        for word, end in zip(piece, ends, strict=True)
    ]


def beside_figures(words: Sequence[Word], settled: Sequence[Word]) -> list[list[Word]]:
    """For each figure that was set smaller, the first words of the lines it stands beside, from the top down."""
    known = {id(word) for word in words}
    figures = [word for word in settled if id(word) not in known and word.x1 - word.x0 < 0.2]
    return [_column_under(figure, settled) for figure in figures]


def _column_under(figure: Word, words: Sequence[Word]) -> list[Word]:
    """Lines that begin where the one beside the figure does, close below one another."""
    column = [figure]
    for word in sorted(words, key=lambda word: word.y):
        last = column[-1]
        same = abs(word.x0 - figure.x1) < 2 and abs(word.size - figure.size) < 0.5 and word is not figure
        if same and 0.5 * word.size < word.y - last.y < 2.2 * word.size:
            column.append(word)
    return column


def _with_initial(words: list[Word], initial: Word, first: Word) -> list[Word]:
    """The first letter of a paragraph put before the rest of its word, or before it as a word."""
    alone = initial.text in ("A", "I") and first.x0 - initial.x1 > 0.3 * first.size
    text = f"{initial.text} {first.text}" if alone else initial.text + first.text
    return [replace(word, text=text) if word is first else word for word in words]
