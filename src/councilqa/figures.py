"""Figures as numbers with units, however a text writes them: £41k, £0.041m and 41 in a column of £000 are one.

A date, a year, a time, a paragraph's number and a reference are not figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

POUNDS = "£"
PERCENT = "%"
FTE = "FTE"
WORDS_AFTER = 5
"""What is counted stands among so many words after a number: "163 shared service employees"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A figure as a text has it."""

    start: int
    """Offset of its first character in the text."""
    end: int
    value: Decimal
    """In base units: pounds, per cent, or what is counted."""
    unit: str
    """"£", "%", "FTE", or "" for a count."""
    approximate: bool = False
    """Whether the text says that it is not exact: "c", "about", "over"."""
    nouns: tuple[str, ...] = ()
    """Words behind a count that may say what is counted, in the singular."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What one in a column of a unit stands for: "£000" is £ times 1,000."""

    unit: str
    times: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """A figure before its column and its range have had their say."""

    start: int
    end: int
    number: Decimal
    unit: str
    times: Decimal | None
    approximate: bool


_DASHES = str.maketrans("‐‑‒–—―−", "-------")
_QUOTES = str.maketrans("‘’‛′", "''''")
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_MARKER = re.compile(r"\[\d+\]")
_EMPHASIS = re.compile(r"[*_]+")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_NO_FIGURES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w£.,]){_YEAR}-(?:0?[1-9]|1[0-2])-\d{{1,2}}(?![\d,])",
        r"(?<![\w£.,/])\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)(?![\w/])",
        rf"(?<![\w£.,]){_DAY}(?:\s*(?:-|to|and|&)\s*{_DAY})?\s+(?:of\s+)?{_MONTH}\b\.?(?:,?\s+{_YEAR}\b)?",
        rf"\b{_MONTH}\b\.?\s+{_DAY}\b(?!\s*%)(?:,?\s+{_YEAR}\b)?",
        rf"(?<![\w£.,]){_YEAR}\s*(?:/|-|to)\s*(?:{_YEAR}|\d\d)(?![\w,]|\.\d|\s*%)",
        # A year has no comma, no pound and no unit.
        rf"(?<![\w£.,(-])(?<!£ )\(?{_YEAR}\)?(?!\w|,\d|\.\d|\s*(?:%|per\s?cent|fte|million|m\b|k\b))",
        r"(?<![\w£.,])(?:[01]?\d|2[0-3])[:.][0-5]\d\s*(?:am|pm|hrs|hours)\b",
        r"(?<![\w£.,])(?:[01]?\d|2[0-3]):[0-5]\d\b",
        r"(?<![\w£.,])(?:1[0-2]|[1-9])\s*(?:am|pm)\b",
        r"\b(?:paragraphs?|paras?|sections?|s|appendix|appendices|annex|pages?|pp?|table|figure|chapter|clauses?|"
        r"schedule|regulations?|articles?|agenda item|item|minutes?(?: no)?|option|phase|tier|band|grade|stage|ward|"
        r"recommendations?|act|version|no|ref|q)\.?\s?\d+(?:\.\d+)*(?:\([a-z\d]+\))*"
        r"(?:(?:\s*(?:-|to|and|,)\s*)\d+(?:\.\d+)+)*(?![\d%]|[.,]\d|\s*(?:%|per\s?cent|million\b|months?\b|years?\b))",
        # The number of a paragraph at the head of a line.
        r"(?m)^[ ]*\d{1,2}(?:\.\d{1,2}){1,3}\.?[ ]+(?!FTE)(?=(?-i:[A-Z'\"]))",
        r"(?m)^[ ]*\(?\d{1,2}[.)][ ]+(?=[A-Za-z'\"])",
        # Telephone numbers.
        r"(?<![\w£.,])0\d{3,4}[ ]?\d{3}[ ]?\d{3,4}\b",
    )
)
_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SPACED = r"\d{1,3}(?:[ ]\d{3})+(?![\d%]|[.,]\d)"
"""Thousands set apart by a space, as some write sums of money: "£80 000"."""
_TIMES = r"thousand|million|mn|m|billion|bn|trillion|tn|k"
_MULTIPLIERS = {
    "k": Decimal(1000),
    "thousand": Decimal(1000),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "million": Decimal(10**6),
    "bn": Decimal(10**9),
    "billion": Decimal(10**9),
    "tn": Decimal(10**12),
    "trillion": Decimal(10**12),
}
_FIGURE = re.compile(
    r"(?:(?:(?<=[\s(|;:])|^)(?P<early>-))?(?:(?<![\w.,£])|(?<=(?<![\w.,£])c)|(?<=(?<![\w.,£])c\.))(?<!(?<!\d)[a-z]-)"
    r"(?:(?P<pounds>(?:£|gbp)\s?)(?P<late>-)?)?"
    rf"(?!000?\b)(?P<number>(?(pounds){_SPACED}|(?!))|{_PLAIN})"
    rf"(?:\s?(?P<times>{_TIMES})(?!(?!pa\b)[a-z\d]))?(?P<plus>\+)?"
    r"(?:\s?(?P<unit>%|per\s?cent(?:age\spoints?)?\b|percentage\spoints?\b|f\.?t\.?e\.?s?\b|p\b(?!\.?\s?a\b)|pence\b|pounds?\b))?"
    r"(?:pa\b)?"
    r"(?P<glued>[a-z]*)",
    re.IGNORECASE | re.MULTILINE,
)
_ABOUT = re.compile(
    r"(?:\b(?:c|ca|circa|approx|approximately|about|around|roughly|some|nearly|almost|over|under|more than|less than|"
    r"up to|at least|at most|in excess of|in the region of|estimated(?: at)?|just (?:over|under)|"
    r"(?:average|estimate) of)\.?|~)\s*[£-]*$",
    re.IGNORECASE,
)
_MINUS = re.compile(r"\bminus\s+(?:£\s?)?$", re.IGNORECASE)
_SCALE = re.compile(
    r"(?P<pounds>£)\s?'?(?:(?P<thousands>000)(?:'?s)?|(?P<times>k|m|mn|million|thousand|bn)(?:s)?)?(?![\w.]|\s?\d)|"
    r"(?P<percent>%|\bper\s?cent\b)|(?P<fte>\bf\.?t\.?e\.?s?\b)",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"[;\t|\n]")
_CELL = re.compile(r"[\t|]")
_BETWEEN = re.compile(r"\s*(?:-|to)\s*", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+(?:'s)?", re.IGNORECASE)

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_LARGE = {"hundred": 100, "thousand": 1000, "million": 10**6}
_NUMBER_WORD = "|".join([*_SMALL, *_LARGE])
_SPELLED = re.compile(rf"(?<![\w-])(?:{'|'.join(_SMALL)})(?:(?:[\s-]|\sand\s)(?:{_NUMBER_WORD}))*(?!\w)", re.IGNORECASE)


def figures(text: str) -> tuple[Found, ...]:
    """Every figure of a text, in its order; the two ends of a range are two."""
    return _figures(text)


@lru_cache(maxsize=4096)
def _figures(text: str) -> tuple[Found, ...]:
    read = _digits(_normal(text))
    plain = _blank(read.text)
    raws = _ranged(list(_raw(plain)), plain)
    return tuple(_found(raw, plain, read.places) for raw in raws)


def scale_of(unit: str) -> Scale | None:
    """What a unit stands for, "£000" or "%"; None for what is no unit of money, share or posts."""
    scale = _SCALE.fullmatch(unit.strip())
    return None if scale is None else _scale(scale)


def in_pounds(amount: Decimal) -> str:
    """ "£518,000"."""
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def scale_named(name: str) -> tuple[Scale, tuple[int, int]] | None:
    """The unit that a column's name holds, "Total Budget £000", and where; None for a name without one."""
    found = [match for match in _SCALE.finditer(name.translate(_QUOTES)) if match["pounds"]]
    return (_scale(found[-1]), found[-1].span()) if found else None


@dataclass(frozen=True, slots=True)
class _Read:
    """A text in plainer characters, with the stretch of the text before that each stands for."""

    text: str
    places: tuple[tuple[int, int], ...]

    def sub(self, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str]) -> _Read:
        """Replace what a pattern finds; what is put there stands for all of it."""
        text: list[str] = []
        places: list[tuple[int, int]] = []
        last = 0
        for match in pattern.finditer(self.text):
            new = put(match)
            if new == match[0]:
                continue
            text += [self.text[last : match.start()], new]
            whole = (self.places[match.start()][0], self.places[match.end() - 1][1])
            places += [*self.places[last : match.start()], *[whole] * len(new)]
            last = match.end()
        return _Read("".join((*text, self.text[last:])), (*places, *self.places[last:]))


def _normal(text: str) -> _Read:
    """Straight dashes and quotes, no emphasis, no citation markers; as many lines as before."""
    folded = [
        _FRACTIONS.get(letter) or unicodedata.normalize("NFKC", letter).translate(_DASHES).translate(_QUOTES)
        for letter in text
    ]
    places = tuple((place, place + 1) for place, letters in enumerate(folded) for _ in letters)
    return _Read("".join(folded), places).sub(_MARKER, lambda _: " ").sub(_EMPHASIS, lambda _: "")


def _digits(read: _Read) -> _Read:
    """ "Twenty-five" as 25; a word that is no number stays."""
    return read.sub(_SPELLED, lambda match: _spelled(match[0]))


def _spelled(words: str) -> str:
    total = part = 0
    last = 100
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _SMALL:
            if part % 100 and not (last >= 20 and _SMALL[word] < 10):
                return words  # "two three": no number
            part, last = part + _SMALL[word], _SMALL[word]
        elif word == "hundred":
            part, last = max(part, 1) * 100, 100
        elif word in _LARGE:
            total, part, last = total + max(part, 1) * _LARGE[word], 0, 100
    return str(total + part)


def _blank(text: str) -> str:
    """Spaces in the place of what looks like a figure and is none."""
    for pattern in _NO_FIGURES:
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _raw(text: str) -> Iterator[_Raw]:
    for match in _FIGURE.finditer(text):
        if match["glued"]:
            continue  # ST16, 3AQ, 27th
        number = Decimal(re.sub(r"[, ]", "", match["number"]))
        if match["number"].startswith("0") and number >= 1:
            continue
        before = text[max(match.start() - 30, 0) : match.start("number")]
        negative = bool(match["early"] or match["late"] or _MINUS.search(before)) or _in_brackets(text, match)
        unit, pence = _unit(match)
        times = _MULTIPLIERS[match["times"].lower()] if match["times"] else None
        yield _Raw(
            start=match.start(),
            end=match.end(),
            number=-number if negative else number,
            unit=unit,
            times=Decimal("0.01") if pence else times,
            approximate=bool(_ABOUT.search(before)) or bool(match["plus"]),
        )


def _unit(match: re.Match[str]) -> tuple[str, bool]:
    """(unit, whether it is in pence)."""
    said = (match["unit"] or "").lower().replace(".", "")
    if match["pounds"] or said.startswith("pound"):
        return POUNDS, False
    if said in ("p", "pence"):
        return POUNDS, True
    if said.startswith(("%", "per")):
        return PERCENT, False
    return (FTE, False) if said.startswith("fte") else ("", False)


def _in_brackets(text: str, match: re.Match[str]) -> bool:
    """(1,250) alone in its cell, as accounts write what is less than nothing; "(6.7%)" in a sentence is an aside."""
    before, after = text[: match.start()].rstrip(" "), text[match.end() :].lstrip(" ")
    if not before.endswith("(") or not after.startswith(")"):
        return False
    outside = before[:-1].rstrip(" £")[-1:], after[1:].lstrip(" ")[:1]
    return outside[0] in ("", "\t", "|", "\n", ";", ":") and outside[1] in ("", "\t", "|", "\n", ";", "[")


def _ranged(raws: list[_Raw], text: str) -> list[_Raw]:
    """The first end of a range takes the unit and the scale that only the last one has: "£10-15k", "5 to 10%"."""
    done = list(raws)
    for place in range(len(raws) - 1):
        one, other = done[place], raws[place + 1]
        between = text[one.end : other.start]
        joined = _BETWEEN.fullmatch(between) or (
            between.strip().lower() == "and" and re.search(r"\bbetween\s*$", text[: one.start], re.IGNORECASE)
        )
        if not joined:
            continue
        unit = one.unit or other.unit
        takes = one.times is None and other.times is not None and abs(one.number) <= abs(other.number)
        done[place] = replace(one, unit=unit, times=other.times if takes else one.times)
        if not other.unit and one.unit:
            raws[place + 1] = done[place + 1] = replace(other, unit=one.unit)
    return done


def _found(raw: _Raw, text: str, places: tuple[tuple[int, int], ...]) -> Found:
    unit, times = raw.unit, raw.times
    if unit in ("", POUNDS) and times is None:
        scale = _column(raw, text)
        if scale is not None and scale.unit in (unit or scale.unit, POUNDS):
            unit, times = scale.unit, scale.times
    return Found(
        start=places[raw.start][0],
        end=places[raw.end - 1][1],
        value=raw.number * (times if times is not None else 1),
        unit=unit,
        approximate=raw.approximate,
        nouns=_nouns(text, raw) if unit == "" else (),
    )


def _column(raw: _Raw, text: str) -> Scale | None:
    """The unit that stands right behind a number, in its cell's name, at the end of its line or above its column."""
    start = text.rfind("\n", 0, raw.start) + 1
    stop = text.find("\n", raw.end)
    line_end = stop if stop >= 0 else len(text)
    behind = re.match(r"\s*\(([^()]*)\)", text[raw.end : line_end])
    if behind and (scale := _SCALE.fullmatch(behind[1].strip())):
        return _scale(scale)
    cell = max((match.end() for match in _SEGMENT.finditer(text, start, raw.start)), default=start)
    named = [match for match in _SCALE.finditer(text, cell, raw.start) if _names(match, text, raw)]
    if named:
        return _scale(named[-1])
    return _of_line(text[raw.end : line_end]) or _above(text, start, raw)


def _names(match: re.Match[str], text: str, raw: _Raw) -> bool:
    """Whether a unit names the cell rather than belonging to an earlier figure in it: "5% of 200"."""
    between = text[match.end() : raw.start]
    own = re.search(r"\d\s?$", text[: match.start()])
    return own is None and len(between) <= 40 and not re.search(r"[.!?]\s", between)


def _of_line(rest: str) -> Scale | None:
    """ "… – 191; 203 (£000)": a unit in brackets behind the last cell is that of all."""
    for inside in re.findall(r"\(([^()]*)\)", rest):
        scale = _SCALE.fullmatch(inside.strip().removeprefix("in ").strip())
        if scale is not None and (scale["thousands"] or scale["times"]):
            return _scale(scale)
    return None


def _above(text: str, start: int, raw: _Raw) -> Scale | None:
    """The unit of the same column in a row above, in lines of cells apart by tabs or bars."""
    line = text[start : text.find("\n", start) if text.find("\n", start) >= 0 else len(text)]
    if not _CELL.search(line):
        return None
    column = len(_CELL.findall(text[start : raw.start]))
    for above in reversed(text[:start].split("\n")[:-1]):
        cells = _CELL.split(above)
        if len(cells) < 2:
            return None
        scales = list(_SCALE.finditer(cells[column])) if column < len(cells) else []
        if scales and not re.search(r"\d[\d.,]*\s?%?$", cells[column].strip().removesuffix("000")):
            return _scale(scales[-1])
    return None


def _scale(match: re.Match[str]) -> Scale:
    if match["percent"]:
        return Scale(PERCENT, Decimal(1))
    if match["fte"]:
        return Scale(FTE, Decimal(1))
    if match["thousands"]:
        return Scale(POUNDS, Decimal(1000))
    return Scale(POUNDS, _MULTIPLIERS[match["times"].lower()] if match["times"] else Decimal(1))


def _nouns(text: str, raw: _Raw) -> tuple[str, ...]:
    """Words after a number, as far as its clause goes."""
    after = re.sub(r"^\s*(?:-|to|and|or)\s*\d[\d.,]*", "", text[raw.end : raw.end + 80])
    after = re.split(r"[.;:,()\n\t|\d£]", after)[0]
    return tuple(singular(word) for word in _WORD.findall(after)[:WORDS_AFTER])


def singular(word: str) -> str:
    folded = word.lower().removesuffix("'s")
    if folded.endswith("ies") and len(folded) > 4:
        return folded[:-3] + "y"
    return folded[:-1] if folded.endswith("s") and not folded.endswith("ss") and len(folded) > 3 else folded
