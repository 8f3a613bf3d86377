"""What a paragraph or run of a Word file inherits from its style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from councilqa.ingest.docx_package import W

_OFF = ("0", "false", "off", "none")
_HEADING_NAME = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_BODY_TEXT = 9
"""The outline level that stands for "no heading"."""
_LONGEST_CHAIN = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One style, as far as it says something itself."""

    id: str
    name: str
    based_on: str | None
    num_id: str | None
    ilvl: int | None
    outline: int | None
    bold: bool | None
    hidden: bool | None


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

    def bold(self, style_id: str | None) -> bool:
        return next((style.bold for style in self.chain(style_id) if style.bold is not None), False)

    def hidden(self, style_id: str | None) -> bool:
        return next((style.hidden for style in self.chain(style_id) if style.hidden is not None), False)


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
        bold=switch(run, "b"),
        hidden=switch(run, "vanish"),
    )


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
