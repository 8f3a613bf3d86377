"""Finds a quotation on a page: exactly its characters, or nothing.

Three ways, each only where the one before finds less than the text of the page says there is:

- in the order in which the file draws the characters, which for most papers is the order of reading;
- line by line: whole lines that together are the quotation, however the file orders them;
- for a table row, cell by cell: every cell in its own column, all in one band of the page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from councilqa.reading.cells import is_row, rows_on
from councilqa.reading.chains import chains_on
from councilqa.reading.page_text import PageText
from councilqa.reading.quotes import QuoteOnPage
from councilqa.reading.tracks import Pattern, common_end, common_start, follow, matches, pattern_of, plain

Found = tuple[int, ...]
"""Positions among the page's glyphs, in the order of the quotation."""
_SURE = 8
"""Characters of context by which one place has to be better than any other."""
_NO_ACCIDENT = 40
"""Characters of a row that cells of other rows would not form by chance."""


def find(page: PageText, quote: QuoteOnPage) -> Found | None:
    """The glyphs that are the quotation."""
    pattern = pattern_of(quote.parts)
    if not pattern.chars:
        return None
    for strict in (True, False) if pattern.may_be_loose else (True,):
        found = _chosen(page, quote, _candidates(page, quote, pattern, strict=strict))
        if found is not None:
            return _with_cut_word(page, quote, found)
    return _without_cut_end(page, quote, pattern)


def _candidates(page: PageText, quote: QuoteOnPage, pattern: Pattern, *, strict: bool) -> list[Found]:
    """Every place where the quotation may stand, in the order in which the page is read."""
    drawn = [_glyphs(page.stream.sources, span) for span in matches(page.stream, pattern, strict=strict)]
    parts = [part for part in (pattern_of([part]) for part in quote.parts) if part.chars]
    if len(parts) > 1:
        return _rows(page, quote, pattern, parts, drawn)
    if len(drawn) < quote.occurrences:
        drawn = _distinct([*drawn, *chains_on(page, pattern, strict=strict)])
    return sorted(drawn, key=lambda glyphs: glyphs[0])


def _rows(
    page: PageText, quote: QuoteOnPage, pattern: Pattern, parts: Sequence[Pattern], drawn: Sequence[Found]
) -> list[Found]:
    """Places of a row. Where cells of several rows follow one another in the file, they may read like it."""
    rows = [each for each in drawn if is_row(page, each, parts)]
    if len(rows) < quote.occurrences:
        rows = _distinct([*rows, *rows_on(page, parts)])
    if not rows and len(pattern.chars) >= _NO_ACCIDENT:
        # Merged cells stand higher or lower than their row.
        rows = list(drawn)
    return sorted(rows, key=lambda glyphs: (page.glyphs[glyphs[0]].y, glyphs[0]))


def _glyphs(sources: Sequence[int], span: tuple[int, int]) -> Found:
    return tuple(dict.fromkeys(sources[slice(*span)]))


def _distinct(found: Iterable[Found]) -> list[Found]:
    """Each place once: the same words found in two ways share glyphs."""
    kept: list[Found] = []
    for each in found:
        if not any(set(each) & set(other) for other in kept):
            kept.append(each)
    return kept


# --- which of several ------------------------------------------------------------


def _chosen(page: PageText, quote: QuoteOnPage, found: Sequence[Found]) -> Found | None:
    """The occurrence that is meant, where that is certain."""
    if len(found) == 1 and quote.occurrences == 1:
        return found[0]
    if not found:
        return None
    before, after = _joined(quote.before), _joined(quote.after)
    scores = [_agreement(page, each, before, after) for each in found]
    best, *others = sorted(scores, reverse=True)
    if best - max(others, default=0) >= _SURE:
        return found[scores.index(best)]
    return found[quote.occurrence] if len(found) == quote.occurrences else None


def _agreement(page: PageText, found: Found, before: str, after: str) -> int:
    """How many characters around the place, as the file orders them, are those around the quotation."""
    stream = page.stream
    begin, end = bisect_left(stream.sources, min(found)), bisect_right(stream.sources, max(found))
    ahead, behind = stream.chars[max(begin - 200, 0) : begin], stream.chars[end : end + 200]
    return common_end(ahead.replace("-", ""), before) + common_start(behind.replace("-", ""), after)


def _joined(text: str) -> str:
    """As it is compared, without hyphens: lines may end elsewhere."""
    return "".join(map(plain, text)).replace("-", "")


# --- words cut by the end of a page -----------------------------------------------


def _with_cut_word(page: PageText, quote: QuoteOnPage, found: Found) -> Found:
    """With the end of the word that the page before has begun, where it stands right before."""
    line = page.fragments[page.home[found[0]]].glyphs
    ahead = line[: line.index(found[0])]
    said = "".join(plain(page.glyphs[position].text) for position in ahead)
    word = "".join(map(plain, quote.cut_word))
    return (*ahead, *found) if said and word != said and word.endswith(said) else found


def _without_cut_end(page: PageText, quote: QuoteOnPage, pattern: Pattern) -> Found | None:
    """Up to the hyphen at the page's end, where the last word goes on overleaf."""
    if not quote.runs_on:
        return None
    last = "".join(map(plain, quote.parts[-1].split()[-1]))
    for left_out in range(1, min(len(last), len(pattern.chars))):
        short = Pattern(chars=pattern.chars[:-left_out], joints=pattern.joints)
        for at in range(len(page.stream.chars)):
            if not page.stream.is_edge(at, strict=True):
                continue
            end, done = follow(page.stream, at, short, 0)
            if done == len(short.chars) and end < len(page.stream.soft) and page.stream.soft[end]:
                return _glyphs(page.stream.sources, (at, end + 1))
    return None
