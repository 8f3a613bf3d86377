"""The numbers that Word gives to paragraphs and that stand nowhere in their text.

A paragraph, or the style it has, points to a *num*; that points to an *abstractNum*, whose
levels say how a number looks. Nums of one abstractNum count together: a num only brings
its own start values with it, which hold from the first time it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from councilqa.ingest.docx_package import W
from councilqa.ingest.docx_styles import Styles, as_whole, switch, value, whole

LEVELS = 9
_MOST_LINKS = 8
_MOST_LETTERS = 780
_MOST_ROMAN = 32_767
_LONGEST = 40
"""Characters of a number; a longer one is no number but a trick."""
_PLACE = re.compile(r"%([1-9])")
_LONE_END = re.compile(r"[^()]*[.):\]]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How the numbers of one level look and count."""

    start: int = 0
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    """1-based level whose use starts this one anew; 0 for never, None for any above."""
    legal: bool = False
    """Whether all parts are shown in digits."""
    hidden: bool = False
    """Whether it counts without being shown."""
    style: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Num:
    """A list as paragraphs point to it."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]
    """Start values that hold from the first paragraph of their level with this num."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What Word prints before a paragraph."""

    level: int
    number: str | None
    """As it is cited: "5.11", "(i)", "a"; None for a bullet."""
    parts: int = 0
    """How many levels the number shows: 2 for "5.11"."""
    format: str = "bullet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The num and level that a paragraph points to."""

    num_id: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """All lists of a file."""

    nums: Mapping[str, Num] = field(default_factory=dict)

    @classmethod
    def read(cls, root: etree._Element | None, styles: Styles) -> Numbering:
        if root is None:
            return cls()
        abstracts = {a.get(W + "abstractNumId", ""): a for a in root.iterchildren(W + "abstractNum")}
        targets = {
            n.get(W + "numId", ""): value(n.find(W + "abstractNumId")) or "" for n in root.iterchildren(W + "num")
        }
        read = {key: _levels(element) for key, element in abstracts.items()}
        nums: dict[str, Num] = {}
        for element in root.iterchildren(W + "num"):
            key = _behind_style_links(value(element.find(W + "abstractNumId")) or "", abstracts, targets, styles)
            if key in read:
                nums[element.get(W + "numId", "")] = _num(element, abstract=key, levels=read[key])
        return cls(nums=nums)

    def reference(self, properties: etree._Element | None, *, style_id: str | None, styles: Styles) -> Reference | None:
        """What a paragraph points to by itself or through its style; None where it has no number."""
        direct = None if properties is None else properties.find(W + "numPr")
        num_id = None if direct is None else value(direct.find(W + "numId"))
        level = None if direct is None else whole(direct.find(W + "ilvl"))
        if num_id is None:
            num_id = next((style.num_id for style in styles.chain(style_id) if style.num_id is not None), None)
        num = None if num_id is None else self.nums.get(num_id)
        if num is None or num_id is None:  # "0" stands for no numbering and is never defined
            return None
        if level is None:
            level = _level_of_style(num, style_id, styles)
        return Reference(num_id=num_id, level=level) if level in num.levels else None


def _level_of_style(num: Num, style_id: str | None, styles: Styles) -> int:
    """A list names the style of each level; where it does not, the style names the level."""
    linked = {level.style: index for index, level in num.levels.items() if level.style}
    for style in styles.chain(style_id):
        if style.id in linked:
            return linked[style.id]
        if style.ilvl is not None:
            return style.ilvl
    return 0


def _behind_style_links(
    key: str, abstracts: Mapping[str, etree._Element], targets: Mapping[str, str], styles: Styles
) -> str:
    """The abstractNum with the levels: one may only name a style, whose num leads to another."""
    for _ in range(_MOST_LINKS):
        if key not in abstracts:
            break
        link = value(abstracts[key].find(W + "numStyleLink"))
        num_id = next((style.num_id for style in styles.chain(link) if style.num_id is not None), None)
        if link is None or num_id is None or num_id not in targets:
            return key
        key = targets[num_id]
    return key


def _num(element: etree._Element, *, abstract: str, levels: Mapping[int, Level]) -> Num:
    own = dict(levels)
    starts: dict[int, int] = {}
    for override in element.iterchildren(W + "lvlOverride"):
        index = as_whole(override.get(W + "ilvl"))
        if index is None or not 0 <= index < LEVELS:
            continue
        redefined = override.find(W + "lvl")
        if redefined is not None:
            own[index] = _level(redefined)  # another look; the count runs on
        start = whole(override.find(W + "startOverride"))
        if start is not None:
            starts[index] = start
    return Num(abstract=abstract, levels=own, starts=starts)


def _levels(abstract: etree._Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in abstract.iterchildren(W + "lvl"):
        index = as_whole(element.get(W + "ilvl"))
        if index is not None and 0 <= index < LEVELS:
            found[index] = _level(element)
    return found


def _level(element: etree._Element) -> Level:
    start = whole(element.find(W + "start"))
    level = Level(
        start=max(start or 0, 0),
        format=_format(element),
        text=(value(element.find(W + "lvlText")) or "")[:_LONGEST],
        restart=whole(element.find(W + "lvlRestart")),
        style=value(element.find(W + "pStyle")),
    )
    return replace(level, legal=bool(switch(element, "isLgl")), hidden=bool(switch(element.find(W + "rPr"), "vanish")))


def _format(element: etree._Element) -> str:
    # A newer format stands in mc:Choice ("001"), with a plain one as the fallback.
    formats = list(element.iter(W + "numFmt"))
    custom = next((f.get(W + "format") for f in formats if f.get(W + "val") == "custom"), None)
    if custom and (zeros := re.match(r"0+(?=1\b)", custom)):
        return f"zeros{min(len(zeros[0]) + 1, 9)}"
    return (value(formats[-1]) if formats else None) or "decimal"


class Counters:
    """The running numbers of one story of a file, be it the body, a text box or the notes."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[Reference] = set()

    def next(self, reference: Reference) -> Label | None:
        """The label of the next paragraph with this reference; None where nothing is shown."""
        num = self._numbering.nums[reference.num_id]
        counts = self._counts.setdefault(num.abstract, {})
        if reference not in self._used and reference.level in num.starts:
            counts[reference.level] = num.starts[reference.level] - 1
        self._used.add(reference)
        _advance(counts, num, reference.level)
        return _label(counts, num, reference.level)


def _advance(counts: dict[int, int], num: Num, level: int) -> None:
    start = num.levels[level].start
    counts[level] = counts[level] + 1 if level in counts else num.starts.get(level, start)
    for deeper in range(level + 1, LEVELS):
        restart = num.levels[deeper].restart if deeper in num.levels else None
        if restart is None or level < restart:
            counts.pop(deeper, None)
    for above in range(level):  # a level that was skipped counts as begun
        if above not in counts and above in num.levels:
            counts[above] = num.starts.get(above, num.levels[above].start)


def _label(counts: Mapping[int, int], num: Num, index: int) -> Label | None:
    level = num.levels[index]
    if level.hidden:
        return None
    if level.format == "bullet":
        return Label(level=index, number=None)
    places = [int(place) - 1 for place in _PLACE.findall(level.text)]

    def shown(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        of_place = num.levels.get(place)
        count = counts.get(place)
        if of_place is None or count is None:
            return ""
        return formatted(count, "decimal" if level.legal else of_place.format)

    number = citable(_PLACE.sub(shown, level.text))
    if not number:
        return None if not level.text.strip() else Label(level=index, number=None)
    if not any(letter.isalnum() for letter in number):
        return Label(level=index, number=None)
    return Label(level=index, number=number[:_LONGEST], parts=len(places), format=level.format)


def citable(label: str) -> str:
    """A printed label as it is cited: "5.11." is "5.11", "a)" is "a", "(i)" stays."""
    label = label.strip()
    return label.rstrip(".):] ") if _LONE_END.fullmatch(label) else label.rstrip(".: ")


def formatted(count: int, format: str) -> str:
    """A count in one of Word's number formats, in digits where the format is not known."""
    match format:
        case "none":
            return ""
        case "lowerLetter":
            return _letters(count).lower()
        case "upperLetter":
            return _letters(count)
        case "lowerRoman":
            return _roman(count).lower()
        case "upperRoman":
            return _roman(count)
        case "decimalZero":
            return f"{count:02d}"
        case "ordinal":
            return _ordinal(count)
        case _ if format.startswith("zeros"):
            return f"{count:0{int(format[5:])}d}"
        case _:
            return str(count)


def _letters(count: int) -> str:
    """A to Z, then AA to ZZ (not AB), as Word counts."""
    if not 0 < count <= _MOST_LETTERS:
        return str(count)
    repeats, letter = divmod(count - 1, 26)
    return chr(ord("A") + letter) * (repeats + 1)


def _roman(count: int) -> str:
    if not 0 < count <= _MOST_ROMAN:
        return str(count)
    values = (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")
    text = ""
    for worth, letters in (*values, (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        times, count = divmod(count, worth)
        text += letters * times
    return text


def _ordinal(count: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{'th' if count % 100 in (11, 12, 13) else ending}"
