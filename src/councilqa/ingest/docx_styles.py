"""What a paragraph or run of a Word file inherits from its style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce

from lxml import etree

from councilqa.ingest.docx_package import W

_OFF = ("0", "false", "off", "none")
_HEADING_NAME = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_BODY_TEXT = 9
"""The outline level that stands for "no heading"."""
_LONGEST_CHAIN = 32
_WHITE = re.compile(r"(?:[fF][a-fA-F]){3}")
"""Or so nearly that nobody can tell."""
_TINY = 2
"""Half points."""
_DRAWN_ROUND = frozenset(W + name for name in ("outline", "shadow", "emboss", "imprint"))
_EFFECTS = "{http://schemas.microsoft.com/office/word/2010/wordml}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How text looks as far as it is said in one place; None where nothing is."""

    bold: bool | None = None
    hidden: bool | None = None
    """By Word's own switch."""
    white: bool | None = None
    tiny: bool | None = None
    """Of no size that can be read."""
    shaded: bool | None = None
    """Whether a colour is laid behind it."""
    raised: bool | None = None
    struck: bool | None = None

    def over(self, below: Look) -> Look:
        """What is said here, and of the rest what is said there."""
        return Look(
            bold=below.bold if self.bold is None else self.bold,
            hidden=below.hidden if self.hidden is None else self.hidden,
            white=below.white if self.white is None else self.white,
            tiny=below.tiny if self.tiny is None else self.tiny,
            shaded=below.shaded if self.shaded is None else self.shaded,
            raised=below.raised if self.raised is None else self.raised,
            struck=below.struck if self.struck is None else self.struck,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One style, as far as it says something itself."""

    id: str
    name: str
    based_on: str | None
    num_id: str | None
    ilvl: int | None
    outline: int | None
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The styles of a file by id, each asked for together with those it is based on."""

    by_id: Mapping[str, Style] = field(default_factory=dict)
    default_paragraph: str | None = None

    @classmethod
    def read(cls, root: etree._Element | None) -> Styles:
        elements = (
            [] if root is None else [style for style in root.iterchildren(W + "style") if style.get(W + "styleId")]
        )
        default = next(
            (e for e in elements if e.get(W + "type") == "paragraph" and _is_on(e.get(W + "default", "0"))), None
        )
        return cls(
            by_id={style.get(W + "styleId", ""): _style(style) for style in elements},
            default_paragraph=None if default is None else default.get(W + "styleId"),
        )

    def chain(self, style_id: str | None) -> Iterator[Style]:
        """A style and those it is based on, nearest first; a circle is followed only so far."""
        for _ in range(_LONGEST_CHAIN):
            style = self.by_id.get(style_id) if style_id else None
            if style is None:
                return
            yield style
            style_id = style.based_on

    def names(self, style_id: str | None) -> tuple[str, ...]:
        return tuple(style.name for style in self.chain(style_id))

    def outline(self, style_id: str | None) -> int | None:
        """Level of a heading style, 0 for the topmost; None for body text."""
        for style in self.chain(style_id):
            if style.outline is not None:
                return style.outline if style.outline < _BODY_TEXT else None
            if match := _HEADING_NAME.match(style.name):
                return int(match[1]) - 1
        return None

    def look(self, style_id: str | None) -> Look:
        """Of text in a style, with all that it is based on."""
        return reduce(Look.over, (style.look for style in self.chain(style_id)), Look())


def _style(element: etree._Element) -> Style:
    paragraph = element.find(W + "pPr")
    run = element.find(W + "rPr")
    return Style(
        id=element.get(W + "styleId", ""),
        name=value(element.find(W + "name")) or "",
        based_on=value(element.find(W + "basedOn")),
        num_id=None if paragraph is None else value(paragraph.find(f"{W}numPr/{W}numId")),
        ilvl=None if paragraph is None else whole(paragraph.find(f"{W}numPr/{W}ilvl")),
        outline=None if paragraph is None else whole(paragraph.find(W + "outlineLvl")),
        look=look_of(run).over(look_of(paragraph)),
    )


def look_of(properties: etree._Element | None) -> Look:
    """What the properties of a run, a paragraph or a style say of its look."""
    if properties is None:
        return Look()
    return Look(
        bold=switch(properties, "b"),
        hidden=switch(properties, "vanish"),
        white=_is_white(properties),
        tiny=_is_tiny(properties),
        shaded=_is_shaded(properties),
        raised=_is_raised(properties),
        struck=_is_struck(properties),
    )


def _is_white(properties: etree._Element) -> bool | None:
    colour = value(properties.find(W + "color"))
    if colour is None:
        return None
    # Outlines and shadows show whatever the letters are filled with.
    drawn = any(each.tag in _DRAWN_ROUND or str(each.tag).startswith(_EFFECTS) for each in properties)
    return _WHITE.fullmatch(colour) is not None and not drawn


def _is_tiny(properties: etree._Element) -> bool | None:
    half_points = whole(properties.find(W + "sz"))
    return None if half_points is None else half_points <= _TINY


def _is_raised(properties: etree._Element) -> bool | None:
    place, lifted = value(properties.find(W + "vertAlign")), whole(properties.find(W + "position"))
    if place is None and lifted is None:
        return None
    return place == "superscript" or (place in (None, "baseline") and (lifted or 0) > 0)


def _is_struck(properties: etree._Element) -> bool | None:
    said = [each for each in (switch(properties, "strike"), switch(properties, "dstrike")) if each is not None]
    return any(said) if said else None


def _is_shaded(properties: etree._Element) -> bool | None:
    shading, marker = properties.find(W + "shd"), value(properties.find(W + "highlight"))
    if marker not in (None, "none", "white"):
        return True
    if shading is None:
        return None
    clear = value(shading) in (None, "clear", "nil") and shading.get(W + "themeFill") is None
    return not (clear and shading.get(W + "fill", "auto").lower() in ("auto", "ffffff"))


def value(element: etree._Element | None) -> str | None:
    """The `w:val` of an element that may not be there."""
    return None if element is None else element.get(W + "val")


def whole(element: etree._Element | None) -> int | None:
    """The `w:val` of an element as a whole number; nonsense counts as absent."""
    return as_whole(value(element))


def as_whole(text: str | None) -> int | None:
    """A whole number of up to nine digits; nonsense counts as absent."""
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,9}", text) else None


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """Whether a property such as `w:b` is turned on or off here, or None where nothing is said."""
    element = None if properties is None else properties.find(W + name)
    return None if element is None else _is_on(element.get(W + "val", "1"))


def _is_on(text: str) -> bool:
    return text.lower() not in _OFF
